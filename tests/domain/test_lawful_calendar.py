"""The earliest lawful calendar: real days off, each line with its rule.  PB-01, R-P09 … R-P22, R-M04"""

from datetime import date
from decimal import Decimal

import pytest

import law
from domain.calendar import Period
from domain.forms import inside_gpl
from domain.given import Given
from domain.lawful_calendar import LawfulCalendar, lawful_calendar, lawful_methods, method_refused
from domain.project import Project
from domain.register.state import Person
from domain.rulebook import RuleBook, UnknownRule
from tests.domain.builders import lawful_plan
from tests.domain.scene import DIVISION, HOME, day, rulebook

JILIN_CITY = "220200"  # without finer rules of its own
CONSULTATION = "competitive_consultation"
SMALL = Decimal("120000.00")


def made(start: date, division: str = JILIN_CITY, method: str = CONSULTATION) -> LawfulCalendar:
    return lawful_calendar(lawful_plan(), method, rulebook(division, start), start)


def given(rules: RuleBook) -> Given:
    at = day("2026-01-12")
    return Given(at=at, on=at.date(), actor=Person(id=""), rules=rules, home=HOME, states={HOME: Project()})


# From 15 to 23 February 2026 offices rest (Spring Festival); on Saturdays 14 and 28 February they work; 6 April is off.
BY_HAND = {
    # key: earliest, latest, rule
    "intention": ("2026-01-12", "2026-01-12", "PB-01"),  # a Monday
    "intention_stood": ("2026-02-11", "2026-02-11", "PB-01"),  # 30 days
    "solicitation": ("2026-02-11", "2026-02-11", "R-M14"),
    "notice_stood": ("2026-02-14", "2026-02-14", "R-P12"),  # 12, 13, and the worked Saturday
    "documents": ("2026-02-25", "2026-02-25", "R-P10"),  # 12, 13, 14, then 24, 25
    # ten days end on Saturday the 21st, so on Tuesday the 24th; but the documents are still to be had on the 25th
    "deadline": ("2026-02-25", "2026-02-25", "R-P10"),
    "report": ("2026-02-25", "2026-02-27", "R-P13"),
    "confirmation": ("2026-02-25", "2026-03-05", "R-P14"),  # from 27 February: the worked 28th, then 2, 3, 4, 5 March
    "result": ("2026-02-25", "2026-03-09", "R-P17"),  # 6, 9 March
    "result_stood": ("2026-02-26", "2026-03-10", "R-P18"),
    "challenge": ("2026-03-06", "2026-03-19", "DQ-01"),  # from 26 February: 27, the worked 28th, then 2 to 6 March
    "signing": ("2026-02-25", "2026-04-08", "R-P20"),  # 30 days from 9 March
    "contract_notice": ("2026-02-25", "2026-04-10", "R-P21"),
    "filing": ("2026-02-25", "2026-04-17", "R-P22"),  # 9, 10, 13 to 17 April
}


@pytest.mark.parametrize("key", BY_HAND)
def test_a_consultation_over_the_spring_festival_of_2026_counted_by_hand(key: str) -> None:
    step, (earliest, latest, rule) = made(date(2026, 1, 12)).step(key), BY_HAND[key]
    assert (step.earliest.on.isoformat(), step.latest.on.isoformat(), step.rule) == (earliest, latest, rule)
    assert not step.earliest.estimated
    assert not step.latest.estimated


def test_without_days_off_ten_days_from_the_documents_decide() -> None:
    """R-P09: documents on Wednesday 5 August, five working days end on the 12th, ten days on Saturday the 15th."""
    calendar = made(date(2026, 7, 6))
    assert calendar.step("solicitation").earliest.on == date(2026, 8, 5)
    assert calendar.step("documents").earliest.on == date(2026, 8, 12)
    deadline = calendar.step("deadline")
    assert (deadline.earliest.on, deadline.rule, deadline.period) == (date(2026, 8, 17), "R-P09", Period(10, "CD"))


def test_an_open_tender_waits_twenty_days_counted_by_hand() -> None:
    """R-P01, R-P02, R-P03: from Wednesday 5 August 2026; five working days end on the 12th, twenty days on the 25th."""
    calendar = made(date(2026, 7, 6), method="open_tender")
    assert calendar.step("solicitation").earliest.on == date(2026, 8, 5)
    assert (calendar.step("notice_stood").earliest.on, calendar.step("notice_stood").rule) == (
        date(2026, 8, 12),
        "R-P02",
    )
    assert (calendar.step("documents").earliest.on, calendar.step("documents").rule) == (date(2026, 8, 12), "R-P03")
    assert (calendar.step("deadline").earliest.on, calendar.step("deadline").rule) == (date(2026, 8, 25), "R-P01")


def test_a_sole_supplier_above_the_threshold_is_announced_while_the_intention_stands() -> None:
    """R-M18, PB-01: both run from the first day, and the longer decides."""
    rules = rulebook(JILIN_CITY, date(2026, 7, 6))
    plan = lawful_plan(budget_yuan=Decimal("2000000.00"), method="single_source", method_ground="only_one_supplier")
    calendar = lawful_calendar(plan, "single_source", rules, date(2026, 7, 6))
    assert calendar.step("single_source_stood").earliest.on == date(2026, 7, 13)
    assert calendar.step("solicitation").earliest.on == date(2026, 8, 5)


