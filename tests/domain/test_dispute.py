"""Dispute: challenge, answer, complaint, decision.  财政部令第94号; DQ-01, DQ-02, DQ-04, DQ-07, DQ-12, R-M06"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.award.telling.messages import SendAwardNotice
from domain.dispute.messages import (
    AnswerChallenge,
    ChallengeAnswered,
    ChallengeFiled,
    ComplaintDecided,
    ComplaintRegistered,
    FileChallenge,
    RegisterComplaint,
    RegisterComplaintDecision,
)
from domain.supervision.messages import DeadlineMissed
from tests.domain.builders import awarded, below_limit_plan, lawful_plan, published, ready, scored
from tests.domain.scene import SUPPLIER_2, D, Scene, day, scene


def file(about: str = "result", **changes: Any) -> FileChallenge:
    whole = {"challenge": "q-1", "supplier": SUPPLIER_2, "points": "评分有误", "digest": D, "may_affect_result": True}
    return FileChallenge.model_validate({**whole, "about": about, **changes})


def answer(**changes: Any) -> AnswerChallenge:
    whole = {
        "challenge": "q-1",
        "upheld": False,
        "answer": "不成立",
        "digest": D,
        "grounds": "评审记录；财政部令第94号第十五条",
        "tells_right_to_complain": True,
        "no_trade_secrets": True,
    }
    return AnswerChallenge.model_validate({**whole, **changes})


def complain(**changes: Any) -> RegisterComplaint:
    whole = {
        "complaint": "t-1",
        "challenge": "q-1",
        "body": "农安县财政局",
        "document_number": "农财采投〔2026〕1号",
        "suspends": True,
        "scan": D,
    }
    return RegisterComplaint(**{**whole, **changes})


def decide(**changes: Any) -> RegisterComplaintDecision:
    whole = {
        "complaint": "t-1",
        "upheld": False,
        "document_number": "农财采决〔2026〕1号",
        "decision": "驳回",
        "scan": D,
    }
    return RegisterComplaintDecision(**{**whole, **changes})


def challenged() -> Scene:
    """Filed on Friday 20 March, the day after the result notice."""
    return awarded(scene()).on("2026-03-20").when(file()).then()


# ---------------------------------------------------------------- challenge


@pytest.mark.parametrize(("on", "lawful"), [("2026-03-31", True), ("2026-04-01", False)])
def test_a_result_is_challenged_within_seven_working_days_of_its_notices_end(on: str, lawful: bool) -> None:
    """DQ-01, DQ-02, R-P18: shown on Thursday 19 March, its notice ends on the 20th, the seventh working day is the 31st."""
    filed = awarded(scene()).on(on).when(file())
    if lawful:
        filed.accepted(ChallengeFiled)
    else:
        filed.refused("DQ-01")


@pytest.mark.parametrize(("on", "lawful"), [("2026-03-16", True), ("2026-03-17", False)])
def test_documents_are_challenged_within_seven_working_days_of_their_notices_end(on: str, lawful: bool) -> None:
    """DQ-02, R-P12: shown on Monday 2 March, the notice stands three working days, to the 5th."""
    filed = published(scene()).on(on).when(file("documents"))
    if lawful:
        filed.accepted(ChallengeFiled)
    else:
        filed.refused("DQ-01")


@pytest.mark.parametrize(("on", "lawful"), [("2026-03-18", True), ("2026-03-19", False)])
def test_a_tenders_documents_are_challenged_from_the_end_of_its_five_days(on: str, lawful: bool) -> None:
    """DQ-02, R-P02: shown on Monday 2 March, the notice stands five working days, to the 9th."""
    filed = published(scene(), lawful_plan(method="open_tender", method_ground=None)).on(on).when(file("documents"))
    if lawful:
        filed.accepted(ChallengeFiled)
    else:
        filed.refused("DQ-01")


def test_the_days_for_signing_do_not_wait_for_the_result_notices_end() -> None:
    """R-P18, R-P20: the notice of award begins the thirty days, not the end of the result's notice on the 20th."""
    at_once = awarded(scene()).on("2026-03-19").when(SendAwardNotice(number="T-1", digest=D)).then()
    assert at_once.item("contract.sign").due == day("2026-04-21T00:00")
    later = awarded(scene()).on("2026-03-23").when(SendAwardNotice(number="T-1", digest=D)).then()
    assert later.item("contract.sign").due == day("2026-04-23T00:00")


