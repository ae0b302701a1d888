"""One child process: started so that it dies with us, logged to a file, known by its pid file, stopped in order."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from embedded import launch
from embedded.errors import ChildFailed
from embedded.folder import write_private

TAIL_BYTES = 2000


@dataclass(frozen=True)
class Way:
    """As whom a program runs. `uid` None: as ourselves."""

    name: str = "as ourselves"
    uid: int | None = None
    gid: int = 0
    capability: int | None = None
    own_namespace: bool = False

    def command(self, command: Sequence[str], death_signal: int, probe: Path | None = None) -> list[str]:
        """The command line that starts the program this way."""
        options: launch.Options = {
            "parent": os.getpid(),
            "death_signal": death_signal,
            "uid": self.uid,
            "gid": self.gid,
            "capability": self.capability,
            "own_namespace": self.own_namespace,
            "probe": str(probe) if probe else None,
        }
        return [sys.executable, "-I", "-S", launch.__file__, json.dumps(options), *command]


AS_OURSELVES = Way()


@dataclass
class Child:
    """A child process and its traces in the data folder."""

    name: str
    log: Path
    pid_file: Path
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def turn_log(self) -> None:
        """Begin a new log; one previous log is kept."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))

    async def spawn(
        self,
        command: Sequence[str],
        *,
        death_signal: int,
        way: Way = AS_OURSELVES,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start it. Secrets travel in the environment or in files, never on the command line."""
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "ab") as log:  # noqa: ASYNC230 - opened, not written
            self.process = await asyncio.create_subprocess_exec(
                *way.command(command, death_signal),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=cwd,
                env=env,
                start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the children in order
            )
        with contextlib.suppress(psutil.NoSuchProcess):
            started = psutil.Process(self.process.pid).create_time()
            write_private(self.pid_file, json.dumps({"pid": self.process.pid, "started": started}))

    async def ended(self) -> int:
        """Wait for its end; negative: the signal that ended it."""
        assert self.process is not None
        return await self.process.wait()

    async def stop(self, *steps: tuple[signal.Signals, float]) -> None:
        """Send each signal and give it its seconds; whoever is still there is killed."""
        for how, grace_seconds in (*steps, (signal.SIGKILL, 10.0)):
            if self.process is None or self.process.returncode is not None:
                break
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(how)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), grace_seconds)
        self.pid_file.unlink(missing_ok=True)

    def failed(self, why: str) -> ChildFailed:
        """The error for a start that did not succeed, with the end of the log."""
        return ChildFailed(self.name, why, self.log, self.tail())

    def tail(self) -> str:
        """The last lines of the log."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - TAIL_BYTES))
                return log.read().decode(errors="replace")
        except OSError:
            return ""


def orphan(pid_file: Path) -> psutil.Process | None:
    """The process a pid file names, if it still lives and is not another one with a used-again pid."""
    try:
        recorded = json.loads(pid_file.read_bytes())
        process = psutil.Process(int(recorded["pid"]))
        same = abs(process.create_time() - float(recorded["started"])) < 0.05
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None
    return process if same and process.status() != psutil.STATUS_ZOMBIE else None


def end_orphan(process: psutil.Process, how: signal.Signals, grace_seconds: float) -> None:
    """Stop a process that an earlier system left behind."""
    for sign, seconds in ((how, grace_seconds), (signal.SIGKILL, 10.0)):
        try:
            process.send_signal(sign)
            process.wait(seconds)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
        return
