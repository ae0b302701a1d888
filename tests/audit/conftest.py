"""Real PostgreSQL, real Temporal, a folder of their own: what the tests of the audit share."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from embedded.folder import DataFolder
from embedded.ports import Ports
from embedded.stack import Addresses, Stack
from embedded.temporal import Temporal
from ledger.migrate import migrate
from settings import Settings


@pytest.fixture(scope="session", autouse=True)
def no_settings_from_outside() -> None:
    """The settings of the person who runs the tests are not the tests'."""
    for name in list(os.environ):
        if name.startswith(("JIELI_", "TEMPORAL_", "PG")):
            del os.environ[name]


@pytest.fixture(scope="module")
async def temporal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a Temporal server without a ledger."""
    folder = DataFolder(tmp_path_factory.mktemp("temporal"))
    folder.make()
    server = Temporal(folder, Ports(folder.run / "ports.json"))
    await server.start()
    yield server.address
    await server.stop()


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
