"""Planning: the plan and who may determine it.  JL44-1.*, JL44-3.*, JL44-4.1.1, JL44-4.3.*, R-M07, R-S09, N46-01"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.contract.messages import RunningContractOpened
from domain.given import Accepted
from domain.planning.messages import (
    FIVE_CONDITIONS,
    NEGATIVE_LIST,
    AbandonPlan,
    AnswerSuspicion,
    Buyer,
    Criterion,
    DetermineProject,
    FundingLine,
    LongTermCondition,
    NegativeAnswer,
    Plan,
    PlanAbandoned,
    PlanItem,
    PlanRevised,
    ProjectDetermined,
    ProjectStarted,
    PurchaseRecorded,
    ReplacementLinked,
    RevisePlan,
    SmeReservation,
    StartProject,
    SupplierCondition,
    SuspicionAnswered,
)
from domain.supervision.messages import WarningNoted
from tests.domain.builders import POOL, approval, below_limit_plan, lawful_plan, planned
from tests.domain.running import terms
from tests.domain.scene import BUYER, DIVISION, HOME, PROJECT, SUPPLIER_2, D, Scene, scene

OTHER = f"{DIVISION}-2025-zzz999"
YEAR = f"buyer/{BUYER}-2026"


def start(plan: Plan | None = None, **changes: Any) -> Scene:
    return scene().when(StartProject(plan=plan or lawful_plan(**changes)), by="clerk-1")


def warnings(answered: Scene) -> list[str]:
    assert isinstance(answered.answer, Accepted), answered.answer
    return [e.clause for _, e in answered.answer.events if isinstance(e, WarningNoted)]


def item(code: str, **changes: Any) -> PlanItem:
    values = {"description": "服务", "quantity": Decimal(1), "unit": "项", "quality": "按方案", **changes}
    return PlanItem(code=code, **values)


def negative(clause: str | None = None, applies: bool = True) -> tuple[NegativeAnswer, ...]:
    return tuple(NegativeAnswer(clause=c, applies=applies and c == clause) for c in NEGATIVE_LIST)


# ---------------------------------------------------------------- start, revise, abandon


def test_a_lawful_plan_starts_a_project_without_a_warning() -> None:
    started = start()
    started.accepted(ProjectStarted)
    assert warnings(started) == []
    start(below_limit_plan()).accepted(ProjectStarted)


def test_all_findings_come_at_once() -> None:
    both = start(ends_on=date(2029, 5, 1), method="inquiry").refused("JL44-4.3.5")
    assert {"JL44-4.3.5", "R-M16"} <= {f.clause for f in both.findings}


def test_a_project_is_started_once() -> None:
    start().then().when(StartProject(plan=lawful_plan()), by="clerk-1").refused("JL44-4.0")


def test_only_a_clerk_of_the_buyer_starts_it() -> None:
    command = StartProject(plan=lawful_plan())
    scene().when(command, role="head").refused("HR-WHO")
    scene().when(command, role="clerk", uscc=SUPPLIER_2).refused("HR-WHO")


def test_a_refused_plan_waits_to_be_revised_or_abandoned() -> None:
    refused = start(method="inquiry")
    refused.refused("R-M16")
    refused.when(RevisePlan(plan=lawful_plan(), reason="改变方式"), by="clerk-1").accepted(PlanRevised)
    refused.when(AbandonPlan(reason="不再需要"), by="clerk-1").accepted(PlanAbandoned)
    refused.when(DetermineProject(minutes=D), by="head-1").refused("JL44-4.0")


def test_a_revised_plan_is_judged_as_the_first_was() -> None:
    started = start().then()
    revise = RevisePlan(plan=lawful_plan(method="inquiry"), reason="改变方式")
    started.when(revise, by="clerk-1").refused("R-M16")
    started.when(revise.model_copy(update={"plan": lawful_plan()}), by="clerk-1").accepted(PlanRevised)


def test_a_revision_does_not_change_the_buyer() -> None:
    other = Buyer(name="另一单位", uscc=SUPPLIER_2, level="county", division=DIVISION)
    revise = RevisePlan(plan=lawful_plan(buyer=other), reason="换单位")
    start().then().when(revise, by="clerk-1").refused("JL44-1.1")


def test_an_abandoned_project_takes_nothing_more() -> None:
    gone = start().then().when(AbandonPlan(reason="不再需要"), by="clerk-1").then()
    gone.when(RevisePlan(plan=lawful_plan(), reason="再来"), by="clerk-1").refused("JL44-4.0")


def test_a_plan_that_contradicts_itself_is_malformed() -> None:
    for change in (
        {"ends_on": date(2026, 4, 30)},
        {"funding": (FundingLine(source="work_funds", pool=POOL, amount_yuan=Decimal(1), earmarked=True),)},
        {"recipients": {"A": -1}},
    ):
        with pytest.raises(ValidationError):
            lawful_plan(**change)


# ---------------------------------------------------------------- the buyer


def township(**changes: Any) -> Plan:
    buyer = Buyer(name="某镇人民政府", uscc=BUYER, level="township", division=DIVISION)
    return lawful_plan(**{"buyer": buyer, "county_plan": "2026年县级计划第三条", **changes})


def test_a_townships_plan_cites_the_countys() -> None:
    """JL44-1.2"""
    start(township()).accepted(ProjectStarted)
    start(township(county_plan=None)).refused("JL44-1.2")


def test_a_county_coordinated_project_lists_the_townships_served() -> None:
    """JL44-1.3"""
    start(county_coordinated=True, townships_served=("220122101",)).accepted(ProjectStarted)
    start(county_coordinated=True).refused("JL44-1.3")


def test_the_projects_number_names_the_buyers_division() -> None:
    """JL44-1.1: by the number's division the law is chosen."""
    elsewhere = Buyer(name="德惠市民政局", uscc=BUYER, level="county", division="220183")
    command = StartProject(plan=lawful_plan(buyer=elsewhere))
    scene().when(command, role="clerk", uscc=BUYER).refused("JL44-1.1")
    below = Buyer(name="某镇人民政府", uscc=BUYER, level="county", division="220122101")
    scene().when(StartProject(plan=lawful_plan(buyer=below)), role="clerk", uscc=BUYER).accepted(ProjectStarted)


