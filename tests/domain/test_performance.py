"""Performance: no start without a takeover plan; reports, rectification, acceptance, end.  JL44-4.4.2, 4.4.3b, 4.5.2a, R-S15"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.breach.messages import ContractDissolved
from domain.calendar import BEIJING
from domain.contract.messages import ContractSigned, RunningContractOpened
from domain.dispute.messages import ChallengeFiled
from domain.evaluation.messages import IndicatorsSet
from domain.performance.messages import (
    AcceptPeriod,
    CompletePerformance,
    FinancialReported,
    InspectionRecorded,
    OrderRectification,
    PerformanceCompleted,
    PerformanceStarted,
    PeriodAccepted,
    RecheckRectification,
    RecordInspection,
    RectificationOrdered,
    RectificationRechecked,
    RectificationReported,
    ReportRectification,
    ServiceReported,
    StartPerformance,
    SubmitFinancialReport,
    SubmitServiceReport,
    SupplierUrged,
    UrgeSupplier,
)
from domain.planning.messages import PlanItem
from domain.takeover.ending.messages import TakeoverClosed
from domain.takeover.plan.messages import TakeoverPlanApproved
from domain.takeover.trigger.messages import TakeoverTriggered
from tests.domain.running import (
    STATEMENT,
    all_accepted,
    awarded,
    notice,
    passed,
    performing,
    plan,
    reported,
    signed,
    system,
    terms,
)
from tests.domain.scene import PROJECT, SUPPLIER, SUPPLIER_2, D, Scene, day, scene

ANNOUNCED = notice("contract", date(2026, 2, 25))
INDICATORS = IndicatorsSet(system=system(), on=date(2026, 2, 25))
TAKEOVER_PLAN = TakeoverPlanApproved(by="wang", minutes=D, on=date(2026, 2, 26))
TRIGGERED = TakeoverTriggered(
    takeover=f"{PROJECT}-T1",
    ground="T1",
    gap_since=datetime(2026, 5, 10, 8, tzinfo=BEIJING),
    at=datetime(2026, 5, 11, 9, tzinfo=BEIJING),
)
CLOSED = TakeoverClosed(takeover=f"{PROJECT}-T1", outcome="returned", on=date(2026, 5, 20))
DISSOLVED = ContractDissolved(
    key="d1", ground="refusal", notice=D, notified_on=date(2026, 6, 20), effective_on=date(2026, 7, 1)
)


def names(of: Scene) -> list[str]:
    return [type(e).__name__ for _, e in of.accepted().events]


def keys(of: Scene) -> set[str]:
    return {item.key for item in of.agenda()}


# ---------------------------------------------------------------- start


def ready(*, without: str = "") -> Scene:
    signature = ContractSigned(terms=terms(), signed_on=date(2026, 2, 24), scan=D)
    facts = {"contract": ANNOUNCED, "indicators": (INDICATORS,), "plan": (TAKEOVER_PLAN,)}
    bare = awarded().has(*notice("result", date(2026, 2, 9)), signature).on("2026-03-01")
    for key, events in facts.items():
        if key != without:
            bare = bare.has(*events)
    return bare


def test_performance_starts_when_signed_announced_measured_and_planned() -> None:
    """JL44-4.3.6, JL44-4.4.3b, JL44-4.5.1a"""
    ready().when(StartPerformance(), by="wang").accepted(PerformanceStarted)


def test_without_an_approved_takeover_plan_performance_does_not_start() -> None:
    """JL44-4.4.3b: no plan, no start"""
    ready(without="plan").when(StartPerformance(), by="wang").refused("JL44-4.4.3b")


def test_without_its_announcement_a_contract_is_not_performed() -> None:
    """JL44-4.3.6"""
    ready(without="contract").when(StartPerformance(), by="wang").refused("JL44-4.3.6")


def test_without_indicators_performance_does_not_start() -> None:
    """JL44-4.5.1a"""
    ready(without="indicators").when(StartPerformance(), by="wang").refused("JL44-4.5.1a")


def test_an_unsigned_contract_is_not_performed() -> None:
    """JL44-4.3.3"""
    awarded().when(StartPerformance(), by="wang").refused("JL44-4.3.3")


def test_performance_does_not_start_before_the_contracts_first_day() -> None:
    """JL44-4.3.3"""
    ready().on("2026-02-28").when(StartPerformance(), by="wang").refused("JL44-4.3.3")


def test_performance_waits_for_the_answer_to_a_challenge_that_may_affect_the_result() -> None:
    """R-P29"""
    challenge = ChallengeFiled(
        challenge="c1",
        supplier=SUPPLIER_2,
        about="result",
        points="评分有误",
        digest=D,
        may_affect_result=True,
        on=date(2026, 2, 27),
    )
    ready().has(challenge).when(StartPerformance(), by="wang").refused("R-P29")


def test_a_dissolved_contract_is_not_begun() -> None:
    """JL44-4.0: it has gone to closing"""
    ready().has(DISSOLVED).when(StartPerformance(), by="wang").refused("JL44-4.0")


def opened(**changes: Any) -> RunningContractOpened:
    values: dict[str, Any] = {
        "plan": plan(),
        "terms": terms(),
        "signed_on": date(2026, 2, 24),
        "paid_yuan": Decimal(180000),
        "accepted_periods": ("q1",),
        "evidence": D,
        "author": "li",
        "on": date(2026, 7, 1),
    }
    return RunningContractOpened(**{**values, **changes})


def test_a_running_contract_too_needs_its_takeover_plan() -> None:
    """JL44-4.4.3b; that it was announced is not judged"""
    came = scene().on("2026-07-01").has(opened(), INDICATORS)
    came.when(StartPerformance(), by="wang").refused("JL44-4.4.3b")
    came.has(TAKEOVER_PLAN).when(StartPerformance(), by="wang").accepted(PerformanceStarted)
    assert came.item("performance.start").due == day("2026-07-09T00:00:00")


def test_the_start_stands_on_the_agenda() -> None:
    """HR-PF-2: signed before, due on the contract's first day; 1 March 2026 is a Sunday"""
    assert signed().item("performance.start").due == day("2026-03-03T00:00:00")
    assert "performance.start" not in keys(performing())


