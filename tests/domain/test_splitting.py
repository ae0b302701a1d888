"""Splitting, over a buyer's year: boundaries, exceptions, other buyers.  R-M07, R-M04, GPL Regulation 28"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.planning.messages import DetermineProject, Plan, ProjectDetermined, PurchaseRecorded
from tests.domain.builders import approval, below_limit_plan, lawful_plan
from tests.domain.scene import BUYER, SUPPLIER_2, D, Scene
from tests.domain.test_preparing import ready

YEAR = f"buyer/{BUYER}-2026"
FIELDS = ("budget_yuan", "funding", "method", "budget_item", "method_reason")


def bought(amount: str, method: str = "competitive_consultation", **changes: Any) -> PurchaseRecorded:
    whole = {"project": "220122-2026-zzz999", "items": ("A.10",), "on": date(2026, 1, 5), **changes}
    return PurchaseRecorded(method=method, amount_yuan=Decimal(amount), **whole)


def determine(plan: Plan, *before: PurchaseRecorded, stream: str = YEAR, approved: str | None = None) -> Scene:
    at = ready(**{name: getattr(plan, name) for name in FIELDS})
    if approved is not None:
        at = at.has(approval(approved, date(2026, 1, 9), by="finance-1", role="finance"))
    if before:
        at = at.has(*before, stream=stream)
    return at.when(DetermineProject(minutes=D), by="head-1")


def middling(amount: str = "1000000.00", **changes: Any) -> Plan:
    return lawful_plan(budget_yuan=Decimal(amount), **changes)


@pytest.mark.parametrize(("before", "lawful"), [("1000000.00", True), ("1000000.01", False)])
def test_above_the_open_tender_threshold_in_sum_is_evasion(before: str, lawful: bool) -> None:
    """R-M07: 'exceeds' 2,000,000; the amount itself does not."""
    answered = determine(middling(), bought(before))
    answered.accepted(ProjectDetermined) if lawful else answered.refused("R-M07")


def test_many_small_ones_count_together() -> None:
    small = [bought("290000", "below_limit", project=f"220122-2026-zzz99{n}") for n in range(4)]
    determine(middling(), *small[:3]).accepted(ProjectDetermined)
    refusal = determine(middling(), *small).refused("R-M07")
    assert refusal.findings[0].facts["projects"] == [p.project for p in small]


def test_what_was_tendered_in_the_open_does_not_count() -> None:
    determine(middling(), bought("1900000", "open_tender")).accepted(ProjectDetermined)
    determine(middling(method="open_tender"), bought("1900000")).accepted(ProjectDetermined)


def test_what_reaches_the_threshold_itself_has_an_approval_of_its_own() -> None:
    """R-M02 asks for it before the documents."""
    determine(middling(), bought("2000000")).accepted(ProjectDetermined)
    determine(middling(), bought("1999999.99")).refused("R-M07")


def test_another_kind_another_budget_item_and_another_buyer_do_not_count() -> None:
    determine(middling(), bought("1900000", items=("A.7",))).accepted(ProjectDetermined)
    one, other = middling(budget_item="照料护理"), bought("1900000", budget_item="精神障碍社区康复")
    determine(one, other).accepted(ProjectDetermined)
    determine(one, bought("1900000", budget_item="照料护理")).refused("R-M07")
    determine(one, bought("1900000")).refused("R-M07")  # what names no item is taken as the same
    determine(middling(), bought("1900000"), stream=f"buyer/{SUPPLIER_2}-2026").accepted(ProjectDetermined)
    determine(middling(), bought("1900000"), stream=f"buyer/{BUYER}-2025").accepted(ProjectDetermined)


@pytest.mark.parametrize("kind", ["budget_adjustment", "finance_method_approval"])
def test_an_adjusted_budget_or_an_approved_method_excuses_it_and_is_not_counted_again(kind: str) -> None:
    answer = determine(middling(), bought("1900000"), approved=kind).accepted(ProjectDetermined, PurchaseRecorded)
    recorded = answer.events[-1][1]
    assert isinstance(recorded, PurchaseRecorded)
    assert recorded.excused
    determine(middling(), bought("1900000", excused=True)).accepted(ProjectDetermined)
    plain = determine(middling(), approved=kind).accepted(PurchaseRecorded).events[-1][1]
    assert isinstance(plain, PurchaseRecorded)
    assert not plain.excused  # nothing had to be excused


@pytest.mark.parametrize(("before", "lawful"), [("99999.99", True), ("100000.00", False)])
def test_below_the_limit_the_sum_may_not_reach_it(before: str, lawful: bool) -> None:
    """R-M07, R-M04: 200,000 and 100,000 reach 300,000; the limit itself is inside the law (T-04)."""
    answered = determine(below_limit_plan(), bought(before, "below_limit"))
    answered.accepted(ProjectDetermined) if lawful else answered.refused("R-M07")


def test_a_purchase_inside_the_law_does_not_make_a_small_one_a_split() -> None:
    determine(below_limit_plan(), bought("500000")).accepted(ProjectDetermined)


def test_the_remedy_is_told() -> None:
    refusal = determine(middling(), bought("1900000")).refused("R-M07")
    assert "公开招标" in refusal.findings[0].remedy
