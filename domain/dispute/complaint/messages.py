"""Complaint: lodged with finance, examined, sent to the respondents, decided.  94号令 arts. 17–34

All of it is finance's act; here it is registered by its documents.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.dispute.challenge.messages import LONG
from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Uscc

_FINANCE = ("clerk", "inspector", "finance")
Standing = Literal["no_winner", "no_contract", "not_performed", "performed"]
Outcome = Literal["dismissed", "unfounded", "false", "withdrawn"]
"""Why a complaint was not upheld: 不成立而驳回, 查无实据, 虚假恶意, 撤回."""


class LodgeComplaint(Command, zh="登记收到投诉书", roles=_FINANCE, during=LONG):
    """Finance received a complaint: its days for examining begin.  DQ-08"""

    complaint: Key
    challenge: Key
    supplier: Uscc
    body: Name
    digest: Sha256


class DeclineComplaint(Command, zh="登记投诉不予受理", roles=_FINANCE, during=LONG):
    """Finance does not accept a complaint, and tells its author.  DQ-09"""

    complaint: Key
    examined_on: date
    reason: Text
    document_number: DocumentNumber
    scan: Sha256


class RegisterComplaint(Command, zh="登记投诉", roles=_FINANCE, during=LONG):
    """A complaint that the finance department has accepted."""

    complaint: Key
    challenge: Key
    body: Name
    document_number: DocumentNumber
    suspends: bool
    scan: Sha256


class SendComplaintCopies(Command, zh="登记投诉书副本已发出", roles=_FINANCE, during=LONG):
    """The copies went to the buyer and to these suppliers: their days for a statement begin.  DQ-10, DQ-11"""

    complaint: Key
    suppliers: tuple[Uscc, ...] = ()
    document_number: DocumentNumber


class ReplyToComplaint(Command, zh="提交投诉答复说明", roles=("clerk", "head", "supplier"), during=LONG):
    """A respondent's statement with its evidence; the buyer's where no supplier is named.  DQ-11"""

    complaint: Key
    supplier: Uscc | None = None
    digest: Sha256


class ExcludeComplaintDays(Command, zh="登记投诉期间不计入的时间", roles=_FINANCE, during=LONG):
    """Days of tests, experts or supplements don't count towards finance's thirty.  DQ-12, 94号令 art. 27"""

    complaint: Key
    ground: Key = Field(description="inspection, testing, appraisal, expert_review, supplement")
    from_on: date
    until_on: date
    document_number: DocumentNumber


class RegisterComplaintDecision(Command, zh="登记投诉处理决定", roles=_FINANCE, during=LONG):
    complaint: Key
    upheld: bool
    document_number: DocumentNumber
    decision: Text
    scan: Sha256
    outcome: Outcome | None = Field(default=None, description="of one that isn't upheld: why not")
    unfounded_elsewhere: int = Field(
        default=0, ge=0, description="how many others of this supplier finance knows of nationwide, within 12 months"
    )


class NoteReview(Command, zh="登记行政复议或者诉讼", roles=_FINANCE, during=LONG):
    """A party goes on against the decision: it is noted, and the decision stands until it is changed.  DQ-15"""

    complaint: Key
    path: Literal["reconsideration", "suit"]
    party: Name
    document_number: DocumentNumber


class ComplaintLodged(Event, zh="投诉书已收到"):
    complaint: Key
    challenge: Key
    supplier: Uscc
    body: Name
    digest: Sha256
    on: date


class ComplaintDeclined(Event, zh="投诉不予受理"):
    complaint: Key
    examined_on: date
    reason: Text
    document_number: DocumentNumber
    scan: Sha256
    on: date


class ComplaintRegistered(Event, zh="投诉已登记"):
    complaint: Key
    challenge: Key
    body: Name
    document_number: DocumentNumber
    suspends: bool
    scan: Sha256
    on: date


class ComplaintCopiesSent(Event, zh="投诉书副本已发出"):
    complaint: Key
    suppliers: tuple[Uscc, ...] = ()
    document_number: DocumentNumber
    on: date


class ComplaintReplied(Event, zh="投诉答复说明已提交"):
    complaint: Key
    supplier: Uscc | None = None
    digest: Sha256
    on: date


class ComplaintDaysExcluded(Event, zh="投诉期间不计入的时间已登记"):
    complaint: Key
    ground: Key
    from_on: date
    until_on: date
    document_number: DocumentNumber


class ComplaintDecided(Event, zh="投诉已处理"):
    complaint: Key
    upheld: bool
    document_number: DocumentNumber
    decision: Text
    scan: Sha256
    on: date
    outcome: Outcome | None = None
    standing: Standing | None = None  # how far the purchase had come


class ReviewNoted(Event, zh="行政复议或者诉讼已登记"):
    complaint: Key
    path: Literal["reconsideration", "suit"]
    party: Name
    document_number: DocumentNumber
    on: date


ComplaintEvent = (
    ComplaintLodged
    | ComplaintDeclined
    | ComplaintRegistered
    | ComplaintCopiesSent
    | ComplaintReplied
    | ComplaintDaysExcluded
    | ComplaintDecided
    | ReviewNoted
)
