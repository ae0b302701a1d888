"""Suppliers: kind, head, relations to others, offences, bars.  JL44-2.1.*, JL44-4.4.4b, R-S03, R-S05"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.register.collapses.messages import CollapseEvent
from domain.register.credit.messages import CreditEvent
from domain.register.letters.messages import LetterEvent
from domain.register.penalties.messages import PenaltyEvent
from domain.register.successions.messages import SuccessionChecked, SuccessionRecorded, SupplierSucceeding
from domain.values import Division, DocumentNumber, Key, Name, Sha256, Text, Uscc, Yuan

SupplierKind = Literal[
    "enterprise",  # 企业
    "social_organisation",  # 社会组织
    "mass_organisation_funded",  # 由财政拨款保障的群团组织
    "institution_class_1",  # 公益一类事业单位
    "institution_class_2",  # 公益二类事业单位
    "institution_business",  # 从事生产经营活动的事业单位
    "rural_collective",  # 农村集体经济组织
    "self_governing",  # 基层群众性自治组织
    "individual",  # 个人
]


class RegisterSupplier(Command, zh="登记供应商", home="register", roles=("clerk",)):
    uscc: Uscc
    name: Name
    kind: SupplierKind
    division: Division
    evidence: Sha256
    principal: Name | None = Field(default=None, description="who heads it (单位负责人), or a key that stands for them")
    branch_of: Uscc | None = Field(
        default=None, description="the legal person of which it is a branch: it bears no liability of its own"
    )

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class EnterBar(Command, zh="登记禁止参加", home="register", roles=("clerk", "finance")):
    """A competent authority's decision that bars a supplier, entered with number, scope and dates.  JL44-4.4.4b"""

    uscc: Uscc
    authority: Name
    document_number: DocumentNumber
    scope: Text
    from_on: date
    until_on: date
    scan: Sha256
    case: Key | None = Field(default=None, description="finance's case in which it was decided, if referred from here")
    reach: tuple[Division, ...] = Field(
        default=(), description="the divisions to which the decision limits itself; everywhere where it names none"
    )

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class RecordPrincipal(Command, zh="登记单位负责人", home="register", roles=("clerk",)):
    """Who heads the supplier from a day on (单位负责人).  R-S05"""

    uscc: Uscc
    principal: Name
    from_on: date
    evidence: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class RecordRelation(Command, zh="登记供应商关系", home="register", roles=("clerk", "reviewer")):
    """Two suppliers under one head, or one holding or managing the other, on evidence.  It stands in both streams.  R-S05"""

    uscc: Uscc
    other: Uscc
    ground: Key = Field(description="one of R-S05's relations")
    from_on: date
    until_on: date | None = None
    evidence: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class EndRelation(Command, zh="登记供应商关系终止", home="register", roles=("clerk", "reviewer")):
    uscc: Uscc
    other: Uscc
    ground: Key
    ended_on: date = Field(description="the relation's last day")
    evidence: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class RecordOffence(Command, zh="登记违法记录", home="register", roles=("clerk", "reviewer", "finance")):
    """A penalty for unlawful business: whether it is a major offence (重大违法记录) the rules say at each bid.  R-S03"""

    uscc: Uscc
    kind: Key = Field(
        description="criminal_penalty, suspension_of_business, licence_revoked, large_fine; others don't bar"
    )
    authority: Name
    document_number: DocumentNumber
    decided_on: date
    fine_yuan: Yuan | None = None
    sector_line_yuan: Yuan | None = Field(
        default=None, description="from which amount on the sector's own rules call a fine large, where that is higher"
    )
    bar_document: DocumentNumber | None = Field(
        default=None,
        description="the bar by which the same act was punished: when it ends, the act no longer counts (R-S04)",
    )
    evidence: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class SupplierRegistered(Event, zh="供应商已登记"):
    uscc: Uscc
    name: Name
    kind: SupplierKind
    division: Division
    evidence: Sha256
    principal: Name | None = None
    branch_of: Uscc | None = None


class BarEntered(Event, zh="禁止参加已登记"):
    authority: Name
    document_number: DocumentNumber
    scope: Text
    from_on: date
    until_on: date
    scan: Sha256
    case: Key | None = None
    reach: tuple[Division, ...] = ()
    reviews: tuple[Uscc, ...] = Field(
        default=(), description="the suppliers whose running projects each open a review (HR-TK-18)"
    )


class PrincipalRecorded(Event, zh="单位负责人已登记"):
    principal: Name
    from_on: date
    evidence: Sha256


class RelationRecorded(Event, zh="供应商关系已登记"):
    """In the streams of both: `other` is the other one."""

    other: Uscc
    ground: Key
    from_on: date
    until_on: date | None = None
    evidence: Sha256


class RelationEnded(Event, zh="供应商关系已终止"):
    other: Uscc
    ground: Key
    ended_on: date
    evidence: Sha256


class OffenceRecorded(Event, zh="违法记录已登记"):
    kind: Key
    authority: Name
    document_number: DocumentNumber
    decided_on: date
    fine_yuan: Yuan | None = None
    sector_line_yuan: Yuan | None = None
    bar_document: DocumentNumber | None = None
    evidence: Sha256
    by: str
    reviews: tuple[Uscc, ...] = ()


class ComplaintUnfounded(Event, zh="投诉查无实据已记入"):
    """Finance found nothing in a complaint of this supplier, or found it false.  94号令 art. 37"""

    project: str
    complaint: Key
    false: bool
    on: date


class SupplierInvoiced(Event, zh="供应商发票已登记"):
    """In the supplier's stream: one invoice is shown to one project only.  HR-PY-2"""

    number: DocumentNumber
    project: str
    on: date


class RunningContractNoted(Event, zh="在途合同迁入已记入"):
    """In the supplier's stream: one contract comes into one project only.  HR-OE-3"""

    number: DocumentNumber
    project: str
    on: date


SupplierEvent = (
    SupplierRegistered
    | BarEntered
    | PrincipalRecorded
    | RelationRecorded
    | RelationEnded
    | OffenceRecorded
    | SuccessionRecorded
    | SuccessionChecked
    | SupplierSucceeding
    | ComplaintUnfounded
    | CollapseEvent
    | SupplierInvoiced
    | RunningContractNoted
    | PenaltyEvent
    | CreditEvent
    | LetterEvent
)
