"""The end of a takeover, in its own stream and in the project's."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Grade, Key, ProjectId, Sha256, TakeoverId, Text, Yuan


class EndTakeover(Command, zh="结束接管", home="takeover", roles=("head", "duty_officer")):
    """The service is handed back, or to the supplier of a new purchase, or the contract ends without need of one."""

    outcome: Literal["returned", "replaced", "terminated"]
    replacement: ProjectId | None = None
    reasons: Text
    confirmation: Sha256
    used_yuan: dict[Key, Yuan] = Field(
        default_factory=dict, description="what each engaged provider cost; the rest is released"
    )


class TakeoverEnded(Event, zh="接管已终结"):
    outcome: Literal["returned", "replaced", "terminated"]
    replacement: ProjectId | None = None
    reasons: Text
    confirmation: Sha256
    by: str
    on: date


class TakeoverClosed(Event, zh="临时接管已结束"):
    """In the project's stream: how its takeover ended."""

    takeover: TakeoverId
    outcome: Literal["returned", "replaced", "terminated"]
    replacement: ProjectId | None = None
    on: date
    at: datetime | None = None
    uncovered: dict[Grade, int] = Field(
        default_factory=dict, description="who had no provider then: they are placed yet"
    )
