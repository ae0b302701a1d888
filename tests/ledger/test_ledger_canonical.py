"""Canonical JSON equals RFC 8785 within the profile, and refuses by name what lies outside."""

from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import canonical, digest, is_canonical

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
keys = st.text(st.characters(min_codepoint=1, max_codepoint=0xD7FF))
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=30)


@given(values)
def test_the_text_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)
    assert is_canonical(canonical(value))


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [1, {"b": 1.5}]}, r"\$\.a\[1\]\.b: float"),
        ({"a": Decimal(1)}, r"\$\.a: Decimal"),
        ({"a": 2**53}, r"\$\.a: the integer"),
        ({"a": -(2**53)}, r"\$\.a: the integer"),
        ({"𠮷": 1}, r"\$: the key '𠮷'"),
        ({1: 1}, r"\$: the key 1"),
        (["\ud800"], r"\$\[0\]: the text holds a lone surrogate"),
        ({"a": "x\0"}, r"\$\.a: the text holds NUL"),
        ({"a\0": "x"}, r"\$: the key 'a\\x00' holds NUL"),
        (b"x", r"\$: bytes"),
    ],
)
def test_what_has_no_canonical_form_is_refused_and_named(value: Any, path: str) -> None:
    with pytest.raises(ValueError, match=path):
        canonical(value)


def test_a_bottomless_value_is_refused() -> None:
    value: list[Any] = []
    for _ in range(100):
        value = [value]
    with pytest.raises(ValueError, match="nested"):
        canonical(value)


@pytest.mark.parametrize("text", ['{"b":1,"a":2}', '{"a": 1}', '{"a":1.0}', '{"a":1,"a":1}', "{", '"\\u0041"', "1e3"])
def test_other_texts_are_not_canonical(text: str) -> None:
    assert not is_canonical(text)


def test_the_digest_is_sha_256_of_the_utf_8_bytes() -> None:
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest("接力") == digest("接力".encode())
