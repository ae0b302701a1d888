"""Takeover, in the project: the plan, its approval, its drill, the trigger.  JL44-4.4.3b, JL44-4.4.3c, AD-08, AD-09, AD-14"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import PreparationRecorded
from domain.contract.messages import OpenRunningContract, RunningContractOpened
from domain.given import Accepted
from domain.performance.messages import PerformanceStarted, StartPerformance
from domain.planning.messages import PlanItem
from domain.register.messages import BarEntered, PersonRegistered, RoleGranted
from domain.takeover.ending.messages import TakeoverClosed
from domain.takeover.plan.messages import (
    ApproveTakeoverPlan,
    MakeTakeoverPlan,
    Standby,
    TakeoverPlan,
    TakeoverPlanApproved,
    TakeoverPlanMade,
)
from domain.takeover.trigger.messages import TakeoverOpened, TakeoverTriggered, TriggerTakeover
from tests.domain.bridging import EVERYONE, STOPPED, TAKEOVER, prepared, standby, takeover_plan, township
from tests.domain.running import awarded, performing, signed, terms
from tests.domain.running import plan as project_plan
from tests.domain.scene import DIVISION, HOME, PROJECT, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene

ADMINISTRATIVE = PlanItem(code="A.7", description="政策宣传", quantity=Decimal(12), unit="次", quality="按方案")
SERVICE = PlanItem(code="A.10", description="照料护理", quantity=Decimal(1200), unit="人次", quality="按标准")


def came_in_running() -> Scene:
    """Half-way through its term, which began on 1 March."""
    opened = OpenRunningContract(
        plan=project_plan(),
        terms=terms(),
        signed_on=date(2026, 2, 24),
        paid_yuan=Decimal(180000),
        accepted_periods=("q1",),
        evidence=D,
    )
    return scene().on("2026-07-01").when(opened, by="li").accepted_then(RunningContractOpened)


def on_duty(scene: Scene, *people: str) -> Scene:
    for person in people:
        scene = scene.has(
            PersonRegistered(person=person, name=person, organisation="民政局"),
            RoleGranted(role="duty_officer", division=DIVISION, from_on=date(2026, 1, 1), document="值班表"),
            stream=f"person/{person}",
        )
    return scene


def make(plan: TakeoverPlan | None = None, *, items: tuple[PlanItem, ...] = (SERVICE,), **of_project: Any) -> Scene:
    changes = {"items": items, **of_project}
    ready = on_duty(awarded(project_plan(**changes)), "duty-1", "wang")
    return ready.when(MakeTakeoverPlan(plan=plan or takeover_plan()), by="li")


def with_first(**changes: Any) -> TakeoverPlan:
    return takeover_plan(standbys=(standby("s1", **changes), standby("s2", uscc=SUPPLIER_3)))


def warnings(scene: Scene) -> list[str]:
    assert isinstance(scene.answer, Accepted), scene.answer
    return [clause for _, e in scene.answer.events if (clause := getattr(e, "clause", None))]


# ---------------------------------------------------------------- the plan


def test_a_full_plan_with_all_its_parts_is_made_without_a_warning() -> None:
    made = make()
    made.accepted(TakeoverPlanMade)
    assert warnings(made) == []


def test_a_plan_can_be_made_again_before_and_during_performance() -> None:
    prepared().when(MakeTakeoverPlan(plan=takeover_plan()), by="li").accepted(TakeoverPlanMade)


def test_only_a_clerk_makes_it() -> None:
    awarded().when(MakeTakeoverPlan(plan=takeover_plan()), role="head").refused("HR-WHO")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": ()}, "steps"),
        ({"recipients": {}}, "recipients_covered"),
        ({"standbys": (standby("s1", days_of_cover=0),)}, "days_of_cover"),
    ],
)
def test_a_full_plan_without_one_of_its_parts_is_refused(change: dict[str, Any], field: str) -> None:
    answer = make(takeover_plan(**change)).refused("JL44-4.4.3b")
    assert field in [f.field for f in answer.findings]


def test_a_full_plan_defines_the_data_that_is_handed_over() -> None:
    """EX-13: the new provider gets data from the buyer."""
    make(takeover_plan(data_package=None)).refused("EX-13")


def test_a_short_plan_is_for_administrative_items_only() -> None:
    short = takeover_plan(form="short", steps=(), recipients={}, data_package=None, standbys=(township(),))
    make(short, items=(ADMINISTRATIVE,), recipients={}).accepted(TakeoverPlanMade)
    make(short).refused("JL44-4.4.3b")
    make(short, items=(ADMINISTRATIVE, SERVICE)).refused("JL44-4.4.3b")
    outside = PlanItem(code="X.1", description="其他", quantity=Decimal(1), unit="项", quality="按方案")
    make(short, items=(outside,)).refused("JL44-4.4.3b")


def test_administrative_items_may_have_a_full_plan_too() -> None:
    make(items=(ADMINISTRATIVE,)).accepted(TakeoverPlanMade)


def test_the_plan_covers_just_the_projects_recipients() -> None:
    make(takeover_plan(recipients={"A": 10, "B": 20})).refused("JL44-4.4.3b")
    make(takeover_plan(recipients={**EVERYONE, "C": 31})).refused("JL44-4.4.3b")


def test_keys_are_used_once() -> None:
    make(takeover_plan(standbys=(standby("s1"), standby("s1")))).refused("JL44-4.4.3b")
    step = takeover_plan().steps[0]
    make(takeover_plan(steps=(step, step))).refused("JL44-4.4.3b")


def test_a_decider_who_is_not_on_duty_is_noted() -> None:
    make(takeover_plan(deciders=("duty-1", "nobody"))).warned("JL44-4.4.3b")


@pytest.mark.parametrize(("days", "warned"), [(34, True), (35, False)])
def test_cover_shorter_than_a_new_purchase_is_noted(days: int, warned: bool) -> None:
    """AD-14: 45 to 70 days below 2,000,000."""
    both = (standby("s1", days_of_cover=days), standby("s2", uscc=SUPPLIER_3, days_of_cover=35))
    assert ("AD-14" in warnings(make(takeover_plan(standbys=both)))) is warned


@pytest.mark.parametrize(("days", "warned"), [(49, True), (50, False)])
def test_a_large_purchase_takes_longer(days: int, warned: bool) -> None:
    """AD-14: 70 to 100 days from 2,000,000 on."""
    both = (standby("s1", days_of_cover=days), standby("s2", uscc=SUPPLIER_3, days_of_cover=50))
    made = make(takeover_plan(standbys=both), budget_yuan=Decimal("2000000.00"))
    assert ("AD-14" in warnings(made)) is warned


# ---------------------------------------------------------------- the routes


def test_a_provider_without_consent_is_noted() -> None:
    """AD-09: a contact with a lawful route, never a bench."""
    make(with_first(consent=None)).warned("AD-09")


def test_own_performance_is_free_and_needs_no_code() -> None:
    make(takeover_plan(standbys=(township(),))).accepted(TakeoverPlanMade)
    make(takeover_plan(standbys=(township(amount_yuan=Decimal(1)),))).refused("HR-TK-11")


def test_any_other_route_needs_the_providers_code() -> None:
    make(with_first(uscc=None)).refused("HR-TK-11")


@pytest.mark.parametrize(
    ("contract", "amount", "lawful"), [(None, 1, False), (900000, 90000, True), (899999, 90000, False)]
)
def test_a_supplement_is_at_most_a_tenth_of_that_providers_own_contract(
    contract: int | None, amount: int, lawful: bool
) -> None:
    """R-B05, GPL 49"""
    own = Decimal(contract) if contract else None
    made = make(with_first(route="supplement", own_contract_yuan=own, amount_yuan=Decimal(amount)))
    made.accepted(TakeoverPlanMade) if lawful else made.refused("R-B05")


def test_an_emergency_purchase_at_the_open_tender_threshold_names_its_approval() -> None:
    """R-M02, GPL 31(2): below the threshold none is needed."""
    emergency = {"route": "emergency_single_source", "route_basis": "政府采购法第三十一条第二项"}
    make(with_first(**emergency, amount_yuan=Decimal("1999999.99"))).accepted(TakeoverPlanMade)
    make(with_first(**emergency, amount_yuan=Decimal(2000000))).refused("R-M02")
    approvals = ("finance_method_approval",)
    make(with_first(**emergency, amount_yuan=Decimal(2000000), approvals=approvals)).accepted(TakeoverPlanMade)


def test_below_the_limit_means_below_it() -> None:
    """R-M04: 300,000 for a county; the limit itself is inside the Procurement Law (T-04)."""
    make(with_first(route="below_limit", amount_yuan=Decimal("299999.99"))).accepted(TakeoverPlanMade)
    make(with_first(route="below_limit", amount_yuan=Decimal(300000))).refused("R-M04")


@pytest.mark.parametrize("capacity", [{}, {"A": 0}, {"A": -1, "B": 5}])
def test_a_provider_can_serve_somebody(capacity: dict[str, int]) -> None:
    make(with_first(capacity=capacity)).refused("JL44-4.4.3b")


def test_a_barred_provider_is_refused() -> None:
    bar = BarEntered(
        authority="省财政厅",
        document_number="吉财罚〔2026〕1号",
        scope="政府采购",
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
        scan=D,
    )
    barred = on_duty(awarded(), "duty-1", "wang").has(bar, stream=f"supplier/{SUPPLIER_2}")
    barred.when(MakeTakeoverPlan(plan=takeover_plan()), by="li").refused("JL44-4.4.4b")


def test_the_supplier_does_not_stand_by_for_itself() -> None:
    plan = takeover_plan(standbys=(standby("s1", uscc=SUPPLIER),))
    on_duty(signed(), "duty-1").when(MakeTakeoverPlan(plan=plan), by="li").refused("JL44-4.4.3b")


# ---------------------------------------------------------------- its approval


def approve() -> ApproveTakeoverPlan:
    return ApproveTakeoverPlan(minutes=D)


def test_another_person_approves_the_plan() -> None:
    made = make().then()
    made.when(approve(), by="wang").accepted(TakeoverPlanApproved)
    made.when(approve(), by="li", role="head").refused("JL44-4.4.3b")


def test_there_is_nothing_to_approve_without_a_plan_or_twice() -> None:
    awarded().when(approve()).refused("JL44-4.4.3b")
    make().then().when(approve(), by="wang").then().when(approve(), by="wang").refused("JL44-4.4.3b")


def test_no_plan_no_start() -> None:
    """JL44-4.4.3b: performance starts only with an approved plan; a changed one is approved again."""
    changed = signed().has(TakeoverPlanMade(plan=takeover_plan(), by="li", on=date(2026, 2, 27))).on("2026-03-01")
    changed.when(StartPerformance()).refused("JL44-4.4.3b")


def test_the_approved_plan_holds_until_a_changed_one_is_approved() -> None:
    changed = takeover_plan(grounds=("T2",))
    scene = prepared().has(TakeoverPlanMade(plan=changed, by="li", on=date(2026, 7, 1)))
    opened = [e for _, e in scene.when(trigger()).accepted(TakeoverOpened).events if isinstance(e, TakeoverOpened)]
    assert opened[0].plan == takeover_plan()
    assert scene.item("takeover.approval").due == day("2026-07-07T00:00")  # three working days


# ---------------------------------------------------------------- the project's agenda


def test_the_plan_is_due_before_the_service_starts() -> None:
    bare = signed()
    without = bare.has(TakeoverPlanMade(plan=takeover_plan(), by="li", on=date(2026, 2, 26)))
    item = without.item("takeover.approval")
    assert (item.due, item.who, item.rule) == (day("2026-03-01T00:00"), "head", "JL44-4.4.3b")
    assert "takeover.plan" not in {i.key for i in bare.agenda()}
    unplanned = _signed_without_plan()
    item = unplanned.item("takeover.plan")
    assert (item.due, item.who) == (day("2026-03-01T00:00"), "clerk")


def _signed_without_plan() -> Scene:
    from domain.contract.messages import ContractSigned

    return awarded().has(ContractSigned(terms=terms(), signed_on=date(2026, 2, 24), scan=D))


def test_the_plan_is_drilled_every_year() -> None:
    """HR-TK-10: a year after the start, or after the last drill."""
    assert prepared().item("takeover.drill").due == day("2027-03-02T00:00")
    drill = PreparationRecorded(kind="takeover_drill", done_on=date(2026, 6, 1), summary="桌面演练", digest=D, by="li")
    assert prepared().has(drill).item("takeover.drill").due == day("2027-06-02T00:00")


# ---------------------------------------------------------------- the trigger


def trigger(**changes: Any) -> TriggerTakeover:
    values: dict[str, Any] = {
        "ground": "T1",
        "facts": "承接主体停止上门",
        "evidence": (D,),
        "gap_since": STOPPED,
        "without_provider": EVERYONE,
    }
    return TriggerTakeover(**{**values, **changes})


def test_the_trigger_opens_a_takeover_of_its_own() -> None:
    answer = prepared().when(trigger(), by="li").accepted(TakeoverTriggered, TakeoverOpened)
    (home, triggered), (run, opened) = answer.events
    assert home == HOME
    assert run == f"takeover/{TAKEOVER}"
    assert isinstance(triggered, TakeoverTriggered)
    assert isinstance(opened, TakeoverOpened)
    assert triggered.takeover == TAKEOVER == f"{PROJECT}-T1"
    assert (opened.supplier, opened.triggered_by, opened.pool_division) == (SUPPLIER, "li", DIVISION)


@pytest.mark.parametrize("role", ["clerk", "head", "duty_officer", "township", "county"])
def test_whoever_sees_it_first_raises_the_alarm(role: Any) -> None:
    prepared().when(trigger(), role=role).accepted(TakeoverTriggered)


def test_without_an_approved_plan_there_is_none_to_start() -> None:
    performing().on("2026-07-06T14:00").when(trigger()).refused("JL44-4.4.3b")


def test_before_performance_there_is_nothing_to_take_over() -> None:
    signed().when(trigger()).refused("JL44-4.0")


def test_a_bar_opens_a_review_not_a_takeover() -> None:
    """AD-08: GPL 77 bars from procurement, it ends no running contract."""
    answer = prepared(takeover_plan(grounds=("T10",))).when(trigger(ground="T10")).refused("AD-08")
    assert "复核" in answer.findings[0].reason


@pytest.mark.parametrize("ground", [f"T{n}" for n in range(1, 10)])
def test_every_other_ground_starts_one(ground: Any) -> None:
    prepared().when(trigger(ground=ground)).accepted(TakeoverTriggered)


def test_an_unforeseen_ground_is_noted_but_no_obstacle() -> None:
    prepared().when(trigger(ground="T8")).warned("JL44-4.4.3b")
    assert warnings(prepared().when(trigger(ground="T1"))) == []


def test_one_takeover_at_a_time_and_the_next_has_the_next_number() -> None:
    first = prepared().when(trigger()).then()
    first.when(trigger()).refused("JL44-4.4.3c")
    closed = TakeoverClosed(takeover=TAKEOVER, outcome="returned", on=date(2026, 7, 20))
    again = first.has(closed).on("2026-08-03").when(trigger(gap_since=day("2026-08-03T08:00")))
    assert again.accepted(TakeoverTriggered).events[1][0] == f"takeover/{PROJECT}-T2"


def test_the_service_stopped_while_it_ran_and_not_in_the_future() -> None:
    now = day("2026-07-06T14:00")
    prepared().when(trigger(gap_since=now)).accepted(TakeoverTriggered)
    prepared().when(trigger(gap_since=now + timedelta(minutes=1))).refused("JL44-4.4.3c")
    prepared().when(trigger(gap_since=day("2026-03-01T00:00"))).accepted(TakeoverTriggered)
    prepared().when(trigger(gap_since=day("2026-02-28T23:59"))).refused("JL44-4.4.3c")


def test_a_moment_without_a_zone_is_beijing_time() -> None:
    answer = prepared().when(trigger(gap_since=datetime(2026, 7, 6, 8))).accepted(TakeoverTriggered)  # noqa: DTZ001 - what is tested
    assert answer.events[0][1].gap_since == STOPPED  # type: ignore[attr-defined]


@pytest.mark.parametrize("counts", [{}, {"A": 0}, {"A": 11}, {"A": -1, "B": 3}])
def test_somebody_is_without_provider_and_no_more_than_the_plan_covers(counts: dict[str, int]) -> None:
    prepared().when(trigger(without_provider=counts)).refused("JL44-4.4.3c")


def test_administrative_work_may_serve_nobody_directly() -> None:
    short = takeover_plan(form="short", steps=(), recipients={}, standbys=(township(),))
    prepared(short).when(trigger(without_provider={})).accepted(TakeoverTriggered)


def test_the_builders_standby_is_lawful() -> None:
    assert isinstance(standby("s1"), Standby)


def test_who_adds_to_its_own_contract_should_have_a_cross_cover_clause() -> None:
    """HR-TK-20, advice"""
    supplement = {"route": "supplement", "own_contract_yuan": Decimal(2000000)}
    assert warnings(make(with_first(**supplement))) == ["HR-TK-20"]
    assert warnings(make(with_first(**supplement, cross_cover=True))) == []


@pytest.mark.parametrize(("since", "lawful"), [("2026-07-01T06:00", True), ("2026-02-27T06:00", False)])
def test_a_contract_that_came_in_running_was_served_before_it_came(since: str, lawful: bool) -> None:
    """JL44-4.4.3c, HR-OE-1: its supplier may have stopped on the eve of the day on which it came in"""
    plan = takeover_plan()
    made = TakeoverPlanMade(plan=plan, by="li", on=date(2026, 7, 2))
    approved = TakeoverPlanApproved(by="wang", minutes=D, on=date(2026, 7, 2))
    began = PerformanceStarted(on=date(2026, 7, 2))
    came = came_in_running().has(made, approved, began).on("2026-07-02T14:00")
    asked = came.when(trigger(gap_since=day(since)), by="wu")
    asked.accepted(TakeoverTriggered, TakeoverOpened) if lawful else asked.refused("JL44-4.4.3c")


def test_a_refused_alarm_says_what_to_do_and_counts_people_in_words() -> None:
    """JL44-4.4.3c"""
    refused = prepared().when(trigger(without_provider={"A": 99}, gap_since=day("2026-07-07T08:00")), by="wu")
    said = {f.field: (f.reason, f.remedy) for f in refused.refused("JL44-4.4.3c").findings}
    assert "A级99人" in said["without_provider"][0]
    assert "先以现有人数启动" in said["without_provider"][1]
    assert "2026-07-06 14:00" in said["gap_since"][0]
    assert "实际中断的时间" in said["gap_since"][1]
