"""Preparations and reviews: their contents, their age, and who may review.  N22-02 … N22-09, N22-13, AD-05, S102-16, PF-01"""

from datetime import date
from typing import Any

import pytest

from domain.approval.messages import (
    ApprovalGiven,
    GiveApproval,
    Participant,
    PreparationRecorded,
    RecordPreparation,
)
from domain.given import Accepted
from domain.planning.messages import AcceptancePlan, DetermineProject, ProjectDetermined, ProjectStarted, StartProject
from domain.project import Project
from domain.supervision.messages import WarningNoted
from tests.domain.builders import PREPARATIONS, approval, below_limit_plan, lawful_plan
from tests.domain.scene import HOME, D, Scene, scene

OTHER = "220122-2025-zzz999"
CONTENTS = {
    "need_survey": ("N22-03", ("industry", "supply", "past_prices", "follow_up")),
    "risk_study": ("N22-09", ("procurement_risks", "performance_risks", "measures", "alternatives")),
    "implementation_plan": ("N22-04", ("contract_making", "contract_management")),
    "prior_evaluation": ("S102-16", ("necessity", "economy", "goals")),
}
UNITS = ("procurement", "finance", "business", "supervision")
FOUR = ("non_discrimination", "competition", "policy", "performance_risk")


def begun(**changes: Any) -> Scene:
    started = ProjectStarted(plan=lawful_plan(**changes), author="clerk-1", submitted_on=date(2026, 1, 6))
    return scene().on("2026-01-12").has(started)


def prepare(kind: str = "need_survey", without: str | None = None, **changes: Any) -> RecordPreparation:
    contents = {part: "见附件" for part in CONTENTS[kind][1] if part != without}
    whole = {"done_on": date(2026, 1, 8), "summary": "已完成", "digest": D, "count": 5, "contents": contents}
    return RecordPreparation(kind=kind, **{**whole, **changes})


def warned(answered: Scene) -> list[str]:
    assert isinstance(answered.answer, Accepted), answered.answer
    return [e.clause for _, e in answered.answer.events if isinstance(e, WarningNoted)]


@pytest.mark.parametrize(("kind", "missing"), [(kind, part) for kind, (_, whole) in CONTENTS.items() for part in whole])
def test_a_preparation_has_all_its_contents(kind: str, missing: str) -> None:
    """N22-03, N22-04, N22-09, S102-16; PF-01: the goals are set beforehand."""
    begun().when(prepare(kind), by="clerk-1").accepted(PreparationRecorded)
    refusal = begun().when(prepare(kind, without=missing), by="clerk-1").refused(CONTENTS[kind][0])
    assert [f.field for f in refusal.findings] == [missing]


def test_what_no_gate_asks_of_this_plan_may_have_any_contents() -> None:
    """N22-04 binds inside the Procurement Law."""
    small = scene().has(ProjectStarted(plan=below_limit_plan(), author="x", submitted_on=date(2026, 1, 6)))
    bare = prepare("implementation_plan", contents={})
    small.on("2026-01-12").when(bare, by="clerk-1").accepted(PreparationRecorded)


def surveyed(on: date) -> PreparationRecorded:
    return PreparationRecorded(kind="need_survey", done_on=on, summary="已完成", digest=D, count=5, by="x")


def again(on: date) -> Scene:
    first = ProjectStarted(plan=lawful_plan(), author="x", submitted_on=date(2025, 1, 1))
    there = begun().has(first, surveyed(on), stream=f"project/{OTHER}")
    return there.when(prepare(done_on=on, reuses=OTHER), by="clerk-1")


def test_a_survey_is_used_again_within_a_year() -> None:
    """N22-02: the day a year later is the last."""
    again(date(2025, 1, 13)).accepted(PreparationRecorded)
    again(date(2025, 1, 12)).accepted(PreparationRecorded)
    again(date(2025, 1, 9)).refused("N22-02")


