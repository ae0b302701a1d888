"""A supplier's collapse on real servers: each project once, whatever happens to the run; the rest by whoever may.  HR-TK-21"""

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.archiving import HISTORIES
from activities.following import follow
from activities.interface import CollapseAnswers, Outcome
from activities.sending import Sender, envelope
from activities.starting import Starter
from commandline.restart import open_collapses
from domain.ids import collapse_workflow, workflow_of
from ledger.read import read_streams
from scenarios.runner import run
from scenarios.story import Act, Story, load
from settings import Settings
from tests.domain.scene import D
from tests.scenarios.collapsing import shortened
from worker import Hands, worker

KEYS = ("na-01", "na-03", "na-05", "na-06", "ys-01", "ys-02", "ys-03", "dh-01", "dh-02", "dh-03")
UNKNOWN = "220122-2026-zzzzzz"


@pytest.fixture(scope="module")
async def world(
    held: Hands, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Hands, Story]]:
    """Ten running contracts in three counties, on a worker whose runs continue as new after a few events."""
    story = load(str(shortened(tmp_path_factory.mktemp("stories") / "ten-contracts", KEYS)))
    begun = replace(story, steps=tuple(s for s in story.steps if isinstance(s, Act) and s.step.startswith("01-")))
    starter = Starter(held.client, "collapse", held.build, 18)
    ours = replace(held, starter=starter, sender=Sender(held.client, held.pool, starter))
    async with worker(settings.model_copy(update={"task_queue": "collapse"}), ours):
        await run(begun, ours)
        yield ours, story
    # the archive's register was first needed here, so its home is on this queue, which nobody serves now
    await held.client.get_workflow_handle(workflow_of(HISTORIES)).terminate("its queue is gone")


async def _act(held: Hands, story: Story, stream: str, command: str, facts: dict[str, Any], actor: str) -> Outcome:
    name = f"sim.{story.name}.{stream}"
    at = "2026-05-22T17:30:00+08:00"
    sent = envelope(name, command, facts, actor=actor, command_id=uuid4(), story_at=at)  # type: ignore[arg-type]
    return await held.sender.send(sent)


async def _declare(held: Hands, story: Story, key: str, actor: str, *more: str) -> str:
    """Declare it for every contract; the id of the workflow that goes through them."""
    told = next(s.facts for s in story.steps if isinstance(s, Act) and s.command == "declare-collapse")
    facts = {**told, "collapse": key, "evidence": [D], "projects": [*story.projects.values(), *more]}
    stream = f"supplier/{facts['uscc']}"
    outcome = await _act(held, story, stream, "DeclareCollapse", facts, actor)
    assert outcome.event_types == ("CollapseDeclared",), outcome.refusal
    return collapse_workflow(f"sim.{story.name}.{stream}", key)


async def _types(held: Hands, story: Story) -> Counter[str]:
    names = {f"sim.{story.name}.project/{p}": 0 for p in story.projects.values()}
    return Counter(e.type for e in await read_streams(held.pool, names))


async def test_a_collapse_goes_to_its_end_over_lost_and_continued_runs_and_others_finish_it(
    world: tuple[Hands, Story],
) -> None:
    held, story = world
    in_nongan = {p for p in story.projects.values() if p.startswith("220122")}
    # one is taken over already when the collapse is declared
    early = story.projects["na-01"]
    trigger = {"ground": "T1", "facts": "无人上门", "evidence": [D], "gap_since": "2026-05-22T16:00:00+08:00"}
    first = {**trigger, "without_provider": {"C": 1}}
    assert (await _act(held, story, f"project/{early}", "TriggerTakeover", first, "duty-220122")).refusal is None

    # a county's own duty officer: what lies beyond that county is refused there, and the run is lost on its way
    workflow_id = await _declare(held, story, "c1", "duty-220122", UNKNOWN)
    await held.client.get_workflow_handle(workflow_id).terminate("a test")
    assert await open_collapses(held.pool) == [workflow_id]
    seen: list[CollapseAnswers] = []
    found = await follow(held.client, held.starter, workflow_id, seen.append)
    assert found.reported
    assert set(found.triggered) == in_nongan - {early}
    clauses = {project: reason.split()[0] for project, reason in found.refused.items()}
    beyond = set(story.projects.values()) - in_nongan
    assert clauses == {**dict.fromkeys(beyond, "HR-WHO"), early: "JL44-4.4.3c", UNKNOWN: "没有这一项目"}
    assert await open_collapses(held.pool) == []

    # somebody whose role reaches them all declares the rest; what was triggered is not triggered again
    again = await _declare(held, story, "c2", "han-bing")
    rest = await follow(held.client, held.starter, again)
    assert set(rest.triggered) == beyond
    types = await _types(held, story)
    assert types["TakeoverTriggered"] == len(KEYS)

    # each run was short, and one asked again afterwards finds nothing to do
    runs = [r async for r in held.client.list_workflows(f"WorkflowId IN ('{workflow_id}', '{again}')")]
    assert WorkflowExecutionStatus.CONTINUED_AS_NEW in {r.status for r in runs}
    assert all((r.history_length or 0) < 100 for r in runs)
    assert await held.starter.start_collapse(again)
    assert await held.client.get_workflow_handle(again, result_type=CollapseAnswers).result() == rest
    assert await _types(held, story) == types


async def test_what_became_of_each_is_on_record_in_the_suppliers_stream(world: tuple[Hands, Story]) -> None:
    held, story = world
    told = next(s.facts for s in story.steps if isinstance(s, Act) and s.command == "declare-collapse")
    events = await read_streams(held.pool, {f"sim.{story.name}.supplier/{told['uscc']}": 0})
    reports = [json.loads(e.payload) for e in events if e.type == "CollapseReported"]
    assert [r["by"] for r in reports] == ["adapter", "adapter"]
    assert {p for r in reports for p in r["triggered"]} | {story.projects["na-01"]} == set(story.projects.values())
