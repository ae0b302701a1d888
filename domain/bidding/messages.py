"""Bidding: invitations, bids, committee, opening, qualification, scoring, rounds that fail.  JL44-4.3.1, JL44-4.3.2"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.bidding.framework.messages import FrameworkEvent
from domain.bidding.panel.messages import PanelEvent
from domain.bidding.parties.messages import PartiesEvent
from domain.bidding.parties.values import Consortium, NamedSubcontract, SmeDeclaration
from domain.bidding.prequalification.messages import PrequalificationEvent
from domain.bidding.results.messages import ResultsEvent
from domain.bidding.review.messages import ReviewEvent
from domain.bidding.sealed.messages import SealedEvent, SealedOpening
from domain.bidding.talks.messages import TalksEvent
from domain.bidding.values import CriterionScore as CriterionScore  # noqa: PLC0414 - part of this vocabulary
from domain.bidding.values import FinalOffer as FinalOffer  # noqa: PLC0414 - part of this vocabulary
from domain.bidding.values import Member as Member  # noqa: PLC0414 - part of this vocabulary
from domain.bidding.values import Ranked as Ranked  # noqa: PLC0414 - part of this vocabulary
from domain.message import Command, Event
from domain.values import Key, Name, Ratio, Sha256, Text, Uscc


class InviteSuppliers(Command, zh="邀请供应商", roles=("clerk",), during=("publication", "bidding")):
    """Ask suppliers to take part; by reason, never by list (财库〔2019〕38号 一); to an invited tender by a witnessed draw."""

    suppliers: tuple[Uscc, ...] = Field(min_length=1)
    reason: Text
    candidates: tuple[Uscc, ...] = Field(
        default=(), description="of a draw: those among whom it was made (87号令 art. 14)"
    )
    witnesses: tuple[Name, ...] = Field(default=(), description="of a draw: the buyer's staff who were there")
    draw_record: Sha256 | None = None


class ReceiveBid(Command, zh="收到响应文件", roles=("clerk", "supplier", "adapter"), during=("bidding",)):
    """A bid arrived, sealed: its digest is the receipt."""

    supplier: Uscc
    name: Name
    digest: Sha256
    declarations: tuple[Text, ...] = ()
    consortium: Consortium | None = Field(default=None, description="of a bid in common (R-S07); the lead submits it")
    subcontracts: tuple[NamedSubcontract, ...] = Field(
        default=(), description="work that others are to do; what is not named here may not be given out (R-S08)"
    )


class WithdrawBid(Command, zh="撤回响应文件", roles=("clerk", "supplier", "adapter"), during=("bidding",)):
    supplier: Uscc
    reason: Text


class AppointCommittee(Command, zh="组建评审小组", roles=("clerk",), during=("bidding",)):
    """The group that evaluates: odd, enough experts, none in conflict.  财库〔2014〕214号 art. 14"""

    members: tuple[Member, ...] = Field(min_length=1)
    drawn_from: Name
    draw_record: Sha256
    is_complex: bool | None = Field(default=None, description="a person's answer: 技术复杂、专业性强 (E-02, E-05)")
    wide_effect: bool | None = Field(default=None, description="a person's answer: 社会影响较大 (E-02)")


class OpenBids(Command, zh="开启响应文件", roles=("clerk",), during=("bidding",)):
    """Open all bids after the deadline, in the presence of a second person."""

    witness: Name
    prices: tuple[FinalOffer, ...] = ()
    record: Sha256
    sealed: SealedOpening | None = Field(default=None, description="what the envelopes of sealed bids held (HR-SB-5)")


class CheckQualification(Command, zh="资格审查", roles=("clerk", "reviewer"), during=("bidding",)):
    """Whether a bidder meets law and documents, with the sources looked up.  JL44-2.2.*, 财库〔2016〕125号"""

    supplier: Uscc
    passes: bool
    checks: tuple[Key, ...] = Field(
        description="which of the qualification conditions were seen (JL44-2.2.1 … by name)"
    )
    credit_sources: tuple[Name, ...] = ()
    reason: Text
    is_sme: bool = False
    sme_declaration: SmeDeclaration | None = None
    employment_signs: tuple[Key, ...] | None = Field(
        default=None, description="of an individual: which signs of disguised employment were found (S102-14)"
    )
    members_checked: tuple[Uscc, ...] = Field(
        default=(), description="of a consortium: the members that were looked at"
    )
    lowest_grade: int | None = Field(default=None, ge=1, description="the lowest grade of qualification that is enough")
    small_share: Ratio | None = Field(
        default=None,
        description="what small and micro firms hold of the contract, in a consortium or as sub-contractors",
    )


class ScoreBids(Command, zh="评审打分", roles=("clerk",), during=("bidding",)):
    """The committee's final offers and scores; the system computes prices, totals and ranks."""

    offers: tuple[FinalOffer, ...] = Field(min_length=1)
    scores: tuple[CriterionScore, ...]
    report: Sha256
    dissent: tuple[Text, ...] = ()


