"""Bidding: who may bid until when, who judges, how many are enough.  JL44-2.1.*, JL44-2.2.*, JL44-4.4.4b, AD-02, AD-03, R-M14"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.bidding.messages import (
    AppointCommittee,
    BiddingClosed,
    BidReceived,
    BidsOpened,
    BidsScored,
    BidWithdrawn,
    CancelProcurement,
    CheckQualification,
    CommitteeAppointed,
    CriterionScore,
    FailRound,
    FinalOffer,
    InviteSuppliers,
    Member,
    OpenBids,
    ProcurementCancelled,
    QualificationChecked,
    ReceiveBid,
    RoundFailed,
    ScoreBids,
    SuppliersInvited,
    WithdrawBid,
)
from domain.planning.messages import SmeReservation
from domain.register.messages import BarEntered, SupplierKind
from tests.domain.builders import (
    CRITERIA,
    THREE,
    awarded,
    below_limit_plan,
    bid,
    lawful_plan,
    members,
    notice,
    opened,
    published,
    ready,
    received,
    registered,
    scored,
    solicitation,
)
from tests.domain.scene import (
    BARRED,
    HOME,
    SUPPLIER,
    SUPPLIER_2,
    SUPPLIER_3,
    D,
    code,
    day,
    scene,
)

FOURTH = code("91220122MA1A00004")
SME = lawful_plan(sme=SmeReservation(reserved=True))
ENTERPRISES = (SUPPLIER_3, FOURTH, code("91220122MA1A00005"))
CHECKS = ("jl44-2.2.1", "jl44-2.2.2", "jl44-2.2.3", "jl44-2.2.4")
SITES = ("信用中国", "中国政府采购网")


def bar(until: date = date(2027, 1, 31)) -> BarEntered:
    return BarEntered(
        authority="农安县财政局",
        document_number="农财采罚〔2026〕3号",
        scope="政府采购活动",
        from_on=date(2026, 2, 1),
        until_on=until,
        scan=D,
    )


def receive(supplier: str = SUPPLIER, **changes: Any) -> ReceiveBid:
    return ReceiveBid(**{"supplier": supplier, "name": "某供应商", "digest": D, **changes})


def appoint(people: tuple[Member, ...] = members()) -> AppointCommittee:
    return AppointCommittee(members=people, drawn_from="吉林省评审专家库", draw_record=D)


def open_bids(**changes: Any) -> OpenBids:
    return OpenBids(**{"witness": "监督员", "record": D, **changes})


def check(supplier: str = SUPPLIER, **changes: Any) -> CheckQualification:
    whole = {"passes": True, "checks": CHECKS, "credit_sources": SITES, "reason": "符合", "is_sme": True}
    return CheckQualification(**{"supplier": supplier, **whole, **changes})


def score(offers: dict[str, int], committee: tuple[Member, ...] = members(), **changes: Any) -> ScoreBids:
    """Offers in yuan; every member gives 80 under every criterion."""
    scores = tuple(
        CriterionScore(supplier=uscc, member=member.person, criterion=criterion.key, score=Decimal(80))
        for uscc in offers
        for member in committee
        for criterion in CRITERIA
        if not criterion.price
    )
    final = tuple(FinalOffer(supplier=uscc, price_yuan=Decimal(price)) for uscc, price in offers.items())
    return ScoreBids(**{"offers": final, "scores": scores, "report": D, **changes})


OFFERS = {SUPPLIER: 450_000, SUPPLIER_2: 460_000, SUPPLIER_3: 470_000}


def fail() -> FailRound:
    return FailRound(reason="响应不足")


# ---------------------------------------------------------------- invitations


def test_suppliers_are_invited_by_reason_once_the_documents_stand() -> None:
    """财库〔2019〕38号 一: each by reason; those invited before are not invited again."""
    command = InviteSuppliers(suppliers=(SUPPLIER, SUPPLIER_2), reason="公开征集后报名")
    once = published(scene()).when(command)
    once.accepted(SuppliersInvited)
    assert once.then().when(command).accepted().events == ()


def test_a_barred_or_unknown_supplier_is_not_invited() -> None:
    """JL44-4.4.4b, JL44-2.2.2."""
    running = registered(published(scene()), BARRED).has(bar(), stream=f"supplier/{BARRED}")
    running.when(InviteSuppliers(suppliers=(SUPPLIER, BARRED), reason="报名")).refused("JL44-4.4.4b")
    running.when(InviteSuppliers(suppliers=(FOURTH,), reason="报名")).refused("JL44-2.2.2")


# ---------------------------------------------------------------- receiving bids


def test_a_bid_before_the_deadline_is_received() -> None:
    published(scene()).on("2026-03-16T09:59").when(receive()).accepted(BidReceived)


@pytest.mark.parametrize("moment", ["2026-03-16T10:00", "2026-03-16T10:01"])
def test_a_bid_at_or_after_the_deadline_is_refused(moment: str) -> None:
    """HR-BID-1: also where the clock has not struck yet."""
    published(scene()).on(moment).when(receive()).refused("HR-BID-1")


def test_a_second_bid_of_a_supplier_replaces_the_first() -> None:
    """HR-BID-1: 截止时间前可以补充、修改或者撤回."""
    twice = published(scene()).when(receive()).then().when(receive(digest="b" * 64)).then()
    now = twice.states[HOME].round  # type: ignore[union-attr]
    assert [b.digest for b in now.bids.values()] == ["b" * 64]


def test_no_bid_before_the_notice() -> None:
    """JL44-4.0: the stage is not bidding's."""
    registered(ready(scene())).when(receive()).refused("JL44-4.0")


