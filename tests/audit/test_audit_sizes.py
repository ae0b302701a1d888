"""Claims: a project of three years and hundreds of commands stays in short runs, and is whole when it is over.

One telling of `three-year-care` on real servers, for all of these tests; a run continues as new after 500 events, as in production.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from world import system

import law
import worker
from activities.judging import Standing, Standings
from audit.explain import NoSuchProject
from audit.replay import held as everything
from audit.replay import replay
from audit.sizes import Sizes, sizes
from audit.verify import verify
from domain.calendar import BEIJING
from domain.ids import division_of, in_world
from domain.judge import agenda
from domain.streams import empty
from ledger.read import read_commands, read_streams
from scenarios.reporting import StoryReport
from scenarios.runner import run as tell
from scenarios.story import load

STORY = "three-year-care"
LONGEST = 700  # events of one run
COMMANDS = 300


@dataclass(frozen=True)
class Told:
    held: worker.Hands
    report: StoryReport
    stream: str
    sizes: Sizes


@pytest.fixture(scope="module")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    story = load(STORY)
    async with system(tmp_path_factory.mktemp("three-years")) as (short, _):
        settings = short.model_copy(update={"continue_as_new_after": 500})
        held = await worker.hands(settings)
        async with worker.worker(settings, held):
            await worker.keep_edition(held)
            report = await tell(story, held)
            measured = await sizes(held, story.projects["main"])
            yield Told(held, report, in_world(f"project/{story.projects['main']}", story.name), measured)
        await held.pool.close()


async def test_the_story_is_told_to_its_end(told: Told) -> None:
    assert (told.report.finished, told.report.problems) == (True, [])


async def test_hundreds_of_commands_stay_in_runs_of_at_most_seven_hundred_events(told: Told) -> None:
    by_people = [
        c
        for c in await read_commands(told.held.pool, told.stream)
        if json.loads(c.request)["actor"] not in ("clock", "adapter")
    ]
    assert len(by_people) >= COMMANDS
    assert [run for run in told.sizes.runs if run.events > LONGEST] == []
    assert len(told.sizes.runs) > told.sizes.history_events // LONGEST
    assert [run.closed_as for run in told.sizes.runs] == [
        *["continued_as_new"] * (len(told.sizes.runs) - 1),
        "completed",
    ]


async def test_the_stages_add_up_to_the_whole(told: Told) -> None:
    found = told.sizes
    assert found.not_found == []
    assert sum(stage.commands for stage in found.stages) == found.commands
    assert sum(run.commands for run in found.runs) == found.commands
    assert sum(stage.history_events for stage in found.stages) == sum(run.events for run in found.runs)
    assert sum(stage.bytes for stage in found.stages) == sum(run.bytes for run in found.runs)
    events = {stage.stage: stage.events for stage in found.stages}
    assert all(events[stage] > 0 for stage in ("planning", "funding", "contract", "performance", "payment", "closing"))
    with pytest.raises(NoSuchProject):
        await sizes(told.held, "220122-2024-000000")


async def test_nothing_of_it_is_changed_lost_or_asked_for_otherwise(told: Told) -> None:
    verified = await verify(told.held)
    assert (verified.good, verified.problems) == (True, [])
    replayed = await replay(everything(told.held))
    assert (replayed.good, replayed.failures) == (True, [])
    assert replayed.events >= told.sizes.history_events


@pytest.mark.parametrize("length", [50, 300, 600])
async def test_what_is_kept_of_a_stream_and_read_on_is_what_is_folded_afresh(told: Told, length: int) -> None:
    stored = await read_streams(told.held.pool, {told.stream: 0})
    early = Standing(empty(told.stream))
    for one in stored[:length]:
        early = early.after(one)
        _ = getattr(early.state, "stage", None)  # asked for on the way, as agendas do
    kept = Standings()
    kept.keep(told.stream, early)
    (warm,) = (await kept.read(told.held.pool, [told.stream])).values()
    (fresh,) = (await Standings().read(told.held.pool, [told.stream])).values()
    assert warm == fresh
    assert (warm.version, getattr(warm.state, "stage", None)) == (len(stored), "closed")
    assert warm.last_at is not None
    rules = law.load().rulebook(division_of(told.stream), warm.last_at.astimezone(BEIJING).date())
    assert agenda(warm.state, rules) == agenda(fresh.state, rules)
