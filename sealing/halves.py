"""A round's private key in two halves: each in a file of its own, encrypted under its holder's passphrase.

The first half is chance, the second is the key XOR the first: either alone says nothing about the key.  The whole key exists
in one process when it is made and in one process when the bids are opened, and is written nowhere.
"""

import hashlib
import os
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import Field, StringConstraints, ValidationError

from domain.bidding.sealed.messages import Hex32
from domain.canonical import canonical
from domain.message import Value
from domain.values import PersonId, ProjectId

FORM: Final = "jieli-half/1"
SHORTEST_PASSPHRASE: Final = 12  # signs
COST: Final = 2**17  # scrypt's n; with r = 8 that is 128 MiB and about half a second for each try
_BLOCK: Final = 8
_MOST_COST: Final = 2**20  # a file that asks for more would only stop this machine
_HexText = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{2})+$")]


class BadHalf(Exception):  # noqa: N818 - it says what the file is
    """A half file or a passphrase that can't be used, and why (in Chinese)."""


class Half(Value):
    """One half as its file holds it: whose, of which round, and the share itself encrypted."""

    form: Literal["jieli-half/1"] = FORM
    project: ProjectId
    round: int = Field(ge=1)
    holder: PersonId
    share: Literal[1, 2]
    public_key: Hex32
    cost: int = Field(ge=2**10, le=_MOST_COST)
    salt: _HexText
    nonce: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
    sealed: _HexText
    checksum: str = ""

    def told(self) -> str:
        """The canonical text without the checksum: what the checksum is of."""
        return canonical(self.model_dump(mode="json", exclude={"checksum"}))

    def bound(self) -> bytes:
        """What the encryption binds the share to."""
        return canonical(self.model_dump(mode="json", exclude={"checksum", "sealed"})).encode()

    def file(self) -> bytes:
        """The file's bytes."""
        return (canonical(self.model_dump(mode="json")) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Pair:
    """A new round key: its public half for everybody, its private one in two files."""

    public_key: bytes
    halves: tuple[Half, Half]


def make(project: str, round: int, holders: tuple[str, str], passphrases: tuple[str, str], *, cost: int = COST) -> Pair:
    """Make a round's key and its two halves.  BadHalf where a passphrase is too short or both are the same."""
    if passphrases[0] == passphrases[1]:
        raise BadHalf("两名持有人的口令相同：请各自设定")
    for holder, passphrase in zip(holders, passphrases, strict=True):
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise BadHalf(f"{holder} 的口令少于{SHORTEST_PASSPHRASE}个字符")
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    first = os.urandom(32)
    shares = (first, _xor(first, private.private_bytes_raw()))

    def half(number: Literal[1, 2]) -> Half:
        salt, nonce, holder = os.urandom(16), os.urandom(12), holders[number - 1]
        bare = Half(
            project=project,
            round=round,
            holder=holder,
            share=number,
            public_key=public.hex(),
            cost=cost,
            salt=salt.hex(),
            nonce=nonce.hex(),
            sealed="00",
        )
        cipher = ChaCha20Poly1305(_stretched(passphrases[number - 1], salt, cost))
        sealed = bare.model_copy(update={"sealed": cipher.encrypt(nonce, shares[number - 1], bare.bound()).hex()})
        return sealed.model_copy(update={"checksum": _checksum(sealed)})

    return Pair(public, (half(1), half(2)))


def read(content: bytes) -> Half:
    """A half from its file's bytes.  BadHalf where it is none, or was damaged."""
    try:
        half = Half.model_validate_json(content)
    except ValidationError as error:
        raise BadHalf("不是开标密钥文件（半份）") from error
    if half.checksum != _checksum(half):
        raise BadHalf("密钥文件已损坏：校验和不符")
    return half


def unlock(half: Half, passphrase: str) -> bytes:
    """The share inside.  BadHalf where the passphrase is wrong."""
    cipher = ChaCha20Poly1305(_stretched(passphrase, bytes.fromhex(half.salt), half.cost))
    try:
        return cipher.decrypt(bytes.fromhex(half.nonce), bytes.fromhex(half.sealed), half.bound())
    except InvalidTag as error:
        raise BadHalf(f"{half.holder} 的口令不对") from error


def join(one: Half, other: Half, shares: tuple[bytes, bytes]) -> bytes:
    """The round's private key.  BadHalf where the two don't belong together."""
    if (one.project, one.round, one.public_key) != (other.project, other.round, other.public_key):
        raise BadHalf("两半密钥不属于同一轮")
    if one.share == other.share or one.holder == other.holder:
        raise BadHalf("两次给出的是同一半密钥")
    private = _xor(*shares)
    if X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex() != one.public_key:
        raise BadHalf("两半密钥合不成本轮的私钥")
    return private


def digest(content: bytes) -> str:
    """A half file's digest, as it is registered with the public key."""
    return hashlib.sha256(content).hexdigest()


def _checksum(half: Half) -> str:
    return hashlib.sha256(half.told().encode()).hexdigest()


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=_BLOCK, p=1).derive(passphrase.encode())


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
