"""A real PostgreSQL for the ledger's tests: one cluster per session, one fresh migrated database per test."""

import asyncio
import os
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

import embedded.postgres
from embedded.folder import DataFolder
from embedded.ports import Ports
from ledger.migrate import migrate
from ledger.pool import Connection, Pool, open_pool


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a throw-away cluster, with a superuser, up to and including the last slash.

    Another version is tested with JIELI_TEST_POSTGRES_BIN, its folder of programs.
    """
    with pytest.MonkeyPatch.context() as patch:
        if other := os.environ.get("JIELI_TEST_POSTGRES_BIN"):
            patch.setattr(embedded.postgres, "binaries", lambda: Path(other))
        folder = DataFolder(tmp_path_factory.mktemp("ledger"))
        folder.make()
        postgres = embedded.postgres.Postgres(folder, Ports(folder.run / "ports.json"))
        await postgres.start()
    try:
        await _trust(folder, postgres.owner_url)  # logins that the tests make need no password
        yield f"postgresql://postgres@127.0.0.1:{postgres.port}/"
    finally:
        await postgres.stop()


async def _trust(folder: DataFolder, owner_url: str) -> None:
    access = folder.postgres / "data" / "pg_hba.conf"
    await asyncio.to_thread(access.write_text, "host all all 127.0.0.1/32 trust\n")
    conn = await asyncpg.connect(owner_url)
    await conn.execute("CREATE ROLE postgres SUPERUSER LOGIN")
    await conn.execute("SELECT pg_reload_conf()")
    await conn.close()


@pytest.fixture(scope="session")
async def template(server: str) -> str:
    """The name of a migrated database that is only ever copied."""
    await _execute(server, "CREATE DATABASE template_ledger")
    await migrate(server + "template_ledger")
    return "template_ledger"


_numbers = count(1)


@pytest.fixture
async def empty_database(server: str) -> str:
    """The superuser's address of a new database without a schema."""
    name = f"test_{next(_numbers)}"
    await _execute(server, f"CREATE DATABASE {name}")
    return server + name


@pytest.fixture
async def database(server: str, template: str) -> str:
    """The superuser's address of a new, migrated database."""
    name = f"test_{next(_numbers)}"
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return server + name


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """Connections as ``ledger_writer``."""
    async with await open_pool(database, max_size=20) as pool:
        yield pool


@pytest.fixture
async def superuser(database: str) -> AsyncIterator[Connection]:
    """One who may do anything, triggers or not: the insider of the tamper tests."""
    conn = await asyncpg.connect(database)
    yield conn
    await conn.close()


async def _execute(server: str, statement: str) -> None:
    conn = await asyncpg.connect(server + "postgres")
    try:
        await conn.execute(statement)
    finally:
        await conn.close()
        await asyncio.sleep(0)  # a template must have no connection left
