"""A small world: real commands through the one sender, histories that were archived, and copies of it to tamper with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from temporalio.client import Client

import worker
from activities.archiving import HISTORIES
from activities.files import FileStore
from activities.interface import Outcome
from activities.sending import envelope
from domain.values import uscc_check_character
from embedded.stack import Addresses, Stack
from ledger.migrate import migrate
from ledger.pool import Connection, Pool, open_pool
from ledger.read import head, streams
from settings import Settings

SUPPLIER = "52220122MJ1A00001" + uscc_check_character("52220122MJ1A00001")
D = "a" * 64


@dataclass(frozen=True)
class World:
    """What is left when the worker has stopped: a server, a ledger nobody is connected to, an archive."""

    client: Client | None
    store: FileStore
    owner_url: str

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[tuple["Held", Connection]]:
        """A copy of the ledger: a reader's hold on it, and an insider's connection with every trigger disabled."""
        name = f"copy_{uuid4().hex[:12]}"
        maintenance = self.owner_url.rsplit("/", 1)[0] + "/postgres"
        conn = await asyncpg.connect(maintenance)
        await conn.execute(f"CREATE DATABASE {name} TEMPLATE jieli")
        await conn.close()
        url = self.owner_url.rsplit("/", 1)[0] + f"/{name}"
        insider = await asyncpg.connect(url)
        for table in ("event", "command", "stream"):
            await insider.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
        async with await open_pool(url, role="ledger_reader", max_size=4) as pool:
            yield Held(self.client, pool, self.store), insider
        await insider.close()


@dataclass(frozen=True)
class Held:
    client: Client | None
    pool: Pool
    store: FileStore


async def live(held: worker.Hands) -> None:
    """People, roles and a supplier are registered, one act is refused, one run continues as new and is archived."""

    async def do(stream: str, command: str, by: str, **body: Any) -> Outcome:
        return await held.sender.send(envelope(stream, command, body, actor=by, command_id=uuid4()))

    await do("person/li", "RegisterPerson", "li", person="li", name="李敏", organisation="示例县民政局")
    await do("person/wang", "RegisterPerson", "li", person="wang", name="王强", organisation="示例县民政局")
    for number, role in enumerate(("clerk", "reviewer", "head", "county", "inspector", "auditor")):
        grant = {"person": "wang", "role": role, "division": "220122", "from_on": date(2026, 1, 1).isoformat()}
        await do("person/wang", "GrantRole", "li", **grant, document=f"任命〔2026〕{number}号")
    supplier = {"uscc": SUPPLIER, "name": "春晖社会工作服务中心", "kind": "social_organisation", "division": "220122"}
    await do(f"supplier/{SUPPLIER}", "RegisterSupplier", "wang", **supplier, evidence=D)
    again = await do(f"supplier/{SUPPLIER}", "RegisterSupplier", "wang", **supplier, evidence=D)
    assert again.refusal is not None


@asynccontextmanager
async def system(data_dir: Path) -> AsyncIterator[tuple[Settings, Addresses]]:
    """A whole system without a worker, and the settings of one that works for it."""

    async def migrated(url: str) -> None:
        await migrate(url)

    settings = Settings(data_dir=data_dir, mode="embedded")
    async with Stack(settings, worker=False, migrate=migrated) as stack:
        addresses = stack.addresses
        yield (
            Settings(
                data_dir=data_dir,
                mode="embedded",
                database_url=addresses.database_url,
                temporal_address=addresses.temporal_address,
                continue_as_new_after=40,
            ),
            addresses,
        )


@asynccontextmanager
async def world(settings: Settings, owner_url: str) -> AsyncIterator[World]:
    """Live, settle, stop the worker, and let the ledger go."""
    held = await worker.hands(settings)
    async with worker.worker(settings, held):
        await worker.keep_edition(held)
        await live(held)
        await settled(held)
    await held.pool.close()
    yield World(held.client, held.store, owner_url)


async def settled(held: worker.Hands) -> None:
    """A history was archived, the edition is on record, and no activity is under way."""
    while True:
        before = await head(held.pool)
        known = {stream.stream for stream in await streams(held.pool)}
        busy = False
        async for execution in held.client.list_workflows("ExecutionStatus = 'Running'"):
            there = await held.client.get_workflow_handle(execution.id).describe()
            busy = busy or bool(there.raw_description.pending_activities)
        if not busy and {HISTORIES, "register/editions"} <= known and await head(held.pool) == before:
            return
        await asyncio.sleep(0.1)
