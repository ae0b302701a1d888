"""The whole embedded system: PostgreSQL, Temporal and a worker, started together, kept alive, stopped in order."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Protocol, Self

from embedded import worker
from embedded.child import Child
from embedded.errors import FolderInUse, FolderUnusable, StartError
from embedded.folder import Addresses, DataFolder, running
from embedded.logins import VAULT_ROLES, ensure_logins
from embedded.ports import Ports
from embedded.postgres import VAULT, Postgres
from embedded.temporal import Temporal
from embedded.worker import WorkerProcess
from settings import Settings

__all__ = ["Addresses", "FolderInUse", "FolderUnusable", "Stack", "StartError", "running"]

log = logging.getLogger("jieli.embedded")
FIRST_DELAY_SECONDS, LAST_DELAY_SECONDS = 0.2, 5.0
HEALTHY_AFTER_SECONDS = 30.0  # a part that lived this long begins again with the first delay

Migrate = Callable[[str], Awaitable[None]]


class Part(Protocol):
    """A child process that can be started, started again at the same address, and stopped."""

    name: str
    child: Child

    async def start(self) -> None: ...
    async def restart(self) -> None: ...
    async def stop(self) -> None: ...


class Stack:
    """The embedded system of one data folder.

    `migrate` gets the owner's URL and brings the schema to head; it runs before the worker starts. `on_status` gets one
    Chinese sentence for each thing a person at the terminal wants to know; the same goes to the log.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        worker: bool = True,
        migrate: Migrate | None = None,
        on_status: Callable[[str], None] = lambda _: None,
        worker_command: Sequence[str] = worker.COMMAND,
    ) -> None:
        self._settings = settings
        self._with_worker = worker
        self._migrate = migrate
        self._on_status = on_status
        self._worker_command = worker_command
        self._folder = DataFolder(settings.data_dir)
        self._parts: list[Part] = []  # in the order of their start
        self._keepers: list[asyncio.Task[None]] = []
        self._addresses: Addresses | None = None

    @property
    def addresses(self) -> Addresses:
        """Where it is reached. Only after `start`."""
        if self._addresses is None:
            raise RuntimeError("the stack is not started")
        return self._addresses

    async def start(self) -> Addresses:
        """Start everything and wait until it is ready. Raises StartError; then nothing is left running."""
        self._folder.make()
        self._folder.lock()
        try:
            return await self._start()
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> Addresses:
        ports = Ports(self._folder.run / "ports.json")
        postgres = Postgres(self._folder, ports)
        temporal = Temporal(self._folder, ports, self._settings.temporal_namespace, self._settings.retention_days)
        self._parts += [postgres, temporal]
        await asyncio.to_thread(worker.end_leftover, self._folder)
        self._say("正在启动 PostgreSQL 与 Temporal …")
        await _together(postgres.start(), temporal.start())
        addresses = Addresses(
            database_url=postgres.worker_url,
            owner_database_url=postgres.owner_url,
            vault_database_url=postgres.vault_url,
            temporal_address=temporal.address,
            temporal_namespace=self._settings.temporal_namespace,
            console_url=temporal.ui_url,
            data_dir=self._folder.path,
        )
        if self._migrate is not None:
            self._say("正在检查数据库结构 …")
            await self._migrate(addresses.owner_database_url)
        await ensure_logins(addresses.owner_database_url)
        await ensure_logins(addresses.owner_database_url, VAULT, VAULT_ROLES)
        if self._with_worker:
            self._say("正在启动 worker …")
            environment = self._worker_environment(addresses)
            part = WorkerProcess(self._folder, environment, self._settings.shutdown_grace_seconds, self._worker_command)
            self._parts.append(part)
            await part.start()
        self._addresses = addresses
        self._folder.publish(addresses)
        self._keepers = [asyncio.create_task(self._keep(part), name=f"keep {part.name}") for part in self._parts]
        self._say("已就绪。")
        return addresses

    async def stop(self) -> None:
        """Stop everything, the last started first. Safe to call at any moment, and twice."""
        await asyncio.shield(asyncio.ensure_future(self._stop()))

    async def _stop(self) -> None:
        keepers, self._keepers = self._keepers, []
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        while self._parts:
            part = self._parts[-1]
            await part.stop()
            self._parts.pop()
        self._addresses = None
        self._folder.unlock()

    async def run_until_stopped(self, on_ready: Callable[[Addresses], None] = lambda _: None) -> None:
        """Start, call `on_ready`, and run until SIGINT or SIGTERM; a signal during the start stops it, too."""
        loop = asyncio.get_running_loop()
        asked = asyncio.Event()
        signals = (signal.SIGINT, signal.SIGTERM)
        for sign in signals:
            loop.add_signal_handler(sign, asked.set)
        starting = asyncio.create_task(self.start())
        waiting = asyncio.create_task(asked.wait())
        try:
            await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                on_ready(starting.result())
                await waiting
            self._say("正在停止 …")
        finally:
            for task in (starting, waiting):
                task.cancel()
            await asyncio.gather(starting, waiting, return_exceptions=True)
            await self.stop()
            for sign in signals:
                loop.remove_signal_handler(sign)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _keep(self, part: Part) -> None:
        """Start a part again whenever it ends by itself."""
        loop = asyncio.get_running_loop()
        delay_seconds = FIRST_DELAY_SECONDS
        while True:
            since = loop.time()
            code = await part.child.ended()
            if loop.time() - since > HEALTHY_AFTER_SECONDS:
                delay_seconds = FIRST_DELAY_SECONDS
            how = f"信号 {-code}" if code < 0 else f"退出码 {code}"
            self._say(
                f"{part.name} 意外退出（{how}），{delay_seconds:.1f} 秒后重启。日志：{part.child.log}", logging.WARNING
            )
            await asyncio.sleep(delay_seconds)
            delay_seconds = min(delay_seconds * 2, LAST_DELAY_SECONDS)
            try:
                await part.restart()
            except Exception as error:  # whatever it is, the next try may succeed; the person is told each time
                await part.stop()
                self._say(f"{part.name} 重启未成：{error}", logging.ERROR)
            else:
                self._say(f"{part.name} 已恢复。")

    def _worker_environment(self, addresses: Addresses) -> dict[str, str]:
        settings = self._settings
        return {
            "JIELI_MODE": "embedded",
            "JIELI_DATA_DIR": str(addresses.data_dir),
            "JIELI_DATABASE_URL": addresses.database_url,
            "TEMPORAL_ADDRESS": addresses.temporal_address,
            "TEMPORAL_NAMESPACE": addresses.temporal_namespace,
            "JIELI_TASK_QUEUE": settings.task_queue,
            "JIELI_ARCHIVE_URL": settings.archive,
            "JIELI_CONTINUE_AS_NEW_AFTER": str(settings.continue_as_new_after),
            "JIELI_CONCURRENT_WORKFLOW_TASKS": str(settings.concurrent_workflow_tasks),
            "JIELI_SHUTDOWN_GRACE_SECONDS": str(settings.shutdown_grace_seconds),
            "JIELI_BUILD": settings.build,
            "JIELI_LOG_LEVEL": settings.log_level,
            "JIELI_OUTSIDE_PATIENCE_SECONDS": str(settings.outside_patience_seconds),
            **_doors(settings),
        }

    def _say(self, sentence: str, level: int = logging.INFO) -> None:
        log.log(level, "%s", sentence)
        with contextlib.suppress(BrokenPipeError):  # the terminal may be gone; the system goes on
            self._on_status(sentence)


def _doors(settings: Settings) -> dict[str, str]:
    """The addresses and tokens of outside systems, for the worker, which alone goes out to them."""
    found: dict[str, str] = {}
    for name, (url, token) in settings.outside.items():
        found[f"JIELI_{name.upper()}_URL"] = url
        if token is not None:
            found[f"JIELI_{name.upper()}_TOKEN"] = token
    return found


async def _together(*starts: Awaitable[None]) -> None:
    """Run the starts at the same time; when one fails, wait until the others are still before telling."""
    tasks = [asyncio.ensure_future(start) for start in starts]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
