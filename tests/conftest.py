"""What tests with real servers share: one PostgreSQL and one Temporal for the whole session, a worker in this process."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from embedded.stack import Addresses, Stack
from ledger.migrate import migrate
from settings import Settings

if TYPE_CHECKING:
    from worker import Hands


async def _migrate(owner_url: str) -> None:
    await migrate(owner_url)


@pytest.fixture(scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Addresses]:
    """PostgreSQL and Temporal's development server, for the whole session."""
    folder: Path = tmp_path_factory.mktemp("servers")
    async with Stack(Settings(mode="embedded", data_dir=folder), worker=False, migrate=_migrate) as stack:
        yield stack.addresses


@pytest.fixture(scope="session")
def settings(servers: Addresses) -> Settings:
    """The settings that the session's worker and clients use.  A run continues as new after 40 events, not 500."""
    return Settings(
        mode="embedded",
        data_dir=Path(servers.data_dir),
        database_url=servers.database_url,  # type: ignore[arg-type]
        database_owner_url=servers.owner_database_url,  # type: ignore[arg-type]
        temporal_address=servers.temporal_address,
        continue_as_new_after=40,
    )


@pytest.fixture(scope="session")
async def held(settings: Settings) -> AsyncIterator["Hands"]:
    """Connections, and a sandboxed worker that polls while the tests run."""
    from worker import hands, worker

    ours = await hands(settings)
    async with worker(settings, ours, sandboxed=True):
        yield ours
    await ours.pool.close()
