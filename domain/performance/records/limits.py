"""What a service record may be, by the rules in force: how long, how late, of which kinds.  HR-SR-1, HR-SR-2"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.calendar import BEIJING, Calendar, Period
from domain.contract.messages import ContractPeriod
from domain.performance.records.messages import RECORD_KINDS, RecordKind
from domain.rulebook import RuleBook

TIMES: Final = "HR-SR-1"
CONTENT: Final = "HR-SR-2"
_HOURS: Final[Mapping[str, int]] = {"hour": 1, "CD": 24}


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds for one period of one contract, seen from one moment."""

    period: ContractPeriod
    division: str  # the townships lie in it
    now: datetime
    kinds: frozenset[str]
    longest: Mapping[RecordKind, timedelta]
    together: frozenset[str]  # of these kinds one person may do several at once
    handed_in_within: Period
    calendar: Calendar
    remedies: Mapping[str, str]  # by rule

    def on_time(self, day: date) -> bool:
        """Whether a record of this day comes in time; a later one is taken in and marked (补录)."""
        return self.calendar.add(day, self.handed_in_within).on >= self.now.astimezone(BEIJING).date()

    def in_period(self, day: date) -> bool:
        """Whether the contract's period covers the day."""
        return self.period.starts_on <= day <= self.period.ends_on


def limits(rules: RuleBook, period: ContractPeriod, now: datetime) -> Limits:
    """The bounds by the law of the rule book."""
    return Limits(
        period=period,
        division=rules.division,
        now=now,
        kinds=frozenset(rules.kinds("HR-SR-2", "kinds")),
        longest={kind: _length(rules.period("HR-SR-1", f"longest_{kind}")) for kind in RECORD_KINDS},
        together=frozenset(rules.kinds("HR-SR-1", "together")),
        handed_in_within=rules.period("HR-SR-1", "handed_in_within"),
        calendar=rules.calendar,
        remedies={id: rules.rule(id).remedy for id in (TIMES, CONTENT)},
    )


def _length(period: Period) -> timedelta:
    return timedelta(hours=period.count * _HOURS[period.unit])