# ---------------------------------------------------------------- content


def test_what_the_catalogue_lacks_needs_a_basis() -> None:
    """JL44-3.1.1: the list is open (等), with a basis and a reason; then it is noted."""
    start(items=(item("A.10"), item("X.transport"))).refused("JL44-3.1.1")
    basis = {"outside_catalogue_basis": "省政府购买服务指导性目录2025年版第12项"}
    start(items=(item("A.10"), item("X.transport", **basis))).refused("JL44-3.1.1")
    with_basis = item("X.transport", **basis, outside_catalogue_reason="偏远村屯就医无车")
    start(items=(item("A.10"), with_basis)).warned("JL44-3.1.1")


def test_service_work_names_whom_it_serves() -> None:
    """JL44-3.1.2"""
    start(whom_served=None).refused("JL44-3.1.2")
    start(recipients={}).refused("JL44-3.1.2")
    start(recipients={"A": 0}).refused("JL44-3.1.2")
    start(items=(item("A.7"),), whom_served=None, recipients={}).accepted(ProjectStarted)


@pytest.mark.parametrize("clause", NEGATIVE_LIST)
def test_a_yes_on_the_negative_list_refuses_the_plan(clause: str) -> None:
    start(negative_list=negative(clause)).refused(clause)
    start(negative_list=negative(clause, applies=False)).accepted(ProjectStarted)


def test_an_answer_to_no_item_of_the_list_is_refused() -> None:
    """A 'yes' must not get lost by a slip of the pen."""
    slip = (*negative(), NegativeAnswer(clause="JL44-3.2.7", applies=True))
    start(negative_list=slip).refused("JL44-3.2.0")


@pytest.mark.parametrize(
    ("task", "clause"),
    [
        ("代为受理低保申请", "JL44-3.2.2"),
        ("入户并粉刷房屋", "JL44-3.2.3"),
        ("为项目垫资", "JL44-3.2.4"),
        ("派驻窗口人员并考勤", "JL44-3.2.5"),
    ],
)
def test_words_that_look_like_it_ask_a_person_and_refuse_nothing(task: str, clause: str) -> None:
    answer = start(tasks=("上门照料", task)).accepted(ProjectStarted)
    started = answer.events[0][1]
    assert isinstance(started, ProjectStarted)
    assert [s.clause for s in started.suspicions] == [clause]
    assert task in started.suspicions[0].where


