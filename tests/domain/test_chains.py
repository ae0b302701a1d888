"""Chains of approval: order, countersigning, collective decision, one person one step, and the plan's versions.  HR-AC"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import law
from domain import chains
from domain.approval.messages import ApprovalGiven, GiveApproval, Participant, RegisterOutsideAct
from domain.planning.messages import DetermineProject, PlanRevised, ProjectDetermined, ProjectStarted, RevisePlan
from law import LawBook, LawError
from tests.domain.builders import PREPARATIONS, approval, below_limit_plan, lawful_plan
from tests.domain.scene import D, Scene, scene
from tests.domain.test_approval import FOUR, UNITS, check, register
from tests.domain.test_preparing import wrote

DAY = date(2026, 1, 9)


def begun(**changes: Any) -> Scene:
    started = ProjectStarted(plan=lawful_plan(**changes), author="clerk-1", submitted_on=date(2026, 1, 6))
    done = (wrote().model_copy(update={"kind": kind}) for kind in PREPARATIONS)
    return scene().on("2026-01-12").has(started, *done)


def give(kind: str, agrees: bool = True, **changes: Any) -> GiveApproval:
    whole: dict[str, Any] = {"agrees": agrees, "opinion": "意见", "contents": FOUR, "participants": UNITS}
    return GiveApproval(kind=kind, **{**whole, **changes})


def given(at: Scene, kind: str, by: str, agrees: bool = True) -> Scene:
    return at.when(give(kind, agrees), by=by, role="reviewer").then()


# ---------------------------------------------------------------- the line


def test_a_step_is_written_as_kinds_a_predicate_and_an_amount() -> None:
    assert chains.parse("general_review") == chains.Step(("general_review",))
    whole = chains.parse("countersign_finance + countersign_business when art11 from 500000.50")
    assert whole == chains.Step(("countersign_finance", "countersign_business"), "art11", Decimal("500000.50"))


@pytest.mark.parametrize("line", ["", "A", "a+b", "a when never", "a from", "a + a", "a from 1 when art11"])
def test_what_is_no_step_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"step|predicate"):
        chains.parse(line)


# ---------------------------------------------------------------- order


def test_no_step_before_those_that_come_first() -> None:
    """HR-AC: the key review comes after the general one."""
    refusal = begun().when(give("key_review"), by="r-2", role="reviewer").refused("HR-AC")
    assert refusal.findings[0].facts["waits_for"] == "general_review"
    given(begun(), "general_review", "r-1").when(give("key_review"), by="r-2", role="reviewer").accepted(ApprovalGiven)


def test_nobody_sits_in_two_steps() -> None:
    at = given(begun(), "general_review", "r-1")
    at.when(give("key_review"), by="r-1", role="reviewer").refused("HR-AC")
    at.when(give("general_review"), by="r-1", role="reviewer").accepted(ApprovalGiven)  # his own step, again


def test_an_objection_stops_the_chain_until_it_is_redone() -> None:
    stopped = given(begun(), "general_review", "r-1", agrees=False)
    refusal = stopped.when(give("key_review"), by="r-2", role="reviewer").refused("HR-AC")
    assert "异议" in refusal.findings[0].reason
    redone = given(stopped, "general_review", "r-1")
    redone.when(give("key_review"), by="r-2", role="reviewer").accepted(ApprovalGiven)


def test_a_step_that_the_plan_does_not_take_holds_nobody_up() -> None:
    """Below the limit no review is asked."""
    started = ProjectStarted(plan=below_limit_plan(), author="clerk-1", submitted_on=date(2026, 1, 6))
    small = scene().on("2026-01-12").has(started)
    small.when(give("key_review"), by="r-2", role="reviewer").accepted(ApprovalGiven)


# ---------------------------------------------------------------- the collective decision


VOTES = tuple(Participant(name=name, vote=vote) for name, vote in (("甲", "agree"), ("乙", "agree"), ("丙", "object")))


def large() -> Scene:
    at = begun(budget_yuan=Decimal("2000000.00"), method="open_tender")
    return at.has(approval("general_review", DAY, by="r-1"), approval("key_review", DAY, by="r-2"))


def decide_together(**changes: Any) -> GiveApproval:
    return give("collective_decision", **{"participants": VOTES, "digest": D, **changes})


def test_from_an_amount_upwards_the_buyer_decides_together() -> None:
    """HR-AC: 2,000,000 itself is inside; a fen less is not."""
    determine = DetermineProject(minutes=D)
    large().when(determine, by="head-1").refused("HR-AC")
    together = large().when(decide_together(), by="head-2", role="head").then()
    together.when(determine, by="head-1").accepted(ProjectDetermined)
    less = begun(budget_yuan=Decimal("1999999.99"), method="open_tender")
    less = less.has(approval("general_review", DAY, by="r-1"), approval("key_review", DAY, by="r-2"))
    less.when(determine, by="head-1").accepted(ProjectDetermined)


@pytest.mark.parametrize(
    "change",
    [
        {"digest": None},
        {"participants": VOTES[:2]},
        {"participants": (VOTES[0], VOTES[0], VOTES[0])},
        {"participants": (VOTES[0], *(Participant(name=n, vote="abstain") for n in ("乙", "丙")))},
        {"participants": tuple(Participant(name=n) for n in ("甲", "乙", "丙"))},
        {"participants": (*VOTES, Participant(name="丁", vote="object"))},  # two of four are no majority
    ],
)
def test_a_collective_decision_has_minutes_enough_people_and_most_of_them_for_it(change: dict[str, Any]) -> None:
    large().when(decide_together(), by="head-2", role="head").accepted(ApprovalGiven)
    large().when(decide_together(**change), by="head-2", role="head").refused("HR-AC")


# ---------------------------------------------------------------- countersigning, by a locality's own chain

LOCAL = """
["HR-AC"]
overlay = true
source = "某县操作细则"
[["HR-AC".determine_project]]
form = "kinds"
from = 2020-01-01
value = ["countersign_finance + countersign_business", "leader_approval"]
"""


def with_chain(text: str = LOCAL) -> LawBook:
    files = dict(law.load().files)
    return LawBook({**files, "localities/220122.toml": text.encode()})


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    book = with_chain()
    monkeypatch.setattr("tests.domain.scene.rulebook", book.rulebook)


@pytest.mark.usefixtures("local")
def test_a_countersigning_takes_all_in_any_order_before_the_next_step() -> None:
    """会签: a locality's own chain."""
    at = begun().has(approval("general_review", DAY, by="r-8"), approval("key_review", DAY, by="r-9"))
    leader = give("leader_approval")
    at.when(leader, by="head-2", role="head").refused("HR-AC")
    for first, second in (("finance", "business"), ("business", "finance")):
        half = given(at, f"countersign_{first}", "r-1")
        half.when(leader, by="head-2", role="head").refused("HR-AC")
        half.when(give(f"countersign_{second}"), by="r-1", role="reviewer").refused("HR-AC")  # one person, one seat
        both = given(half, f"countersign_{second}", "r-2")
        both.when(DetermineProject(minutes=D), by="head-1").refused("HR-AC")
        whole = both.when(leader, by="head-2", role="head").then()
        whole.when(DetermineProject(minutes=D), by="head-1").accepted(ProjectDetermined)


