"""Real PostgreSQL, real Temporal, a folder of their own: what the tests of the audit share."""

import os
from collections.abc import AsyncIterator

import pytest

from embedded.folder import DataFolder
from embedded.ports import Ports
from embedded.temporal import Temporal


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
