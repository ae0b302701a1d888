"""The score that anyone can recompute from the indicator system and the three parties' scores.  JL44-4.5.0, PF-04

score = Σ weight × (Σ party weight × party's score ÷ Σ party weight)   over the indicators that somebody scored,
        ÷ Σ weight of those indicators;  half-up to two places.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.evaluation.messages import Indicator, IndicatorSystem, PartyEvaluated
from domain.rulebook import RuleBook

_UNRATED = "未评级"
POOR = "差"


def score(system: IndicatorSystem, parties: Mapping[str, PartyEvaluated]) -> Decimal:
    """0 … 100, two places; 0 where nobody scored anything."""
    return rounded(_average(system.indicators, system, parties))


def by_axis(system: IndicatorSystem, parties: Mapping[str, PartyEvaluated]) -> dict[str, Decimal]:
    """The same average within each axis that somebody scored."""
    axes = dict.fromkeys(i.axis for i in system.indicators)
    of_axis = {axis: [i for i in system.indicators if i.axis == axis] for axis in axes}
    return {
        axis: rounded(_average(indicators, system, parties))
        for axis, indicators in of_axis.items()
        if any(_points(i, system, parties) is not None for i in indicators)
    }


def unscored(system: IndicatorSystem, parties: Mapping[str, PartyEvaluated]) -> tuple[Indicator, ...]:
    """The indicators that none of their parties scored."""
    return tuple(i for i in system.indicators if _points(i, system, parties) is None)


def band(total: Decimal, rules: RuleBook) -> str:
    """优, 良, 中 or 差, closed at the lower bound; from memory (mark M), so it is shown and decides nothing.  PF-04"""
    if not rules.knows("PF-04"):
        return _UNRATED
    for name, title in (("excellent_from", "优"), ("good_from", "良"), ("fair_from", "中")):
        if total >= rules.count("PF-04", name):
            return title
    return POOR


def pro_rata(done: Decimal, target: Decimal) -> Decimal:
    """Points of a quantitative indicator: 100 for what was aimed at or more, else in proportion.  PF-05"""
    return min(rounded(Fraction(done) / Fraction(target) * 100), Decimal(100))


def _average(
    indicators: Iterable[Indicator], system: IndicatorSystem, parties: Mapping[str, PartyEvaluated]
) -> Fraction:
    total, weight = Fraction(0), Fraction(0)
    for indicator in indicators:
        points = _points(indicator, system, parties)
        if points is not None:
            total += Fraction(indicator.weight) * points
            weight += Fraction(indicator.weight)
    return total / weight if weight else Fraction(0)


def _points(indicator: Indicator, system: IndicatorSystem, parties: Mapping[str, PartyEvaluated]) -> Fraction | None:
    """The weighted average over the parties that scored an indicator; None where none did."""
    total, weight = Fraction(0), Fraction(0)
    for party in dict.fromkeys(indicator.parties):
        evaluated = parties.get(party)
        share = Fraction(system.party_weights.get(party, Decimal(0)))
        if evaluated is not None and indicator.key in evaluated.scores:
            total += share * Fraction(evaluated.scores[indicator.key])
            weight += share
    return total / weight if weight else None


def rounded(value: Fraction) -> Decimal:
    """Half-up from the exact fraction: no digit is lost before the last."""
    hundredths = value * 100
    whole = int(hundredths + Fraction(1, 2))
    return (Decimal(whole) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


class Row(NamedTuple):
    """One line of the arithmetic: an indicator, who gave it how much at which weight, its points (None: nobody scored it)."""

    indicator: Indicator
    given: tuple[tuple[str, Decimal, Decimal], ...]  # party, its weight, its points
    points: Decimal | None


def arithmetic(system: IndicatorSystem, parties: Mapping[str, PartyEvaluated]) -> tuple[Row, ...]:
    """How a score comes about, indicator by indicator; points rounded for the eye, the score is not computed from them."""
    rows = []
    for indicator in system.indicators:
        given = tuple(
            (party, system.party_weights.get(party, Decimal(0)), parties[party].scores[indicator.key])
            for party in dict.fromkeys(indicator.parties)
            if party in parties and indicator.key in parties[party].scores
        )
        points = _points(indicator, system, parties)
        rows.append(Row(indicator, given, rounded(points) if points is not None else None))
    return tuple(rows)
