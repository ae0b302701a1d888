"""Who answers for satisfaction: by item of the catalogue, and who may speak for whom.  JL44-4.5.0, JL44-4.5.1a, HR-EV-6"""

from decimal import Decimal
from typing import Any

import pytest

from domain.evaluation.messages import IndicatorsSet, PartyEvaluated, RecordPartyEvaluation, SetIndicators
from domain.evaluation.survey.messages import IssueSurveyTokens, SurveyAnswered, SurveyCommitted
from domain.performance.messages import PerformanceCompleted
from domain.planning.messages import Plan, PlanItem
from domain.project import Project
from tests.domain.running import performing, plan, signed, system
from tests.domain.scene import HOME, D, Scene, rulebook
from tests.domain.test_evaluation_survey import PEOPLE, answer, commit, drawing, issued, proof, token_of

CODES = tuple(f"A.{n}" for n in range(1, 21))
OFFICIALS = ("A.4", "A.5", "A.6", "A.8", "A.9")
OUTSIDE = {"outside_catalogue_basis": "省级指导性目录", "outside_catalogue_reason": "确有需要"}


def buying(*codes: str) -> Plan:
    """A plan of these items."""
    return plan(
        items=tuple(
            PlanItem(
                code=code,
                description="服务",
                quantity=Decimal(10),
                unit="次",
                quality="按标准",
                **(OUTSIDE if code.startswith("X") else {}),
            )
            for code in codes
        )
    )


def setting(*codes: str, **changes: Any) -> Scene:
    """Indicators for a contract of these items; nobody says who the recipients are, unless `changes` do."""
    values = {"version": 2, "who_are_recipients": None, **changes}
    return signed(the_plan=buying(*codes)).when(SetIndicators(system=system(**values)), by="zhao")


def written(scene: Scene) -> tuple[dict[str, str], str | None]:
    """Whom the record names, by item and as a whole."""
    event = scene.accepted(IndicatorsSet).events[0][1]
    assert isinstance(event, IndicatorsSet)
    return event.system.respondents, event.system.who_are_recipients


def test_the_catalogue_says_for_each_of_its_twenty_items_who_answers() -> None:
    """HR-EV-6: officials and trainees speak for themselves; everybody else's proxies are named"""
    items = {item.code: item for item in rulebook("220122", Scene().at.date()).items()}
    assert set(items) == set(CODES)
    assert all(items[code].respondents for code in CODES)
    assert {code for code in CODES if not items[code].proxies} == set(OFFICIALS)
    assert all("guardian" in items[code].proxies for code in CODES if code not in OFFICIALS)
    assert "培训" in str(items["A.8"].respondents)
    assert "救助对象" not in str(items["A.8"].respondents)


@pytest.mark.parametrize("code", CODES)
def test_who_the_recipients_are_follows_from_the_item(code: str) -> None:
    """JL44-4.5.0, HR-EV-6"""
    by_item, whole = written(setting(code))
    assert by_item == {code: whole}
    assert whole


def test_several_items_have_several_kinds_of_respondents() -> None:
    """HR-EV-6: families surveyed, and the staff who were trained"""
    by_item, whole = written(setting("A.2", "A.8"))
    assert set(by_item) == {"A.2", "A.8"}
    assert whole == f"{by_item['A.2']}；{by_item['A.8']}"
    own, said = written(setting("A.8", respondents={"A.8": "参加2026年培训的村级协理员"}, who_are_recipients="学员"))
    assert (own, said) == ({"A.8": "参加2026年培训的村级协理员"}, "学员")


