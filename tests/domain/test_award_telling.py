"""Telling: the notice of award, and each other bidder its own reason, score and rank.  R-P16, R-P17, R-P19, R-P20"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.award.messages import AwardConfirmed, EvaluationReportSubmitted
from domain.award.telling.messages import AwardNoticeSent, BidderInformed, InformBidders, SendAwardNotice
from domain.bidding.messages import BidsScored, Ranked
from domain.bidding.review.messages import PriceReviewDecided
from domain.supervision.messages import EffectAcknowledged
from tests.domain.builders import awarded, lawful_plan, opened, scored, solicitation
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene

NOTICE = SendAwardNotice(number="NAMZ-2026-TZ-01", digest=D)
TENDER = lawful_plan(method="open_tender", method_ground=None)


def informed(at: Scene) -> dict[str, BidderInformed]:
    return {e.supplier: e for _, e in at.accepted(BidderInformed).events if isinstance(e, BidderInformed)}


def letters(at: Scene) -> dict[str, str]:
    effects = at.states[HOME].watch.effects.values()
    return {e.body["supplier"]: e.body.get("text", "") for e in effects if e.kind == "letter"}


# ---------------------------------------------------------------- the notice of award


def test_the_notice_of_award_is_due_in_two_working_days_and_sent_once() -> None:
    """R-P17: confirmed on Wednesday 18 March, due by the 20th."""
    won = awarded(scene())
    item = won.item("award.notice")
    assert (item.due, item.rule) == (day("2026-03-21T00:00"), "R-P17")
    sent = won.when(NOTICE)
    sent.accepted(AwardNoticeSent)
    assert "award.notice" not in {i.key for i in sent.then().agenda()}
    sent.then().when(NOTICE).refused("R-P17")
    won.when(NOTICE, on=date(2026, 3, 17)).refused("R-P17")


def test_the_thirty_days_for_signing_begin_with_the_notice() -> None:
    """R-P20: sent on Friday 20 March, a day after the result showed; the thirtieth day is 19 April, a Sunday."""
    sent = awarded(scene()).on("2026-03-20").when(NOTICE).then()
    assert sent.item("contract.sign").due == day("2026-04-21T00:00")


# ---------------------------------------------------------------- the others


def test_each_loser_is_told_its_own_score_and_rank_and_no_other() -> None:
    """R-P19."""
    told = awarded(scene()).when(InformBidders())
    by = informed(told)
    assert {s: (e.score, e.rank) for s, e in by.items()} == {
        SUPPLIER_2: (Decimal(85), 2),
        SUPPLIER_3: (Decimal(80), 3),
    }
    text = letters(told.then())[SUPPLIER_2]
    assert all(own in text for own in ("85", "第2"))
    assert not any(others in text for others in ("80", "90", "第3"))


def test_who_was_found_unqualified_is_told_the_reason() -> None:
    """R-P19: the reason stands in the record of the check."""
    passing = (SUPPLIER, SUPPLIER_2)
    checked = scored(scene(), suppliers=passing)
    base = opened(scene(), passing=passing)
    third = base.states[HOME].bidding.rounds[1]  # type: ignore[union-attr]
    at = checked.has(third.bids[SUPPLIER_3], third.qualified[SUPPLIER_3]).on("2026-03-18")
    won = at.has(
        AwardConfirmed(
            supplier=SUPPLIER, name="甲", price_yuan=Decimal(450000), reason="排序第一", on=date(2026, 3, 18)
        )
    )
    by = informed(won.when(InformBidders()))
    assert by[SUPPLIER_3].reason == third.qualified[SUPPLIER_3].reason
    assert (by[SUPPLIER_3].score, by[SUPPLIER_3].rank) == (None, None)


def test_whom_the_record_does_not_explain_needs_a_reason() -> None:
    """R-P19: a bid that was found invalid in the evaluation."""
    two = scored(scene(), suppliers=(SUPPLIER, SUPPLIER_2))
    third = opened(scene()).states[HOME].bidding.rounds[1].bids[SUPPLIER_3]  # type: ignore[union-attr]
    won = two.has(third).on("2026-03-18")
    confirmed = AwardConfirmed(
        supplier=SUPPLIER, name="甲", price_yuan=Decimal(450000), reason="排序第一", on=date(2026, 3, 18)
    )
    won = won.has(confirmed)
    won.when(InformBidders()).refused("R-P19")
    explained = informed(won.when(InformBidders(reasons={SUPPLIER_3: "响应文件未按要求签章，无效"})))
    assert explained[SUPPLIER_3].reason == "响应文件未按要求签章，无效"
    won.when(InformBidders(reasons={SUPPLIER: "它是成交供应商"})).refused("R-P19")


def test_who_fell_in_the_price_review_is_told_the_committees_reason() -> None:
    """R-P19, E-29: the record explains it; another word of the buyer's stands before it."""
    fallen = PriceReviewDecided(
        round=1,
        supplier=SUPPLIER_3,
        price_yuan=Decimal(100000),
        justified=False,
        reason="说明不能成立",
        agreed_by=("e1", "e2"),
    )
    won = opened(scene()).has(
        fallen,
        AwardConfirmed(
            supplier=SUPPLIER, name="甲", price_yuan=Decimal(450000), reason="排序第一", on=date(2026, 3, 18)
        ),
    )
    ranking = (
        Ranked(rank=1, supplier=SUPPLIER, name="甲", price_yuan=Decimal(450000), total=Decimal(90)),
        Ranked(rank=2, supplier=SUPPLIER_2, name="乙", price_yuan=Decimal(460000), total=Decimal(80)),
    )
    won = won.has(BidsScored(round=1, ranking=ranking, price_weight=Decimal("0.30"), report=D, on=date(2026, 3, 16)))
    told = informed(won.on("2026-03-18").when(InformBidders()))
    assert "说明不能成立" in (told[SUPPLIER_3].reason or "")
    assert told[SUPPLIER_2].reason is None


