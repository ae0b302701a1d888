"""Takeover, the run: decision, interim providers, bridge, care, end.  JL44-4.4.3c, JL44-5.2, HR-TK-02 … HR-TK-13"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import law
from domain.approval.messages import ApprovalGiven
from domain.breach.messages import ContractDissolved, ExitNotified
from domain.funding.messages import PoolCharged
from domain.given import Accepted
from domain.performance.messages import PerformanceStarted
from domain.project import Project
from domain.register.messages import BarEntered
from domain.supervision.messages import DeadlineMissed, WarningNoted
from domain.takeover.asking.messages import (
    AnswerStandby,
    StandbyAccepted,
    StandbyAsked,
    StandbyDeclined,
    StandbyLapsed,
    StandbysExhausted,
    TakeoverDecided,
)
from domain.takeover.bridge.messages import (
    CoverageRecorded,
    ExtendInterim,
    InterimExtended,
    RecipientsCovered,
    StandbyEngaged,
)
from domain.takeover.care.messages import (
    HandoverRecorded,
    HearSupplier,
    InterimReported,
    NotifyRecipients,
    RecipientsNotified,
    RecordHandover,
    ReportInterim,
    Said,
    SupplierHeard,
)
from domain.takeover.ending.messages import EndTakeover, TakeoverClosed, TakeoverEnded
from domain.takeover.money.messages import SettleBridge
from domain.takeover.state import Takeover
from domain.takeover.trigger.messages import TakeoverOpened
from tests.domain.bridging import (
    EVERYONE,
    RUN,
    STOPPED,
    TAKEOVER,
    accepted,
    answer,
    cover,
    covered,
    decide,
    engage,
    engaged,
    standby,
    started,
    takeover_plan,
    township,
    triggered,
)
from tests.domain.running import POOL, signed
from tests.domain.running import plan as project_plan
from tests.domain.scene import HOME, PROJECT, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day

PARTS = ("files", "schedule", "keys", "devices", "consent_forms", "care_plans", "complaints", "money")


def run(scene: Scene) -> Takeover:
    state = scene.states[RUN]
    assert isinstance(state, Takeover)
    return state


def events(scene: Scene) -> list[Any]:
    assert isinstance(scene.answer, Accepted), scene.answer
    return [event for _, event in scene.answer.events]


def keys(scene: Scene) -> set[str]:
    return {item.key for item in scene.agenda()}


# ---------------------------------------------------------------- the decision


def test_the_first_provider_is_asked_at_once() -> None:
    scene = triggered().on("2026-07-06T15:00").when(decide(), by="duty-1")
    _, asked = events(scene)
    assert isinstance(asked, StandbyAsked)
    assert (asked.standby, asked.answer_by) == ("s1", day("2026-07-06T19:00"))  # HR-TK-09: four hours


def test_a_plan_may_give_a_provider_its_own_hours() -> None:
    plan = takeover_plan(standbys=(standby("s1", answer_hours=2),))
    _, asked = events(triggered(plan).on("2026-07-06T15:00").when(decide(), by="duty-1"))
    assert asked.answer_by == day("2026-07-06T17:00")


def test_someone_of_the_roster_or_a_head_decides() -> None:
    scene = triggered().on("2026-07-06T15:00")
    scene.when(decide(), by="duty-1", role="duty_officer").accepted(TakeoverDecided)
    scene.when(decide(), by="anyone", role="head").accepted(TakeoverDecided)
    scene.when(decide(), by="duty-9", role="duty_officer").refused("JL44-4.4.3b")
    scene.when(decide(), by="duty-1", role="clerk").refused("HR-WHO")


def test_the_decision_is_served_on_the_old_supplier_with_a_copy_to_finance() -> None:
    """HR-TK-12, HR-TK-08: reason, provider, period, recipients; what the supplier goes on owing; it suspends nothing."""
    scene = started()
    decided = run(scene).decided
    assert decided is not None
    parts = {
        "reason": decided.reasons,
        "interim_provider": decided.providers,
        "period": decided.within,
        "recipients_covered": decided.recipients,
    }
    assert all(
        parts[part] for part in law.load().rulebook("220122", scene.at.date()).kinds("HR-TK-12", "decision_parts")
    )
    (letter,) = [e for e in run(scene).watch.effects.values() if e.kind == "letter"]
    assert (letter.body["to"], letter.body["copies"]) == (SUPPLIER, ["同级财政部门"])
    assert {"10个工作日内提交最终结算", "配合交接30日"} <= set(decided.duties)
    assert all(said in letter.body["text"] for said in (*decided.duties, *decided.providers, decided.reasons, "90日"))


def test_a_decision_not_to_start_is_served_on_nobody() -> None:
    """HR-TK-12"""
    scene = triggered().on("2026-07-06T15:00").when(decide(start=False), by="duty-1").then()
    assert not run(scene).watch.effects


def test_a_start_without_the_legal_advisers_opinion_is_noted() -> None:
    """HR-TK-12: care doesn't wait for it."""
    bare = decide().model_copy(update={"opinion": None})
    triggered().on("2026-07-06T15:00").when(bare, by="duty-1").warned("HR-TK-12")
    aside = decide(start=False).model_copy(update={"opinion": None})
    scene = triggered().on("2026-07-06T15:00").when(aside, by="duty-1")
    assert [type(event) for event in events(scene)] == [TakeoverDecided]


