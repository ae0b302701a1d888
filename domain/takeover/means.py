"""What bridges the gap: each provider's places, route, money and days, against the days that a new purchase takes.  AD-14, HR-TK-05"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.lawful_calendar import lawful_calendar
from domain.planning.messages import Plan
from domain.rulebook import RuleBook, UnknownRule
from domain.takeover.money.decide import committed_yuan
from domain.takeover.plan.messages import Route
from domain.takeover.state import Takeover
from domain.values import Grade


@dataclass(frozen=True, slots=True)
class Means:
    """One interim provider.  `until`: the last day that it covers; of one not engaged, were it to begin on the day asked of."""

    key: str
    name: str
    route: Route
    capacity: dict[Grade, int]
    amount_yuan: Decimal
    days: int
    until: date | None
    engaged: bool


def means(takeover: Takeover, on: date) -> tuple[Means, ...]:
    """In the order in which they are asked; those who declined cover nothing."""
    return tuple(_of(takeover, key, on) for key in (s.key for s in takeover.standbys))


def _of(takeover: Takeover, key: str, on: date) -> Means:
    standby = takeover.standby(key)
    assert standby is not None
    engaged = takeover.engaged.get(key)
    if engaged is None:
        days = 0 if key in takeover.turned_down else standby.days_of_cover
        until = on + timedelta(days=days - 1) if days else None
        capacity, amount = dict(standby.capacity), standby.amount_yuan
        return Means(key, standby.name, standby.route, capacity, amount, days, until, engaged=False)
    extended = takeover.extended if takeover.extended_key == key else None
    until = extended.ends_on if extended is not None else engaged.ends_on
    offered = {grade: n for grade in standby.capacity if (n := takeover.offer(key, grade))}
    days = (until - engaged.starts_on).days + 1
    return Means(key, standby.name, engaged.route, offered, committed_yuan(takeover, key), days, until, engaged=True)


def replaced_by(plan: Plan, rules: RuleBook, on: date) -> date | None:
    """The earliest lawful day on which a new purchase by the plan's method is signed, begun on a day; None without such a method."""
    try:
        calendar = lawful_calendar(plan, plan.method, rules, on)
    except UnknownRule:
        return None
    return calendar.step("signing").earliest.on
