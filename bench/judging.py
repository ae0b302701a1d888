"""What judging costs: the CPU of one act under the full rule book, beyond a bare append of the same events.

Every act of a whole story is recorded by the recorder itself on a real ledger, one after another; then the same events are
appended bare to streams of their own.  CPU time of this process is compared, act by act, so that the machine's other work
doesn't count.
"""

import asyncio
import statistics
import time
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

import orjson

import law
from activities.interface import Act, Outcome, RecordRequest
from activities.recording import Recorder
from domain.ids import bare, in_world
from domain.message import Command, Event
from ledger.append import NewEvent, Request, append
from ledger.pool import Pool
from scenarios.rehearsal import Otherwise, Stage
from scenarios.story import Story, load

STORY = "home-care-takeover"
LONG = "three-year-care"
LENGTHS = (50, 300, 600)  # events of the project
AROUND = 20  # events on either side


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds per act: of recording it, of appending its events bare, and the difference (median, 95th, worst)."""

    what: str
    acts: int
    recorded_ms: float
    bare_ms: float
    judging_ms: float
    judging_ms_p95: float
    judging_ms_worst: float
    law_loads: int


@dataclass(frozen=True)
class Growth:
    """What an act costs when its project has so many events: CPU milliseconds of recording and of a bare append (medians)."""

    what: str
    acts: int
    recorded_ms: float
    bare_ms: float
    judging_ms: float
    ratio: float


class _Listing(Stage):
    """A rehearsal that notes each command as it is told."""

    noted: list[RecordRequest]

    def _record(
        self, stream: str, command: Command, actor: str, at: datetime, occurred_on: date | None = None
    ) -> list[Event]:
        body = command.model_dump(mode="json", exclude_defaults=True)
        act = Act(
            type=type(command).__name__, body=body, actor=actor, asked_at=at, occurred_on=occurred_on, story_at=at
        )
        self.noted.append(RecordRequest(command_id=str(uuid4()), stream=stream, act=act, at=at))
        return super()._record(stream, command, actor, at, occurred_on)


def requests(story: Story) -> list[RecordRequest]:
    """Every command of a story in the order of its telling, the clock's and the adapters' own included."""
    listing = _Listing(story, law.load())
    listing.noted = []
    if problems := listing.tell().problems:
        raise Otherwise("; ".join(problems))
    return listing.noted


async def growth(pool: Pool, rounds: int) -> list[Growth]:
    """The long story `rounds` times: acts early in its project's life against late ones."""
    costs: dict[int, list[tuple[float, float]]] = {length: [] for length in LENGTHS}
    for number in range(rounds):
        story = replace(load(LONG), name=f"bench-growth-{number}")
        project = in_world(f"project/{story.projects['main']}", story.name)
        recorder = Recorder(pool, law.load(), "bench")
        for request in requests(story):
            began = time.process_time()
            outcome = await recorder.record(request)
            ours = time.process_time() - began
            floor = await _bare(pool, outcome, f"bench-grown-{number}")
            near = next((n for n in LENGTHS if abs(outcome.progress.version - n) <= AROUND), None)
            if request.stream == project and near is not None:
                costs[near].append((ours * 1000, floor * 1000))
            await asyncio.sleep(0)
    return [_grown(length, pairs) for length, pairs in costs.items()]


def _grown(length: int, pairs: list[tuple[float, float]]) -> Growth:
    recorded, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Growth(
        what=f"one act of {LONG} at event {length}",
        acts=len(pairs),
        recorded_ms=round(recorded, 3),
        bare_ms=round(bare, 3),
        judging_ms=round(statistics.median(ours - floor for ours, floor in pairs), 3),
        ratio=round(recorded / bare, 2),
    )


async def judging(pool: Pool, rounds: int) -> Cost:
    """The story `rounds` times, each time in a world of its own."""
    law.load()
    loads = law.load.cache_info().misses
    recorded: list[float] = []
    appended: list[float] = []
    for number in range(rounds):
        story = replace(load(STORY), name=f"bench-judging-{number}")
        recorder = Recorder(pool, law.load(), "bench")
        for request in requests(story):
            began = time.process_time()
            outcome = await recorder.record(request)
            recorded.append(time.process_time() - began)
            appended.append(await _bare(pool, outcome, f"bench-bare-{number}"))
            await asyncio.sleep(0)
    extra = sorted((ours - floor) * 1000 for ours, floor in zip(recorded, appended, strict=True))
    return Cost(
        what=f"judging one act ({STORY}, full rule book)",
        acts=len(extra),
        recorded_ms=round(statistics.median(recorded) * 1000, 3),
        bare_ms=round(statistics.median(appended) * 1000, 3),
        judging_ms=round(statistics.median(extra), 3),
        judging_ms_p95=round(extra[int(len(extra) * 0.95)], 3),
        judging_ms_worst=round(extra[-1], 3),
        law_loads=law.load.cache_info().misses - loads,
    )


async def _bare(pool: Pool, outcome: Outcome, world: str) -> float:
    """The same events again, in streams of the floor's own, with nothing judged: CPU seconds."""
    versions: dict[str, int] = {}
    events = []
    for receipt in outcome.events:
        stream = in_world(bare(receipt.stream), world)
        versions.setdefault(stream, receipt.version - 1)
        events.append(NewEvent(stream, receipt.type, orjson.loads(receipt.payload), receipt.schema_version))
    began = time.process_time()
    asked = Request(
        command_id=uuid4(),
        request={"type": outcome.command},
        home=next(iter(versions), in_world("register/bench", world)),
        reads=versions,
        events=events,
        meta={"actor": "bench", "at": outcome.at.isoformat()},
    )
    await append(pool, asked)
    return time.process_time() - began
