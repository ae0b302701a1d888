"""Demands for what was paid too much, and what became of them.  JL44-4.5.2b, HR-PY-8"""

from datetime import date
from typing import Literal

from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Sha256, Text, Yuan

_PAYING = ("contract", "performance", "evaluation", "closing")
RepaymentGround = Literal[
    "advance",  # 预付款没有被验收金额用完
    "counted_too_much",  # 多计服务（OverpaymentFound）
    "ending",  # 合同终止结算确定由承接主体返还（EndingSettled）
    "paid_twice",  # 国库重复支付
    "other",
]
EndOfDemand = Literal["withdrawn", "offset", "court", "written_off"]


class DemandRepayment(Command, zh="要求退款", roles=("head",), during=_PAYING):
    """What was paid beyond what was earned is asked back in writing, with its ground and basis."""

    key: Key
    amount_yuan: Yuan
    why: RepaymentGround
    ground: Text
    basis: Sha256


class RecordRepayment(Command, zh="登记退款", roles=("clerk", "finance"), during=_PAYING):
    """Money came back, all of it or a part."""

    key: Key
    amount_yuan: Yuan
    receipt: DocumentNumber
    received_on: date


class EndRepaymentDemand(Command, zh="了结退款要求", roles=("head", "finance"), during=_PAYING):
    """Another person ends it: withdrawn, set off, handed to the court, or written off, each with its paper."""

    key: Key
    how: EndOfDemand
    reason: Text
    digest: Sha256


class RepaymentDemanded(Event, zh="已要求退款"):
    key: Key
    amount_yuan: Yuan
    why: RepaymentGround
    ground: Text
    basis: Sha256
    by: str
    on: date


class RepaymentReceived(Event, zh="退款已收到"):
    key: Key
    amount_yuan: Yuan
    receipt: DocumentNumber
    received_on: date


class RepaymentDemandEnded(Event, zh="退款要求已了结"):
    key: Key
    how: EndOfDemand
    reason: Text
    digest: Sha256
    by: str
    on: date


RepaymentEvent = RepaymentDemanded | RepaymentReceived | RepaymentDemandEnded
