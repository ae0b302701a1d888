"""An envelope: one bid encrypted to a round's public key.

X25519 with a key of the sender's own for this one envelope, HKDF-SHA256, ChaCha20-Poly1305.  The envelope's head (project, round,
supplier, both public keys, the commitment) is bound to what is inside, so that an envelope put into another round or under
another name does not open.

From the shared secret comes the *bid's key* alone; the content is encrypted with a key derived from it, and the head holds a
commitment to it.  At the opening the bid's key is put on record: whoever has it decrypts this envelope, no other one, and the
commitment makes sure that there is no second key under which the same envelope would hold another offer.
"""

import hmac
import os
from dataclasses import dataclass
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from domain.canonical import canonical

FORM: Final = "jieli-envelope/1"
_FIELDS: Final = {"form", "project", "round", "supplier", "public_key", "ephemeral", "nonce", "commitment"}
_NONCE_BYTES: Final = 12
_LONGEST_HEAD: Final = 4096


class Unreadable(Exception):  # noqa: N818 - it says what the envelope is
    """This envelope can't be opened, and why (in Chinese, for the opening record)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an envelope belongs."""

    project: str
    round: int
    supplier: str


@dataclass(frozen=True, slots=True)
class Sealing:
    """A sealed envelope, and the sender's own key for it, with which its sender alone can prove later what is inside."""

    envelope: bytes
    ephemeral: bytes


def seal(content: bytes, place: Place, public_key: bytes) -> Sealing:
    """Encrypt `content` to the round's public key."""
    own = X25519PrivateKey.generate()
    key = _bid_key(own.exchange(X25519PublicKey.from_public_bytes(public_key)), own.public_key().public_bytes_raw())
    nonce = os.urandom(_NONCE_BYTES)
    head: dict[str, str | int] = {
        "form": FORM,
        "project": place.project,
        "round": place.round,
        "supplier": place.supplier,
        "public_key": public_key.hex(),
        "ephemeral": own.public_key().public_bytes_raw().hex(),
        "nonce": nonce.hex(),
        "commitment": _expand(key, b"commitment").hex(),
    }
    bound = canonical(head).encode()
    body = ChaCha20Poly1305(_expand(key, b"content")).encrypt(nonce, content, bound)
    return Sealing(bound + b"\n" + body, own.private_bytes_raw())


def key_of(envelope: bytes, private_key: bytes) -> bytes:
    """This bid's key, by the round's private key.  Unreadable where the head is none of ours or names another key."""
    head, _, _ = _parts(envelope)
    ours = X25519PrivateKey.from_private_bytes(private_key)
    if ours.public_key().public_bytes_raw().hex() != head["public_key"]:
        raise Unreadable("不是以本轮公钥加密的")
    try:
        shared = ours.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(head["ephemeral"])))
    except ValueError as error:  # a point of small order: no secret comes of it
        raise Unreadable("信封中的临时公钥无效") from error
    return _bid_key(shared, bytes.fromhex(head["ephemeral"]))


def key_of_sender(envelope: bytes, ephemeral: bytes) -> bytes:
    """This bid's key, by the sender's own key for it: how a supplier proves what its envelope held."""
    head, _, _ = _parts(envelope)
    own = X25519PrivateKey.from_private_bytes(ephemeral)
    if own.public_key().public_bytes_raw().hex() != head["ephemeral"]:
        raise Unreadable("不是这份信封的留存密钥")
    shared = own.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(head["public_key"])))
    return _bid_key(shared, own.public_key().public_bytes_raw())


def open_with(envelope: bytes, key: bytes, place: Place) -> bytes:
    """The content, by the bid's own key.  Unreadable says why there is none."""
    head, bound, body = _parts(envelope)
    found = Place(head["project"], head["round"], head["supplier"])
    if found != place:
        raise Unreadable(f"信封属于 {found.project} 第{found.round}轮 {found.supplier}，不是本轮该供应商的")
    if not hmac.compare_digest(_expand(key, b"commitment").hex(), head["commitment"]):
        raise Unreadable("密钥与信封的承诺值不符")
    try:
        return ChaCha20Poly1305(_expand(key, b"content")).decrypt(bytes.fromhex(head["nonce"]), body, bound)
    except InvalidTag as error:
        raise Unreadable("内容解密失败：信封已损坏") from error


def _parts(envelope: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    bound, newline, body = envelope.partition(b"\n")
    if not newline or len(bound) > _LONGEST_HEAD:
        raise Unreadable("不是加密信封")
    try:
        head = orjson.loads(bound)
    except orjson.JSONDecodeError as error:
        raise Unreadable("不是加密信封") from error
    if not isinstance(head, dict) or set(head) != _FIELDS or head["form"] != FORM or not _well_formed(head):
        raise Unreadable("信封格式不对")
    return head, bound, body


def _well_formed(head: dict[str, Any]) -> bool:
    lengths = {"public_key": 32, "ephemeral": 32, "commitment": 32, "nonce": _NONCE_BYTES}
    if type(head["round"]) is not int or not all(isinstance(head[name], str) for name in _FIELDS - {"round"}):
        return False
    try:
        return all(len(bytes.fromhex(head[name])) == length for name, length in lengths.items())
    except ValueError:
        return False


def _bid_key(shared: bytes, ephemeral: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral, info=b"jieli sealed bid: key").derive(shared)


def _expand(key: bytes, what: bytes) -> bytes:
    return HKDFExpand(SHA256(), 32, info=b"jieli sealed bid: " + what).derive(key)
