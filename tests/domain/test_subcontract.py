"""Sub-contracts: named in the bid, consented to, never the core nor the whole, to none that is barred, not passed on.  R-S08"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import GiveApproval
from domain.bidding.messages import BidReceived, QualificationChecked
from domain.bidding.parties.values import Consortium, ConsortiumMember, NamedSubcontract, SmeDeclaration
from domain.bidding.sealed.messages import SealingKeyRegistered, SubmitSealedBid
from domain.contract.messages import ContractSigned
from domain.contract.subcontract.messages import RegisterSubcontract, SubcontractRegistered
from domain.project import Project
from domain.publication.messages import PrepareSolicitation, SolicitationPrepared
from tests.domain.builders import awarded, opened, published, ready, received, registered, solicitation
from tests.domain.running import performing
from tests.domain.running import terms as contract_terms
from tests.domain.scene import BARRED, HOME, SUPPLIER, SUPPLIER_2, D, Scene, code, scene
from tests.domain.test_bidding import check, receive
from tests.domain.test_parties import bar as barred

SUB = code("91220122MA1A00007")
CORE = "上门照料"
LETTER = SmeDeclaration(letter=D, industry="居民服务业", size="small", own_people=True)
TERMS = solicitation(bid_bond_yuan=None, core_work=(CORE,))


def sub(**changes: Any) -> NamedSubcontract:
    whole = {"uscc": SUB, "name": "洗衣社", "work": "衣物清洗", "share": Decimal("0.3"), "agreement": D}
    return NamedSubcontract(**{**whole, **changes})


def bar(scene: Scene, uscc: str) -> Scene:
    return scene.has(barred(date(2026, 12, 31)), stream=f"supplier/{uscc}")


def open_round() -> Scene:
    return registered(published(scene(), terms=TERMS), SUB)


# ---------------------------------------------------------------- in the bid


def test_a_bid_names_what_others_are_to_do() -> None:
    """R-S08: any share short of the whole; the documents name the core."""
    ready(scene()).when(PrepareSolicitation(solicitation=TERMS)).accepted(SolicitationPrepared)
    open_round().when(receive(subcontracts=(sub(),))).accepted(BidReceived)
    open_round().when(receive(subcontracts=(sub(share=Decimal("0.99")),))).accepted(BidReceived)
    open_round().when(receive(subcontracts=(sub(share=Decimal(1)),))).refused("R-S08")
    open_round().when(receive(subcontracts=(sub(work=CORE),))).refused("R-S08")
    open_round().when(receive(subcontracts=(sub(uscc=SUPPLIER),))).refused("R-S08")


def test_a_member_of_the_consortium_is_no_sub_contractor() -> None:
    """R-S08, R-S07"""
    members = tuple(
        ConsortiumMember(uscc=uscc, name="成员", share=Decimal("0.5"), duty="care") for uscc in (SUPPLIER, SUB)
    )
    group = Consortium(lead=SUPPLIER, members=members, agreement=D, joint_liability=True)
    open_round().when(receive(consortium=group)).accepted(BidReceived)
    open_round().when(receive(consortium=group, subcontracts=(sub(),))).refused("R-S08")


def test_a_barred_or_unknown_sub_provider_is_refused_in_the_bid() -> None:
    """R-S08, JL44-4.4.4b"""
    bar(open_round(), SUB).when(receive(subcontracts=(sub(),))).refused("JL44-4.4.4b")
    open_round().when(receive(subcontracts=(sub(uscc=BARRED),))).refused("JL44-2.2.2")


def test_a_reserved_share_goes_to_a_small_firm_alone() -> None:
    """N46-02, N46-08, N46-09"""
    open_round().when(receive(subcontracts=(sub(reserved=True),))).refused("N46-02")
    open_round().when(receive(subcontracts=(sub(reserved=True, sme=LETTER),))).accepted(BidReceived)
    own = LETTER.model_copy(update={"own_people": False})
    open_round().when(receive(subcontracts=(sub(reserved=True, sme=own),))).refused("N46-09")
    other_proof = LETTER.model_copy(update={"proof": "certificate"})
    open_round().when(receive(subcontracts=(sub(sme=other_proof),))).refused("N46-08")
    society = registered(published(scene(), terms=TERMS), SUB, kind="social_organisation")
    society.when(receive(subcontracts=(sub(reserved=True, sme=LETTER),))).refused("N46-08")


def test_a_small_share_rests_on_the_named_sub_contracts() -> None:
    """N46-06: from memory, so it warns."""
    named = received(SUPPLIER).model_copy(update={"subcontracts": (sub(sme=LETTER),)})
    begun = registered(opened(scene(), terms=TERMS), SUB).has(named)
    within = begun.when(check(small_share=Decimal("0.3")))
    within.accepted(QualificationChecked)
    assert "N46-06" not in [getattr(e, "clause", None) for _, e in within.accepted().events]
    begun.when(check(small_share=Decimal("0.4"))).warned("N46-06")


def test_a_sealed_bid_names_its_sub_contracts_too() -> None:
    """R-S08, HR-SB-4"""
    key = "ab" * 32
    keyed = open_round().has(SealingKeyRegistered(round=1, public_key=key, holders=(), by="li", on=date(2026, 3, 2)))
    whole: dict[str, Any] = {"supplier": SUPPLIER, "name": "春风", "envelope": D, "size": 9, "public_key": key}
    keyed.when(SubmitSealedBid(**whole, subcontracts=(sub(work=CORE),))).refused("R-S08")
    [(_, event)] = keyed.when(SubmitSealedBid(**whole, subcontracts=(sub(),))).accepted(BidReceived).events
    assert isinstance(event, BidReceived)
    assert event.subcontracts == (sub(),)


# ---------------------------------------------------------------- after the signature


def signed(*named: NamedSubcontract) -> Scene:
    """The winner's bid named these; its contract of 480,000 is signed."""
    offered = received(SUPPLIER).model_copy(update={"subcontracts": named or (sub(),)})
    won = registered(awarded(scene(), terms=TERMS), SUB).has(offered)
    return won.has(ContractSigned(terms=contract_terms(supplier=SUPPLIER), signed_on=date(2026, 3, 19), scan=D)).on(
        "2026-03-24"
    )


