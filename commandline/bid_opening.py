"""The opening: the two halves meet in this one process, after the ledger has recorded that it may begin."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from commandline.exits import REFUSED, Stop, wrong_use
from commandline.facts import read_bytes
from commandline.output import say

if TYPE_CHECKING:
    from activities.interface import Outcome
    from commandline.bid_round import Found
    from commandline.connection import Connection
    from sealing.halves import Half
    from sealing.opening import Read
    from settings import Settings


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who is there: both halves with their passphrases, the witness, and who acts."""

    project: str
    halves: "tuple[tuple[Half, str], tuple[Half, str]]"  # each with its file's digest
    words: tuple[str, str]
    witness: str
    actor: str | None


def halves_of(project: str, files: Sequence[Path]) -> "tuple[tuple[Half, str], tuple[Half, str]]":
    """The two halves from their files.  Exit 2 where one is missing, damaged, or belongs elsewhere."""
    from sealing.halves import BadHalf, digest, read

    if len(files) != 2:
        raise wrong_use(f"--half 给出了{len(files)}个：须有两名持有人各自的密钥文件，共两个")
    found = []
    for path in files:
        content = read_bytes(path)
        try:
            half = read(content)
        except BadHalf as error:
            raise wrong_use(f"{path}：{error}") from error
        if half.project != project:
            raise wrong_use(f"{path}：是项目 {half.project} 的密钥，不是 {project} 的")
        found.append((half, digest(content)))
    if found[0][0].holder == found[1][0].holder:
        raise wrong_use(f"两个 --half 都是 {found[0][0].holder} 的：还缺另一名持有人的")
    return found[0], found[1]


def paper_prices(given: Sequence[str]) -> dict[str, str]:
    """The prices of bids on paper, as they were read out."""
    prices: dict[str, str] = {}
    for text in given:
        supplier, equals, price = text.partition("=")
        if not equals or not supplier or supplier in prices:
            raise wrong_use(f"--price：“{text}”应写成 统一社会信用代码=报价，每家一次")
        prices[supplier.strip()] = price.strip()
    return prices


async def opening(
    settings: "Settings", present: Attendance, paper: dict[str, str], *, accept_lost: bool
) -> "tuple[Outcome, str, list[dict[str, Any]]]":
    """Ask whether it may begin; only then join the halves, read every envelope, and put the opening on record."""
    from commandline.acting import Wish, formed, send_by
    from commandline.bid_round import round_of
    from commandline.connection import connected
    from commandline.facts import Facts

    shares = _unlocked(present)
    async with connected(settings, worker=True) as connection:
        found = await round_of(connection, present.project)
        _of_this_round(present, found)
        _on_paper(paper, found)
        prices = [{"supplier": uscc, "price_yuan": price} for uscc, price in paper.items()]
        formed("OpenBids", Facts({"witness": present.witness, "record": "0" * 64, "prices": prices}))
        envelopes = await _fetched(connection, found, accept_lost=accept_lost)
        holders = [{"person": half.holder, "half": file} for half, file in present.halves]
        facts = Facts({"witness": present.witness, "holders": holders})
        formed("BeginSealedOpening", facts)
        wish = Wish(present.project, "BeginSealedOpening", facts, present.actor, uuid4())
        begun, stream = await send_by(connection, wish)
        if begun.refusal is not None:
            return begun, stream, []
        # the one place where the halves meet: the ledger has just recorded that they may
        assert "SealedOpeningBegun" in begun.event_types, begun.event_types
        found = await round_of(connection, present.project)
        reads = _read_all(present, found, envelopes, shares)
        facts = _opened(present, found, reads, prices, begun)
        wish = Wish(present.project, "OpenBids", facts, present.actor, uuid4())
        outcome, stream = await send_by(connection, wish)
        return outcome, stream, [read.bid.model_dump(exclude={"key"}, exclude_none=True) for read in reads.values()]


def _unlocked(present: Attendance) -> tuple[bytes, bytes]:
    from sealing.halves import BadHalf, unlock

    (one, _), (other, _) = present.halves
    try:
        return unlock(one, present.words[0]), unlock(other, present.words[1])
    except BadHalf as error:
        raise wrong_use(str(error)) from error


def _of_this_round(present: Attendance, found: "Found") -> None:
    for half, file in present.halves:
        if half.round != found.number or half.public_key != found.round.sealed.public_key:
            raise wrong_use(
                f"{half.holder} 的密钥文件属于第{half.round}轮或者已被更换，不是第{found.number}轮的现行密钥"
            )
        if file not in {holder.half for holder in found.round.sealed.holders}:
            raise wrong_use(f"{half.holder} 的密钥文件与登记的摘要不符")


