"""Canonical JSON: one value, one text, so that a text can be hashed and compared byte for byte.

The text is RFC 8785 (JCS) within a narrow profile: objects whose keys have no sign from U+D800 on, arrays, strings,
integers within ±(2^53 - 1), booleans and null. Below U+D800 (Chinese lies there) the order of UTF-8 bytes is that of
UTF-16 units, so that orjson with sorted keys gives exactly the bytes of RFC 8785. What lies outside (floats, Decimals,
other keys, lone surrogates, NUL) is refused and named, never rounded or dropped: money travels as a decimal string, a
date as its ISO text.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

import orjson

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | bool | None"

_MAX_INT = 2**53 - 1
_MAX_DEPTH = 64
_FIRST_SURROGATE = chr(0xD800)


def canonical(value: JSON) -> str:
    """The one text of ``value``. Raises ``ValueError`` naming the path of whatever has no place in it."""
    _check(value, "$", 0)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def digest(text: str | bytes) -> str:
    """SHA-256 of ``text`` (as UTF-8), in lower-case hexadecimal."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def is_canonical(text: str) -> bool:
    """Whether ``text`` is the canonical text of the value that it denotes."""
    try:
        return canonical(orjson.loads(text)) == text
    except ValueError:  # orjson's JSONDecodeError is one, and so is UnicodeEncodeError
        return False


def _check(value: object, path: str, depth: int) -> None:
    # Exact types on purpose: orjson would write an enum or a datetime in a form of its own choice.
    kind = type(value)
    if kind is str:
        _check_text(value, path)  # type: ignore[arg-type]
    elif kind is int:
        if not -_MAX_INT <= value <= _MAX_INT:  # type: ignore[operator]
            raise ValueError(f"{path}: the integer {value} is beyond ±(2^53 - 1)")
    elif kind is dict:
        if depth == _MAX_DEPTH:
            raise ValueError(f"{path}: nested more than {_MAX_DEPTH} deep")
        for key, member in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or (not key.isascii() and max(key) >= _FIRST_SURROGATE):
                raise ValueError(f"{path}: the key {key!r} is not a string below U+D800")
            if "\0" in key:
                raise ValueError(f"{path}: the key {key!r} holds NUL")
            _check(member, f"{path}.{key}", depth + 1)
    elif kind is list or kind is tuple:
        if depth == _MAX_DEPTH:
            raise ValueError(f"{path}: nested more than {_MAX_DEPTH} deep")
        for index, member in enumerate(value):  # type: ignore[arg-type]
            _check(member, f"{path}[{index}]", depth + 1)
    elif value is not None and kind is not bool:
        raise ValueError(f"{path}: {kind.__name__} has no canonical form here")


def _check_text(text: str, path: str) -> None:
    if "\0" in text:
        raise ValueError(f"{path}: the text holds NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValueError(f"{path}: the text holds a lone surrogate") from error
