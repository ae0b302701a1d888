"""Penalties: finance's case, its notice, the hearing, its decision: registered acts of another authority.  R-X01 … R-X03, R-X10"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Division, DocumentNumber, Key, Name, ProjectId, Sha256, Text, Uscc, Yuan

Ground = Literal["R-X01", "R-X02", "R-X03"]


class _OfSupplier(Command):
    """Stands in the supplier's stream: it outlives the project from which the matter was referred."""

    uscc: Uscc

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class RegisterPenaltyCase(_OfSupplier, zh="登记财政立案", home="register", roles=("finance", "clerk")):
    """Finance has opened a case on what a buyer referred.  The day of filing begins its days.  行政处罚法 60"""

    case: Key
    project: ProjectId = Field(description="the project from which the breach was referred")
    referral: Key = Field(description="the breach that was referred")
    authority: Name
    number: DocumentNumber
    filed_on: date
    scan: Sha256


class RegisterPenaltyNotice(_OfSupplier, zh="登记处罚告知", home="register", roles=("finance", "clerk")):
    """Finance's notice before it decides: what it means to do, and that the supplier may ask to be heard.  行政处罚法 44, 63"""

    case: Key
    served_on: date
    proposes: Text
    bars: bool = Field(description="whether it means to bar the supplier (限制从业)")
    hearing_told: bool = Field(description="the notice says that a hearing may be asked for")
    scan: Sha256


class RegisterHearingRequest(_OfSupplier, zh="登记听证申请", home="register", roles=("finance", "clerk", "supplier")):
    case: Key
    requested_on: date
    digest: Sha256


class RegisterHearing(_OfSupplier, zh="登记听证", home="register", roles=("finance", "clerk")):
    case: Key
    held_on: date
    minutes: Sha256
    notified_on: date | None = Field(default=None, description="when the parties were told of time and place")


class RegisterPenaltyDecision(_OfSupplier, zh="登记处罚决定", home="register", roles=("finance", "clerk")):
    """Finance's decision.  A bar in it is entered beside, with the same number, scope and dates (EnterBar)."""

    case: Key
    document_number: DocumentNumber
    decided_on: date
    outcome: Literal["penalty", "no_penalty"]
    ground: Ground | None = Field(default=None, description="the rule under which it punishes")
    fine_yuan: Yuan | None = None
    bar_from: date | None = None
    bar_until: date | None = None
    scope: Text | None = None
    scan: Sha256
    reach: tuple[Division, ...] = Field(
        default=(), description="the divisions to which the bar is limited; everywhere where it names none"
    )


class PenaltyCaseFiled(Event, zh="财政立案已登记"):
    case: Key
    project: ProjectId
    referral: Key
    authority: Name
    number: DocumentNumber
    filed_on: date
    scan: Sha256
    contract_yuan: Yuan = Field(description="the procurement's amount, by which a fine is measured")
    method: str


class PenaltyNoticeServed(Event, zh="处罚告知已登记"):
    case: Key
    served_on: date
    proposes: Text
    bars: bool
    hearing_told: bool
    scan: Sha256


class HearingRequested(Event, zh="听证申请已登记"):
    case: Key
    requested_on: date
    digest: Sha256


class HearingHeld(Event, zh="听证已登记"):
    case: Key
    held_on: date
    minutes: Sha256
    notified_on: date | None = None


class PenaltyDecided(Event, zh="处罚决定已登记"):
    case: Key
    document_number: DocumentNumber
    decided_on: date
    outcome: Literal["penalty", "no_penalty"]
    ground: Ground | None = None
    fine_yuan: Yuan | None = None
    bar_from: date | None = None
    bar_until: date | None = None
    scope: Text | None = None
    scan: Sha256
    reach: tuple[Division, ...] = ()


PenaltyEvent = PenaltyCaseFiled | PenaltyNoticeServed | HearingRequested | HearingHeld | PenaltyDecided