def test_the_letters_to_the_losers_are_due_with_the_result_and_receipted() -> None:
    """R-P19: an agenda item until done, an effect until its receipt."""
    won = awarded(scene())
    item = won.item("award.inform")
    assert (item.due, item.rule) == (day("2026-03-21T00:00"), "R-P19")
    told = won.when(InformBidders()).then()
    assert "award.inform" not in {i.key for i in told.agenda()}
    told.when(InformBidders()).refused("R-P19")
    scored(scene()).when(InformBidders()).refused("JL44-4.0")  # nobody has won
    pending = told.states[HOME].watch.effects
    for effect in tuple(pending):
        told = told.has(EffectAcknowledged(effect=effect, receipt="函件回执-1"))
    assert letters(told) == {}


# ---------------------------------------------------------------- the buyer's own tender


def test_a_tender_of_the_buyers_own_is_confirmed_five_working_days_after_its_evaluation() -> None:
    """R-P16: evaluated on Monday 16 March, due by the 23rd, whenever the report was filed."""
    own = scored(scene(), TENDER, report=False)
    item = own.item("award.own-tender")
    assert (item.due, item.rule) == (day("2026-03-24T00:00"), "R-P16")
    assert "award.report" not in {i.key for i in own.agenda()}
    filed = own.on("2026-03-18").has(EvaluationReportSubmitted(report=D, on=date(2026, 3, 18)))
    assert filed.item("award.confirm").due == day("2026-03-24T00:00")


def test_a_tender_through_an_agency_has_the_agencys_days_first() -> None:
    """R-P13, R-P16."""
    terms = solicitation(conducted_by="agency", bid_bond_yuan=None)
    through = scored(scene(), TENDER, terms=terms, report=False)
    assert through.item("award.report").rule == "R-P13"
    assert "award.own-tender" not in {i.key for i in through.agenda()}
