"""A running contract stands still while a challenge or a complaint is open.  R-P29 (GPL Regulation 54), DQ-13, HR-PF-3"""

from datetime import date
from typing import Any

from domain.breach.messages import BreachFound
from domain.dispute.challenge.messages import ChallengeAnswered, ChallengeFiled
from domain.dispute.complaint.messages import ComplaintRegistered
from domain.performance.suspension.messages import (
    PerformanceResumed,
    PerformanceSuspended,
    ResumePerformance,
    SuspendPerformance,
)
from tests.domain.running import performing
from tests.domain.scene import SUPPLIER_2, D, Scene, day
from tests.domain.test_breach import find

OPEN = ChallengeFiled(
    challenge="c1",
    supplier=SUPPLIER_2,
    about="result",
    points="评分有误",
    digest=D,
    may_affect_result=True,
    on=date(2026, 7, 6),
)
ANSWERED = ChallengeAnswered(challenge="c1", upheld=False, answer="评分无误", digest=D, on=date(2026, 7, 10))
COMPLAINT = ComplaintRegistered(
    complaint="t1",
    challenge="c1",
    body="农安县财政局",
    document_number="农财投〔2026〕1号",
    suspends=True,
    scan=D,
    on=date(2026, 7, 13),
)


def suspend(**changes: Any) -> SuspendPerformance:
    values: dict[str, Any] = {
        "of": "challenge",
        "key": "c1",
        "since": date(2026, 7, 7),
        "care": "镇敬老院照料",
        "notice": D,
    }
    return SuspendPerformance(**{**values, **changes})


RESUME = ResumePerformance(resumed_on=date(2026, 7, 13), notice=D)


def challenged() -> Scene:
    return performing().on("2026-07-06").has(OPEN).on("2026-07-07")


def suspended() -> Scene:
    return challenged().when(suspend(), by="wang").then()


def test_performance_is_suspended_for_a_challenge_that_may_affect_the_result() -> None:
    """R-P29, HR-PF-3: within two working days, and somebody cares for the recipients"""
    at = challenged()
    assert at.item("performance.suspend.c1").due == day("2026-07-09T00:00")
    at.when(suspend(), by="wang").accepted(PerformanceSuspended)
    assert "performance.suspend.c1" not in {i.key for i in suspended().agenda()}
    at.when(suspend(key="c2"), by="wang").refused("R-P29")
    at.when(suspend(since=date(2026, 7, 5)), by="wang").refused("R-P29")
    suspended().when(suspend(), by="wang").refused("JL44-4.0")


def test_nothing_is_suspended_for_what_cannot_affect_the_result() -> None:
    """R-P29"""
    harmless = performing().on("2026-07-06").has(OPEN.model_copy(update={"may_affect_result": False}))
    harmless.on("2026-07-07").when(suspend(), by="wang").refused("R-P29")


def test_performance_is_suspended_for_a_complaint_as_long_as_finance_may_suspend() -> None:
    """DQ-13: 30 days"""
    complained = performing().on("2026-07-06").has(OPEN, ANSWERED, COMPLAINT)
    told = suspend(of="complaint", key="t1", since=date(2026, 7, 14))
    complained.on("2026-07-14").when(told, by="wang").accepted(PerformanceSuspended)
    complained.on("2026-08-13").when(told, by="wang").refused("DQ-13")
    standing = complained.on("2026-07-14").when(told, by="wang").then()
    standing.on("2026-08-12").when(RESUME, by="wang").refused("R-P29")
    after = RESUME.model_copy(update={"resumed_on": date(2026, 8, 13)})
    standing.on("2026-08-13").when(after, by="wang").accepted(PerformanceResumed)


def test_who_stands_still_as_told_is_in_no_breach() -> None:
    """R-P29: the service stopped because the buyer suspended it"""
    suspended().on("2026-07-08").when(find(), by="li").refused("R-P29")
    suspended().on("2026-07-08").when(find(kind="data_leak"), by="li").accepted(BreachFound)
    challenged().when(find(), by="li").accepted(BreachFound)


def test_performance_is_resumed_once_answered_and_not_before() -> None:
    """R-P29, HR-PF-3"""
    early = suspended().on("2026-07-13")
    early.when(RESUME, by="wang").refused("R-P29")
    answered = suspended().on("2026-07-10").has(ANSWERED).on("2026-07-13")
    assert answered.item("performance.resume.c1").due == day("2026-07-15T00:00")
    answered.when(RESUME, by="wang").accepted(PerformanceResumed)
    before = RESUME.model_copy(update={"resumed_on": date(2026, 7, 6)})
    answered.when(before, by="wang").refused("JL44-4.4.0")
    done = answered.when(RESUME, by="wang").then()
    assert "performance.resume.c1" not in {i.key for i in done.agenda()}
    done.when(RESUME, by="wang").refused("JL44-4.0")
