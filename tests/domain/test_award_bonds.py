"""Bid bonds: form, amount, deadline; back in time or with interest; kept on lawful grounds alone.  R-B01, R-B03, R-P23 … R-P26"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.award.bonds.holding import interest
from domain.award.bonds.messages import (
    BidBondForfeited,
    BidBondReceived,
    BidBondsReturned,
    ForfeitBidBond,
    ReceiveBidBond,
    ReturnBidBonds,
)
from domain.award.undoing.messages import RecordRefusalToSign
from domain.bidding.messages import BidWithdrawn, ProcurementCancelled, RoundFailed, WithdrawBid
from domain.supervision.messages import DeadlineMissed
from tests.domain.builders import awarded, bid, published, received, solicitation
from tests.domain.scene import DIVISION, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, rulebook, scene

BONDED = solicitation(bid_bond_yuan=Decimal("9600.00"))
LOSERS = (SUPPLIER_2, SUPPLIER_3)


def bond(**changes: Any) -> ReceiveBidBond:
    whole = {"supplier": SUPPLIER, "name": "夕阳红", "form": "guarantee", "amount_yuan": "9600.00", "receipt": D}
    return ReceiveBidBond.model_validate({**whole, **changes})


def open_round() -> Scene:
    return published(scene(), terms=BONDED).on("2026-03-10")


def returned(at: Scene) -> BidBondsReturned:
    [event] = [e for _, e in at.accepted(BidBondsReturned).events if isinstance(e, BidBondsReturned)]
    return event


# ---------------------------------------------------------------- received


@pytest.mark.parametrize("form", ["cheque", "draft", "cashier_order", "guarantee"])
def test_a_bond_comes_in_any_form_but_cash(form: str) -> None:
    """R-B03: the supplier chooses among the four."""
    open_round().when(bond(form=form)).accepted(BidBondReceived)


def test_a_bond_in_cash_is_refused() -> None:
    """R-B03: never in cash."""
    open_round().when(bond(form="cash")).refused("R-B03")


def test_a_bond_is_what_the_documents_ask_and_never_above_two_per_cent() -> None:
    """R-B01: 2 % of 480,000 is 9,600."""
    open_round().when(bond(amount_yuan="9600.01")).refused("R-B01")
    open_round().when(bond(amount_yuan="9000.00")).refused("R-B01")
    published(scene()).on("2026-03-10").when(bond()).refused("R-B01")  # none was asked for


def test_a_bond_comes_once_and_before_the_deadline() -> None:
    """R-B01, HR-BID-1."""
    open_round().when(bond()).then().when(bond()).refused("R-B01")
    open_round().on("2026-03-16T10:01").when(bond()).refused("HR-BID-1")


# ---------------------------------------------------------------- back in time


def test_who_withdraws_before_the_deadline_has_its_bond_back_in_five_working_days() -> None:
    """R-P26: withdrawn on Wednesday 11 March, due by the 18th."""
    holding = open_round().when(bond()).then().has(received(SUPPLIER)).on("2026-03-11")
    out = holding.when(WithdrawBid(supplier=SUPPLIER, reason="人员不足"))
    [event] = [e for _, e in out.accepted(BidWithdrawn).events if isinstance(e, BidWithdrawn)]
    assert event.on == date(2026, 3, 11)
    item = out.then().item("award.bonds.withdrawn.1.2026-03-11")
    assert (item.due, item.rule) == (day("2026-03-19T00:00"), "R-P26")
    back = out.then().when(ReturnBidBonds(suppliers=(SUPPLIER,), receipt=D))
    back.accepted(BidBondsReturned)
    assert not [i for i in back.then().agenda() if i.key.startswith("award.bonds")]


def test_a_purchase_that_ends_gives_its_bonds_back_in_five_working_days() -> None:
    """R-P25: cancelled, or a round that fails, on Monday 16 March: due by the 23rd."""
    cancelled = ProcurementCancelled(reason="需求取消", minutes=D, on=date(2026, 3, 16))
    failed = RoundFailed(round=1, reason="不足三家", bids=2, on=date(2026, 3, 16))
    for end in (cancelled, failed):
        ended = bid(scene(), terms=BONDED, suppliers=(SUPPLIER, SUPPLIER_2)).has(end)
        item = ended.item("award.bonds.ended.1.2026-03-16")
        assert (item.due, item.rule) == (day("2026-03-24T00:00"), "R-P25")
        ended.when(ReturnBidBonds(suppliers=(SUPPLIER, SUPPLIER_2), receipt=D)).accepted(BidBondsReturned)


def test_where_receipts_are_on_record_only_those_bonds_are_held() -> None:
    """R-P23: nobody gives back what was not received."""
    one = open_round().when(bond(supplier=SUPPLIER_2)).then()
    one.when(ReturnBidBonds(suppliers=(SUPPLIER_2,), receipt=D)).accepted(BidBondsReturned)
    one.when(ReturnBidBonds(suppliers=(SUPPLIER_3,), receipt=D)).refused("R-P23")
    one.when(ReturnBidBonds(suppliers=(), receipt=D)).refused("R-P23")


# ---------------------------------------------------------------- late


def test_a_late_return_costs_interest_at_the_base_rate_and_a_fifth_to_the_fen() -> None:
    """R-P24, HR-AW-3: due by 26 March, back on 7 April, twelve days: 9600 × 4.35 % × 1.2 × 12 ÷ 360 = 16.704."""
    late = awarded(scene(), terms=BONDED).on("2026-04-07")
    rate = {"base_rate": "0.0435", "rate_source": "中国人民银行公布的一年期贷款基准利率"}
    command = ReturnBidBonds.model_validate({"suppliers": LOSERS, "receipt": D, **rate})
    event = returned(late.when(command))
    assert [(i.supplier, i.days_late, i.interest_yuan) for i in event.interest] == [
        (SUPPLIER_2, 12, Decimal("16.70")),
        (SUPPLIER_3, 12, Decimal("16.70")),
    ]
    assert event.rate_source == "中国人民银行公布的一年期贷款基准利率"


def test_a_late_return_names_the_rate_and_its_source() -> None:
    """R-P24: the rate is asked for, never guessed."""
    late = awarded(scene(), terms=BONDED).on("2026-04-07")
    late.when(ReturnBidBonds(suppliers=LOSERS, receipt=D)).refused("R-P24")
    unsourced = ReturnBidBonds(suppliers=LOSERS, receipt=D, base_rate=Decimal("0.0435"))
    late.when(unsourced).refused("R-P24")


def test_a_return_on_the_last_day_costs_nothing() -> None:
    """R-P23, R-P24: the result on 19 March, five working days, the 26th."""
    on_time = awarded(scene(), terms=BONDED).on("2026-03-26")
    assert returned(on_time.when(ReturnBidBonds(suppliers=LOSERS, receipt=D))).interest == ()


@pytest.mark.parametrize(
    ("amount", "rate", "days", "expected"),
    [
        ("20000.00", "0.0435", 1, "2.90"),
        ("10000.00", "0.0435", 30, "43.50"),
        ("9600.00", "0.0435", 5, "6.96"),
        ("1.00", "0.0435", 1, "0.00"),
        ("1000.00", "0.0375", 1, "0.13"),  # 0.125 is rounded up
    ],
)
def test_interest_is_rounded_to_the_fen(amount: str, rate: str, days: int, expected: str) -> None:
    """R-P24, HR-AW-3."""
    rules = rulebook(DIVISION, date(2026, 3, 1))
    assert interest(Decimal(amount), Decimal(rate), days, rules) == Decimal(expected)


def test_a_late_return_has_raised_its_alarm() -> None:
    waiting = awarded(scene(), terms=BONDED)
    waiting.wake("award.bonds.losers").then().wake("award.bonds.losers").accepted(DeadlineMissed)


# ---------------------------------------------------------------- kept


def forfeit(ground: str, supplier: str = SUPPLIER) -> ForfeitBidBond:
    return ForfeitBidBond(supplier=supplier, ground=ground, facts="拒绝签订合同", evidence=D)


def test_a_bond_is_kept_of_who_refuses_to_sign_and_of_nobody_else() -> None:
    """HR-AW-2, R-S17."""
    won = awarded(scene(), terms=BONDED)
    won.when(forfeit("refused_to_sign")).refused("R-S17")
    refusal = RecordRefusalToSign(supplier=SUPPLIER, how="declared", facts="来函拒签", evidence=D)
    refused = won.when(refusal).then()
    kept = refused.when(forfeit("refused_to_sign"))
    kept.accepted(BidBondForfeited)
    kept.then().when(ReturnBidBonds(suppliers=(SUPPLIER,), receipt=D)).refused("R-P23")
    kept.then().when(forfeit("refused_to_sign")).refused("HR-AW-2")
    refused.when(forfeit("refused_to_sign", SUPPLIER_2)).refused("R-S17")


def test_a_bond_is_kept_on_no_other_ground() -> None:
    """HR-AW-2: an unproved doubt, a lost challenge, a poor bid are no grounds."""
    awarded(scene(), terms=BONDED).when(forfeit("lost_challenge")).refused("HR-AW-2")


def test_withdrawing_before_the_deadline_costs_nobody_its_bond() -> None:
    """HR-AW-2, R-P26."""
    before = open_round().when(bond()).then()
    before.when(forfeit("withdrew_after_deadline")).refused("R-P26")
    after = bid(scene(), terms=BONDED)
    after.when(forfeit("withdrew_after_deadline")).accepted(BidBondForfeited)
