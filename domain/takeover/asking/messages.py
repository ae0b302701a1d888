"""The decision to start, and the interim providers asked in order.  HR-TK-02, HR-TK-09, HR-TK-13"""

from datetime import datetime

from pydantic import Field

from domain.message import Command, Event
from domain.takeover.plan.messages import Route, Standby
from domain.values import Grade, Key, Name, Sha256, Text, Uscc


class DecideTakeover(Command, zh="决定接管", home="takeover", roles=("duty_officer", "head")):
    """The roster's decision, within hours or working days by ground.  law.md §14.4"""

    start: bool
    reasons: Text
    opinion: Sha256 | None = Field(default=None, description="the legal adviser's opinion")


class AnswerStandby(
    Command, zh="接管单位答复", home="takeover", roles=("clerk", "duty_officer", "supplier", "adapter")
):
    """The asked interim provider accepts or declines."""

    standby: Key
    accepts: bool
    reason: Text
    can_serve: dict[Grade, int] = Field(default_factory=dict)
    starts_at: datetime | None = None


class ProposeStandby(Command, zh="增补接管单位", home="takeover", roles=("duty_officer", "head", "county")):
    """Another way, where the plan's providers don't suffice: with its lawful route, its money, its days.  HR-TK-13"""

    standby: Standby
    reasons: Text


class TakeoverDecided(Event, zh="接管已决定"):
    start: bool
    reasons: Text
    opinion: Sha256 | None = None
    by: str
    at: datetime
    supplier: Uscc | None = Field(
        default=None, description="of a start: the old supplier, who is served with all of it"
    )
    providers: tuple[Name, ...] = ()
    within: str | None = Field(default=None, description="how long the interim may last, in words")
    recipients: dict[Grade, int] = Field(default_factory=dict)
    duties: tuple[Text, ...] = Field(default=(), description="what the old supplier goes on owing (HR-TK-08)")
    copied_to: tuple[Name, ...] = ()


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


AskingEvent = (
    TakeoverDecided
    | StandbyAsked
    | StandbyAccepted
    | StandbyDeclined
    | StandbyLapsed
    | StandbysExhausted
    | StandbyAdded
)
