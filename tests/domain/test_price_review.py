"""The abnormally low price: asked about, explained or not, decided by the committee.  E-27, E-28, E-29"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.bidding.messages import BidsScored, RoundFailed
from domain.bidding.review.messages import (
    AskPriceExplanation,
    DecidePriceReview,
    GivePriceExplanation,
    PriceExplained,
    PriceExplanationAsked,
    PriceReviewDecided,
)
from domain.publication.messages import AbnormalRates
from domain.supervision.messages import WarningNoted
from tests.domain.builders import below_limit_plan, opened, solicitation
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene
from tests.domain.test_bidding import fail, score
from tests.domain.test_criteria import declared

LOW = {SUPPLIER: 215_000, SUPPLIER_2: 400_000, SUPPLIER_3: 410_000}  # below 45 per cent of 480,000
REST = {SUPPLIER_2: 400_000, SUPPLIER_3: 410_000}


def ask(**changes: Any) -> AskPriceExplanation:
    whole = {"supplier": SUPPLIER, "price_yuan": 215_000, "answer_by": day("2026-03-16T11:00")}
    return AskPriceExplanation(**{**whole, **changes})


def explain(supplier: str = SUPPLIER) -> GivePriceExplanation:
    return GivePriceExplanation(supplier=supplier, summary="志愿者承担部分服务", statement=D)


def conclude(justified: bool = True, **changes: Any) -> DecidePriceReview:
    whole = {"supplier": SUPPLIER, "justified": justified, "reason": "成本测算合理", "agreed_by": ("e1", "e2")}
    return DecidePriceReview(**{**whole, **changes})


def asked(**changes: Any) -> Scene:
    """Asked at 10:30 to explain by 11:00."""
    return opened(scene()).when(ask(**changes)).then()


def test_nothing_is_scored_before_the_review_of_such_a_price() -> None:
    """E-29: what to do is said; E-27 names the bid and why."""
    refusal = opened(scene()).when(score(LOW)).refused("E-29")
    assert "AskPriceExplanation" in refusal.findings[0].reason
    [told] = [f for f in refusal.findings if f.clause == "E-27"]
    assert SUPPLIER in told.reason
    assert "最高限价" in told.reason
    asked().when(score(LOW)).refused("E-29")


def test_a_justified_price_is_scored_with_the_warning_kept() -> None:
    """E-27, E-29."""
    said = asked().on("2026-03-16T10:50").when(explain())
    said.accepted(PriceExplained)
    done = said.then().when(conclude(looked_up=(D,)))
    done.accepted(PriceReviewDecided)
    scored = done.then().when(score(LOW)).accepted(BidsScored)
    assert [e.clause for _, e in scored.events if isinstance(e, WarningNoted)].count("E-27") == 1
    done.then().when(score({**LOW, SUPPLIER: 210_000})).refused("E-29")  # another price is another review


def test_an_unjustified_price_is_invalid_and_leaves_the_ranking() -> None:
    """E-29: two go on in a consultation of purchased services."""
    gone = asked().when(explain()).then().when(conclude(False, reason="不能证明成本")).then()
    gone.when(score(LOW)).refused("E-29")
    accepted = gone.when(score(REST)).accepted(BidsScored)
    [event] = [e for _, e in accepted.events if isinstance(e, BidsScored)]
    assert [r.supplier for r in event.ranking] == [SUPPLIER_2, SUPPLIER_3]


def test_too_few_left_end_the_round() -> None:
    """E-29, E-07 in the method's own words: below the limit the first round needs three."""
    plan = below_limit_plan()
    small = opened(scene(), plan).when(ask(price_yuan=80_000, own_judgement="低于成本")).then()
    gone = small.when(explain()).then().when(conclude(False)).then()
    gone.when(score({SUPPLIER_2: 190_000, SUPPLIER_3: 195_000})).refused("HR-BL-1")
    gone.when(fail()).accepted(RoundFailed)


