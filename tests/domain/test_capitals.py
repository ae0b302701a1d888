"""Amounts in Chinese capitals, against an oracle below 1亿 and against amounts written by hand above."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.capitals import capitals


@given(st.integers(min_value=1, max_value=9_999_999_999))
def test_below_one_hundred_million_they_are_the_oracles(fen: int) -> None:
    amount = Decimal(fen) / 100
    assert capitals(amount) == cn2an.an2cn(str(amount), "rmb")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10", "壹拾元整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("1005.05", "壹仟零伍元零伍分"),
        ("505000", "伍拾万伍仟元整"),
        ("100000001", "壹亿零壹元整"),
        ("100050000", "壹亿零伍万元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("1000000000000", "壹万亿元整"),
    ],
)
def test_amounts_written_by_hand(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "0.001", "1e16"])
def test_what_is_no_amount_of_money_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        capitals(Decimal(amount))
