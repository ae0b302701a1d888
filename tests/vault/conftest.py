"""A real PostgreSQL with ledger and vault, and the two logins of a site, neither of which is a superuser."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import pytest
from places import Cluster, Place

from embedded.folder import DataFolder
from embedded.logins import VAULT_ROLES, ensure_logins
from embedded.ports import Ports
from embedded.postgres import DATABASE, VAULT, Postgres
from ledger.migrate import migrate
from vault.locking import MasterKey
from vault.store import Connection, Vault


@pytest.fixture(scope="session")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    folder = DataFolder(tmp_path_factory.mktemp("vault"))
    folder.make()
    postgres = Postgres(folder, Ports(folder.run / "ports.json"))
    await postgres.start()
    try:
        await migrate(postgres.owner_url)
        await ensure_logins(postgres.owner_url)
        await ensure_logins(postgres.owner_url, VAULT, VAULT_ROLES)
        yield Cluster(postgres, folder.path)
    finally:
        await postgres.stop()


_numbers = count(1)


@pytest.fixture
async def place(cluster: Cluster) -> Place:
    """A copy of the migrated database."""
    name = f"vault_{next(_numbers)}"
    conn = await asyncpg.connect(cluster.postgres.owner_url.removesuffix(DATABASE) + "postgres")
    await conn.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE}")
    await conn.close()
    await asyncio.sleep(0)  # a template must have no connection left
    urls = (cluster.postgres.owner_url, cluster.postgres.worker_url, cluster.postgres.vault_url)
    return Place(*(url.removesuffix(DATABASE) + name for url in urls))


@pytest.fixture
async def db(place: Place) -> AsyncIterator[Connection]:
    """The vault's own login."""
    conn = await asyncpg.connect(place.vault)
    yield conn
    await conn.close()


@pytest.fixture
def vault(db: Connection) -> Vault:
    return Vault(db, MasterKey.make())
