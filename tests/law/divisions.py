"""The divisions and the day that these tests speak of."""

from datetime import date
from typing import Final

TODAY: Final = date(2026, 11, 23)
CHANGCHUN: Final = "220100"  # the example locality
NONG_AN: Final = "220122"  # a county in it
JILIN_CITY: Final = "220200"  # in the province, without finer rules
FUJIAN: Final = "350100"  # another province
