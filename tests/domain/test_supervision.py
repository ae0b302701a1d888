"""Supervision: departures, corrections, tips, findings; the clock and the outside systems.  JL44-4.4.0, JL44-4.4.1, JL44-5.2, JL44-6.2"""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.breach.messages import ReferredToFinance
from domain.calendar import Period
from domain.given import Accepted
from domain.planning.messages import ProjectStarted
from domain.project import Project
from domain.supervision.decide import retry_wait
from domain.supervision.messages import (
    AcknowledgeEffect,
    AskAgain,
    ConfirmCorrection,
    CorrectEntry,
    CorrectionConfirmed,
    CorrectionProposed,
    DeadlineMissed,
    DeadlineReminded,
    DeadlineTook,
    DepartureRecorded,
    EffectAcknowledged,
    EffectDelayed,
    EffectOrderedAgain,
    EffectRefused,
    FindingRecorded,
    RecordDeparture,
    RecordFinding,
    RecordTip,
    ReportDelay,
    ReportRefusal,
    TipRecorded,
    WakeAgenda,
)
from domain.takeover.asking.messages import StandbyLapsed
from tests.domain.bridging import prepared, started
from tests.domain.builders import lawful_plan, notice
from tests.domain.scene import HOME, SUPPLIER, D, Scene, day, scene


def begun() -> Scene:
    """A plan by `clerk-1`, on record as the project's first event."""
    return scene().has(ProjectStarted(plan=lawful_plan(), author="clerk-1", submitted_on=date(2026, 1, 4)))


def project(at: Scene) -> Project:
    state = at.states[HOME]
    assert isinstance(state, Project)
    return state


def events(answered: Scene) -> list[Any]:
    assert isinstance(answered.answer, Accepted), answered.answer
    return [event for _, event in answered.answer.events]


# ---------------------------------------------------------------- departures


def depart(clause: str = "JL44-5.2") -> RecordDeparture:
    return RecordDeparture(
        clause=clause, reason="年中追加", minutes=D, finance_opinion="b" * 64, finance_document="农财〔2026〕3号"
    )


def test_a_rule_in_principle_can_be_departed_from_on_record() -> None:
    """AD-12: the buyer's collective decision with finance's written opinion."""
    done = begun().when(depart())
    done.accepted(DepartureRecorded)
    assert "JL44-5.2" in project(done.then()).supervision.departures


def test_the_decision_and_the_opinion_are_two_papers() -> None:
    """AD-12"""
    begun().when(depart().model_copy(update={"finance_opinion": D})).refused("AD-12")


def test_a_departure_is_disclosed_within_five_working_days() -> None:
    """AD-12, HR-FD-6: departed on Monday 5 January, due at the end of Monday the 12th; the notice names the clause."""
    done = begun().when(depart()).then()
    item = done.item("supervision.departure.JL44-5.2")
    assert (item.rule, item.who, item.due) == ("AD-12", "clerk", day("2026-01-13T00:00:00"))
    done.wake(item.key).then().wake(item.key).accepted(DeadlineMissed)
    ordered, shown = notice("departure-1", "departure", "2026-01-08")
    other = ordered.model_copy(update={"fields": {"clause": "PY-12"}})
    assert item.key in {i.key for i in done.has(other, shown).agenda()}
    named = ordered.model_copy(update={"fields": {"clause": "JL44-5.2（总额度2%）"}})
    assert item.key not in {i.key for i in done.has(named, shown).agenda()}


@pytest.mark.parametrize("clause", ["JL44-4.4.3b", "JL44-4.3.4", "JL44-3.1.1", "JL44-9.9"])
def test_nothing_else_can(clause: str) -> None:
    """A must has no way round it, a may needs none, and what doesn't exist can't be departed from."""
    begun().when(depart(clause)).refused("JL44-6.2")


def test_only_the_head_records_a_departure() -> None:
    begun().when(depart(), role="clerk").refused("HR-WHO")


# ---------------------------------------------------------------- corrections