# ---------------------------------------------------------------- reports


def report(visits: int = 400, period: str = "q1", **figures: int) -> SubmitServiceReport:
    done = {"visits": Decimal(visits), **{k: Decimal(v) for k, v in figures.items()}}
    return SubmitServiceReport(period=period, figures=done, digest=D)


def by_supplier(of: Scene, command: Any) -> Scene:
    return of.when(command, by="sun", role="supplier", uscc=SUPPLIER)


def test_a_report_on_target_is_accepted_without_a_word() -> None:
    answer = by_supplier(performing().on("2026-06-01"), report())
    assert names(answer) == ["ServiceReported"]


def test_what_falls_short_is_computed_and_warned_in_bands() -> None:
    """JL44-4.5.2a, HR-MO-1: below 90 per cent a warning, below 80 an alarm; at 90 none"""
    after = performing().on("2026-06-01")
    assert names(by_supplier(after, report(360))) == ["ServiceReported"]
    warned = by_supplier(after, report(359))
    warned.warned("HR-MO-1")
    event = warned.accepted(ServiceReported).events[0][1]
    assert isinstance(event, ServiceReported)
    assert event.shortfalls == {"visits": Decimal(41)}
    reasons = [getattr(e, "reason", "") for _, e in by_supplier(after, report(319)).accepted().events]
    assert any(r.startswith("报警") for r in reasons)


def test_in_its_course_a_period_is_measured_by_the_days_gone() -> None:
    """JL44-4.5.2a: on 15 April half of the days of March to May are over"""
    assert names(by_supplier(performing().on("2026-04-15"), report(200))) == ["ServiceReported"]
    by_supplier(performing().on("2026-04-15"), report(150)).warned("HR-MO-1")


def test_a_figure_the_contract_does_not_name_is_refused() -> None:
    """JL44-4.5.2a"""
    by_supplier(performing().on("2026-06-01"), report(400, meals=3)).refused("JL44-4.5.2a")


@pytest.mark.parametrize("period", ["q2", "q9"])
def test_a_report_for_a_period_unknown_or_not_begun_is_refused(period: str) -> None:
    """JL44-4.4.2"""
    by_supplier(performing().on("2026-05-01"), report(period=period)).refused("JL44-4.4.2")


def test_a_report_may_be_sent_again_until_its_period_is_accepted() -> None:
    """JL44-4.4.0; a failed period is reported anew"""
    once = performing().on("2026-06-01").has(reported("q1", date(2026, 6, 1), 300))
    by_supplier(once, report()).accepted(ServiceReported)
    by_supplier(once.has(passed("q1", date(2026, 6, 5))), report()).refused("JL44-4.4.0")
    failed = once.has(passed("q1", date(2026, 6, 5), payable=0, result="failed"))
    by_supplier(failed, report()).accepted(ServiceReported)


