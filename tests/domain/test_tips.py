"""Tips: past the buyer where they are about the buyer, sealed, accepted, concluded, answered.  JL44-4.4.1, HR-TP-1, HR-TP-2"""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.ids import division_of
from domain.project import Project
from domain.register.tips.messages import (
    AcceptTip,
    AllowInformant,
    AnswerInformant,
    AskForInformant,
    ConcludeTip,
    InformantAllowed,
    InformantAnswered,
    InformantAsked,
    RegisterTip,
    TipAccepted,
    TipConcluded,
    TipRegistered,
)
from domain.supervision.messages import DeadlineMissed, FindingRecorded, RecordTip, TipRecorded
from tests.domain.running import performing
from tests.domain.scene import BUYER, HOME, PROJECT, D, Scene

CITY = "2201"
COVER = "tip-" + "a" * 16


def tip(**changes: Any) -> RegisterTip:
    """By 12345, anonymous, about the buyer, taken in by the city."""
    values: dict[str, Any] = {
        "division": CITY,
        "key": "t1",
        "channel": "12345",
        "against": "buyer",
        "project": PROJECT,
        "about": "验收时没有邀请服务对象",
        "anonymous": True,
    }
    return RegisterTip(**{**values, **changes})


def named(**changes: Any) -> RegisterTip:
    return tip(anonymous=False, cover=COVER, commitment=D, **changes)


def at(division: str) -> Scene:
    """A running project of 220122, and the tips of a division."""
    scene = performing().on("2026-04-09")
    return Scene(home=f"register/tips-{division}", at=scene.at, division=division, states=scene.states)


def city(*, named_one: bool = False) -> Scene:
    return at(CITY).when(named() if named_one else tip(), by="qu", role="inspector").then()


def accept(decision: Any = "accepted", **changes: Any) -> AcceptTip:
    return AcceptTip(division=CITY, key="t1", decision=decision, reason="属于受理范围", **changes)


def conclude(result: Any = "founded", division: str = CITY) -> ConcludeTip:
    found = "第一期验收没有服务对象参加"
    return ConcludeTip(division=division, key="t1", result=result, found=found, measures="责令重新验收", digest=D)


ANSWER = AnswerInformant(division=CITY, key="t1", manner="letter", digest=D)


# ---------------------------------------------------------------- past the buyer


def test_a_tip_about_the_buyer_lies_with_its_superior_and_not_in_the_buyers_project() -> None:
    """JL44-4.4.1: neither text nor notice of it stands in the project's own stream, and the superior's law judges"""
    accepted = at(CITY).when(tip(), by="qu", role="inspector").accepted(TipRegistered)
    assert {stream for stream, _ in accepted.events} == {f"register/tips-{CITY}"}
    assert division_of(f"sim.x.register/tips-{CITY}") == CITY
    assert city().item("tips.t1.accept").who == "inspector"
    assert not [i for i in city().in_stream(HOME).agenda() if "tips" in i.key]


def test_the_buyers_own_division_does_not_handle_a_tip_about_the_buyer() -> None:
    """JL44-4.4.1"""
    at("220122").when(tip(division="220122"), by="zhao", role="inspector").refused("JL44-4.4.1")
    at("220122").when(tip(division="220122"), by="zhao", role="clerk").refused("JL44-4.4.1")


def test_the_buyers_own_people_do_not_handle_it_wherever_they_hold_a_role() -> None:
    """JL44-4.4.1"""
    at(CITY).when(tip(), by="zhao", role="inspector", uscc=BUYER).refused("JL44-4.4.1")
    city().when(accept(), by="zhao", role="inspector", uscc=BUYER).refused("JL44-4.4.1")


def test_the_projects_own_list_of_tips_takes_none_about_the_buyer() -> None:
    """JL44-4.4.1"""
    recorded = RecordTip(key="t1", channel="phone", about="工号牌未佩戴", against="supplier")
    performing().when(recorded, by="zhao").accepted(TipRecorded)
    about_buyer = RecordTip(key="t1", channel="phone", about="验收走过场", against="buyer")
    performing().when(about_buyer, by="zhao").refused("JL44-4.4.1")


def test_a_tip_about_the_supplier_may_lie_with_the_county() -> None:
    """JL44-4.4.1"""
    of_supplier = tip(division="220122", against="supplier")
    at("220122").when(of_supplier, by="zhao", role="inspector").accepted(TipRegistered)


def test_everybody_handles_the_tips_of_their_own_division() -> None:
    """HR-WHO"""
    at("2202").when(tip(), by="qu", role="inspector").refused("HR-WHO")


def test_a_tip_about_the_buyer_names_a_project_that_there_is() -> None:
    """HR-TP-1"""
    at(CITY).when(tip(project=None), by="qu", role="inspector").refused("HR-TP-1")
    other = tip(project="220122-2026-zzzzzz", against="supplier")
    at(CITY).when(other, by="qu", role="inspector").refused("HR-TP-1")
    city().when(tip(), by="qu", role="inspector").refused("HR-TP-1")  # the same key again


# ---------------------------------------------------------------- sealed


