"""Evaluation: indicators, three parties, a score that anyone can recompute.  JL44-4.5.0 … 4.5.1b"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any, get_args

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from domain.approval.messages import PreparationRecorded
from domain.evaluation.messages import (
    Axis,
    ConcludeEvaluation,
    EvaluationConcluded,
    Indicator,
    IndicatorsSet,
    IndicatorSystem,
    Party,
    PartyEvaluated,
    RecordPartyEvaluation,
    SetIndicators,
)
from domain.evaluation.scoring import band, by_axis, score, unscored
from domain.performance.messages import PerformanceCompleted
from tests.domain.running import SUPPLIER_NAME, all_accepted, notice, plan, signed, system
from tests.domain.scene import DIVISION, D, Scene, day, rulebook

RULES = rulebook(DIVISION, date(2027, 1, 10))


ASSESSED = PreparationRecorded(
    kind="prior_evaluation", done_on=date(2026, 1, 4), summary="有必要，目标明确", digest=D, by="li"
)


def evaluating() -> Scene:
    """Performance was completed on 6 January 2027."""
    return all_accepted().has(ASSESSED, PerformanceCompleted(on=date(2027, 1, 6))).on("2027-01-10")


# ---------------------------------------------------------------- indicators


def set_to(**changes: Any) -> Scene:
    return signed().when(SetIndicators(system=system(version=2, **changes)), by="zhao")


def indicators(**of: dict[str, Any]) -> tuple[Indicator, ...]:
    return tuple(i.model_copy(update=of.get(i.key, {})) for i in system().indicators)


def test_a_system_with_all_aspects_and_parties_is_accepted() -> None:
    """JL44-4.5.0, JL44-4.5.1a"""
    assert len(set_to().accepted(IndicatorsSet).events) == 1


def test_where_the_locality_sets_no_minimum_of_satisfaction_it_warns() -> None:
    """JL44-4.5.1a: its minimum is a locality's value, and unset warns"""
    elsewhere = replace(signed(), division="220221")
    elsewhere.when(SetIndicators(system=system(version=2)), by="zhao").warned("JL44-4.5.1a")


def test_a_localitys_minimum_weight_of_satisfaction_binds() -> None:
    """JL44-4.5.1a: 20 per cent in this locality"""
    enough = indicators(happy={"weight": Decimal("0.20")}, files={"weight": Decimal("0.30")})
    set_to(indicators=enough).accepted(IndicatorsSet)
    short = indicators(happy={"weight": Decimal("0.19")}, files={"weight": Decimal("0.31")})
    set_to(indicators=short).refused("JL44-4.5.1a")


@pytest.mark.parametrize("axis", ["effect", "management", "social_impact"])
def test_each_of_the_guides_three_aspects_is_measured(axis: str) -> None:
    """JL44-4.5.0"""
    other = "management" if axis == "effect" else "effect"
    changed = tuple(i.model_copy(update={"axis": other}) if i.axis == axis else i for i in system().indicators)
    set_to(indicators=changed).refused("JL44-4.5.0")


def test_satisfaction_is_always_among_the_indicators_and_scored_by_the_recipients() -> None:
    """JL44-4.5.1a"""
    without = signed().when(
        SetIndicators(system=system(version=2, indicators=indicators(happy={"axis": "effect"}))), by="zhao"
    )
    assert "缺少服务对象满意度指标" in {f.reason for f in without.refused("JL44-4.5.1a").findings}
    swapped = indicators(happy={"parties": ("buyer",)}, files={"parties": ("recipients",)})
    set_to(indicators=swapped).refused("JL44-4.5.1a")


def test_all_three_parties_have_something_to_score_and_a_weight() -> None:
    """JL44-4.5.0"""
    silent = indicators(visits={"parties": ("buyer",)}, known={"parties": ("buyer",)})
    set_to(indicators=silent).refused("JL44-4.5.0")
    set_to(party_weights={"buyer": "0.6", "recipients": "0.4"}).refused("JL44-4.5.0")
    set_to(party_weights={"buyer": "0.6", "recipients": "0.4", "third_party": 0}).refused("JL44-4.5.0")


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicators": indicators(files={"weight": Decimal("0.21")})},
        {"indicators": indicators(files={"key": "visits"})},
        {"party_weights": {"buyer": "0.3", "recipients": "0.4", "third_party": "0.2"}},
    ],
)
def test_weights_add_up_and_keys_are_single(wrong: dict[str, Any]) -> None:
    """HR-EV-2"""
    set_to(**wrong).refused("HR-EV-2")


def test_an_indicator_system_is_replaced_only_by_a_later_version() -> None:
    """JL44-4.4.0"""
    signed().when(SetIndicators(system=system(version=1)), by="zhao").refused("JL44-4.4.0")