def _on_paper(paper: dict[str, str], found: "Found") -> None:
    """Told before anything is decrypted: what OpenBids would refuse afterwards."""
    for uscc in paper:
        bid = found.round.bids.get(uscc)
        if bid is None or bid.sealed:
            raise wrong_use(f"--price：{uscc} 在本轮没有纸质响应文件")


async def _fetched(connection: "Connection", found: "Found", *, accept_lost: bool) -> dict[str, bytes]:
    """Every ciphertext, before anything is decrypted: what the store has lost is to be restored first."""
    envelopes: dict[str, bytes] = {}
    for uscc, bid in found.round.bids.items():
        if not bid.sealed:
            continue
        try:
            envelopes[uscc] = await connection.held.store.get(bid.digest)
        except (FileNotFoundError, ValueError) as error:
            if not accept_lost:
                raise Stop(
                    REFUSED,
                    "lost",
                    f"{bid.name}（{uscc}）的密文 {bid.digest} 不在文件库中或者已被改动：先从备份恢复文件库；"
                    "确实找不回的，加上 --accept-lost 记为无效。",
                ) from error
            say(f"{bid.name}（{uscc}）的密文找不回，将记为无效。")
            envelopes[uscc] = b""
    return envelopes


def _read_all(
    present: Attendance, found: "Found", envelopes: dict[str, bytes], shares: tuple[bytes, bytes]
) -> "dict[str, Read]":
    from sealing.halves import BadHalf, join
    from sealing.opening import read_envelope

    (one, _), (other, _) = present.halves
    try:
        private_key = join(one, other, shares)
    except BadHalf as error:
        raise wrong_use(str(error)) from error
    bids = {uscc: bid for uscc, bid in found.round.bids.items() if bid.sealed}
    return {
        uscc: read_envelope(present.project, bid, envelopes.get(uscc, b""), private_key) for uscc, bid in bids.items()
    }


def _opened(
    present: Attendance, found: "Found", reads: "dict[str, Read]", paper: list[dict[str, str]], begun: "Outcome"
) -> Any:
    """The facts of OpenBids, with the documents that must lie in the file store before it."""
    from commandline.acting import formed
    from commandline.facts import Facts
    from domain.bidding.sealed.messages import RevealedBid
    from sealing.opening import opening_record

    attending: dict[str, str | list[str]] = {
        "开始时间": begun.at.isoformat(),
        "见证人": present.witness,
        "密钥持有人": [half.holder for half, _ in present.halves],
    }
    record = opening_record(present.project, found.number, reads, attending).encode()
    pieces = {hashlib.sha256(piece).hexdigest(): piece for read in reads.values() for piece in read.pieces}
    revealed = [read.bid for read in reads.values() if isinstance(read.bid, RevealedBid)]
    unreadable = [read.bid for read in reads.values() if not isinstance(read.bid, RevealedBid)]
    prices = [{"supplier": bid.supplier, "price_yuan": f"{bid.price_yuan:.2f}"} for bid in revealed]
    digest = hashlib.sha256(record).hexdigest()
    body = {
        "witness": present.witness,
        "record": digest,
        "prices": [*prices, *paper],
        "sealed": {
            "revealed": [bid.model_dump(mode="json") for bid in revealed],
            "unreadable": [bid.model_dump(mode="json") for bid in unreadable],
        },
    }
    facts = Facts(body, {digest: record, **pieces})
    formed("OpenBids", facts)
    return facts


async def checked(settings: "Settings", project: str) -> list[dict[str, Any]]:
    """Every opened envelope of every round, decrypted again with the key on record."""
    from commandline.bid_round import project_of
    from commandline.connection import connected
    from domain.bidding.sealed.messages import SealedBidInvalid, SealedBidRevealed
    from sealing.opening import doubts

    rows: list[dict[str, Any]] = []
    async with connected(settings) as connection:
        _, state = await project_of(connection, project)
        for round in state.bidding.rounds.values():
            read: list[SealedBidRevealed | SealedBidInvalid] = [*round.sealed.revealed.values()]
            for said in (*read, *round.sealed.invalid.values()):
                row = {"round": said.round, "supplier": said.supplier, "envelope": said.envelope}
                try:
                    found = doubts(project, said, await connection.held.store.get(said.envelope))
                except (FileNotFoundError, ValueError):
                    found = ("密文不在文件库中或者已被改动",)
                rows.append(row | {"doubts": list(found)})
    return rows
