"""The bridge: who is engaged, who is served again, for how long.  HR-TK-03, HR-TK-05"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.takeover.people.messages import Pseudonym
from domain.takeover.plan.messages import Route
from domain.values import DocumentNumber, Grade, Key, Name, Sha256, Yuan

UrgencyCause = Literal[
    "unforeseen",  # 采购人不可预见，或者非因采购人拖延
    "own_delay",  # 采购人拖延导致：不得采用紧急竞争性谈判
]


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
    urgency: UrgencyCause | None = Field(
        default=None, description="of an urgent negotiation: where the urgency comes from (GPL 30(3))"
    )
    urgency_evidence: Sha256 | None = None
    former_staff: int = Field(default=0, ge=0, description="of the old supplier's people, how many it takes on")


class RecordCoverage(
    Command, zh="登记恢复服务", home="takeover", roles=("clerk", "duty_officer", "township", "supplier")
):
    """Recipients of a grade who are served again, counted."""

    standby: Key
    grade: Grade
    covered: int = Field(ge=0, description="of this grade, in all, by now")
    covered_at: datetime
    recipients: tuple[Pseudonym, ...] = Field(default=(), description="who they are, where a list is kept")


class ExtendInterim(Command, zh="延长接管", home="takeover", roles=("head",)):
    """Once, with the same-level government's recorded decision."""

    days: int = Field(ge=1)
    body: Name
    document_number: DocumentNumber
    scan: Sha256
    amount_yuan: Yuan


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
    urgency: UrgencyCause | None = None
    urgency_evidence: Sha256 | None = None
    former_staff: int = 0


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


class InterimExtended(Event, zh="接管已延长"):
    days: int
    ends_on: date
    body: Name
    document_number: DocumentNumber
    scan: Sha256
    amount_yuan: Yuan
    standby: Key | None = None


BridgeEvent = StandbyEngaged | CoverageRecorded | RecipientsCovered | InterimExtended
