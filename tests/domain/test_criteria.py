"""What is scored and how: words, intervals, past results, fixed price, deduction.  AD-10, E-10 … E-17, N46-05, N46-06, R-S09, HR-BID-4"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.bidding.messages import BidsScored, Ranked
from domain.bidding.parties.values import SmeDeclaration
from domain.bidding.scoring import PRICE_SCORES
from domain.planning.messages import Band, Criterion, SmeReservation
from domain.publication.messages import PrepareSolicitation, SolicitationPrepared
from domain.supervision.messages import WarningNoted
from tests.domain.builders import CRITERIA, THREE, below_limit_plan, lawful_plan, opened, ready, solicitation
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, rulebook, scene
from tests.domain.test_bidding import OFFERS, score

SME = lawful_plan(sme=SmeReservation(reserved=True))
TENDER = lawful_plan(method="open_tender")


def prepare(plan: Any = None, **changes: Any) -> Scene:
    command = PrepareSolicitation(solicitation=solicitation(**changes))
    return ready(scene(), plan).when(command)


def warned(answer: Scene) -> list[str]:
    return [e.clause for _, e in answer.accepted(SolicitationPrepared).events if isinstance(e, WarningNoted)]


def with_staff(**changes: Any) -> tuple[Criterion, ...]:
    """The usual criteria, the last of them otherwise."""
    return (*CRITERIA[:2], CRITERIA[2].model_copy(update=changes))


# ---------------------------------------------------------------- words


def test_the_usual_criteria_are_lawful() -> None:
    """E-15, E-16, E-17: nothing to look at."""
    assert warned(prepare()) == []


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"title": "注册资本"}, "E-15"),
        ({"standard": "符合政府采购法第二十二条得满分"}, "E-15"),  # which is the qualification's own text
        ({"standard": "方案优秀得高分，一般得低分"}, "E-16"),
        ({"standard": "承诺遵守保密规定得满分"}, "E-17"),
        ({"title": "类似业绩"}, "AD-10"),
        ({"title": "本县类似业绩"}, "R-S09"),
    ],
)
def test_words_that_make_one_look_twice_warn(changes: dict[str, Any], clause: str) -> None:
    """HR-BID-4; E-15, E-16, E-17, AD-10, R-S09: the text can only hint; a person decides."""
    assert clause in warned(prepare(criteria=with_staff(**changes)))


# ---------------------------------------------------------------- intervals


def bands(*rows: tuple[int | None, int | None, int]) -> tuple[Band, ...]:
    return tuple(
        Band(
            at_least=None if low is None else Decimal(low),
            below=None if high is None else Decimal(high),
            score=Decimal(points),
        )
        for low, high, points in rows
    )


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        (((None, 5, 60), (5, 10, 80), (10, None, 100)), True),
        (((5, 10, 80), (None, 5, 60), (10, None, 100)), True),  # in whatever order
        (((None, 5, 60), (4, None, 80)), False),  # overlapping
        (((None, 5, 60), (6, None, 80)), False),  # a gap
        (((None, 5, 60), (5, None, 60)), False),  # the same score twice
        (((5, 5, 60),), False),  # empty
    ],
)
def test_intervals_lie_side_by_side_each_with_a_score_of_its_own(rows: Any, kept: bool) -> None:
    """E-16, 87号令 art. 55."""
    answer = prepare(criteria=with_staff(bands=bands(*rows)))
    if kept:
        answer.accepted(SolicitationPrepared)
    else:
        answer.refused("E-16")


# ---------------------------------------------------------------- past results


PAST_BANDS = (Band(below=Decimal(80), score=Decimal(60)), Band(at_least=Decimal(80), score=Decimal(100)))


@pytest.mark.parametrize("local", ["本县", "我市", "本单位", "购买主体出具", "民政局出具"])
def test_past_results_of_one_place_alone_never_weigh(local: str) -> None:
    """AD-10, R-S09, JL44-4.5.1b: the results that this buyer published count like any other's"""
    words = {"title": "以往绩效评价", "past_performance": True, "standard": f"{local}的评价优100分、良80分"}
    found = prepare(criteria=with_staff(**words)).refused("AD-10").findings
    assert {"AD-10", "R-S09"} <= {f.clause for f in found}
    anywhere = {**words, "standard": "任何地方、任何购买主体公开的评价优100分、良80分"}
    prepare(criteria=with_staff(**anywhere)).accepted(SolicitationPrepared)


