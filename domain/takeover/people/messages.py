"""Recipients without provider, by pseudonym and grade; names never.  HR-TK-03, HR-TK-19"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.message import Command, Event, Value
from domain.publication.messages import Moment
from domain.values import DocumentNumber, Grade, Key, Name, Sha256

# what the register of recipients gives out: never a name, an identity number or a telephone number
Pseudonym = Annotated[str, StringConstraints(pattern=r"^[a-z]+-[a-z0-9-]{1,24}$")]
Reason = Literal["died", "moved_away", "family_cares", "in_institution", "declined"]


class Listed(Value):
    """One recipient of the list; `since` where this one's service stopped at another moment than the rest."""

    recipient: Pseudonym
    grade: Grade
    since: Moment | None = None


class ListRecipients(Command, zh="登记无人服务对象名单", home="takeover", roles=("clerk", "duty_officer", "township")):
    """Who is without provider, one by one: from here on each one's own hours are measured."""

    recipients: tuple[Listed, ...] = Field(min_length=1, max_length=5000)
    digest: Sha256


class EndNeed(Command, zh="登记不再需要接管服务", home="takeover", roles=("clerk", "duty_officer", "township")):
    """Recipients who died, moved away or are cared for otherwise: they wait for nobody any more."""

    grade: Grade
    count: int = Field(ge=1)
    reason: Reason
    recipients: tuple[Pseudonym, ...] = ()
    digest: Sha256
    ended_at: datetime
    served: dict[Key, int] = Field(
        default_factory=dict, description="how many of them a provider was serving again, where they aren't named"
    )


class InformGovernment(Command, zh="报告同级人民政府", home="takeover", roles=("clerk", "head", "duty_officer")):
    """Minors, wholly disabled persons or many people are without provider: the same-level government knows it."""

    body: Name
    document_number: DocumentNumber
    scan: Sha256


class RecipientsListed(Event, zh="无人服务对象名单已登记"):
    recipients: tuple[Listed, ...]
    digest: Sha256
    by: str
    on: date


class NeedEnded(Event, zh="不再需要接管服务"):
    grade: Grade
    count: int
    reason: Reason
    recipients: tuple[Pseudonym, ...] = ()
    digest: Sha256
    ended_at: datetime
    served: dict[Key, int] = Field(
        default_factory=dict, description="how many of them each provider was serving again: its count is less by them"
    )


class GovernmentInformed(Event, zh="同级人民政府已获报告"):
    body: Name
    document_number: DocumentNumber
    scan: Sha256
    on: date


PeopleEvent = RecipientsListed | NeedEnded | GovernmentInformed