def test_an_unforeseeable_emergency_waits_for_no_intention() -> None:
    """PB-04"""
    rules = rulebook(JILIN_CITY, date(2026, 7, 6))
    plan = lawful_plan(method="single_source", method_ground="unforeseeable_emergency")
    calendar = lawful_calendar(plan, "single_source", rules, date(2026, 7, 6))
    assert calendar.step("solicitation").earliest.on == date(2026, 7, 6)


def test_a_year_without_a_notice_is_estimated_and_so_is_all_that_follows() -> None:
    """T-06"""
    calendar = made(date(2026, 11, 23))
    assert calendar.estimated
    known = [step.key for step in calendar.steps if not step.earliest.estimated]
    assert known == ["intention", "intention_stood", "solicitation", "notice_stood", "documents"]
    deadline = calendar.step("deadline").earliest  # ten days from 23 December end on Saturday, 2 January
    assert (deadline.on, deadline.estimated) == (date(2027, 1, 4), True)
    assert not made(date(2026, 1, 12)).estimated


def test_every_step_on_its_last_day_is_never_before_every_step_at_once() -> None:
    for start in (date(2026, 1, 5), date(2026, 2, 13), date(2026, 9, 18), date(2026, 12, 31)):
        for division in (JILIN_CITY, DIVISION):
            steps = made(start, division).steps
            assert all(step.earliest.on <= step.latest.on for step in steps)
            assert all(step.earliest.on >= start for step in steps)


def test_every_method_of_the_book_has_its_calendar() -> None:
    rules = rulebook(JILIN_CITY, date(2026, 1, 12))
    for method in rules.methods():
        calendar = lawful_calendar(lawful_plan(), method.name, rules, date(2026, 1, 12))
        assert calendar.step("signing").earliest.on >= calendar.step("confirmation").earliest.on
        assert all(rules.knows(step.rule) for step in calendar.steps)


def test_each_number_is_the_rule_books() -> None:
    """R-P22: Changchun's own rule lets 5 working days instead of 7."""
    assert made(date(2026, 1, 12)).step("filing").period == Period(7, "WD")
    assert made(date(2026, 1, 12), DIVISION).step("filing").period == Period(5, "WD")


def test_below_the_limit_no_intention_is_asked_and_no_copy_filed() -> None:
    """R-M06, HR-CT-2, JL44-4.3.6"""
    rules = rulebook(JILIN_CITY, date(2026, 3, 2))
    plan = lawful_plan(budget_yuan=SMALL, method="below_limit")
    assert not inside_gpl(plan, rules)
    calendar = lawful_calendar(plan, "below_limit", rules, date(2026, 3, 2))
    assert {
        s.key: s.rule for s in calendar.steps if s.key in ("intention", "signing", "contract_notice", "filing")
    } == {
        "signing": "HR-CT-2",
        "contract_notice": "JL44-4.3.6",
    }
    with pytest.raises(KeyError):
        calendar.step("intention")


def test_it_says_whether_the_contract_can_be_signed_before_service_begins() -> None:
    plan = lawful_plan()  # service from 1 May 2026
    rules = rulebook(JILIN_CITY, date(2026, 1, 12))
    assert lawful_calendar(plan, CONSULTATION, rules, date(2026, 1, 12)).in_time
    late = date(2026, 4, 20)
    assert not lawful_calendar(plan, CONSULTATION, rulebook(JILIN_CITY, late), late).in_time


def test_what_must_be_on_record_first_is_named_with_its_rule() -> None:
    """N22-05, AD-01, R-M02: approvals have no days in the law."""
    needs = {(point, need.what): need.clause for point, need in made(date(2026, 1, 12)).needs}
    assert needs["determine_project", "key_review"] == "N22-05"
    assert needs["prepare_solicitation", "implementation_plan_filing"] == "AD-01"
    assert ("prepare_solicitation", "finance_method_approval") not in needs
    large = lawful_plan(budget_yuan=Decimal("2000000.00"))
    rules = rulebook(JILIN_CITY, date(2026, 1, 12))
    asked = {need.clause for _, need in lawful_calendar(large, CONSULTATION, rules, date(2026, 1, 12)).needs}
    assert {"R-M02", "R-M20"} <= asked


def test_the_methods_lawful_for_a_plan_are_those_its_amount_allows() -> None:
    """R-M01, R-M16"""
    rules = law.load().rulebook(DIVISION, date(2026, 1, 12))
    names = {method.name for method in lawful_methods(lawful_plan(), given(rules))}
    assert CONSULTATION in names
    assert "below_limit" not in names
    small = lawful_plan(budget_yuan=SMALL, method="below_limit")
    assert "below_limit" in {method.name for method in lawful_methods(small, given(rules))}
    assert method_refused(lawful_plan(), CONSULTATION, given(rules)) == ()
    assert "询价" in method_refused(lawful_plan(), "inquiry", given(rules))[0]


def test_a_method_that_is_not_in_force_has_no_calendar() -> None:
    with pytest.raises(UnknownRule):
        made(date(2026, 1, 12), method="inquiry")


def test_a_first_day_off_rolls_to_the_next_working_day() -> None:
    """T-02: Sunday 15 February 2026 begins the holidays."""
    assert made(date(2026, 2, 15)).step("intention").earliest.on == date(2026, 2, 24)
