"""Break-glass: one person starts the takeover, a second ratifies it.  HR-TK-14, HR-TK-12"""

from datetime import datetime

from domain.message import Command, Event
from domain.values import Key, Sha256, Text


class BreakGlass(Command, zh="先行启动接管", home="takeover", roles=("duty_officer",)):
    """One person of the duty roster starts alone: providers are asked at once, money waits for a second person."""

    reasons: Text
    tried: tuple[Key, ...] = ()
    opinion: Sha256 | None = None


class RatifyStart(Command, zh="追认先行启动", home="takeover", roles=("duty_officer", "head", "county")):
    """Another person stands by the start, or does not.  Not to ratify takes nothing away from who is served already."""

    agrees: bool
    reasons: Text


class GlassBroken(Event, zh="接管已先行启动"):
    """Started by one person; `ratify_by` is when a second must have spoken.  `tried`: who could not be reached."""

    by: str
    reasons: Text
    tried: tuple[Key, ...] = ()
    at: datetime
    ratify_by: datetime


class StartRatified(Event, zh="先行启动已追认"):
    """`agrees` false: the start was looked at and not ratified."""

    by: str
    agrees: bool
    reasons: Text
    late: bool = False
    at: datetime


StartEvent = GlassBroken | StartRatified
