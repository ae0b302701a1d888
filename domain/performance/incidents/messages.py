"""Incidents: injury, abuse, death, a missing person, a leak of data.  EX-12, EX-14, HR-IC-1 … HR-IC-3

Recipients appear by pseudonym alone.  Nobody needs the network to be in time: the moment of a telephone call or a paper is
entered later.
"""

from datetime import date, datetime
from typing import Final, Literal, get_args

from pydantic import Field

from domain.message import Command, Event
from domain.publication.messages import Moment
from domain.values import DocumentNumber, Key, Name, Recipient, Sha256, Text

IncidentKind = Literal["injury", "abuse", "death", "missing", "data_leak"]
INCIDENT_KINDS: Final[tuple[IncidentKind, ...]] = get_args(IncidentKind)
Told = Literal["family", "police", "civil_affairs", "superior", "data_authority", "persons"]
INCIDENT_TITLES: Final[dict[IncidentKind, str]] = {
    "injury": "受伤",
    "abuse": "虐待、侵害",
    "death": "死亡",
    "missing": "走失",
    "data_leak": "个人信息泄露",
}
TOLD_TITLES: Final[dict[Told, str]] = {
    "family": "家属、监护人",
    "police": "公安机关",
    "civil_affairs": "民政部门",
    "superior": "上级民政部门",
    "data_authority": "履行个人信息保护职责的部门",
    "persons": "信息被泄露的个人",
}
_SERVING = ("performance", "evaluation")
_HANDLING = ("performance", "evaluation", "closing")


class ReportIncident(Command, zh="报告意外事件", roles=("supplier", "clerk", "township", "inspector"), during=_SERVING):
    """What befell whom, and since when the reporting unit knew.  The clock runs from that knowledge."""

    key: Key
    kind: IncidentKind
    known_at: Moment = Field(description="when the supplier (or who reports) first knew of it, or suspected it")
    told_at: Moment | None = Field(
        default=None,
        description="when the buyer was told by telephone or on paper, if it is entered later; by the buyer's side alone",
    )
    from_supplier: bool = Field(
        default=True, description="the supplier itself spoke up; false where the buyer learnt it from others"
    )
    recipients: tuple[Recipient, ...] = ()
    affected: int = Field(ge=1, description="how many people, the known ones included")
    minors: bool = Field(
        default=False, description="a minor among them: the police and civil affairs are told at once (EX-14)"
    )
    place: Name
    what: Text
    measures: Text = Field(description="what was done at once")
    digest: Sha256


class NotifyOfIncident(Command, zh="登记事件通报", roles=("clerk", "head", "township"), during=_HANDLING):
    """Somebody who has to know was told."""

    key: Key
    told: Told
    told_at: Moment
    manner: Literal["phone", "letter", "visit", "platform", "announcement"]
    document: DocumentNumber | None = None
    digest: Sha256


class RemedyIncident(Command, zh="登记补救措施", roles=("supplier", "clerk"), during=_HANDLING):
    """What was done so that it harms nobody further; of a leak, whether it is stopped.  EX-12"""

    key: Key
    measures: Text
    stopped: bool
    digest: Sha256


class CloseIncident(Command, zh="事件办结", roles=("reviewer", "head"), during=_HANDLING):
    """The cause is known, everybody was told, nothing is left to do: said by another person than the one who handled it."""

    key: Key
    cause: Text
    supplier_at_fault: bool
    conclusion: Text
    digest: Sha256


class IncidentReported(Event, zh="意外事件已报告"):
    """`late`: the report clock had run out.  `by_supplier`: the supplier itself spoke up."""

    key: Key
    kind: IncidentKind
    known_at: datetime
    told_at: datetime
    recipients: tuple[Recipient, ...] = ()
    affected: int
    minors: bool = False
    place: Name
    what: Text
    measures: Text
    digest: Sha256
    late: bool = False
    by_supplier: bool = True
    by: str
    on: date


class IncidentNotified(Event, zh="事件已通报"):
    key: Key
    told: Told
    told_at: datetime
    manner: Literal["phone", "letter", "visit", "platform", "announcement"]
    document: DocumentNumber | None = None
    digest: Sha256
    by: str
    on: date


class IncidentRemedied(Event, zh="补救措施已登记"):
    key: Key
    measures: Text
    stopped: bool
    digest: Sha256
    by: str
    on: date


class IncidentClosed(Event, zh="事件已办结"):
    key: Key
    cause: Text
    supplier_at_fault: bool
    conclusion: Text
    digest: Sha256
    by: str
    on: date


IncidentCommand = ReportIncident | NotifyOfIncident | RemedyIncident | CloseIncident
IncidentEvent = IncidentReported | IncidentNotified | IncidentRemedied | IncidentClosed
