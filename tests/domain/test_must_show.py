"""What an expert asks to be shown: worked examples to the cent, dated law by its day, rules from memory that never block.

E-11, E-27, PY-01, SA-01, EM-01; law.md §6
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import law
from domain.bidding.messages import BidsScored, CriterionScore, FinalOffer, ScoreBids
from domain.bidding.review.abnormal import triggered
from domain.forms import PREDICATES, finding, warning
from domain.given import Given
from domain.project import Project
from domain.register.state import Person
from tests.domain.builders import lawful_plan, members, opened, registered, solicitation
from tests.domain.scene import DIVISION, HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, code, day, rulebook, scene

FOURTH = code("91220122MA1A00014")
FOUR = (SUPPLIER, SUPPLIER_2, SUPPLIER_3, FOURTH)


def scores(criterion: str, suppliers: tuple[str, ...], points: str) -> tuple[CriterionScore, ...]:
    return tuple(
        CriterionScore(supplier=uscc, member=m.person, criterion=criterion, score=Decimal(points))
        for uscc in suppliers
        for m in members()
    )


def test_the_price_scores_of_the_book_to_the_cent_by_the_command() -> None:
    """E-11, E-12: 88, 95, 82, 105 (万), weight 30: 27.95, 25.89, 30.00, 23.43; with all else at zero the total is the price's."""
    plan = lawful_plan(budget_yuan=Decimal(1_100_000))
    terms = solicitation(
        ceiling_yuan=Decimal(1_100_000), budget_yuan=Decimal(1_100_000), bid_bond_yuan=None, sme_deduction=None
    )
    at = opened(registered(scene(), FOURTH, kind="enterprise"), plan, suppliers=FOUR, terms=terms)
    offers = tuple(
        FinalOffer(supplier=uscc, price_yuan=Decimal(wan * 10_000))
        for uscc, wan in zip(FOUR, (88, 95, 82, 105), strict=True)
    )
    zeros = (*scores("plan", FOUR, "0"), *scores("staff", FOUR, "0"))
    answer = at.when(ScoreBids(offers=offers, scores=zeros, report=D)).accepted(BidsScored)
    scored = next(e for _, e in answer.events if isinstance(e, BidsScored))
    totals = {place.supplier: place.total for place in scored.ranking}
    assert [totals[uscc] for uscc in FOUR] == [Decimal(s) for s in ("27.95", "25.89", "30.00", "23.43")]
    assert [place.supplier for place in scored.ranking] == [SUPPLIER_3, SUPPLIER, SUPPLIER_2, FOURTH]


def given_on(on: str, *, home: str = HOME) -> Given:
    at = opened(scene(), lawful_plan())
    return Given(day(on), day(on).date(), Person(id="x"), rulebook(DIVISION, day(on).date()), home, at.states)


@pytest.mark.parametrize(("on", "found"), [("2026-03-16", 1), ("2026-02-01", 1), ("2026-01-31", 0)])
def test_of_41_78_80_89_under_a_ceiling_of_100_only_the_first_by_the_ceiling_since_its_day(on: str, found: int) -> None:
    """E-27, 财库〔2026〕2号 from 2026-02-01."""
    prices = dict(zip(FOUR, (Decimal(n * 10_000) for n in (41, 78, 80, 89)), strict=True))
    terms = solicitation(ceiling_yuan=Decimal(1_000_000))
    low = triggered(prices, terms, given_on(on))
    assert list(low) == [SUPPLIER][:found]
    assert all("最高限价" in words and "平均" not in words and "次低" not in words for words in low.values())


@pytest.mark.parametrize(
    ("clause", "first", "before"),
    [
        ("SA-01", date(2026, 7, 1), date(2026, 6, 30)),
        ("E-27", date(2026, 2, 1), date(2026, 1, 31)),
        ("EM-01", date(2026, 10, 1), date(2026, 9, 30)),
    ],
)
def test_law_holds_from_its_day_and_for_no_act_before_it(clause: str, first: date, before: date) -> None:
    assert rulebook(DIVISION, first).knows(clause)
    assert not rulebook(DIVISION, before).knows(clause)


def test_an_act_of_2025_is_paid_by_the_text_of_its_day() -> None:
    """PY-01: 728号 until 31 May 2025, 802号 from 1 June."""
    old, new = rulebook(DIVISION, date(2025, 5, 31)), rulebook(DIVISION, date(2025, 6, 1))
    assert (old.rule("PY-01").instrument, new.rule("PY-01").instrument) == ("R-SME20", "R-SME25")
    assert old.flag("PY-05", "audit_by_contract_allowed")
    assert not new.flag("PY-05", "audit_by_contract_allowed")


DAYS = (date(2020, 10, 1), date(2025, 5, 31), date(2026, 1, 31), date(2026, 7, 1), date(2026, 11, 23))


@pytest.mark.parametrize("on", DAYS)
def test_no_finding_under_a_rule_from_memory_stands_in_the_way(on: date) -> None:
    """Every rule with the mark M, whatever its force, however the finding is made; and only those that may, block."""
    rules = law.load().rulebook(DIVISION, on)
    here = Given(day(on.isoformat()), on, Person(id="x"), rules, HOME, {HOME: Project(id="x")})
    from_memory = [rule.id for rule in rules.rules() if rule.mark == "M"]
    assert from_memory
    for id in from_memory:
        for option in (False, True):
            made = finding(here, id, "说明", option=option)
            assert made is not None
            assert not made.blocks, id
        warned = warning(here, id, "说明")
        assert warned is not None
        assert not warned.blocks, id
    musts = [rule.id for rule in rules.rules() if rule.force == "must" and rule.mark != "M"]
    assert all((made := finding(here, id, "说明")) is not None and made.blocks for id in musts)


def test_no_gate_asks_by_a_rule_from_memory_alone_for_what_it_then_enforces() -> None:
    """A need under an M rule warns; the chain of approval does not ask for the same thing in its stead."""
    rules = rulebook(DIVISION, date(2026, 11, 23))
    for point in ("determine_project", "prepare_solicitation", "sign_contract", "close_project"):
        for need in rules.gate(point):
            assert need.when in PREDICATES
            assert rules.rule(need.clause).mark != "M" or not rules.rule(need.clause).blocks
