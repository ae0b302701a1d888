"""The roster of recipients: changes by the township, person-months by the day, months agreed, what was counted too much.

HR-RO-1, HR-RO-2, HR-RO-3, JL44-4.4.3c, JL44-4.5.2a
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.approval.messages import PreparationRecorded, RecordPreparation
from domain.contract.messages import ContractPeriod
from domain.performance.messages import ServiceReported, SubmitServiceReport
from domain.performance.roster.decide import served
from domain.performance.roster.messages import (
    AgreeMonthlyRoster,
    DrawUpMonthlyRoster,
    Enrolment,
    EnrolRecipients,
    MonthlyRosterAgreed,
    MonthlyRosterDrawnUp,
    OverpaymentFound,
    RecipientsEnrolled,
    RecordRosterChange,
    RosterChanged,
)
from domain.performance.roster.state import Place, RecipientRoster
from domain.project import Project
from tests.domain.running import ASSESSED, passed, performing, terms
from tests.domain.scene import HOME, SUPPLIER, D, Scene

A, B, C, NEW = (f"r-220122-{letter * 10}" for letter in "abcd")


def place(who: str, since: str = "2026-03-01", grade: Any = "A") -> Enrolment:
    return Enrolment(recipient=who, grade=grade, township="220122100", from_on=date.fromisoformat(since))


def enrol(*entries: Enrolment, ground: Any = "initial") -> EnrolRecipients:
    return EnrolRecipients(ground=ground, entries=entries, document=D)


def change(who: str, ground: Any, on: str) -> RecordRosterChange:
    return RecordRosterChange(recipient=who, ground=ground, effective_on=date.fromisoformat(on), document=D)


def spring() -> ContractPeriod:
    """March to May, three people: nine person-months."""
    return ContractPeriod(
        key="q1",
        title="第1期",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 5, 31),
        targets={"服务人月": Decimal(9)},
        payable_yuan=Decimal(450000),
    )


def running() -> Scene:
    """Three people are served since 1 March."""
    advance = terms().periods[0]
    at = performing(terms(periods=(advance, spring()))).has(ASSESSED)
    return at.when(enrol(place(A), place(B, grade="B"), place(C, grade="C")), by="town").then().on("2026-04-01")


def test_the_entrusting_of_their_data_is_assessed_before_recipients_are_enrolled() -> None:
    """EX-11: PIPL 55, 56; each part of the assessment, and then the roster"""
    performing().when(enrol(place(A)), by="town").refused("EX-11")
    performing().has(ASSESSED).when(enrol(place(A)), by="town").accepted(RecipientsEnrolled)
    asked = {"kind": "impact_assessment", "done_on": date(2026, 2, 20), "summary": "影响评估", "digest": D}
    performing().when(RecordPreparation(**asked), by="zhao").refused("EX-11")
    performing().when(RecordPreparation(**asked, contents=ASSESSED.contents), by="zhao").accepted(PreparationRecorded)


def roster(at: Scene) -> RecipientRoster:
    project = at.states[HOME]
    assert isinstance(project, Project)
    return project.performance.roster


def told(at: Scene, who: str, ground: str, on: str) -> Scene:
    return at.when(change(who, ground, on), by="town").then()


# ---------------------------------------------------------------- who is on it


def test_recipients_are_enrolled_by_pseudonym_each_once() -> None:
    """HR-RO-1: nobody is served, or paid for, twice"""
    at = running()
    at.when(enrol(place(NEW, "2026-04-01"), ground="new"), by="town").accepted(RecipientsEnrolled)
    at.when(enrol(place(A, "2026-04-01"), ground="new"), by="town").refused("HR-RO-1")
    at.when(enrol(place(NEW), place(NEW)), by="town").refused("HR-RO-1")
    at.when(enrol(place(NEW, "2027-01-01")), by="town").refused("HR-RO-1")
    with pytest.raises(ValidationError):
        place("张三")
    with pytest.raises(ValidationError):
        place("r-220122-ABCDEFGHI1")


def test_only_the_township_records_a_change() -> None:
    """HR-WHO, HR-RO-1"""
    running().when(change(A, "death", "2026-03-20"), by="town").accepted(RosterChanged)
    running().when(change(A, "death", "2026-03-20"), by="zhao", role="clerk").refused("HR-WHO")


@pytest.mark.parametrize("ground", ["death", "moved_away", "institution", "lost_eligibility"])
def test_what_ends_the_service_is_not_resumed(ground: str) -> None:
    """HR-RO-1"""
    at = told(running(), A, ground, "2026-03-20")
    at.when(change(A, "returned", "2026-03-25"), by="town").refused("HR-RO-1")
    at.when(change(A, "hospital", "2026-03-25"), by="town").refused("HR-RO-1")
    back = at.when(enrol(place(A, "2026-04-01"), ground="moved_in"), by="town")
    if ground == "death":
        back.refused("HR-RO-1")
    else:
        back.accepted(RecipientsEnrolled)


@pytest.mark.parametrize("ground", ["hospital", "refused"])
def test_what_pauses_the_service_is_resumed_on_a_later_day(ground: str) -> None:
    """HR-RO-1: ten days in hospital are ten days not served"""
    at = told(running(), A, ground, "2026-03-10")
    at.when(change(A, "returned", "2026-03-10"), by="town").refused("HR-RO-1")
    at = at.when(change(A, "returned", "2026-03-21"), by="town").then()
    assert roster(at).days("2026-03") == {A: 21, B: 31, C: 31}
    at.when(change(A, "returned", "2026-03-25"), by="town").refused("HR-RO-1")


def test_a_change_has_happened_to_somebody_on_the_roster() -> None:
    """HR-RO-1"""
    running().when(change(NEW, "death", "2026-03-20"), by="town").refused("HR-RO-1")
    running().when(change(A, "death", "2026-04-02"), by="town").refused("HR-RO-1")
    running().when(change(A, "death", "2026-02-28"), by="town").refused("HR-RO-1")


def test_who_died_in_hospital_is_recorded_so_and_only_once() -> None:
    """HR-RO-1"""
    at = told(told(running(), A, "hospital", "2026-03-10"), A, "death", "2026-03-15")
    assert roster(at).days("2026-03")[A] == 10
    at.when(change(A, "death", "2026-03-16"), by="town").refused("HR-RO-1")


# ---------------------------------------------------------------- month by month


def month(at: Scene, name: str = "2026-03") -> Scene:
    return at.when(DrawUpMonthlyRoster(month=name), by="zhao")


def agreeing(at: Scene, name: str = "2026-03", **changes: Any) -> Scene:
    drawn = roster(at).drawn_up[name]
    said = {"month": name, "person_months": drawn.person_months, "digest": drawn.digest, **changes}
    return at.when(AgreeMonthlyRoster(**said), by="sun", uscc=SUPPLIER)


def test_a_month_is_drawn_up_when_it_is_over_and_agreed_to_as_it_stands() -> None:
    """HR-RO-2"""
    at = month(told(running(), A, "death", "2026-03-10"))
    event = at.accepted(MonthlyRosterDrawnUp).events[0][1]
    assert isinstance(event, MonthlyRosterDrawnUp)
    # 10 days of 31, and two whole months: 2.322580…
    assert (event.person_months, event.recipients) == (Decimal("2.323"), {"A": 1, "B": 1, "C": 1})
    drawn = at.then()
    assert drawn.item("performance.roster.2026-03").rule == "HR-RO-2"
    agreeing(drawn).accepted(MonthlyRosterAgreed)
    agreeing(drawn, person_months="3").refused("HR-RO-2")
    agreeing(drawn, digest="b" * 64).refused("HR-RO-2")
    month(drawn).refused("HR-RO-2")  # nothing has changed
    month(running(), "2026-04").refused("HR-RO-2")  # not over
    agreeing(told(drawn, B, "hospital", "2026-03-05")).refused("HR-RO-2")  # changed since
    running().when(AgreeMonthlyRoster(month="2026-03", person_months=3, digest=D), by="sun", uscc=SUPPLIER).refused(
        "HR-RO-2"
    )


def test_days_agreed_to_after_a_death_are_found_and_the_month_is_agreed_anew() -> None:
    """HR-RO-3: eleven of thirty-one days"""
    at = agreeing(month(running()).then()).then()
    late = at.when(change(A, "death", "2026-03-20"), by="town")
    late.warned("HR-RO-3")
    found = [e for _, e in late.accepted(RosterChanged, OverpaymentFound).events if isinstance(e, OverpaymentFound)]
    assert [(f.month, f.person_months, f.ground) for f in found] == [("2026-03", Decimal("0.355"), "death")]
    again = month(late.then()).then()
    assert roster(again).agreed == {}
    agreeing(again).accepted(MonthlyRosterAgreed)


def test_days_paid_for_in_an_accepted_period_are_found_too() -> None:
    """HR-RO-3: nobody had agreed to the month, but its period was accepted"""
    at = running().has(passed("q1", date(2026, 6, 3))).on("2026-06-10")
    late = at.when(change(A, "moved_away", "2026-05-21"), by="town")
    found = [e for _, e in late.accepted(OverpaymentFound).events if isinstance(e, OverpaymentFound)]
    assert [(f.month, f.person_months, f.periods) for f in found] == [("2026-05", Decimal("0.323"), ("q1",))]
    in_time = running().when(change(A, "moved_away", "2026-03-31"), by="town").accepted()
    assert [type(e) for _, e in in_time.events] == [RosterChanged]


# ---------------------------------------------------------------- what rests on it


def test_a_report_counts_no_more_person_months_than_the_roster() -> None:
    """HR-RO-3: a death on 15 April, a refusal from 1 to 16 May: 9 − 15/30 − 1 − 16/31"""
    at = told(running().on("2026-06-02"), A, "death", "2026-04-15")
    at = told(told(at, B, "refused", "2026-04-30"), B, "returned", "2026-05-17")
    due = Decimal("6.984")
    right = SubmitServiceReport(period="q1", figures={"服务人月": due}, digest=D)
    answer = at.when(right, by="sun", role="supplier", uscc=SUPPLIER)
    answer.accepted(ServiceReported)
    answer.warned("HR-RO-2")  # the months are not agreed yet
    more = right.model_copy(update={"figures": {"服务人月": due + Decimal("0.001")}})
    at.when(more, by="sun", role="supplier", uscc=SUPPLIER).refused("HR-RO-3")


def test_a_gap_leaves_without_a_provider_only_those_who_were_due() -> None:
    """HR-RO-3, JL44-4.4.3c: not the dead, nor who is in hospital"""
    at = told(told(running(), A, "death", "2026-03-10"), B, "hospital", "2026-03-12")
    given = at._given(DrawUpMonthlyRoster(month="2026-03"), "zhao", "clerk", None, None)
    assert served({"A": 1, "B": 1, "C": 1}, date(2026, 3, 10), given) is None
    over = served({"B": 1, "C": 1}, date(2026, 3, 13), given)
    assert over is not None
    assert over.blocks
    assert served({"C": 1}, date(2026, 3, 13), given) is None


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@settings(max_examples=80, deadline=None)
@hypothesis_given(since=_DAYS, until=_DAYS, first=_DAYS, last=_DAYS)
def test_days_are_those_on_which_service_is_due(since: date, until: date, first: date, last: date) -> None:
    """HR-RO-3"""
    one = Place("A", "220122100", ((since, until),))
    span = range(first.toordinal(), last.toordinal() + 1)
    assert one.days(first, last) == sum(one.due_on(date.fromordinal(n)) for n in span)
