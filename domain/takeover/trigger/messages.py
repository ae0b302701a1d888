"""The trigger in the project, and what it opens: the run, in a stream of its own.  JL44-4.4.3c"""

from datetime import datetime

from pydantic import Field

from domain.message import Command, Event
from domain.takeover.grounds import Ground
from domain.takeover.plan.messages import TakeoverPlan
from domain.takeover.roster.messages import Shift
from domain.values import Division, Grade, ProjectId, Sha256, TakeoverId, Text, Uscc


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
    collapsed: Uscc | None = Field(
        default=None, description="the supplier whose collapse brings this trigger, with all its others (HR-TK-21)"
    )


class TakeoverTriggered(Event, zh="临时接管已启动"):
    takeover: TakeoverId
    ground: Ground
    gap_since: datetime
    at: datetime


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
