"""A complaint of late payment: received, transferred to who must deal with it, answered; prolonged once.  PY-09"""

from datetime import date

from domain.message import Command, Event
from domain.values import Key, Name, Sha256, Text

_PAYING = ("contract", "performance", "evaluation", "closing")
_OFFICES = ("clerk", "reviewer", "inspector", "finance")


class ReceivePaymentComplaint(Command, zh="受理拖欠投诉", roles=_OFFICES, during=_PAYING):
    """A supplier complains that it isn't paid; from this day it is transferred within ten working days."""

    key: Key
    received_from: Name
    facts: Text
    digest: Sha256


class TransferPaymentComplaint(Command, zh="转交拖欠投诉", roles=_OFFICES, during=_PAYING):
    """To who must deal with it: from this day its result is due within thirty days."""

    key: Key
    to: Name
    digest: Sha256


class ProlongPaymentComplaint(Command, zh="延长拖欠投诉的处理", roles=("head", "inspector"), during=_PAYING):
    """The matter is involved: ninety days at most, said before the thirty are over."""

    key: Key
    reason: Text


class AnswerPaymentComplaint(Command, zh="反馈拖欠投诉的处理结果", roles=("head", "inspector"), during=_PAYING):
    key: Key
    upheld: bool
    result: Text
    digest: Sha256


class PaymentComplaintReceived(Event, zh="拖欠投诉已受理"):
    key: Key
    received_from: Name
    facts: Text
    digest: Sha256
    by: str
    on: date


class PaymentComplaintTransferred(Event, zh="拖欠投诉已转交"):
    key: Key
    to: Name
    digest: Sha256
    on: date


class PaymentComplaintProlonged(Event, zh="拖欠投诉的处理已延长"):
    key: Key
    reason: Text
    on: date


class PaymentComplaintAnswered(Event, zh="拖欠投诉已答复"):
    key: Key
    upheld: bool
    result: Text
    digest: Sha256
    on: date


LateComplaintEvent = (
    PaymentComplaintReceived | PaymentComplaintTransferred | PaymentComplaintProlonged | PaymentComplaintAnswered
)
