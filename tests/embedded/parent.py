"""A process of its own that runs a whole system, to be killed: `parent.py DIR [orphans]`."""

import asyncio
import sys
from pathlib import Path

from embedded import child
from embedded.stack import Stack
from settings import Settings

if "orphans" in sys.argv:  # as on a system where children do not die with their parent
    with_death_signal = child.Way.command
    child.Way.command = lambda self, command, _, probe=None: with_death_signal(self, command, 0, probe)  # type: ignore[method-assign]

data_dir = Path(sys.argv[1])
stub = [sys.executable, str(Path(__file__).with_name("stub_worker.py")), str(data_dir) + ".worker"]
stack = Stack(Settings(data_dir=data_dir), worker_command=stub)
asyncio.run(stack.run_until_stopped(lambda _: print("ready", flush=True)))
