"""Replay: the true code follows every history; a changed wait, a changed argument, an activity more are each caught."""

import gzip
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.archiving import FOLDER, seal
from activities.files import FileStore
from activities.interface import Act, Outcome, Progress, RecordRequest, Run, WorkflowStart
from audit.histories import Found, Unreadable, in_archive, in_folder, keep, on_server
from audit.replay import ReplayReport, replay
from domain.agenda import AgendaItem
from domain.calendar import BEIJING
from tests.audit import broken
from workflows import ALL
from workflows.contain import Contain
from workflows.keeper import KeeperWorkflow
from workflows.project import ProjectWorkflow
from workflows.register import RegisterWorkflow
from workflows.takeover import TakeoverWorkflow

STREAM = "project/220122-2026-abc123"


class StandIn:
    """A ledger in a variable: one wake in a second, then a closed project."""

    def __init__(self, wait: timedelta) -> None:
        self.acts: list[str] = []
        self.wait = wait
        self.wake: datetime | None = None

    def _progress(self, stream: str) -> Progress:
        self.wake = self.wake or datetime.now(BEIJING) + self.wait
        item = AgendaItem(
            key="planning.review",
            title="复核",
            due=self.wake,
            wake=self.wake,
            rule="JL44-4.1",
            who="reviewer",
            does="alarm",
        )
        struck = "WakeAgenda" in self.acts
        stage = "closed" if "AbandonPlan" in self.acts else "planning"
        agenda = () if struck else (item,)
        return Progress(stream=stream, version=len(self.acts), stage=stage, closed=stage == "closed", agenda=agenda)

    @activity.defn(name="progress")
    async def progress(self, stream: str) -> Progress:
        return self._progress(stream)

    @activity.defn(name="record")
    async def record(self, request: RecordRequest) -> Outcome:
        self.acts.append(request.act.type)
        progress = self._progress(request.stream)
        return Outcome(command_id=request.command_id, command=request.act.type, at=request.at, progress=progress)


@pytest.fixture(scope="module")
async def client(temporal: str) -> Client:
    return await Client.connect(temporal, data_converter=pydantic_data_converter)


@pytest.fixture(scope="module")
async def lived(client: Client) -> list[Found]:
    """A project's history with an update, a timer that fired, an alarm, and its end; and one that still waits."""
    stand_in = StandIn(timedelta(seconds=2))
    worker = Worker(
        client,
        task_queue="stand-in",
        workflows=ALL,
        activities=[stand_in.progress, stand_in.record],
        interceptors=[Contain()],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with worker:
        handle = await client.start_workflow(
            ProjectWorkflow.run, WorkflowStart(stream=STREAM), id="project:220122-2026-abc123", task_queue="stand-in"
        )
        await _act(handle, "RecordTip", {"key": "t1", "channel": "phone", "about": "无人上门"})
        while "WakeAgenda" not in stand_in.acts:
            await handle.describe()
        await _act(handle, "AbandonPlan", {"reason": "不再需要"})
        await handle.result()
        stand_in.acts.clear()
        stand_in.wake, stand_in.wait = None, timedelta(days=30)
        handle = await client.start_workflow(
            ProjectWorkflow.run, WorkflowStart(stream=STREAM), id="project:220122-2026-open00", task_queue="stand-in"
        )
        await _act(handle, "RecordTip", {"key": "t1", "channel": "phone", "about": "无人上门"})
    listed: list[Found] = []
    while len(listed) < 2:  # the server's list follows its histories by a while
        listed = [one async for one in on_server(client) if isinstance(one, Found)]
    return listed


async def _act(handle: object, command: str, body: dict[str, str]) -> None:
    act = Act(type=command, body=body, actor="wang", asked_at=datetime.now(BEIJING))
    await handle.execute_update(command, act, id=str(uuid4()), result_type=Outcome)  # type: ignore[attr-defined]


async def _of(histories: list[Found]) -> AsyncIterator[Found | Unreadable | Run]:
    for one in histories:
        yield one


async def _with(project: type, histories: list[Found]) -> ReplayReport:
    return await replay(_of(histories), workflows=[project, TakeoverWorkflow, RegisterWorkflow, KeeperWorkflow])


async def test_the_true_code_follows_closed_and_open_histories(lived: list[Found]) -> None:
    told: list[tuple[str, int]] = []
    report = await replay(_of(lived), on_progress=lambda what, count: told.append((what, count)))
    assert report.failures == []
    assert report.good
    assert report.histories == 2
    assert report.events == sum(len(one.history.events) for one in lived)
    assert told == [("重放历史", 1), ("重放历史", 2)]


async def test_a_wait_that_is_longer_is_caught_though_the_replayer_passes(lived: list[Found]) -> None:
    report = await _with(broken.LongerWait, lived)
    assert not report.good
    assert {f.workflow for f in report.failures} == {"project:220122-2026-abc123", "project:220122-2026-open00"}
    assert all("定时器原为" in f.says for f in report.failures)


async def test_one_activity_more_is_caught(lived: list[Found]) -> None:
    report = await _with(broken.OneActivityMore, lived)
    assert len(report.failures) == 2
    assert all(f.says.startswith("不能重放") for f in report.failures)


async def test_another_argument_is_caught_though_the_replayer_passes(lived: list[Found]) -> None:
    report = await _with(broken.OtherArgument, lived)
    assert any("活动 record" in f.says and ".at" in f.says for f in report.failures)


async def test_code_that_a_busy_machine_keeps_waiting_is_not_broken(lived: list[Found]) -> None:
    report = await _with(broken.Starved, lived[:1])
    assert (report.histories, report.failures) == (1, [])
    assert broken.Starved.times == 2


async def test_the_same_history_is_replayed_once_wherever_it_lies(lived: list[Found], tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    await store.put(seal(lived[0].history), FOLDER)

    async def both() -> AsyncIterator[Found | Unreadable | Run]:
        async for one in in_archive(store):
            yield one
        for other in lived:
            yield other

    assert (await replay(both())).histories == 2


async def test_histories_kept_as_files_are_replayed(lived: list[Found], tmp_path: Path) -> None:
    keep(lived[0], tmp_path)
    json = lived[1].replayable().to_json()
    (tmp_path / "open.json.gz").write_bytes(gzip.compress(json.encode()))
    (tmp_path / "readme.txt").write_text("not a history")
    report = await replay(in_folder(tmp_path))
    assert (report.histories, report.failures) == (2, [])


async def test_a_file_that_is_no_history_is_named(tmp_path: Path) -> None:
    (tmp_path / "torn.history").write_bytes(b"torn")
    report = await replay(in_folder(tmp_path))
    assert [(f.workflow, f.says.startswith("文件不可读")) for f in report.failures] == [("torn.history", True)]
