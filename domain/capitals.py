"""Amounts of money in Chinese capitals (大写金额), as contracts and payment orders write them."""

from decimal import Decimal
from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")


def capitals(yuan: Decimal) -> str:
    """`1680.32` → 壹仟陆佰捌拾元叁角贰分.  ValueError below zero, from 10^16 up, or with a part of a fen."""
    fen = yuan * 100
    if yuan < 0 or yuan >= Decimal(10) ** 16 or fen != fen.to_integral_value():
        raise ValueError(f"no amount of money: {yuan}")
    whole, rest = divmod(int(fen), 100)
    jiao, odd = divmod(rest, 10)
    if whole == 0 and rest == 0:
        return "零元整"
    text = f"{_whole(whole)}元" if whole else ""
    if rest == 0:
        return text + "整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif whole:
        text += "零"
    return text + (f"{_DIGITS[odd]}分" if odd else "")


def _whole(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            continue
        if text and (group < 1000 or groups[place + 1] == 0):
            text += "零"
        text += _group(group) + _GROUPS[place]
    return text


def _group(group: int) -> str:
    """Four digits, one 零 for each run of zeros inside."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text