def suspected() -> Scene:
    """One suspicion, all else ready to be determined."""
    answer = start(tasks=("代为受理低保申请",)).accepted(ProjectStarted).events[0][1]
    assert isinstance(answer, ProjectStarted)
    return planned_until_determination().has(
        PlanRevised(
            plan=answer.plan,
            author="clerk-1",
            submitted_on=date(2026, 1, 6),
            reason="修改",
            suspicions=answer.suspicions,
        )
    )


def reply(confirmed: bool, key: str = "jl44-3.2.2-1") -> AnswerSuspicion:
    return AnswerSuspicion(suspicion=key, confirmed=confirmed, reason="已核对")


def test_another_person_answers_each_suspicion() -> None:
    suspected().when(reply(False), by="head-1").accepted(SuspicionAnswered)
    suspected().when(reply(False), by="clerk-1", role="reviewer").refused("JL44-3.2.0")
    suspected().when(reply(False, key="jl44-3.2.3-1"), by="head-1").refused("JL44-3.2.0")


def test_only_a_confirmed_suspicion_refuses_the_plan() -> None:
    suspected().when(determine(), by="head-1").refused("JL44-3.2.2")
    suspected().when(reply(True), by="head-1").then().when(determine(), by="head-1").refused("JL44-3.2.2")
    suspected().when(reply(False), by="head-1").then().when(determine(), by="head-1").accepted(ProjectDetermined)


def test_a_revised_plan_is_looked_at_anew() -> None:
    revise = RevisePlan(plan=lawful_plan(), reason="删去受理")
    clean = suspected().when(reply(True), by="head-1").then().when(revise, by="clerk-1").then()
    clean = clean.has(*(approval(kind, date(2026, 1, 12)) for kind in ("general_review", "key_review")))
    clean.when(determine(), by="head-1").accepted(ProjectDetermined)


# ---------------------------------------------------------------- term


def conditions(**unmet: bool) -> tuple[LongTermCondition, ...]:
    return tuple(LongTermCondition(condition=c, met=unmet.get(c, True), evidence="见附件") for c in FIVE_CONDITIONS)


@pytest.mark.parametrize(("ends_on", "lawful"), [(date(2027, 4, 30), True), (date(2027, 5, 1), False)])
def test_a_year_is_a_year(ends_on: date, lawful: bool) -> None:
    """JL44-4.3.4: from 1 May 2026 until 30 April 2027."""
    started = start(ends_on=ends_on)
    started.accepted(ProjectStarted) if lawful else started.refused("JL44-4.3.4")


@pytest.mark.parametrize("missing", FIVE_CONDITIONS)
def test_a_longer_term_takes_all_five_conditions(missing: str) -> None:
    """JL44-4.3.5"""
    start(ends_on=date(2029, 4, 30), long_term=conditions()).accepted(ProjectStarted)
    start(ends_on=date(2029, 4, 30), long_term=conditions(**{missing: False})).refused("JL44-4.3.4")


def test_more_than_three_years_is_never_lawful() -> None:
    start(ends_on=date(2029, 5, 1), long_term=conditions()).refused("JL44-4.3.5")


def test_a_term_that_begins_on_a_leap_day_ends_in_february() -> None:
    leap: dict[str, Any] = {"starts_on": date(2028, 2, 29), "funding": _funding("2028")}
    start(ends_on=date(2029, 2, 28), **leap).accepted(ProjectStarted)
    start(ends_on=date(2029, 3, 1), **leap).refused("JL44-4.3.4")


def _funding(*years: str, source: Any = "work_funds", total: str = "480000.00") -> tuple[FundingLine, ...]:
    share = Decimal(total) / len(years)
    return tuple(
        FundingLine(source=source, pool=f"{DIVISION}-{year}", amount_yuan=share, earmarked=True) for year in years
    )


# ---------------------------------------------------------------- suppliers, method, money


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        ("ownership_form_or_place", "R-S09"),
        ("brand_or_patent", "R-S09"),
        ("regional_or_sectoral_record", "R-S09"),
        ("registered_capital", "R-S10"),
        ("staff_number", "R-S10"),
    ],
)
def test_no_condition_discriminates_between_suppliers(kind: str, clause: str) -> None:
    """JL44-1.5: by the Regulation's art. 20, and by size (Order 87 art. 17)."""
    condition = SupplierCondition(kind=kind, text="条件", reason="需要")
    start(supplier_conditions=(condition,)).refused(clause)


