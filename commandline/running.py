"""Running a command's coroutine: logs to standard error, and a signal ends it in order."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end.  SIGTERM ends it as Ctrl-C does: what was started is stopped."""
    level = os.environ.get("JIELI_LOG_LEVEL", "warning").upper()
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("jieli.embedded").propagate = False  # its words come by `on_status`
    return asyncio.run(_ended_by_signal(work))


async def _ended_by_signal(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    with suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
