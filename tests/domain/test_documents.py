"""What the documents of a round must say, and what they must not ask.  R-B07, CR-02, N46-10, E-28, DQ-03, R-S11, R-S12, R-P03, R-P10"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.dispute.messages import ChallengeFiled, FileChallenge
from domain.message import Command
from domain.planning.messages import ProjectStarted, StartProject, SupplierCondition
from domain.publication.messages import AbnormalRates, PrepareSolicitation, SolicitationPrepared
from tests.domain.builders import CREDIT, below_limit_plan, lawful_plan, published, ready, solicitation
from tests.domain.scene import SUPPLIER, SUPPLIER_2, D, day, scene


def prepare(**changes: Any) -> PrepareSolicitation:
    return PrepareSolicitation(solicitation=solicitation(**changes))


def test_the_documents_say_what_the_law_wants() -> None:
    """The builder's terms say it all."""
    ready(scene()).when(prepare()).accepted(SolicitationPrepared)


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ({"budget_yuan": None}, "R-B07"),
        ({"budget_yuan": Decimal("470000.00")}, "R-B07"),
        ({"sme_industry": None}, "N46-10"),
        ({"credit": {}}, "CR-02"),
        ({"credit": {k: v for k, v in CREDIT.items() if k != "cut_off"}}, "CR-02"),
        ({"documents_available_until": None}, "R-P10"),
        ({"award_by_lot": True}, "R-S11"),
        ({"similar_contracts": 3}, "R-S12"),
        ({"abnormal_rates": AbnormalRates(below_average=Decimal("0.66"))}, "E-28"),
        ({"abnormal_rates": AbnormalRates(below_ceiling=Decimal("0.44"))}, "E-28"),
    ],
)
def test_documents_without_it_are_refused(wrong: dict[str, Any], clause: str) -> None:
    """R-B07, N46-10, CR-02, R-P10, R-S11, R-S12, E-28."""
    ready(scene()).when(prepare(**wrong)).refused(clause)


def test_a_tenders_documents_say_how_long_they_are_offered() -> None:
    """R-P03."""
    plan = lawful_plan(method="open_tender")
    terms = {"response_deadline": day("2026-03-23"), "opens_at": day("2026-03-23T10:30")}
    ready(scene(), plan).when(prepare(**terms)).accepted(SolicitationPrepared)
    ready(scene(), plan).when(prepare(**terms, documents_available_until=None)).refused("R-P03")


def test_two_similar_contracts_and_raised_rates_are_within_bounds() -> None:
    """R-S12 at most two; E-28 up to 65 per cent and no lower than the law's own."""
    rates = AbnormalRates(below_average=Decimal("0.65"), below_second_lowest=Decimal("0.50"))
    ready(scene()).when(prepare(similar_contracts=2, abnormal_rates=rates)).accepted(SolicitationPrepared)


def test_below_the_limit_the_documents_are_the_buyers_own() -> None:
    """R-M06: none of it is asked; the lot is refused all the same (R-S11)."""
    bare: dict[str, Any] = {
        "ceiling_yuan": Decimal("200000.00"),
        "bid_bond_yuan": None,
        "budget_yuan": None,
        "sme_industry": None,
        "credit": {},
        "documents_available_until": None,
    }
    small = ready(scene(), below_limit_plan())
    small.when(prepare(**bare)).accepted(SolicitationPrepared)
    small.when(prepare(**bare, award_by_lot=True)).refused("R-S11")


def test_documents_cost_what_they_cost_to_make() -> None:
    """HR-DOC-1: from memory, so it warns."""
    cheap = prepare(document_price_yuan=Decimal(100), document_cost_yuan=Decimal(100))
    assert [type(e) for _, e in ready(scene()).when(cheap).accepted().events] == [SolicitationPrepared]
    for dear in ({"document_cost_yuan": Decimal(99)}, {}):
        ready(scene()).when(prepare(document_price_yuan=Decimal(100), **dear)).warned("HR-DOC-1")


@pytest.mark.parametrize("kind", ["pre_registration", "branch_office", "bench", "years_since_foundation", "lottery"])
def test_a_plan_asks_for_no_bench_and_no_years(kind: str) -> None:
    """R-S11: 财库〔2019〕38号 一."""

    def start(kind: str) -> Command:
        condition = SupplierCondition(kind=kind, text="要求", reason="理由")
        return StartProject(plan=lawful_plan(supplier_conditions=(condition,)))

    scene(at=day("2026-01-06")).when(start(kind), by="clerk-1").refused("R-S11")
    scene(at=day("2026-01-06")).when(start("staff"), by="clerk-1").accepted(ProjectStarted)


def test_where_the_documents_say_so_one_step_is_challenged_once() -> None:
    """DQ-03: the same supplier, the same step; another supplier's or another step's challenge is its own."""

    def challenge(key: str, supplier: str = SUPPLIER, about: Any = "documents") -> FileChallenge:
        return FileChallenge(
            challenge=key, supplier=supplier, about=about, points="条款不合理", digest=D, may_affect_result=False
        )

    for once in (True, False):
        here = published(scene(), terms=solicitation(one_time_challenge=once)).on("2026-03-06")
        here = here.when(challenge("c-1")).then()
        again = here.when(challenge("c-2"))
        if once:
            again.refused("DQ-03")
        else:
            again.accepted(ChallengeFiled)
        here.when(challenge("c-2", SUPPLIER_2)).accepted(ChallengeFiled)
        here.when(challenge("c-2", about="process")).accepted(ChallengeFiled)