def test_a_condition_that_fits_the_project_is_lawful() -> None:
    """JL44-1.4a"""
    fits = SupplierCondition(kind="qualification", text="有护理员", reason="照料护理需要")
    start(supplier_conditions=(fits,)).accepted(ProjectStarted)


def test_individuals_only_with_a_reason_and_it_is_noted() -> None:
    """JL44-2.1.4"""
    start(individuals_reason="边远村屯没有机构").warned("JL44-2.1.4")


@pytest.mark.parametrize(("method", "clause"), [("inquiry", "R-M16"), ("询价", "R-M16"), ("lottery", "JL44-4.3.1")])
def test_only_the_laws_methods_for_services(method: str, clause: str) -> None:
    start(method=method).refused(clause)


@pytest.mark.parametrize(("budget", "lawful"), [("299999.99", True), ("300000.00", False)])
def test_from_the_limit_on_the_procurement_law_binds(budget: str, lawful: bool) -> None:
    """R-M01, R-M04, T-04: 300,000 for a county."""
    started = start(below_limit_plan(budget_yuan=Decimal(budget)))
    started.accepted(ProjectStarted) if lawful else started.refused("R-M01")


def test_up_to_two_million_is_reserved_for_smes_or_says_why_not() -> None:
    """N46-01; social organisations are no enterprises: that is noted (N46-11)."""
    start(sme=SmeReservation(reserved=True)).warned("N46-11")
    start(sme=SmeReservation(reserved=False)).refused("N46-01")
    start(sme=SmeReservation(reserved=False, exception="other")).refused("N46-01")
    start(budget_yuan=Decimal("2000000.01"), sme=SmeReservation(reserved=False)).refused("N46-02")


def test_price_alone_does_not_choose() -> None:
    """JL44-4.3.2"""
    price = Criterion(key="price", title="价格", weight=Decimal(1), price=True)
    start(criteria=(price,)).refused("JL44-4.3.2")


@pytest.mark.parametrize(("ceiling", "lawful"), [("480000.00", True), ("480000.01", False)])
def test_the_highest_price_is_within_the_budget(ceiling: str, lawful: bool) -> None:
    started = start(ceiling_yuan=Decimal(ceiling))
    started.accepted(ProjectStarted) if lawful else started.refused("R-B06")


def test_money_is_of_the_years_of_the_term() -> None:
    """JL44-5.1"""
    start(funding=_funding("2026", "2027")).accepted(ProjectStarted)
    start(funding=_funding("2025")).refused("JL44-5.1")
    start(funding=_funding("2028")).refused("JL44-5.1")


def test_administrative_work_from_the_relief_subsidy_is_noted() -> None:
    """FD-02: from memory, so it warns."""
    subsidy = _funding("2026", source="relief_subsidy")
    start(items=(item("A.7"),), funding=subsidy).warned("FD-02")
    assert warnings(start(funding=subsidy)) == []


# ---------------------------------------------------------------- determined


def determine() -> DetermineProject:
    return DetermineProject(minutes=D)


def planned_until_determination(plan: Plan | None = None) -> Scene:
    """As the builders have it, one step before the head's decision."""
    before = scene()
    whole = planned(before, plan)
    state = whole.states[HOME]
    from dataclasses import replace

    from domain.project import Project

    assert isinstance(state, Project)
    undetermined = replace(state, planning=replace(state.planning, determined_on=None))
    return replace(whole, states={**whole.states, HOME: undetermined})


def test_the_head_determines_what_all_have_prepared() -> None:
    answer = planned_until_determination().when(determine(), by="head-1").accepted(ProjectDetermined, PurchaseRecorded)
    assert answer.events[-1][0] == YEAR


@pytest.mark.parametrize(
    ("kind", "clause"),
    [("need_survey", "N22-01"), ("public_consultation", "R-S14"), ("risk_study", "N22-09")],
)
def test_nothing_is_determined_without_its_preparations(kind: str, clause: str) -> None:
    ready = planned_until_determination()
    state: Any = ready.states[HOME]
    del state.approval.preparations[kind]
    ready.when(determine(), by="head-1").refused(clause)