def test_the_supplier_reports_its_money_too() -> None:
    """JL44-4.4.2"""
    wanted = SubmitFinancialReport(period="q1", income_yuan=30000, expense_yuan=21000, digest=D)
    by_supplier(performing().on("2026-06-01"), wanted).accepted(FinancialReported)
    later = wanted.model_copy(update={"period": "q2"})
    by_supplier(performing().on("2026-05-01"), later).refused("JL44-4.4.2")


def test_reports_and_acceptance_stand_on_the_agenda_with_their_days() -> None:
    """HR-RP-1: ten days after the period; HR-AC-1: ten working days after the report"""
    after = performing().on("2026-06-01")
    assert after.item("performance.report.q1").due == day("2026-06-11T00:00:00")
    assert after.item("performance.report.q1").who == "supplier"
    assert "performance.accept.q1" not in keys(after)
    told = after.has(reported("q1", date(2026, 6, 3)))
    assert "performance.report.q1" not in keys(told)
    assert told.item("performance.accept.q1").who == "reviewer"
    assert told.item("performance.accept.q1").rule == "HR-AC-1"
    assert "performance.accept.q1" not in keys(told.has(passed("q1", date(2026, 6, 5))))


# ---------------------------------------------------------------- inspection, rectification, urging


def test_an_inspection_is_recorded_once_under_its_key() -> None:
    """JL44-4.4.0"""
    inspection = RecordInspection(key="i1", place="合隆镇服务站", findings=("台账不全",), digest=D)
    seen = performing().on("2026-04-01").when(inspection, by="zhao")
    seen.accepted(InspectionRecorded)
    seen.then().when(inspection, by="zhao").refused("JL44-4.4.0")


def test_the_next_inspection_is_due_three_months_after_the_last() -> None:
    """HR-IN-1"""
    assert performing().item("performance.inspect.2026-03-01").due == day("2026-06-02T00:00:00")


@pytest.mark.parametrize(("days", "due"), [(None, date(2026, 4, 9)), (5, date(2026, 4, 9)), (10, date(2026, 4, 16))])
def test_a_rectification_order_gives_five_to_ten_working_days(days: int | None, due: date) -> None:
    """HR-TK-06; Qingming, 4 to 6 April 2026, isn't counted"""
    answer = (
        performing()
        .on("2026-04-01")
        .when(OrderRectification(key="r1", finding="台账不全", working_days=days), by="zhao")
    )
    event = answer.accepted(RectificationOrdered).events[0][1]
    assert isinstance(event, RectificationOrdered)
    assert event.due == due


@pytest.mark.parametrize("days", [4, 11])
def test_an_order_out_of_bounds_is_refused(days: int) -> None:
    """HR-TK-06"""
    wrong = OrderRectification(key="r1", finding="台账不全", working_days=days)
    performing().on("2026-04-01").when(wrong, by="zhao").refused("HR-TK-06")


def ordered() -> Scene:
    order = RectificationOrdered(key="r1", finding="台账不全", due=date(2026, 4, 9), on=date(2026, 4, 1))
    return performing().on("2026-04-07").has(order)


def test_rectification_goes_from_order_to_report_to_recheck() -> None:
    """law.md §14.4; each step has its item"""
    begun = ordered()
    assert begun.item("performance.rectify.r1").who == "supplier"
    report_it = ReportRectification(key="r1", measures="补齐台账", digest=D)
    told = by_supplier(begun, report_it)
    told.accepted(RectificationReported)
    waiting = told.then()
    assert "performance.rectify.r1" not in keys(waiting)
    recheck = waiting.item("performance.recheck.r1")
    assert (recheck.who, recheck.rule) == ("clerk", "HR-PF-1")
    check = RecheckRectification(key="r1", passed=True, note="已补齐")
    closed = waiting.when(check, by="zhao")
    closed.accepted(RectificationRechecked)
    assert {k for k in keys(closed.then()) if "r1" in k} == set()
    by_supplier(closed.then(), report_it).refused("HR-TK-06")
    closed.then().when(check, by="zhao").refused("HR-TK-06")


def test_nothing_passes_a_recheck_that_was_not_reported() -> None:
    """HR-TK-06"""
    ordered().when(RecheckRectification(key="r1", passed=True, note="好"), by="zhao").refused("HR-TK-06")
    ordered().when(RecheckRectification(key="r1", passed=False, note="未动"), by="zhao").accepted(
        RectificationRechecked
    )


def test_an_order_keeps_its_key() -> None:
    """JL44-4.4.0"""
    ordered().when(OrderRectification(key="r1", finding="又一次"), by="zhao").refused("JL44-4.4.0")


