"""The opening of a round's envelopes, and the check of it that anyone can make afterwards."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from domain.bidding.messages import BidReceived
from domain.bidding.sealed.messages import RevealedBid, SealedBidInvalid, SealedBidRevealed, UnreadableBid
from domain.bidding.sealed.offer import Offer
from sealing.envelope import Place, Unreadable, key_of, key_of_sender, open_with
from sealing.packing import text_of, unpack


@dataclass(frozen=True, slots=True)
class Read:
    """One envelope read: what goes on record, and the pieces that go into the file store."""

    bid: RevealedBid | UnreadableBid
    pieces: tuple[bytes, ...] = ()  # the offer's own text, then its documents


def read_envelope(project: str, bid: BidReceived, envelope: bytes, private_key: bytes) -> Read:
    """Decrypt one envelope.  What can't be read is an answer too: nothing of it stops the others."""
    place = Place(project, bid.round, bid.supplier)
    key: bytes | None = None
    try:
        if hashlib.sha256(envelope).hexdigest() != bid.digest:
            raise Unreadable("密文与收到时登记的摘要不符")
        key = key_of(envelope, private_key)
        offer, documents = unpack(open_with(envelope, key, place), place)
    except Unreadable as why:
        told = key.hex() if key is not None else None
        return Read(UnreadableBid(supplier=bid.supplier, envelope=bid.digest, reason=str(why), key=told))
    text = text_of(offer)
    revealed = RevealedBid(
        supplier=bid.supplier,
        envelope=bid.digest,
        offer=hashlib.sha256(text).hexdigest(),
        price_yuan=offer.price_yuan,
        key=key.hex(),
    )
    return Read(revealed, (text, *documents))


def doubts(project: str, said: SealedBidRevealed | SealedBidInvalid, envelope: bytes) -> tuple[str, ...]:
    """What the archived ciphertext, decrypted again with the key on record, says against the opening record.  Empty: nothing."""
    if said.key is None:  # recorded as invalid before any key could be derived
        return ()
    place, key = Place(project, said.round, said.supplier), bytes.fromhex(said.key)
    try:
        offer, _ = unpack(open_with(envelope, key, place), place)
    except Unreadable as why:
        return (str(why),) if isinstance(said, SealedBidRevealed) else ()
    if isinstance(said, SealedBidInvalid):
        return ("记为无效的信封，用公布的密钥可以解开",)
    found: list[str] = []
    if hashlib.sha256(envelope).hexdigest() != said.envelope:
        found.append("密文与登记的摘要不符")
    if hashlib.sha256(text_of(offer)).hexdigest() != said.offer:
        found.append("解密所得的报价文件与开启时公布的摘要不符")
    if offer.price_yuan != said.price_yuan:
        found.append(f"解密所得的报价为 {offer.price_yuan} 元，开启时公布的为 {said.price_yuan} 元")
    return tuple(found)


def sent(project: str, round: int, supplier: str, envelope: bytes, ephemeral: bytes) -> tuple[Offer, str]:
    """What a sender put into its envelope, by its own key for it, and the offer's digest.  Unreadable where the key is
    another envelope's."""
    place = Place(project, round, supplier)
    offer, _ = unpack(open_with(envelope, key_of_sender(envelope, ephemeral), place), place)
    return offer, hashlib.sha256(text_of(offer)).hexdigest()


def opening_record(project: str, round: int, reads: Mapping[str, Read], present: Mapping[str, str | list[str]]) -> str:
    """The opening record as a text for people; the prices in it are what was read out."""
    lines = [f"# 开启记录：{project} 第{round}轮", ""]
    lines += [f"{what}：{'、'.join(who) if isinstance(who, list) else who}" for what, who in present.items()]
    lines.append("")
    for supplier, read in reads.items():
        match read.bid:
            case RevealedBid() as bid:
                lines.append(f"{supplier}  报价 {bid.price_yuan:.2f} 元  密文 {bid.envelope}  报价文件 {bid.offer}")
            case UnreadableBid() as bid:
                lines.append(f"{supplier}  无效：{bid.reason}  密文 {bid.envelope}")
    return "\n".join(lines) + "\n"
