"""`make bench`: one act, a whole story, a replay; each as a ratio to its floor."""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from activities.sending import envelope
from bench.floor import QUEUE, TABLE, BenchFloor, Insert
from bench.judging import Cost, Growth, growth, judging
from bench.records import Taken, records
from domain.ids import in_world
from embedded.stack import Stack
from ledger.migrate import migrate
from ledger.read import read_streams
from scenarios.runner import run as tell
from scenarios.story import Act, load
from settings import Settings
from worker import Hands, hands, worker
from workflows import ALL

STORY = "means-survey"


@dataclass(frozen=True)
class Measure:
    """One comparison: medians in milliseconds, and what ours costs in units of the floor."""

    what: str
    ours_ms: float
    floor_ms: float
    ratio: float
    samples: int


def _measure(what: str, ours: list[float], floor: list[float]) -> Measure:
    mine, bare = statistics.median(ours) * 1000, statistics.median(floor) * 1000
    return Measure(what, round(mine, 2), round(bare, 2), round(mine / bare, 2), len(ours))


async def _timed(call: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await call()
    return time.perf_counter() - began


async def acts(held: Hands, rounds: int) -> list[Measure]:
    """One recorded act (update → judge → append → outcome) against a bare update; one at a time, then eight streams at once."""
    handles = [
        await held.client.start_workflow(BenchFloor.run, id=f"bench-{uuid4()}", task_queue=QUEUE) for _ in range(8)
    ]
    people = [in_world(f"person/p{n}", "bench") for n in range(8)]
    first = {"person": "admin", "name": "管理员", "organisation": "信息中心"}
    await _act(held, in_world("person/admin", "bench"), "RegisterPerson", first)
    for number, person in enumerate(people):
        await _act(held, person, "RegisterPerson", {"person": f"p{number}", "name": "某人", "organisation": "民政局"})

    async def ours(number: int = 0) -> None:
        facts = {
            "person": f"p{number}",
            "role": "clerk",
            "division": "220122",
            "from_on": "2020-01-01",
            "document": "任职文件",
        }
        await _act(held, people[number], "GrantRole", facts)

    async def bare(number: int = 0) -> None:
        await handles[number].execute_update(BenchFloor.act, "x" * 600)

    async def together(call: Callable[[int], Awaitable[None]]) -> None:
        await asyncio.gather(*(call(n) for n in range(8)))

    single: tuple[list[float], list[float]] = ([], [])
    eight: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):  # interleaved, so that the machine's mood falls on both
        single[0].append(await _timed(ours))
        single[1].append(await _timed(bare))
        if _ % 4 == 0:
            eight[0].append(await _timed(lambda: together(ours)))
            eight[1].append(await _timed(lambda: together(bare)))
    for handle in handles:
        await handle.signal(BenchFloor.end)
    return [
        _measure("one recorded act, one at a time", *single),
        _measure("eight recorded acts at once, eight streams", *eight),
    ]


async def _act(held: Hands, stream: str, command: str, facts: dict[str, object]) -> None:
    await held.sender.send(envelope(stream, command, facts, actor="admin", command_id=uuid4()))


async def story(held: Hands, rounds: int) -> Measure:
    """A whole story against a bare workflow with the same number of updates, activities and waits."""
    told = load(STORY)
    ours: list[float] = []
    floor: list[float] = []
    for number in range(rounds):
        name = f"bench-{number}"
        copy = type(told)(name, told.head, told.persons, told.suppliers, told.steps, told.projects)
        began = time.perf_counter()
        await tell(copy, held)
        ours.append(time.perf_counter() - began)
        floor.append(await _bare_story(held, copy.name, sum(isinstance(s, Act) for s in told.steps)))
    return _measure(f"a whole story ({STORY})", ours, floor)


async def _bare_story(held: Hands, name: str, acts_told: int) -> float:
    """As many updates with an activity as the story recorded, as many bare updates as time was advanced."""
    project = in_world("", name)
    recorded = await held.pool.fetchval("SELECT count(*) FROM ledger.command WHERE starts_with(stream, $1)", project)
    handle = await held.client.start_workflow(BenchFloor.run, id=f"bench-{uuid4()}", task_queue=QUEUE)
    began = time.perf_counter()
    for number in range(recorded):
        await handle.execute_update(BenchFloor.act, "x" * 600)
        if number < recorded - acts_told:  # what the clock and the effects did: each had its wait
            await handle.execute_update(BenchFloor.advance, number)
    elapsed = time.perf_counter() - began
    await handle.signal(BenchFloor.end)
    return elapsed


