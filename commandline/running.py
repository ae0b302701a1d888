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
    _log_to_standard_error(os.environ.get("JIELI_LOG_LEVEL", "warning").upper())
    return asyncio.run(_ended_by_signal(work))


def _log_to_standard_error(level: str) -> None:
    """One line for each event; the traces that a developer wants come with JIELI_LOG_LEVEL=debug."""
    known = level if level in logging.getLevelNamesMapping() else "WARNING"
    handler = logging.StreamHandler(sys.stderr)
    kind = logging.Formatter if known == "DEBUG" else _OneLine
    handler.setFormatter(kind("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=known, handlers=[handler])
    logging.getLogger("jieli.embedded").propagate = False  # its words come by `on_status`
    if known != "DEBUG":  # a call given up on a signal or for its time leaves a task whose error nobody reads
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)


class _OneLine(logging.Formatter):
    """Without tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None, "stack_info": None})
        return super().format(plain).splitlines()[0]


async def _ended_by_signal(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    # In a thread, or on a system without signals, the work goes on without this.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
