"""Who a recipient is, and what is told of them without saying who.  PIPL 28, DP-01, SA-06"""

import base64
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Final, Literal, Self

from domain.performance.roster.holds import HoldKind
from domain.values import Grade

Status = Literal["active", "paused", "ended"]
Basis = Literal["duty", "consent"]

STATUSES: Final[dict[str, Status]] = {"在服": "active", "暂停": "paused", "终止": "ended"}
BASES: Final[dict[str, Basis]] = {"法定职责": "duty", "单独同意": "consent"}
HOLD_KINDS: Final[dict[HoldKind, str]] = {
    "retention": "保存期限未满",
    "payment": "资金支付未结",
    "complaint": "投诉、质疑或信访未结",
    "audit": "审计或检查中",
    "takeover": "临时接管中",
}
# no ID number: why (a newborn, not registered, who refuses, a stranger without papers, a foreigner)
NO_NUMBER: Final = ("新生儿未落户", "无户籍", "拒绝提供", "身份待核实", "持其他证件")
CAPACITIES: Final = ("完全", "限制", "无")  # 民法典第十七条至第二十二条
_LATER: Final = frozenset({"no_number", "other_number", "capacity"})
_ID_NUMBER: Final = re.compile(r"^\d{17}[\dX]$", re.ASCII)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


@dataclass(frozen=True, slots=True, repr=False)  # no repr: it would stand in a traceback
class Identity:
    """What names a recipient. It exists in the open in memory alone."""

    name: str
    id_number: str
    born_on: date
    address: str
    phone: str = ""
    guardian: str = ""  # or proxy
    guardian_phone: str = ""
    health: str = ""
    remarks: str = ""
    no_number: str = ""  # why there is no ID number
    other_number: str = ""  # of another paper: a birth certificate, a passport, a household book
    capacity: str = ""  # civil capacity, where it is not whole

    def content(self) -> bytes:
        """What is encrypted; equal for equal identities.  What came later and is empty is left out: older rows keep their mark."""
        told = {name: value for name, value in asdict(self).items() if value or name not in _LATER}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, default=date.isoformat).encode()

    @property
    def paper(self) -> str:
        """The other paper's number, as it is compared."""
        return _plain(self.other_number).upper()

    def known_by(self) -> tuple[tuple[str, ...], ...]:
        """By what the same person is known again, the surest first: the ID number, another paper's number, name and day of birth."""
        person = ("person", _plain(self.name), self.born_on.isoformat())
        numbers = (("number", self.id_number), ("paper", self.paper))
        return (*(key for key in numbers if key[1]), person)

    @classmethod
    def read(cls, content: bytes) -> Self:
        told = json.loads(content)
        return cls(**told | {"born_on": date.fromisoformat(told["born_on"])})


FIELDS: Final = tuple(field.name for field in fields(Identity))
FIELD_TITLES: Final[Mapping[str, str]] = {
    "name": "姓名",
    "id_number": "身份证号",
    "born_on": "出生日期",
    "address": "住址",
    "phone": "联系电话",
    "guardian": "监护人（代理人）",
    "guardian_phone": "监护人（代理人）电话",
    "health": "健康与失能情况",
    "remarks": "备注",
    "no_number": "无身份证号的原因",
    "other_number": "其他证件号码",
    "capacity": "民事行为能力",
}


@dataclass(frozen=True, slots=True)
class Served:
    """What stands in the clear: it names nobody."""

    township: str
    items: tuple[str, ...]
    frequency: str
    grade: Grade
    minor: bool
    basis: Basis
    status: Status
    status_on: date
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One recipient as a roster tells of them, and on which row."""

    row: int
    identity: Identity
    served: Served


def _plain(text: str) -> str:
    """Without blanks: who is written with a space in between is the same."""
    return "".join(text.split())


class BadIdNumber(ValueError):  # noqa: N818 (it says what is wrong)
    """An ID number that can't be one. Its words never repeat the number."""


def id_number(text: str) -> str:
    """A citizen's ID number: 18 signs, a date, the check digit of GB 11643. Raises BadIdNumber."""
    number = text.strip().upper()
    if not _ID_NUMBER.match(number):
        raise BadIdNumber(f"应为18位（前17位数字，末位数字或 X），现为{len(number)}位")
    if number[17] != check_digit(number[:17]):
        raise BadIdNumber("校验位不符，可能抄错一位")
    born_on(number)
    return number


def check_digit(first_17: str) -> str:
    """The last sign of an ID number. GB 11643-1999"""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def born_on(number: str) -> date:
    """The date of birth that an ID number holds."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadIdNumber("其中的出生日期不存在") from None


def age_on(born: date, day: date) -> int:
    """Whole years of age; one is a year older from the birthday on."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def pseudonym(township: str) -> str:
    """A new id: the county, and fifty bits of chance."""
    return f"r-{township[:6]}-{base64.b32encode(os.urandom(7)).decode().lower()[:10]}"
