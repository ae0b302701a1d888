"""Drills: begun and ended in the project; what is rehearsed lies in a stream of its own, marked by its id.  HR-TK-16"""

from datetime import date, datetime

from domain.message import Command, Event
from domain.takeover.grounds import Ground
from domain.values import Grade, TakeoverId, Text


class StartDrill(
    Command, zh="开始接管演练", roles=("clerk", "duty_officer", "head"), during=("contract", "performance")
):
    """The plan in force, rehearsed: same steps, same clocks, no money, no notice, nobody outside is written to."""

    ground: Ground
    scenario: Text
    without_provider: dict[Grade, int]


class DrillOpened(Event, zh="接管演练已开始"):
    drill: TakeoverId
    ground: Ground
    scenario: Text
    at: datetime
    by: str


class DrillClosed(Event, zh="接管演练已结束"):
    """`hours`: how long each grade would have waited; `lessons`: what the next one should do better."""

    drill: TakeoverId
    hours: dict[Grade, int]
    uncovered: dict[Grade, int]
    lessons: Text
    on: date


DrillEvent = DrillOpened | DrillClosed