@pytest.mark.parametrize(("on", "lawful"), [("2026-03-25", True), ("2026-03-26", False)])
def test_the_process_is_challenged_within_seven_working_days_of_the_step(on: str, lawful: bool) -> None:
    """DQ-02: evaluated on Monday 16 March."""
    filed = scored(scene()).on(on).when(file("process"))
    if lawful:
        filed.accepted(ChallengeFiled)
    else:
        filed.refused("DQ-01")


def test_papers_posted_in_time_are_in_time() -> None:
    """T-05: the day it occurred on counts, not the day of entry."""
    awarded(scene()).on("2026-04-02").when(file(), on=date(2026, 3, 31)).accepted(ChallengeFiled)


def test_what_was_not_shown_yet_can_not_be_challenged() -> None:
    """DQ-02."""
    scored(scene()).when(file()).refused("DQ-02")
    ready(scene()).when(file("documents")).refused("DQ-02")
    ready(scene()).when(file("process")).refused("DQ-02")


def test_below_the_limit_the_statutory_path_does_not_apply() -> None:
    """R-M06: tips remain open, and the refusal says so."""
    refusal = awarded(scene(), below_limit_plan()).when(file()).refused("R-M06")
    assert "举报" in refusal.findings[0].remedy


def test_a_challenge_has_its_own_number() -> None:
    challenged().when(file()).refused("DQ-04")
    challenged().when(file(challenge="q-2")).accepted(ChallengeFiled)


def test_a_challenge_is_answered_once_within_seven_working_days() -> None:
    """DQ-04: filed on Friday 20 March, due by the 31st; a late answer is recorded, the alarm has been raised."""
    filed = challenged()
    item = filed.item("dispute.answer.q-1")
    assert (item.due, item.rule, item.who) == (day("2026-04-01T00:00"), "DQ-04", "clerk")
    answered = filed.on("2026-03-27").when(answer())
    answered.accepted(ChallengeAnswered)
    assert "dispute.answer.q-1" not in {i.key for i in answered.then().agenda()}
    answered.then().when(answer()).refused("DQ-04")
    missed = filed.wake("dispute.answer.q-1").then().wake("dispute.answer.q-1")
    missed.accepted(DeadlineMissed)
    missed.then().when(answer()).accepted(ChallengeAnswered)


def test_an_unknown_challenge_is_not_answered() -> None:
    awarded(scene()).when(answer()).refused("DQ-04")


# ---------------------------------------------------------------- complaint


def test_a_complaint_follows_a_challenge() -> None:
    """DQ-07."""
    awarded(scene()).when(complain()).refused("DQ-07")
    challenged().on("2026-03-31").when(complain()).refused("DQ-07")
    challenged().on("2026-04-01").when(complain()).accepted(ComplaintRegistered)


@pytest.mark.parametrize(("on", "lawful"), [("2026-04-22", True), ("2026-04-23", False)])
def test_a_complaint_comes_within_fifteen_working_days_of_the_answers_period(on: str, lawful: bool) -> None:
    """DQ-07: the answer's days end on Tuesday 31 March; Qingming (6 April) is off: the fifteenth is 22 April."""
    complained = challenged().on("2026-03-27").when(answer()).then().on(on).when(complain())
    if lawful:
        complained.accepted(ComplaintRegistered)
    else:
        complained.refused("DQ-07")


def test_a_complaint_is_decided_once_and_its_thirty_working_days_are_watched() -> None:
    """DQ-12: registered on Wednesday 1 April; 6 April, 1, 4 and 5 May are off, 9 May is worked."""
    registered = challenged().on("2026-04-01").when(complain()).then()
    item = registered.item("dispute.decision.t-1")
    assert (item.rule, item.who) == ("DQ-12", "finance")
    assert item.due == day("2026-05-19T00:00")
    decided = registered.on("2026-04-20").when(decide())
    decided.accepted(ComplaintDecided)
    assert "dispute.decision.t-1" not in {i.key for i in decided.then().agenda()}
    decided.then().when(decide()).refused("DQ-12")
    challenged().when(decide()).refused("DQ-12")


def test_a_complaint_has_its_own_number() -> None:
    registered = challenged().on("2026-04-01").when(complain()).then()
    registered.when(complain()).refused("DQ-07")
