"""Sizes: how large a project has grown: each run of its workflows, and by stage its commands, ledger events and history.

Of a history, what follows the asking of a command, its effects and its waiting too, is counted to that command, until the
next one is asked.  What comes before the first is counted to the run itself.
"""

import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter

from activities.archiving import HISTORIES, closing
from audit.explain import stream_of_project
from audit.histories import Found, Reach, Unreadable, in_archive, on_server
from audit.receipts import decoded, is_record
from domain.ids import key_of, sibling, workflow_of
from domain.message import COMMANDS, EVENTS
from domain.values import STAGE_TITLES
from ledger.read import StoredCommand, read_commands, read_streams, streams

RUN: Final = "run"  # what no command asked for: a run's beginning
CLOCK: Final = "clock"  # what time alone brought
TITLES: Final = {**STAGE_TITLES, RUN: "运行自身", CLOCK: "时钟"}
ORDER: Final = (*STAGE_TITLES, CLOCK, RUN)
_TASK: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED


class RunSize(BaseModel):
    """One run: its history in events and bytes, the commands that it had recorded, and how it ended (`running`: not yet)."""

    workflow: str
    run: str
    events: int
    bytes: int
    commands: int
    closed_as: str


class StageSize(BaseModel):
    """What one stage took: commands (refused ones too), events in the ledger, events and bytes of Temporal's history."""

    stage: str
    title: str
    commands: int = 0
    events: int = 0
    history_events: int = 0
    bytes: int = 0


class Sizes(BaseModel):
    """`not_found` names histories that should be there and are not: the figures are then too small."""

    project: str
    stream: str
    runs: list[RunSize]
    stages: list[StageSize]
    commands: int
    events: int
    history_events: int
    bytes: int
    longest_run: int
    not_found: list[str]

    @property
    def per_command(self) -> float:
        """Events of history for one command."""
        return self.history_events / self.commands if self.commands else 0.0


@dataclass
class _Work:
    converter: DataConverter
    stage_of: Mapping[str, str]  # by command id
    stages: dict[str, StageSize]
    runs: dict[str, RunSize] = field(default_factory=dict)
    not_found: list[str] = field(default_factory=list)


async def sizes(held: Reach, project_id: str) -> Sizes:
    """The figures of a project (its id, a story's too).  Raises NoSuchProject; RPCError where Temporal is out of reach."""
    stream = await stream_of_project(held.pool, project_id)
    takeovers = [head.stream for head in await streams(held.pool, sibling(stream, f"takeover/{key_of(stream)}-T"))]
    commands = [c for name in (stream, *takeovers) for c in await read_commands(held.pool, name)]
    converter = held.client.data_converter if held.client is not None else pydantic_data_converter
    stages = {stage: StageSize(stage=stage, title=TITLES[stage]) for stage in ORDER}
    for command in commands:
        stages[_stage(command)].commands += 1
        stages[_stage(command)].events += command.event_count
    work = _Work(converter, {str(c.command_id): _stage(c) for c in commands}, stages)
    async for found in _histories(held, [workflow_of(name) for name in (stream, *takeovers)], work):
        await _measure(found, work)
    runs = list(work.runs.values())
    return Sizes(
        project=key_of(stream),
        stream=stream,
        runs=runs,
        stages=[s for s in stages.values() if s.commands or s.history_events],
        commands=len(commands),
        events=sum(c.event_count for c in commands),
        history_events=sum(r.events for r in runs),
        bytes=sum(r.bytes for r in runs),
        longest_run=max((r.events for r in runs), default=0),
        not_found=work.not_found,
    )


def _stage(command: StoredCommand) -> str:
    """The room that the command belongs to; the clock's own apart."""
    name = str(json.loads(command.request)["type"])
    if name == "WakeAgenda":
        return CLOCK
    kind = COMMANDS.get(name)
    room = kind.__module__.split(".")[1] if kind is not None else ""
    return room if room in STAGE_TITLES else "supervision"


async def _histories(held: Reach, workflows: list[str], work: _Work) -> AsyncIterator[Found]:
    """The archive's, then the server's: each run once, in the order in which they ran."""
    files: dict[str, str] = {}
    for stored in await read_streams(held.pool, {HISTORIES: 0}):
        if stored.type == "HistoryArchived":
            archived = EVENTS[stored.type].restore(stored.payload).model_dump()
            if archived["workflow"] in workflows:
                files[archived["file"]] = archived["workflow"]

    async def named() -> AsyncIterator[str]:
        for file in files:
            yield file

    seen: dict[str, Found] = {}
    async for one in in_archive(held.store, named()):
        if isinstance(one, Unreadable):
            work.not_found.append(f"{files.get(one.file, '')} {one.file[:12]}：{one.says}")
        else:
            seen[one.run] = one
    if held.client is not None:
        wanted = " OR ".join(f"WorkflowId = '{workflow}'" for workflow in workflows)
        async for other in on_server(held.client, wanted):
            if not isinstance(other, Found):
                if other.run_id not in seen:
                    work.not_found.append(f"{other.workflow_id}（{other.run_id[:8]}）：保留期届满，已被删除")
            else:
                seen.setdefault(other.run, other)
    for run in sorted(seen.values(), key=lambda f: (f.workflow, f.history.events[0].event_time.ToNanoseconds())):
        yield run


async def _measure(found: Found, work: _Work) -> None:
    """One run: its size, and to which stages its events belong."""
    events = list(found.history.events)
    begins = await _beginnings(events, work.converter)
    counted: Counter[str] = Counter()
    weight: defaultdict[str, int] = defaultdict(int)
    stage = RUN
    for event in events:
        if event.event_id in begins:
            stage = work.stage_of.get(begins[event.event_id], RUN)
        counted[stage] += 1
        weight[stage] += event.ByteSize()
    for name, count in counted.items():
        work.stages[name].history_events += count
        work.stages[name].bytes += weight[name]
    ended = closing(events[-1].event_type)
    work.runs[found.run] = RunSize(
        workflow=found.workflow,
        run=found.run,
        events=len(events),
        bytes=sum(weight.values()),
        commands=len(begins),
        closed_as=ended if events[-1].event_type in _CLOSED else "running",
    )


_CLOSED: Final = frozenset(
    value for name, value in EventType.items() if name.startswith("EVENT_TYPE_WORKFLOW_EXECUTION_")
) - {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_REJECTED,
}


async def _beginnings(events: list[HistoryEvent], converter: DataConverter) -> dict[int, str]:
    """Where the workflow task lies that asked for each `record`: the event's id → the command's."""
    begins: dict[int, str] = {}
    task = 0
    for event in events:
        if event.event_type == _TASK:
            task = event.event_id
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED and is_record(event):
            question = await decoded(converter, event.activity_task_scheduled_event_attributes.input)
            at = (
                task if task not in begins else event.event_id
            )  # a second one of the same task begins where it is asked
            begins[at] = str(question["command_id"])
    return begins
