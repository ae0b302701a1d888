"""Real PostgreSQL, real Temporal, folders of their own: what the tests of the embedded system share."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="what only root meets")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of the person who runs the tests are not the tests'."""
    for name in list(os.environ):
        if name.startswith(("JIELI_", "TEMPORAL_", "PG")):
            monkeypatch.delenv(name)


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data folder below a closed (0700) one, as pytest makes them; nothing may be left running in it."""
    folder = tmp_path / "data"
    yield folder
    assert not still_there(folder)


@pytest.fixture
def stub_worker(tmp_path: Path) -> list[str]:
    """A command line of a worker that keeps the protocol and tells in tmp_path/worker what it was given."""
    return [sys.executable, str(HERE / "stub_worker.py"), str(tmp_path / "worker")]


def still_there(folder: Path) -> list[psutil.Process]:
    """The processes that work in this data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(folder) or str(folder) in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE]


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds; the test's own timeout ends what never does."""
    while not holds():  # noqa: ASYNC110 - what it waits for is in other processes
        await asyncio.sleep(0.02)


Parent = Callable[..., AbstractAsyncContextManager[asyncio.subprocess.Process]]


@pytest.fixture
def parent(data_dir: Path) -> Parent:
    """A process of its own that runs a system in data_dir, ready."""

    @asynccontextmanager
    async def run(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(HERE / "parent.py"), str(data_dir), *arguments, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            assert await process.stdout.readline() == b"ready\n"
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    return run
