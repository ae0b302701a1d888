"""Watching a replay: what the workflow's code asks of Temporal now, beside what its history says it asked then.

Temporal's replayer compares the kinds and the order of commands, not what is in them: a rule that passes another argument to an
activity, or waits another time, replays "successfully".  A runner sees every command of every activation, timers of
`wait_condition` included, and needs nothing private of the SDK.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from google.protobuf.duration_pb2 import Duration
from pydantic import BaseModel, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import DataConverter
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner

from activities import interface
from activities.interface import Contract, Outcome, WorkflowStart
from audit.histories import Found

_TAKES: Final[Mapping[str, type]] = {c.name: c.takes for c in vars(interface).values() if isinstance(c, Contract)}


@dataclass(slots=True)
class Asked:
    """What one run asked for: each thing by the name that its history gives it."""

    timers: dict[str, int] = field(default_factory=dict)  # nanoseconds
    activities: dict[str, tuple[str, list[Payload]]] = field(default_factory=dict)
    answers: dict[str, list[Payload]] = field(default_factory=dict)  # of updates, by protocol instance
    next_start: list[Payload] | None = None  # of a continue-as-new


class Watching(WorkflowRunner):
    """A runner that lets another do the work and keeps what each run asked for."""

    def __init__(self, inner: WorkflowRunner) -> None:
        self._inner = inner
        self.asked: dict[str, Asked] = defaultdict(Asked)

    def prepare_workflow(self, defn: Any) -> None:
        self._inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Watched(self._inner.create_instance(det), self.asked[det.info.run_id])


class _Watched(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, asked: Asked) -> None:
        self._inner = inner
        self._asked = asked

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = self._inner.activate(act)
        for command in completion.successful.commands:
            _note(command, self._asked)
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


def _note(command: WorkflowCommand, asked: Asked) -> None:
    match command.WhichOneof("variant"):
        case "start_timer":
            timer = command.start_timer
            asked.timers[str(timer.seq)] = timer.start_to_fire_timeout.ToNanoseconds()
        case "schedule_activity":
            activity = command.schedule_activity
            asked.activities[activity.activity_id] = (activity.activity_type, list(activity.arguments))
        case "continue_as_new_workflow_execution":
            asked.next_start = list(command.continue_as_new_workflow_execution.arguments)
        case "update_response" if command.update_response.HasField("completed"):
            update = command.update_response
            asked.answers[update.protocol_instance_id] = [update.completed]
        case _:
            return  # kinds and order are the replayer's own to compare


# ---------------------------------------------------------------- against the history


async def differences(history: Found, asked: Asked, converter: DataConverter) -> list[str]:
    """What the code asks otherwise than the history says, each in one Chinese sentence."""
    return [says async for says in _differences(history, asked, converter)]


async def _differences(history: Found, asked: Asked, converter: DataConverter) -> AsyncIterator[str]:
    updates: dict[int, str] = {}
    for event in history.history.events:
        match event.event_type:
            case EventType.EVENT_TYPE_TIMER_STARTED:
                timer = event.timer_started_event_attributes
                if says := _timer(event, timer.start_to_fire_timeout, asked.timers.get(timer.timer_id)):
                    yield says
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                activity = event.activity_task_scheduled_event_attributes
                name, now = asked.activities.get(activity.activity_id, ("", None))
                kind = _TAKES.get(name)
                async for says in _payloads(converter, event, list(activity.input.payloads), now, kind, f"活动 {name}"):
                    yield says
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
                then = list(event.workflow_execution_continued_as_new_event_attributes.input.payloads)
                async for says in _payloads(converter, event, then, asked.next_start, WorkflowStart, "续跑的参数"):
                    yield says
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                accepted = event.workflow_execution_update_accepted_event_attributes
                updates[event.event_id] = accepted.protocol_instance_id
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
                completed = event.workflow_execution_update_completed_event_attributes
                instance = updates.get(completed.accepted_event_id, "")
                if completed.outcome.HasField("success"):
                    then = list(completed.outcome.success.payloads)
                    async for says in _payloads(
                        converter, event, then, asked.answers.get(instance), Outcome, "指令的答复"
                    ):
                        yield says
            case _:
                continue


def _timer(event: HistoryEvent, then: Duration, now: int | None) -> str | None:
    if now is None:
        return f"第 {event.event_id} 条：历史中的定时器，代码没有要求"
    if now != then.ToNanoseconds():
        return f"第 {event.event_id} 条：定时器原为 {_seconds(then.ToNanoseconds())}，代码现为 {_seconds(now)}"
    return None


def _seconds(nanoseconds: int) -> str:
    return f"{nanoseconds / 1e9:.3f} 秒"


async def _payloads(
    converter: DataConverter,
    event: HistoryEvent,
    then: list[Payload],
    now: list[Payload] | None,
    kind: type | None,
    what: str,
) -> AsyncIterator[str]:
    """Compared as the values they stand for today: a field added since, with its default, is no difference."""
    if now is None:
        yield f"第 {event.event_id} 条：{what}，代码没有要求"
        return
    before, after = await _plain(converter, then, kind), await _plain(converter, now, kind)
    # The first is enough: the rest often follows from it.
    for path, was, becomes in islice(_changes(before, after, ""), 1):
        yield f"第 {event.event_id} 条：{what}{path} 原为 {was}，代码现为 {becomes}"


async def _plain(converter: DataConverter, payloads: list[Payload], kind: type | None) -> list[Any]:
    values = await converter.decode(payloads)
    if kind is None or not issubclass(kind, BaseModel):
        return values
    try:
        return [kind.model_validate(value).model_dump(mode="json") for value in values]
    except ValidationError:
        return values  # a form that today's code no longer knows: compared as it stands


def _changes(before: Any, after: Any, path: str) -> Iterator[tuple[str, str, str]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _changes(before.get(key), after.get(key), f"{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _changes(one, other, f"{path}[{index}]")
    else:
        yield path, str(before)[:80], str(after)[:80]