def test_an_unregistered_supplier_is_refused() -> None:
    """JL44-2.2.2."""
    published(scene()).when(receive(FOURTH)).refused("JL44-2.2.2")


def test_a_barred_supplier_is_refused_with_the_decisions_number_until_its_end() -> None:
    """JL44-4.4.4b; GPL Regulation 19: after the last day it may take part again."""
    running = registered(published(scene()), BARRED)
    barred = running.has(bar(), stream=f"supplier/{BARRED}")
    assert "农财采罚〔2026〕3号" in barred.when(receive(BARRED)).refused("JL44-4.4.4b").findings[0].reason
    last_day = running.has(bar(date(2026, 3, 2)), stream=f"supplier/{BARRED}")
    last_day.when(receive(BARRED)).refused("JL44-4.4.4b")
    last_day.on("2026-03-03").when(receive(BARRED)).accepted(BidReceived)


@pytest.mark.parametrize(
    ("kind", "clause"),
    [("mass_organisation_funded", "JL44-2.1.1"), ("institution_class_1", "JL44-2.1.2"), ("individual", "JL44-2.1.4")],
)
def test_excluded_kinds_are_refused(kind: SupplierKind, clause: str) -> None:
    registered(published(scene()), FOURTH, kind=kind).when(receive(FOURTH)).refused(clause)


@pytest.mark.parametrize(
    "kind",
    [
        "enterprise",
        "social_organisation",
        "institution_class_2",
        "institution_business",
        "rural_collective",
        "self_governing",
    ],
)
def test_the_guides_kinds_are_admitted(kind: SupplierKind) -> None:
    """JL44-2.1.1, JL44-2.1.2, JL44-2.1.3."""
    registered(published(scene()), FOURTH, kind=kind).when(receive(FOURTH)).accepted(BidReceived)


def test_an_individual_needs_the_buyers_recorded_reason_and_is_warned_of() -> None:
    """JL44-2.1.4."""
    plan = lawful_plan(individuals_reason="当地无机构")
    registered(published(scene(), plan), FOURTH, kind="individual").when(receive(FOURTH)).warned("JL44-2.1.4")


def test_a_package_reserved_for_smes_shuts_out_who_is_no_enterprise() -> None:
    """N46-01, N46-11."""
    reserved = published(scene(), SME)
    reserved.when(receive(SUPPLIER)).refused("N46-01")
    reserved.when(receive(SUPPLIER_3)).accepted(BidReceived)


