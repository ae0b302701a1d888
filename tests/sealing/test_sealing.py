"""Claims: an envelope opens by its round's two halves together, and by nothing else; what was read out can be read again.

HR-SB-1, HR-SB-4, HR-SB-5.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bidding.messages import BidReceived
from domain.bidding.sealed.messages import RevealedBid, SealedBidInvalid, SealedBidRevealed, UnreadableBid
from domain.bidding.sealed.offer import Attachment, Offer
from domain.calendar import BEIJING
from sealing.envelope import Place, Sealing, Unreadable, key_of, key_of_sender, open_with, seal
from sealing.halves import BadHalf, Pair, join, make, read, unlock
from sealing.opening import doubts, opening_record, read_envelope, sent
from sealing.packing import BLOCK, pack, text_of, unpack

PROJECT, SUPPLIER, OTHER = "220122-2026-abc123", "52220122MJY302206W", "91220122MA17C4402C"
PLACE = Place(PROJECT, 1, SUPPLIER)
HOLDERS, WORDS = ("wang", "li"), ("王的口令 wang-2026", "李的口令 li-2026-x")
CHEAP = 2**10  # scrypt's cost in these tests
PLAN = b"%PDF-1.7 the plan"


def keys(round: int = 1, project: str = PROJECT) -> Pair:
    return make(project, round, HOLDERS, WORDS, cost=CHEAP)


def private(pair: Pair) -> bytes:
    one, other = pair.halves
    return join(one, other, (unlock(one, WORDS[0]), unlock(other, WORDS[1])))


def offer(**changes: Any) -> Offer:
    plan = Attachment(name="方案.pdf", digest=hashlib.sha256(PLAN).hexdigest(), size=len(PLAN))
    whole = {
        "project": PROJECT,
        "round": 1,
        "supplier": SUPPLIER,
        "supplier_name": "暖阳中心",
        "price_yuan": Decimal("205800.00"),
        "declarations": ("无重大违法记录声明",),
        "attachments": (plan,),
    }
    return Offer(**{**whole, **changes})


def received(sealed: Sealing, supplier: str = SUPPLIER, round: int = 1) -> BidReceived:
    return BidReceived(
        round=round,
        supplier=supplier,
        name="某",
        digest=hashlib.sha256(sealed.envelope).hexdigest(),
        received_at=datetime(2026, 3, 10, 10, tzinfo=BEIJING),
        sealed=True,
        size=len(sealed.envelope),
    )


# ---------------------------------------------------------------- what opens an envelope, and what does not


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=2000))
def test_both_halves_together_open_what_was_sealed(content: bytes) -> None:
    pair = keys()
    sealed = seal(content, PLACE, pair.public_key)
    _, _, inside = sealed.envelope.partition(b"\n")  # the head is in plain words
    assert content not in inside or len(content) < 6
    assert open_with(sealed.envelope, key_of(sealed.envelope, private(pair)), PLACE) == content


@settings(max_examples=40, deadline=None)
@given(guess=st.binary(min_size=32, max_size=32))
def test_one_half_alone_is_no_key(guess: bytes) -> None:
    """Neither share is the key, nor is it the key with anything but the other share."""
    pair = keys()
    sealed = seal(b"an offer", PLACE, pair.public_key)
    one, other = pair.halves
    for share, word in ((one, WORDS[0]), (other, WORDS[1])):
        alone = unlock(share, word)
        for candidate in (alone, bytes(a ^ b for a, b in zip(alone, guess, strict=True))):
            with pytest.raises(Unreadable):
                key_of(sealed.envelope, candidate)


def test_halves_of_two_rounds_never_meet() -> None:
    first, second, elsewhere = keys(1), keys(2), keys(1, "220122-2026-zzz999")
    again = keys(1)
    for one, other in combinations((first, second, elsewhere, again), 2):
        halves = (one.halves[0], other.halves[1])
        with pytest.raises(BadHalf):
            join(*halves, (unlock(halves[0], WORDS[0]), unlock(halves[1], WORDS[1])))
    lying = replace(second, halves=(first.halves[0], second.halves[1].model_copy(update={"round": 1})))
    with pytest.raises(BadHalf):  # what a half says of itself is bound to what is in it
        unlock(lying.halves[1], WORDS[1])


def test_the_same_half_twice_is_one_half() -> None:
    one = keys().halves[0]
    share = unlock(one, WORDS[0])
    with pytest.raises(BadHalf, match="同一半"):
        join(one, one, (share, share))


@pytest.mark.parametrize(
    "place", [Place(PROJECT, 2, SUPPLIER), Place(PROJECT, 1, OTHER), Place("220122-2026-q", 1, OTHER)]
)
def test_an_envelope_opens_at_its_own_place_only(place: Place) -> None:
    """Another's envelope handed in under one's own name, or an old round's, is no bid."""
    pair = keys()
    sealed = seal(b"an offer", PLACE, pair.public_key)
    with pytest.raises(Unreadable):
        open_with(sealed.envelope, key_of(sealed.envelope, private(pair)), place)
    moved = sealed.envelope.replace(SUPPLIER.encode(), OTHER.encode(), 1)
    with pytest.raises(Unreadable, match="解密失败"):
        open_with(moved, key_of(moved, private(pair)), Place(PROJECT, 1, OTHER))


