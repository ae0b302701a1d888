"""Approvals: by whom they are given, and the two persons behind an outside body's document.  JL44-4.0, 外部文书登记"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.approval.messages import (
    ApprovalGiven,
    CheckOutsideAct,
    GiveApproval,
    OutsideActChecked,
    OutsideActRegistered,
    Participant,
    PreparationRecorded,
    RecordPreparation,
    RegisterOutsideAct,
)
from domain.given import Accepted
from domain.planning.messages import AbandonPlan, ProjectStarted
from domain.project import Project
from domain.values import Role
from tests.domain.builders import approval, lawful_plan
from tests.domain.scene import BUYER, HOME, SUPPLIER_2, D, Scene, scene


def begun() -> Scene:
    """A plan by `clerk-1`; it is 12 January 2026."""
    started = ProjectStarted(plan=lawful_plan(), author="clerk-1", submitted_on=date(2026, 1, 6))
    return scene().on("2026-01-12").has(started)


def project(at: Scene) -> Project:
    state = at.states[HOME]
    assert isinstance(state, Project)
    return state


# ---------------------------------------------------------------- preparations


SURVEY = dict.fromkeys(("industry", "supply", "past_prices", "follow_up"), "见报告")


def prepare(**changes: Any) -> RecordPreparation:
    values = {
        "kind": "need_survey",
        "done_on": date(2026, 1, 8),
        "summary": "走访5家",
        "digest": D,
        "count": 5,
        "contents": SURVEY,
    }
    return RecordPreparation(**{**values, **changes})


def test_preparations_are_recorded_with_who_and_when() -> None:
    answer = begun().when(prepare(), by="clerk-1").accepted(PreparationRecorded)
    event = answer.events[0][1]
    assert isinstance(event, PreparationRecorded)
    assert (event.by, event.count) == ("clerk-1", 5)


def test_nothing_was_done_tomorrow() -> None:
    begun().when(prepare(done_on=date(2026, 1, 12))).accepted(PreparationRecorded)
    begun().when(prepare(done_on=date(2026, 1, 13))).refused("JL44-4.0")


def test_before_a_plan_and_after_its_end_there_is_nothing_to_prepare() -> None:
    scene().when(prepare()).refused("JL44-4.0")
    begun().when(AbandonPlan(reason="不再需要")).then().when(prepare()).refused("JL44-4.0")


# ---------------------------------------------------------------- given in the system


UNITS = tuple(Participant(name=u, unit=u) for u in ("procurement", "finance", "business", "supervision"))
FOUR = dict.fromkeys(("non_discrimination", "competition", "policy", "performance_risk"), "可行")


def give(kind: str = "general_review", agrees: bool = True) -> GiveApproval:
    return GiveApproval(kind=kind, agrees=agrees, opinion="同意", contents=FOUR, participants=UNITS)


@pytest.mark.parametrize(
    ("kind", "role", "clause"),
    [
        ("general_review", "reviewer", "N22-05"),
        ("key_review", "head", "N22-05"),
        ("budget_approval", "finance", "JL44-4.1.2"),
        ("legal_adviser_approval", "legal_adviser", "N22-08"),
        ("county_guidance", "county", "JL44-1.2"),
        ("implementation_plan_filing", "finance", "AD-01"),
    ],
)
def test_each_approval_is_given_by_its_own_roles(kind: str, role: Role, clause: str) -> None:
    at = begun().has(approval("general_review", date(2026, 1, 9), by="wang")) if kind == "key_review" else begun()
    answer = at.when(give(kind), by="other", role=role).accepted(ApprovalGiven)
    event = answer.events[0][1]
    assert isinstance(event, ApprovalGiven)
    assert (event.role, event.by) == (role, "other")
    at.when(give(kind), by="other", role="township").refused(clause)


def test_an_approval_may_say_no_and_the_last_word_counts() -> None:
    no = begun().when(give(agrees=False), by="other", role="head").then()
    assert project(no).approval.agreed("general_review") is None
    yes = no.when(give(), by="other", role="head").then()
    assert project(yes).approval.agreed("general_review") is not None


def test_the_author_does_not_approve_the_own_plan() -> None:
    begun().when(give(), by="clerk-1", role="head").refused("N22-05")


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    refusal = begun().when(give("blessing"), role="head").refused("JL44-4.0")
    assert "general_review" in refusal.findings[0].reason


def test_what_only_an_outside_body_gives_nobody_here_gives() -> None:
    """R-M20: the superior budget unit's consent comes by document."""
    begun().when(give("superior_consent"), by="other", role="head").refused("R-M20")