def test_an_item_outside_the_catalogue_needs_its_respondents_said() -> None:
    """HR-EV-6: refused while nobody says who; told where only the whole is said; nothing said of what isn't bought"""
    found = setting("A.10", "X.探访").refused("HR-EV-6").findings[0]
    assert (found.field, found.facts["missing"]) == ("system.respondents", ["X.探访"])
    setting("A.10", "X.探访", respondents={"X.探访": "接受探访的留守老人"}).accepted(IndicatorsSet)
    setting("A.10", "X.探访", who_are_recipients="接受照料和探访的老人").warned("HR-EV-6")
    setting("A.10", respondents={"A.11": "接受康复训练的人"}).refused("HR-EV-6")


# ---------------------------------------------------------------- the survey


def held(*codes: str) -> Scene:
    """A contract of these items runs, its indicators name the recipients: by the catalogue, for what lies outside it themselves."""
    outside = {code: "接受探访的留守老人" for code in codes if code.startswith("X")}
    values = system(version=2, who_are_recipients=None, respondents=outside)
    return performing(the_plan=buying(*codes)).when(SetIndicators(system=values), by="zhao").then()


def test_a_surveys_list_is_of_those_whom_the_indicators_name() -> None:
    """HR-EV-6, HR-EV-4: by default their words; other words are looked at by a person"""
    made = held("A.8").when(commit(who=None), by="zhao").accepted(SurveyCommitted).events
    event = made[0][1]
    assert isinstance(event, SurveyCommitted)
    assert event.who == rulebook("220122", Scene().at.date()).item("A.8").respondents
    assert len(made) == 1
    held("A.8").when(commit(who="全县低保对象"), by="zhao").warned("HR-EV-6")


def asked(*codes: str) -> Scene:
    """Drawn, and a sheet for each of thirty."""
    drawn = held(*codes).when(commit(who=None), by="zhao").then().when(drawing(), by="qian").then()
    tokens = tuple(sorted(token_of(proof(n)) for n in range(30)))
    return drawn.when(IssueSurveyTokens(survey="s1", tokens=tokens), by="zhao").then()


@pytest.mark.parametrize(
    ("codes", "proxy", "lawful"),
    [
        (("A.10",), "guardian", True),
        (("A.10",), "carer", True),
        (("A.2",), "family", True),
        (("A.2",), "carer", False),
        (("A.8",), "family", False),
        (("A.4",), "village", False),
        (("A.2", "A.8"), "guardian", True),
        (("X.探访",), "village", True),
    ],
)
def test_only_whom_an_item_allows_answers_for_a_recipient(codes: tuple[str, ...], proxy: Any, lawful: bool) -> None:
    """HR-EV-6: marked on the record, or refused"""
    said = asked(*codes).when(answer(0, proxy=proxy), by="zhao")
    if not lawful:
        found = said.refused("HR-EV-6").findings[0]
        assert found.field == "proxy"
        return
    event = said.accepted(SurveyAnswered).events[0][1]
    assert isinstance(event, SurveyAnswered)
    assert event.proxy == proxy


def test_trainees_are_evaluated_by_themselves_also_without_a_survey() -> None:
    """HR-EV-6: a count of proxies among those who speak for themselves"""

    def said(code: str, proxies: int) -> Scene:
        scores = RecordPartyEvaluation(
            party="recipients",
            scores={"happy": 90},
            evaluator="访问组",
            sampled=40,
            answered=38,
            proxies=proxies,
            report=D,
        )
        ended = held(code).has(PerformanceCompleted(on=Scene().at.date().replace(month=12, day=31))).on("2027-01-10")
        return ended.when(scores, by="zhao")

    said("A.8", 0).accepted(PartyEvaluated)
    said("A.8", 1).refused("HR-EV-6")
    said("A.10", 1).accepted(PartyEvaluated)


def test_a_system_set_before_items_named_their_respondents_holds_as_it_was() -> None:
    """A stored event is never read otherwise: its whole, and no items"""
    project = issued().states[HOME]
    assert isinstance(project, Project)
    assert project.evaluation.system is not None
    assert project.evaluation.system.respondents == {}
    assert project.evaluation.surveys.by_key["s1"].committed.listed == len(PEOPLE)