@pytest.mark.usefixtures("local")
def test_one_objection_in_a_countersigning_stops_it() -> None:
    objected = given(given(begun(), "countersign_finance", "r-1", agrees=False), "countersign_business", "r-2")
    objected.when(give("leader_approval"), by="head-2", role="head").refused("HR-AC")


@pytest.mark.parametrize(
    "step", ['"countersign_nobody"', '"general_review when never"', '"leader_approval", "leader_approval from 5"']
)
def test_a_chain_that_cannot_be_walked_is_no_law(step: str) -> None:
    lame = LOCAL.replace('"countersign_finance + countersign_business", "leader_approval"', step)
    with pytest.raises(LawError):
        with_chain(lame)


# ---------------------------------------------------------------- the plan's versions


def test_when_the_plan_is_revised_what_was_approved_of_the_old_one_lapses() -> None:
    """HR-AC: on the same day, too, where a date alone would not tell."""
    agreed = given(given(begun(), "general_review", "r-1"), "key_review", "r-2")
    determine = DetermineProject(minutes=D)
    agreed.when(determine, by="head-1").accepted(ProjectDetermined)
    revised = agreed.when(RevisePlan(plan=lawful_plan(), reason="改数量"), by="clerk-1").then()
    refusal = revised.when(determine, by="head-1").refused("N22-05")
    assert "第1版" in refusal.findings[0].reason
    revised.when(give("key_review"), by="r-2", role="reviewer").refused("HR-AC")  # the order begins anew
    anew = given(given(revised, "general_review", "r-1"), "key_review", "r-2")
    anew.when(determine, by="head-1").accepted(ProjectDetermined)


def test_an_outside_bodys_document_lapses_with_its_plan_too() -> None:
    by_document = register(act="b1").model_copy(update={"kind": "budget_approval"})
    assert isinstance(by_document, RegisterOutsideAct)
    at = begun().when(by_document, by="clerk-1").then()
    at = at.has(PlanRevised(plan=lawful_plan(), author="clerk-1", submitted_on=date(2026, 1, 12), reason="改"))
    at = at.when(check(act="b1"), by="wang", role="reviewer").then()
    state: Any = at.states[at.home]
    assert chains.standing(state, "budget_approval") is None


# ---------------------------------------------------------------- outside bodies


def document(kind: str, body: str) -> RegisterOutsideAct:
    return register(act=kind.replace("_", "-"), kind=kind, body=body)


def filed(at: Scene, kind: str, body: str) -> Scene:
    registered = at.when(document(kind, body), by="clerk-1").then()
    return registered.when(check(act=kind.replace("_", "-")), by="wang", role="reviewer")


def over() -> Scene:
    return begun(budget_yuan=Decimal("2500000.00"))


def test_the_superiors_consent_comes_before_finances_approval() -> None:
    """R-M20: first the superior budget unit, then finance."""
    filed(over(), "finance_method_approval", "长春市财政局").refused("HR-AC")
    consent = filed(over(), "superior_consent", "主管预算单位").then()
    filed(consent, "finance_method_approval", "长春市财政局").accepted(ApprovalGiven)


@pytest.mark.parametrize(
    ("body", "lawful"),
    [("长春市财政局", True), ("吉林省财政厅", True), ("农安县财政局", False), ("德惠市财政局", False)],
)
def test_another_method_is_approved_at_prefecture_level_or_above(body: str, lawful: bool) -> None:
    """R-M03: a county's or a county-level city's finance is not enough."""
    answered = over().when(document("finance_method_approval", body), by="clerk-1")
    answered.accepted() if lawful else answered.refused("R-M03")


def test_a_county_run_by_the_province_is_named_by_its_locality() -> None:
    """R-M03: where the provincial government has approved it."""
    text = """
["R-M03"]
overlay = true
source = "省政府批准"
[["R-M03".authorities]]
form = "kinds"
from = 2020-01-01
value = ["吉林省财政厅", "梅河口市财政局"]
"""
    files = {**law.load().files, "localities/220581.toml": text.encode()}
    rules = LawBook(files).rulebook("220581", date(2026, 1, 5))
    assert "梅河口市财政局" in rules.kinds("R-M03", "authorities")
