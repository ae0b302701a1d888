"""Staff: posts that the contract asks for, who fills them, records searched before anybody works with minors.  HR-ST-1, EX-14

Counts and digests: the names stay with the supplier.
"""

from datetime import date
from decimal import Decimal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import Key, Name, Sha256, StaffId, Text

_KEPT = ("contract", "performance")


class Post(Value):
    """A post of the contract; `key` posts are those without which the service can't go on."""

    post: Name
    required: int = Field(ge=1, le=10_000)
    key: bool = False


class Filled(Value):
    """How many hold a post now; of them, how many came or left since the last report."""

    post: Name
    present: int = Field(ge=0, le=10_000)
    joined: int = Field(default=0, ge=0)
    left: int = Field(default=0, ge=0)


class SetStaffing(Command, zh="登记人员配备要求", roles=("clerk", "head"), during=_KEPT):
    """The posts that the contract asks for; and how many minors are served, whose carers are checked first (EX-14)."""

    posts: tuple[Post, ...] = Field(min_length=1)
    minors: int = Field(default=0, ge=0, description="minors among the recipients")
    digest: Sha256 = Field(description="the contract's clause or annex")


class RecordStaffCheck(Command, zh="登记从业人员查询", roles=("supplier", "clerk"), during=_KEPT):
    """The staff was searched for records of sexual assault, abuse, trafficking, violence.  EX-14"""

    checked_on: date
    checked: int = Field(ge=1, description="people searched for")
    records: tuple[Key, ...] = Field(description="which records were searched, by the law's words")
    found: int = Field(default=0, ge=0, description="people with a record: they may not work here")
    dismissed: int = Field(default=0, ge=0, description="of those found, taken off this work")
    digest: Sha256


class ReportStaff(Command, zh="报告人员配备", roles=("supplier", "clerk"), during=("performance",)):
    """Who is there on a day, post by post; changes with their reasons."""

    as_of: date
    filled: tuple[Filled, ...] = Field(min_length=1)
    reasons: Text | None = None
    digest: Sha256
    staff: tuple[StaffId, ...] = Field(
        default=(), max_length=5000, description="who serves, by pseudonym as in the service records (HR-PO-1)"
    )


class StaffingSet(Event, zh="人员配备要求已登记"):
    posts: tuple[Post, ...]
    minors: int = 0
    digest: Sha256
    by: str
    on: date


class StaffChecked(Event, zh="从业人员查询已登记"):
    checked_on: date
    checked: int
    records: tuple[Key, ...]
    found: int = 0
    dismissed: int = 0
    digest: Sha256
    by: str
    on: date


class StaffReported(Event, zh="人员配备已报告"):
    as_of: date
    filled: tuple[Filled, ...]
    reasons: Text | None = None
    digest: Sha256
    by: str
    on: date
    staff: tuple[StaffId, ...] = ()


StaffCommand = SetStaffing | RecordStaffCheck | ReportStaff
StaffEvent = StaffingSet | StaffChecked | StaffReported


def share(posts: tuple[Post, ...], filled: tuple[Filled, ...]) -> Decimal | None:
    """Of the places in these posts, the share that is filled; more than enough in one doesn't make up for another."""
    present = {f.post: f.present for f in filled}
    required = sum(p.required for p in posts)
    if not required:
        return None
    return Decimal(sum(min(present.get(p.post, 0), p.required) for p in posts)) / required