# ---------------------------------------------------------------- three parties


SCORES: dict[str, dict[str, Any]] = {
    "buyer": {"visits": 90, "files": 80},
    "recipients": {"happy": 95},
    "third_party": {"visits": 80, "known": 70},
}


def words(party: Any, **changes: Any) -> RecordPartyEvaluation:
    values: dict[str, Any] = {"party": party, "scores": SCORES[party], "evaluator": "农安县民政局", "report": D}
    if party == "recipients":
        values |= {"sampled": 40, "answered": 35, "proxies": 5, "evaluator": "电话访问组"}
    if party == "third_party":
        values |= {"evaluator": "长春市公正评估中心"}
    return RecordPartyEvaluation(**{**values, **changes})


def heard(party: Any, **changes: Any) -> PartyEvaluated:
    return PartyEvaluated(**words(party, **changes).model_dump(), on=date(2027, 1, 10))


@pytest.mark.parametrize("party", get_args(Party))
def test_each_party_scores_exactly_its_own_indicators(party: str) -> None:
    """JL44-4.5.0"""
    evaluating().when(words(party), by="zhao").accepted(PartyEvaluated)
    evaluating().when(words(party, scores={}), by="zhao").refused("JL44-4.5.0")
    evaluating().when(words(party, scores={**SCORES[party], "extra": 1}), by="zhao").refused("JL44-4.5.0")


def test_the_third_party_is_neither_supplier_nor_buyer() -> None:
    """JL44-4.5.0"""
    for name in (SUPPLIER_NAME, plan().buyer.name):
        evaluating().when(words("third_party", evaluator=name), by="zhao").refused("JL44-4.5.0")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sampled": None, "answered": None, "proxies": None},
        {"sampled": None},
        {"answered": None},
        {"answered": 41},
        {"proxies": 36},
        {"answered": 0, "proxies": 0},
    ],
)
def test_the_recipients_sample_is_stated_and_possible(wrong: dict[str, Any]) -> None:
    """JL44-4.5.0"""
    evaluating().when(words("recipients", **wrong), by="zhao").refused("JL44-4.5.0")


@pytest.mark.parametrize("thin", [{"answered": 19}, {"proxies": 18}])
def test_a_thin_sample_and_many_proxies_warn(thin: dict[str, Any]) -> None:
    """HR-EV-3"""
    evaluating().when(words("recipients", **thin), by="zhao").warned("HR-EV-3")


def test_recipients_who_cannot_be_reached_are_recorded_with_the_attempts() -> None:
    """JL44-4.5.0: not silently left out; the other two parties have no such way"""
    tried: dict[str, Any] = {
        "scores": {},
        "attempts": "1月10日、12日、15日三次上门未遇",
        "sampled": None,
        "answered": None,
        "proxies": None,
    }
    answer = evaluating().when(words("recipients", **tried), by="zhao")
    answer.accepted(PartyEvaluated)
    answer.warned("JL44-4.5.0")
    evaluating().when(words("buyer", scores={}, attempts="无"), by="zhao").refused("JL44-4.5.0")


# ---------------------------------------------------------------- the result


def complete(**changes: Any) -> Scene:
    parties = [heard(p, **changes.get(p, {})) for p in get_args(Party)]
    return evaluating().has(*parties)


def conclude(of: Scene) -> Scene:
    return of.when(ConcludeEvaluation(opinion="良好"), by="wang")


def test_the_result_is_the_weighted_score_of_three_parties() -> None:
    """visits (90×.3 + 80×.3)/.6 = 85, files 80, known 70, happy 95: 25.5 + 16 + 14 + 28.5"""
    event = conclude(complete()).accepted(EvaluationConcluded).events[0][1]
    assert isinstance(event, EvaluationConcluded)
    assert event.score == Decimal("84.00")
    assert event.band == "良"
    assert event.by_axis == {"effect": 85, "management": 80, "social_impact": 70, "satisfaction": 95}


@pytest.mark.parametrize("absent", get_args(Party))
def test_without_one_of_the_three_parties_there_is_no_result(absent: str) -> None:
    """JL44-4.5.0"""
    present = [heard(p) for p in get_args(Party) if p != absent]
    conclude(evaluating().has(*present)).refused("JL44-4.5.0")


def test_what_nobody_could_score_is_left_out_aloud() -> None:
    """JL44-4.5.0: (25.5 + 16 + 14) / 0.7"""
    tried = {"scores": {}, "attempts": "三次未遇", "sampled": 3, "answered": 0, "proxies": 0}
    answer = conclude(complete(recipients=tried))
    answer.warned("JL44-4.5.0")
    event = answer.accepted(EvaluationConcluded).events[0][1]
    assert isinstance(event, EvaluationConcluded)
    assert event.score == Decimal("79.29")
    assert "satisfaction" not in event.by_axis


