"""Consultation and negotiation: all are heard, all are told, final offers come in time.  E-20, E-21, HR-BID-5"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.bidding.messages import BidsScored, RoundFailed
from domain.bidding.talks.messages import (
    ChangeByTalks,
    FinalOfferSubmitted,
    NeedsChanged,
    OffersRequested,
    RecordTalks,
    RequestOffers,
    SubmitFinalOffer,
    TalksHeld,
)
from domain.planning.messages import SmeReservation
from tests.domain.builders import THREE, bid, lawful_plan, opened
from tests.domain.scene import SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene
from tests.domain.test_bidding import ENTERPRISES, fail, score

NEGOTIATION = lawful_plan(method="competitive_negotiation", method_ground="failed_tender")
SME = lawful_plan(sme=SmeReservation(reserved=True))


def talk(supplier: str, number: int = 1) -> RecordTalks:
    return RecordTalks(talk=number, supplier=supplier, summary="服务频次和人员", record=D)


def change(**changes: Any) -> ChangeByTalks:
    whole = {
        "parts": ("service_needs",),
        "text": "每周上门改为三次",
        "digest": D,
        "told": THREE,
        "agreed_by": ("e1", "e2"),
    }
    return ChangeByTalks(**{**whole, **changes})


def request(due: str = "2026-03-16T16:00") -> RequestOffers:
    return RequestOffers(due=day(due), reason="磋商结束")


def offer(supplier: str, price: int, **changes: Any) -> SubmitFinalOffer:
    return SubmitFinalOffer(**{"supplier": supplier, "price_yuan": price, "digest": D, **changes})


def heard(now: Scene, *suppliers: str, number: int = 1) -> Scene:
    for uscc in suppliers or THREE:
        now = now.when(talk(uscc, number)).then()
    return now


def requested() -> Scene:
    return heard(opened(scene())).when(request()).then()


def offered(now: Scene, prices: dict[str, int]) -> Scene:
    for uscc, price in prices.items():
        now = now.when(offer(uscc, price)).then()
    return now


PRICES = {SUPPLIER: 450_000, SUPPLIER_2: 440_000, SUPPLIER_3: 430_000}


def test_every_supplier_is_heard_before_final_offers_are_asked_for() -> None:
    """HR-BID-5, in consultation and in negotiation."""
    for plan in (None, NEGOTIATION):
        two = heard(opened(scene(), plan), SUPPLIER, SUPPLIER_2)
        two.when(request()).refused("HR-BID-5")
        last = two.when(talk(SUPPLIER_3))
        last.accepted(TalksHeld)
        last.then().when(request()).accepted(OffersRequested)


def test_a_second_round_begins_when_the_first_is_over() -> None:
    """HR-BID-5."""
    two = heard(opened(scene()), SUPPLIER, SUPPLIER_2)
    two.when(talk(SUPPLIER, 2)).refused("HR-BID-5")
    second = heard(heard(two, SUPPLIER_3), SUPPLIER, number=2)
    second.when(request()).refused("HR-BID-5")  # two are still to be heard again
    heard(second, SUPPLIER_2, SUPPLIER_3, number=2).when(request()).accepted(OffersRequested)


def test_talks_are_held_with_the_qualified_after_the_opening_by_methods_that_have_them() -> None:
    """E-21, JL44-1.4b, JL44-2.2.1, E-06."""
    bid(scene()).when(talk(SUPPLIER)).refused("E-06")
    opened(scene(), passing=(SUPPLIER, SUPPLIER_2)).when(talk(SUPPLIER_3)).refused("JL44-1.4b")
    opened(scene(), lawful_plan(method="open_tender")).when(talk(SUPPLIER)).refused("E-21")
    requested().when(talk(SUPPLIER, 2)).refused("HR-BID-5")


@pytest.mark.parametrize("part", ["technical_needs", "service_needs", "draft_terms"])
def test_talks_may_change_needs_and_draft_terms(part: str) -> None:
    """E-21; then everybody is heard once more."""
    changed = heard(opened(scene())).when(change(parts=(part,)))
    changed.accepted(NeedsChanged)
    changed.then().when(request()).refused("HR-BID-5")
    heard(changed.then(), number=2).when(request()).accepted(OffersRequested)


@pytest.mark.parametrize("part", ["ceiling_price", "criteria", "qualification", "response_deadline"])
def test_talks_change_nothing_else(part: str) -> None:
    """E-21."""
    heard(opened(scene())).when(change(parts=("service_needs", part))).refused("E-21")


def test_all_suppliers_are_told_of_a_change_that_the_committee_made() -> None:
    """E-21."""
    now = heard(opened(scene()))
    now.when(change(told=(SUPPLIER, SUPPLIER_2))).refused("E-21")
    now.when(change(agreed_by=("b1",))).refused("E-21")
    requested().when(change()).refused("E-21")


def test_final_offers_come_in_by_their_time_and_under_the_ceiling() -> None:
    """E-20, R-B08."""
    opened(scene()).when(offer(SUPPLIER, 450_000)).refused("E-20")
    now = requested()
    now.when(offer(SUPPLIER, 480_001)).refused("R-B08")
    now.when(offer(SUPPLIER, 0)).refused("JL44-1.4b")
    now.on("2026-03-16T16:00").when(offer(SUPPLIER, 450_000)).accepted(FinalOfferSubmitted)
    now.on("2026-03-16T16:01").when(offer(SUPPLIER, 450_000)).refused("E-20")
    now.when(offer(SUPPLIER, 450_000), role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")
    assert now.item("bidding.offers.1").due == day("2026-03-16T16:00")
    heard(opened(scene())).when(request("2026-03-16T10:00")).refused("E-20")


def test_what_is_scored_is_what_was_handed_in() -> None:
    """E-20."""
    now = offered(requested(), PRICES)
    now.when(score(PRICES)).accepted(BidsScored)
    now.when(score({**PRICES, SUPPLIER: 449_999})).refused("E-20")
    assert "bidding.offers.1" not in {i.key for i in now.agenda()}


def test_who_hands_in_no_final_offer_is_out() -> None:
    """E-20: two suffice in a consultation of purchased services, once the time is over."""
    two = {SUPPLIER: 450_000, SUPPLIER_2: 440_000}
    now = offered(requested(), two)
    now.when(score(two)).refused("E-20")
    late = now.on("2026-03-16T16:01")
    late.when(score(two)).accepted(BidsScored)
    late.when(score(PRICES)).refused("E-20")


def test_one_final_offer_is_too_few_and_ends_the_round() -> None:
    """E-20."""
    late = offered(requested(), {SUPPLIER: 450_000}).on("2026-03-16T16:01")
    late.when(score({SUPPLIER: 450_000})).refused("E-20")
    late.when(fail()).accepted(RoundFailed)


def test_a_negotiation_needs_three_final_offers() -> None:
    """E-20, R-M13: and so does a package reserved for small firms (AD-03)."""
    now = heard(opened(scene(), NEGOTIATION)).when(request()).then()
    late = offered(now, {SUPPLIER: 450_000, SUPPLIER_2: 440_000}).on("2026-03-16T16:01")
    late.when(fail()).accepted(RoundFailed)
    reserved = heard(opened(scene(), SME, suppliers=ENTERPRISES), *ENTERPRISES).when(request()).then()
    two = dict.fromkeys(ENTERPRISES[:2], 440_000)
    offered(reserved, two).on("2026-03-16T16:01").when(fail()).accepted(RoundFailed)
    whole = offered(reserved, dict.fromkeys(ENTERPRISES, 440_000)).on("2026-03-16T16:01")
    whole.when(fail()).refused("JL44-1.4b")


def test_without_talks_on_record_scoring_is_as_it_was() -> None:
    """E-20: the final offers stand in the evaluation itself."""
    accepted = opened(scene()).when(score(PRICES)).accepted(BidsScored)
    [event] = [e for _, e in accepted.events if isinstance(e, BidsScored)]
    assert event.ranking[0].price_yuan == Decimal(430_000)
