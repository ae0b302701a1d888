"""Sealed bids: the key of two halves, bids encrypted to it, the opening before both holders.  HR-SB-1 … HR-SB-6"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.bidding.messages import (
    BidReceived,
    BidsOpened,
    BidsScored,
    CommitteeAppointed,
    FailRound,
    FinalOffer,
    OpenBids,
    QualificationChecked,
    ReceiveBid,
    RoundFailed,
    ScoreBids,
    WithdrawBid,
)
from domain.bidding.parties.values import Consortium, ConsortiumMember
from domain.bidding.sealed.messages import (
    BeginSealedOpening,
    Holder,
    RegisterSealingKey,
    ReplaceSealingKey,
    RevealedBid,
    SealedBidInvalid,
    SealedBidRevealed,
    SealedOpening,
    SealedOpeningBegun,
    SealingKeyRegistered,
    SealingKeyReplaced,
    SubmitSealedBid,
    UnreadableBid,
)
from domain.register.messages import PersonRegistered, RoleGranted
from tests.domain.builders import (
    THREE,
    below_limit_plan,
    lawful_plan,
    members,
    published,
    ready,
    solicitation,
)
from tests.domain.scene import BUYER, HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, code, scene

KEY, OTHER_KEY = "1" * 64, "2" * 64
HOLDERS = (Holder(person="wang", half="3" * 64), Holder(person="li", half="4" * 64))
ENVELOPES = {SUPPLIER: "a1" * 32, SUPPLIER_2: "a2" * 32, SUPPLIER_3: "a3" * 32}
PRICES = {SUPPLIER: 450_000, SUPPLIER_2: 460_000, SUPPLIER_3: 470_000}


def people(on: Scene, *names: str) -> Scene:
    for name in names or ("wang", "li"):
        known = PersonRegistered(person=name, name=name, organisation="农安县民政局", uscc=BUYER)
        on = on.has(known, stream=f"person/{name}")
    return on


def register(holders: tuple[Holder, ...] = HOLDERS, key: str = KEY) -> RegisterSealingKey:
    return RegisterSealingKey(public_key=key, holders=holders)


def replace(**changes: Any) -> ReplaceSealingKey:
    return ReplaceSealingKey(**{"public_key": OTHER_KEY, "holders": HOLDERS, "reason": "李的一半遗失", **changes})


def submit(supplier: str = SUPPLIER, **changes: Any) -> SubmitSealedBid:
    whole = {"name": "某供应商", "envelope": ENVELOPES.get(supplier, D), "size": 66_000, "public_key": KEY}
    return SubmitSealedBid(**{"supplier": supplier, **whole, **changes})


def keyed(plan: Any = None) -> Scene:
    """The round's key is registered, its notice shows."""
    return people(published(scene(), plan)).when(register(), by="clerk-1").then()


def bidden(plan: Any = None) -> Scene:
    """Three sealed bids are in; the deadline and the hour of opening have come."""
    running = keyed(plan).on("2026-03-10")
    for supplier in THREE:
        running = running.when(submit(supplier)).then()
    return running.wake("bidding.deadline.1").then().on("2026-03-16T10:30")


def begin(**changes: Any) -> BeginSealedOpening:
    return BeginSealedOpening(**{"witness": "监督员", "holders": HOLDERS, **changes})


def begun(plan: Any = None) -> Scene:
    return bidden(plan).when(begin(), by="clerk-1").then()


def revealed(supplier: str, price: int | None = None, **changes: Any) -> RevealedBid:
    whole = {"envelope": ENVELOPES[supplier], "offer": D, "price_yuan": price or PRICES[supplier], "key": "5" * 64}
    return RevealedBid(**{"supplier": supplier, **whole, **changes})


def open_bids(*read: RevealedBid, unreadable: tuple[UnreadableBid, ...] = (), **changes: Any) -> OpenBids:
    """As `jieli bid open` sends it: the prices are those of the envelopes."""
    shown = read or tuple(revealed(supplier) for supplier in THREE)
    prices = tuple(FinalOffer(supplier=bid.supplier, price_yuan=bid.price_yuan) for bid in shown)
    sealed = SealedOpening(revealed=shown, unreadable=unreadable)
    return OpenBids(**{"witness": "监督员", "record": D, "prices": prices, "sealed": sealed, **changes})


# ---------------------------------------------------------------- the key