def test_a_survey_that_is_used_again_is_on_record_there() -> None:
    """N22-02"""
    begun().when(prepare(reuses=OTHER), by="clerk-1").refused("N22-02")
    first = ProjectStarted(plan=lawful_plan(), author="x", submitted_on=date(2025, 1, 1))
    elsewhere = begun().has(first, surveyed(date(2025, 11, 1)), stream=f"project/{OTHER}")
    elsewhere.when(prepare(done_on=date(2025, 11, 1), reuses=OTHER), by="clerk-1").accepted(PreparationRecorded)
    elsewhere.when(prepare(done_on=date(2025, 11, 2), reuses=OTHER), by="clerk-1").refused("N22-02")
    other_paper = prepare(done_on=date(2025, 11, 1), reuses=OTHER, digest="b" * 64)
    assert elsewhere.when(other_paper, by="clerk-1").refused("N22-02").findings[0].field == "digest"


def test_a_replacement_uses_the_survey_of_the_project_that_it_replaces() -> None:
    """N22-02, JL44-4.4.3c: the failed project's own survey, under a year old; over a year old it is done anew."""
    plan = ProjectStarted(plan=lawful_plan(replaces=OTHER), author="x", submitted_on=date(2026, 1, 4))
    first = ProjectStarted(plan=lawful_plan(), author="x", submitted_on=date(2025, 1, 1))
    for done_on, lawful in ((date(2025, 6, 2), True), (date(2025, 1, 9), False)):
        there = scene().has(plan).has(first, surveyed(done_on), stream=f"project/{OTHER}").on("2026-01-12")
        answered = there.when(prepare(done_on=done_on, reuses=OTHER), by="clerk-1")
        answered.accepted(PreparationRecorded) if lawful else answered.refused("N22-02")


def test_an_old_survey_is_done_anew_whoever_made_it() -> None:
    begun().when(prepare(done_on=date(2025, 1, 3)), by="clerk-1").refused("N22-02")


# ---------------------------------------------------------------- before the determination


def ready(without: str | None = None, **changes: Any) -> Scene:
    done = (
        PreparationRecorded(kind=kind, done_on=date(2026, 1, 8), summary="已完成", digest=D, count=5, by="clerk-1")
        for kind in PREPARATIONS
        if kind != without
    )
    reviews = (approval(kind, date(2026, 1, 9)) for kind in ("general_review", "key_review"))
    return begun(**changes).has(*done, *reviews)


@pytest.mark.parametrize(("kind", "clause"), [("implementation_plan", "N22-04"), ("prior_evaluation", "S102-16")])
def test_nothing_is_determined_without_its_plan_and_its_evaluation_beforehand(kind: str, clause: str) -> None:
    ready().when(DetermineProject(minutes=D), by="head-1").accepted(ProjectDetermined)
    ready(kind).when(DetermineProject(minutes=D), by="head-1").refused(clause)


URGENT: dict[str, Any] = {
    "method": "competitive_negotiation",
    "method_ground": "unforeseeable_urgency",
    "method_reason": "洪水",
}


def test_urgency_that_nobody_foresaw_excuses_the_survey_with_its_evidence() -> None:
    """N22-13: the reviews stay; what is excused is excused only upon evidence, and only where the plan says so."""
    evidence = PreparationRecorded(kind="urgency_evidence", done_on=date(2026, 1, 8), summary="洪水", digest=D, by="x")
    determine = DetermineProject(minutes=D)
    ready("need_survey", **URGENT).when(determine, by="head-1").refused("N22-01")
    ready("need_survey", **URGENT).has(evidence).when(determine, by="head-1").accepted(ProjectDetermined)
    ready("need_survey").has(evidence).when(determine, by="head-1").refused("N22-01")
    ready("public_consultation", **URGENT).has(evidence).when(determine, by="head-1").refused("R-S14")