def test_past_results_weigh_quantified_and_from_anywhere() -> None:
    """AD-10, S102-17, R-S09."""
    lawful = {"title": "以往绩效评价", "past_performance": True, "standard": "近三年同类服务绩效评价优100分、良80分"}
    assert "AD-10" not in warned(prepare(criteria=with_staff(**lawful)))
    prepare(criteria=with_staff(**{**lawful, "standard": None})).refused("AD-10")
    prepare(criteria=with_staff(**{**lawful, "standard": "评价优的得满分，差的不得分"})).refused("AD-10")
    prepare(criteria=with_staff(**{**lawful, "standard": "各地出具的评价：优得一百分，良得八十分"})).accepted(
        SolicitationPrepared
    )
    banded = {**lawful, "standard": None, "bands": PAST_BANDS}
    prepare(criteria=with_staff(**banded)).accepted(SolicitationPrepared)
    unmarked = with_staff(title="以往绩效", standard="评价优100分、良80分")
    assert "AD-10" in warned(prepare(criteria=unmarked))
    local = prepare(criteria=with_staff(**{**lawful, "standard": "本县民政局出具的评价优100分"})).refused("AD-10")
    assert "R-S09" in {f.clause for f in local.findings}


# ---------------------------------------------------------------- a fixed price

QUALITY = (
    CRITERIA[1].model_copy(update={"weight": Decimal("0.60")}),
    CRITERIA[2].model_copy(update={"weight": Decimal("0.40")}),
)
FIXED = {
    "criteria": QUALITY,
    "fixed_price_yuan": Decimal("470000.00"),
    "fixed_price_ground": "fixed_price_purchase",
}


def test_a_fixed_price_is_not_scored() -> None:
    """E-14: quality alone decides, and the price weight's bounds (E-10, E-13) don't bind."""
    prepare(TENDER, **FIXED).accepted(SolicitationPrepared)
    prepare(TENDER, **{**FIXED, "criteria": CRITERIA}).refused("E-14")
    prepare(TENDER, criteria=QUALITY).refused("E-10")
    prepare(criteria=QUALITY).refused("E-13")


def test_what_fixes_the_price_is_a_ground_of_the_method() -> None:
    """E-14: a consultation knows the unified standard alone (214号 art. 24)."""
    prepare(TENDER, **{**FIXED, "fixed_price_ground": None}).refused("E-14")
    prepare(**FIXED).refused("E-14")
    prepare(**{**FIXED, "fixed_price_ground": "unified_price_standard"}).accepted(SolicitationPrepared)
    prepare(TENDER, **{**FIXED, "fixed_price_yuan": Decimal("480000.01")}).refused("R-B06")


def test_every_offer_is_at_the_fixed_price() -> None:
    """E-14: the plan with the better scores wins; all prices are the same and none is reviewed (E-27)."""
    now = opened(scene(), TENDER, terms=solicitation(**{**FIXED, "fixed_price_yuan": Decimal("200000.00")}))
    whole = score(dict.fromkeys(THREE, 200_000))
    better = tuple(s.model_copy(update={"score": Decimal(90)}) if s.supplier == SUPPLIER_2 else s for s in whole.scores)
    accepted = now.when(whole.model_copy(update={"scores": better})).accepted(BidsScored)
    [event] = [e for _, e in accepted.events if isinstance(e, BidsScored)]
    assert (event.ranking[0].supplier, event.ranking[0].total, event.price_weight) == (SUPPLIER_2, 90, 0)
    now.when(score({**dict.fromkeys(THREE, 200_000), SUPPLIER: 199_999})).refused("E-14")


def test_no_price_formula_takes_an_average_as_its_base() -> None:
    """E-12: the only formula that law/ names has the lowest price as its base."""
    rules = rulebook("220122", scene().at.date())
    assert {m.price_formula for m in rules.methods() if m.price_formula} == set(PRICE_SCORES)
    scores = PRICE_SCORES["lowest_price_proportional"]({"a": Decimal(80), "b": Decimal(100), "c": Decimal(400)})
    assert (scores["a"], scores["b"], scores["c"]) == (100, 80, 20)


# ---------------------------------------------------------------- small firms


@pytest.mark.parametrize(("rate", "kept"), [("0.09", False), ("0.10", True), ("0.20", True), ("0.21", False)])
def test_the_deduction_stands_in_the_documents_within_its_bounds(rate: str, kept: bool) -> None:
    """N46-05: 10 to 20 per cent for services."""
    answer = prepare(sme_deduction=Decimal(rate))
    if kept:
        answer.accepted(SolicitationPrepared)
    else:
        answer.refused("N46-05")