def test_a_supplier_bids_for_itself_only() -> None:
    """HR-WHO."""
    running = published(scene())
    running.when(receive(SUPPLIER), role="supplier", uscc=SUPPLIER).accepted(BidReceived)
    running.when(receive(SUPPLIER), role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")


def test_a_bid_may_be_withdrawn_until_the_deadline() -> None:
    """HR-BID-1."""
    running = published(scene()).has(received(SUPPLIER)).on("2026-03-11")
    withdrawn = running.when(WithdrawBid(supplier=SUPPLIER, reason="无力承接"))
    withdrawn.accepted(BidWithdrawn)
    assert withdrawn.then().states[HOME].round.bids == {}  # type: ignore[union-attr]
    running.on("2026-03-16").when(WithdrawBid(supplier=SUPPLIER, reason="晚了")).refused("HR-BID-1")
    running.when(WithdrawBid(supplier=SUPPLIER_2, reason="没有")).refused("JL44-1.4b")


# ---------------------------------------------------------------- the deadline


def test_the_clock_closes_the_round_at_the_deadline() -> None:
    running = published(scene()).has(received(SUPPLIER), received(SUPPLIER_2))
    item = running.item("bidding.deadline.1")
    assert (item.wake, item.does) == (day("2026-03-16"), "take")
    closed = running.wake("bidding.deadline.1")
    [event] = [e for _, e in closed.accepted(BiddingClosed).events if isinstance(e, BiddingClosed)]
    assert (event.bids, event.closed_at) == (2, day("2026-03-16"))
    assert "bidding.deadline.1" not in {i.key for i in closed.then().agenda()}


def test_committee_and_opening_are_due_on_the_day_of_opening() -> None:
    closed = bid(scene())
    due = {i.key: i.due for i in closed.agenda()}
    assert due == dict.fromkeys(("bidding.committee.1", "bidding.open.1"), day("2026-03-17T00:00"))
    assert opened(scene()).agenda() == ()


# ---------------------------------------------------------------- the committee


@pytest.mark.parametrize(("experts", "buyers"), [(2, 1), (3, 0), (4, 1), (5, 2)])
def test_a_lawful_committee_is_odd_and_two_thirds_experts(experts: int, buyers: int) -> None:
    """E-06: 2 of 3 are two thirds exactly."""
    published(scene()).when(appoint(members(experts, buyers))).accepted(CommitteeAppointed)


@pytest.mark.parametrize(("experts", "buyers"), [(1, 0), (2, 0), (1, 2), (3, 1), (3, 2), (4, 3)])
def test_a_small_even_or_lay_committee_is_refused(experts: int, buyers: int) -> None:
    """E-06: at least 3, odd, experts at least two thirds."""
    published(scene()).when(appoint(members(experts, buyers))).refused("E-06")


def test_below_the_limit_no_share_of_experts_is_prescribed() -> None:
    """HR-BL-2: 3 or more, odd."""
    small = published(scene(), below_limit_plan())
    small.when(appoint(members(0, 3))).accepted(CommitteeAppointed)
    small.when(appoint(members(0, 2))).refused("HR-BL-2")


def test_nobody_sits_twice() -> None:
    published(scene()).when(appoint((*members(2, 0), members(1, 0)[0]))).refused("E-06")


def test_who_is_in_conflict_does_not_sit() -> None:
    """R-S13, GPL Regulation 9."""
    biased = members(2)[0].model_copy(update={"conflict": "三年内在供应商处任职"})
    published(scene()).when(appoint((biased, *members(2)[1:]))).refused("R-S13")


# ---------------------------------------------------------------- opening


def test_bids_are_opened_after_the_deadline_before_a_witness() -> None:
    """E-25; JL44-4.4.0: the witness is another person."""
    bid(scene()).when(open_bids(), by="clerk-1").accepted(BidsOpened)
    bid(scene()).when(open_bids(witness="clerk-1"), by="clerk-1").refused("JL44-4.4.0")


def test_nothing_is_opened_before_the_deadline_before_its_hour_or_twice() -> None:
    published(scene()).has(*(received(uscc) for uscc in THREE)).on("2026-03-11").when(open_bids()).refused("JL44-4.0")
    bid(scene()).on("2026-03-16T10:29").when(open_bids()).refused("JL44-4.0")
    bid(scene()).when(open_bids(), by="clerk-1").then().when(open_bids()).refused("JL44-4.0")


def test_only_received_bids_have_prices() -> None:
    stranger = (FinalOffer(supplier=FOURTH, price_yuan=Decimal(1)),)
    bid(scene()).when(open_bids(prices=stranger)).refused("JL44-1.4b")


def test_two_suppliers_go_on_in_a_consultation_of_purchased_services() -> None:
    """AD-02, 财库〔2015〕124号."""
    bid(scene(), suppliers=(SUPPLIER, SUPPLIER_2)).when(open_bids()).accepted(BidsOpened)


def test_one_supplier_ends_the_consultation() -> None:
    """AD-02: a single one may not go on; the refusal says how the round ends."""
    alone = bid(scene(), suppliers=(SUPPLIER,))
    assert "FailRound" in alone.when(open_bids()).refused("AD-02").findings[0].remedy
    alone.when(fail()).accepted(RoundFailed)


def test_two_suppliers_stop_where_the_package_is_reserved_for_smes() -> None:
    """AD-03, 46号 art. 10: then it is run again as unreserved."""
    two = bid(scene(), SME, suppliers=ENTERPRISES[:2])
    two.when(open_bids()).refused("AD-03")
    bid(scene(), SME, suppliers=ENTERPRISES).when(open_bids()).accepted(BidsOpened)
    failed = two.when(fail()).then().has(*notice("t-1", "termination", "2026-03-17", round=1))
    again = published(failed, SME, terms=solicitation(response_deadline=day("2026-04-15")), round=2)
    again.when(receive(SUPPLIER)).accepted(BidReceived)


def test_below_the_limit_the_second_round_goes_on_with_one() -> None:
    """HR-BL-1: the first needs three; merely preparing the documents again makes no second round."""
    plan = below_limit_plan()
    two = bid(scene(), plan, suppliers=(SUPPLIER, SUPPLIER_2))
    two.when(open_bids()).refused("HR-BL-1")
    second = published(two.when(fail()).then(), plan, round=2).has(received(SUPPLIER, round=2))
    closed = second.has(BiddingClosed(round=2, bids=1, closed_at=day("2026-03-16"))).on("2026-03-17")
    closed.when(open_bids()).accepted(BidsOpened)
    closed.when(fail()).refused("JL44-1.4b")


# ---------------------------------------------------------------- qualification


def test_a_bidder_passes_on_all_conditions_and_both_credit_sites() -> None:
    """JL44-2.2.1 … 2.2.4, CR-01."""
    bid(scene()).when(open_bids()).then().when(check()).accepted(QualificationChecked)


@pytest.mark.parametrize("missing", CHECKS)
def test_a_condition_not_seen_keeps_a_bidder_out(missing: str) -> None:
    seen = tuple(c for c in CHECKS if c != missing)
    bid(scene()).when(open_bids()).then().when(check(checks=seen)).refused(missing.upper())


def test_credit_is_looked_up_on_both_sites_inside_the_law() -> None:
    """CR-01; below the limit the house doesn't ask."""
    bid(scene()).when(open_bids()).then().when(check(credit_sources=SITES[:1])).refused("CR-01")
    small = bid(scene(), below_limit_plan()).when(open_bids()).then()
    small.when(check(credit_sources=())).accepted(QualificationChecked)


def test_a_class_two_institution_shows_what_ties_its_funding_to_its_staffing() -> None:
    """JL44-2.2.5: asked of that kind alone."""
    institution = registered(scene(), FOURTH, kind="institution_class_2")
    with_it = bid(institution, suppliers=(SUPPLIER, SUPPLIER_2, SUPPLIER_3)).has(received(FOURTH))
    at = with_it.when(open_bids()).then()
    at.when(check(FOURTH)).refused("JL44-2.2.5")
    at.when(check(FOURTH, checks=(*CHECKS, "jl44-2.2.5"))).accepted(QualificationChecked)


def test_a_bar_of_another_place_keeps_nobody_from_bidding_here() -> None:
    """JL44-4.4.4b: a bar holds within the scope that its decision names"""
    running = registered(published(scene()), BARRED)
    there = running.has(bar().model_copy(update={"reach": ("220200",)}), stream=f"supplier/{BARRED}")
    there.when(receive(BARRED)).accepted(BidReceived)
    here = running.has(bar().model_copy(update={"reach": ("220100",)}), stream=f"supplier/{BARRED}")
    here.when(receive(BARRED)).refused("JL44-4.4.4b")


def test_a_bar_entered_after_the_bid_keeps_the_bidder_from_passing() -> None:
    """JL44-4.4.4b: it may still be recorded as not passing."""
    barred = bid(scene()).when(open_bids()).then().has(bar(), stream=f"supplier/{SUPPLIER}")
    barred.when(check()).refused("JL44-4.4.4b")
    barred.when(check(passes=False, reason="被禁止参加")).accepted(QualificationChecked)


def test_a_reserved_package_asks_for_the_declaration() -> None:
    """N46-08."""
    reserved = bid(scene(), SME, suppliers=ENTERPRISES).when(open_bids()).then()
    reserved.when(check(SUPPLIER_3, is_sme=False)).refused("N46-08")


def test_only_opened_bids_are_checked() -> None:
    bid(scene()).when(check()).refused("JL44-4.0")
    bid(scene()).when(open_bids()).then().when(check(FOURTH)).refused("JL44-1.4b")


# ---------------------------------------------------------------- scoring


def test_the_system_computes_prices_totals_and_ranks() -> None:
    """E-11: 30 for the lowest, 450/460 and 450/470 of it for the others, 56 for the rest."""
    accepted = opened(scene()).when(score(OFFERS)).accepted(BidsScored)
    [event] = [e for _, e in accepted.events if isinstance(e, BidsScored)]
    assert [(r.rank, r.supplier, r.total) for r in event.ranking] == [
        (1, SUPPLIER, Decimal("86.00")),
        (2, SUPPLIER_2, Decimal("85.35")),
        (3, SUPPLIER_3, Decimal("84.72")),
    ]
    assert event.price_weight == Decimal("0.30")


def test_nothing_is_scored_before_committee_opening_and_qualification() -> None:
    bid(scene()).when(score(OFFERS)).refused("JL44-4.0")
    bid(scene()).when(open_bids()).then().when(score(OFFERS)).refused("E-06")
    half = bid(scene()).when(open_bids()).then().when(appoint()).then().when(check()).then()
    half.when(score(OFFERS)).refused("JL44-2.2.1")


def test_an_offer_above_the_ceiling_is_not_evaluated() -> None:
    """R-B08: the ceiling itself is lawful."""
    opened(scene()).when(score({**OFFERS, SUPPLIER: 480_001})).refused("R-B08")
    opened(scene()).when(score({**OFFERS, SUPPLIER: 480_000})).accepted(BidsScored)


def test_only_the_qualified_are_evaluated() -> None:
    two = opened(scene(), passing=(SUPPLIER, SUPPLIER_2))
    two.when(score(OFFERS)).refused("JL44-1.4b")
    two.when(score({k: v for k, v in OFFERS.items() if k != SUPPLIER_3})).accepted(BidsScored)


def test_too_few_qualified_end_the_round() -> None:
    """AD-02: one is not enough."""
    one = opened(scene(), passing=(SUPPLIER,))
    one.when(score({SUPPLIER: 450_000})).refused("AD-02")
    one.when(fail()).accepted(RoundFailed)


def test_too_few_final_offers_are_not_evaluated() -> None:
    """E-20, AD-02."""
    opened(scene()).when(score({SUPPLIER: 450_000})).refused("AD-02")


def test_every_member_scores_every_bid_under_every_criterion_once() -> None:
    """HR-BID-3, E-12: nothing is missing, nothing is foreign, nothing is twice."""
    whole = score(OFFERS)
    now = opened(scene())
    now.when(score(OFFERS, scores=whole.scores[1:])).refused("HR-BID-3")
    now.when(score(OFFERS, scores=(*whole.scores, whole.scores[0]))).refused("HR-BID-3")
    priced = whole.scores[0].model_copy(update={"criterion": "price"})
    now.when(score(OFFERS, scores=(*whole.scores, priced))).refused("HR-BID-3")
    stranger = whole.scores[0].model_copy(update={"member": "x1"})
    now.when(score(OFFERS, scores=(*whole.scores, stranger))).refused("HR-BID-3")


def test_two_offers_of_one_supplier_are_refused() -> None:
    whole = score(OFFERS)
    opened(scene()).when(whole.model_copy(update={"offers": (*whole.offers, whole.offers[0])})).refused("JL44-1.4b")


# ---------------------------------------------------------------- rounds that fail, purchases that end


def test_a_round_with_enough_bids_is_not_declared_failed() -> None:
    """JL44-1.4b: who wants to stop must cancel, with reason and minutes."""
    bid(scene()).when(fail()).refused("JL44-1.4b")
    opened(scene()).when(fail()).refused("JL44-1.4b")


def test_a_round_fails_after_its_deadline_only() -> None:
    published(scene()).when(fail()).refused("JL44-4.0")


def test_a_round_fails_where_every_price_is_above_the_ceiling() -> None:
    """R-B08, GPL 36(3)."""
    prices = tuple(FinalOffer(supplier=uscc, price_yuan=Decimal("480000.01")) for uscc in THREE)
    bid(scene()).when(open_bids(prices=prices)).then().when(fail()).accepted(RoundFailed)


def test_after_a_failed_round_the_stage_is_publication_again() -> None:
    failed = bid(scene(), suppliers=(SUPPLIER,)).when(fail()).then()
    assert failed.states[HOME].stage == "publication"  # type: ignore[union-attr]
    assert failed.agenda() == ()


def test_the_head_may_cancel_until_the_award_is_confirmed() -> None:
    command = CancelProcurement(reason="预算取消", minutes=D)
    for point in (published(scene()), opened(scene()), scored(scene())):
        point.when(command, role="head").accepted(ProcurementCancelled)
    awarded(scene()).when(command, role="head").refused("JL44-4.0")
    published(scene()).when(command, role="clerk").refused("HR-WHO")
