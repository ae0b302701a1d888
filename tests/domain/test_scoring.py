"""Scoring: pure arithmetic by the formulas that law/ names.  E-11, E-12, E-18, E-27, HR-BID-2"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bidding.messages import CriterionScore
from domain.bidding.scoring import (
    TIE_RULES,
    Placed,
    abnormally_low,
    deducted,
    lowest_price_proportional,
    points,
    ranked,
    tied,
)
from tests.domain.builders import CRITERIA
from tests.domain.scene import SUPPLIER, SUPPLIER_2, SUPPLIER_3, code, day

RATES = {
    "below_average": Decimal("0.50"),
    "below_second_lowest": Decimal("0.50"),
    "below_ceiling": Decimal("0.45"),
}
TEN_THOUSAND = Decimal(10_000)


def wan(*numbers: int) -> dict[str, Decimal]:
    """Prices in units of 10,000 yuan, by bidder a, b, c …"""
    return {chr(ord("a") + n): number * TEN_THOUSAND for n, number in enumerate(numbers)}


def placed(supplier: str, price: str, price_points: str, other: str, minute: int = 0) -> Placed:
    at = day("2026-03-10") + timedelta(minutes=minute)
    return Placed(supplier, Decimal(price), Decimal(price_points), Decimal(other), at)


# ---------------------------------------------------------------- the price


def test_the_price_scores_of_the_examination_bank() -> None:
    """E-11: offers 88, 95, 82, 105, weight 30: 27.95, 25.89, 30.00, 23.43; the dearest is not dropped (E-12)."""
    scores = lowest_price_proportional(wan(88, 95, 82, 105))
    weighted = [(s * Decimal("0.30")).quantize(Decimal("0.01"), ROUND_HALF_UP) for s in scores.values()]
    assert weighted == [Decimal(s) for s in ("27.95", "25.89", "30.00", "23.43")]


prices = st.dictionaries(
    st.sampled_from([code(f"91220122MA1B{n:05}") for n in range(12)]),
    st.decimals("0.01", "99999999.99", places=2),
    min_size=1,
)


@given(prices)
def test_a_price_score_lies_above_zero_and_up_to_a_hundred_and_the_lowest_has_it_all(
    given_prices: dict[str, Decimal],
) -> None:
    """E-11."""
    scores = lowest_price_proportional(given_prices)
    assert all(0 < score <= 100 for score in scores.values())
    lowest = min(given_prices.values())
    assert all((scores[k] == 100) == (price == lowest) for k, price in given_prices.items())


# ---------------------------------------------------------------- totals and ranks


def test_a_total_is_the_weighted_average_of_all_members_with_the_price() -> None:
    """HR-BID-3: 90 and 81 under 'plan' make 85.5 × 0.40 = 34.20; nobody's score is dropped (E-12)."""
    scores = [
        CriterionScore(supplier=SUPPLIER, member=member, criterion=criterion, score=Decimal(score))
        for member, plan, staff in (("e1", 90, 80), ("e2", 81, 70))
        for criterion, score in (("plan", plan), ("staff", staff))
    ]
    [bid] = points(
        {SUPPLIER: Decimal("450000.00")},
        scores,
        CRITERIA,
        Decimal("0.30"),
        "lowest_price_proportional",
        {SUPPLIER: day("2026-03-10")},
    )
    assert (bid.price_points, bid.other_points, bid.total) == (
        Decimal("30.00"),
        Decimal("56.70"),
        Decimal("86.70"),
    )


def test_a_tie_goes_to_the_lower_price_then_to_the_better_plan_then_to_the_earlier_bid() -> None:
    """E-18; HR-BID-2."""
    rule = "score_then_price_then_technical"
    dear = placed(SUPPLIER, "450000", "28", "52")
    cheap = placed(SUPPLIER_2, "440000", "30", "50")
    assert [p.supplier for p in ranked([dear, cheap], rule)] == [SUPPLIER_2, SUPPLIER]
    better = placed(SUPPLIER_3, "440000", "28", "52")
    assert [p.supplier for p in ranked([cheap, better], rule)] == [SUPPLIER_3, SUPPLIER_2]
    later = placed(SUPPLIER, "440000", "28", "52", minute=1)
    assert [p.supplier for p in ranked([later, better], rule)] == [SUPPLIER_3, SUPPLIER]
    assert tied([later, better, cheap, dear], rule) == ((SUPPLIER_3, SUPPLIER),)
    assert tied([later, better, cheap], "score_then_price") == ((SUPPLIER_2, SUPPLIER_3, SUPPLIER),)


bids = st.lists(
    st.builds(
        placed,
        st.sampled_from([code(f"91220122MA1B{n:05}") for n in range(20)]),
        st.sampled_from(["400000", "450000"]),
        st.sampled_from(["27.95", "30"]),
        st.sampled_from(["50", "52.05"]),
        st.integers(0, 3),
    ),
    unique_by=lambda p: p.supplier,
    max_size=8,
)


