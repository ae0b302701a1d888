"""Effects: bounded attempts, then an agenda item; never twice, never forgotten, whatever the outside system does."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.archiving import Archivist
from activities.judging import Standings
from activities.performing import Adapter, Outbox, Performer, local_adapters
from activities.recording import Recorder
from activities.relaying import Relayer
from activities.sending import Malformed, Sender, envelope
from activities.starting import Starter
from domain.effect import Effect, EffectKind
from domain.ids import in_world
from domain.judge import agenda
from law import load
from ledger.event import StoredEvent
from ledger.read import read_streams
from scenarios.advancing import advance
from scenarios.runner import Telling
from scenarios.story import Story
from scenarios.story import load as story
from settings import Settings
from tests.domain.scene import D, day
from worker import Hands
from workflows import ALL
from workflows.case import STAGE

WORLD = "effects"


class Moody:
    """An outside system that fails as often as it is told to, then answers."""

    def __init__(self, inner: Adapter) -> None:
        self.inner = inner
        self.fails = 0
        self.asked: list[str] = []

    async def __call__(self, effect: Effect) -> Mapping[str, Any]:
        self.asked.append(effect.id)
        if self.fails > 0:
            self.fails -= 1
            raise ConnectionError("公告网站无法连接")
        return await self.inner(effect)


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Moody:
    """The gateway of messages."""
    return Moody(Outbox(tmp_path_factory.mktemp("messages"), "短信"))


@pytest.fixture(scope="module")
async def site(
    held: Hands, settings: Settings, tmp_path_factory: pytest.TempPathFactory, silent: Moody
) -> AsyncIterator[tuple[Hands, Moody]]:
    """A worker of its own queue, whose notice site is moody."""
    folder: Path = tmp_path_factory.mktemp("outbox")
    moody = Moody(Outbox(folder, "公告"))
    adapters: dict[EffectKind, Adapter] = {**local_adapters(folder), "publish": moody, "message": silent}
    starter = Starter(held.client, "effects", held.build, 500)
    ours = replace(held, starter=starter, sender=Sender(held.client, held.pool, starter))
    recorder, performer = Recorder(held.pool, load(), held.build), Performer(adapters)
    archivist, relayer = Archivist(held.client, held.pool, held.store, ours.sender), Relayer(held.client, starter)
    activities = [
        recorder.record,
        recorder.progress,
        performer.perform,
        relayer.relay,
        archivist.archive_run,
        archivist.closed_runs,
    ]
    async with Worker(
        held.client,
        task_queue="effects",
        workflows=ALL,
        activities=activities,
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield ours, moody


async def _until_intention(ours: Hands) -> tuple[str, Story]:
    """The means survey's story up to its first notice, which is left to the test."""
    told = story("means-survey")
    first = next(n for n, s in enumerate(told.steps) if getattr(s, "command", "") == "order-notice")
    short = Story(WORLD, told.head, told.persons, told.suppliers, told.steps[:first], told.projects)
    telling = Telling(short, ours)
    telling.made.update(short.projects)
    await telling._cast()
    for step in short.steps:
        await telling._act(step)  # type: ignore[arg-type]
    return in_world(f"project/{told.projects[told.head.main]}", WORLD), Story(
        WORLD, told.head, told.persons, told.suppliers, told.steps[first : first + 1], told.projects
    )


async def test_a_site_that_is_down_is_asked_again_and_publishes_once(site: tuple[Hands, Moody]) -> None:
    """Four attempts fail: the effect waits on the agenda, is asked again an hour later, and the notice is out once."""
    ours, moody = site
    stream, rest = await _until_intention(ours)
    moody.fails = 4
    act = rest.steps[0]
    telling = Telling(rest, ours)
    telling.made.update(rest.projects)
    await telling._act(act)  # type: ignore[arg-type]
    types = [e.type for e in await read_streams(ours.pool, {stream: 0})]
    assert types[-1] == "EffectDelayed"
    assert "NoticePublished" not in types
    at = act.at  # type: ignore[union-attr]
    await advance(ours, WORLD, at + timedelta(hours=2))
    types = [e.type for e in await read_streams(ours.pool, {stream: 0})]
    assert types.count("NoticePublished") == 1
    assert types[-3:] == ["DeadlineTook", "EffectOrderedAgain", "NoticePublished"]
    assert len(set(moody.asked)) == 1  # always the same id: whoever performs it twice must do it once


