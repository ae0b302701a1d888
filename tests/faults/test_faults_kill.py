"""Kill -9 in the middle of a story: run again on the same folder, it ends as if nothing had been."""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from embedded.folder import running
from scenarios.rehearsal import rehearse
from scenarios.story import load
from tests.faults.demos import demo, jieli, pid

STORY = "home-care-takeover"


async def _far(data: Path, process: "subprocess.Popen[str]", events: int) -> None:
    """Until the story has recorded so many events."""
    while process.poll() is None:
        addresses = running(data)
        if addresses is not None:
            try:
                connection = await asyncpg.connect(addresses.owner_database_url)
                try:
                    if await connection.fetchval("SELECT count(*) FROM ledger.event") >= events:
                        return
                finally:
                    await connection.close()
            except (OSError, asyncpg.PostgresError):
                pass  # not there yet
        await asyncio.sleep(0.1)
    raise AssertionError(f"the story ended first: {process.communicate()}")


def _ended_well(data: Path, report: dict[str, Any]) -> None:
    """Finished, nothing twice, nothing missing, the chain and the receipts clean."""
    told = rehearse(load(STORY))
    assert report["finished"], report
    assert report["events"] == told.total
    code, found = jieli("audit", "verify", "--data", str(data))
    assert code == 0, found


@pytest.mark.parametrize("victim", ["worker", "temporal", "postgres"])
async def test_a_killed_part_costs_nothing(victim: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = demo(STORY, data)
    await _far(data, process, 150)
    os.kill(pid(data, victim), signal.SIGKILL)
    await asyncio.to_thread(process.communicate)
    code, report = jieli("demo", STORY, "--headless", "--data", str(data))
    assert code == 0, report
    _ended_well(data, report)


async def test_all_of_temporal_lost_open_projects_go_on_from_the_ledger(tmp_path: Path) -> None:
    """Its data folder deleted: `recover` starts every open stream's home again, and the story goes on to its end."""
    data = tmp_path / "data"
    process = demo(STORY, data)
    await _far(data, process, 150)
    os.killpg(process.pid, signal.SIGKILL)
    await asyncio.to_thread(process.communicate)
    shutil.rmtree(data / "temporal")
    code, recovered = jieli("recover", "--data", str(data))
    assert code == 0, recovered
    code, report = jieli("demo", STORY, "--headless", "--data", str(data))
    assert code == 0, report
    told = rehearse(load(STORY))
    assert (report["finished"], report["events"]) == (True, told.total)