def test_it_is_decided_once() -> None:
    started().when(decide(), by="wang").refused("JL44-4.4.3c")


def test_who_raised_the_alarm_may_decide_but_it_is_noted() -> None:
    scene = triggered(triggered_by="duty-1").on("2026-07-06T15:00")
    scene.when(decide(), by="duty-1").warned("HR-TK-12")


@pytest.mark.parametrize(("ground", "due"), [("T1", "2026-07-07T14:00"), ("T5", "2026-07-10T00:00")])
def test_danger_is_decided_in_hours_the_rest_in_working_days(ground: str, due: str) -> None:
    """HR-TK-02: 24 hours for the urgent triggers T1, T2, T4, T8 (HR-TK-01), else three working days."""
    item = triggered(ground=ground).item("takeover.decide")
    assert (item.due, item.who) == (day(due), "duty_officer")


def test_the_decision_that_is_late_raises_an_alarm() -> None:
    missed = triggered().wake("takeover.decide")
    missed.accepted(DeadlineMissed)
    assert missed.then().item("takeover.decide").does == "wait"


def test_a_takeover_that_is_not_started_asks_nobody_and_is_closed() -> None:
    scene = triggered().on("2026-07-06T15:00").when(decide(start=False), by="duty-1")
    scene.accepted(TakeoverDecided)
    assert len(events(scene)) == 1
    scene = scene.then()
    assert run(scene).status == "not_started"
    assert {"takeover.close", "takeover.cover.A"} <= keys(scene)  # nobody serves them: it stays on the list
    scene.when(answer("s1")).refused("JL44-4.4.3c")
    scene.when(end("returned"), by="wang").accepted(TakeoverEnded, TakeoverClosed)


# ---------------------------------------------------------------- one provider after another


def test_silence_lapses_and_the_next_is_asked() -> None:
    scene = started().wake("takeover.standby.s1")
    scene.accepted(StandbyLapsed, StandbyAsked)
    assert events(scene)[-1].standby == "s2"
    scene = scene.then().wake("takeover.standby.s2")
    scene.accepted(StandbyLapsed, StandbysExhausted)
    assert run(scene.then()).status == "stranded"


def test_a_refusal_asks_the_next_at_once() -> None:
    scene = started().on("2026-07-06T16:00").when(answer("s1", accepts=False))
    scene.accepted(StandbyDeclined, StandbyAsked)
    scene = scene.then().when(answer("s2", accepts=False))
    scene.accepted(StandbyDeclined, StandbysExhausted)


def test_when_all_were_asked_in_vain_county_and_government_must_act() -> None:
    """HR-TK-13"""
    scene = started()
    for key in ("s1", "s2"):
        scene = scene.on("2026-07-06T16:00").when(answer(key, accepts=False)).then()
    assert {"takeover.stranded.county", "takeover.stranded.government", "takeover.cover.A"} <= keys(scene)
    assert scene.item("takeover.stranded.county").due == day("2026-07-07T16:00")
    scene.wake("takeover.stranded.government").accepted(DeadlineMissed)


def test_an_acceptance_ends_the_asking() -> None:
    scene = accepted()
    assert run(scene).waiting == ()
    assert "takeover.engage.s1" in keys(scene)
    assert "takeover.standby.s1" not in keys(scene)


def test_too_little_capacity_asks_the_next_in_parallel() -> None:
    scene = started().on("2026-07-06T16:00").when(answer("s1", can_serve={"A": 10, "B": 5}))
    scene.accepted(StandbyAccepted, StandbyAsked)
    scene = scene.then()
    assert {"takeover.engage.s1", "takeover.standby.s2"} <= keys(scene)
    scene = scene.when(answer("s2", can_serve={"B": 15, "C": 30}))
    assert [type(e) for e in events(scene)] == [StandbyAccepted]
    assert not run(scene.then()).short