class FailRound(Command, zh="宣布本轮失败", roles=("clerk",), during=("bidding",)):
    """Too few bidders: the round ends with its reason; another may follow.  财库〔2015〕124号"""

    reason: Text
    documents_flawed: bool | None = Field(
        default=None, description="of a tender: whether its documents held unreasonable terms (87号令 art. 43)"
    )


class CancelProcurement(Command, zh="终止采购", roles=("head",), during=("publication", "bidding", "award")):
    """The need is gone or the law stands against it: the project ends."""

    reason: Text
    minutes: Sha256


class SuppliersInvited(Event, zh="供应商已邀请"):
    round: int
    suppliers: tuple[Uscc, ...]
    reason: Text
    candidates: tuple[Uscc, ...] = ()
    witnesses: tuple[Name, ...] = ()
    draw_record: Sha256 | None = None


class BidReceived(Event, zh="响应文件已收到"):
    round: int
    supplier: Uscc
    name: Name
    digest: Sha256
    received_at: datetime
    declarations: tuple[Text, ...] = ()
    sealed: bool = Field(
        default=False, description="encrypted by its supplier: the digest is the ciphertext's (HR-SB-4)"
    )
    size: int | None = Field(default=None, description="of a sealed bid: the ciphertext's bytes")
    consortium: Consortium | None = None
    subcontracts: tuple[NamedSubcontract, ...] = ()


class BidWithdrawn(Event, zh="响应文件已撤回"):
    round: int
    supplier: Uscc
    reason: Text
    on: date | None = None


class BiddingClosed(Event, zh="响应截止"):
    """The deadline came."""

    round: int
    bids: int
    closed_at: datetime


class CommitteeAppointed(Event, zh="评审小组已组建"):
    round: int
    members: tuple[Member, ...]
    drawn_from: Name
    draw_record: Sha256
    is_complex: bool | None = None
    wide_effect: bool | None = None


class BidsOpened(Event, zh="响应文件已开启"):
    round: int
    opened_by: str
    witness: Name
    prices: tuple[FinalOffer, ...]
    record: Sha256
    opened_at: datetime


class QualificationChecked(Event, zh="资格审查完成"):
    round: int
    supplier: Uscc
    passes: bool
    checks: tuple[Key, ...]
    credit_sources: tuple[Name, ...]
    reason: Text
    is_sme: bool
    sme_declaration: SmeDeclaration | None = None
    employment_signs: tuple[Key, ...] | None = None
    members_checked: tuple[Uscc, ...] = ()
    lowest_grade: int | None = None
    small_share: Ratio | None = None


class BidsScored(Event, zh="评审完成"):
    round: int
    ranking: tuple[Ranked, ...]
    price_weight: Ratio
    report: Sha256
    dissent: tuple[Text, ...] = ()
    on: date
    ties: tuple[tuple[Uscc, ...], ...] = Field(
        default=(), description="bids that no rule sets apart; in the ranking by receipt until decided (E-18)"
    )


class RoundFailed(Event, zh="本轮失败"):
    round: int
    reason: Text
    bids: int
    on: date
    documents_flawed: bool | None = None
    cause: Literal["refusal", "challenge", "complaint", "conflict"] | None = None  # none: the round itself failed


class ProcurementCancelled(Event, zh="采购已终止"):
    reason: Text
    minutes: Sha256
    on: date


BiddingEvent = (
    SuppliersInvited
    | BidReceived
    | BidWithdrawn
    | BiddingClosed
    | CommitteeAppointed
    | BidsOpened
    | QualificationChecked
    | BidsScored
    | RoundFailed
    | ProcurementCancelled
    | PanelEvent
    | PartiesEvent
    | SealedEvent
    | FrameworkEvent
    | PrequalificationEvent
    | TalksEvent
    | ReviewEvent
    | ResultsEvent
)
