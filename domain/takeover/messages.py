"""Takeover: the plan in the project's stream; the run in a stream of its own.  JL44-4.4.3b, JL44-4.4.3c"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.takeover.drill.messages import DrillEvent
from domain.takeover.grounds import Ground
from domain.takeover.help.messages import HelpEvent
from domain.takeover.money.messages import MoneyEvent
from domain.takeover.people.messages import PeopleEvent, Pseudonym
from domain.takeover.roster.messages import RosterCarried, RosterEvent, Shift
from domain.takeover.start.messages import StartEvent
from domain.takeover.watching.messages import WatchingEvent
from domain.values import Division, DocumentNumber, Grade, Key, Name, ProjectId, Sha256, TakeoverId, Text, Uscc, Yuan

Route = Literal[
    "own_performance",  # 购买主体自行提供
    "supplement",  # 该提供者自有合同追加不超过10%（GPL 49）
    "framework",  # 框架协议
    "emergency_single_source",  # 紧急单一来源（GPL 31(2)）
    "below_limit",  # 限额标准以下
    "emergency_procurement",  # 紧急采购（财库〔2026〕12号）
    "urgent_negotiation",  # 紧急竞争性谈判（GPL 30(3)）
]


class Standby(Value):
    """An interim provider: a contact with a lawful route, never a right.  law.md AD-09, §14.2"""

    key: Key
    name: Name
    uscc: Uscc | None = None
    consent: Sha256 | None = None
    capacity: dict[Grade, int]
    route: Route
    route_basis: Text
    amount_yuan: Yuan
    days_of_cover: int = Field(ge=0)
    own_contract_yuan: Yuan | None = Field(default=None, description="for a supplement: the contract that is added to")
    approvals: tuple[Key, ...] = ()
    cross_cover: bool = Field(
        default=False, description="its own contract with the buyer has it step in for others in need (互保条款)"
    )
    ground: Key | None = Field(default=None, description="of emergency procurement: the event that lets it be (EM-01)")
    answer_hours: int | None = Field(
        default=None, ge=1, le=72, description="how long the offer stands; the house rule's hours where absent"
    )


class PlanStep(Value):
    """A step of the plan with its owner and limit."""

    key: Key
    title: Text
    owner: Name
    hours: int = Field(ge=1)


class TakeoverPlan(Value):
    """临时接管预案.  `form` short (who finishes the work) for administrative items only."""

    form: Literal["full", "short"]
    grounds: tuple[Ground, ...] = Field(min_length=1)
    deciders: tuple[Key, ...] = Field(min_length=1, description="persons of the duty roster, in order")
    standbys: tuple[Standby, ...] = Field(min_length=1)
    steps: tuple[PlanStep, ...] = ()
    recipients: dict[Grade, int] = Field(default_factory=dict)
    data_package: Text | None = None
    money: Text
    text: Sha256


# ---------------------------------------------------------------- the plan: commands and events of the project


class MakeTakeoverPlan(
    Command, zh="制定接管预案", roles=("clerk",), during=("publication", "bidding", "award", "contract", "performance")
):
    plan: TakeoverPlan


class ApproveTakeoverPlan(
    Command, zh="批准接管预案", roles=("head",), during=("publication", "bidding", "award", "contract", "performance")
):
    """Approved by someone other than its author."""

    minutes: Sha256


class TriggerTakeover(
    Command, zh="启动临时接管", roles=("clerk", "head", "duty_officer", "township", "county"), during=("performance",)
):
    """The supplier can't provide the service as agreed: raise the alarm, start the clock.  JL44-4.4.3c"""

    ground: Ground
    facts: Text
    evidence: tuple[Sha256, ...] = Field(min_length=1)
    gap_since: datetime = Field(description="when the service stopped")
    without_provider: dict[Grade, int]
    minors: int = Field(default=0, ge=0, description="of them, minors: the government is told, staff is checked")
    wholly_disabled: int = Field(default=0, ge=0, description="of them, persons unable to care for themselves")


class TakeoverPlanMade(Event, zh="接管预案已制定"):
    plan: TakeoverPlan
    by: str
    on: date