def test_a_late_yes_is_too_late_once_another_took_over() -> None:
    scene = started().wake("takeover.standby.s1").then().when(answer("s2")).then()
    refusal = scene.when(answer("s1")).refused("HR-TK-09")
    assert "s2" in refusal.findings[0].reason


def test_a_late_yes_is_taken_while_nobody_else_said_yes() -> None:
    scene = started().wake("takeover.standby.s1").then()
    scene.when(answer("s1")).accepted(StandbyAccepted)
    stranded = scene.when(answer("s2", accepts=False)).then()
    back = stranded.when(answer("s1")).then()
    assert run(back).status == "bridging"
    assert "takeover.stranded.county" not in keys(back)


def test_who_was_not_asked_has_nothing_to_answer() -> None:
    started().when(answer("s2")).refused("HR-TK-09")
    started().when(answer("s2", accepts=False)).refused("HR-TK-09")
    started().when(answer("nobody")).refused("JL44-4.4.3b")
    triggered().when(answer("s1")).refused("JL44-4.4.3c")


def test_a_second_answer_is_refused_but_a_yes_can_be_taken_back_before_it_is_engaged() -> None:
    accepted().when(answer("s1")).refused("HR-TK-09")
    withdrawn = accepted().when(answer("s1", accepts=False))
    withdrawn.accepted(StandbyDeclined, StandbyAsked)
    engaged().when(answer("s1", accepts=False)).refused("HR-TK-09")


def test_a_provider_answers_for_itself_only() -> None:
    scene = started()
    scene.when(answer("s1"), role="supplier", uscc=SUPPLIER_2).accepted(StandbyAccepted)
    scene.when(answer("s1"), role="supplier", uscc=SUPPLIER_3).refused("HR-WHO")
    scene.when(answer("s1"), role="duty_officer").accepted(StandbyAccepted)


def test_nobody_serves_fewer_than_none() -> None:
    started().when(answer("s1", can_serve={"A": -1})).refused("HR-TK-09")


