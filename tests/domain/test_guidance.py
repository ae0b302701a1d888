"""The county's yearly plan, its guidance, the written answer, and its silence.  JL44-1.2, JL44-1.3, HR-GD-1"""

from datetime import date
from typing import Any

import pytest

import law
from domain.given import Accepted
from domain.planning.guidance.messages import (
    AnswerGuidance,
    CountyPlanIssued,
    GiveGuidance,
    GuidanceAnswered,
    GuidanceGiven,
    IssueCountyPlan,
)
from domain.planning.messages import Buyer, DetermineProject, Plan, ProjectDetermined, RevisePlan, StartProject
from domain.supervision.messages import DeadlineMissed, WarningNoted
from law import LawBook
from tests.domain.builders import approval, lawful_plan
from tests.domain.scene import BUYER, DIVISION, D, Scene, scene
from tests.domain.test_preparing import ready

REGISTER = f"register/county-plans-{DIVISION}"
NUMBER = "农民发〔2025〕38号"
DETERMINE = DetermineProject(minutes=D)


def township(**changes: Any) -> Plan:
    buyer = Buyer(name="某镇人民政府", uscc=BUYER, level="township", division=f"{DIVISION}101")
    return lawful_plan(**{"buyer": buyer, "county_plan": f"2026年计划（{NUMBER}）第二条", **changes})


def issue(**changes: Any) -> IssueCountyPlan:
    whole = {
        "division": DIVISION,
        "year": 2026,
        "title": "农安县2026年计划和要求",
        "requirements": "照料服务由乡镇组织",
        "items": ("A.10",),
        "document_number": NUMBER,
        "issued_on": date(2026, 1, 5),
        "digest": D,
    }
    return IssueCountyPlan(**{**whole, **changes})


def county() -> Scene:
    return scene(home=REGISTER)


# ---------------------------------------------------------------- the county's plan


def test_a_county_issues_its_plan_and_requirements_once() -> None:
    """JL44-1.2"""
    issued = county().when(issue(), by="county-1", role="county")
    issued.accepted(CountyPlanIssued)
    issued.then().when(issue(), by="county-1", role="county").refused("JL44-1.2")
    issued.then().when(issue(document_number="农民发〔2026〕2号"), by="county-1", role="county").accepted()


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ({"division": "220183"}, "HR-WHO"),
        ({"issued_on": date(2026, 1, 6)}, "JL44-1.2"),
        ({"items": ("A.21",)}, "JL44-1.2"),
    ],
)
def test_a_county_plans_for_itself_out_of_the_catalogue(change: dict[str, Any], clause: str) -> None:
    command = issue(**change)
    scene(home=command.stream()).when(command, by="county-1", role="county").refused(clause)


def test_nobody_but_the_county_issues_it() -> None:
    county().when(issue(), by="clerk-1", role="clerk").refused("HR-WHO")


def started(plan: Plan, *issued: IssueCountyPlan) -> Scene:
    at = scene()
    for one in issued:
        at = at.has(CountyPlanIssued(**one.model_dump(), by="county-1"), stream=REGISTER)
    return at.when(StartProject(plan=plan), by="clerk-1")


def warned(answered: Scene) -> list[str]:
    assert isinstance(answered.answer, Accepted), answered.answer
    return [e.reason for _, e in answered.answer.events if isinstance(e, WarningNoted)]


def test_a_cited_plan_that_is_not_on_record_is_noted() -> None:
    """JL44-1.2: by its number or its title; an item it does not provide for is noted too."""
    assert warned(started(township(), issue())) == []
    assert warned(started(township(county_plan="农安县2026年计划和要求第一条"), issue())) == []
    assert len(warned(started(township()))) == 1
    assert len(warned(started(township(county_plan="另一个计划"), issue()))) == 1
    assert "A.10" in warned(started(township(), issue(items=("A.14",))))[0]
    assert warned(started(township(), issue(items=()))) == []
    started(township(county_plan=None), issue()).refused("JL44-1.2")


