"""Watching: gaps that trigger by themselves, reviews that wait for a person.  HR-TK-01, HR-TK-18, AD-08"""

from datetime import datetime
from decimal import Decimal

import pytest

from activities.reviewing import opening, review_id
from domain.contract.messages import ContractPeriod
from domain.effect import Effect
from domain.performance.records.messages import ServiceBatchRecorded, ServiceCount
from domain.register.messages import BarEntered, EnterBar, OffenceRecorded, RecordOffence
from domain.supervision.messages import AcknowledgeEffect
from domain.takeover.ending.messages import TakeoverClosed
from domain.takeover.trigger.messages import TakeoverOpened, TakeoverTriggered, TriggerTakeover
from domain.takeover.watching.messages import (
    ConcludeReview,
    GapReported,
    OpenReview,
    ReportGap,
    ReviewConcluded,
    ReviewOpened,
    Sign,
)
from domain.values import Grade
from tests.domain.bridging import EVERYONE, STOPPED, TAKEOVER, prepared, triggered
from tests.domain.builders import registered
from tests.domain.running import passed, performing, terms
from tests.domain.running import reported as service_report
from tests.domain.scene import HOME, SUPPLIER, D, Scene, day


def gap(served: dict[Grade, int], since: datetime | None = None) -> ReportGap:
    return ReportGap(expected=EVERYONE, served=served, missed_since=since, digest=D)


def reported(served: dict[Grade, int], since: str | None = "2026-07-06T08:00") -> Scene:
    scene = prepared().when(gap(served, day(since) if since else None), by="wu", role="township")
    scene.accepted(GapReported)
    return scene.then()


def keys(scene: Scene) -> set[str]:
    return {item.key for item in scene.agenda()}


# ---------------------------------------------------------------- the data trigger


def test_a_high_risk_recipient_missed_for_a_day_triggers_by_the_clock() -> None:
    """HR-TK-01: T1, the decision stays with people"""
    scene = reported({"A": 9, "B": 20, "C": 30})
    assert scene.item("takeover.gap").due == day("2026-07-07T08:00")
    scene = scene.wake("takeover.gap")
    accepted = scene.accepted(TakeoverTriggered, TakeoverOpened)
    opened = next(e for _, e in accepted.events if isinstance(e, TakeoverOpened))
    assert (opened.ground, opened.without_provider, opened.triggered_by) == ("T1", {"A": 1}, "clock")
    run = scene.then().in_stream(f"takeover/{TAKEOVER}")
    assert run.item("takeover.decide").due == day("2026-07-08T08:00")
    assert "takeover.gap" not in keys(scene.then())


def test_too_few_served_for_three_days_triggers_by_the_clock() -> None:
    scene = reported({"A": 10, "B": 20, "C": 17})  # 47 of 60: 78 per cent
    assert scene.item("takeover.gap").due == day("2026-07-09T08:00")
    still = scene.on("2026-07-08T09:00").when(gap({"A": 10, "B": 10, "C": 10}), by="wu", role="township").then()
    assert still.item("takeover.gap").due == day("2026-07-09T08:00")


def test_enough_served_or_served_again_triggers_nothing() -> None:
    assert "takeover.gap" not in keys(reported({"A": 10, "B": 20, "C": 18}))  # 48 of 60: 80 per cent
    scene = reported({"A": 9, "B": 20, "C": 30}).on("2026-07-06T20:00")
    assert "takeover.gap" not in keys(scene.when(gap(EVERYONE), by="wu", role="township").then())


def test_counts_of_a_gap_are_possible_counts() -> None:
    prepared().when(gap({"A": 11}), by="wu", role="township").refused("HR-TK-18")
    prepared().when(gap({"A": 1}, day("2026-07-09")), by="wu", role="township").refused("HR-TK-18")


def test_what_is_under_way_is_not_triggered_twice() -> None:
    scene = triggered().in_stream(HOME).when(gap({"A": 0}), by="wu", role="township").then()
    assert "takeover.gap" not in keys(scene)


# ---------------------------------------------------------------- reviews


def conclude(sign: Sign) -> ConcludeReview:
    return ConcludeReview(sign=sign, can_go_on=True, reasons="人员、账户正常", digest=D)


def test_a_bar_opens_a_review_and_never_a_takeover() -> None:
    """AD-08"""
    alarm = TriggerTakeover(ground="T10", facts="被禁止", evidence=(D,), gap_since=STOPPED, without_provider={"A": 1})
    prepared().when(alarm, by="li").refused("AD-08")
    look = OpenReview(sign="T10", facts="县财政局决定一年内禁止参加政府采购", evidence=(D,))
    scene = prepared().when(look, by="li", role="clerk")
    scene.accepted(ReviewOpened)
    scene = scene.then()
    assert scene.item("takeover.review.T10").due == day("2026-07-10T00:00")
    scene.when(look, by="li", role="clerk").refused("AD-08")
    scene.when(conclude("T10"), by="li", role="duty_officer").refused("HR-TK-18")  # who opened it
    done = scene.when(conclude("T10"), by="duty-1")
    done.accepted(ReviewConcluded)
    assert "takeover.review.T10" not in keys(done.then())
    done.then().when(conclude("T10"), by="duty-1").refused("HR-TK-18")


