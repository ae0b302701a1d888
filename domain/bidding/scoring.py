"""Scoring: price scores, totals, ranks and abnormally low prices.  Pure arithmetic by the formulas that law/ names.  E-11, E-18, E-27"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Final

from domain.bidding.messages import CriterionScore
from domain.planning.messages import Criterion

FULL: Final = Decimal(100)
_CENT: Final = Decimal("0.01")


def _rounded(points: Decimal) -> Decimal:
    return points.quantize(_CENT, ROUND_HALF_UP)


def lowest_price_proportional(prices: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Price score = lowest price / price × 100, unrounded; no price is dropped from the list.  E-11, E-12"""
    lowest = min(prices.values())
    return {bidder: FULL if price == lowest else lowest / price * FULL for bidder, price in prices.items()}


PRICE_SCORES: Final[Mapping[str, Callable[[Mapping[str, Decimal]], dict[str, Decimal]]]] = {
    "lowest_price_proportional": lowest_price_proportional,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """One bid's points: of the price and of the rest, both weighted and rounded to two places.

    `price_yuan` is what was offered and what a contract pays; `evaluated_yuan`, where it differs, is what was scored.
    """

    supplier: str
    price_yuan: Decimal
    price_points: Decimal
    other_points: Decimal
    received_at: datetime
    evaluated_yuan: Decimal | None = None

    @property
    def total(self) -> Decimal:
        return min(self.price_points + self.other_points, FULL)  # rounding may pass a hundred by a hair

    @property
    def compared_yuan(self) -> Decimal:
        """The price by which it competes."""
        return self.price_yuan if self.evaluated_yuan is None else self.evaluated_yuan


_Key = tuple[Decimal, ...]

# what sets bids apart by law; what is still equal is a tie: ranked by time of receipt (HR-BID-2) until it is decided
TIE_RULES: Final[Mapping[str, Callable[[Placed], _Key]]] = {
    "score_then_price": lambda p: (-p.total, p.price_yuan),
    "score_then_price_then_technical": lambda p: (-p.total, p.price_yuan, -p.other_points),
    "price_then_receipt": lambda p: (p.compared_yuan,),
}


def points(
    prices: Mapping[str, Decimal],
    scores: Sequence[CriterionScore],
    criteria: Sequence[Criterion],
    price_weight: Decimal,
    formula: str,
    received: Mapping[str, datetime],
    evaluated: Mapping[str, Decimal] | None = None,
) -> list[Placed]:
    """Weighted points of each bid: the average of all members per criterion, times its weight.  E-11, HR-BID-3

    `evaluated` holds the prices that are scored in place of those offered: small firms', deducted (N46-05).
    """
    lower = evaluated or {}
    price_scores = PRICE_SCORES[formula]({**prices, **lower})
    return [
        Placed(
            supplier=supplier,
            price_yuan=price,
            price_points=_rounded(price_scores[supplier] * price_weight),
            other_points=sum(
                (_rounded(_average(scores, supplier, c.key) * c.weight) for c in criteria if not c.price),
                start=Decimal("0.00"),
            ),
            received_at=received[supplier],
            evaluated_yuan=lower.get(supplier),
        )
        for supplier, price in prices.items()
    ]


def _average(scores: Sequence[CriterionScore], supplier: str, criterion: str) -> Decimal:
    given = [s.score for s in scores if s.supplier == supplier and s.criterion == criterion]
    return sum(given, start=Decimal(0)) / len(given)


def ranked(placed: Sequence[Placed], tie_rule: str) -> list[Placed]:
    """Best first; a total order.  E-18, HR-BID-2"""
    merit = TIE_RULES[tie_rule]
    return sorted(placed, key=lambda p: (merit(p), p.received_at, p.supplier))


def tied(placed: Sequence[Placed], tie_rule: str) -> tuple[tuple[str, ...], ...]:
    """The groups that the law's rule leaves equal, in the order of `ranked`.  E-18"""
    groups = groupby(ranked(placed, tie_rule), key=TIE_RULES[tie_rule])
    return tuple(names for _, group in groups if len(names := tuple(p.supplier for p in group)) > 1)


def deducted(price_yuan: Decimal, rate: Decimal) -> Decimal:
    """A small firm's price as it is scored, to the fen.  N46-05, N46-06"""
    return _rounded(price_yuan * (1 - rate))


def abnormally_low(
    prices: Mapping[str, Decimal],
    ceiling_yuan: Decimal,
    *,
    below_average: Decimal,
    below_second_lowest: Decimal,
    below_ceiling: Decimal,
) -> Iterator[tuple[str, str]]:
    """Bids whose price calls for a review, each with its grounds.  Strictly below; an average counts all prices.  E-27"""
    average = sum(prices.values(), start=Decimal(0)) / len(prices)
    in_order = sorted(prices.values())
    for bidder, price in prices.items():
        grounds = []
        if price < average * below_average:
            grounds.append(f"低于平均报价 {_rounded(average)} 元的 {below_average}")
        if len(in_order) > 1 and price < in_order[1] * below_second_lowest:
            grounds.append(f"低于次低报价 {in_order[1]} 元的 {below_second_lowest}")
        if price < ceiling_yuan * below_ceiling:
            grounds.append(f"低于最高限价 {ceiling_yuan} 元的 {below_ceiling}")
        if grounds:
            yield bidder, "；".join(grounds)
