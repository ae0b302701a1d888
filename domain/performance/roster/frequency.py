"""How often a recipient is to be served: what that comes to over the days on which service is due.  JL44-4.5.2a"""

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from domain.performance.roster.state import Place

_FORM: Final = re.compile(r"每(日|周|月|季度|年)(\d{1,2})次")
_DAYS: Final = {"日": 1, "周": 7}
_MONTHS: Final = {"月": 1, "季度": 3, "年": 12}


def expected(place: Place, first: date, last: date) -> int | None:
    """Services due from the first day to the last, rounded down: who joins in mid-month owes no whole month.  None: on demand, or unsaid.

    A month, quarter or year counts by the share of its days on which service was due.
    """
    match = _FORM.fullmatch(place.frequency or "")
    if match is None:
        return None
    unit, times = match[1], int(match[2])
    if unit in _DAYS:
        return times * place.days(first, last) // _DAYS[unit]
    share = Fraction(0)
    for begins, ends in _calendar(_MONTHS[unit], first, last):
        share += Fraction(place.days(max(begins, first), min(ends, last)), (ends - begins).days + 1)
    return int(times * share)


def _calendar(months: int, first: date, last: date) -> list[tuple[date, date]]:
    """The calendar months, quarters or years that a span of days touches."""
    found = []
    begins = date(first.year, (first.month - 1) // months * months + 1, 1)
    while begins <= last:
        after = begins.month - 1 + months
        following = date(begins.year + after // 12, after % 12 + 1, 1)
        found.append((begins, following - timedelta(days=1)))
        begins = following
    return found