# ---------------------------------------------------------------- guidance


def guided(opinion: str, at: Scene | None = None) -> Scene:
    command = GiveGuidance(opinion=opinion, text="增加节假日巡访", digest=D)  # type: ignore[arg-type]
    return (at or waiting()).when(command, by="county-1", role="county")


def waiting() -> Scene:
    """A township's plan of 6 January with all but the county's word; it is the 12th."""
    return ready(**{k: getattr(township(), k) for k in ("buyer", "county_plan")})


def answer(at: Scene, adopted: bool = True) -> Scene:
    return at.when(AnswerGuidance(adopted=adopted, answer="已增加", digest=D), by="clerk-1")


def test_what_the_county_agrees_to_goes_on() -> None:
    guided("agree").accepted(GuidanceGiven)
    waiting().when(DETERMINE, by="head-1").refused("JL44-1.2")
    guided("agree").then().when(DETERMINE, by="head-1").accepted(ProjectDetermined)


@pytest.mark.parametrize("opinion", ["amend", "object"])
@pytest.mark.parametrize("adopted", [True, False])
def test_an_amendment_or_objection_is_answered_in_writing_and_is_no_veto(opinion: str, adopted: bool) -> None:
    """JL44-1.2: guidance, not approval."""
    opened = guided(opinion).then()
    refusal = opened.when(DETERMINE, by="head-1").refused("JL44-1.2")
    assert "AnswerGuidance" in refusal.findings[0].remedy
    item = opened.item("planning.guidance_answer")
    assert (item.who, item.rule) == ("clerk", "JL44-1.2")
    replied = answer(opened, adopted)
    replied.accepted(GuidanceAnswered)
    replied.then().when(DETERMINE, by="head-1").accepted(ProjectDetermined)
    assert "planning.guidance_answer" not in {i.key for i in replied.then().agenda()}


def test_only_what_is_open_is_answered() -> None:
    answer(waiting()).refused("JL44-1.2")
    answer(guided("agree").then()).refused("JL44-1.2")
    answer(answer(guided("amend").then()).then()).refused("JL44-1.2")
    answer(guided("object", answer(guided("amend").then()).then()).then()).accepted(GuidanceAnswered)


def test_the_approval_kind_of_old_is_the_same_word() -> None:
    """A no by GiveApproval is an objection: answered, it stands in nobody's way."""
    no = approval("county_guidance", date(2026, 1, 12), by="county-1", role="county")
    objected = waiting().has(no.model_copy(update={"agrees": False}))
    objected.when(DETERMINE, by="head-1").refused("JL44-1.2")
    answer(objected).then().when(DETERMINE, by="head-1").accepted(ProjectDetermined)
    waiting().has(no).when(DETERMINE, by="head-1").accepted(ProjectDetermined)


def test_guidance_is_of_the_plan_as_it_stood() -> None:
    """An agreement lapses with its plan; an amendment that was taken up and answered needs no second opinion."""
    plan = township()
    revise = RevisePlan(plan=plan, reason="按意见修改")
    reviews = [approval(k, date(2026, 1, 12)) for k in ("general_review", "key_review")]
    agreed = guided("agree").then().when(revise, by="clerk-1").then().has(*reviews)
    agreed.when(DETERMINE, by="head-1").refused("JL44-1.2")
    amended = guided("amend").then().when(revise, by="clerk-1").then().has(*reviews)
    answer(amended).then().when(DETERMINE, by="head-1").accepted(ProjectDetermined)


def test_silence_is_recorded_goes_up_and_does_not_block_for_ever() -> None:
    """HR-GD-1: five working days from 6 January end on the 13th, three more on the 16th."""
    first = waiting().item("planning.guidance")
    assert (first.who, first.due.date()) == ("county", date(2026, 1, 14))  # the end of the 13th
    missed = waiting().on("2026-01-13").wake("planning.guidance").then()  # the reminder may come first
    while "planning.guidance" in {i.key for i in missed.agenda()} and missed.item("planning.guidance").wake:
        missed = missed.wake("planning.guidance").then()
    state: Any = missed.states[missed.home]
    assert any(key == "planning.guidance" for key, _ in state.watch.struck)
    assert missed.item("planning.guidance_silence").due.date() == date(2026, 1, 17)
    waiting().on("2026-01-16").when(DETERMINE, by="head-1").refused("JL44-1.2")
    late = waiting().on("2026-01-19").when(DETERMINE, by="head-1")
    late.accepted(ProjectDetermined)
    late.warned("JL44-1.2")