def correct(field: str = "budget_yuan", entry: str = f"{HOME}@1") -> CorrectEntry:
    return CorrectEntry(entry=entry, field=field, was="480000", becomes="470000", reason="录入有误")


def confirm(field: str = "budget_yuan") -> ConfirmCorrection:
    return ConfirmCorrection(entry=f"{HOME}@1", field=field)


def test_a_wrong_entry_is_corrected_by_two_persons_and_stays() -> None:
    proposed = begun().when(correct(), by="clerk-1")
    proposed.accepted(CorrectionProposed)
    proposed.then().when(confirm(), by="clerk-1", role="head").refused("JL44-4.4.0")
    proposed.then().when(confirm(), by="wang").accepted(CorrectionConfirmed)


def test_only_an_entry_of_this_project_is_corrected() -> None:
    begun().when(correct(entry="project/220122-2026-zzz999@1")).refused("JL44-4.4.0")


def test_just_what_was_proposed_is_confirmed_and_once() -> None:
    begun().when(confirm(), by="wang").refused("JL44-4.4.0")
    proposed = begun().when(correct(), by="clerk-1").then()
    proposed.when(confirm("title"), by="wang").refused("JL44-4.4.0")
    confirmed = proposed.when(confirm(), by="wang").then()
    confirmed.when(confirm(), by="wang").refused("JL44-4.4.0")
    again = confirmed.when(correct("title"), by="clerk-1").then()
    again.when(confirm("title"), by="wang").accepted(CorrectionConfirmed)


# ---------------------------------------------------------------- tips and findings


def test_tips_and_findings_become_part_of_the_record_once() -> None:
    """JL44-4.4.1"""
    tip = RecordTip(key="t1", channel="12345", about="护理员不上门")
    found = RecordFinding(key="f1", about="缺少签到记录", digest=D)
    told = begun().when(tip)
    told.accepted(TipRecorded)
    told.then().when(tip).refused("JL44-4.4.1")
    inspected = begun().when(found, by="inspector-1")
    inspected.accepted(FindingRecorded)
    inspected.then().when(found).refused("JL44-4.4.0")
    begun().when(found, role="auditor").accepted(FindingRecorded)
    begun().when(found, role="clerk").refused("HR-WHO")
    begun().when(tip, role="supplier", uscc=SUPPLIER).refused("HR-WHO")


# ---------------------------------------------------------------- outside systems


def ordered() -> tuple[Scene, str]:
    """A notice was ordered; nobody has shown it yet."""
    waiting = begun().has(notice("n1", "intention", "2026-01-05")[0])
    return waiting, f"{HOME}@2"


def lettered() -> tuple[Scene, str]:
    waiting = begun().has(ReferredToFinance(key="b1", facts="拒绝履行", file=D, on=date(2026, 1, 5)))
    return waiting, f"{HOME}@2"


def test_what_an_outside_system_has_not_done_is_asked_again() -> None:
    """HR-EFFECT: after an hour."""
    waiting, effect = ordered()
    late = waiting.when(ReportDelay(effect=effect, error="超时"), by="adapter")
    late.accepted(EffectDelayed)
    delayed = late.then()
    item = delayed.item(f"effect.{effect}")
    assert (item.does, item.wake) == ("retry", day("2026-01-05T11:00"))
    again = delayed.wake(f"effect.{effect}")
    assert [type(e) for e in events(again)] == [DeadlineTook, EffectOrderedAgain]
    assert project(again.then()).watch.effects[effect].attempt == 2
    assert f"effect.{effect}" not in {i.key for i in again.then().agenda()}


@pytest.mark.parametrize(("attempt", "hours"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (60, 24)])
def test_the_wait_doubles_up_to_a_day(attempt: int, hours: int) -> None:
    assert retry_wait(Period(1, "hour"), Period(24, "hour"), attempt) == timedelta(hours=hours)


