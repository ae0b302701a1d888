"""The roster of recipients: on which days each is to be served."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import assert_never

from domain.performance.roster.messages import (
    MonthlyRosterAgreed,
    MonthlyRosterDrawnUp,
    OverpaymentFound,
    RecipientsEnrolled,
    RosterChanged,
    RosterEvent,
)
from domain.values import Grade


@dataclass(frozen=True, slots=True)
class Place:
    """One recipient: grade, township, and the spans of days on which service is due (an open end: None); what changed them."""

    grade: Grade
    township: str
    spans: tuple[tuple[date, date | None], ...]
    last: RosterChanged | None = None
    changes: tuple[RosterChanged, ...] = ()
    items: tuple[str, ...] = ()
    frequency: str | None = None

    def due_on(self, day: date) -> bool:
        return any(since <= day and (until is None or day <= until) for since, until in self.spans)

    def days(self, first: date, last: date) -> int:
        """Days due from the first to the last."""
        spans = ((max(a, first), min(b or last, last)) for a, b in self.spans)
        return sum(max((b - a).days + 1, 0) for a, b in spans)

    def stopped_by(self, day: date) -> RosterChanged | None:
        """The change for which service is not due on a day; None: it is due, or had not begun."""
        if self.due_on(day):
            return None
        before = [c for c in self.changes if c.effective_on < day and c.ground != "returned"]
        return max(before, key=lambda c: c.effective_on, default=None)

    @property
    def open(self) -> bool:
        """Whether service runs on."""
        return bool(self.spans) and self.spans[-1][1] is None


@dataclass(frozen=True, slots=True)
class RecipientRoster:
    """By pseudonym; and the months drawn up and agreed."""

    places: Mapping[str, Place] = field(default_factory=dict)
    drawn_up: Mapping[str, MonthlyRosterDrawnUp] = field(default_factory=dict)
    agreed: Mapping[str, MonthlyRosterAgreed] = field(default_factory=dict)
    overpaid: tuple[OverpaymentFound, ...] = ()

    def due_on(self, day: date) -> dict[Grade, int]:
        """How many are to be served on a day, by grade: what a gap leaves without a provider, at the most."""
        return dict(sorted(Counter(p.grade for p in self.places.values() if p.due_on(day)).items()))

    def days(self, month: str) -> dict[str, int]:
        """Days due in a month by recipient, ascending; none for whom none is due."""
        first, last = bounds(month)
        counted = {who: place.days(first, last) for who, place in sorted(self.places.items())}
        return {who: days for who, days in counted.items() if days}

    def digest(self, month: str) -> str:
        """What a month's list is known by."""
        return sha256("\n".join(f"{who} {days}" for who, days in self.days(month).items()).encode()).hexdigest()

    def person_months(self, first: date, last: date) -> Decimal:
        """What is due from the first day to the last, each month's days over that month's length; half-up to a thousandth."""
        total = Fraction(0)
        for month in months(first, last):
            begins, ends = bounds(month)
            length = (ends - begins).days + 1
            window = max(begins, first), min(ends, last)
            total += Fraction(sum(p.days(*window) for p in self.places.values()), length)
        return thousandths(total)


def bounds(month: str) -> tuple[date, date]:
    """First and last day of `YYYY-MM`."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def months(first: date, last: date) -> Iterator[str]:
    """The months that a span of days touches, in order."""
    day = first.replace(day=1)
    while day <= last:
        yield f"{day:%Y-%m}"
        day = (day + timedelta(days=31)).replace(day=1)


def thousandths(value: Fraction) -> Decimal:
    return Decimal(int(value * 1000 + Fraction(1, 2))).scaleb(-3).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def changed(place: Place, event: RosterChanged) -> Place:
    """Served until the day it ended; from the day it resumes again.  A later word on an earlier day cuts off what lies after it."""
    day = event.effective_on
    if event.ground == "returned":
        return replace(place, spans=(*place.spans, (day, None)), last=event, changes=(*place.changes, event))
    kept = tuple((a, day if b is None or b > day else b) for a, b in place.spans if a <= day)
    return replace(place, spans=kept, last=event, changes=(*place.changes, event))


def evolve_roster(state: RecipientRoster, event: RosterEvent) -> RecipientRoster:
    match event:
        case RecipientsEnrolled():
            places = dict(state.places)
            for entry in event.entries:
                known = places.get(entry.recipient)
                spans = (*(known.spans if known is not None else ()), (entry.from_on, None))
                changes = known.changes if known is not None else ()
                places[entry.recipient] = Place(
                    entry.grade, entry.township, spans, None, changes, entry.items, entry.frequency
                )
            return replace(state, places=places)
        case RosterChanged():
            place = changed(state.places[event.recipient], event)
            return replace(state, places={**state.places, event.recipient: place})
        case MonthlyRosterDrawnUp():
            agreed = {m: a for m, a in state.agreed.items() if m != event.month}
            return replace(state, drawn_up={**state.drawn_up, event.month: event}, agreed=agreed)
        case MonthlyRosterAgreed():
            return replace(state, agreed={**state.agreed, event.month: event})
        case OverpaymentFound():
            return replace(state, overpaid=(*state.overpaid, event))
        case _:
            assert_never(event)