def test_the_alarm_is_on_record() -> None:
    at = waiting().on("2026-01-14")
    while not isinstance(at.answer, Accepted) or not any(isinstance(e, DeadlineMissed) for _, e in at.answer.events):
        at = (at.then() if at.answer else at).wake("planning.guidance")
    assert at.accepted(DeadlineMissed).events[0][1].model_dump()["who"] == "county"


def test_a_veto_only_where_a_locality_gives_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """HR-GD-1.veto: there an answer is not enough, nor silence."""
    text = """
["HR-GD-1"]
overlay = true
source = "某县操作细则"
[["HR-GD-1".veto]]
form = "flag"
from = 2020-01-01
value = true
"""
    book = LawBook({**law.load().files, "localities/220122.toml": text.encode()})
    monkeypatch.setattr("tests.domain.scene.rulebook", book.rulebook)
    answer(guided("object").then()).then().when(DETERMINE, by="head-1").refused("JL44-1.2")
    waiting().on("2026-01-19").when(DETERMINE, by="head-1").refused("JL44-1.2")
    guided("agree").then().when(DETERMINE, by="head-1").accepted(ProjectDetermined)


# ---------------------------------------------------------------- county-coordinated


def coordinated() -> Scene:
    return ready(county_coordinated=True, townships_served=(f"{DIVISION}101", f"{DIVISION}102"))


def test_a_coordinated_project_has_the_countys_guidance_on_record() -> None:
    """JL44-1.3"""
    coordinated().when(DETERMINE, by="head-1").refused("JL44-1.3")
    guided("agree", coordinated()).then().when(DETERMINE, by="head-1").accepted(ProjectDetermined)
    assert coordinated().item("planning.guidance").rule == "JL44-1.3"


def test_a_project_that_is_not_guided_takes_no_guidance() -> None:
    guided("agree", ready()).refused("JL44-1.2")


@pytest.mark.parametrize("served", [(), ("220183101",), (DIVISION,)])
def test_the_townships_served_are_the_countys(served: tuple[str, ...]) -> None:
    """JL44-1.3: listed, and within the county; the county itself is none."""
    plan = lawful_plan(county_coordinated=True, townships_served=served)
    scene().when(StartProject(plan=plan), by="clerk-1").refused("JL44-1.3")


def test_a_city_does_not_buy_what_the_county_coordinates() -> None:
    city = Buyer(name="农安县民政局", uscc=BUYER, level="city", division=DIVISION)
    plan = lawful_plan(county_coordinated=True, townships_served=(f"{DIVISION}101",), buyer=city)
    scene().when(StartProject(plan=plan), by="clerk-1").refused("JL44-1.3")


# ---------------------------------------------------------------- where the chain stands


def test_the_agenda_says_who_is_next_in_the_chain() -> None:
    """HR-AC: first the general review, then the key review, then nobody."""
    from tests.domain.test_chains import begun, given

    fresh = begun()
    item = fresh.item("approval.determine_project")
    assert "第1步（共2步）：一般性审查" in item.title
    assert (item.who, item.rule) == ("reviewer", "HR-AC")
    second = given(fresh, "general_review", "r-1")
    assert "第2步（共2步）：重点审查" in second.item("approval.determine_project").title
    objected = given(second, "key_review", "r-2", agrees=False)
    assert "有异议" in objected.item("approval.determine_project").title
    done = given(second, "key_review", "r-2")
    assert "approval.determine_project" not in {i.key for i in done.agenda()}
