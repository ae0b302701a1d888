"""Sealed bids: what must be said of every envelope at the opening, and what is scored after it.  HR-SB-5, HR-SB-6"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from domain.bidding.sealed.messages import SealedBidInvalid, SealedBidRevealed, SealedOpening
from domain.forms import require
from domain.given import Given
from domain.supervision.messages import Finding

NOTHING: Final = SealedOpening()


def all_read(opening: SealedOpening | None, prices: Mapping[str, Decimal], given: Given) -> Iterator[Finding | None]:
    """Every sealed bid is revealed or recorded as unreadable, once, as it was received; its price is the price announced.  HR-SB-5"""
    now, read = given.project.round, opening or NOTHING
    waiting = {uscc: bid.digest for uscc, bid in now.bids.items() if bid.sealed}
    if not waiting and opening is None:
        return
    said = [(bid.supplier, bid.envelope) for bid in read.revealed]
    said += [(bid.supplier, bid.envelope) for bid in read.unreadable]
    names = [supplier for supplier, _ in said]
    missing = [uscc for uscc in waiting if uscc not in names]
    strange = [uscc for uscc, envelope in said if waiting.get(uscc) != envelope]
    twice = sorted({uscc for uscc in names if names.count(uscc) > 1})
    wrong = [bid.supplier for bid in read.revealed if prices.get(bid.supplier) != bid.price_yuan]
    priced = [bid.supplier for bid in read.unreadable if bid.supplier in prices]
    begun = now.sealed.begun is not None
    yield require(given, "HR-SB-5", begun, "尚未记录解密开启的开始（BeginSealedOpening）", field="sealed")
    for suppliers, words in (
        (missing, "加密响应文件未解密公布，也未记明无效"),
        (strange, "与收到的加密响应文件不符"),
        (twice, "同一加密响应文件公布两次"),
        (wrong, "公布的报价与解密所得不一致"),
        (priced, "无效的加密响应文件不得有报价"),
    ):
        yield require(given, "HR-SB-5", not suppliers, f"{words}：{'、'.join(suppliers)}", field="sealed")


def read_out(opening: SealedOpening | None, number: int) -> Iterator[SealedBidRevealed | SealedBidInvalid]:
    """The events of an opening, one for each envelope."""
    read = opening or NOTHING
    for bid in read.revealed:
        yield SealedBidRevealed(round=number, **bid.model_dump())
    for unreadable in read.unreadable:
        yield SealedBidInvalid(round=number, **unreadable.model_dump())


def as_revealed(offers: Mapping[str, Decimal], given: Given) -> Iterator[Finding | None]:
    """Where the method holds no further round of offers, what is scored is what the envelope held.  HR-SB-6"""
    rules = given.rules
    if not rules.has("HR-SB-6", "methods") or given.project.plan.method not in rules.kinds("HR-SB-6", "methods"):
        return
    for uscc, bid in given.project.round.sealed.revealed.items():
        price = offers.get(uscc, bid.price_yuan)
        reason = f"{uscc} 开启时公布的报价为 {bid.price_yuan} 元，评审采用的为 {price} 元"
        yield require(given, "HR-SB-6", price == bid.price_yuan, reason, field="offers", supplier=uscc)
