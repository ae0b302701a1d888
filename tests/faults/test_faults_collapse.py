"""Kill -9 of the worker in the middle of a supplier's collapse: all fifty contracts are taken over, none twice.  HR-TK-21"""

import asyncio
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import asyncpg

from embedded.folder import running
from scenarios.rehearsal import rehearse
from scenarios.story import load
from tests.faults.demos import demo, jieli, pid

STORY = "collapse"
TRIGGERED = "SELECT count(*) FROM ledger.event WHERE type = 'TakeoverTriggered'"


async def _triggered(data: Path, at_least: int, process: "subprocess.Popen[str]") -> int:
    """Until so many contracts are triggered; how many are."""
    while process.poll() is None:
        addresses = running(data)
        if addresses is not None:
            try:
                connection = await asyncpg.connect(addresses.owner_database_url)
                try:
                    count: int = await connection.fetchval(TRIGGERED)
                finally:
                    await connection.close()
            except (OSError, asyncpg.PostgresError):
                count = 0  # not there yet
            if count >= at_least:
                return count
        await asyncio.sleep(0.1)
    raise AssertionError(f"the story ended first: {process.communicate()}")


async def test_a_worker_killed_in_the_middle_of_a_collapse_costs_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = demo(STORY, data)
    count = await _triggered(data, 10, process)
    os.kill(pid(data, "worker"), signal.SIGKILL)
    assert count < 50  # in its middle indeed
    await asyncio.to_thread(process.communicate)

    code, report = jieli("demo", STORY, "--headless", "--data", str(data))
    assert code == 0, report
    told = rehearse(load(STORY))
    assert (report["finished"], report["events"]) == (True, told.total)
    assert len(report["takeovers"]) == len({t["id"] for t in report["takeovers"]}) == 50
    assert told.events["RecipientsCovered"] == 50
    assert Counter(t["provider"] is not None and bool(t["covered_hours"]) for t in report["takeovers"]) == {True: 50}
    code, found = jieli("audit", "verify", "--data", str(data))
    assert code == 0, found
