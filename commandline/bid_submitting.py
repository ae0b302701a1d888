"""A sealed bid: checked and encrypted here, so that no server ever sees what is in it."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from commandline.exits import wrong_use
from commandline.facts import read_bytes, read_table

if TYPE_CHECKING:
    from activities.interface import Outcome
    from commandline.bid_round import Found
    from domain.bidding.sealed.offer import Offer
    from settings import Settings


@dataclass
class Draft:
    """An offer before its round is known: what the supplier wrote, and its documents."""

    project: str
    supplier: str
    body: dict[str, Any]
    documents: list[bytes]
    offer: "Offer | None" = None
    envelope: str = ""
    size: int = 0
    names: list[str] = field(default_factory=list)
    parties: dict[str, Any] = field(default_factory=dict)  # who bids in common, who does work for them: no secret

    def for_round(self, number: int) -> "Offer":
        """The offer, checked.  Exit 2 names every field that is wrong."""
        from pydantic import ValidationError

        from activities.malformed import explain
        from domain.bidding.sealed.offer import Offer

        attachments = [
            {"name": name, "digest": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in zip(self.names, self.documents, strict=True)
        ]
        own = {"project": self.project, "round": number, "supplier": self.supplier, "attachments": attachments}
        try:
            return Offer.model_validate({**self.body, **own})
        except ValidationError as error:
            raise wrong_use("报价文件有误：", explain(error)) from error


def drafted(project: str, supplier: str, file: Path, attached: Sequence[Path], members: Path | None = None) -> Draft:
    """Read what the supplier wrote; its form is checked before any server is asked."""
    body = read_table(file)
    if own := sorted({"project", "round", "supplier", "attachments", "form"} & body.keys()):
        raise wrong_use(f"{file}：{'、'.join(own)} 由本指令填写，请从文件中删去")
    names = [path.name for path in attached]
    draft = Draft(project, supplier, body, [read_bytes(path) for path in attached], names=names)
    if members is not None:
        _joined(draft, members)
    draft.for_round(1)
    return draft


def _joined(draft: Draft, members: Path) -> None:
    """The members file: `consortium` and `subcontracts`.  Its agreements are sealed with the offer; their digests alone are
    told, with who takes part.  R-S07, R-S08"""
    from pydantic import ValidationError

    from activities.malformed import explain
    from commandline.facts import gather
    from domain.bidding.parties.values import TakingPart

    facts = gather((), members)
    try:
        TakingPart.model_validate(facts.body)
    except ValidationError as error:
        raise wrong_use(f"{members} 有误：", explain(error)) from error
    draft.parties = facts.body
    there = {hashlib.sha256(document).hexdigest() for document in draft.documents}
    for digest, content in facts.documents.items():
        if digest not in there:
            draft.names.append(f"协议 {digest[:12]}")
            draft.documents.append(content)


async def submit(
    settings: "Settings", draft: Draft, keep: Path | None, actor: str | None, number: UUID
) -> "tuple[Outcome, str]":
    """Encrypt to the round's key, put the ciphertext into the file store, send the command that names it."""
    from commandline.acting import Wish, formed, send_by
    from commandline.bid_round import round_of
    from commandline.connection import connected
    from commandline.facts import Facts
    from sealing.envelope import Place, seal
    from sealing.packing import pack

    async with connected(settings, worker=True) as connection:
        found = await round_of(connection, draft.project)
        key = found.round.sealed.public_key
        if key is None:
            raise wrong_use(f"{draft.project} 第{found.number}轮没有登记开标密钥：只接收纸质响应文件。")
        offer = draft.offer = draft.for_round(found.number)
        _fitting(offer, found)
        try:
            content = pack(offer, draft.documents)
        except ValueError as error:
            raise wrong_use("响应文件及附件过大：合计不超过 256 MB") from error
        sealed = seal(content, Place(offer.project, offer.round, offer.supplier), bytes.fromhex(key))
        draft.envelope, draft.size = hashlib.sha256(sealed.envelope).hexdigest(), len(sealed.envelope)
        body = {
            "supplier": offer.supplier,
            "name": offer.supplier_name,
            "envelope": draft.envelope,
            "size": draft.size,
            "public_key": key,
            **draft.parties,
        }
        facts = Facts(body, {draft.envelope: sealed.envelope})
        formed("SubmitSealedBid", facts)
        if keep is not None:
            _kept(keep, offer, draft.envelope, sealed.ephemeral)
        return await send_by(connection, Wish(draft.project, "SubmitSealedBid", facts, actor, number))


def _fitting(offer: "Offer", found: "Found") -> None:
    """What would make the bid invalid for certain is told before it is sealed: afterwards nobody could."""
    from domain.bidding.eligibility import reserved_for_smes

    terms, problems = found.project.publication.solicitation, []
    if terms is not None and offer.price_yuan > terms.ceiling_yuan:
        said = f"报价 {offer.price_yuan} 元高于最高限价 {terms.ceiling_yuan} 元（R-B08）"
        problems.append({"field": "price_yuan", "problem": said, "remedy": "报价不得高于最高限价"})
    if reserved_for_smes(found.project) and offer.sme is None:
        said = "本项目专门面向中小企业，缺少《中小企业声明函》（N46-08）"
        problems.append({"field": "sme", "problem": said, "remedy": "写上 sme = { size = …, industry = … }"})
    if problems:
        raise wrong_use("报价文件有误：", problems)


def _kept(path: Path, offer: "Offer", envelope: str, ephemeral: bytes) -> None:
    """The sender's own key for this envelope: with it the supplier can prove what was inside, if that is ever disputed."""
    text = {"form": "jieli-kept/1", "project": offer.project, "round": offer.round, "supplier": offer.supplier}
    whole = json.dumps(text | {"envelope": envelope, "ephemeral": ephemeral.hex()}, indent=2)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(whole + "\n")
    except OSError as error:
        raise wrong_use(f"--keep：无法写入 {path}：{error.strerror}") from error


def receipt(outcome: "Outcome", draft: Draft) -> dict[str, Any]:
    """The receipt (回执): digest, moment, and the hash under which the ledger holds it."""
    from commandline.outcome import document

    [received] = [event for event in outcome.events if event.type == "BidReceived"]
    said = json.loads(received.payload)
    return {
        "project_id": draft.project,
        "round": said["round"],
        "supplier": said["supplier"],
        "name": said["name"],
        "envelope": said["digest"],
        "size": said["size"],
        "received_at": said["received_at"],
        "event_hash": received.hash,
        "position": received.pos,
        "command_id": outcome.command_id,
        "replayed": outcome.replayed,
        "warnings": document(outcome, received.stream)["warnings"],
    }
