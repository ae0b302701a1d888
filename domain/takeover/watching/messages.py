"""Gaps reported day by day, and reviews of a supplier that may be about to fail.  HR-TK-01, HR-TK-18"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.publication.messages import Moment
from domain.values import Grade, Key, Sha256, Text

Sign = Literal["silence", "T1", "T3", "T4", "T7", "T9", "T10"]
_SERVING = ("performance",)


class ReportGap(
    Command, zh="报告服务缺口", roles=("clerk", "supplier", "township", "inspector", "adapter"), during=_SERVING
):
    """How many of each grade should have been served, and how many were; by counts.  A full count ends the gap."""

    expected: dict[Grade, int] = Field(min_length=1)
    served: dict[Grade, int]
    missed_since: Moment | None = Field(default=None, description="since when those not served have been missed")
    digest: Sha256


class OpenReview(
    Command,
    zh="开启履约能力复核",
    relayed=True,
    roles=("clerk", "head", "duty_officer", "county", "adapter"),
    during=_SERVING,
):
    """A ground to doubt that the supplier can go on, without recipients being without provider yet.  AD-08"""

    sign: Sign
    facts: Text
    evidence: tuple[Sha256, ...] = Field(min_length=1)


class ConcludeReview(Command, zh="作出复核结论", roles=("duty_officer", "head"), during=_SERVING):
    """The supplier can go on, or the takeover is triggered by its own command."""

    sign: Sign
    can_go_on: bool
    reasons: Text
    digest: Sha256


class GapReported(Event, zh="服务缺口已报告"):
    expected: dict[Grade, int]
    served: dict[Grade, int]
    missed_since: datetime | None
    digest: Sha256
    by: str
    at: datetime


class ReviewOpened(Event, zh="履约能力复核已开启"):
    """`alarm_at`: opened by the data themselves, and the duty officer is told at once (T1)."""

    sign: Sign
    facts: Text
    evidence: tuple[Sha256, ...]
    by: str
    on: date
    alarm_at: datetime | None = None


class ReviewConcluded(Event, zh="复核结论已作出"):
    """`basis`: the data that had raised the sign by itself; new data raise it again."""

    sign: Sign
    can_go_on: bool
    reasons: Text
    digest: Sha256
    basis: tuple[Key, ...] = ()
    by: str
    on: date


WatchingEvent = GapReported | ReviewOpened | ReviewConcluded