@pytest.mark.parametrize("kind", ["takeover_plan_approval", "takeover_decision"])
def test_what_has_a_command_of_its_own_is_not_given_in_passing(kind: str) -> None:
    begun().when(give(kind), by="other", role="head").refused("JL44-4.0")


def test_a_stranger_approves_nothing() -> None:
    """HR-WHO: another organisation's head, another county's finance."""
    begun().when(give(), by="other", role="head", uscc=SUPPLIER_2).refused("HR-WHO")
    begun().when(give(), by="other", role="head", uscc=BUYER).accepted(ApprovalGiven)
    elsewhere = replace(begun(), division="220183")
    elsewhere.when(give("budget_approval"), by="finance-9", role="finance").refused("HR-WHO")
    above = replace(begun(), division="2201")
    above.when(give("budget_approval"), by="finance-9", role="finance").accepted(ApprovalGiven)


# ---------------------------------------------------------------- outside bodies


def register(**changes: Any) -> RegisterOutsideAct:
    values = {
        "act": "a1",
        "kind": "budget_approval",
        "body": "农安县财政局",
        "document_number": "农财预〔2026〕5号",
        "document_on": date(2026, 1, 10),
        "scan": D,
        "opinion": "同意",
    }
    return RegisterOutsideAct(**{**values, **changes})


def registered() -> Scene:
    return begun().when(register(), by="clerk-1").then()


def check(matches: bool = True, act: str = "a1") -> CheckOutsideAct:
    return CheckOutsideAct(act=act, matches=matches)


def test_one_registers_and_another_checks_and_then_it_stands() -> None:
    assert project(registered()).approval.agreed("budget_approval") is None
    done = registered().when(check(), by="wang", role="reviewer")
    done.accepted(OutsideActChecked, ApprovalGiven)
    stands = project(done.then()).approval.agreed("budget_approval")
    assert stands is not None
    assert (stands.body, stands.on, stands.act) == ("农安县财政局", date(2026, 1, 10), "a1")


def test_who_registered_does_not_check() -> None:
    registered().when(check(), by="clerk-1", role="head").refused("JL44-4.4.0")


def test_an_entry_that_does_not_match_counts_for_nothing() -> None:
    wrong = registered().when(check(matches=False), by="wang", role="head")
    assert isinstance(wrong.answer, Accepted)
    assert [type(e) for _, e in wrong.answer.events] == [OutsideActChecked]
    assert project(wrong.then()).approval.agreed("budget_approval") is None
    wrong.then().when(check(), by="wang", role="head").refused("JL44-4.0")


def test_a_document_that_says_no_is_no_approval() -> None:
    no = begun().when(register(agrees=False), by="clerk-1").then().when(check(), by="wang", role="head").then()
    assert project(no).approval.agreed("budget_approval") is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "blessing"},
        {"kind": "general_review"},  # the buyer's own review: no document stands for it
        {"document_on": date(2026, 1, 13)},
    ],
)
def test_only_a_real_document_of_a_body_that_may_give_it_is_registered(change: dict[str, Any]) -> None:
    begun().when(register(**change)).refused("JL44-4.0")


def test_a_document_is_registered_and_checked_once() -> None:
    begun().when(register()).accepted(OutsideActRegistered)
    registered().when(register(), by="clerk-1").refused("JL44-4.0")
    registered().when(check(), by="wang", role="head").then().when(check(), by="wang", role="head").refused("JL44-4.0")
    registered().when(check(act="a9"), by="wang", role="head").refused("JL44-4.0")


def test_finance_elsewhere_can_act_by_document() -> None:
    """R-M02: the prefecture's finance department has no person here."""
    consent = register(act="a2", kind="finance_method_approval", body="长春市财政局")
    begun().when(consent, by="clerk-1").then().when(check(act="a2"), by="wang", role="head").accepted(ApprovalGiven)
