"""An offer and its documents as the one piece that is sealed: the offer's text, the documents, and filling.

The filling brings the length to a whole number of blocks, so that an envelope's size says little about what is in it.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from domain.bidding.sealed.offer import Offer
from domain.canonical import canonical
from sealing.envelope import Place, Unreadable

BLOCK: Final = 64 * 1024  # bytes
MOST: Final = 256 * 1024 * 1024  # bytes of one offer with all its documents
_LENGTH: Final = 8  # bytes that say how long the offer's text is


def text_of(offer: Offer) -> bytes:
    """The offer's own text, by whose digest it is known after the opening."""
    return canonical(offer.model_dump(mode="json")).encode()


def pack(offer: Offer, documents: Sequence[bytes]) -> bytes:
    """One piece.  ValueError where the documents aren't the offer's attachments, or the whole is too large."""
    if [hashlib.sha256(d).hexdigest() for d in documents] != [a.digest for a in offer.attachments]:
        raise ValueError("documents and attachments differ")
    text = text_of(offer)
    whole = len(text).to_bytes(_LENGTH, "big") + text + b"".join(documents)
    if len(whole) > MOST:
        raise ValueError(f"larger than {MOST} bytes")
    return whole + bytes(-len(whole) % BLOCK)


def unpack(content: bytes, place: Place) -> tuple[Offer, tuple[bytes, ...]]:
    """The offer and its documents.  Unreadable where it is none, or speaks of another round or supplier."""
    end = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
    text = content[_LENGTH:end]
    try:
        offer = Offer.model_validate_json(text)
    except ValidationError as error:
        raise Unreadable("信封中没有合格的报价文件") from error
    if len(content) < end or text_of(offer) != text:
        raise Unreadable("信封中的报价文件不完整或者不是规范文本")
    if Place(offer.project, offer.round, offer.supplier) != place:
        raise Unreadable("报价文件写的不是本项目、本轮或者该供应商")
    documents: list[bytes] = []
    for attachment in offer.attachments:
        documents.append(content[end : end + attachment.size])
        end += attachment.size
        if hashlib.sha256(documents[-1]).hexdigest() != attachment.digest:
            raise Unreadable(f"附件“{attachment.name}”与其摘要不符")
    return offer, tuple(documents)
