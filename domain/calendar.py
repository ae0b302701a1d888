"""The working-day calendar: how legal periods are counted.  T-01 … T-06; Civil Code 200–204

Pure arithmetic over day records. Working days and calendar days are two units and are never converted into one another.
The day of the event is not counted; a period whose last day is no working day ends on the next working day.
A year for which no State Council notice is known is *estimated*: weekends and the thirteen statutory days only.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

Unit = Literal["CD", "WD", "hour", "month", "year"]

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Beijing time, UTC+8 without daylight saving: every legal date is a date of this zone."""

_CHINESE_UNITS: dict[str, str] = {"CD": "日", "WD": "个工作日", "hour": "小时", "month": "个月", "year": "年"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as the law states it: 5个工作日 is `Period(5, "WD")`, 30日 is `Period(30, "CD")`."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in _CHINESE_UNITS:
            raise ValueError(f"unknown unit of a period: {self.unit!r}")
        if self.count < 0:
            raise ValueError(f"a period is not negative: {self.count}")

    def __str__(self) -> str:
        return f"{self.count}{_CHINESE_UNITS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period; `estimated` if a day of a year without a State Council notice decided it."""

    on: date
    estimated: bool


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's exceptions to 'Monday to Friday are working days', with their provenance.

    `rest` are days off, `work` are Saturdays and Sundays worked (调休). `source` names the State Council notice or
    the data set it was read from; `known_from` is the day the notice was published, absent for an estimated year.
    """

    year: int
    estimated: bool
    source: str
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    known_from: date | None = None

    def __post_init__(self) -> None:
        stray = sorted(day for day in self.rest | self.work if day.year != self.year)
        if stray:
            raise ValueError(f"the calendar of {self.year} holds a day of another year: {stray[0]}")
        if clash := sorted(self.rest & self.work):
            raise ValueError(f"{clash[0]} is both a day off and a working day")


@dataclass(frozen=True, eq=False)
class Calendar:
    """An immutable calendar of day records, one record a year; in years without a record only the weekend is off."""

    years: tuple[CalendarYear, ...]
    _rest: frozenset[date] = field(init=False, repr=False)
    _work: frozenset[date] = field(init=False, repr=False)
    _known: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        numbers = [record.year for record in self.years]
        if len(set(numbers)) != len(numbers):
            raise ValueError("a calendar holds each year once")
        object.__setattr__(self, "_rest", frozenset[date]().union(*(record.rest for record in self.years)))
        object.__setattr__(self, "_work", frozenset[date]().union(*(record.work for record in self.years)))
        object.__setattr__(self, "_known", frozenset(record.year for record in self.years if not record.estimated))

    @classmethod
    def of(cls, years: Iterable[CalendarYear]) -> Calendar:
        """A calendar of these years, in order."""
        return cls(tuple(sorted(years, key=lambda record: record.year)))

    def with_year(self, record: CalendarYear) -> Calendar:
        """The same calendar after a notice for `record.year` became known; deadlines in that year may move."""
        return Calendar.of([*(kept for kept in self.years if kept.year != record.year), record])

    @property
    def covered_until(self) -> date:
        """The last day known by a State Council notice.  Raises ValueError if the calendar knows no year by notice."""
        if not self._known:
            raise ValueError("this calendar rests on no State Council notice")
        return date(max(self._known), 12, 31)

    def is_working_day(self, day: date) -> bool:
        """Whether public offices work on that day: weekdays that are not off, and weekend days worked (调休)."""
        if day in self._rest:
            return False
        return day.weekday() < 5 or day in self._work

    def is_estimated(self, day: date) -> bool:
        """Whether that day's kind is computed, for want of a State Council notice for its year."""
        return day.year not in self._known

    def add(self, start: date, period: Period) -> Deadline:
        """The last day of a period that begins with an event on `start`; the start day is not counted (T-02, T-03).

        A last day off rolls to the next working day. Months and years end on the same day of the month, or on the
        month's last day where there is none (Civil Code 202). Raises ValueError for hours: those are the callers'
        datetimes.
        """
        if period.unit == "WD":
            end = self._nth_working_day_after(start, period.count) if period.count else self._roll(start)
            return Deadline(end, self._any_estimated(start + _DAY if period.count else start, end))
        nominal = _shift(start, period)
        end = self._roll(nominal)
        return Deadline(end, self._any_estimated(nominal, end))

    def subtract(self, end: date, period: Period) -> date:
        """The latest day on which a period may begin so that it is over by `end`: the inverse of `add`, for 'not later
        than N before'.  Raises ValueError for hours."""
        last = self._roll_back(end)
        if period.unit == "WD":
            if period.count == 0:
                return last
            day = last
            for _ in range(period.count - 1):
                day = self._roll_back(day - _DAY)
            return day - _DAY
        if period.unit == "CD":
            return last - timedelta(days=period.count)
        start = _shift(last, period, backwards=True)
        while _shift(start + _DAY, period) <= last:  # 28 and 31 January + 1 month: 28 February
            start += _DAY
        return start

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`; 0 if `until` is not later."""
        return sum(
            self.is_working_day(after + timedelta(days=offset)) for offset in range(1, max((until - after).days, 0) + 1)
        )

    def _nth_working_day_after(self, day: date, count: int) -> date:
        while count:
            day += _DAY
            count -= self.is_working_day(day)
        return day

    def _roll(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _roll_back(self, day: date) -> date:
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def _any_estimated(self, first: date, last: date) -> bool:
        return any(year not in self._known for year in range(first.year, last.year + 1))


def _shift(day: date, period: Period, *, backwards: bool = False) -> date:
    """Plain calendar arithmetic, without regard to days off."""
    count = -period.count if backwards else period.count
    match period.unit:
        case "CD":
            return day + timedelta(days=count)
        case "month":
            months = day.year * 12 + day.month - 1 + count
        case "year":
            months = (day.year + count) * 12 + day.month - 1
        case _:
            raise ValueError(f"{period} is not counted in calendar days")
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def beijing_date(moment: datetime) -> date:
    """The date in Beijing at that moment.  Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(BEIJING).date()


def end_of_day(day: date) -> datetime:
    """24:00 Beijing time of that day, the next midnight: the first moment at which a deadline on `day` is over."""
    return datetime.combine(day + _DAY, time(0), BEIJING)