class TakeoverPlanApproved(Event, zh="接管预案已批准"):
    by: str
    minutes: Sha256
    on: date


class TakeoverTriggered(Event, zh="临时接管已启动"):
    takeover: TakeoverId
    ground: Ground
    gap_since: datetime
    at: datetime


class TakeoverClosed(Event, zh="临时接管已结束"):
    """In the project's stream: how its takeover ended."""

    takeover: TakeoverId
    outcome: Literal["returned", "replaced", "terminated"]
    replacement: ProjectId | None = None
    on: date


# ---------------------------------------------------------------- the run: commands of the takeover


class DecideTakeover(Command, zh="决定接管", home="takeover", roles=("duty_officer", "head")):
    """The roster's decision, within hours or working days by ground.  law.md §14.4"""

    start: bool
    reasons: Text
    opinion: Sha256 | None = Field(default=None, description="the legal adviser's opinion")


class HearSupplier(Command, zh="听取承接主体陈述", home="takeover", roles=("clerk", "head", "supplier")):
    """The supplier's answer to the reasons; it suspends nothing."""

    statement: Text
    digest: Sha256


class AnswerStandby(
    Command, zh="接管单位答复", home="takeover", roles=("clerk", "duty_officer", "supplier", "adapter")
):
    """The asked interim provider accepts or declines."""

    standby: Key
    accepts: bool
    reason: Text
    can_serve: dict[Grade, int] = Field(default_factory=dict)
    starts_at: datetime | None = None


class EngageStandby(Command, zh="委托接管单位", home="takeover", roles=("duty_officer", "head")):
    """Engage the accepting provider by its named lawful route; the bridge is paid for, never blocked by the ceiling."""

    standby: Key
    document: Sha256
    amount_yuan: Yuan
    starts_on: date
    days: int = Field(ge=1)
    staff_check: Sha256 | None = Field(
        default=None, description="where minors are served: the staff was checked (EX-14)"
    )


class RecordCoverage(
    Command, zh="登记恢复服务", home="takeover", roles=("clerk", "duty_officer", "township", "supplier")
):
    """Recipients of a grade who are served again, counted."""

    standby: Key
    grade: Grade
    covered: int = Field(ge=0, description="of this grade, in all, by now")
    covered_at: datetime
    recipients: tuple[Pseudonym, ...] = Field(default=(), description="who they are, where a list is kept")


class NotifyRecipients(Command, zh="告知服务对象", home="takeover", roles=("clerk", "township")):
    """Recipients were told in plain words.  law.md §14.4"""

    told: int = Field(ge=0)
    channel: Name
    text: Sha256


class RecordHandover(Command, zh="登记交接", home="takeover", roles=("clerk", "supplier")):
    """One item of the handover with its receipt: files, schedule, keys, devices, consents, care plans, data …"""

    item: Key
    receipt: Sha256
    refused: bool = False


class ReportInterim(Command, zh="接管周报", home="takeover", roles=("supplier", "clerk")):
    week: int = Field(ge=1)
    served: dict[Grade, int]
    digest: Sha256


class ExtendInterim(Command, zh="延长接管", home="takeover", roles=("head",)):
    """Once, with the same-level government's recorded decision."""

    days: int = Field(ge=1)
    body: Name
    document_number: DocumentNumber
    scan: Sha256
    amount_yuan: Yuan


class EndTakeover(Command, zh="结束接管", home="takeover", roles=("head", "duty_officer")):
    """The service is handed back, or to the supplier of a new purchase, or the contract ends without need of one."""

    outcome: Literal["returned", "replaced", "terminated"]
    replacement: ProjectId | None = None
    reasons: Text
    confirmation: Sha256
    used_yuan: dict[Key, Yuan] = Field(
        default_factory=dict, description="what each engaged provider cost; the rest is released"
    )


class ProposeStandby(Command, zh="增补接管单位", home="takeover", roles=("duty_officer", "head", "county")):
    """Another way, where the plan's providers don't suffice: with its lawful route, its money, its days.  HR-TK-13"""

    standby: Standby
    reasons: Text


# ---------------------------------------------------------------- events of the takeover