def test_what_an_outside_system_refuses_is_a_persons_to_mend() -> None:
    """HR-EFFECT: its own words stand on the agenda, an alarm after a working day; nothing is asked again by itself."""
    waiting, effect = ordered()
    refusal = ReportRefusal(effect=effect, reason="标题与项目名称不一致")
    told = waiting.when(refusal, by="adapter")
    told.accepted(EffectRefused)
    refused = told.then()
    item = refused.item(f"refused.{effect}.1")
    assert "标题与项目名称不一致" in item.title
    assert (item.does, item.who, item.due) == ("alarm", "clerk", day("2026-01-07T00:00"))
    assert f"effect.{effect}" not in {i.key for i in refused.agenda()}
    refused.wake(f"refused.{effect}.1").accepted(DeadlineMissed)
    waiting.when(refusal, role="clerk").refused("HR-WHO")


def test_what_was_mended_is_asked_again_at_once() -> None:
    """HR-EFFECT"""
    waiting, effect = ordered()
    again = AskAgain(effect=effect, reason="网站已改正")
    waiting.when(again).refused("HR-EFFECT")
    refused = waiting.when(ReportRefusal(effect=effect, reason="不符"), by="adapter").then()
    refused.when(again, role="finance").refused("HR-WHO")
    asked = refused.when(again)
    asked.accepted(EffectOrderedAgain)
    now = project(asked.then()).watch.effects[effect]
    assert (now.attempt, now.refused, now.retry_at) == (2, None, None)
    delayed = waiting.when(ReportDelay(effect=effect, error="超时"), by="adapter").then()
    delayed.when(again).accepted(EffectOrderedAgain)


def test_a_letter_is_done_when_somebody_says_so() -> None:
    waiting, effect = lettered()
    done = AcknowledgeEffect(effect=effect, receipt="EMS123")
    for said in (waiting.when(done, by="adapter"), waiting.when(done, role="clerk")):
        said.accepted(EffectAcknowledged)
        assert effect not in project(said.then()).watch.effects


def test_a_notice_is_not_done_by_saying_so() -> None:
    """Its publication is registered: periods count from there."""
    waiting, effect = ordered()
    waiting.when(AcknowledgeEffect(effect=effect, receipt="x"), by="adapter").refused("JL44-4.4.0")


def test_not_everybody_speaks_for_an_outside_system() -> None:
    waiting, effect = lettered()
    done = AcknowledgeEffect(effect=effect, receipt="EMS123")
    waiting.when(done, role="supplier", uscc=SUPPLIER).refused("HR-WHO")
    waiting.when(ReportDelay(effect=effect, error="超时"), role="clerk").refused("HR-WHO")


def test_a_late_or_repeated_word_changes_nothing() -> None:
    waiting, effect = ordered()
    shown = waiting.has(notice("n1", "intention", "2026-01-05")[1])
    assert shown.when(ReportDelay(effect=effect, error="超时"), by="adapter").answer == Accepted()
    nothing = AcknowledgeEffect(effect=f"{HOME}@99", receipt="x")
    assert shown.when(nothing, by="adapter").answer == Accepted()


# ---------------------------------------------------------------- the clock


def test_a_duty_is_reminded_of_then_missed_and_stands_open() -> None:
    """HR-RM-1: three days before; then an alarm; then it stays on the list without a further wake."""
    reminded = prepared().wake("takeover.drill")
    reminded.accepted(DeadlineReminded)
    missed = reminded.then().wake("takeover.drill")
    missed.accepted(DeadlineMissed)
    item = missed.then().item("takeover.drill")
    assert (item.does, item.wake) == ("wait", None)


def test_a_moment_takes_effect_once() -> None:
    scene_ = started()
    wake = scene_.item("takeover.standby.s1").wake
    assert wake is not None
    lapsed = scene_.wake("takeover.standby.s1")
    lapsed.accepted(DeadlineTook, StandbyLapsed)
    again = lapsed.then().when(WakeAgenda(key="takeover.standby.s1", wake=wake), by="clock")
    assert again.answer == Accepted()


def test_the_clock_that_comes_early_does_nothing() -> None:
    scene_ = started()
    wake = scene_.item("takeover.standby.s1").wake
    assert wake is not None
    assert scene_.when(WakeAgenda(key="takeover.standby.s1", wake=wake), by="clock").answer == Accepted()
