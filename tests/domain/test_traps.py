"""Traps in a plan's words, small enterprises, conditions on suppliers.  JL44-3.2, SA-07, SA-08, N46-01 … N46-04, N46-11, R-S09 … R-S12"""

from decimal import Decimal
from typing import Any

import pytest

from domain.planning.messages import (
    AnswerSuspicion,
    Criterion,
    DetermineProject,
    PlanRevised,
    ProjectDetermined,
    ProjectStarted,
    SmeReservation,
    StartProject,
    SupplierCondition,
)
from tests.domain.builders import approval, lawful_plan
from tests.domain.scene import D, Scene, scene
from tests.domain.test_planning import item, start, warnings
from tests.domain.test_preparing import ready


def suspected(at: Scene) -> list[str]:
    started = at.accepted(ProjectStarted).events[0][1]
    assert isinstance(started, ProjectStarted)
    return [s.clause for s in started.suspicions]


@pytest.mark.parametrize(
    ("task", "clause"),
    [
        ("上门照料，配发物资", "JL44-3.2.3"),  # goods in disguise
        ("为老人家庭安装扶手", "JL44-3.2.3"),  # works in disguise
        ("服务费按人头结算", "JL44-3.2.5"),  # head-month pay
        ("驻点人员每日打卡，由采购人管理", "JL44-3.2.5"),  # attendance kept by the buyer
        ("承担社会救助业务协办", "JL44-3.2.2"),  # as a published notice had it
        ("代为审核申请材料", "JL44-3.2.2"),
        ("向银行、税务查询银行账户", "JL44-3.2.2"),
    ],
)
def test_words_of_the_trade_ask_a_person(task: str, clause: str) -> None:
    assert suspected(start(tasks=(task,))) == [clause]
    assert suspected(start(tasks=("上门照料",))) == []


@pytest.mark.parametrize(("task", "clause"), [("代为审核申请材料", "SA-07"), ("开展经济状况信息核对", "SA-08")])
def test_from_july_2026_the_law_itself_is_cited(task: str, clause: str) -> None:
    """SA-07, SA-08"""
    at = scene().on("2026-07-01").when(StartProject(plan=lawful_plan(tasks=(task,))), by="clerk-1")
    assert suspected(at) == [clause]


def condition(text: str, **changes: Any) -> SupplierCondition:
    return SupplierCondition(kind="qualification", text=text, reason="需要", **changes)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("注册地在农安县", "R-S09"),
        ("具有省内业绩", "R-S09"),
        ("注册资本不低于100万元", "R-S10"),
        ("从业人员30人以上", "R-S10"),
        ("成立满三年", "R-S11"),
        ("已入本县名录库", "R-S11"),
    ],
)
def test_conditions_and_criteria_are_read_for_what_they_really_ask(text: str, clause: str) -> None:
    """JL44-1.5: however the condition is called."""
    assert suspected(start(supplier_conditions=(condition(text),))) == [clause]
    half = Decimal("0.5")
    criteria = (
        Criterion(key="price", title="报价", weight=half, price=True),
        Criterion(key="a", title=text, weight=half),
    )
    assert suspected(start(criteria=criteria)) == [clause]


@pytest.mark.parametrize("kind", ["bench", "lottery", "years_since_foundation"])
def test_a_threshold_that_no_38_forbids_is_refused(kind: str) -> None:
    """R-S11"""
    bench = SupplierCondition(kind=kind, text="条件", reason="需要")
    start(supplier_conditions=(bench,)).refused("R-S11")


@pytest.mark.parametrize(("count", "lawful"), [(2, True), (3, False)])
def test_two_similar_contracts_may_be_asked_for(count: int, lawful: bool) -> None:
    """R-S12"""
    started = start(supplier_conditions=(condition("同类业绩", similar_contracts=count),))
    started.accepted(ProjectStarted) if lawful else started.refused("R-S12")


# ---------------------------------------------------------------- small and medium enterprises


def large(**sme: Any) -> Scene:
    return start(
        budget_yuan=Decimal("2000000.01"),
        method="open_tender",
        sme=SmeReservation(**{"reserved": False, **sme}),
    )


