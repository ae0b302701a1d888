"""What the compose file runs against its servers, run against real ones: the databases, the logins, the namespace."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from embedded import postgres as embedded_postgres
from embedded.doctor import postgres, temporal_server
from embedded.folder import DataFolder
from embedded.logins import ensure_logins
from embedded.ports import LOOPBACK, Ports
from embedded.postgres import Postgres, binaries
from embedded.temporal import Temporal, binary
from ledger.migrate import migrate
from settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORDS = {
    "TEMPORAL_DATABASE_PASSWORD": "1a",
    "DATABASE_OWNER_PASSWORD": "2b",
    "DATABASE_WORKER_PASSWORD": "3c",
    "DATABASE_VAULT_PASSWORD": "4d",
}


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder."""
    made = DataFolder(tmp_path / "data")
    made.make()
    return made


@pytest.fixture
async def server(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Postgres]:
    """An empty server as its container makes one: a superuser, and nothing of ours."""
    monkeypatch.setattr(embedded_postgres, "OWNER", "postgres")
    monkeypatch.setattr(embedded_postgres, "DATABASE", "postgres")
    monkeypatch.setattr(embedded_postgres, "WORKER", "unused")
    monkeypatch.setattr(embedded_postgres, "VAULT", "unused_too")
    running = Postgres(folder, Ports(folder.run / "ports.json"))
    try:
        await running.start()
        yield running
    finally:
        await running.stop()


def _run_init_script(server: Postgres) -> None:
    """As the entrypoint of the postgres image runs it."""
    command = [binaries() / "psql", "-v", "ON_ERROR_STOP=1", "--no-psqlrc", "-q"]
    command += ["-f", ROOT / "deploy" / "postgres" / "10-databases.sql", server.owner_url]
    subprocess.run(command, check=True, env=PASSWORDS | {"PATH": os.environ["PATH"]})


async def _run_script(script: Path, environment: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        "sh", str(script), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


async def test_the_owner_migrates_without_being_superuser_and_the_worker_may_only_append(server: Postgres) -> None:
    _run_init_script(server)
    owner_url = f"postgresql://jieli_owner:2b@{LOOPBACK}:{server.port}/jieli"
    worker_url = f"postgresql://jieli_worker:3c@{LOOPBACK}:{server.port}/jieli"
    assert await migrate(owner_url)
    assert await ensure_logins(owner_url) == ["ledger_reader", "ledger_writer"]  # nothing left to grant: no refusal
    assert all(probe.ok for probe in await postgres(worker_url))
    worker = await asyncpg.connect(worker_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.execute("DELETE FROM ledger.event")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.execute("SET ROLE ledger_owner")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.execute("CREATE TABLE public.mine ()")
    finally:
        await worker.close()


async def test_the_vaults_login_reaches_the_vault_and_nothing_of_the_ledger(server: Postgres) -> None:
    _run_init_script(server)
    assert await migrate(f"postgresql://jieli_owner:2b@{LOOPBACK}:{server.port}/jieli")
    vault = await asyncpg.connect(f"postgresql://jieli_vault:4d@{LOOPBACK}:{server.port}/jieli")
    worker = await asyncpg.connect(f"postgresql://jieli_worker:3c@{LOOPBACK}:{server.port}/jieli")
    try:
        assert await vault.fetch("SELECT id FROM vault.recipient") == []
        await vault.execute("VACUUM (FULL) vault.recipient")
        for login, statement in (
            (vault, "SELECT * FROM ledger.event"),
            (vault, "SELECT * FROM readmodel.project"),
            (vault, "SET ROLE vault_owner"),
            (worker, "SELECT id FROM vault.recipient"),
            (worker, "SET ROLE vault_keeper"),
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await login.execute(statement)
    finally:
        await vault.close()
        await worker.close()


async def test_temporals_login_reaches_its_own_databases_and_not_ours(server: Postgres) -> None:
    _run_init_script(server)
    place = f"temporal:1a@{LOOPBACK}:{server.port}"
    for database in ("temporal", "temporal_visibility"):
        theirs = await asyncpg.connect(f"postgresql://{place}/{database}")
        await theirs.execute("CREATE TABLE public.theirs ()")
        await theirs.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(f"postgresql://{place}/jieli")


async def test_the_namespace_is_made_once_with_its_retention_and_search_attributes(folder: DataFolder) -> None:
    server = Temporal(folder, Ports(folder.run / "ports.json"))
    try:
        await server.start()
        environment = {
            "PATH": f"{binary().parent}:{os.environ['PATH']}",
            "HOME": str(folder.path),
            "TEMPORAL_ADDRESS": server.address,
            "TEMPORAL_NAMESPACE": "county",
        }
        script = ROOT / "deploy" / "temporal" / "create-namespace.sh"
        for _ in range(2):
            await _run_script(script, environment)
        found = await temporal_server(server.address, Settings(mode="embedded", temporal_namespace="county"))
        assert {probe.name for probe in found if probe.ok} == {"temporal", "temporal_namespace", "search_attributes"}
        assert found[1].facts["retention_days"] == 90
    finally:
        await server.stop()
