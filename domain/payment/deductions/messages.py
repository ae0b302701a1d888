"""Deductions from an invoice: proposed with ground, replied to by the supplier, decided by another person.  HR-PY-3"""

from datetime import date

from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Sha256, Text, Yuan

_PAYING = ("contract", "performance", "evaluation", "closing")


class ProposeDeduction(Command, zh="提出扣款", roles=("clerk",), during=_PAYING):
    """A part of an invoice is disputed, by a ground in the contract or the law.  Until it is decided, only that part waits."""

    key: Key
    invoice: DocumentNumber
    amount_yuan: Yuan
    ground: Text
    evidence: Sha256


class ReplyToDeduction(Command, zh="答复扣款", roles=("supplier", "clerk"), during=_PAYING):
    """The supplier's word, in time."""

    key: Key
    agrees: bool
    statement: Text
    digest: Sha256 | None = None


class DecideDeduction(Command, zh="决定扣款", roles=("head",), during=_PAYING):
    """After the reply, or its time: all of it, a part, or nothing (0)."""

    key: Key
    amount_yuan: Yuan
    reason: Text
    digest: Sha256


class DeductionProposed(Event, zh="扣款已提出"):
    key: Key
    invoice: DocumentNumber
    period: Key
    amount_yuan: Yuan
    ground: Text
    evidence: Sha256
    reply_by: date
    by: str
    on: date


class DeductionReplied(Event, zh="扣款已答复"):
    key: Key
    agrees: bool
    statement: Text
    digest: Sha256 | None = None
    on: date


class DeductionDecided(Event, zh="扣款已决定"):
    key: Key
    amount_yuan: Yuan
    reason: Text
    digest: Sha256
    by: str
    on: date


DeductionEvent = DeductionProposed | DeductionReplied | DeductionDecided