@pytest.mark.parametrize(
    ("share", "micro", "lawful"),
    [
        ("0.30", "0.60", True),
        ("0.2999", "0.60", False),
        ("0.30", "0.5999", False),
        ("0.40", None, False),
        (None, "0.60", False),
    ],
)
def test_above_two_million_a_share_is_reserved(share: str | None, micro: str | None, lawful: bool) -> None:
    """N46-02"""
    started = large(reserved_share=share, small_micro_share=micro)
    started.accepted(ProjectStarted) if lawful else started.refused("N46-02")


def test_the_whole_may_be_reserved_above_two_million_and_the_micro_share_holds() -> None:
    large(reserved=True, small_micro_share="0.60").accepted(ProjectStarted)
    large(reserved=True, small_micro_share="0.50").refused("N46-02")


def test_forty_per_cent_is_advice_until_a_locality_asks_it() -> None:
    """N46-03"""
    assert "N46-03" in warnings(large(reserved_share="0.39", small_micro_share="0.60"))
    assert "N46-03" not in warnings(large(reserved_share="0.40", small_micro_share="0.60"))


@pytest.mark.parametrize("exception", ["policy_prefers", "only_non_sme", "competition_harmed", "other"])
def test_one_of_the_five_exceptions_with_its_reason(exception: str) -> None:
    """N46-04, N46-01, N46-02; the fifth is for framework agreements alone."""
    large(exception=exception, reason="见说明").accepted(ProjectStarted)
    large(exception=exception).refused("N46-02")
    start(sme=SmeReservation(reserved=False, exception=exception, reason="见说明")).accepted(ProjectStarted)  # type: ignore[arg-type]
    large(exception="framework", reason="见说明").refused("N46-04")


def reserved() -> Scene:
    """A plan reserved for SMEs, all else ready."""
    plan = lawful_plan(sme=SmeReservation(reserved=True))
    found = start(plan).accepted(ProjectStarted).events[0][1]
    assert isinstance(found, ProjectStarted)
    revised = PlanRevised(
        plan=plan, author="clerk-1", submitted_on=found.submitted_on, reason="预留", suspicions=found.suspicions
    )
    reviews = (approval(k, scene().on("2026-01-12").at.date()) for k in ("general_review", "key_review"))
    return ready().has(revised, *reviews)


def test_whether_social_organisations_are_shut_out_a_person_answers() -> None:
    """N46-11: neither silently reserved nor silently not."""
    determine = DetermineProject(minutes=D)
    reserved().when(determine, by="head-1").refused("N46-11")

    def answered(confirmed: bool) -> Scene:
        reply = AnswerSuspicion(suspicion="n46-11-1", confirmed=confirmed, reason="本县企业足够，社会组织另有项目")
        return reserved().when(reply, by="r-1", role="reviewer").then().when(determine, by="head-1")

    answered(False).accepted(ProjectDetermined)
    answered(True).refused("N46-11")


# ---------------------------------------------------------------- judgements and advice


def test_whether_administrative_work_is_for_the_public_is_judged_on_record() -> None:
    """N22-14: unsaid it is noted; a yes makes it an art. 11 project."""
    plan = {"items": (item("A.7"),), "whom_served": None, "recipients": {}}
    assert "N22-14" in warnings(start(**plan))
    assert "N22-14" not in warnings(start(**plan, treated_as_art11=False))
    assert "N22-14" not in warnings(start())
    determine = DetermineProject(minutes=D)
    ready("need_survey", **plan, treated_as_art11=False).when(determine, by="head-1").accepted(ProjectDetermined)
    ready("need_survey", **plan, treated_as_art11=True).when(determine, by="head-1").refused("N22-01")


def test_open_tender_is_the_main_method() -> None:
    """R-M08: advice, with the reason that the plan gives."""
    assert "R-M08" in warnings(start(budget_yuan=Decimal("2000000.00")))
    assert "R-M08" not in warnings(start(budget_yuan=Decimal("1999999.99")))
    assert "R-M08" not in warnings(start(budget_yuan=Decimal("2000000.00"), method="open_tender"))