def test_the_supplier_is_heard_at_any_time_and_suspends_nothing() -> None:
    heard = HearSupplier(statement="人员不足", digest=D)
    for scene in (triggered(), started(), covered()):
        scene.when(heard, role="supplier", uscc=SUPPLIER).accepted(SupplierHeard)
        assert keys(scene) == keys(scene.when(heard, role="clerk").then())
    triggered().when(heard, role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")


# ---------------------------------------------------------------- engage


def test_who_accepted_is_engaged_and_the_pool_is_charged() -> None:
    scene = accepted().on("2026-07-06T17:00").when(engage(days=90), by="duty-1")
    done, charged = events(scene)
    assert (done.ends_on, done.route) == (date(2026, 10, 4), "framework")
    expected = PoolCharged(
        project=PROJECT, takeover=TAKEOVER, source="relief_subsidy", amount_yuan=Decimal(30000), departed=False
    )
    assert charged == expected
    assert scene.answer is not None
    assert scene.answer.events[1][0] == f"pool/{POOL}"  # type: ignore[union-attr]


def test_the_ceiling_never_blocks_the_bridge_it_records_a_departure() -> None:
    """JL44-5.2: two per cent of 26,750,000 is 535,000; 505,000 are the project's."""
    from domain.funding.messages import AllocationRecorded

    back = AllocationRecorded(
        level="provincial",
        kind="withdrawn",
        amount_yuan=Decimal("73250000"),
        document_number="吉财社指〔2026〕9号",
        received_on=date(2026, 6, 1),
    )
    full = accepted().has(back, stream=f"pool/{POOL}")
    engaged_ = full.when(engage(amount_yuan=Decimal(30000)), by="duty-1")
    assert [e.departed for e in events(engaged_) if isinstance(e, PoolCharged)] == [False]
    over = full.when(engage(amount_yuan=Decimal("30000.01")), by="duty-1")
    over.warned("JL44-5.2")
    assert [e.departed for e in events(over) if isinstance(e, PoolCharged)] == [True]


def test_money_from_elsewhere_knows_no_ceiling() -> None:
    other = project_plan().funding[0].model_copy(update={"source": "other"})
    scene = accepted()
    project = scene.states[HOME]
    assert isinstance(project, Project)
    from dataclasses import replace

    planning = replace(project.planning, plan=project.plan.model_copy(update={"funding": (other,)}))
    from domain.funding.state import Pool

    scene.states[HOME] = replace(project, planning=planning)
    scene.states[f"pool/{POOL}"] = Pool()
    answered = scene.when(engage(), by="duty-1")
    assert not [e for e in events(answered) if isinstance(e, WarningNoted)]


def test_own_performance_charges_nothing() -> None:
    plan = takeover_plan(standbys=(township(),))
    scene = accepted(plan).when(engage("own", amount_yuan=Decimal(0)), by="duty-1")
    assert [type(e) for e in events(scene)] == [StandbyEngaged]
    accepted(plan).when(engage("own", amount_yuan=Decimal(1)), by="duty-1").refused("JL44-4.4.3b")


def test_only_who_accepted_is_engaged_and_once() -> None:
    started().when(engage(), by="duty-1").refused("JL44-4.4.3c")
    accepted().when(engage("s2"), by="duty-1").refused("JL44-4.4.3c")
    engaged().when(engage(), by="duty-1").refused("JL44-4.4.3c")


@pytest.mark.parametrize(("days", "clause"), [(90, None), (91, "HR-TK-05")])
def test_an_interim_lasts_ninety_days_at_most(days: int, clause: str | None) -> None:
    plan = takeover_plan(standbys=(standby("s1", days_of_cover=200),))
    scene = accepted(plan).when(engage(days=days), by="duty-1")
    scene.refused(clause) if clause else scene.accepted(StandbyEngaged)


def test_an_interim_lasts_no_longer_than_the_plan_has_cover_for() -> None:
    plan = takeover_plan(standbys=(standby("s1", days_of_cover=45),))
    accepted(plan).when(engage(days=45), by="duty-1").accepted(StandbyEngaged)
    accepted(plan).when(engage(days=46), by="duty-1").refused("JL44-4.4.3b")


def test_no_more_is_paid_than_the_plan_has_money_for() -> None:
    accepted().when(engage(amount_yuan=Decimal(90000)), by="duty-1").accepted(StandbyEngaged)
    accepted().when(engage(amount_yuan=Decimal("90000.01")), by="duty-1").refused("JL44-4.4.3b")


def test_approvals_that_the_plan_names_are_on_record_first() -> None:
    plan = takeover_plan(standbys=(standby("s1", approvals=("finance_method_approval",)),))
    scene = accepted(plan)
    scene.when(engage(), by="duty-1").refused("JL44-4.4.3b")
    agreed = ApprovalGiven(
        kind="finance_method_approval", agrees=True, opinion="同意", by="li", role="outside", on=date(2026, 7, 6)
    )
    approved = scene.has(agreed, stream=HOME)
    approved.when(engage(), by="duty-1").accepted(StandbyEngaged)
    approved.when(engage(amount_yuan=Decimal(95000)), by="duty-1").accepted(StandbyEngaged)


def test_the_route_binds_when_it_is_used() -> None:
    plan = takeover_plan(standbys=(standby("s1", route="below_limit", amount_yuan=Decimal(400000)),))
    accepted(plan).when(engage(amount_yuan=Decimal(300000)), by="duty-1").refused("R-M04")
    accepted(plan).when(engage(amount_yuan=Decimal("299999.99")), by="duty-1").accepted(StandbyEngaged)


def test_it_begins_when_the_service_stopped_at_the_earliest() -> None:
    accepted().when(engage(starts_on=date(2026, 7, 6)), by="duty-1").accepted(StandbyEngaged)
    accepted().when(engage(starts_on=date(2026, 7, 5)), by="duty-1").refused("JL44-4.4.3c")


def test_a_provider_barred_meanwhile_is_not_engaged() -> None:
    bar = BarEntered(
        authority="省财政厅",
        document_number="吉财罚〔2026〕2号",
        scope="政府采购",
        from_on=date(2026, 7, 1),
        until_on=date(2027, 6, 30),
        scan=D,
    )
    accepted().has(bar, stream=f"supplier/{SUPPLIER_2}").when(engage(), by="duty-1").refused("JL44-4.4.4b")


def test_who_accepted_is_to_be_engaged_within_a_day() -> None:
    """HR-TK-09: from the end of the answer's time on."""
    assert accepted().item("takeover.engage.s1").due == day("2026-07-07T19:00")
    assert "takeover.engage.s1" not in keys(engaged())


# ---------------------------------------------------------------- coverage


@pytest.mark.parametrize(
    ("grade", "due"), [("A", "2026-07-08T08:00"), ("B", "2026-07-09T08:00"), ("C", "2026-07-13T08:00")]
)
def test_each_grade_has_its_limit_from_the_stop_of_service(grade: str, due: str) -> None:
    """HR-TK-03: 48, 72, 168 hours."""
    item = triggered().item(f"takeover.cover.{grade}")
    assert (item.due, item.who, item.rule) == (day(due), "duty_officer", "HR-TK-03")


def test_grades_fill_one_by_one_and_the_hours_each_waited_are_kept() -> None:
    scene = engaged().on("2026-07-08T12:00")
    for grade, count, at in (
        ("A", 10, "2026-07-07T09:01"),
        ("B", 20, "2026-07-07T18:00"),
        ("C", 29, "2026-07-08T09:00"),
    ):
        scene = scene.when(cover(grade, count, day(at))).then()  # type: ignore[arg-type]
        assert (f"takeover.cover.{grade}" in keys(scene)) is (count == 29)
    last = scene.when(cover("C", 30, day("2026-07-08T12:00")))
    done = last.accepted(CoverageRecorded, RecipientsCovered).events[1][1]
    assert isinstance(done, RecipientsCovered)
    assert done.hours == {"A": 26, "B": 34, "C": 52}  # begun hours count
    assert run(last.then()).status == "interim"
    assert not {k for k in keys(last.then()) if k.startswith("takeover.cover")}


def test_coverage_is_within_capacity_and_within_those_who_need_it() -> None:
    small = takeover_plan(standbys=(standby("s1", capacity={"A": 5}), standby("s2", uscc=SUPPLIER_3)))
    scene = engaged(small).on("2026-07-08T12:00")
    scene.when(cover("A", 5, scene.at)).accepted(CoverageRecorded)
    scene.when(cover("A", 6, scene.at)).refused("JL44-4.4.3b")
    few = engaged(without_provider={"A": 4}).on("2026-07-08T12:00")
    few.when(cover("A", 4, few.at)).accepted(RecipientsCovered)
    few.when(cover("A", 5, few.at)).refused("JL44-4.4.3c")
    few.when(cover("B", 1, few.at)).refused("JL44-4.4.3c")


def test_two_providers_together_cover_no_more_than_all() -> None:
    scene = started().on("2026-07-06T16:00").when(answer("s1", can_serve={"A": 6, "B": 20, "C": 30})).then()
    scene = scene.when(answer("s2")).then()
    for key in ("s1", "s2"):
        scene = scene.when(engage(key), by="duty-1").then()
    scene = scene.on("2026-07-07T12:00").when(cover("A", 6, day("2026-07-07T09:00"))).then()
    scene.when(cover("A", 5, scene.at, key="s2")).refused("JL44-4.4.3c")
    assert run(scene.when(cover("A", 4, scene.at, key="s2")).then()).uncovered == {"B": 20, "C": 30}


def test_coverage_lies_between_the_stop_and_now_and_in_order() -> None:
    scene = engaged().on("2026-07-08T12:00")
    scene.when(cover("A", 1, STOPPED)).accepted(CoverageRecorded)
    scene.when(cover("A", 1, STOPPED - timedelta(minutes=1))).refused("JL44-4.4.3c")
    scene.when(cover("A", 1, scene.at + timedelta(minutes=1))).refused("JL44-4.4.3c")
    later = scene.when(cover("A", 5, day("2026-07-07T12:00"))).then()
    later.when(cover("A", 6, day("2026-07-07T11:00"))).refused("JL44-4.4.3c")


def test_only_the_engaged_record_coverage_and_each_its_own() -> None:
    accepted().when(cover("A", 1, STOPPED)).refused("JL44-4.4.3c")
    scene = engaged()
    scene.when(cover("A", 1, STOPPED), role="supplier", uscc=SUPPLIER_2).accepted(CoverageRecorded)
    scene.when(cover("A", 1, STOPPED), role="supplier", uscc=SUPPLIER_3).refused("HR-WHO")


def test_coverage_that_is_lost_again_opens_the_gap_again() -> None:
    """The next provider is asked, and the grade has its limit anew from the moment it was lost."""
    scene = covered().on("2026-08-03T09:00").when(cover("A", 4, day("2026-08-03T08:00")))
    scene.accepted(CoverageRecorded, StandbyAsked)
    scene = scene.then()
    assert run(scene).status == "bridging"
    assert run(scene).uncovered == {"A": 6}
    assert scene.item("takeover.cover.A").due == day("2026-08-05T08:00")
    back = scene.on("2026-08-04T09:00").when(cover("A", 10, day("2026-08-04T08:30")))
    done = back.accepted(RecipientsCovered).events[1][1]
    assert isinstance(done, RecipientsCovered)
    assert done.hours["A"] == 25


def test_a_loss_with_nobody_left_to_ask_strands() -> None:
    only = takeover_plan(standbys=(standby("s1"),))
    scene = covered(only).on("2026-08-03T09:00").when(cover("A", 4, day("2026-08-03T08:00")))
    scene.accepted(CoverageRecorded, StandbysExhausted)
    assert run(scene.then()).status == "stranded"


# ---------------------------------------------------------------- care


EVERYTHING: tuple[Said, ...] = ("keeps_service", "no_extra_cost", "complaints_line", "choose_again")


def tell(told: int, says: tuple[Said, ...] = EVERYTHING) -> NotifyRecipients:
    return NotifyRecipients(told=told, channel="上门", text=D, says=says)


def test_recipients_are_told_that_service_goes_on_at_no_cost_and_whom_to_call() -> None:
    """HR-TK-07: noted, and nothing waits for it; a new choice belongs to it only where a framework gives one."""
    triggered().when(tell(1, says=("keeps_service", "no_extra_cost", "choose_again"))).warned("HR-TK-07")
    triggered().when(tell(1, says=EVERYTHING[:3])).warned("HR-TK-07")
    own = triggered(takeover_plan(standbys=(township(),))).when(tell(1, says=EVERYTHING[:3]))
    assert [type(event) for event in events(own)] == [RecipientsNotified]


def test_recipients_are_told_within_two_days() -> None:
    """HR-TK-07"""
    scene = triggered()
    assert scene.item("takeover.tell").due == day("2026-07-08T14:00")
    scene = scene.when(tell(40)).then()
    assert "takeover.tell" in keys(scene)
    scene.when(tell(21)).refused("HR-TK-07")
    scene = scene.when(tell(20)).then()
    assert "takeover.tell" not in keys(scene)
    triggered().when(tell(60)).accepted(RecipientsNotified)


def hand(item: str, refused: bool = False) -> RecordHandover:
    return RecordHandover(item=item, receipt=D, refused=refused)


def test_the_handover_is_item_by_item_within_five_working_days() -> None:
    """HR-TK-04: from the first day of the bridge, 7 July."""
    scene = engaged()
    assert scene.item("takeover.handover").due == day("2026-07-15T00:00")
    assert scene.item("takeover.data").due == day("2026-07-15T00:00")
    for item in PARTS:
        scene = scene.when(hand(item)).then()
    assert "takeover.handover" not in keys(scene)
    assert "takeover.data" in keys(scene)
    assert "takeover.data" not in keys(scene.when(hand("data_certificate")).then())


def test_what_the_old_supplier_refuses_to_hand_over_stays_open() -> None:
    scene = engaged().when(hand("keys", refused=True))
    scene.accepted(HandoverRecorded)
    scene = scene.then().when(hand("keys")).then()
    scene.when(hand("keys")).refused("HR-TK-04")
    scene.when(hand("furniture")).refused("HR-TK-04")
    triggered().when(hand("keys")).refused("JL44-4.4.3c")


def week(number: int, **served: int) -> ReportInterim:
    return ReportInterim(week=number, served=served or EVERYONE, digest=D)


def test_every_week_is_reported() -> None:
    """HR-TK-05: the first is due when the day after the first week is over."""
    scene = covered()
    assert scene.item("takeover.report.1").due == day("2026-07-15T00:00")
    assert "takeover.report.2" not in keys(scene)
    missed = scene.wake("takeover.report.1").then()
    while missed.item("takeover.report.1").wake is not None:
        missed = missed.wake("takeover.report.1").then()
    assert "takeover.report.2" in keys(missed)  # a week that was missed hides none of the next
    reported = scene.on("2026-07-14").when(week(1), role="clerk").then()
    assert "takeover.report.1" not in keys(reported)


def test_a_week_is_reported_once_when_it_has_begun_by_who_serves() -> None:
    scene = covered().on("2026-07-14")
    scene.when(week(2), role="clerk").accepted(InterimReported)
    scene.when(week(3), role="clerk").refused("HR-TK-05")
    scene.when(week(1), role="clerk").then().when(week(1), role="clerk").refused("HR-TK-05")
    scene.when(week(1, A=11), role="clerk").refused("HR-TK-05")
    scene.when(week(1), role="supplier", uscc=SUPPLIER_2).accepted(InterimReported)
    scene.when(week(1), role="supplier", uscc=SUPPLIER).refused("HR-WHO")
    accepted().when(week(1), role="clerk").refused("HR-TK-05")


# ---------------------------------------------------------------- the interim's end


def extend(days: int = 90, amount: str = "30000") -> ExtendInterim:
    return ExtendInterim(
        days=days, body="农安县人民政府", document_number="农政函〔2026〕8号", scan=D, amount_yuan=Decimal(amount)
    )


def test_the_interims_end_is_seen_thirty_days_before() -> None:
    plan = takeover_plan(standbys=(standby("s1"),))
    scene = accepted(plan).when(engage(days=90), by="duty-1").then()
    assert scene.item("takeover.onward").due == day("2026-09-05T00:00")
    assert scene.item("takeover.interim").due == day("2026-10-05T00:00")


def test_a_limit_ends_an_authority_never_the_care() -> None:
    scene = covered()
    while scene.item("takeover.interim").wake is not None:
        scene = scene.wake("takeover.interim").then()
    assert "takeover.interim" in run(scene).watch.missed
    assert run(scene).status == "interim"
    assert run(scene).uncovered == {}
    assert scene.item("takeover.interim").does == "wait"


def test_it_is_extended_once_by_ninety_days_at_most_and_charged() -> None:
    """HR-TK-05: with the same-level government's decision."""
    scene = covered().on("2026-08-01")
    longer = scene.when(extend())
    done, charged = events(longer)
    assert isinstance(done, InterimExtended)
    assert done.ends_on == date(2026, 8, 5) + timedelta(days=90)
    assert isinstance(charged, PoolCharged)
    assert (charged.takeover, charged.amount_yuan) == (TAKEOVER, Decimal(30000))
    scene.when(extend(days=91)).refused("HR-TK-05")
    longer.then().when(extend()).refused("HR-TK-05")
    accepted().when(extend()).refused("HR-TK-05")


def test_an_extension_keeps_to_the_route_with_all_that_was_paid() -> None:
    plan = takeover_plan(standbys=(standby("s1", route="below_limit", amount_yuan=Decimal(90000)),))
    scene = covered(plan)
    scene.when(extend(amount="209999.99")).accepted(InterimExtended)
    scene.when(extend(amount="210000")).refused("R-M04")


def test_a_late_extension_is_noted() -> None:
    covered().on("2026-08-05").when(extend()).accepted(InterimExtended)
    covered().on("2026-08-06").when(extend()).warned("HR-TK-05")


def test_an_extension_over_the_turn_of_the_year_is_the_next_years_money() -> None:
    plan = takeover_plan(standbys=(standby("s1"),))
    december = accepted(plan).when(engage(starts_on=date(2026, 12, 2), days=30), by="duty-1").then()
    charged = december.on("2026-12-20").when(extend()).accepted(InterimExtended, PoolCharged)
    assert charged.events[-1][0] == f"pool/{POOL.removesuffix('2026')}2027"


# ---------------------------------------------------------------- the end


def end(outcome: Any, **changes: Any) -> EndTakeover:
    return EndTakeover(outcome=outcome, reasons="承接主体已恢复服务", confirmation=D, **changes)


def handed_over(scene: Scene) -> Scene:
    for item in (*PARTS, "data_certificate", "final_account"):
        scene = scene.when(hand(item)).then()
    used = SettleBridge(standby="s1", used_yuan=run(scene).engaged["s1"].amount_yuan, statement=D)
    return scene.when(used, by="li", role="clerk").then()


def test_the_service_is_handed_back_when_all_are_served() -> None:
    scene = handed_over(covered()).on("2026-07-20").when(end("returned"), by="wang")
    assert [type(e) for e in events(scene)] == [TakeoverEnded, TakeoverClosed]
    after = scene.then()
    assert run(after).status == "ended"
    assert after.agenda() == ()
    project = after.states[HOME]
    assert isinstance(project, Project)
    assert project.takeover.active is None
    engaged().when(end("returned"), by="wang").refused("JL44-4.4.3c")


def test_an_open_handover_is_noted_at_the_end() -> None:
    covered().when(end("returned"), by="wang").warned("HR-TK-04")


def test_nothing_is_returned_to_a_supplier_whose_contract_ended() -> None:
    gone = ContractDissolved(
        key="b1", ground="refusal", notice=D, notified_on=date(2026, 7, 8), effective_on=date(2026, 7, 20)
    )
    scene = covered().has(gone, stream=HOME)
    scene.on("2026-07-19").when(end("returned"), by="wang").accepted(TakeoverEnded)
    scene.on("2026-07-20").when(end("returned"), by="wang").refused("EX-04")
    left = ExitNotified(reason="转型", notice=D, leaves_on=date(2026, 7, 15), on=date(2026, 7, 7))
    covered().has(left, stream=HOME).on("2026-07-15").when(end("returned"), by="wang").refused("JL44-4.4.3a")


OTHER = f"{PROJECT[:-6]}xyz789"


def replacement(*, replaces: str | None = PROJECT, serves: bool = True) -> dict[str, Any]:
    """The state of the purchase that replaces the failed one."""
    other = signed(the_plan=project_plan(replaces=replaces))
    if serves:
        other = other.has(PerformanceStarted(on=date(2026, 9, 1)))
    return {f"project/{OTHER}": other.states[HOME]}


def with_other(scene: Scene, **changes: Any) -> Scene:
    return Scene(
        home=scene.home, at=scene.at, states={**scene.states, **replacement(**changes)}, versions=scene.versions
    )


def test_a_new_purchase_takes_over_when_it_serves() -> None:
    replaced = end("replaced", replacement=OTHER)
    closed = with_other(covered()).when(replaced, by="wang").accepted(TakeoverEnded, TakeoverClosed).events[-1]
    assert closed[0] == HOME
    with_other(covered(), serves=False).when(replaced, by="wang").refused("JL44-4.4.3c")
    with_other(covered(), replaces=None).when(replaced, by="wang").refused("JL44-4.4.3c")
    covered().when(replaced, by="wang").refused("JL44-4.4.3c")
    covered().when(end("replaced"), by="wang").refused("JL44-4.4.3c")
    covered().when(end("returned", replacement=OTHER), by="wang").refused("JL44-4.4.3c")


def test_a_new_purchase_takes_over_even_those_who_were_never_covered() -> None:
    with_other(engaged()).when(end("replaced", replacement=OTHER), by="wang").accepted(TakeoverEnded)


def test_it_ends_without_a_provider_only_for_those_who_no_longer_need_one() -> None:
    engaged().when(end("terminated"), by="wang").warned("JL44-4.4.3c")
    quiet = handed_over(covered()).when(end("terminated"), by="wang")
    assert [type(e) for e in events(quiet)] == [TakeoverEnded, TakeoverClosed]


def test_it_ends_after_a_decision_and_once() -> None:
    triggered().when(end("returned"), by="wang").refused("JL44-4.4.3c")
    ended = covered().when(end("returned"), by="wang").then()
    for command in (
        end("returned"),
        tell(1),
        cover("A", 1, STOPPED),
        engage(),
        decide(),
        hand("keys"),
        week(1),
        extend(),
    ):
        role: Any = "clerk" if isinstance(command, ReportInterim) else None
        ended.when(command, by="wang", role=role).refused("JL44-4.4.3c")


def test_what_was_never_opened_takes_no_step() -> None:
    nothing = covered().in_stream(f"takeover/{PROJECT}-T9")
    nothing.when(decide(), by="wang").refused("JL44-4.4.3c")
    nothing.when(HearSupplier(statement="说明", digest=D)).refused("JL44-4.4.3c")
    assert nothing.agenda() == ()


def test_a_short_plan_bridges_work_that_serves_nobody_directly() -> None:
    short = takeover_plan(form="short", steps=(), recipients={}, standbys=(township(),))
    scene = started(short, without_provider={}, ground="T2").on("2026-07-06T16:00")
    assert "takeover.tell" not in keys(scene)
    scene = scene.when(answer("own")).then()
    scene = scene.when(engage("own", amount_yuan=Decimal(0)), by="duty-1").then()
    scene.when(end("returned"), by="wang").accepted(TakeoverEnded)


def test_the_run_needs_its_opening_alone() -> None:
    """What the run rests on stands in its first event: the plan as it was in force, the supplier, the pool."""
    opened = run(triggered()).opened
    assert isinstance(opened, TakeoverOpened)
    assert opened.plan == takeover_plan()
    assert isinstance(answer("s1"), AnswerStandby)
    assert isinstance(opened.opened_at, datetime)
