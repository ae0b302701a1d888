"""The worker as a child process: how it is told where everything is, and how it says that it is ready.

The protocol between `up` and the worker (`python -P -m worker`):
* `up` passes all settings in the environment: JIELI_MODE=embedded, JIELI_DATA_DIR, JIELI_DATABASE_URL (the worker's
  login; never the owner's), TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, JIELI_TASK_QUEUE, JIELI_READY_FILE, and whatever
  else JIELI_* it has itself.
* The worker, once it polls, writes its pid to the file JIELI_READY_FILE (DIR/run/worker.ready). `up` deletes that file
  before each start and waits until it names the child's pid.
* On SIGTERM the worker finishes what it has begun and ends within JIELI_SHUTDOWN_GRACE_SECONDS; then it is killed.
* It writes its log to standard error; `up` keeps it in DIR/log/worker.log.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from embedded.child import Child, end_orphan, orphan
from embedded.folder import DataFolder

COMMAND = (sys.executable, "-P", "-m", "worker")  # -P: a worker.py in the person's folder is not ours
READY_SECONDS = 120.0
NEVER_THE_WORKERS = ("JIELI_DATABASE_OWNER_URL", "JIELI_VAULT_DATABASE_URL", "JIELI_VAULT_KEY")


class WorkerProcess:
    """The one worker of an embedded system."""

    name = "worker"

    def __init__(
        self, folder: DataFolder, environment: Mapping[str, str], grace_seconds: float, command: Sequence[str] = COMMAND
    ) -> None:
        self._folder = folder
        self._ready_file = folder.run / "worker.ready"
        self._grace_seconds = grace_seconds
        self._command = command
        kept = {name: value for name, value in os.environ.items() if name not in NEVER_THE_WORKERS}
        self._environment = kept | dict(environment) | {"JIELI_READY_FILE": str(self._ready_file)}
        self.child = Child(self.name, folder.log / "worker.log", _pid_file(folder))

    async def start(self) -> None:
        """Start it and wait until it polls."""
        self.child.turn_log()
        await self.restart()

    async def restart(self) -> None:
        """Start it (again) and wait until it polls."""
        await asyncio.to_thread(end_leftover, self._folder)
        self._ready_file.unlink(missing_ok=True)
        await self.child.spawn(self._command, death_signal=signal.SIGKILL, env=self._environment)
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if not self.child.alive:
                raise self.child.failed(f"退出码 {await self.child.ended()}")
            if time.monotonic() > deadline:
                await self.stop()
                raise self.child.failed(f"{READY_SECONDS:.0f} 秒内没有就绪")
            await asyncio.sleep(0.03)

    async def stop(self) -> None:
        """Let it finish what it has begun, within its grace."""
        await self.child.stop((signal.SIGTERM, self._grace_seconds))
        self._ready_file.unlink(missing_ok=True)

    def _is_ready(self) -> bool:
        process = self.child.process
        try:
            return process is not None and self._ready_file.read_text().strip() == str(process.pid)
        except OSError:
            return False


def end_leftover(folder: DataFolder) -> None:
    """End the worker of an earlier system, which would go on polling whatever is started here next."""
    if (left := orphan(_pid_file(folder))) is not None:
        end_orphan(left, signal.SIGTERM, 2.0)


def _pid_file(folder: DataFolder) -> Path:
    return folder.run / "worker.pid"
