"""Undoing: the refusal to sign, the void award, the purchase that starts again.  GPL Regulation art. 49, 94号令 arts. 16, 31, 32"""

from datetime import date
from typing import Literal

from domain.message import Command, Event
from domain.values import Key, Name, Sha256, Text, Uscc

Ground = Literal["refusal", "challenge", "complaint", "conflict"]


class RecordRefusalToSign(
    Command, zh="记录拒绝签订合同", roles=("clerk", "supplier"), during=("contract", "performance", "evaluation")
):
    """The winner refuses to sign, by its own word or by letting the thirty days lapse through its own fault.

    The buyer punishes nobody for it: finance decides (R-X02, R-X03); see `ReportToFinance`.
    """

    supplier: Uscc
    how: Literal["declared", "lapsed"]
    facts: Text
    evidence: Sha256


class VoidAward(Command, zh="成交结果无效", roles=("head",), during=("contract",)):
    """An award is void since a challenge or a complaint was upheld; no contract is signed yet."""

    ground: Literal["challenge", "complaint"]
    key: Key
    reason: Text
    minutes: Sha256


class RestartProcurement(Command, zh="重新开展采购活动", roles=("head",), during=("bidding", "award", "contract")):
    """The round ends without a contract and another follows: after a refusal to sign, after what was upheld, or since
    bids could not stand (R-S05, R-S06)."""

    ground: Ground
    key: Key | None = None
    reason: Text
    minutes: Sha256


class RefusalToSignRecorded(Event, zh="拒绝签订合同已记录"):
    supplier: Uscc
    name: Name
    how: Literal["declared", "lapsed"]
    facts: Text
    evidence: Sha256
    on: date


class AwardVoided(Event, zh="成交结果已无效"):
    supplier: Uscc
    name: Name
    ground: Literal["challenge", "complaint", "conflict", "correction"]
    key: Key
    reason: Text
    minutes: Sha256
    on: date


class ProcurementRestarted(Event, zh="采购活动已决定重新开展"):
    """The round that ended stands on record beside this as failed, with its cause."""

    round: int
    ground: Ground
    key: Key | None = None
    reason: Text
    minutes: Sha256
    on: date


UndoingEvent = RefusalToSignRecorded | AwardVoided | ProcurementRestarted
