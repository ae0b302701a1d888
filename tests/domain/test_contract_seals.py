"""The seals: the last one's day is the contract's date; copies, keeper, the electronic seal and its answer.  HR-CT-5"""

from datetime import date
from typing import Any

from domain.contract.messages import ContractDrafted, ContractSigned, SignContract
from domain.contract.seals.messages import ContractCopy, Keeper, OrderSeal, RecordSeal, SealOrdered, SealRecorded
from domain.given import Accepted
from domain.project import Project
from tests.domain.running import terms
from tests.domain.scene import HOME, D, Scene
from tests.domain.test_contract import drafted, sign


def seal(party: Any, on: date, **changes: Any) -> RecordSeal:
    values: dict[str, Any] = {"party": party, "sealed_by": "法定代表人", "sealed_on": on, "place": "农安县", "text": D}
    return RecordSeal(**{**values, **changes})


def both() -> Scene:
    first = drafted().when(seal("buyer", date(2026, 2, 20))).then()
    return first.when(seal("supplier", date(2026, 2, 23))).then()


def project(at: Scene) -> Project:
    state = at.states[HOME]
    assert isinstance(state, Project)
    return state


def test_the_contract_bears_the_day_of_the_last_seal() -> None:
    """HR-CT-5, Civil Code 490"""
    both().when(sign(date(2026, 2, 23)), by="wang").accepted(ContractSigned)
    both().when(sign(date(2026, 2, 24)), by="wang").refused("HR-CT-5")
    both().when(sign(date(2026, 2, 20)), by="wang").refused("HR-CT-5")


def test_one_seal_makes_no_contract() -> None:
    """HR-CT-5"""
    half = drafted().when(seal("buyer", date(2026, 2, 20))).then()
    refusal = half.when(sign(date(2026, 2, 20)), by="wang").refused("HR-CT-5")
    assert refusal.findings[0].facts["missing"] == ["承接主体"]


def test_what_is_sealed_is_the_drafted_text_whole_and_once() -> None:
    """HR-CT-5, JL44-4.3.3, R-C01"""
    drafted().when(seal("buyer", date(2026, 2, 20), text="b" * 64)).refused("HR-CT-5")
    both().when(seal("buyer", date(2026, 2, 23))).refused("HR-CT-5")
    drafted(terms(liability=None)).when(seal("buyer", date(2026, 2, 20))).refused("JL44-4.3.3")
    drafted(terms(supplier_name="x", amount_yuan=479999)).when(seal("buyer", date(2026, 2, 20))).refused("R-C01")
    drafted().when(seal("buyer", date(2026, 2, 25))).refused("JL44-4.4.0")
    drafted().when(seal("buyer", date(2026, 2, 5))).refused("JL44-4.0")


def test_a_new_draft_takes_the_seals_of_the_old_one_away() -> None:
    again = both().has(ContractDrafted(terms=terms(text="c" * 64), by="zhao"))
    assert project(again).contract.seals == {}


def test_each_party_holds_an_original_and_the_buyers_lies_somewhere() -> None:
    """HR-CT-5"""
    copies = (
        ContractCopy(holder="农安县民政局", party="buyer", originals=3),
        ContractCopy(holder="春风社会工作服务中心", party="supplier", originals=2),
    )
    keeper = Keeper(office="农安县民政局档案室", person="高洁", shelf="2026-HT-3-12")

    def kept(**changes: Any) -> SignContract:
        values: dict[str, Any] = {"signed_on": date(2026, 2, 24), "scan": D, "copies": copies, "keeper": keeper}
        return SignContract(**{**values, **changes})

    done = drafted().when(kept(), by="wang")
    (_, event) = done.accepted(ContractSigned).events[0]
    assert isinstance(event, ContractSigned)
    assert (event.copies, event.keeper) == (copies, keeper)
    drafted().when(kept(copies=copies[:1]), by="wang").refused("HR-CT-5")
    drafted().when(kept(keeper=None), by="wang").refused("HR-CT-5")


# ---------------------------------------------------------------- electronic


def ordered() -> Scene:
    return drafted().when(OrderSeal(party="supplier", signer="春风社会工作服务中心")).then()


def test_the_seal_system_is_asked_with_the_texts_digest_alone() -> None:
    """HR-CT-5: the contract itself stays here."""
    drafted().when(OrderSeal(party="supplier", signer="春风")).accepted(SealOrdered)
    (effect,) = project(ordered()).watch.effects.values()
    assert (effect.kind, effect.body["text"], effect.body["party"]) == ("seal", D, "supplier")
    ordered().when(OrderSeal(party="supplier", signer="春风")).refused("HR-CT-5")
    drafted(terms(liability=None)).when(OrderSeal(party="supplier", signer="春风")).refused("JL44-4.3.3")


def electronic(**changes: Any) -> RecordSeal:
    values: dict[str, Any] = {"medium": "electronic", "certificate": "CA-1", "receipt": "R-1", "effect": f"{HOME}@1"}
    return seal("supplier", date(2026, 2, 24), **{**values, **changes})


def test_its_answer_is_the_seal_and_ends_the_effect() -> None:
    answered = ordered().when(electronic(), by="adapter")
    answered.accepted(SealRecorded)
    assert project(answered.then()).watch.effects == {}
    again = answered.then().when(electronic(), by="adapter")
    assert again.answer == Accepted()


def test_an_answer_without_certificate_or_to_no_question_is_refused() -> None:
    """HR-CT-5"""
    ordered().when(electronic(certificate=None), by="adapter").refused("HR-CT-5")
    ordered().when(electronic(text="b" * 64), by="adapter").refused("HR-CT-5")
    drafted().when(electronic(), by="adapter").refused("HR-CT-5")


def test_paper_may_answer_what_the_seal_system_did_not() -> None:
    """The seal system is down: the supplier seals by hand, and the effect is answered."""
    by_hand = ordered().when(seal("supplier", date(2026, 2, 24))).then()
    assert project(by_hand).watch.effects == {}


def test_another_draft_is_no_longer_waited_for() -> None:
    again = ordered().has(ContractDrafted(terms=terms(), by="zhao"))
    assert project(again).watch.effects == {}
