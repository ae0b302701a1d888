"""A living system: `jieli up` in a process of its own."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calling import ROOT, Ran, jieli, surroundings


@dataclass(frozen=True)
class Living:
    """A living `jieli up`."""

    data: Path
    ready: dict[str, Any]

    def __call__(self, *arguments: str | Path, timeout: float = 120, env: Mapping[str, str] | None = None) -> Ran:
        return jieli(*arguments, "--data", self.data, timeout=timeout, env=env)


class running_up:  # noqa: N801 - reads as a function does
    """`jieli up --json` in a process of its own: its document when it is ready, and its end."""

    def __init__(self, data: Path, *more: str) -> None:
        command = [sys.executable, str(ROOT / "starter.py"), "up", "--json", "--data", str(data), *more]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=surroundings()
        )

    def __enter__(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        text, deadline = "", time.monotonic() + 120
        while time.monotonic() < deadline:
            line = self._process.stdout.readline()
            if not line:
                break
            text += line
            if line == "}\n":
                ready: dict[str, Any] = json.loads(text)
                return ready
        self._process.kill()
        raise AssertionError(f"no system: {text}{self._process.communicate()[1]}")

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        rest, said = self._process.communicate(timeout=60)
        assert (self._process.returncode, rest) == (0, ""), said
