"""Differences between the treasury's statement and the ledger: told, and mended by a further act.  HR-PY-6"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Yuan

DifferenceKind = Literal[
    "missing_there",  # paid by our record, and not in the treasury's statement
    "missing_here",  # in the treasury's statement, and not paid by our record
    "amount",  # both, with different amounts
    "payee",  # both, with different payees
]


class RecordDifference(Command, zh="登记对账差异", roles=("clerk", "reviewer", "finance")):
    """What `jieli payment reconcile` found of one payment.  It changes nothing by itself."""

    key: Key
    payment: Key
    kind: DifferenceKind
    receipt: DocumentNumber | None = None
    ours_yuan: Yuan | None = None
    theirs_yuan: Yuan | None = None
    theirs_payee: Name | None = None
    statement: Sha256 = Field(description="the statement that was compared")


class SettleDifference(Command, zh="处理对账差异", roles=("reviewer", "head", "finance")):
    """What was done about it, by another person than the one who found it."""

    key: Key
    how: Text
    digest: Sha256


class DifferenceRecorded(Event, zh="对账差异已登记"):
    key: Key
    payment: Key
    kind: DifferenceKind
    receipt: DocumentNumber | None = None
    ours_yuan: Yuan | None = None
    theirs_yuan: Yuan | None = None
    theirs_payee: Name | None = None
    statement: Sha256
    by: str
    on: date


class DifferenceSettled(Event, zh="对账差异已处理"):
    key: Key
    how: Text
    digest: Sha256
    by: str
    on: date


ReconciliationEvent = DifferenceRecorded | DifferenceSettled