@settings(max_examples=60, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_envelope_does_not_open(at: float, bit: int) -> None:
    pair = keys()
    whole = bytearray(seal(b"an offer of 205800 yuan", PLACE, pair.public_key).envelope)
    whole[int(at * len(whole))] ^= 1 << bit
    changed = bytes(whole)
    with pytest.raises(Unreadable):
        open_with(changed, key_of(changed, private(pair)), PLACE)


def test_another_bids_key_opens_nothing() -> None:
    """What is put on record at the opening opens that envelope alone."""
    pair = keys()
    mine, theirs = (seal(b"an offer", place, pair.public_key) for place in (PLACE, Place(PROJECT, 1, OTHER)))
    key = key_of(mine.envelope, private(pair))
    with pytest.raises(Unreadable, match="承诺"):
        open_with(theirs.envelope, key, Place(PROJECT, 1, OTHER))


def test_the_sender_can_prove_what_its_envelope_held() -> None:
    """By the key it kept for itself the supplier opens the same envelope to the same offer, whatever the holders say."""
    pair = keys()
    sealed = seal(b"an offer", PLACE, pair.public_key)
    key = key_of_sender(sealed.envelope, sealed.ephemeral)
    assert key == key_of(sealed.envelope, private(pair))
    with pytest.raises(Unreadable):
        key_of_sender(sealed.envelope, seal(b"another", PLACE, pair.public_key).ephemeral)


@pytest.mark.parametrize(
    "envelope",
    [b"", b"\n", b"{}\nbody", b"[1]\nbody", b"not json\nbody", b'{"form":"jieli-envelope/1"}\nbody', b"\xff" * 9000],
)
def test_nonsense_is_no_envelope(envelope: bytes) -> None:
    with pytest.raises(Unreadable):
        key_of(envelope, private(keys()))


# ---------------------------------------------------------------- the half files


def test_a_half_file_survives_its_writing_and_is_bound_to_its_passphrase() -> None:
    pair = keys()
    again = read(pair.halves[0].file())
    assert again == pair.halves[0]
    assert len(unlock(again, WORDS[0])) == 32
    with pytest.raises(BadHalf, match="口令不对"):
        unlock(again, WORDS[1])


def test_no_share_lies_open_in_its_file() -> None:
    pair = keys()
    for half, word in zip(pair.halves, WORDS, strict=True):
        share = unlock(half, word)
        assert share.hex().encode() not in half.file()
        assert private(pair).hex().encode() not in half.file()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x00", None])
def test_a_damaged_half_file_is_told_so(damage: bytes | None) -> None:
    file = keys().halves[0].file()
    with pytest.raises(BadHalf, match=r"不是开标密钥|已损坏"):
        read(damage if damage is not None else file.replace(b'"wang"', b'"wong"'))


def test_passphrases_are_long_and_each_holders_own() -> None:
    with pytest.raises(BadHalf, match="少于12个字符"):
        make(PROJECT, 1, HOLDERS, ("short", WORDS[1]), cost=CHEAP)
    with pytest.raises(BadHalf, match="相同"):
        make(PROJECT, 1, HOLDERS, (WORDS[0], WORDS[0]), cost=CHEAP)


# ---------------------------------------------------------------- offers


def test_an_offer_and_its_documents_come_out_as_they_went_in() -> None:
    content = pack(offer(), (PLAN,))
    assert len(content) % BLOCK == 0  # offers of about the same length can't be told apart by size
    assert unpack(content, PLACE) == (offer(), (PLAN,))
    with pytest.raises(ValueError, match="differ"):
        pack(offer(), (b"another",))


@pytest.mark.parametrize("wrong", [offer(round=2), offer(supplier=OTHER), offer(project="220122-2026-zzz999")])
def test_an_offer_that_speaks_of_another_place_is_no_bid(wrong: Offer) -> None:
    with pytest.raises(Unreadable):
        unpack(pack(wrong, (PLAN,)), PLACE)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
def test_nonsense_in_a_good_envelope_is_unreadable_and_nothing_worse(content: bytes) -> None:
    pair = keys()
    sealed = seal(content, PLACE, pair.public_key)
    assert isinstance(read_envelope(PROJECT, received(sealed), sealed.envelope, private(pair)).bid, UnreadableBid)


# ---------------------------------------------------------------- the opening, and its check afterwards


def opened() -> tuple[SealedBidRevealed, bytes]:
    pair = keys()
    sealed = seal(pack(offer(), (PLAN,)), PLACE, pair.public_key)
    read_out = read_envelope(PROJECT, received(sealed), sealed.envelope, private(pair))
    assert isinstance(read_out.bid, RevealedBid)
    assert read_out.pieces == (text_of(offer()), PLAN)
    return SealedBidRevealed(round=1, **read_out.bid.model_dump()), sealed.envelope


def test_the_auditor_reads_the_archived_envelope_again() -> None:
    said, envelope = opened()
    assert said.price_yuan == Decimal("205800.00")
    assert doubts(PROJECT, said, envelope) == ()


@pytest.mark.parametrize(
    "lie",
    [{"price_yuan": Decimal("199000.00")}, {"offer": "a" * 64}, {"key": "b" * 64}, {"supplier": OTHER}, {"round": 2}],
    ids=str,
)
def test_whatever_was_read_out_otherwise_is_found(lie: dict[str, Any]) -> None:
    said, envelope = opened()
    assert doubts(PROJECT, said.model_copy(update=lie), envelope) != ()


def test_a_good_envelope_recorded_as_invalid_is_found_by_its_key() -> None:
    said, envelope = opened()
    invalid = SealedBidInvalid(round=1, supplier=SUPPLIER, envelope=said.envelope, reason="损坏", key=said.key)
    assert doubts(PROJECT, invalid, envelope) != ()
    assert doubts(PROJECT, invalid.model_copy(update={"key": "b" * 64}), envelope) == ()


def test_an_envelope_that_is_not_the_one_received_is_not_read() -> None:
    pair = keys()
    sealed, other = (seal(pack(offer(), (PLAN,)), PLACE, pair.public_key) for _ in range(2))
    got = read_envelope(PROJECT, received(sealed), other.envelope, private(pair)).bid
    assert isinstance(got, UnreadableBid)
    assert "摘要不符" in got.reason


def test_the_opening_record_says_prices_and_what_was_invalid() -> None:
    pair = keys()
    sealed = seal(pack(offer(), (PLAN,)), PLACE, pair.public_key)
    reads = {
        SUPPLIER: read_envelope(PROJECT, received(sealed), sealed.envelope, private(pair)),
        OTHER: read_envelope(PROJECT, received(sealed, OTHER), sealed.envelope, private(pair)),
    }
    record = opening_record(PROJECT, 1, reads, {"密钥持有人": ["wang", "li"]})
    assert "205800.00 元" in record
    assert f"{OTHER}  无效" in record
    assert "wang、li" in record


# ---------------------------------------------------------------- the supplier's own proof


def test_a_sender_reads_its_own_envelope_again_and_no_other() -> None:
    """HR-SB-6: by the key that it kept, without the holders."""
    pair, content = keys(), pack(offer(), [PLAN])
    own, other = seal(content, PLACE, pair.public_key), seal(content, PLACE, pair.public_key)
    read_again, digest = sent(PROJECT, 1, SUPPLIER, own.envelope, own.ephemeral)
    assert read_again == offer()
    assert digest == hashlib.sha256(text_of(offer())).hexdigest()
    with pytest.raises(Unreadable):
        sent(PROJECT, 1, SUPPLIER, own.envelope, other.ephemeral)
    with pytest.raises(Unreadable):
        sent(PROJECT, 1, OTHER, own.envelope, own.ephemeral)
