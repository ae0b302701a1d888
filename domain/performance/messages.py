"""Performance: start, reports, inspections, rectification, urging, acceptance, end.  JL44-4.4.1 … 4.4.2, JL44-4.5.2a"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.performance.incidents.messages import IncidentEvent
from domain.performance.inspection.messages import InspectionEvent
from domain.performance.passing.messages import PassingEvent
from domain.performance.records.messages import ServiceRecordEvent
from domain.performance.roster.messages import RosterEvent
from domain.performance.staff.messages import StaffEvent
from domain.performance.suspension.messages import SuspensionEvent
from domain.values import Key, Name, PersonId, Quantity, Recipient, Sha256, Text, Yuan

_PERFORMING = ("performance",)


class StandardJudged(Value):
    """One standard of the contract or the acceptance plan, and how it was kept.  GPL 41, GPL Regulation 45 (R-S16)"""

    kind: Literal["technical", "service", "safety"]
    standard: Text
    result: Literal["met", "not_met", "none_agreed"]
    note: Text | None = None


class StartPerformance(Command, zh="开始履约", roles=("head", "clerk"), during=("contract",)):
    """The first day of service.  No approved takeover plan, no start (JL44-4.4.3b)."""


class SubmitServiceReport(Command, zh="提交服务报告", roles=("supplier", "clerk"), during=_PERFORMING):
    """What was done in a period, as counts; names of recipients never."""

    period: Key
    figures: dict[str, Quantity]
    digest: Sha256
    remarks: Text | None = None
    batches: tuple[Key, ...] = Field(
        default=(), description="the batches of service records behind the figures (S102-23)"
    )


class SubmitFinancialReport(Command, zh="提交财务报告", roles=("supplier", "clerk"), during=_PERFORMING):
    """The supplier's financial report for a period.  JL44-4.4.2"""

    period: Key
    income_yuan: Yuan
    expense_yuan: Yuan
    digest: Sha256
    costs: dict[Name, Yuan] = Field(default_factory=dict, description="the expense by kind: wages, travel, materials …")


class RecordInspection(Command, zh="登记检查", roles=("clerk", "inspector", "township"), during=_PERFORMING):
    key: Key
    place: Name
    findings: tuple[Text, ...] = ()
    digest: Sha256
    photos: tuple[Sha256, ...] = Field(default=(), max_length=200, description="photos taken on the spot, by digest")
    inspectors: tuple[PersonId, ...] = Field(default=(), description="who inspected beside the one who records it")
    visited: tuple[Recipient, ...] = Field(default=(), max_length=1000, description="whose service was looked at")


class OrderRectification(Command, zh="责令整改", roles=("clerk", "head"), during=_PERFORMING):
    """An order with a clock, from an inspection's or a report's finding."""

    key: Key
    finding: Text
    working_days: int | None = Field(
        default=None, ge=1, le=60, description="within the house rule's bounds; its lower bound where absent"
    )


class ReportRectification(Command, zh="报告整改", roles=("supplier", "clerk"), during=_PERFORMING):
    key: Key
    measures: Text
    digest: Sha256


class RecheckRectification(Command, zh="复查整改", roles=("clerk", "inspector", "reviewer"), during=_PERFORMING):
    key: Key
    passed: bool
    note: Text


class UrgeSupplier(Command, zh="督促", roles=("clerk", "head"), during=_PERFORMING):
    """Urge the supplier to perform.  JL44-4.5.2a"""

    about: Text
    digest: Sha256 | None = None


class AcceptPeriod(Command, zh="验收", roles=("reviewer", "head"), during=("performance", "evaluation")):
    """Accept a period's service, with recipients invited where the service is for them.  GPL Regulation art. 45"""

    period: Key
    result: Literal["passed", "passed_with_deduction", "failed"]
    deduction_yuan: Yuan | None = None
    deduction_ground: Text | None = None
    recipients_invited: int = Field(ge=0)
    members: tuple[Name, ...] = Field(min_length=1)
    statement: Sha256
    standards: tuple[StandardJudged, ...] = Field(
        default=(), description="each standard that the statement covers (R-S16)"
    )
    signed: tuple[Name, ...] = Field(default=(), description="the members who signed the statement (R-S16)")
    opinion: Sha256 | None = Field(default=None, description="the recipients' opinion, as minutes (R-S15)")


class CompletePerformance(Command, zh="履约完成", roles=("head", "clerk"), during=_PERFORMING):
    """All periods are over and accepted, or the contract has ended."""


class PerformanceStarted(Event, zh="履约已开始"):
    on: date


class ServiceReported(Event, zh="服务报告已提交"):
    period: Key
    figures: dict[str, Quantity]
    shortfalls: dict[str, Quantity] = Field(default_factory=dict, description="target minus actual, where short")
    digest: Sha256
    remarks: Text | None = None
    batches: tuple[Key, ...] = ()
    on: date


class FinancialReported(Event, zh="财务报告已提交"):
    period: Key
    income_yuan: Yuan
    expense_yuan: Yuan
    digest: Sha256
    on: date
    costs: dict[Name, Yuan] = Field(default_factory=dict)


class InspectionRecorded(Event, zh="检查已登记"):
    key: Key
    place: Name
    findings: tuple[Text, ...]
    digest: Sha256
    by: str
    on: date
    photos: tuple[Sha256, ...] = ()
    inspectors: tuple[PersonId, ...] = ()
    visited: tuple[Recipient, ...] = ()


class RectificationOrdered(Event, zh="已责令整改"):
    key: Key
    finding: Text
    due: date
    on: date


class RectificationReported(Event, zh="整改已报告"):
    key: Key
    measures: Text
    digest: Sha256
    on: date
    by: str | None = None


class RectificationRechecked(Event, zh="整改已复查"):
    key: Key
    passed: bool
    note: Text
    on: date


class SupplierUrged(Event, zh="已督促"):
    about: Text
    digest: Sha256 | None = None
    on: date


class PeriodAccepted(Event, zh="验收已作出"):
    period: Key
    result: Literal["passed", "passed_with_deduction", "failed"]
    payable_yuan: Yuan
    deduction_yuan: Yuan | None = None
    deduction_ground: Text | None = None
    recipients_invited: int
    members: tuple[Name, ...]
    statement: Sha256
    on: date
    standards: tuple[StandardJudged, ...] = ()
    signed: tuple[Name, ...] = ()
    opinion: Sha256 | None = None


class PerformanceCompleted(Event, zh="履约已完成"):
    on: date


PerformanceEvent = (
    PerformanceStarted
    | ServiceReported
    | FinancialReported
    | InspectionRecorded
    | RectificationOrdered
    | RectificationReported
    | RectificationRechecked
    | SupplierUrged
    | PeriodAccepted
    | PerformanceCompleted
    | ServiceRecordEvent
    | RosterEvent
    | IncidentEvent
    | StaffEvent
    | SuspensionEvent
    | InspectionEvent
    | PassingEvent
)
