"""After the scores: signatures, corrections, ties; beside them recordings, signs of rigging, past results.  E-18, E-22 … E-26, AD-10"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.bidding.values import CriterionScore, FinalOffer, Ranked
from domain.message import Command, Event, Value
from domain.publication.messages import Moment
from domain.values import Division, DocumentNumber, Key, Name, Sha256, Text, Uscc

Part = Literal["opening", "evaluation"]


class Signature(Value):
    """How a member stands to the report.  E-24"""

    member: Key
    stance: Literal["agrees", "dissents", "does_not_sign"]
    reason: Text | None = None


class PastResult(Value):
    """One earlier evaluation of a supplier, by whichever buyer of whichever place.  AD-10"""

    buyer: Name
    division: Division
    concluded_on: date
    result: Name
    evidence: Sha256


class SignReport(Command, zh="评审报告签名", roles=("clerk",), during=("award",)):
    """Every member's signature; dissent with its reasons; who neither signs nor says why is deemed to agree.  E-24"""

    signatures: tuple[Signature, ...] = Field(min_length=1)
    report: Sha256


class CorrectEvaluation(Command, zh="更正评审结果", roles=("clerk",), during=("award", "contract")):
    """One of the lawful cases: all offers and scores as they should have been, signed by every member.  E-22, E-23"""

    ground: Key
    reason: Text
    offers: tuple[FinalOffer, ...] = Field(min_length=1)
    scores: tuple[CriterionScore, ...]
    disqualified: tuple[Uscc, ...] = Field(default=(), description="passed by error (E-23)")
    requalified: tuple[Uscc, ...] = Field(default=(), description="kept out by error (E-23)")
    signed_by: tuple[Key, ...]
    report: Sha256
    reported: DocumentNumber | None = Field(
        default=None, description="after the result shows: the report to the finance department"
    )


class BreakTie(Command, zh="决定并列次序", roles=("clerk",), during=("award",)):
    """By the documents' rule (`order`, `minutes`); where they are silent by a committed seed (`draw` …).  E-18"""

    order: tuple[Uscc, ...] = ()
    minutes: Sha256
    draw: Key | None = None
    seed: Name | None = None
    lot: Name | None = None
    witness: Name


class RecordRiggingSign(Command, zh="登记串通迹象", roles=("clerk",), during=("bidding",)):
    """What the committee saw that the law presumes to be bid rigging.  E-26"""

    sign: Key
    kind: Key = Field(description="one of the six that E-26 lists")
    suppliers: tuple[Uscc, ...] = Field(min_length=2)
    note: Text
    evidence: Sha256


class DecideRigging(Command, zh="认定串通", roles=("clerk",), during=("bidding",)):
    """The committee's decision on a sign: confirmed, those bids are invalid.  E-26"""

    sign: Key
    confirmed: bool
    reason: Text
    agreed_by: tuple[Key, ...]


class RecordProceedings(Command, zh="登记录音录像", roles=("clerk",), during=("bidding", "award")):
    """Sound and pictures of the opening or the evaluation, kept by digest.  E-25"""

    part: Part
    recording: Sha256
    began_at: Moment
    ended_at: Moment
    kept_at: Name


class PresentPastResults(Command, zh="提交以往评价", roles=("clerk", "supplier"), during=("bidding",)):
    """What the committee may see of a supplier's past, under a criterion that was published for it.  AD-10, S102-17"""

    supplier: Uscc
    criterion: Key
    results: tuple[PastResult, ...] = Field(min_length=1)


class ReportSigned(Event, zh="评审报告已签名"):
    round: int
    signatures: tuple[Signature, ...]
    deemed: tuple[Key, ...] = Field(default=(), description="who is deemed to agree")
    report: Sha256


class EvaluationCorrected(Event, zh="评审结果已更正"):
    round: int
    ground: Key
    reason: Text
    ranking: tuple[Ranked, ...]
    ties: tuple[tuple[Uscc, ...], ...] = ()
    signed_by: tuple[Key, ...]
    report: Sha256
    reported: DocumentNumber | None = None
    on: date


class TieBroken(Event, zh="并列次序已决定"):
    round: int
    order: tuple[Uscc, ...]
    minutes: Sha256
    draw: Key | None = None
    seed: Name | None = None
    lot: Name | None = None
    witness: Name


class RiggingSignRecorded(Event, zh="串通迹象已登记"):
    round: int
    sign: Key
    kind: Key
    suppliers: tuple[Uscc, ...]
    note: Text
    evidence: Sha256


class RiggingDecided(Event, zh="串通已认定"):
    """Confirmed or not; confirmed, the bids named by the sign are invalid."""

    round: int
    sign: Key
    confirmed: bool
    reason: Text
    agreed_by: tuple[Key, ...]


class ProceedingsRecorded(Event, zh="录音录像已登记"):
    round: int
    part: Part
    recording: Sha256
    began_at: datetime
    ended_at: datetime
    kept_at: Name


class PastResultsPresented(Event, zh="以往评价已提交"):
    round: int
    supplier: Uscc
    criterion: Key
    results: tuple[PastResult, ...]


ResultsCommand = (
    SignReport
    | CorrectEvaluation
    | BreakTie
    | RecordRiggingSign
    | DecideRigging
    | RecordProceedings
    | PresentPastResults
)
ResultsEvent = (
    ReportSigned
    | EvaluationCorrected
    | TieBroken
    | RiggingSignRecorded
    | RiggingDecided
    | ProceedingsRecorded
    | PastResultsPresented
)
