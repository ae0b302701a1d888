"""What else a contract must say: no guarantee, acceptance, payment days, stages, scope; signed within the budget.  S102-18, S102-25"""

from decimal import Decimal
from typing import Any

import pytest

from domain.contract.messages import (
    ContractDrafted,
    ContractItem,
    ContractSigned,
    DraftContract,
)
from domain.funding.messages import FundsReleased
from domain.planning.messages import AcceptancePlan, LongTermCondition
from domain.publication.messages import PrepareSolicitation, Renewals, SolicitationPrepared
from tests.domain.builders import ready, solicitation
from tests.domain.running import POOL, awarded, plan, terms
from tests.domain.scene import Scene, scene
from tests.domain.test_contract import draft, drafted, sign

ACCEPTANCE = dict.fromkeys(("who", "when", "manner", "procedure", "content", "standard"), "见合同第六条")
RENEWALS = Renewals(times=2, conditions="上年度评价80分以上，价格不变", lowest_score=Decimal(80))


def only(answered: Scene, clause: str) -> None:
    refusal = answered.refused(clause)
    assert {f.clause for f in refusal.findings if f.blocks} == {clause}


def test_the_eight_parts_are_order_102s_too() -> None:
    """S102-18: the same eight as JL44-4.3.3."""
    from tests.domain.scene import rulebook

    rules = rulebook("220122", scene().at.date())
    assert rules.kinds("S102-18", "contract_parts") == rules.kinds("JL44-4.3.3", "contract_parts")
    drafted(terms(price=None)).when(sign(), by="wang").refused("JL44-4.3.3")
    drafted().when(sign(), by="wang").accepted(ContractSigned)


def test_the_buyer_guarantees_no_loan() -> None:
    """S102-25: a guarantee is refused; silence is told to speak."""
    only(draft(buyer_guarantees_financing=True), "S102-25")
    draft(buyer_guarantees_financing=None).warned("S102-25")
    assert len(draft().accepted(ContractDrafted).events) == 1
    drafted(terms(buyer_guarantees_financing=True)).when(sign(), by="wang").refused("S102-25")


@pytest.mark.parametrize("part", ACCEPTANCE)
def test_terms_of_acceptance_have_six_parts(part: str) -> None:
    """N22-11"""
    draft(acceptance=AcceptancePlan(**ACCEPTANCE)).accepted(ContractDrafted)
    only(draft(acceptance=AcceptancePlan(**{**ACCEPTANCE, part: None})), "N22-11")


def test_what_was_planned_of_acceptance_is_what_is_agreed() -> None:
    """N22-11"""
    planned = awarded(plan(acceptance_plan=AcceptancePlan(**ACCEPTANCE)))
    agreed = DraftContract(terms=terms(acceptance=AcceptancePlan(**ACCEPTANCE)))
    planned.when(agreed, by="zhao").accepted(ContractDrafted)
    other = AcceptancePlan(**{**ACCEPTANCE, "standard": "另定"})
    only(planned.when(DraftContract(terms=terms(acceptance=other)), by="zhao"), "N22-11")


def test_a_contract_for_the_public_says_how_it_is_accepted() -> None:
    """N22-11, R-X02: silence on what the plan fixed is signed off the documents; told at the draft, refused at signing."""
    silent = terms(acceptance=None)
    draft(acceptance=None).warned("N22-11")
    drafted(silent).when(sign(), by="wang").refused("N22-11")
    referring = terms(acceptance=None, acceptance_as_planned=True)
    drafted(referring).when(sign(), by="wang").refused("N22-11")  # the plan has nothing to refer to
    planned = plan(acceptance_plan=AcceptancePlan(**ACCEPTANCE))
    with_plan = drafted(referring, planned)
    with_plan.when(sign(), by="wang").accepted(ContractSigned)
    drafted(silent, planned).when(sign(), by="wang").refused("N22-11")


