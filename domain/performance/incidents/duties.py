"""Who has to be told of an incident, under which clause, by when; and by when it is stopped.  EX-12, EX-14, HR-IC-1, HR-IC-2"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, cast, get_args

from domain.calendar import Period
from domain.performance.incidents.messages import IncidentKind, IncidentReported, Told
from domain.rulebook import RuleBook

CLOCK, TELLING, CLOSING = "HR-IC-1", "HR-IC-2", "HR-IC-3"
LEAK, MINORS = "EX-12", "EX-14"


class Owed(NamedTuple):
    """One who has to be told."""

    told: Told
    clause: str
    by: datetime


def hours(period: Period) -> timedelta:
    """Help doesn't wait for a working day: hours by the clock."""
    if period.unit != "hour":
        raise ValueError(f"an incident's clock counts in hours, not in {period.unit}")
    return timedelta(hours=period.count)


def report_within(kind: IncidentKind, rules: RuleBook) -> Period:
    return rules.period(CLOCK, f"report_{kind}")


def telling(incident: IncidentReported, rules: RuleBook) -> Iterator[Owed]:
    """Each of them once, under the highest clause that names them."""
    by = incident.told_at + hours(rules.period(TELLING, "tell_within"))
    said: set[str] = set()
    for clause, name in _lists(incident):
        if not rules.has(clause, name):
            continue
        for told in rules.kinds(clause, name):
            if told in get_args(Told) and told not in said:
                said.add(told)
                yield Owed(cast(Told, told), clause, by)


def _lists(incident: IncidentReported) -> Iterator[tuple[str, str]]:
    if incident.kind == "data_leak":
        yield LEAK, "notify"
    if incident.minors and incident.kind != "data_leak":
        yield MINORS, "report_to"
    yield TELLING, f"tell_{incident.kind}"


def stopped_by(incident: IncidentReported, rules: RuleBook) -> datetime:
    """By when a leak is cured: 立即 has no number in the law, so the house's own."""
    return incident.told_at + hours(rules.period(CLOCK, "leak_stopped"))