def test_silence_opens_a_review_by_the_clock() -> None:
    """HR-TK-18: ten working days after the report was due"""
    scene = performing().wake("takeover.silence.q1")
    scene.accepted(ReviewOpened)
    assert "takeover.review.silence" in keys(scene.then())
    heard = scene.then().when(conclude("silence"), by="duty-1").then()
    assert "takeover.review.silence" not in keys(heard)
    assert "takeover.silence.q1" not in keys(heard)


def test_three_failed_assessments_ask_for_a_review_until_one_is_concluded() -> None:
    """HR-TK-01: T7"""
    scene = performing()
    for number, period in enumerate(("q1", "q2")):
        scene = scene.has(passed(period, day(f"2026-06-{number + 10}").date(), result="failed"))
    assert not any(k.startswith("takeover.review") for k in keys(scene))
    scene = scene.has(passed("q3", day("2026-06-20").date(), result="failed")).on("2026-06-22")
    assert "takeover.review.T7.3" in keys(scene)
    done = scene.when(conclude("T7"), by="duty-1")
    done.accepted(ReviewConcluded)
    assert "takeover.review.T7.3" not in keys(done.then())


def test_failed_in_a_row_means_in_a_row() -> None:
    """HR-TK-01: T7; one that passed breaks the row"""
    four = tuple(
        ContractPeriod(
            key=f"m{n}",
            title=f"{n}月",
            starts_on=day(f"2026-0{n}-01").date(),
            ends_on=day(f"2026-0{n}-28").date(),
            payable_yuan=Decimal(10000),
            targets={"visits": Decimal(400)},
        )
        for n in (3, 4, 5, 6)
    )
    for results, asks in (("fpff", False), ("ffff", True), ("pfff", True), ("ffp", False)):
        scene = performing(terms(periods=four)).on("2026-07-06")
        for period, result in zip(four, results, strict=False):
            worst = "failed" if result == "f" else "passed"
            scene = scene.has(passed(period.key, day("2026-07-01").date(), result=worst))
        assert any(k.startswith("takeover.review.T7") for k in keys(scene)) == asks, results


@pytest.mark.parametrize(
    ("q1", "q2", "asks"), [(239, 239, True), (240, 239, False), (239, 240, False), (239, 400, False)]
)
def test_two_poor_periods_in_a_row_ask_for_a_review(q1: int, q2: int, asks: bool) -> None:
    """HR-TK-01: T7; PF-04: below 60 of 100 is 差; 240 of 400 visits are 60"""
    first, second = (
        service_report("q1", day("2026-06-02").date(), q1),
        service_report("q2", day("2026-09-02").date(), q2),
    )
    scene = performing().has(first, second).on("2026-09-03")
    assert ("takeover.review.T7.poor.2" in keys(scene)) == asks
    if asks:
        done = scene.when(conclude("T7"), by="duty-1")
        done.accepted(ReviewConcluded)
        assert "takeover.review.T7.poor.2" not in keys(done.then())


def test_a_report_in_a_periods_course_or_of_a_bridged_period_makes_no_poor_one() -> None:
    """HR-TK-01: T7"""
    early = performing().has(
        service_report("q1", day("2026-06-02").date(), 100), service_report("q2", day("2026-08-01").date(), 100)
    )
    assert not any(".T7" in k for k in keys(early.on("2026-09-03")))
    bridged = (
        triggered()
        .in_stream(HOME)
        .has(service_report("q1", day("2026-06-02").date(), 100), service_report("q2", day("2026-09-02").date(), 100))
    )
    assert not any(".T7" in k for k in keys(bridged.on("2026-09-03")))


# ---------------------------------------------------------------- what the register says of a supplier


def entered(until: str = "2027-06-30") -> Scene:
    bar = EnterBar(
        uscc=SUPPLIER,
        authority="农安县财政局",
        document_number="农财采〔2026〕3号",
        scope="政府采购活动",
        from_on=day("2026-07-01").date(),
        until_on=day(until).date(),
        scan=D,
    )
    scene = registered(prepared()).in_stream(f"supplier/{SUPPLIER}").when(bar, by="finance", role="finance")
    scene.accepted(BarEntered)
    return scene.then()


def ordered(scene: Scene) -> list[Effect]:
    return [e for e in scene.states[scene.home].watch.effects.values() if e.kind == "review"]


def test_a_bar_entered_orders_a_review_of_each_running_project() -> None:
    """AD-08, HR-TK-18: T10 ends no running contract; people look, project by project."""
    scene = entered()
    (order,) = ordered(scene)
    assert order.body["suppliers"] == [SUPPLIER]
    review = OpenReview(**opening(order))
    scene = scene.in_stream(HOME).when(review, by="adapter")
    scene.accepted(ReviewOpened)
    assert scene.then().item("takeover.review.T10").who == "duty_officer"
    scene.then().when(review, by="adapter").refused("AD-08")  # one is open: a second order opens none
    done = AcknowledgeEffect(effect=order.id, receipt="复核-1个在执行项目")
    answered = scene.then().in_stream(f"supplier/{SUPPLIER}").when(done, by="adapter").then()
    assert not ordered(answered)


