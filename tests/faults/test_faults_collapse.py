"""Kill -9 of the worker in the middle of a supplier's collapse: all fifty contracts are taken over, none twice.  HR-TK-21"""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

import asyncpg

from embedded.folder import running
from scenarios.rehearsal import rehearse
from scenarios.story import load
from tests.faults.demos import demo, jieli, pid

STORY = "collapse"
TRIGGERED = "SELECT count(*) FROM ledger.event WHERE type = 'TakeoverTriggered'"


async def _counted(data: Path, at_least: int) -> int:
    """Until so many contracts are triggered."""
    while (addresses := running(data)) is None:
        await asyncio.sleep(0.1)
    connection = await asyncpg.connect(addresses.owner_database_url)
    try:
        while True:
            if await connection.fetchval("SELECT to_regclass('ledger.event') IS NOT NULL"):
                count: int = await connection.fetchval(TRIGGERED)
                if count >= at_least:
                    return count
            await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def test_a_worker_killed_in_the_middle_of_a_collapse_costs_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = demo(STORY, data)
    waiting = asyncio.create_task(_counted(data, 10))
    ended = asyncio.create_task(asyncio.to_thread(process.wait))
    await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
    assert waiting.done(), process.communicate()
    os.kill(pid(data, "worker"), signal.SIGKILL)
    assert waiting.result() < 50  # in its middle indeed
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
