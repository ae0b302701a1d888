"""The duty roster: shifts from–to, handed over by name.  HR-TK-15"""

from pydantic import Field

from domain.message import Command, Event, Value
from domain.publication.messages import Moment
from domain.values import Key, Name, Sha256, Text

_KEPT = ("publication", "bidding", "award", "contract", "performance")


class Shift(Value):
    """Who answers the phone from one moment to another (the end not counted)."""

    person: Key
    name: Name
    from_at: Moment
    until_at: Moment


class SetDutyRoster(Command, zh="排定值班表", roles=("clerk", "duty_officer", "head"), during=_KEPT):
    """The shifts of the coming days.  What lies before the first of them stays as it was."""

    shifts: tuple[Shift, ...] = Field(min_length=1, max_length=400)
    document: Sha256


class HandOverDuty(Command, zh="值班交接", roles=("duty_officer", "head"), during=_KEPT):
    """Who is on duty now hands the rest of the shift to another, with what is open."""

    to: Key
    name: Name
    open_matters: Text


class DutyRosterSet(Event, zh="值班表已排定"):
    shifts: tuple[Shift, ...]
    document: Sha256
    by: str


class DutyHandedOver(Event, zh="值班已交接"):
    """`shifts`: the roster as it stands after the handover."""

    giver: str
    to: str
    at: Moment
    open_matters: Text
    shifts: tuple[Shift, ...]


class RosterCarried(Event, zh="值班表已转入接管"):
    """In the takeover's stream: the roster as the project has it now."""

    shifts: tuple[Shift, ...]


RosterEvent = DutyRosterSet | DutyHandedOver
