"""Settled amounts, reasons for delay, receivables, interest.  PY-02, PY-04, PY-05, PY-08"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Yuan

_PAYING = ("contract", "performance", "evaluation", "closing")
Party = Literal["buyer", "supplier"]
InterestSource = Literal["own_budget", "reserve"]
DelayGround = Literal[
    "change_of_leader",  # 法定代表人或者主要负责人变更
    "internal_process",  # 履行内部付款流程
    "audit",  # 等待审计
    "completion_filing",  # 等待竣工验收备案
    "dispute",  # 对该部分有争议
    "account",  # 收款账户有误
    "error",  # 申请有误
    "force_majeure",  # 不可抗力
    "other",
]


class ConfirmSettlement(Command, zh="确认结算金额", roles=("clerk", "head", "supplier"), during=_PAYING):
    """One of the two parties confirms what a period settled by progress or by time comes to.  PY-02"""

    period: Key
    party: Party
    amount_yuan: Yuan
    digest: Sha256


class ExplainDelay(Command, zh="说明迟延", roles=("clerk", "head", "finance"), during=_PAYING):
    """Why an invoice is not paid yet.  PY-05 forbids some of the reasons."""

    invoice: DocumentNumber
    ground: DelayGround
    reason: Text


class RequestReceivable(Command, zh="请求确认应收账款", roles=("supplier", "clerk"), during=_PAYING):
    """The supplier borrows on what it is owed, and asks for the debt to be confirmed.  PY-08"""

    key: Key
    amount_yuan: Yuan
    financier: Name
    digest: Sha256


class ConfirmReceivable(Command, zh="确认应收账款", roles=("head",), during=_PAYING):
    """What of it the buyer owes; it guarantees nothing (S102-25)."""

    key: Key
    amount_yuan: Yuan
    digest: Sha256


class OrderInterest(Command, zh="申请支付逾期利息", roles=("clerk",), during=_PAYING):
    """The interest on a payment that came late, to the fen.  PY-04"""

    payment: Key
    of: Key
    charged_to: InterestSource = Field(
        default="own_budget", description="the buyer's own budget, or what is left of the reserve (HR-PY-7)"
    )


class SettlementConfirmed(Event, zh="结算金额已确认"):
    period: Key
    party: Party
    amount_yuan: Yuan
    digest: Sha256
    by: str
    on: date


class DelayExplained(Event, zh="迟延已说明"):
    invoice: DocumentNumber
    ground: DelayGround
    reason: Text
    by: str
    on: date


class ReceivableRequested(Event, zh="应收账款确认已请求"):
    key: Key
    amount_yuan: Yuan
    financier: Name
    digest: Sha256
    on: date


class ReceivableConfirmed(Event, zh="应收账款已确认"):
    key: Key
    amount_yuan: Yuan
    digest: Sha256
    on: date


LatenessEvent = SettlementConfirmed | DelayExplained | ReceivableRequested | ReceivableConfirmed
