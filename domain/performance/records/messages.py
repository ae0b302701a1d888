"""Batches of service records: what the ledger knows of them, digest and counts.  S102-23, SA-12

The rows themselves (who was visited when, by pseudonym) lie in a room of their own, `records/`.
"""

from datetime import date
from typing import Final, Literal, get_args

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import Grade, Key, Name, Sha256, StaffId, Uscc

RecordKind = Literal["visit", "call", "meal", "escort"]
RecordResult = Literal["done", "not_home", "refused", "missed"]
RECORD_KINDS: Final[tuple[RecordKind, ...]] = get_args(RecordKind)
RECORD_RESULTS: Final[tuple[RecordResult, ...]] = get_args(RecordResult)


class ServiceCount(Value):
    """How many rows of a batch are alike in item, kind, grade and result.  The item is one of the period's targets."""

    item: Name
    kind: RecordKind
    grade: Grade
    result: RecordResult
    count: int = Field(ge=1, le=10_000_000)


class DayServed(Value):
    """Of one day's rows how many were due (done or missed), and how many of those were done."""

    on: date
    due: int = Field(ge=1, le=10_000_000)
    done: int = Field(ge=0, le=10_000_000)


class RecordServiceBatch(
    Command, zh="登记服务记录批次", roles=("clerk", "supplier"), during=("performance", "evaluation")
):
    """A batch of service records was taken in.  The command line sends this itself when it imports a file."""

    period: Key
    batch: Key
    provider: Uscc = Field(
        description="who served: the supplier, a member of its consortium, or a standby in a takeover"
    )
    digest: Sha256 = Field(description="root of the Merkle tree (RFC 6962) over all rows")
    file: Sha256 = Field(description="the file as it was handed in")
    rows: int = Field(ge=1, le=10_000_000)
    counts: tuple[ServiceCount, ...] = Field(min_length=1)
    corrects: tuple[ServiceCount, ...] = Field(default=(), description="the rows of earlier batches that these correct")
    staff: tuple[StaffId, ...] = Field(default=(), max_length=20_000, description="who served, by pseudonym (HR-PO-1)")
    days: tuple[DayServed, ...] = Field(default=(), max_length=1200, description="coverage by day (HR-TK-01, T1)")
    gap_hours: dict[Grade, int] = Field(
        default_factory=dict,
        description="by grade the longest time, in begun hours, from a missed service to the next at which somebody came",
    )
    late: int = Field(default=0, ge=0, description="of the rows, how many were keyed in after their time (HR-SR-1)")


class ServiceBatchRecorded(Event, zh="服务记录批次已登记"):
    period: Key
    batch: Key
    provider: Uscc
    digest: Sha256
    file: Sha256
    rows: int
    counts: tuple[ServiceCount, ...]
    corrects: tuple[ServiceCount, ...] = ()
    days: tuple[DayServed, ...] = ()
    gap_hours: dict[Grade, int] = Field(default_factory=dict)
    by: str
    on: date
    late: int = 0
    staff: tuple[StaffId, ...] = ()


ServiceRecordEvent = ServiceBatchRecorded
