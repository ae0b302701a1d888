"""A supplier's proof: with the key that it kept it reads its own envelope again, and holds the opening against it.  HR-SB-6"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.exits import REFUSED, Stop, wrong_use
from commandline.facts import read_table

if TYPE_CHECKING:
    from domain.bidding.sealed.messages import SealedBidInvalid, SealedBidRevealed
    from settings import Settings

FORM = "jieli-kept/1"


@dataclass(frozen=True, slots=True)
class Kept:
    """What `jieli bid submit --keep` wrote: whose envelope, and the key that opens it without the holders."""

    project: str
    round: int
    supplier: str
    envelope: str
    ephemeral: bytes


def kept_of(file: Path) -> Kept:
    """The proof file.  Exit 2 where it is none; its secret is never repeated."""
    found = read_table(file) if file.suffix.lower() == ".json" else _as_json(file)
    try:
        if found["form"] != FORM:
            raise ValueError
        kept = Kept(
            str(found["project"]),
            int(found["round"]),
            str(found["supplier"]),
            str(found["envelope"]),
            bytes.fromhex(found["ephemeral"]),
        )
    except (KeyError, TypeError, ValueError):
        raise wrong_use(f"{file} 不是 bid submit --keep 所写的留存密钥文件") from None
    if len(kept.ephemeral) != 32:  # bytes of an X25519 key
        raise wrong_use(f"{file} 中的密钥长度不对：文件已损坏")
    return kept


def _as_json(file: Path) -> dict[str, Any]:
    """The file under whatever name it was kept."""
    import json

    from commandline.facts import read_bytes

    try:
        found = json.loads(read_bytes(file))
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


async def proven(settings: "Settings", kept: Kept) -> dict[str, Any]:
    """What the archived envelope holds by the supplier's own key, and what the opening said otherwise."""
    from commandline.bid_round import project_of
    from commandline.connection import connected
    from sealing.envelope import Unreadable
    from sealing.opening import sent

    async with connected(settings) as connection:
        _, state = await project_of(connection, kept.project)
        now = state.bidding.round(kept.round)
        said = now.sealed.revealed.get(kept.supplier) or now.sealed.invalid.get(kept.supplier)
        bid = now.bids.get(kept.supplier)
        try:
            envelope = await connection.held.store.get(kept.envelope)
        except (FileNotFoundError, ValueError):
            raise Stop(REFUSED, "lost", f"密文 {kept.envelope} 不在文件库中或者已被改动") from None
    try:
        offer, digest = sent(kept.project, kept.round, kept.supplier, envelope, kept.ephemeral)
    except Unreadable as why:
        raise wrong_use(f"留存密钥打不开这份密文：{why}") from why
    received = said.envelope if said is not None else (bid.digest if bid is not None else None)
    return {
        "project_id": kept.project,
        "round": kept.round,
        "supplier": kept.supplier,
        "envelope": kept.envelope,
        "offer": digest,
        "price_yuan": f"{offer.price_yuan:.2f}",
        "attachments": [a.model_dump() for a in offer.attachments],
        "opened": said is not None and said.envelope == kept.envelope,
        "doubts": _doubts(kept, received, said, digest, f"{offer.price_yuan:.2f}"),
    }


def _doubts(
    kept: Kept,
    received: str | None,
    said: "SealedBidRevealed | SealedBidInvalid | None",
    offer: str,
    price: str,
) -> list[str]:
    """What stands on record otherwise than what was sent.  Empty: nothing."""
    from domain.bidding.sealed.messages import SealedBidRevealed

    if received is None:
        return ["本轮没有该供应商的响应文件：没有收到，或者已撤回"]
    if received != kept.envelope:
        return [f"收到的是另一份密文 {received}：这一份已被后来递交的替换，或者不是这一家递交的"]
    if said is None:
        return []
    if not isinstance(said, SealedBidRevealed):
        return [f"开启时记为无效（{said.reason}），而留存密钥可以读出"]
    found = []
    if said.offer != offer:
        found.append(f"开启时公布的报价文件摘要为 {said.offer}，递交的为 {offer}")
    if f"{said.price_yuan:.2f}" != price:
        found.append(f"开启时公布的报价为 {said.price_yuan} 元，递交的为 {price} 元")
    return found
