"""docs/evaluation.md computes a score by hand: every figure there is what the code computes.  JL44-4.5.0, PF-04, PF-05, HR-EV-4"""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from domain.evaluation.messages import Axis, Indicator, IndicatorSystem, Party, PartyEvaluated
from domain.evaluation.scoring import arithmetic, band, by_axis, pro_rata, rounded, score, unscored
from tests.domain.scene import DIVISION, D, rulebook

TEXT: Final = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
PARTIES: Final[tuple[Party, ...]] = ("buyer", "recipients", "third_party")
AXES: Final[dict[str, Axis]] = {
    "effect": "effect",
    "management": "management",
    "social_impact": "social_impact",
    "satisfaction": "satisfaction",
}


def value(words: str) -> Fraction:
    """What an expression of the text comes to: + × ÷ and brackets, exactly."""

    def of(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant():
                return Fraction(words[node.col_offset : node.end_col_offset])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return of(left) + of(right)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return of(left) * of(right)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return of(left) / of(right)
            case _:
                raise AssertionError(f"no figure: {words}")

    words = words.replace("×", "*").replace("÷", "/").strip()
    return of(ast.parse(words, mode="eval").body)


def chain(words: str) -> Fraction:
    """A chain `a = b = c`: every member is the same; the exact value.  `c…` is c cut off."""
    first, *others = words.split("=")
    exact = value(first)
    for other in others:
        if "…" in other:
            cut = other.strip().removesuffix("…")
            assert 0 <= exact - Fraction(cut) < Fraction(1, 10 ** len(cut.partition(".")[2])), words
        else:
            assert value(other) == exact, words
    return exact


def rows() -> Iterator[list[str]]:
    """The rows of the table."""
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 7 and cells[1] in AXES:
            yield cells


def weights() -> dict[Party, Decimal]:
    found = re.search(r"Parties weigh ([\d.]+) \(buyer\), ([\d.]+) \(recipients\),\s+([\d.]+) \(third party\)", TEXT)
    assert found is not None
    return {party: Decimal(found[n]) for n, party in enumerate(PARTIES, start=1)}


def world(*parties: Party) -> tuple[IndicatorSystem, dict[str, PartyEvaluated]]:
    """The table's indicators, and the scores of some parties."""
    indicators, scores = [], {party: dict[str, Decimal]() for party in parties}
    for n, (title, axis, weight, *points, _) in enumerate(rows(), start=1):
        given = {party: Decimal(cell) for party, cell in zip(PARTIES, points, strict=True) if cell}
        indicators.append(
            Indicator(key=f"i{n}", title=title, axis=AXES[axis], weight=Decimal(weight), parties=tuple(given))
        )
        for party in set(given) & set(parties):
            scores[party][f"i{n}"] = given[party]
    system = IndicatorSystem(
        version=1, indicators=tuple(indicators), party_weights=weights(), who_are_recipients="接受服务的人"
    )
    evaluated = {
        party: PartyEvaluated(party=party, scores=given, evaluator="某", report=D, on=date(2026, 12, 1))
        for party, given in scores.items()
    }
    return system, evaluated


def told(begin: str) -> tuple[Fraction, Decimal]:
    """A computation of the text that begins so: its exact value, and the figure in bold."""
    found = re.search(re.escape(begin) + r"\s+([^*]+?)→ \*\*([\d.]+)\*\*", TEXT)
    assert found is not None, begin
    return chain(" ".join(found[1].split())), Decimal(found[2])


def test_the_table_is_a_whole_indicator_system() -> None:
    """HR-EV-2: the weights add up, each party scores something"""
    system, evaluated = world(*PARTIES)
    assert sum(i.weight for i in system.indicators) == sum(weights().values()) == 1
    assert {i.axis for i in system.indicators} == set(AXES)
    assert all(evaluated[party].scores for party in PARTIES)


def test_each_indicators_points_are_as_the_table_says() -> None:
    system, evaluated = world(*PARTIES)
    for row, cells in zip(arithmetic(system, evaluated), rows(), strict=True):
        assert row.points == rounded(chain(cells[6])), cells[0]
        assert row.points == Decimal(cells[6].rpartition("=")[2].strip()), cells[0]


def test_the_score_is_as_the_text_says() -> None:
    """JL44-4.5.0, PF-04"""
    system, evaluated = world(*PARTIES)
    exact, shown = told("* Score:")
    assert score(system, evaluated) == rounded(exact) == shown
    assert f"**{shown}**, {band(shown, rulebook(DIVISION, date(2026, 12, 1)))} (" in TEXT


def test_the_axis_is_as_the_text_says_and_rounded_half_up() -> None:
    system, evaluated = world(*PARTIES)
    exact, shown = told("* Axis effect:")
    assert by_axis(system, evaluated)["effect"] == rounded(exact) == shown
    assert exact * 1000 % 10 == 5, "an example that shows the rounding"


def test_what_nobody_scored_is_left_out_as_the_text_says() -> None:
    """JL44-4.5.0: the recipients could not be reached"""
    system, evaluated = world("buyer", "third_party")
    assert [i.axis for i in unscored(system, evaluated)] == ["satisfaction"]
    exact, shown = told("Score without recipients:")
    assert score(system, evaluated) == rounded(exact) == shown
    two = re.search(r"quality rests on two parties, ([^,]+),", TEXT)
    assert two is not None
    quality = next(r for r in arithmetic(system, evaluated) if len(r.given) == 2 and r.indicator.key == "i2")
    assert quality.points == rounded(chain(two[1]))


def test_the_mean_of_answers_and_the_pro_rata_points_are_as_the_text_says() -> None:
    """HR-EV-4, PF-05"""
    mean, shown = told("three of them here:")
    system, evaluated = world(*PARTIES)
    satisfaction = next(i.key for i in system.indicators if i.axis == "satisfaction")
    assert rounded(mean) == shown == evaluated["recipients"].scores[satisfaction]
    exact, points = told("1,000 are")
    assert pro_rata(Decimal(1000), Decimal(1200)) == rounded(exact) == points
    for words, due in (("1080", 90), ("1200", 100), ("1300", 100)):
        assert pro_rata(Decimal(words), Decimal(1200)) == due
    assert "1,080 of 1,200 visits are 90; 1,200 or more are 100" in TEXT


def test_a_chain_that_does_not_add_up_is_seen() -> None:
    """The reader of the text can fail."""
    with pytest.raises(AssertionError):
        chain("0.3 × 90 + 0.3 × 80 = 52")
    with pytest.raises(AssertionError):
        chain("286 ÷ 3 = 95.334…")
