"""What the roster says was due against what the rows say was done: per person, per day that was not due.  HR-RO-3, JL44-4.5.2a

An offline finding over the rows: no rule reads it.  What comes of it is a person's act (a deduction proposed, a finding recorded).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from domain.calendar import BEIJING
from domain.performance.roster.frequency import expected
from domain.performance.roster.state import Place, RecipientRoster
from ledger.pool import Database
from records.roster import GRADES, Enrolled

_COUNTED: Final = """
SELECT recipient, min(grade) AS grade, min(township) AS township, count(*) FILTER (WHERE result = 'done') AS done,
  count(*) FILTER (WHERE result = 'not_home') AS not_home, count(*) FILTER (WHERE result = 'refused') AS refused,
  count(*) FILTER (WHERE result = 'missed') AS missed
FROM records.standing WHERE stream = $1 AND starts_at >= $2 AND starts_at < $3 AND kind = ANY($4) GROUP BY recipient
"""
_BY_DAY: Final = """
SELECT recipient, (starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day, period, item, count(*) AS n,
  (array_agg(id || '#' || row_no ORDER BY starts_at, id, row_no))[1:20] AS records
FROM records.standing
WHERE stream = $1 AND starts_at >= $2 AND starts_at < $3 AND result = 'done' AND recipient = ANY($4)
GROUP BY 1, 2, 3, 4 ORDER BY 2, 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One person: services due by the frequency (None: on demand, or unsaid), what the rows say, what is short.

    An attempt (`not_home`, `refused`) is no service and no omission: it is not short.
    """

    recipient: str
    grade: str
    township: str
    frequency: str | None
    days_due: int
    expected: int | None
    done: int = 0
    not_home: int = 0
    refused: int = 0
    missed: int = 0

    @property
    def short(self) -> int:
        """Services for which nobody came."""
        return max((self.expected or 0) - self.done - self.not_home - self.refused, 0)


@dataclass(frozen=True, slots=True)
class NotDue:
    """Services told as done on a day on which none was due: after a death, a move, in hospital, to who is not enrolled."""

    recipient: str
    day: date
    period: str
    item: str
    count: int
    records: tuple[str, ...]  # the first of them, as <batch>#<row>
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A span of days, both ends included."""

    first: date
    last: date
    lines: tuple[Line, ...]
    not_due: tuple[NotDue, ...]

    @property
    def grades(self) -> Mapping[str, Mapping[str, int]]:
        """By grade: people due, people reached, services due by frequency, done, attempted, short."""
        told: dict[str, dict[str, int]] = {}
        for grade in GRADES:
            lines = [one for one in self.lines if one.grade == grade]
            told[grade] = {
                "people": sum(1 for one in lines if one.days_due),
                "reached": sum(1 for one in lines if one.days_due and one.done),
                "expected": sum(one.expected or 0 for one in lines),
                "done": sum(one.done for one in lines),
                "attempted": sum(one.not_home + one.refused for one in lines),
                "short": sum(one.short for one in lines),
            }
        return told


async def compare(
    db: Database, stream: str, roster: RecipientRoster, first: date, last: date, kinds: Collection[str]
) -> Comparison:
    """Everybody who was due on some day, and everybody whom the rows name."""
    window = moments(first, last)
    counted = {row["recipient"]: row for row in await db.fetch(_COUNTED, stream, *window, list(kinds))}
    places = roster.places
    doubtful = [who for who in counted if who not in places or places[who].days(first, last) <= (last - first).days]
    rows = await db.fetch(_BY_DAY, stream, *window, doubtful)
    due = {who for who, place in places.items() if place.days(first, last)}
    lines = tuple(_line(who, places.get(who), counted.get(who), first, last) for who in sorted(due | counted.keys()))
    return Comparison(first, last, lines, tuple(_not_due(rows, places)))


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the first after the last."""
    midnight = time(tzinfo=BEIJING)
    return datetime.combine(first, midnight), datetime.combine(last + timedelta(days=1), midnight)


def _line(who: str, place: Place | None, row: Any, first: date, last: date) -> Line:
    told = {name: int(row[name]) for name in ("done", "not_home", "refused", "missed")} if row is not None else {}
    if place is None:
        return Line(who, row["grade"], row["township"], None, 0, None, **told)
    due = place.days(first, last)
    return Line(who, place.grade, place.township, place.frequency, due, expected(place, first, last), **told)


def _not_due(rows: Sequence[Any], places: Mapping[str, Place]) -> Iterator[NotDue]:
    for row in rows:
        place = places.get(row["recipient"])
        if place is not None and place.due_on(row["day"]):
            continue
        why = "不在名册之内" if place is None else Enrolled(place).told(row["day"])
        yield NotDue(
            row["recipient"], row["day"], row["period"], row["item"], int(row["n"]), tuple(row["records"]), why
        )