def test_a_result_is_drawn_once_and_closes_the_record() -> None:
    """JL44-4.0"""
    done = conclude(complete()).then()
    conclude(done).refused("JL44-4.0")
    done.when(words("buyer"), by="zhao").refused("JL44-4.0")


@pytest.mark.parametrize(
    ("points", "title"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_bands_are_closed_at_their_lower_bound(points: str, title: str) -> None:
    """PF-04 (from memory: shown, never blocking)"""
    assert band(Decimal(points), RULES) == title


def test_each_missing_party_and_the_publication_stand_on_the_agenda() -> None:
    """HR-EV-1: sixty days after the end, ten working days after the result"""
    waiting = evaluating()
    keys = {i.key for i in waiting.agenda()}
    assert {f"evaluation.party.{p}" for p in get_args(Party)} <= keys
    assert waiting.item("evaluation.party.third_party").who == "evaluator"
    assert waiting.item("evaluation.party.buyer").due == day("2027-03-09T00:00:00")
    assert "evaluation.conclude" in {i.key for i in complete().agenda()}
    done = conclude(complete()).then()
    assert done.item("evaluation.publish").rule == "JL44-4.5.1b"
    published = done.has(*notice("evaluation", date(2027, 1, 15)))
    assert not [i for i in published.agenda() if i.key.startswith("evaluation.")]


# ---------------------------------------------------------------- the score itself


_POINTS = st.integers(0, 10000).map(lambda n: Decimal(n) / 100)


def _weights(count: int) -> st.SearchStrategy[list[Decimal]]:
    """`count` weights in hundredths that add up to 1."""
    cuts = st.lists(st.integers(1, 99), min_size=count - 1, max_size=count - 1, unique=True)
    return cuts.map(lambda c: [Decimal(b - a) / 100 for a, b in zip([0, *sorted(c)], [*sorted(c), 100], strict=True)])


@st.composite
def _evaluations(draw: st.DrawFn) -> tuple[IndicatorSystem, dict[str, PartyEvaluated]]:
    count = draw(st.integers(2, 6))
    parties = st.lists(st.sampled_from(get_args(Party)), min_size=1, max_size=3, unique=True).map(tuple)
    made = tuple(
        Indicator(
            key=f"i{n}", title=f"指标{n}", axis=draw(st.sampled_from(get_args(Axis))), weight=w, parties=draw(parties)
        )
        for n, w in enumerate(draw(_weights(count)))
    )
    shares = dict(zip(get_args(Party), draw(_weights(3)), strict=True))
    whole = IndicatorSystem(version=1, indicators=made, party_weights=shares, who_are_recipients="服务对象")
    present = draw(st.lists(st.sampled_from(get_args(Party)), unique=True))
    scores = {p: {i.key: draw(_POINTS) for i in made if p in i.parties} for p in present}
    return whole, {
        p: PartyEvaluated(party=p, scores=s, evaluator="某", report=D, on=date(2027, 1, 1)) for p, s in scores.items()
    }


@settings(max_examples=150, deadline=None)
@hypothesis_given(case=_evaluations())
def test_a_score_is_bounded_by_the_points_given_and_can_be_recomputed(
    case: tuple[IndicatorSystem, dict[str, PartyEvaluated]],
) -> None:
    """JL44-4.5.0"""
    whole, parties = case
    points = [p for e in parties.values() for p in e.scores.values()]
    total = score(whole, parties)
    assert total == total.quantize(Decimal("0.01"))
    assert (min(points) <= total <= max(points)) if points else total == 0
    for order in permutations(parties):
        assert score(whole, {p: parties[p] for p in order}) == total
    backwards = whole.model_copy(update={"indicators": whole.indicators[::-1]})
    assert score(backwards, parties) == total
    scored = {i.axis for i in whole.indicators} - {i.axis for i in unscored(whole, parties)}
    assert scored <= set(by_axis(whole, parties))


@settings(max_examples=60, deadline=None)
@hypothesis_given(case=_evaluations(), up=st.integers(1, 1000))
def test_more_points_never_lower_the_score(case: tuple[IndicatorSystem, dict[str, PartyEvaluated]], up: int) -> None:
    """JL44-4.5.0"""
    whole, parties = case
    better = {
        p: e.model_copy(update={"scores": {k: min(v + Decimal(up) / 100, Decimal(100)) for k, v in e.scores.items()}})
        for p, e in parties.items()
    }
    assert score(whole, better) >= score(whole, parties)