async def replay(held: Hands, rounds: int) -> Measure:
    """Replaying a project's history against a bare workflow's with as many events: milliseconds per thousand events."""
    project = next(iter(load(STORY).projects.values()))
    ours = [
        h async for h in held.client.list_workflows(f"WorkflowId = 'sim.bench-0.project:{project}'").map_histories()
    ]
    bare = [h async for h in held.client.list_workflows("WorkflowType = 'BenchFloor'").map_histories()]
    sizes = sum(len(h.events) for h in ours), sum(len(h.events) for h in bare)
    mine = Replayer(workflows=ALL, data_converter=pydantic_data_converter, workflow_runner=UnsandboxedWorkflowRunner())
    floor = Replayer(
        workflows=[BenchFloor], data_converter=pydantic_data_converter, workflow_runner=UnsandboxedWorkflowRunner()
    )
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        times[0].append(await _timed(lambda: _replayed(mine, ours)) / sizes[0] * 1000)
        times[1].append(await _timed(lambda: _replayed(floor, bare)) / sizes[1] * 1000)
    return _measure("replay of a thousand events", *times)


async def _replayed(replayer: Replayer, histories: list[WorkflowHistory]) -> None:
    for history in histories:
        await replayer.replay_workflow(history)


async def chain(held: Hands, rounds: int) -> Measure:
    """Verifying the chain against reading the same rows."""
    from ledger.chain import verify_database

    names = [r["stream"] for r in await held.pool.fetch("SELECT stream FROM ledger.stream")]
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        async with held.pool.acquire() as connection:
            times[0].append(await _timed(lambda: verify_database(connection)))
            times[1].append(await _timed(lambda: read_streams(connection, dict.fromkeys(names, 0))))
    return _measure("verifying the chain, against reading it", *times)


async def run(rounds: int, rows: int) -> tuple[list[Measure], Cost, list[Growth], Taken]:
    """All measurements on one set of servers."""

    async def migrated(url: str) -> None:
        await migrate(url)
        owner = await asyncpg.connect(url)
        await owner.execute(TABLE + "; GRANT ALL ON public.bench_floor TO PUBLIC")
        await owner.close()

    with tempfile.TemporaryDirectory() as folder:
        async with Stack(Settings(mode="embedded", data_dir=Path(folder)), worker=False, migrate=migrated) as stack:
            at = stack.addresses
            settings = Settings(
                mode="embedded",
                data_dir=Path(folder),
                database_url=at.database_url,  # type: ignore[arg-type]
                temporal_address=at.temporal_address,
            )
            held = await hands(settings)
            cost = await judging(held.pool, max(1, rounds // 30))  # before the worker polls: its CPU is ours alone
            grown = await growth(held.pool, max(1, rounds // 100))
            taken = await records(held.pool, rows)
            floor = Insert(held.pool)
            bare = Worker(
                held.client,
                task_queue=QUEUE,
                workflows=[BenchFloor],
                activities=[floor.insert],
                workflow_runner=UnsandboxedWorkflowRunner(),
            )
            async with worker(settings, held), bare:
                measures = await acts(held, rounds)
                measures.append(await story(held, max(1, rounds // 40)))
                measures.append(await replay(held, max(3, rounds // 10)))
                measures.append(await chain(held, max(3, rounds // 10)))
            await held.pool.close()
    return measures, cost, grown, taken


def main() -> None:
    """Print the table, or with --json one document."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--rows", type=int, default=100_000, help="service records to import")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.rounds < 1:
        sys.exit("--rounds: a whole number from 1")
    if asked.rows < 1:
        sys.exit("--rows: a whole number from 1")
    measures, cost, grown, taken = asyncio.run(run(asked.rounds, asked.rows))
    if asked.json:
        print(json.dumps([asdict(m) for m in (*measures, cost, *grown, taken)], ensure_ascii=False))
        return
    print(f"{'what':<48}{'ours ms':>10}{'floor ms':>10}{'ratio':>8}{'n':>6}")
    for m in measures:
        print(f"{m.what:<48}{m.ours_ms:>10}{m.floor_ms:>10}{m.ratio:>8}{m.samples:>6}")
    print(
        f"\n{cost.what}: CPU per act {cost.recorded_ms} ms, bare append {cost.bare_ms} ms; beyond it "
        f"{cost.judging_ms} ms (95th percentile {cost.judging_ms_p95}, worst {cost.judging_ms_worst}; {cost.acts} acts, "
        f"law loaded {cost.law_loads} more times)"
    )
    for g in grown:
        print(f"{g.what}: CPU {g.recorded_ms} ms, bare append {g.bare_ms} ms, ratio {g.ratio} ({g.acts} acts)")
    print(
        f"{taken.what}: {taken.rows_per_second} rows/s, a bare COPY of the same rows {taken.bare_copy_per_second} rows/s, ratio "
        f"{taken.ratio}; its period's report {taken.report_ms} ms (a bare SELECT {taken.bare_select_ms} ms)"
    )


if __name__ == "__main__":
    main()
