"""How periods are counted: working days, calendar days, months, years.  T-01 … T-06"""

import tomllib
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import BEIJING, Calendar, CalendarYear, Period, beijing_date, end_of_day
from law import LawBook, load

CALENDAR = load().calendar
DAYS = st.dates(date(2020, 2, 1), date(2031, 6, 30))
PERIODS = st.one_of(
    st.builds(Period, st.integers(0, 90), st.sampled_from(["CD", "WD"])),
    st.builds(Period, st.integers(0, 18), st.just("month")),
    st.builds(Period, st.integers(0, 3), st.just("year")),
)


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def test_every_day_known_by_notice_is_as_the_reference_calendar_says() -> None:
    for day in every_day(date(2020, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day), day
        assert not CALENDAR.is_estimated(day)


def test_the_2026_notice_works_six_weekend_days() -> None:
    worked = [day for day in every_day(date(2026, 1, 1), date(2026, 12, 31)) if day.weekday() >= 5]
    assert [(day.month, day.day) for day in worked if CALENDAR.is_working_day(day)] == [
        (1, 4),
        (2, 14),
        (2, 28),
        (5, 9),
        (9, 20),
        (10, 10),
    ]


@pytest.mark.parametrize("year", range(2027, 2032))
def test_an_estimated_year_has_its_weekends_and_the_statutory_days_off(year: int) -> None:
    statutory = holidays.country_holidays("CN", years=year, observed=False)
    for day in every_day(date(year, 1, 1), date(year, 12, 31)):
        assert CALENDAR.is_working_day(day) == (day.weekday() < 5 and day not in statutory), day
        assert CALENDAR.is_estimated(day)


def test_the_calendar_knows_how_far_notices_reach() -> None:
    assert CALENDAR.covered_until == date(2026, 12, 31)


def test_every_year_names_its_source(book: LawBook) -> None:
    years = [tomllib.loads(book.files[path].decode()) for path in book.files if path.startswith("workdays/")]
    assert [record["year"] for record in years] == list(range(2020, 2032))
    assert all(("国务院" in record["source"]) for record in years)
    assert all("known_from" in record for record in years if 2023 <= record["year"] <= 2026)


def test_the_start_day_is_not_counted() -> None:
    assert CALENDAR.add(date(2026, 11, 2), Period(1, "CD")).on == date(2026, 11, 3)
    assert CALENDAR.add(date(2026, 11, 2), Period(5, "WD")).on == date(2026, 11, 9)


def test_a_last_day_off_rolls_to_the_next_working_day() -> None:
    assert CALENDAR.add(date(2026, 9, 21), Period(10, "CD")).on == date(2026, 10, 8)  # 1 October begins seven days off


def test_a_weekend_worked_ends_a_period() -> None:
    assert CALENDAR.add(date(2026, 10, 8), Period(2, "CD")).on == date(2026, 10, 10)


def test_working_days_skip_the_spring_festival_and_count_the_weekend_worked_for_it() -> None:
    assert CALENDAR.add(date(2026, 2, 13), Period(1, "WD")).on == date(2026, 2, 14)
    assert CALENDAR.add(date(2026, 2, 13), Period(2, "WD")).on == date(2026, 2, 24)


def test_a_month_without_that_day_ends_on_its_last_day() -> None:
    assert CALENDAR.add(date(2025, 10, 31), Period(1, "month")).on == date(2025, 12, 1)  # 30 November is a Sunday
    assert CALENDAR.add(date(2024, 2, 29), Period(1, "year")).on == date(2025, 2, 28)


def test_a_period_into_a_year_without_a_notice_is_estimated() -> None:
    assert CALENDAR.add(date(2026, 12, 20), Period(30, "CD")).estimated
    assert CALENDAR.add(date(2026, 12, 29), Period(5, "WD")).estimated
    assert not CALENDAR.add(date(2026, 12, 1), Period(10, "WD")).estimated


def test_a_loaded_notice_settles_an_estimated_deadline() -> None:
    notice = CalendarYear(
        year=2027,
        estimated=False,
        source="国务院办公厅关于2027年部分节假日安排的通知（测试）",
        rest=frozenset({date(2027, 1, 1)}),
        work=frozenset({date(2027, 1, 3)}),
    )
    before = CALENDAR.add(date(2026, 12, 31), Period(2, "WD"))
    after = CALENDAR.with_year(notice).add(date(2026, 12, 31), Period(2, "WD"))
    assert (before.on, before.estimated) == (date(2027, 1, 5), True)
    assert (after.on, after.estimated) == (date(2027, 1, 4), False)


def test_hours_are_not_counted_in_days() -> None:
    with pytest.raises(ValueError, match="24小时"):
        CALENDAR.add(date(2026, 11, 2), Period(24, "hour"))
    with pytest.raises(ValueError, match="24小时"):
        CALENDAR.subtract(date(2026, 11, 2), Period(24, "hour"))


def test_a_calendar_refuses_a_year_twice_and_a_day_of_another_year() -> None:
    year = CalendarYear(year=2026, estimated=True, source="-")
    with pytest.raises(ValueError, match="once"):
        Calendar.of([year, year])
    with pytest.raises(ValueError, match="another year"):
        CalendarYear(year=2026, estimated=True, source="-", rest=frozenset({date(2025, 1, 1)}))
    with pytest.raises(ValueError, match="both"):
        CalendarYear(
            year=2026,
            estimated=True,
            source="-",
            rest=frozenset({date(2026, 1, 1)}),
            work=frozenset({date(2026, 1, 1)}),
        )
    with pytest.raises(ValueError, match="no State Council notice"):
        _ = Calendar.of([year]).covered_until


@given(start=DAYS, period=PERIODS)
def test_a_deadline_is_a_working_day_and_not_before_its_start(start: date, period: Period) -> None:
    end = CALENDAR.add(start, period).on
    assert end >= start
    assert CALENDAR.is_working_day(end)


@given(start=DAYS, later=st.integers(1, 40), period=PERIODS)
def test_a_later_start_never_ends_earlier(start: date, later: int, period: Period) -> None:
    assert CALENDAR.add(start, period).on <= CALENDAR.add(start + timedelta(days=later), period).on


@given(end=DAYS, period=PERIODS)
def test_subtracting_gives_the_latest_start_that_is_over_in_time(end: date, period: Period) -> None:
    start = CALENDAR.subtract(end, period)
    assert CALENDAR.add(start, period).on <= end
    assert CALENDAR.add(start + timedelta(days=1), period).on > end


@given(start=DAYS, count=st.integers(1, 90))
def test_counting_working_days_is_the_inverse_of_adding_them(start: date, count: int) -> None:
    assert CALENDAR.working_days_between(start, CALENDAR.add(start, Period(count, "WD")).on) == count


@given(days=st.lists(DAYS, min_size=3, max_size=3).map(sorted))
def test_working_days_of_adjoining_spans_add_up(days: list[date]) -> None:
    spans = [CALENDAR.working_days_between(first, last) for first, last in pairwise(days)]
    assert sum(spans) == CALENDAR.working_days_between(days[0], days[-1])


def test_no_working_days_lie_in_an_empty_or_reversed_span() -> None:
    assert CALENDAR.working_days_between(date(2026, 11, 3), date(2026, 11, 3)) == 0
    assert CALENDAR.working_days_between(date(2026, 11, 10), date(2026, 11, 3)) == 0


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(5, "WD"), "5个工作日"),
        (Period(30, "CD"), "30日"),
        (Period(24, "hour"), "24小时"),
        (Period(3, "month"), "3个月"),
        (Period(3, "year"), "3年"),
    ],
)
def test_a_period_speaks_chinese(period: Period, words: str) -> None:
    assert str(period) == words


def test_a_period_is_never_negative() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Period(-1, "CD")


def test_a_deadline_ends_at_midnight_in_beijing() -> None:
    assert end_of_day(date(2026, 11, 23)).isoformat() == "2026-11-24T00:00:00+08:00"
    assert end_of_day(date(2026, 11, 23)).tzinfo is BEIJING


def test_the_date_in_beijing_begins_at_sixteen_hours_universal_time() -> None:
    assert beijing_date(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert beijing_date(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="time zone"):
        beijing_date(datetime(2026, 11, 22, 16, 0))  # noqa: DTZ001 - a moment without a zone is what is refused