def test_an_unreserved_purchase_without_a_deduction_is_asked_for_one() -> None:
    """N46-05; not below the limit, and a reserved package gives none."""
    assert "N46-05" in warned(prepare(sme_deduction=None))
    small = prepare(below_limit_plan(), sme_deduction=None, ceiling_yuan=Decimal(200_000), bid_bond_yuan=None)
    assert "N46-05" not in warned(small)
    assert "N46-05" not in warned(prepare(SME, sme_deduction=None))
    prepare(SME).refused("N46-05")


@pytest.mark.parametrize(("rate", "kept"), [("0.03", False), ("0.04", True), ("0.06", True), ("0.07", False)])
def test_the_deduction_for_a_share_has_bounds_of_its_own(rate: str, kept: bool) -> None:
    """N46-06: 4 to 6 per cent, from memory: it warns."""
    assert ("N46-06" in warned(prepare(sme_share_deduction=Decimal(rate)))) != kept


def declared(size: str | None) -> SmeDeclaration | None:
    """A declaration letter of this size; none where there is none.  N46-08"""
    return SmeDeclaration(letter=D, industry="居民服务业", size=size, own_people=True) if size else None


def ranking(size: str | None = None, share: str | None = None, **terms: Any) -> dict[str, Ranked]:
    """SUPPLIER_3 (470,000) checked as of this size or share; the others 450,000 and 460,000."""
    now = opened(scene(), terms=solicitation(**terms))
    checked = now.states[HOME].round.qualified[SUPPLIER_3]  # type: ignore[union-attr]
    changed = {"sme_declaration": declared(size), "small_share": None if share is None else Decimal(share)}
    accepted = now.has(checked.model_copy(update=changed)).when(score(OFFERS)).accepted(BidsScored)
    [event] = [e for _, e in accepted.events if isinstance(e, BidsScored)]
    return {r.supplier: r for r in event.ranking}


@pytest.mark.parametrize("size", ["small", "micro"])
def test_a_small_firms_price_is_scored_deducted_and_paid_whole(size: str) -> None:
    """N46-05: 470,000 less ten per cent is 423,000, the lowest; the contract's price stays 470,000."""
    places = ranking(size)
    assert (places[SUPPLIER_3].rank, places[SUPPLIER_3].price_yuan) == (1, Decimal(470_000))
    assert places[SUPPLIER_3].evaluated_yuan == Decimal("423000.00")
    assert places[SUPPLIER_3].total == Decimal("86.00")
    assert (places[SUPPLIER].evaluated_yuan, places[SUPPLIER].total) == (None, Decimal("84.20"))  # 423/450 of 30


@pytest.mark.parametrize("size", [None, "medium"])
def test_others_are_scored_at_their_price(size: str | None) -> None:
    """N46-05."""
    assert ranking(size)[SUPPLIER_3].evaluated_yuan is None


def test_small_firms_share_of_a_contract_counts_from_thirty_per_cent() -> None:
    """N46-06: 470,000 less five per cent is 446,500."""
    rate = {"sme_share_deduction": Decimal("0.05")}
    assert ranking(share="0.30", **rate)[SUPPLIER_3].evaluated_yuan == Decimal("446500.00")
    assert ranking(share="0.29", **rate)[SUPPLIER_3].evaluated_yuan is None
    assert ranking(share="0.30")[SUPPLIER_3].evaluated_yuan is None


def test_a_lowest_price_is_the_lowest_deducted() -> None:
    """N46-05: in a negotiation too."""
    plan = lawful_plan(method="competitive_negotiation", method_ground="failed_tender")
    terms = solicitation(evaluation="lowest_price", substantive=("按服务标准",), sme_deduction=Decimal("0.10"))
    now = opened(scene(), plan, terms=terms)
    checked = now.states[HOME].round.qualified[SUPPLIER_3]  # type: ignore[union-attr]
    small = now.has(checked.model_copy(update={"sme_declaration": declared("small")}))
    accepted = small.when(score(OFFERS, scores=())).accepted(BidsScored)
    [event] = [e for _, e in accepted.events if isinstance(e, BidsScored)]
    assert (event.ranking[0].supplier, event.ranking[0].price_yuan) == (SUPPLIER_3, Decimal(470_000))