@pytest.mark.parametrize("missing", ["who", "when", "manner", "procedure", "content", "standard"])
def test_the_acceptance_plan_has_six_parts(missing: str) -> None:
    """N22-11"""
    whole = lawful_plan().acceptance_plan
    assert isinstance(whole, AcceptancePlan)
    partly = lawful_plan(acceptance_plan=whole.model_copy(update={missing: None}))
    refusal = scene().when(StartProject(plan=partly), by="clerk-1").refused("N22-11")
    assert [f.field for f in refusal.findings] == [missing]


def test_a_purchase_below_the_limit_needs_no_acceptance_plan_beforehand() -> None:
    """N22-11 binds inside the law."""
    scene().when(StartProject(plan=lawful_plan(acceptance_plan=None)), by="clerk-1").refused("N22-11")
    small = below_limit_plan(acceptance_plan=None)
    scene().when(StartProject(plan=small), by="clerk-1").accepted(ProjectStarted)


# ---------------------------------------------------------------- reviews


def review(kind: str = "key_review", **changes: Any) -> GiveApproval:
    whole = {
        "agrees": True,
        "opinion": "通过",
        "contents": dict.fromkeys(FOUR, "可行"),
        "participants": tuple(Participant(name=f"{unit}-1", unit=unit) for unit in UNITS),
    }
    return GiveApproval(kind=kind, **{**whole, **changes})


def reviewed() -> Scene:
    return begun().has(approval("general_review", date(2026, 1, 9)))


@pytest.mark.parametrize("missing", FOUR)
def test_a_key_review_answers_its_four_parts(missing: str) -> None:
    """N22-06; a general review has no parts, and an objection need not have them."""
    three = {part: "可行" for part in FOUR if part != missing}
    reviewed().when(review(), by="r-1", role="reviewer").accepted(ApprovalGiven)
    reviewed().when(review(contents=three), by="r-1", role="reviewer").refused("N22-06")
    reviewed().when(review(contents=three, agrees=False), by="r-1", role="reviewer").accepted(ApprovalGiven)
    begun().when(review("general_review", contents={}), by="r-1", role="reviewer").accepted(ApprovalGiven)


@pytest.mark.parametrize("missing", UNITS)
@pytest.mark.parametrize("kind", ["general_review", "key_review"])
def test_the_buyers_units_take_part_in_a_review(kind: str, missing: str) -> None:
    """N22-07"""
    three = tuple(Participant(name=unit, unit=unit) for unit in UNITS if unit != missing)
    at = reviewed() if kind == "key_review" else begun()
    at.when(review(kind, participants=three), by="r-1", role="reviewer").refused("N22-07")


def wrote(**changes: Any) -> PreparationRecorded:
    return PreparationRecorded(
        kind="need_survey", done_on=date(2026, 1, 8), summary="已完成", digest=D, count=5, by="clerk-1", **changes
    )


def test_experts_and_third_parties_who_wrote_the_need_do_not_review_it() -> None:
    """AD-05: as reviewer or as one who takes part."""
    outside = begun().has(wrote(outside_authors=("省社科院", "r-1")))
    outside.when(review("general_review"), by="r-1", role="reviewer").refused("AD-05")
    outside.when(review("general_review"), by="r-2", role="reviewer").accepted(ApprovalGiven)
    guest = (*review().participants, Participant(name="省社科院"))
    outside.when(review("general_review", participants=guest), by="r-2", role="reviewer").refused("AD-05")


def test_own_staff_who_wrote_the_need_are_noted() -> None:
    """N22-07: good practice only."""
    own = begun().has(wrote(authors=("r-1",)))
    answered = own.when(review("general_review"), by="r-1", role="reviewer")
    answered.accepted(ApprovalGiven)
    assert warned(answered) == ["N22-07"]
    assert warned(own.when(review("general_review"), by="r-2", role="reviewer")) == []


def test_what_was_recorded_before_its_contents_were_asked_still_counts() -> None:
    """A survey on record without its contents was judged by the edition of its day."""
    bare = ready()
    state = bare.states[HOME]
    assert isinstance(state, Project)
    assert state.approval.preparations["need_survey"].contents == {}
    bare.when(DetermineProject(minutes=D), by="head-1").accepted(ProjectDetermined)