@given(bids, st.sampled_from(sorted(TIE_RULES)), st.randoms())
def test_ranking_is_a_total_order_whatever_the_order_of_entry(entered: list[Placed], rule: str, chance: Random) -> None:
    """E-18: the same bids give the same ranks."""
    shuffled = list(entered)
    chance.shuffle(shuffled)
    assert ranked(shuffled, rule) == ranked(entered, rule)


@given(bids)
def test_no_bid_with_more_points_stands_below_one_with_fewer(entered: list[Placed]) -> None:
    in_order = ranked(entered, "score_then_price")
    assert all(a.total >= b.total for a, b in pairwise(in_order))


@given(st.lists(st.decimals("0", "100", places=2), min_size=1, max_size=7), st.decimals("0.01", "1", places=2))
def test_points_never_pass_a_hundred(given_scores: list[Decimal], share: Decimal) -> None:
    """E-11: Σ Fi·Ai with ΣAi = 1."""
    criteria = (
        CRITERIA[0].model_copy(update={"weight": 1 - share}),
        CRITERIA[1].model_copy(update={"weight": share}),
    )
    scores = [
        CriterionScore(supplier=SUPPLIER, member=f"e{n}", criterion="plan", score=score)
        for n, score in enumerate(given_scores)
    ]
    [bid] = points(
        {SUPPLIER: Decimal(1)},
        scores,
        criteria,
        1 - share,
        "lowest_price_proportional",
        {SUPPLIER: day("2026-03-10")},
    )
    assert 0 <= bid.total <= 100


def test_rounding_never_lifts_a_total_above_a_hundred() -> None:
    assert placed(SUPPLIER, "1", "33.34", "66.67").total == 100


# ---------------------------------------------------------------- abnormally low


def test_the_abnormally_low_price_of_the_examination_bank() -> None:
    """E-27: ceiling 100, offers 41, 78, 80, 89: 41 < 45 by the ceiling alone; 36 and 39 are not passed."""
    found = dict(abnormally_low(wan(41, 78, 80, 89), 100 * TEN_THOUSAND, **RATES))
    assert list(found) == ["a"]
    assert "最高限价" in found["a"]
    assert "平均" not in found["a"]
    assert "次低" not in found["a"]


@pytest.mark.parametrize(
    ("offers", "ceiling", "ground"),
    [((35, 90, 91), 70, "平均"), ((44, 89, 89), 90, "次低"), ((449, 500, 500), 1000, "最高限价")],
)
def test_each_of_the_three_tests_starts_a_review(offers: tuple[int, ...], ceiling: int, ground: str) -> None:
    """E-27."""
    assert ground in dict(abnormally_low(wan(*offers), ceiling * TEN_THOUSAND, **RATES))["a"]


def test_a_price_at_the_line_is_not_below_it() -> None:
    """E-27: strictly below; 45 of 100, half of 90, half of an average of 90."""
    assert dict(abnormally_low(wan(45, 90, 135), 100 * TEN_THOUSAND, **RATES)) == {}


def test_a_single_price_has_no_second_lowest() -> None:
    assert dict(abnormally_low(wan(50), 100 * TEN_THOUSAND, **RATES)) == {}


# ---------------------------------------------------------------- small firms


@given(prices, st.decimals("0.10", "0.20", places=2), st.randoms())
def test_a_deduction_moves_the_price_score_alone(
    given_prices: dict[str, Decimal], rate: Decimal, chance: Random
) -> None:
    """N46-05: the price offered, which the contract pays, stays; nobody scores less for its own deduction."""
    small = {uscc for uscc in given_prices if chance.random() < 0.5}
    lower = {uscc: deducted(given_prices[uscc], rate) for uscc in small}
    at = dict.fromkeys(given_prices, day("2026-03-10"))
    formula = "lowest_price_proportional"
    with_it = {p.supplier: p for p in points(given_prices, (), (), Decimal(1), formula, at, lower)}
    assert {uscc: p.price_yuan for uscc, p in with_it.items()} == given_prices
    for uscc, price in lower.items():
        assert abs(price - given_prices[uscc] * (1 - rate)) <= Decimal("0.005")
        alone = {k: v for k, v in lower.items() if k != uscc}
        without = {p.supplier: p for p in points(given_prices, (), (), Decimal(1), formula, at, alone)}
        assert with_it[uscc].price_points >= without[uscc].price_points


def test_the_deducted_price_is_the_base_too() -> None:
    """N46-05, E-11: 95 less ten per cent is 85.5: the base for 88, whose score is 97.16."""
    offered = {"a": Decimal(88), "b": Decimal(95)}
    at = dict.fromkeys(offered, day("2026-03-10"))
    lower = {"b": deducted(Decimal(95), Decimal("0.10"))}
    placed_bids = points(offered, (), (), Decimal(1), "lowest_price_proportional", at, lower)
    assert {p.supplier: p.price_points for p in placed_bids} == {"a": Decimal("97.16"), "b": Decimal("100.00")}
