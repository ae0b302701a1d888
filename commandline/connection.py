"""How a command finds the system: one that lives, one from outside, or one started for this command alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from commandline.exits import unreachable
from commandline.output import say

if TYPE_CHECKING:
    from embedded.folder import Addresses
    from settings import Settings
    from worker import Hands

PATIENCE: Final = timedelta(seconds=10)  # a person waits at the terminal; then the ledger is asked by id


@dataclass(frozen=True, slots=True)
class Connection:
    """The system that a command speaks with.  `own`: it runs for this command alone."""

    held: "Hands"
    addresses: "Addresses"
    settings: "Settings"
    own: bool

    @property
    def production(self) -> bool:
        return self.settings.mode == "production"


@asynccontextmanager
async def system(
    settings: "Settings", *, worker: bool = False, make: bool = False, migrated: bool = True
) -> AsyncIterator[tuple["Addresses", bool]]:
    """Where the system is, and whether it was started for this command alone.

    `worker`: the command needs one; `make`: a folder that isn't there is made; `migrated`: the schema is brought to head.
    """
    from embedded.folder import running
    from embedded.outside import outside
    from embedded.stack import Stack

    if (here := running(settings.data_dir)) is not None:
        yield here, False
        return
    if settings.mode == "production":
        yield await outside(settings), False
        return
    if not make and not (settings.data_dir / "postgres" / "data").is_dir():
        raise unreachable(
            f"{settings.data_dir.absolute()} 中没有系统：先运行 jieli up --data {settings.data_dir}"
            "（另开一个终端），或用 --data 指定已有的数据目录。"
        )
    say("正在启动系统 …" if make else "没有运行中的系统，为本指令临时启动 …")
    stack = Stack(settings, worker=worker, migrate=to_head if migrated else None)
    async with stack:
        yield stack.addresses, True


async def to_head(owner_url: str) -> None:
    """Bring the schema to its newest revision."""
    from ledger.migrate import migrate

    await migrate(owner_url)


@asynccontextmanager
async def connected(settings: "Settings", *, worker: bool = False, make: bool = False) -> AsyncIterator[Connection]:
    """The system, with a client, the ledger and the file store at hand."""
    async with system(settings, worker=worker, make=make) as (addresses, own):
        here = at(settings, addresses)
        held = await hands_of(here)
        try:
            yield Connection(held, addresses, here, own)
        finally:
            await held.pool.close()


def at(settings: "Settings", addresses: "Addresses") -> "Settings":
    """The same settings, with the addresses where the system is."""
    from pydantic import SecretStr

    return settings.model_copy(
        update={
            "database_url": SecretStr(addresses.database_url),
            "database_owner_url": SecretStr(addresses.owner_database_url),
            "temporal_address": addresses.temporal_address,
            "temporal_namespace": addresses.temporal_namespace,
            "console_url": addresses.console_url,
            "database_pool_max": 5,
        }
    )


async def hands_of(settings: "Settings") -> "Hands":
    """Connect; what can't be reached is named."""
    from dataclasses import replace

    from activities.sending import Sender
    from worker import hands

    try:
        held = await hands(settings)
    except (OSError, RuntimeError) as error:  # a login that isn't a member, a Temporal that isn't there
        raise unreachable(f"无法连接数据库或 Temporal：{error}。运行 jieli doctor 查明原因。") from error
    return replace(held, sender=Sender(held.client, held.pool, held.starter, patience=PATIENCE))
