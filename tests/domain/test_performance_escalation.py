"""When orders don't help and messages don't arrive: escalation, alarms, sums that don't add up.  JL44-4.4.2, HR-PF-1, HR-EFFECT"""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.breach.messages import BreachFound
from domain.performance.messages import (
    FinancialReported,
    OrderRectification,
    RecheckRectification,
    ReportRectification,
    SubmitFinancialReport,
)
from domain.supervision.messages import DeadlineMissed, DeadlineReminded, ReportDelay, ReportRefusal
from tests.domain.running import performing
from tests.domain.scene import D, Scene


def recheck(scene: Scene, *, passed: bool = False) -> Scene:
    told = scene.when(ReportRectification(key="r1", measures="补做", digest=D), by="zhao", role="clerk").then()
    return told.when(RecheckRectification(key="r1", passed=passed, note="现场看过"), by="qian").then()


def ordered() -> Scene:
    order = OrderRectification(key="r1", finding="上门次数不足", working_days=5)
    return performing().on("2026-04-09").when(order, by="zhao").then()


def escalations(scene: Scene) -> list[str]:
    return [i.key for i in scene.agenda() if i.key.startswith("performance.escalate")]


def test_two_failed_rechecks_ask_the_head_for_a_breach_and_its_cure() -> None:
    """HR-PF-1, JL44-4.4.2: one failed recheck does not; a breach found afterwards answers it, and so does a passed recheck"""
    once = recheck(ordered())
    assert escalations(once) == []
    twice = recheck(once)
    assert escalations(twice) == ["performance.escalate.r1.2"]
    assert twice.item("performance.escalate.r1.2").who == "head"
    found = BreachFound(
        key="b1", kind="quality", facts="屡次整改不到位", evidence=D, serious=False, very_bad_effect=False,
        by="wang", on=date(2026, 4, 9),
    )  # fmt: skip
    assert escalations(twice.has(found)) == []
    assert escalations(recheck(twice, passed=True)) == []


def test_an_escalation_that_nobody_takes_up_raises_an_alarm() -> None:
    """HR-PF-1, JL44-4.5.2a"""
    scene, key = recheck(recheck(ordered())), "performance.escalate.r1.2"
    while scene.item(key).does == "remind":
        scene = scene.wake(key).then()
    scene.wake(key).accepted(DeadlineMissed)


# ---------------------------------------------------------------- when the reminder itself fails


def overdue() -> tuple[Scene, str]:
    """A rectification is reminded of, then missed: the alarm's message is outstanding."""
    scene, key = ordered(), "performance.rectify.r1"
    scene = scene.wake(key).accepted_then(DeadlineReminded)
    scene = scene.wake(key).accepted_then(DeadlineMissed)
    (effect,) = [e for e in scene.states[scene.home].watch.effects.values() if e.body.get("key") == key]
    return scene, effect.id


def test_the_alarm_of_a_duty_does_not_wait_for_its_reminder_or_any_message() -> None:
    """JL44-4.5.2a: who is reminded late (the clock stood still) is still told of the day missed"""
    late = ordered().on("2026-05-06")  # the clock stood still over both moments
    item = late.item("performance.rectify.r1")
    assert item.does == "remind"
    assert item.wake is not None
    assert item.wake < late.at
    caught_up = late.wake(item.key).accepted_then(DeadlineReminded)
    caught_up.wake(item.key).accepted(DeadlineMissed)


def test_an_alarm_whose_message_never_arrives_stays_open_and_is_asked_again_and_again() -> None:
    """HR-EFFECT: the duty stays on the agenda as missed, beside the message that is retried"""
    scene, effect = overdue()
    for attempt in range(1, 6):
        scene = scene.when(ReportDelay(effect=effect, error="短信网关无响应"), by="adapter").then()
        scene = scene.wake(f"effect.{effect}").then()
        assert scene.states[scene.home].watch.effects[effect].attempt == attempt + 1
    assert "performance.rectify.r1" in scene.states[scene.home].watch.missed
    assert scene.item("performance.rectify.r1").does == "wait"


def test_an_alarm_whose_message_is_turned_down_raises_another_that_names_it() -> None:
    """HR-EFFECT: a second alarm, to a person of the house, names the first"""
    scene, effect = overdue()
    scene = scene.when(ReportRefusal(effect=effect, reason="号码已停用"), by="adapter").then()
    key = f"refused.{effect}.1"
    assert "performance.rectify.r1" in scene.item(key).title
    while scene.item(key).does == "remind":
        scene = scene.wake(key).then()
    scene.wake(key).accepted(DeadlineMissed)


# ---------------------------------------------------------------- sums


def report(**changes: Any) -> SubmitFinancialReport:
    values: dict[str, Any] = {"period": "q1", "income_yuan": 150000, "expense_yuan": 140000, "digest": D}
    return SubmitFinancialReport(**{**values, **changes})


def test_the_costs_of_a_financial_report_come_to_its_expense() -> None:
    """JL44-4.4.2: sound financial reports"""
    scene = performing().on("2026-06-02")
    kinds = {"人员": Decimal(120000), "交通": Decimal(20000)}
    scene.when(report(costs=kinds), by="zhao", role="clerk").accepted(FinancialReported)
    scene.when(report(costs={**kinds, "其他": Decimal(1)}), by="zhao", role="clerk").refused("JL44-4.4.2")
    scene.when(report(), by="zhao", role="clerk").accepted(FinancialReported)


def test_spending_beyond_what_the_period_pays_is_told() -> None:
    """JL44-4.4.2"""
    scene = performing().on("2026-06-02")
    kinds = {"人员": Decimal(160000)}
    scene.when(report(expense_yuan=160000, costs=kinds), by="zhao", role="clerk").warned("JL44-4.4.2")