def test_what_is_badly_missed_is_urged_in_writing_within_days() -> None:
    """HR-PF-4, JL44-4.5.2a: under 80 per cent of 400 visits; gone once urged, or ordered to put it right."""
    over = performing().on("2026-06-02")
    short = over.has(reported("q1", over.at.date(), visits=319))
    item = short.item("performance.urge.q1")
    assert (item.rule, item.who, item.due) == ("HR-PF-4", "clerk", day("2026-06-10T00:00"))
    urged = short.when(UrgeSupplier(about="服务人次不足"), by="zhao").then()
    ordered = short.when(OrderRectification(key="r1", finding="上门不足", working_days=10), by="zhao").then()
    enough = over.has(reported("q1", over.at.date(), visits=320))
    for after in (urged, ordered, enough):
        assert "performance.urge.q1" not in {i.key for i in after.agenda()}


def test_urging_is_a_recorded_act() -> None:
    """JL44-4.5.2a"""
    performing().when(UrgeSupplier(about="服务人次不足"), by="zhao").accepted(SupplierUrged)


# ---------------------------------------------------------------- acceptance


def acceptance(**changes: Any) -> AcceptPeriod:
    values: dict[str, Any] = {
        "period": "q1",
        "result": "passed",
        "recipients_invited": 3,
        "members": ("赵", "钱"),
        **STATEMENT,
    }
    return AcceptPeriod(**{**values, **changes})


def due() -> Scene:
    return performing().has(reported("q1", date(2026, 6, 1))).on("2026-06-03")


def accepted_event(of: Scene) -> PeriodAccepted:
    event = of.accepted(PeriodAccepted).events[0][1]
    assert isinstance(event, PeriodAccepted)
    return event


def test_a_period_that_is_over_and_reported_is_accepted_in_full() -> None:
    assert accepted_event(due().when(acceptance(), by="qian")).payable_yuan == Decimal(150000)


def test_the_plans_author_does_not_accept() -> None:
    """JL44-4.4.0: four eyes"""
    due().when(acceptance(), by="li").refused("JL44-4.4.0")


def test_recipients_are_invited_where_the_service_is_for_them() -> None:
    """R-S15, GPL Regulation art. 45"""
    due().when(acceptance(recipients_invited=0), by="qian").refused("R-S15")
    training = PlanItem(code="A.8", description="培训", quantity=Decimal(2), unit="次", quality="合格")
    administrative = performing(the_plan=plan(items=(training,))).has(reported("q1", date(2026, 6, 1)))
    administrative.on("2026-06-03").when(acceptance(recipients_invited=0), by="qian").accepted(PeriodAccepted)


def test_nothing_is_accepted_without_a_service_report() -> None:
    """JL44-4.4.2; that a supplier failed can be said without one"""
    silent = performing().on("2026-06-03")
    silent.when(acceptance(), by="qian").refused("JL44-4.4.2")
    assert accepted_event(silent.when(acceptance(result="failed"), by="qian")).payable_yuan == 0


def test_a_period_is_not_accepted_before_it_is_over_unless_its_targets_are_met() -> None:
    """JL44-4.5.2a"""
    early = performing().on("2026-05-20")
    early.has(reported("q1", date(2026, 5, 20), 390)).when(acceptance(), by="qian").refused("JL44-4.5.2a")
    early.has(reported("q1", date(2026, 5, 20))).when(acceptance(), by="qian").accepted(PeriodAccepted)


def test_a_deduction_needs_an_amount_and_a_ground_within_what_is_payable() -> None:
    """JL44-4.5.2b"""
    cut = {"result": "passed_with_deduction", "deduction_yuan": 10000, "deduction_ground": "合同第八条"}
    assert accepted_event(due().when(acceptance(**cut), by="qian")).payable_yuan == Decimal(140000)
    for wrong in ({"deduction_ground": None}, {"deduction_yuan": None}, {"deduction_yuan": "150000.01"}):
        due().when(acceptance(**{**cut, **wrong}), by="qian").refused("JL44-4.5.2b")
    due().when(acceptance(deduction_yuan=1), by="qian").refused("JL44-4.5.2b")


def test_a_period_is_accepted_once_unless_it_failed() -> None:
    """JL44-4.4.0"""
    due().has(passed("q1", date(2026, 6, 3))).when(acceptance(), by="qian").refused("JL44-4.4.0")
    failed = due().has(passed("q1", date(2026, 6, 3), payable=0, result="failed"))
    order = RectificationOrdered(key="a1", finding="补足", due=date(2026, 6, 10), on=date(2026, 6, 3))
    mended = failed.has(order, RectificationRechecked(key="a1", passed=True, note="已补足", on=date(2026, 6, 3)))
    mended.when(acceptance(), by="qian").accepted(PeriodAccepted)


