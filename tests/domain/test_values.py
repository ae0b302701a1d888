"""Values: each refuses what it can't mean: money, credit codes, free text without persons, ids.  GB 32100-2015, PIPL 28"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from stdnum.cn import uscc as oracle  # an independent implementation of GB 32100-2015
from stdnum.exceptions import ValidationError as OracleError

from domain.values import (
    Division,
    Key,
    Name,
    PoolKey,
    ProjectId,
    Quantity,
    Ratio,
    Score,
    Sha256,
    TakeoverId,
    Text,
    Uscc,
    Yuan,
    uscc_check_character,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def written(kind: Any, value: object) -> str:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return adapter.dump_json(adapter.validate_python(value)).decode()


def refused(kind: Any, value: object, words: str = "") -> None:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    assert words in str(caught.value)


# ---------------------------------------------------------------- credit codes


def code(first_17: str) -> str:
    return first_17 + uscc_check_character(first_17)


first_17 = st.builds(
    lambda office, division, body: office + division + body,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@given(first_17)
def test_the_check_character_is_the_oracles(first: str) -> None:
    assert code(first)[17] == oracle.calc_check_digit(first)
    assert read(Uscc, code(first)) == code(first)


@given(st.builds(lambda rest: "N2" + rest, first_17.map(lambda f: f[2:])))
def test_codes_of_rural_collectives_begin_with_n(first: str) -> None:
    """JL44-2.1.3: N-codes are codes like any other; the oracle knows their check character, though not their form."""
    assert code(first)[17] == oracle.calc_check_digit(first)
    assert read(Uscc, code(first)) == code(first)


@given(first_17, st.sampled_from(("11", "12", "51", "52", "91", "92")), st.integers(8, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_wherever_the_oracle_finds_it(
    first: str, office: str, place: int, sign: str
) -> None:
    right = code(office + first[2:])
    wrong = right[:place] + sign + right[place + 1 :]
    try:
        oracle.validate(wrong)
    except OracleError:
        refused(Uscc, wrong)
    else:
        assert read(Uscc, wrong) == wrong


@pytest.mark.parametrize("known", ["91110000600037341L", "91310000775785552L"])
def test_codes_of_the_real_world_are_codes(known: str) -> None:
    assert read(Uscc, known.lower()) == known


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("9111000060003734L", "应为18位，现为17位"),
        ("91110000600037341K", "第18位应为 L"),
        ("9111000060003734IL", "不用 I、O、S、V、Z"),
        ("911100O0600037341L", "第3–8位"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(wrong: str, words: str) -> None:
    refused(Uscc, wrong, words)


# ---------------------------------------------------------------- money and numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (505000, "505000.00"),
        ("505000.5", "505000.50"),
        ("1,234,567.89", "1234567.89"),
        (0, "0.00"),
        (Decimal("0.10"), "0.10"),
    ],
)
def test_yuan_are_written_with_two_places(value: object, text: str) -> None:
    assert written(Yuan, value) == f'"{text}"'


@pytest.mark.parametrize("value", [505000.5, True, "12.345", "-1", -1, "钱", "", None, 10**12, "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(value: object) -> None:
    refused(Yuan, value)


def test_a_float_is_refused_with_how_to_write_it() -> None:
    refused(Yuan, 505000.5, "写成整数或加引号的小数")


@given(st.decimals(0, 10**12 - 1, places=2))
def test_yuan_come_back_as_they_were(amount: Decimal) -> None:
    assert read(Yuan, TypeAdapter(Yuan).dump_python(amount, mode="json")) == amount


@pytest.mark.parametrize(
    ("kind", "good", "text", "bad"),
    [
        (Ratio, "0.0200", "0.02", "1.01"),
        (Ratio, 1, "1", "-0.01"),
        (Quantity, "1200.500", "1200.5", "-1"),
        (Quantity, 1000, "1000", "1000000000"),
        (Score, "99.50", "99.5", "100.01"),
        (Score, 100, "100", -1),
    ],
)
def test_shares_amounts_and_scores_are_plain_decimals_within_bounds(
    kind: Any, good: object, text: str, bad: object
) -> None:
    assert written(kind, good) == f'"{text}"'
    refused(kind, bad)
    refused(kind, 0.5)


# ---------------------------------------------------------------- text without persons


@pytest.mark.parametrize("kind", [Text, Name])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("张某，身份证220122194503071234", "身份证号"),
        ("证件22012219450307123X。", "身份证号"),
        ("22012219450307123x", "身份证号"),
        ("电话13944123456联系", "手机号码"),
        ("手机：19812345678", "手机号码"),
    ],
)
def test_what_may_name_a_person_is_refused(kind: Any, text: str, words: str) -> None:
    refused(kind, text, words)


@pytest.mark.parametrize(
    "text",
    [
        "合同编号 2201221945030712345",  # nineteen digits
        "220122194513071234",  # no thirteenth month
        "订单 12944123456",  # no mobile prefix
        "项目代码 139441234567",  # twelve digits
        "投诉电话 12345，座机 0431-83230001",
        "91220101MA0Y4XGT3X",
    ],
)
def test_what_only_looks_like_it_is_kept(text: str) -> None:
    assert read(Text, text) == text


def test_text_is_something_and_not_too_long() -> None:
    assert read(Text, "  照料  ") == "照料"
    refused(Text, "   ")
    refused(Text, "字" * 4001)
    refused(Name, "字" * 201)


# ---------------------------------------------------------------- ids


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (ProjectId, "220122-2026-abc123", "220122-26-abc123"),
        (ProjectId, "220122101-2026-a1b2c3", "220122-2026-ABC123"),
        (TakeoverId, "220122-2026-abc123-T1", "220122-2026-abc123"),
        (PoolKey, "2201-2026", "220122-26"),
        (Division, "220122", "22012"),
        (Key, "jl44-3.2.2-1", "Großbuchstabe"),
        (Sha256, "a" * 64, "A" * 64),
    ],
)
def test_ids_have_their_form(kind: Any, good: str, bad: str) -> None:
    assert read(kind, good) == good
    refused(kind, bad)