@pytest.mark.parametrize(("minute", "kept"), [("10:59", False), ("11:00", True), ("11:30", True)])
def test_the_supplier_has_thirty_minutes(minute: str, kept: bool) -> None:
    """E-29: from 10:30."""
    answer = opened(scene()).when(ask(answer_by=day(f"2026-03-16T{minute}")))
    if kept:
        answer.accepted(PriceExplanationAsked)
    else:
        answer.refused("E-29")


def test_silence_proves_nothing() -> None:
    """E-29: not decided before the time is over; then it can only be invalid."""
    waiting = asked()
    waiting.on("2026-03-16T10:55").when(conclude(False)).refused("E-29")
    late = waiting.on("2026-03-16T11:01")
    late.when(explain()).refused("E-29")
    late.when(conclude(True)).refused("E-29")
    late.when(conclude(False, reason="未说明")).accepted(PriceReviewDecided)


def test_the_committee_decides_not_the_buyer() -> None:
    """E-29: more than half of the members, by name."""
    said = asked().when(explain()).then()
    said.when(conclude(agreed_by=("e1",))).refused("E-29")
    said.when(conclude(agreed_by=("e1", "clerk-1"))).refused("E-29")
    said.when(conclude(agreed_by=("e1", "e1"))).refused("E-29")
    said.when(conclude(agreed_by=("e1", "b1"))).accepted(PriceReviewDecided)


def test_nobody_is_asked_twice_or_decided_unasked() -> None:
    """E-29."""
    opened(scene()).when(explain()).refused("E-29")
    opened(scene()).when(conclude()).refused("E-29")
    decided = asked().when(explain()).then().when(conclude()).then()
    decided.when(conclude(False)).refused("E-29")
    opened(scene(), passing=(SUPPLIER_2, SUPPLIER_3)).when(ask()).refused("E-29")


def test_the_committee_may_ask_by_its_own_judgement_with_its_reason() -> None:
    """E-27: 300,000 of 480,000 passes all three tests; then nothing is scored before the decision."""
    now = opened(scene())
    now.when(ask(price_yuan=300_000)).refused("E-27")
    own = now.when(ask(price_yuan=300_000, own_judgement="低于最低工资测算")).then()
    own.when(score({**REST, SUPPLIER: 300_000})).refused("E-29")


def test_the_documents_may_raise_the_rates() -> None:
    """E-28: at 65 per cent of the ceiling 300,000 of 480,000 is to be reviewed, and 312,000 is not below it."""
    terms = solicitation(abnormal_rates=AbnormalRates(below_ceiling=Decimal("0.65")))
    now = opened(scene(), terms=terms)
    now.when(score({**REST, SUPPLIER: 300_000})).refused("E-29")
    now.when(score({**REST, SUPPLIER: 312_000})).accepted(BidsScored)
    opened(scene()).when(score({**REST, SUPPLIER: 300_000})).accepted(BidsScored)


def test_the_test_takes_prices_as_bid_not_as_deducted() -> None:
    """E-29, N46-05: 217,000 less ten per cent would fall below 216,000."""
    terms = solicitation(sme_deduction=Decimal("0.10"))
    now = opened(scene(), terms=terms)
    checked = now.states[HOME].round.qualified[SUPPLIER_3]  # type: ignore[union-attr]
    small = now.has(checked.model_copy(update={"sme_declaration": declared("micro")}))
    small.when(score({SUPPLIER: 400_000, SUPPLIER_2: 400_000, SUPPLIER_3: 217_000})).accepted(BidsScored)


def test_below_the_limit_the_house_asks_for_no_review() -> None:
    """E-27 binds purchases inside the law."""
    small = opened(scene(), below_limit_plan())
    small.when(score({SUPPLIER: 50_000, SUPPLIER_2: 190_000, SUPPLIER_3: 195_000})).accepted(BidsScored)


def test_the_answer_is_on_the_agenda() -> None:
    """E-29."""
    item = asked().item(f"bidding.price-review.1.{SUPPLIER.lower()}")
    assert (item.due, item.who) == (day("2026-03-16T11:00"), "supplier")