def test_a_key_is_registered_once_the_documents_are_prepared() -> None:
    """HR-SB-2: also before the notice shows, but not without documents, and once."""
    prepared = keyed()
    prepared.when(register(key=OTHER_KEY)).refused("HR-SB-2")
    people(ready(scene())).when(register()).refused("HR-SB-2")
    people(published(scene())).when(register()).accepted(SealingKeyRegistered)


def test_no_key_after_a_bid_or_after_the_deadline() -> None:
    """HR-SB-2, HR-BID-1."""
    with_bid = people(published(scene())).when(ReceiveBid(supplier=SUPPLIER, name="某", digest=D)).then()
    with_bid.when(register()).refused("HR-SB-2")
    people(published(scene())).on("2026-03-16").when(register()).refused("HR-BID-1")


@pytest.mark.parametrize(
    "holders",
    [
        (HOLDERS[0],),
        (HOLDERS[0], Holder(person="wang", half="6" * 64)),
        (HOLDERS[0], Holder(person="li", half=HOLDERS[0].half)),
        (*HOLDERS, Holder(person="zhao", half="6" * 64)),
        (HOLDERS[0], Holder(person="nobody", half="6" * 64)),
    ],
)
def test_the_halves_lie_with_two_different_registered_persons(holders: tuple[Holder, ...]) -> None:
    """HR-SB-1."""
    people(published(scene()), "wang", "li", "zhao").when(register(holders)).refused("HR-SB-1")


def test_no_half_lies_with_a_suppliers_person() -> None:
    """HR-SB-1."""
    role = RoleGranted(role="supplier", division="220122", from_on=date(2020, 1, 1), until_on=None, document="授权书")
    people(published(scene())).has(role, stream="person/li").when(register()).refused("HR-SB-1")


def test_only_where_the_buyer_conducts_the_procurement_itself() -> None:
    """HR-SB-1: an agency's or a platform's procurement has that platform's own sealing."""
    terms = solicitation(conducted_by="agency", bid_bond_yuan=None)
    people(published(scene(), terms=terms)).when(register()).refused("HR-SB-1")


def test_a_lost_key_is_replaced_by_another_person_before_any_bid() -> None:
    """HR-SB-3."""
    running = keyed()
    running.when(replace(), by="clerk-1").refused("HR-SB-3")
    running.when(replace(public_key=KEY), by="head-1").refused("HR-SB-3")
    replaced = running.when(replace(), by="head-1")
    replaced.accepted(SealingKeyReplaced)
    replaced.then().when(submit()).refused("HR-SB-4")
    replaced.then().when(submit(public_key=OTHER_KEY)).accepted(BidReceived)
    people(published(scene())).when(replace(), by="head-1").refused("HR-SB-3")


def test_a_key_is_not_replaced_once_a_bid_is_in_but_after_its_withdrawal() -> None:
    """HR-SB-3."""
    with_bid = keyed().when(submit()).then()
    with_bid.when(replace(), by="head-1").refused("HR-SB-3")
    withdrawn = with_bid.when(WithdrawBid(supplier=SUPPLIER, reason="密钥更换")).then()
    withdrawn.when(replace(), by="head-1").accepted(SealingKeyReplaced)


# ---------------------------------------------------------------- bids


def test_a_sealed_bid_joins_the_round_as_a_paper_bid_does() -> None:
    """HR-SB-4: its digest is the ciphertext's."""
    running = keyed().when(submit())
    [(_, event)] = running.accepted(BidReceived).events
    assert isinstance(event, BidReceived)
    assert (event.sealed, event.size, event.digest) == (True, 66_000, ENVELOPES[SUPPLIER])
    assert list(running.then().states[HOME].round.bids) == [SUPPLIER]  # type: ignore[union-attr]


def test_a_sealed_bid_needs_the_rounds_key() -> None:
    """HR-SB-4."""
    people(published(scene())).when(submit()).refused("HR-SB-4")
    keyed().when(submit(public_key=OTHER_KEY)).refused("HR-SB-4")