@pytest.mark.parametrize("kind", ["general_review", "key_review"])
def test_nothing_is_determined_without_its_reviews(kind: str) -> None:
    ready = planned_until_determination()
    state: Any = ready.states[HOME]
    del state.approval.approvals[kind]
    ready.when(determine(), by="head-1").refused("N22-05")


def test_the_survey_asks_three_at_least() -> None:
    """N22-02"""
    ready = planned_until_determination()
    state: Any = ready.states[HOME]
    few = state.approval.preparations["need_survey"].model_copy(update={"count": 2})
    state.approval.preparations["need_survey"] = few
    ready.when(determine(), by="head-1").refused("N22-01")


def test_every_item_of_the_negative_list_is_answered() -> None:
    """JL44-3.2.0"""
    partly = lawful_plan(negative_list=negative()[:5])
    planned_until_determination(partly).when(determine(), by="head-1").refused("JL44-3.2.0")


def test_the_author_does_not_determine() -> None:
    planned_until_determination().when(determine(), by="clerk-1", role="head").refused("JL44-4.4.0")


def test_a_township_waits_for_the_countys_guidance_not_for_its_leave() -> None:
    """JL44-1.2: guidance is on record; its silence is due in time and escalated."""
    waiting = planned_until_determination(township())
    waiting.when(determine(), by="head-1").refused("JL44-1.2")
    item = waiting.item("planning.guidance")
    assert (item.who, item.rule) == ("county", "JL44-1.2")
    guided = waiting.has(approval("county_guidance", date(2026, 1, 10), by="county-1", role="county"))
    guided.when(determine(), by="head-1").accepted(ProjectDetermined)
    assert "planning.guidance" not in {i.key for i in guided.agenda()}


def test_what_was_agreed_to_before_the_plan_changed_is_agreed_to_anew() -> None:
    """JL44-4.0: a review is of the plan that it read."""
    changed = planned_until_determination().has(
        PlanRevised(plan=lawful_plan(), author="clerk-1", submitted_on=date(2026, 1, 10), reason="修改数量")
    )
    changed.when(determine(), by="head-1").refused("N22-05")
    anew = changed.has(*(approval(kind, date(2026, 1, 10)) for kind in ("general_review", "key_review")))
    anew.when(determine(), by="head-1").accepted(ProjectDetermined)


def bought(amount: str, *, code: str = "A.10", project: str = OTHER) -> PurchaseRecorded:
    return PurchaseRecorded(
        project=project, method="below_limit", items=(code,), amount_yuan=Decimal(amount), on=date(2026, 1, 5)
    )


def test_what_is_split_to_stay_below_the_limit_is_refused() -> None:
    """R-M07: 200,000 and 100,000 of the same item in a year reach 300,000."""
    small = planned_until_determination(below_limit_plan())
    small.when(determine(), by="head-1").accepted(ProjectDetermined)
    small.has(bought("99999.99"), stream=YEAR).when(determine(), by="head-1").accepted(ProjectDetermined)
    small.has(bought("100000.00"), stream=YEAR).when(determine(), by="head-1").refused("R-M07")
    small.has(bought("100000.00", code="A.7"), stream=YEAR).when(determine(), by="head-1").accepted(ProjectDetermined)


def test_a_replacement_is_no_splitting_and_is_linked_in_both_projects() -> None:
    small = planned_until_determination(below_limit_plan(replaces=OTHER)).has(bought("290000"), stream=YEAR)
    failed = ProjectStarted(plan=below_limit_plan(), author="x", submitted_on=date(2026, 1, 4))
    linked = small.has(failed, stream=f"project/{OTHER}").when(determine(), by="head-1")
    events = linked.accepted(ProjectDetermined, ReplacementLinked).events
    assert (f"project/{OTHER}", ReplacementLinked(replacement=PROJECT)) in events
    small.when(determine(), by="head-1").refused("JL44-4.0")


def test_a_contract_that_came_in_running_can_be_replaced_too() -> None:
    came = RunningContractOpened(
        plan=lawful_plan(),
        terms=terms(),
        signed_on=date(2025, 12, 1),
        paid_yuan=Decimal(0),
        accepted_periods=(),
        evidence=D,
        author="x",
    )
    small = planned_until_determination(below_limit_plan(replaces=OTHER)).has(came, stream=f"project/{OTHER}")
    small.when(determine(), by="head-1").accepted(ReplacementLinked)