@pytest.mark.parametrize("period", ["advance", "q9"])
def test_an_advance_is_not_accepted_nor_is_what_the_contract_does_not_know(period: str) -> None:
    """JL44-4.5.2b"""
    due().when(acceptance(period=period), by="qian").refused("JL44-4.5.2b")


def test_a_period_that_was_bridged_is_accepted_with_a_deduction_or_warns() -> None:
    """JL44-4.4.3c"""
    bridged = due().has(TRIGGERED, CLOSED)
    bridged.when(acceptance(), by="qian").warned("JL44-4.4.3c")
    cut = acceptance(result="passed_with_deduction", deduction_yuan=20000, deduction_ground="接管期间未提供服务")
    assert names(bridged.when(cut, by="qian")) == ["PeriodAccepted"]


def test_after_the_contracts_end_nothing_more_is_owed() -> None:
    """JL44-4.4.3a: dissolved on 1 July; the period from September was never served"""
    ended = performing().has(DISSOLVED).on("2026-07-06")
    ended.when(acceptance(period="q3", result="passed"), by="qian").refused("JL44-4.4.2")
    claimed = ended.has(reported("q3", date(2026, 7, 2)))
    claimed.when(acceptance(period="q3", result="passed"), by="qian").refused("JL44-4.4.3a")
    told = ended.has(reported("q2", date(2026, 7, 2), 100))
    told.when(acceptance(period="q2"), by="qian").warned("JL44-4.4.3c")
    assert "performance.report.q3" not in keys(ended)
    assert "performance.report.q2" in keys(ended)


def test_each_acceptance_of_a_public_service_is_published() -> None:
    """PB-09: two working days"""
    done = due().has(passed("q1", date(2026, 6, 3)))
    assert done.item("performance.publish.q1").due == day("2026-06-06T00:00:00")
    shown = done.has(*notice("acceptance", date(2026, 6, 4)))
    assert "performance.publish.q1" not in keys(shown)


# ---------------------------------------------------------------- end


def test_performance_is_complete_when_every_period_is_over_and_accepted() -> None:
    """JL44-4.0"""
    assert "performance.complete" in keys(all_accepted())
    all_accepted().when(CompletePerformance(), by="wang").accepted(PerformanceCompleted)
    all_accepted().on("2026-12-31").when(CompletePerformance(), by="wang").refused("JL44-4.0")


def test_a_period_not_accepted_keeps_performance_open() -> None:
    """JL44-4.0"""
    performing().on("2027-01-05").when(CompletePerformance(), by="wang").refused("JL44-4.0")


def test_an_open_rectification_keeps_performance_open() -> None:
    """HR-TK-06"""
    order = RectificationOrdered(key="r1", finding="台账不全", due=date(2026, 12, 30), on=date(2026, 12, 20))
    all_accepted().has(order).when(CompletePerformance(), by="wang").refused("HR-TK-06")


def test_a_takeover_under_way_keeps_performance_open() -> None:
    """JL44-4.4.3c"""
    all_accepted().has(TRIGGERED).when(CompletePerformance(), by="wang").refused("JL44-4.4.3c")
    all_accepted().has(TRIGGERED, CLOSED).when(CompletePerformance(), by="wang").accepted(PerformanceCompleted)


def test_a_dissolved_contract_ends_performance_on_its_day() -> None:
    """Civil Code 565"""
    performing().has(DISSOLVED).on("2026-06-30").when(CompletePerformance(), by="wang").refused("JL44-4.0")
    over = performing().has(DISSOLVED).on("2026-07-01").when(CompletePerformance(), by="wang")
    over.accepted(PerformanceCompleted)
    over.warned("JL44-4.5.2b")  # what was served before is still to be settled


def test_a_running_contract_is_complete_with_what_was_accepted_before() -> None:
    came = scene().has(opened(accepted_periods=("q1", "q2")), INDICATORS, TAKEOVER_PLAN)
    came = came.has(PerformanceStarted(on=date(2026, 7, 1)), reported("q3", date(2026, 12, 31)))
    came = came.on("2027-01-05")
    came.when(CompletePerformance(), by="wang").refused("JL44-4.0")
    came.has(passed("q3", date(2027, 1, 4))).when(CompletePerformance(), by="wang").accepted(PerformanceCompleted)
