"""Kill -9 in the middle of a story: run again on the same folder, it ends as if nothing had been."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from embedded.folder import running
from scenarios.rehearsal import rehearse
from scenarios.story import load

STORY = "home-care-takeover"
JIELI = (sys.executable, "-P", "-m", "starter")


def _demo(data: Path) -> "subprocess.Popen[str]":
    command = [*JIELI, "demo", STORY, "--headless", "--json", "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def _jieli(*words: str) -> tuple[int, Any]:
    done = subprocess.run([*JIELI, *words, "--json"], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2000:]
    return done.returncode, json.loads(done.stdout)


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


def _pid(data: Path, part: str) -> int:
    return int(json.loads((data / "run" / f"{part}.pid").read_text())["pid"])


def _ended_well(data: Path, report: dict[str, Any]) -> None:
    """Finished, nothing twice, nothing missing, the chain and the receipts clean."""
    told = rehearse(load(STORY))
    assert report["finished"], report
    assert report["events"] == told.total
    code, found = _jieli("audit", "verify", "--data", str(data))
    assert code == 0, found


@pytest.mark.parametrize("victim", ["worker", "temporal", "postgres"])
async def test_a_killed_part_costs_nothing(victim: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = _demo(data)
    await _far(data, process, 150)
    os.kill(_pid(data, victim), signal.SIGKILL)
    await asyncio.to_thread(process.communicate)
    code, report = _jieli("demo", STORY, "--headless", "--data", str(data))
    assert code == 0, report
    _ended_well(data, report)


async def test_all_of_temporal_lost_open_projects_go_on_from_the_ledger(tmp_path: Path) -> None:
    """Its data folder deleted: `recover` starts every open stream's home again, and the story goes on to its end."""
    data = tmp_path / "data"
    process = _demo(data)
    await _far(data, process, 150)
    os.killpg(process.pid, signal.SIGKILL)
    await asyncio.to_thread(process.communicate)
    shutil.rmtree(data / "temporal")
    code, recovered = _jieli("recover", "--data", str(data))
    assert code == 0, recovered
    code, report = _jieli("demo", STORY, "--headless", "--data", str(data))
    assert code == 0, report
    told = rehearse(load(STORY))
    assert (report["finished"], report["events"]) == (True, told.total)
