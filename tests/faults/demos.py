"""What the tests of faults share: a story told by another process, and the parts of it that can be killed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

JIELI = (sys.executable, "-P", "-m", "starter")


def demo(story: str, data: Path) -> "subprocess.Popen[str]":
    """`jieli demo` in a process group of its own."""
    command = [*JIELI, "demo", story, "--headless", "--json", "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def jieli(*words: str) -> tuple[int, Any]:
    """A command's exit code and its document."""
    done = subprocess.run([*JIELI, *words, "--json"], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2000:]
    return done.returncode, json.loads(done.stdout)


def pid(data: Path, part: str) -> int:
    """The process id of `worker`, `temporal` or `postgres`."""
    return int(json.loads((data / "run" / f"{part}.pid").read_text())["pid"])