def test_below_the_limit_or_outside_article_11_silence_on_acceptance_is_lawful() -> None:
    """N22-11"""
    small = plan(budget_yuan=Decimal(200000))
    bare: Any = {"amount_yuan": Decimal(200000), "performance_bond_yuan": None}
    one = terms().periods[1].model_copy(update={"ends_on": terms().ends_on, "payable_yuan": Decimal(200000)})
    silent = terms(acceptance=None, periods=(one,), **bare)
    drafted(silent, small).when(sign(), by="wang").accepted(ContractSigned)


def test_payment_is_agreed_no_later_than_the_law_allows() -> None:
    """AD-07: thirty days from condition and invoice; an advance is lawful."""
    draft(pay_within_days=30).accepted(ContractDrafted)
    only(draft(pay_within_days=31), "AD-07")


def test_stages_without_a_measure_are_noted() -> None:
    """N22-10: a may; the contract is drafted all the same."""
    whole = terms()
    bare = tuple(p.model_copy(update={"targets": {}}) if p.key == "q2" else p for p in whole.periods)
    draft(periods=bare).warned("N22-10")
    single = whole.periods[1].model_copy(
        update={"targets": {}, "ends_on": whole.ends_on, "payable_yuan": whole.amount_yuan}
    )
    assert len(draft(periods=(single,)).accepted(ContractDrafted).events) == 1


@pytest.mark.parametrize(
    "items",
    [
        (ContractItem(code="A.10", quantity=Decimal(1199), unit="人次"),),
        (ContractItem(code="A.11", quantity=Decimal(1200), unit="人次"),),
        (
            ContractItem(code="A.10", quantity=Decimal(1200), unit="人次"),
            ContractItem(code="A.7", quantity=Decimal(1), unit="场"),
        ),
    ],
)
def test_a_scope_other_than_the_plans_is_refused(items: tuple[ContractItem, ...]) -> None:
    """R-C01; signing off the documents is what R-X02 punishes."""
    only(draft(items=items), "R-C01")
    draft(items=(ContractItem(code="A.10", quantity=Decimal(1200), unit="人次"),)).accepted(ContractDrafted)


def test_no_more_is_signed_than_the_budget_holds() -> None:
    """FD-03: first the budget, then the purchase; nothing is borrowed through the contract."""
    from datetime import date

    given_back = FundsReleased(pool=POOL, amount_yuan=Decimal("25000.01"), reason="调整", on=date(2026, 2, 20))
    drafted().has(given_back).when(sign(), by="wang").refused("FD-03")
    kept = FundsReleased(pool=POOL, amount_yuan=Decimal("25000.00"), reason="调整", on=date(2026, 2, 20))
    drafted().has(kept).when(sign(), by="wang").accepted(ContractSigned)


def test_nothing_is_offered_before_the_money_is_reserved() -> None:
    """FD-03, FD-05"""
    from tests.domain.test_funding import approved

    approved().when(PrepareSolicitation(solicitation=solicitation())).refused("JL44-4.0")


def test_announced_renewals_stay_within_three_years() -> None:
    """JL44-4.3.5: one year and twice another; a plan of over a year has room for one."""
    once = ready(scene()).when(PrepareSolicitation(solicitation=solicitation(renewals=RENEWALS)))
    once.accepted(SolicitationPrepared)
    from datetime import date

    from domain.planning.messages import FIVE_CONDITIONS
    from tests.domain.builders import lawful_plan

    met = tuple(LongTermCondition(condition=c, met=True, evidence="见附件") for c in FIVE_CONDITIONS)
    longer = lawful_plan(ends_on=date(2027, 5, 1), long_term=met)
    ready(scene(), longer).when(PrepareSolicitation(solicitation=solicitation(renewals=RENEWALS))).refused("JL44-4.3.5")


def test_below_the_limit_the_scope_is_held_by_the_guides_own_words() -> None:
    """JL44-1.4b"""
    small = plan(budget_yuan=Decimal(200000))
    other: Any = terms(items=(ContractItem(code="A.11", quantity=Decimal(1), unit="人次"),))
    awarded(small).when(DraftContract(terms=other), by="zhao").refused("JL44-1.4b")