def consented(to: Scene, uscc: str = SUB) -> Scene:
    said = GiveApproval(
        kind="subcontract_consent", agrees=True, opinion="同意非主体部分分包", contents={"supplier": uscc}
    )
    return to.when(said, by="head-1", role="head").then()


def give_out(**changes: Any) -> RegisterSubcontract:
    whole = {
        "key": "sub-1",
        "uscc": SUB,
        "name": "洗衣社",
        "work": "衣物清洗",
        "amount_yuan": Decimal(144000),
        "agreement": D,
        "signed_on": date(2026, 3, 24),
        "no_further": True,
    }
    return RegisterSubcontract(**{**whole, **changes})


def test_a_sub_contract_rests_on_the_buyers_consent_to_this_sub_provider() -> None:
    """R-S08: GPL 48."""
    signed().when(give_out()).refused("R-S08")
    consented(signed(), SUPPLIER_2).when(give_out()).refused("R-S08")
    blank = GiveApproval(kind="subcontract_consent", agrees=True, opinion="同意")
    signed().when(blank, by="head-1", role="head").then().when(give_out()).refused("R-S08")
    consented(signed()).when(give_out()).accepted(SubcontractRegistered)


def test_the_winner_stays_liable_for_all_of_it() -> None:
    """R-S08: the supplier, the amount and who is paid stay as they were."""
    before = consented(signed())
    after = before.when(give_out()).then()
    old, new = before.states[HOME], after.states[HOME]
    assert isinstance(old, Project)
    assert isinstance(new, Project)
    assert (new.contract.terms, new.contract.amount_yuan) == (old.contract.terms, old.contract.amount_yuan)
    assert [s.uscc for s in new.contract.subcontracts] == [SUB]


@pytest.mark.parametrize(
    "changes",
    [
        {"work": CORE},
        {"work": "送餐"},
        {"giver": SUB},
        {"no_further": False},
        {"amount_yuan": Decimal(480000)},
    ],
    ids=["core", "not-named", "sub-again", "no-promise", "whole"],
)
def test_what_may_not_be_given_out(changes: dict[str, Any]) -> None:
    """R-S08: 87号令 art. 35; all of it is passing-on (转包)."""
    named = (sub(), sub(work=CORE)) if changes.get("work") == CORE else (sub(),)
    consented(signed(*named)).when(give_out(**changes)).refused("R-S08")
    consented(signed()).when(give_out(giver=SUPPLIER)).accepted(SubcontractRegistered)


def test_many_sub_contracts_are_not_the_whole_either() -> None:
    """R-S08"""
    one = consented(signed(sub(), sub(work="送餐"))).when(give_out()).then()
    one.when(give_out(key="sub-2", work="送餐", amount_yuan=Decimal(336000))).refused("R-S08")
    one.when(give_out(key="sub-2", work="送餐", amount_yuan=Decimal("335999.99"))).accepted(SubcontractRegistered)
    one.when(give_out(work="送餐", amount_yuan=Decimal(1))).refused("JL44-4.0")


def test_a_barred_sub_provider_is_refused_after_the_signature() -> None:
    """R-S08, JL44-4.4.4b"""
    bar(consented(signed()), SUB).when(give_out()).refused("JL44-4.4.4b")


def test_a_reserved_share_is_given_out_whole() -> None:
    """N46-02: 30 per cent of 480,000."""
    asked = consented(signed(sub(reserved=True, sme=LETTER)))
    asked.when(give_out(amount_yuan=Decimal("143999.99"))).refused("N46-02")
    asked.when(give_out(amount_yuan=Decimal(144000))).accepted(SubcontractRegistered)


def test_nothing_is_given_out_before_the_contract_is_signed() -> None:
    """R-S08"""
    won = registered(awarded(scene(), terms=TERMS), SUB)
    won.has(received(SUPPLIER)).when(give_out()).refused("R-S08")


def test_where_no_bid_is_on_record_consent_alone_decides() -> None:
    """R-S08: a contract whose bid lies elsewhere names nothing here."""
    running = registered(performing(), SUB)
    running.when(give_out(signed_on=date(2026, 3, 1))).refused("R-S08")
    consented(running).when(give_out(signed_on=date(2026, 3, 1))).accepted(SubcontractRegistered)
