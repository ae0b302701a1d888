"""Rows held against the roster as it stood on the row's day: dead, moved, in hospital, not yet enrolled.  HR-RO-1, HR-SR-2"""

from datetime import date
from typing import Any

import pytest

from domain.performance.roster.frequency import expected
from domain.performance.roster.messages import Enrolment, RecipientsEnrolled, RosterChanged
from domain.performance.roster.state import Place, RecipientRoster, evolve_roster
from records.checking import Fault, check
from records.reading import read
from records.roster import OnRecord
from records.words import COLUMN_OF, OPTIONAL, SHEET
from tests.domain.scene import D
from tests.records.filing import as_csv, bounds, cells

A, B, C = (f"r-220122-{letter * 10}" for letter in "abc")


def roster(*changes: tuple[str, str, str]) -> RecipientRoster:
    """A and B since 1 March, C since 10 April; then what happened to whom, on which day."""
    since = {A: "2026-03-01", B: "2026-03-01", C: "2026-04-10"}
    entries = tuple(
        Enrolment(recipient=who, grade="A", township="220122100", from_on=date.fromisoformat(day))
        for who, day in since.items()
    )
    enrolled = RecipientsEnrolled(ground="initial", entries=entries, document=D, by="town", on=date(2026, 3, 1))
    state = evolve_roster(RecipientRoster(), enrolled)
    for who, ground, day in changes:
        on = date.fromisoformat(day)
        kinds: Any = {"recipient": who, "ground": ground, "effective_on": on, "document": D, "by": "town", "on": on}
        state = evolve_roster(state, RosterChanged(**kinds))
    return state


HOSPITAL = roster((A, "hospital", "2026-03-20"), (A, "returned", "2026-04-05"), (B, "death", "2026-04-11"))


def faults(who: str, day: str, **changes: str) -> list[Fault]:
    times = {"starts_at": f"{day} 09:00", "ends_at": f"{day} 09:30"}
    row = cells(1, recipient=who, grade="A", **times) | changes
    sheet = read("rows.csv", as_csv([row]), COLUMN_OF, OPTIONAL, SHEET)
    return check(sheet, bounds(), OnRecord(HOSPITAL)).faults


@pytest.mark.parametrize(
    ("who", "day", "words"),
    [
        (A, "2026-03-21", "住院"),
        (A, "2026-04-04", "住院"),
        (B, "2026-04-12", "死亡"),
        (C, "2026-04-09", "尚未列入"),
        (f"r-220122-{'d' * 10}", "2026-04-09", "不在名册"),
    ],
)
def test_a_service_to_who_was_not_due_is_told_by_its_row(who: str, day: str, words: str) -> None:
    """HR-SR-2, HR-RO-1"""
    (fault,) = faults(who, day)
    assert (fault.line, fault.field, fault.clause, words in fault.problem) == (2, "服务对象", "HR-SR-2", True), fault


@pytest.mark.parametrize(("who", "day"), [(A, "2026-03-20"), (A, "2026-04-05"), (B, "2026-04-11"), (C, "2026-04-10")])
def test_the_last_day_due_and_the_first_again_are_lawful(who: str, day: str) -> None:
    """HR-RO-1"""
    assert faults(who, day) == []


@pytest.mark.parametrize("result", ["不在家", "拒绝"])
def test_an_attempt_is_a_result_even_where_the_person_had_died_the_day_before(result: str) -> None:
    """HR-SR-2: nobody knew yet; it counts for no service.  Before somebody was enrolled there is nothing to attempt"""
    assert faults(B, "2026-04-12", result=result, ends_at="") == []
    assert len(faults(C, "2026-04-09", result=result, ends_at="")) == 1
    assert len(faults(B, "2026-04-12", result="未服务", ends_at="")) == 1


def test_the_grade_is_the_rosters() -> None:
    """HR-SR-2"""
    (fault,) = faults(A, "2026-03-02", grade="B")
    assert fault.field == "等级"


def test_expected_by_grade_counts_whom_some_day_was_due() -> None:
    """JL44-4.5.2a"""
    on = OnRecord(HOSPITAL)
    assert on.by_grade(date(2026, 3, 1), date(2026, 3, 31)) == {"A": 2, "B": 0, "C": 0}
    assert on.by_grade(date(2026, 4, 12), date(2026, 4, 30)) == {"A": 2, "B": 0, "C": 0}


@pytest.mark.parametrize(
    ("frequency", "spans", "count"),
    [
        ("每日1次", [("2026-03-01", None)], 31),
        ("每日3次", [("2026-03-01", "2026-03-10")], 30),
        ("每周2次", [("2026-03-01", None)], 8),  # 62/7
        ("每周2次", [("2026-03-01", "2026-03-03")], 0),
        ("每月2次", [("2026-03-01", None)], 2),
        ("每月2次", [("2026-03-01", "2026-03-15")], 0),  # 0.97
        ("每月2次", [("2026-03-01", "2026-03-16")], 1),
        ("每季度1次", [("2026-01-01", None)], 0),  # a month owes no quarter's visit
        ("按需", [("2026-03-01", None)], None),
        (None, [("2026-03-01", None)], None),
    ],
)
def test_what_a_frequency_comes_to_in_march(
    frequency: str | None, spans: list[tuple[str, str | None]], count: int | None
) -> None:
    """JL44-4.5.2a"""
    days = tuple((date.fromisoformat(a), date.fromisoformat(b) if b else None) for a, b in spans)
    place = Place("A", "220122100", days, frequency=frequency)
    assert expected(place, date(2026, 3, 1), date(2026, 3, 31)) == count


def test_a_quarters_and_a_years_share() -> None:
    """JL44-4.5.2a"""
    whole = Place("A", "220122100", ((date(2026, 1, 1), None),), frequency="每季度1次")
    assert expected(whole, date(2026, 1, 1), date(2026, 12, 31)) == 4
    yearly = Place("A", "220122100", ((date(2026, 1, 1), None),), frequency="每年6次")
    assert expected(yearly, date(2025, 7, 1), date(2026, 6, 30)) == 2