async def test_nobody_poses_as_the_clock_or_an_outside_system(site: tuple[Hands, Moody]) -> None:
    """Only the workflow itself speaks for them: an update that claims to is malformed and leaves no trace."""
    ours, _ = site
    told = story("means-survey")
    stream = in_world(f"project/{told.projects[told.head.main]}", WORLD)
    before = await read_streams(ours.pool, {stream: 0})
    ordered = next(e for e in before if e.type == "NoticeOrdered")
    body = {"effect": f"{stream}@{ordered.version}", "error": "冒充的消息"}
    sent = envelope(stream, "ReportDelay", body, actor="adapter", command_id=uuid4(), story_at=day("2024-12-31"))
    with pytest.raises(Malformed):
        await ours.sender.send(sent)
    assert await read_streams(ours.pool, {stream: 0}) == before


async def test_operations_find_a_project_by_what_they_know_of_it(site: tuple[Hands, Moody]) -> None:
    """Division, stage, world: typed search attributes, kept by the workflow as the ledger changes."""
    ours, _ = site
    query = f"WorkflowType = 'ProjectWorkflow' AND JieliWorld = '{WORLD}' AND JieliDivision = '220122'"
    found = [w async for w in ours.client.list_workflows(f"{query} AND ExecutionStatus = 'Running'")]
    assert len(found) == 1
    attributes = found[0].typed_search_attributes
    assert attributes[STAGE] in ("planning", "funding", "publication")
    assert (await ours.client.count_workflows(f"{query} AND JieliStage = 'closed'")).count == 0


def _at(event: StoredEvent) -> datetime:
    return datetime.fromisoformat(json.loads(event.meta)["at"])


async def test_an_alarm_whose_message_fails_for_ever_is_still_an_alarm(
    site: tuple[Hands, Moody], silent: Moody
) -> None:
    """HR-EFFECT: the day missed stands on record, the message is asked for again and again under one id, and nothing waits for it."""
    ours, _ = site
    told = story("means-survey")
    stream = in_world(f"project/{told.projects[told.head.main]}", WORLD)
    silent.fails = 10**6
    last = (await read_streams(ours.pool, {stream: 0}))[-1]
    body = {
        "clause": "JL44-5.2",
        "reason": "县委县政府决定",
        "minutes": D,
        "finance_opinion": "b" * 64,
        "finance_document": "农财〔2025〕1号",
    }
    at = _at(last) + timedelta(hours=1)
    head = next(p.id for p in told.persons if any(r.role == "head" for r in p.roles))
    await ours.sender.send(envelope(stream, "RecordDeparture", body, actor=head, command_id=uuid4(), story_at=at))
    rules = load().rulebook("220122", at.date())
    for _ in range(12):
        events = await read_streams(ours.pool, {stream: 0})
        if any(e.type == "DeadlineMissed" for e in events):
            break
        standing = (await Standings().read(ours.pool, [stream]))[stream]
        await advance(
            ours, WORLD, min(i.wake for i in agenda(standing.state, rules) if i.wake is not None and i.does != "retry")
        )
    missed = next(e for e in events if e.type == "DeadlineMissed")
    message = f"{stream}@{missed.version}"
    await advance(ours, WORLD, _at(missed) + timedelta(hours=4))
    events = await read_streams(ours.pool, {stream: 0})
    late = [json.loads(e.payload) for e in events if e.type == "EffectDelayed"]
    assert [one["attempt"] for one in late if one["effect"].endswith(message)][:2] == [1, 2]
    assert not any(e.type == "EffectAcknowledged" for e in events)
    assert sum(e.type == "DeadlineMissed" for e in events) == 1
