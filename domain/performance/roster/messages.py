"""The roster of recipients: enrolled, changed with a ground, agreed month by month.  HR-RO-1 … HR-RO-3, JL44-4.5.2a

Recipients appear by pseudonym; who they are is kept in the vault.
"""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from domain.message import Command, Event, Value
from domain.values import Division, Grade, Key, Quantity, Recipient, Sha256, Text

ChangeGround = Literal["death", "moved_away", "hospital", "institution", "refused", "lost_eligibility", "returned"]
EntryGround = Literal["initial", "new", "moved_in"]
ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]\.\d{1,2}$")]  # of the directory of services, such as A.10
Frequency = Annotated[str, StringConstraints(pattern=r"^(?:每(?:日|周|月|季度|年)\d{1,2}次|按需)$")]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
GROUND_TITLES: Final[dict[ChangeGround, str]] = {
    "death": "死亡",
    "moved_away": "迁出",
    "hospital": "住院",
    "institution": "入住机构",
    "refused": "拒绝服务",
    "lost_eligibility": "不再符合条件",
    "returned": "恢复服务",
}
_KEPT = ("contract", "performance", "evaluation")


class Enrolment(Value):
    """One recipient to be served from a day on: with which service items, how often."""

    recipient: Recipient
    grade: Grade
    township: Division
    from_on: date
    items: tuple[ItemCode, ...] = ()
    frequency: Frequency | None = None


class EnrolRecipients(Command, zh="列入服务对象名册", roles=("township", "clerk"), during=_KEPT):
    """Who is to be served from now on: at the beginning, or as they come."""

    ground: EntryGround
    entries: tuple[Enrolment, ...] = Field(min_length=1, max_length=20_000)
    document: Sha256


class RecordRosterChange(Command, zh="登记名册变动", roles=("township",), during=_KEPT):
    """What stops, pauses or resumes a recipient's service: the day on which it happened, with its ground.

    `effective_on` is the last day of service that is due (the day of death, of the move), or the first again where it resumes.
    """

    recipient: Recipient
    ground: ChangeGround
    effective_on: date
    document: Sha256
    note: Text | None = None


class DrawUpMonthlyRoster(Command, zh="编制月度名册", roles=("clerk", "township"), during=_KEPT):
    """The recipients and person-months of a month, as the roster says; for the supplier to agree to."""

    month: Month


class AgreeMonthlyRoster(Command, zh="确认月度名册", roles=("supplier",), during=_KEPT):
    """The supplier agrees to the month as drawn up: the same person-months, the same digest."""

    month: Month
    person_months: Quantity
    digest: Sha256


class RecipientsEnrolled(Event, zh="服务对象已列入名册"):
    ground: EntryGround
    entries: tuple[Enrolment, ...]
    document: Sha256
    by: str
    on: date


class RosterChanged(Event, zh="名册变动已登记"):
    recipient: Recipient
    ground: ChangeGround
    effective_on: date
    document: Sha256
    note: Text | None = None
    by: str
    on: date


class MonthlyRosterDrawnUp(Event, zh="月度名册已编制"):
    """`digest`: SHA-256 of the lines `recipient days`, ascending."""

    month: Month
    recipients: dict[Grade, int]
    person_months: Quantity
    digest: Sha256
    by: str
    on: date


class MonthlyRosterAgreed(Event, zh="月度名册已确认"):
    month: Month
    person_months: Quantity
    digest: Sha256
    by: str
    on: date


class OverpaymentFound(Event, zh="发现多计服务"):
    """A month was agreed, or its period accepted, with days that were not due: after a death, a move, in hospital."""

    recipient: Recipient
    ground: ChangeGround
    month: Month
    person_months: Quantity = Field(description="counted too many")
    periods: tuple[Key, ...] = Field(default=(), description="accepted periods that count this month")
    on: date


RosterCommand = EnrolRecipients | RecordRosterChange | DrawUpMonthlyRoster | AgreeMonthlyRoster
RosterEvent = RecipientsEnrolled | RosterChanged | MonthlyRosterDrawnUp | MonthlyRosterAgreed | OverpaymentFound