def test_the_order_of_a_review_is_the_same_however_often_it_is_performed() -> None:
    """HR-TK-18: the review's id follows from the order and the project."""
    (order,) = ordered(entered())
    assert review_id(order, HOME) == review_id(order, HOME)
    assert review_id(order, HOME) != review_id(order, "project/220122-2026-other1")


def test_a_bar_that_is_over_orders_no_review() -> None:
    """AD-08"""
    assert not ordered(entered(until="2026-07-05"))


def test_a_lost_licence_orders_a_review_and_a_fine_does_not() -> None:
    """HR-TK-01: T3"""
    for kind, orders in (("licence_revoked", 1), ("suspension_of_business", 1), ("large_fine", 0)):
        offence = RecordOffence(
            uscc=SUPPLIER,
            kind=kind,
            authority="农安县市场监督管理局",
            document_number="农市监罚〔2026〕8号",
            decided_on=day("2026-07-01").date(),
            fine_yuan=Decimal(50000) if kind == "large_fine" else None,
            evidence=D,
        )
        scene = registered(prepared()).in_stream(f"supplier/{SUPPLIER}").when(offence, by="li", role="clerk")
        scene.accepted(OffenceRecorded)
        assert [o.body["sign"] for o in ordered(scene.then())] == ["T3"] * orders


# ---------------------------------------------------------------- what the service records say


def batch(key: str, *counts: tuple[str, str, int]) -> ServiceBatchRecorded:
    rows = tuple(ServiceCount(item="visits", kind="visit", grade=g, result=r, count=n) for g, r, n in counts)  # type: ignore[arg-type]
    return ServiceBatchRecorded(
        period="q2",
        batch=key,
        provider=SUPPLIER,
        digest=D,
        file=D,
        rows=sum(n for _, _, n in counts),
        counts=rows,
        by="li",
        on=day("2026-07-06").date(),
    )


def test_records_of_missed_visits_ask_for_a_review_until_one_is_concluded() -> None:
    """HR-TK-01: T1 from the service records: one visit of grade A missed, or fewer than 80 per cent done"""
    scene = prepared().has(
        batch("sr-1", ("A", "done", 90), ("A", "missed", 1)),
        batch("sr-2", ("B", "done", 79), ("B", "missed", 21)),
        batch("sr-3", ("B", "done", 80), ("B", "missed", 20), ("A", "not_home", 3)),
    )
    assert {k for k in keys(scene) if k.startswith("takeover.review")} == {
        "takeover.review.T1.sr-1",
        "takeover.review.T1.sr-2",
    }
    assert scene.item("takeover.review.T1.sr-1").who == "duty_officer"
    done = scene.when(conclude("T1"), by="duty-1")
    done.accepted(ReviewConcluded)
    assert not any(k.startswith("takeover.review") for k in keys(done.then()))
    done.then().when(conclude("T1"), by="duty-1").refused("HR-TK-18")  # nothing new has come
    assert "takeover.review.T1.sr-4" in keys(done.then().has(batch("sr-4", ("A", "missed", 2))))


# ---------------------------------------------------------------- reported as missed


def test_whoever_is_reported_missing_is_a_duty_until_a_full_report() -> None:
    """HR-TK-18: also where too few are missed for the clock to trigger by itself"""
    scene = reported({"A": 10, "B": 20, "C": 29})
    assert scene.item("takeover.missed.C").due == day("2026-07-13T08:00")
    assert "takeover.gap" not in keys(scene)
    alarmed = scene.wake("takeover.missed.C").then()
    while alarmed.item("takeover.missed.C").wake is not None:
        alarmed = alarmed.wake("takeover.missed.C").then()
    assert alarmed.item("takeover.missed.C").does == "wait"  # loud, and still open
    full = alarmed.when(gap(EVERYONE), by="wu", role="township").then()
    assert "takeover.missed.C" not in keys(full)


def test_a_gap_that_a_takeover_dealt_with_does_not_trigger_another() -> None:
    """JL44-4.4.3c: the report before the trigger is answered by the takeover's end; one made since then goes on"""
    for when, stays in (("2026-07-06T13:00", False), ("2026-07-08T12:00", True)):
        report = gap({"A": 9, "B": 20, "C": 30}, STOPPED)
        scene = triggered().in_stream(HOME)
        before = prepared().on(when).when(report, by="wu", role="township")
        fact = next(e for _, e in before.accepted(GapReported).events)
        closed = TakeoverClosed(takeover=TAKEOVER, outcome="returned", on=day("2026-09-01").date())
        scene = scene.has(fact, closed).on("2026-09-02")
        assert ("takeover.missed.A" in keys(scene)) == stays
        assert ("takeover.gap" in keys(scene)) == stays
