"""The performance bond: non-cash, at most a tenth, received after signing and returned in time.  R-B02 … R-B04, HR-CT-6"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.contract.bond.messages import (
    BondReturn,
    PerformanceBondReceived,
    PerformanceBondReturned,
    ReceivePerformanceBond,
    ReturnPerformanceBond,
)
from domain.contract.messages import ContractDrafted
from domain.performance.messages import PerformanceCompleted
from domain.supervision.messages import DeadlineMissed
from tests.domain.running import performing, signed, terms
from tests.domain.scene import D, Scene, day
from tests.domain.test_contract import draft, drafted, sign

FORMS = ("cheque", "draft", "cashier_order", "guarantee")
PARTS = {
    "manner": "原路退还",
    "time": "10个工作日内",
    "conditions": "无违约",
    "forfeiture": "按第八条",
    "late_return": "按日加息",
}


def receive(**changes: Any) -> ReceivePerformanceBond:
    values: dict[str, Any] = {
        "form": "guarantee",
        "amount_yuan": Decimal(48000),
        "reference": "保函2026-118",
        "guarantor": "农安农商银行",
        "received_on": date(2026, 3, 1),
        "scan": D,
    }
    return ReceivePerformanceBond(**{**values, **changes})


def give_back(on: date, **changes: Any) -> ReturnPerformanceBond:
    values: dict[str, Any] = {"amount_yuan": Decimal(48000), "receipt": "退-1", "returned_on": on}
    return ReturnPerformanceBond(**{**values, **changes})


def held() -> Scene:
    return performing().when(receive()).then()


def completed() -> Scene:
    """Performance completed on Thursday 31 December 2026; ten working days end on Friday 15 January (1 January is a holiday)."""
    return held().has(PerformanceCompleted(on=date(2026, 12, 31))).on("2027-01-08")


@pytest.mark.parametrize("part", PARTS)
def test_a_contract_with_a_bond_says_how_it_goes_back(part: str) -> None:
    """R-B04"""
    draft(bond_return=BondReturn(**PARTS)).accepted(ContractDrafted)
    draft(bond_return=BondReturn(**{**PARTS, part: None})).refused("R-B04")
    draft(bond_return=None).refused("R-B04")
    draft(performance_bond_yuan=None, bond_return=None).accepted(ContractDrafted)


def test_the_supplier_chooses_among_the_non_cash_forms() -> None:
    """R-B03: 'cash only' is refused, and cash beside the others too."""
    draft(bond_forms=FORMS).accepted(ContractDrafted)
    draft(bond_forms=("cash",)).refused("R-B03")
    draft(bond_forms=("guarantee",)).refused("R-B03")
    draft(bond_forms=(*FORMS, "cash")).refused("R-B03")


@pytest.mark.parametrize("form", FORMS)
def test_a_bond_is_received_in_any_lawful_form(form: str) -> None:
    performing().when(receive(form=form)).accepted(PerformanceBondReceived)


def test_cash_is_not_received_nor_more_than_was_agreed_nor_twice() -> None:
    """R-B02, R-B03"""
    performing().when(receive(form="cash")).refused("R-B03")
    performing().when(receive(amount_yuan=Decimal("48000.01"))).refused("R-B02")
    held().when(receive()).refused("R-B02")
    performing(terms(performance_bond_yuan=None)).when(receive()).refused("R-B02")
    performing().when(receive(received_on=date(2026, 3, 2))).refused("JL44-4.4.0")


def test_the_bond_is_due_ten_working_days_after_signing() -> None:
    """HR-CT-6: signed on Tuesday 24 February, due on Monday 9 March; Saturday the 28th is worked."""
    item = signed().item("contract.bond.receive")
    assert (item.rule, item.due) == ("HR-CT-6", day("2026-03-10T00:00:00"))
    assert "contract.bond.receive" not in {i.key for i in held().agenda()}
    none = drafted(terms(performance_bond_yuan=None)).when(sign(), by="wang").then()
    assert "contract.bond.receive" not in {i.key for i in none.agenda()}


def test_the_bond_goes_back_in_time_or_raises_an_alarm() -> None:
    """R-B04, HR-CT-6"""
    item = completed().item("contract.bond.return")
    assert item.rule == "R-B04"
    completed().wake("contract.bond.return").then().wake("contract.bond.return").accepted(DeadlineMissed)
    back = completed().when(give_back(date(2027, 1, 8)))
    back.accepted(PerformanceBondReturned)
    assert "contract.bond.return" not in {i.key for i in back.then().agenda()}
    back.then().when(give_back(date(2027, 1, 8))).refused("R-B04")


def test_the_contracts_own_days_go_before_the_houses() -> None:
    quick = terms(bond_return=BondReturn(**PARTS, within_days=3))
    late = performing(quick).when(receive()).then().has(PerformanceCompleted(on=date(2026, 12, 31)))
    assert late.item("contract.bond.return").due < completed().item("contract.bond.return").due


def test_late_return_pays_what_the_contract_says() -> None:
    """R-B04"""
    late = completed().on("2027-02-01")
    late.when(give_back(date(2027, 2, 1))).refused("R-B04")
    late.when(give_back(date(2027, 2, 1), late_paid_yuan=Decimal(120))).accepted(PerformanceBondReturned)


def test_nothing_is_kept_without_a_ground_and_no_fen_is_lost() -> None:
    """R-B04"""
    on = date(2027, 1, 8)
    kept = {"amount_yuan": Decimal(40000), "withheld_yuan": Decimal(8000)}
    completed().when(give_back(on, **kept)).refused("R-B04")
    completed().when(give_back(on, **kept, ground="合同第八条第二项")).accepted(PerformanceBondReturned)
    completed().when(give_back(on, amount_yuan=Decimal(40000))).refused("R-B04")


def test_it_stays_while_it_secures_something() -> None:
    """R-B04"""
    held().when(give_back(date(2026, 3, 1))).refused("R-B04")
    performing().when(give_back(date(2026, 3, 1))).refused("R-B04")
