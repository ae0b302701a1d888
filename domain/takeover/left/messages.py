"""Recipients that a terminated takeover left without provider, and what became of them.  JL44-4.4.3c"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Grade, Sha256, TakeoverId, Text

Placed = Literal[
    "supplier_serves",  # 原承接主体恢复服务
    "other_service",  # 由其他服务或者机构承接
    "no_need",  # 不再需要服务
    "taken_over",  # 纳入新的接管
]


class PlaceRecipients(Command, zh="落实遗留服务对象", roles=("clerk", "duty_officer", "township", "head")):
    """What became of recipients that a takeover's end left without provider; by counts, on evidence."""

    takeover: TakeoverId
    grade: Grade
    count: int = Field(ge=1)
    how: Placed
    reasons: Text
    evidence: Sha256


class RecipientsPlaced(Event, zh="遗留服务对象已落实"):
    takeover: TakeoverId
    grade: Grade
    count: int
    how: Placed
    reasons: Text
    evidence: Sha256
    by: str
    on: date