def test_an_anonymous_tip_has_no_identity_and_a_named_one_has_it_sealed() -> None:
    """HR-TP-2"""
    at(CITY).when(named(), by="qu", role="inspector").accepted(TipRegistered)
    at(CITY).when(tip(cover=COVER, commitment=D), by="qu", role="inspector").refused("HR-TP-2")
    at(CITY).when(tip(anonymous=False), by="qu", role="inspector").refused("HR-TP-2")
    at(CITY).when(tip(anonymous=False, cover=COVER), by="qu", role="inspector").refused("HR-TP-2")


def test_neither_text_nor_cover_can_hold_a_name_or_a_number() -> None:
    """HR-TP-2"""
    with pytest.raises(ValidationError, match="手机号码"):
        tip(about="请回电13843100000")
    with pytest.raises(ValidationError):
        named(key="t2").model_validate({**named().model_dump(), "cover": "张三"})


def test_one_asks_for_an_identity_and_another_allows_it() -> None:
    """HR-TP-2: an act of two, both on record"""
    ask = AskForInformant(division=CITY, key="t1", reason="需要核实现场情况")
    allow = AllowInformant(division=CITY, key="t1", opinion="同意，仅限当面核实")
    city().when(ask, by="qu", role="inspector").refused("HR-TP-2")  # anonymous: nothing to open
    scene = city(named_one=True)
    scene.when(allow, by="shen", role="inspector").refused("HR-TP-2")
    asked = scene.when(ask, by="qu", role="inspector").accepted_then(InformantAsked)
    asked.when(allow, by="qu", role="inspector").refused("HR-TP-2")
    opened = asked.when(allow, by="shen", role="inspector").accepted_then(InformantAllowed)
    opened.when(allow, by="shen", role="inspector").refused("HR-TP-2")  # once


# ---------------------------------------------------------------- in time


def test_a_tip_is_accepted_concluded_and_its_named_informant_answered() -> None:
    """HR-TP-1"""
    scene = city(named_one=True)
    scene.when(conclude(), by="qu", role="inspector").refused("HR-TP-1")
    scene.when(ANSWER, by="qu", role="inspector").refused("HR-TP-1")
    taken = scene.when(accept(), by="qu", role="inspector").accepted_then(TipAccepted)
    taken.when(accept(), by="qu", role="inspector").refused("HR-TP-1")
    assert taken.item("tips.t1.conclude")
    done = taken.when(conclude(), by="qu", role="inspector").accepted_then(TipConcluded)
    done.when(conclude(), by="qu", role="inspector").refused("HR-TP-1")
    assert done.item("tips.t1.answer")
    answered = done.when(ANSWER, by="qu", role="inspector").accepted_then(InformantAnswered)
    answered.when(ANSWER, by="qu", role="inspector").refused("HR-TP-1")
    assert answered.agenda() == ()


def test_an_anonymous_tip_is_worked_on_like_any_other_and_nobody_is_answered() -> None:
    """HR-TP-1"""
    done = city().when(accept(), by="qu", role="inspector").then().when(conclude(), by="qu", role="inspector").then()
    assert done.agenda() == ()
    done.when(ANSWER, by="qu", role="inspector").refused("HR-TP-1")


def test_who_hands_a_tip_on_says_to_whom() -> None:
    """HR-TP-1"""
    city().when(accept("transferred"), by="qu", role="inspector").refused("HR-TP-1")
    handed = city().when(accept("transferred", to="市纪委监委"), by="qu", role="inspector").accepted_then(TipAccepted)
    assert handed.agenda() == ()


def test_a_tip_that_lies_too_long_raises_an_alarm() -> None:
    """HR-TP-1"""
    scene = city()
    while scene.item("tips.t1.accept").does == "remind":
        scene = scene.wake("tips.t1.accept").then()
    scene.wake("tips.t1.accept").accepted(DeadlineMissed)


def test_what_is_not_registered_is_not_handled() -> None:
    """HR-TP-1"""
    at(CITY).when(accept(), by="qu", role="inspector").refused("HR-TP-1")


@pytest.mark.parametrize(("result", "stands"), [("founded", True), ("partly", True), ("unfounded", False)])
def test_what_is_found_true_of_a_supplier_stands_in_its_project_as_a_finding(result: str, stands: bool) -> None:
    """JL44-4.4.1: entries become part of the record"""
    scene = at(CITY).when(tip(against="supplier"), by="qu", role="inspector").then()
    scene = scene.when(accept(), by="qu", role="inspector").then()
    after = scene.when(conclude(result), by="qu", role="inspector").then()
    project = after.states[HOME]
    assert isinstance(project, Project)
    assert [f.key for f in project.supervision.findings] == (["tip-t1"] if stands else [])


def test_what_is_found_true_of_the_buyer_does_not_go_to_the_buyer() -> None:
    """JL44-4.4.1"""
    scene = city().when(accept(), by="qu", role="inspector").then().when(conclude(), by="qu", role="inspector")
    assert not [e for _, e in scene.accepted().events if isinstance(e, FindingRecorded)]
