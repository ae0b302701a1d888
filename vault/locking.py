"""Locks: a key for each person, wrapped by the master key; the mark that finds the same person twice without reading.

Each ciphertext and each wrapped key is bound to the id it belongs to: moved to another row, neither opens.
"""

import hmac
import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEY_BYTES: Final = 32
BLOCK: Final = 256  # identities are filled up to whole blocks: the length says little of what is in it
_NONCE: Final = 12
_LENGTH: Final = 4
_IDENTITY, _PERSON_KEY, _INDEX_KEY = b"jieli vault 1 identity\n", b"jieli vault 1 key\n", b"jieli vault 1 index"
_HEX: Final = re.compile(r"^[0-9a-fA-F]{64}$")


class BadKey(ValueError):  # noqa: N818 (it says what is wrong)
    """The master key's text is none, or it is not the key that this vault was locked with."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """What wraps every person's key. Whoever loses it loses every identity; whoever has it and the database, has them all."""

    secret: bytes = field(repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """From its 64 hexadecimal digits. Raises BadKey, without repeating them."""
        if not _HEX.match(text.strip()):
            raise BadKey("主密钥应为64位十六进制数（32字节），例如 openssl rand -hex 32 生成的")
        return cls(bytes.fromhex(text.strip()))

    @classmethod
    def make(cls) -> Self:
        return cls(os.urandom(KEY_BYTES))

    def text(self) -> str:
        """As it is kept in a file."""
        return self.secret.hex()

    def wrap(self, key: bytes, id: str) -> bytes:
        """A person's key, for its row."""
        return _locked(self.secret, key, _PERSON_KEY + id.encode())

    def unwrap(self, wrapped: bytes, id: str) -> bytes:
        """Raises BadKey where it is another master key's, or another person's."""
        return _unlocked(self.secret, wrapped, _PERSON_KEY + id.encode())

    def wrap_index(self, key: bytes) -> bytes:
        return _locked(self.secret, key, _INDEX_KEY)

    def unwrap_index(self, wrapped: bytes) -> bytes:
        return _unlocked(self.secret, wrapped, _INDEX_KEY)


@dataclass(frozen=True, slots=True)
class Index:
    """Marks: equal for equal words, and telling nothing to whoever lacks this key. It outlives the master keys."""

    key: bytes = field(repr=False)

    def mark(self, kind: str, *words: str) -> bytes:
        return hmac.digest(self.key, "\n".join((kind, *words)).encode(), sha256)


def new_key() -> bytes:
    """A key of chance."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, content: bytes, id: str) -> bytes:
    """An identity under its person's key, bound to the person's id."""
    whole = len(content).to_bytes(_LENGTH, "big") + content
    return _locked(key, whole + bytes(-len(whole) % BLOCK), _IDENTITY + id.encode())


def unseal(key: bytes, ciphertext: bytes, id: str) -> bytes:
    """Raises BadKey where key, ciphertext and id don't belong together, or a byte was changed."""
    whole = _unlocked(key, ciphertext, _IDENTITY + id.encode())
    return whole[_LENGTH : _LENGTH + int.from_bytes(whole[:_LENGTH], "big")]


def _locked(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, bound_to)


def _unlocked(key: bytes, locked: bytes, bound_to: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(locked[:_NONCE], locked[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise BadKey("主密钥与登记库不符，或者库中数据被改动") from None