class TakeoverOpened(Event, zh="接管程序已开启"):
    project: ProjectId
    ground: Ground
    facts: Text
    evidence: tuple[Sha256, ...]
    gap_since: datetime
    opened_at: datetime
    without_provider: dict[Grade, int]
    plan: TakeoverPlan
    supplier: Uscc
    triggered_by: str
    pool_division: Division | None = Field(default=None, description="whose pool pays for the bridge")
    shifts: tuple[Shift, ...] = Field(default=(), description="the duty roster, where one is kept")
    minors: int = 0
    wholly_disabled: int = 0
    drill: bool = Field(default=False, description="a drill: nothing of it reaches beyond this house")


class TakeoverDecided(Event, zh="接管已决定"):
    start: bool
    reasons: Text
    opinion: Sha256 | None = None
    by: str
    at: datetime


class SupplierHeard(Event, zh="承接主体已陈述"):
    statement: Text
    digest: Sha256
    on: date


class StandbyAsked(Event, zh="已询问接管单位"):
    """Orders a message to the provider."""

    standby: Key
    name: Name
    route: Route
    asked_at: datetime
    answer_by: datetime


class StandbyAccepted(Event, zh="接管单位同意"):
    standby: Key
    reason: Text
    can_serve: dict[Grade, int]
    starts_at: datetime | None = None


class StandbyDeclined(Event, zh="接管单位不同意"):
    standby: Key
    reason: Text


class StandbyLapsed(Event, zh="接管单位逾期未答"):
    standby: Key


class StandbysExhausted(Event, zh="接管单位均未接受"):
    """All were asked in vain: the county and the same-level government are told; other routes stand open."""

    at: datetime
    routes: tuple[Route, ...] = ()


class StandbyAdded(Event, zh="接管单位已增补"):
    standby: Standby
    reasons: Text
    by: str


class StandbyEngaged(Event, zh="接管单位已委托"):
    standby: Key
    name: Name
    route: Route
    document: Sha256
    amount_yuan: Yuan
    starts_on: date
    days: int
    ends_on: date
    staff_check: Sha256 | None = None


class CoverageRecorded(Event, zh="恢复服务已登记"):
    standby: Key
    grade: Grade
    covered: int
    covered_at: datetime
    recipients: tuple[Pseudonym, ...] = ()


class RecipientsCovered(Event, zh="服务对象已全部恢复服务"):
    """Every recipient has a provider again; the hours each grade waited, from the stop of service."""

    hours: dict[Grade, int]
    at: datetime


class RecipientsNotified(Event, zh="服务对象已告知"):
    told: int
    channel: Name
    text: Sha256
    on: date


class HandoverRecorded(Event, zh="交接已登记"):
    item: Key
    receipt: Sha256
    refused: bool
    on: date


class InterimReported(Event, zh="接管周报已提交"):
    week: int
    served: dict[Grade, int]
    digest: Sha256
    on: date


class InterimExtended(Event, zh="接管已延长"):
    days: int
    ends_on: date
    body: Name
    document_number: DocumentNumber
    scan: Sha256
    amount_yuan: Yuan
    standby: Key | None = None


class TakeoverEnded(Event, zh="接管已终结"):
    outcome: Literal["returned", "replaced", "terminated"]
    replacement: ProjectId | None = None
    reasons: Text
    confirmation: Sha256
    by: str
    on: date


TakeoverPlanEvent = (
    TakeoverPlanMade
    | TakeoverPlanApproved
    | TakeoverTriggered
    | TakeoverClosed
    | RosterEvent
    | DrillEvent
    | WatchingEvent
)
TakeoverEvent = (
    TakeoverOpened
    | TakeoverDecided
    | SupplierHeard
    | StandbyAsked
    | StandbyAccepted
    | StandbyDeclined
    | StandbyLapsed
    | StandbysExhausted
    | StandbyEngaged
    | CoverageRecorded
    | RecipientsCovered
    | RecipientsNotified
    | HandoverRecorded
    | InterimReported
    | InterimExtended
    | TakeoverEnded
    | StartEvent
    | RosterCarried
    | PeopleEvent
    | MoneyEvent
    | HelpEvent
    | StandbyAdded
)