def test_the_rules_of_receipt_hold_for_a_sealed_bid() -> None:
    """HR-BID-1, JL44-2.2.2, HR-WHO: deadline, register, and nobody bids for another."""
    running = keyed()
    running.on("2026-03-16").when(submit()).refused("HR-BID-1")
    running.when(submit(code("91220122MA1A00004"))).refused("JL44-2.2.2")
    running.when(submit(), role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")
    running.when(submit(), role="supplier", uscc=SUPPLIER).accepted(BidReceived)


def test_a_sealed_bid_in_common_is_judged_as_one_on_paper() -> None:
    """R-S07: who bids together is known before the opening, only what they offer is not."""
    members = tuple(
        ConsortiumMember(uscc=uscc, name="某", share=Decimal("0.5"), duty=f"duty-{n}")
        for n, uscc in enumerate((SUPPLIER, SUPPLIER_2))
    )
    whole = {"lead": SUPPLIER, "members": members, "agreement": D, "joint_liability": True}
    together = keyed().when(submit(consortium=Consortium.model_validate(whole)))
    received = next(e for _, e in together.accepted(BidReceived).events if isinstance(e, BidReceived))
    assert received.consortium == Consortium.model_validate(whole)
    keyed().when(submit(consortium=Consortium.model_validate(whole | {"joint_liability": False}))).refused("R-S07")


def test_a_second_submission_replaces_and_a_withdrawal_removes_until_the_deadline() -> None:
    """HR-BID-1."""
    twice = keyed().when(submit()).then().when(submit(envelope="b1" * 32)).then()
    assert [b.digest for b in twice.states[HOME].round.bids.values()] == ["b1" * 32]  # type: ignore[union-attr]
    withdrawn = twice.when(WithdrawBid(supplier=SUPPLIER, reason="不再参加")).then()
    assert withdrawn.states[HOME].round.bids == {}  # type: ignore[union-attr]
    twice.on("2026-03-16").when(WithdrawBid(supplier=SUPPLIER, reason="晚了")).refused("HR-BID-1")


# ---------------------------------------------------------------- the opening


def test_nothing_is_decrypted_before_the_deadline_and_the_hour() -> None:
    """JL44-4.0: the beginning itself is refused, so that no half is joined."""
    keyed().when(submit()).then().when(begin(), by="clerk-1").refused("JL44-4.0")
    bidden().on("2026-03-16T10:29").when(begin(), by="clerk-1").refused("JL44-4.0")
    bidden().when(begin(), by="clerk-1").accepted(SealedOpeningBegun)


def test_the_opening_wants_both_holders_and_a_witness() -> None:
    """HR-SB-5, JL44-4.4.0."""
    closed = bidden()
    closed.when(begin(holders=HOLDERS[:1]), by="clerk-1").refused("HR-SB-5")
    swapped = (HOLDERS[0], Holder(person="li", half=HOLDERS[0].half))
    closed.when(begin(holders=swapped), by="clerk-1").refused("HR-SB-5")
    closed.when(begin(witness="clerk-1"), by="clerk-1").refused("JL44-4.4.0")
    closed.when(begin(holders=HOLDERS[::-1]), by="clerk-1").accepted(SealedOpeningBegun)


def test_too_few_bids_are_not_decrypted() -> None:
    """HR-BL-1: a round that fails leaves its envelopes closed."""
    running = keyed(below_limit_plan()).on("2026-03-10").when(submit()).then()
    closed = running.wake("bidding.deadline.1").then().on("2026-03-16T10:30")
    closed.when(begin(), by="clerk-1").refused("HR-BL-1")
    closed.when(FailRound(reason="响应不足")).accepted(RoundFailed)


def test_every_envelope_is_read_out_with_its_price_and_key() -> None:
    """HR-SB-5."""
    running = begun().when(open_bids(), by="clerk-1")
    running.accepted(BidsOpened, SealedBidRevealed, SealedBidRevealed, SealedBidRevealed)
    now = running.then().states[HOME].round  # type: ignore[union-attr]
    assert {uscc: bid.price_yuan for uscc, bid in now.sealed.revealed.items()} == PRICES


def test_sealed_bids_are_not_opened_as_paper_is() -> None:
    """HR-SB-5: not before the beginning is on record, and never silently."""
    bidden().when(open_bids(), by="clerk-1").refused("HR-SB-5")
    begun().when(open_bids(sealed=None), by="clerk-1").refused("HR-SB-5")


@pytest.mark.parametrize(
    "opening",
    [
        open_bids(revealed(SUPPLIER), revealed(SUPPLIER_2)),
        open_bids(*(revealed(uscc) for uscc in THREE), revealed(SUPPLIER)),
        open_bids(revealed(SUPPLIER, envelope=D), revealed(SUPPLIER_2), revealed(SUPPLIER_3)),
        open_bids(prices=()),
        open_bids(unreadable=(UnreadableBid(supplier=SUPPLIER, envelope=ENVELOPES[SUPPLIER], reason="损坏"),)),
    ],
    ids=["one missing", "one twice", "another envelope", "price not announced", "both read and unreadable"],
)
def test_an_opening_that_leaves_out_or_changes_an_envelope_is_refused(opening: OpenBids) -> None:
    """HR-SB-5."""
    begun().when(opening, by="clerk-1").refused("HR-SB-5")


def test_what_does_not_decrypt_is_invalid_and_nothing_else_stops() -> None:
    """HR-SB-5: the bid is none any more; below the limit the round fails for want of a third."""
    broken = UnreadableBid(supplier=SUPPLIER_3, envelope=ENVELOPES[SUPPLIER_3], reason="内容解密失败")
    opening = open_bids(revealed(SUPPLIER), revealed(SUPPLIER_2), unreadable=(broken,))
    running = begun(below_limit_plan(budget_yuan=Decimal("480000.00"))).when(opening, by="clerk-1")
    running.accepted(BidsOpened, SealedBidRevealed, SealedBidRevealed, SealedBidInvalid)
    after = running.then()
    assert list(after.states[HOME].round.bids) == [SUPPLIER, SUPPLIER_2]  # type: ignore[union-attr]
    after.when(FailRound(reason="有效响应不足三家")).accepted(RoundFailed)


def test_paper_and_sealed_bids_are_opened_together() -> None:
    """HR-SB-4: paper stays possible; its price is read out beside the envelopes'."""
    running = keyed().on("2026-03-10").when(submit(SUPPLIER)).then().when(submit(SUPPLIER_2)).then()
    running = running.when(ReceiveBid(supplier=SUPPLIER_3, name="某", digest=D)).then()
    running = running.wake("bidding.deadline.1").then().on("2026-03-16T10:30").when(begin(), by="clerk-1").then()
    read = (revealed(SUPPLIER), revealed(SUPPLIER_2))
    prices = tuple(FinalOffer(supplier=uscc, price_yuan=Decimal(price)) for uscc, price in PRICES.items())
    running.when(open_bids(*read, prices=prices), by="clerk-1").accepted(BidsOpened, SealedBidRevealed)


def test_an_opening_without_envelopes_needs_no_key() -> None:
    """HR-SB-5: where all bids are on paper nothing is begun."""
    running = keyed().on("2026-03-10")
    for supplier in THREE:
        running = running.when(ReceiveBid(supplier=supplier, name="某", digest=D)).then()
    closed = running.wake("bidding.deadline.1").then().on("2026-03-16T10:30")
    closed.when(begin(), by="clerk-1").refused("HR-SB-5")
    closed.when(OpenBids(witness="监督员", record=D), by="clerk-1").accepted(BidsOpened)


# ---------------------------------------------------------------- what is scored


def scored(running: Scene, prices: dict[str, int]) -> Scene:
    committee = members(experts=4)
    checked = (
        QualificationChecked(
            round=1, supplier=uscc, passes=True, checks=(), credit_sources=(), reason="符合", is_sme=True
        )
        for uscc in THREE
    )
    appointed = CommitteeAppointed(round=1, members=committee, drawn_from="吉林省评审专家库", draw_record=D)
    ready_to_score = running.has(appointed, *checked)
    offers = tuple(FinalOffer(supplier=uscc, price_yuan=Decimal(price)) for uscc, price in prices.items())
    terms = ready_to_score.states[HOME].publication.solicitation  # type: ignore[union-attr]
    scores = tuple(
        {"supplier": uscc, "member": m.person, "criterion": c.key, "score": 80}
        for uscc in prices
        for m in committee
        for c in terms.criteria
        if not c.price
    )
    return ready_to_score.when(ScoreBids.model_validate({"offers": offers, "scores": scores, "report": D}))


def test_a_tenders_scored_prices_are_those_of_the_envelopes() -> None:
    """HR-SB-6; a consultation's final offers may differ."""
    opened = begun(lawful_plan(method="open_tender")).when(open_bids(), by="clerk-1").then()
    scored(opened, PRICES).accepted(BidsScored)
    scored(opened, PRICES | {SUPPLIER: 440_000}).refused("HR-SB-6")
    consulted = begun().when(open_bids(), by="clerk-1").then()
    scored(consulted, PRICES | {SUPPLIER: 440_000}).accepted(BidsScored)


def test_old_receipts_still_read() -> None:
    """An event stored before there were sealed bids has neither field."""
    at = "2026-03-10T10:00:00+08:00"
    text = f'{{"digest":"{D}","name":"某","received_at":"{at}","round":1,"supplier":"{SUPPLIER}"}}'
    old = BidReceived.restore(text)
    assert (old.sealed, old.size) == (False, None)
