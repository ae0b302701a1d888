"""Receipts: what Temporal's histories say was recorded.  Other hands than the database's keep them.

Each `record` activity leaves two things in its workflow's history: the act it was asked to judge, and the whole events that
were recorded, with the very text that was hashed.  Only the fields that make a receipt are read, so that a history of an
older build is as good as a new one.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.converter import DataConverter

from activities.interface import RECORD, Receipt, RecordRequest
from audit.histories import Found
from domain.canonical import canonical, digest
from domain.ids import workflow_of
from ledger.chain import event_hash
from ledger.event import StoredEvent

_SCHEDULED: Final = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
_COMPLETED: Final = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
_ENDS: Final = (
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED,
)
_RECEIPTS: Final = TypeAdapter(tuple[Receipt, ...])


@dataclass(frozen=True, slots=True)
class Answered:
    """One command that a workflow had recorded: its id, the SHA-256 of the canonical act, and the receipts of its events."""

    history: Found
    command_id: UUID
    request_hash: str
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """A `record` in a history whose question or answer can't be read."""

    history: Found
    event_id: int
    says: str


def stored(receipt: Receipt) -> StoredEvent:
    """The ledger's row that a receipt describes.  ValueError where a field is none that a row could have."""
    return StoredEvent.from_receipt(receipt.model_dump())


def proves_itself(receipt: Receipt) -> bool:
    """Whether its hash is the hash of what it says."""
    try:
        event = stored(receipt)
        return event_hash(event) == event.hash
    except (ValueError, TypeError, OverflowError):
        return False


async def answers(history: Found, converter: DataConverter) -> AsyncIterator[Answered | Unclear]:
    """Everything that a history shows of `record`, in its order."""
    for asked, answer in _pairs(history):
        scheduled = asked.activity_task_scheduled_event_attributes
        try:
            question = await decoded(converter, scheduled.input)
            outcome = await decoded(converter, answer.activity_task_completed_event_attributes.result)
            request = RecordRequest.model_validate(question)
            yield Answered(
                history,
                UUID(request.command_id),
                digest(canonical(request.act.canonical(request.stream))),
                _RECEIPTS.validate_python(outcome["events"]),
            )
        except (ValidationError, ValueError, KeyError, TypeError, RuntimeError) as error:
            yield Unclear(history, answer.event_id, f"{type(error).__name__}: {error}"[:300])


def in_flight(history: Found) -> bool:
    """Whether a `record` was under way when the history was fetched: its events may have no receipt yet."""
    open_ones: set[int] = set()
    for event in history.history.events:
        if event.event_type == _SCHEDULED and is_record(event):
            open_ones.add(event.event_id)
        elif event.event_type == _COMPLETED:
            open_ones.discard(event.activity_task_completed_event_attributes.scheduled_event_id)
        elif event.event_type in _ENDS:
            open_ones.discard(_scheduled_of(event))
    return bool(open_ones)


def _pairs(history: Found) -> Iterator[tuple[HistoryEvent, HistoryEvent]]:
    asked: dict[int, HistoryEvent] = {}
    for event in history.history.events:
        if event.event_type == _SCHEDULED and is_record(event):
            asked[event.event_id] = event
        elif event.event_type == _COMPLETED:
            question = asked.pop(event.activity_task_completed_event_attributes.scheduled_event_id, None)
            if question is not None:
                yield question, event


def is_record(event: HistoryEvent) -> bool:
    """Whether this schedules the activity `record`."""
    return event.activity_task_scheduled_event_attributes.activity_type.name == RECORD.name


def _scheduled_of(event: HistoryEvent) -> int:
    """Of a failed, timed-out or cancelled activity."""
    kind = event.WhichOneof("attributes")
    return int(getattr(event, kind).scheduled_event_id) if kind else 0


async def decoded(converter: DataConverter, payloads: Payloads) -> Any:
    """The one value of an activity's input or result, as plain JSON."""
    values = await converter.decode(payloads.payloads, [dict])
    return values[0]


def home_workflow(receipt_meta_home: str) -> str | None:
    """The workflow whose history should hold the receipt of an event with this home; None where the name is none of ours."""
    try:
        return workflow_of(receipt_meta_home)
    except ValueError:
        return None
