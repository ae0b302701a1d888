"""Tips (举报): entered by a clerk, accepted, looked into, answered; whose they are is sealed.  JL44-4.4.1, HR-TP-1, HR-TP-2

The stream is `register/tips-<division>` of the body that handles them.  The informant's identity lies in a sealed cover (or nowhere):
here stand the cover's random number and a salted commitment.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.message import Command, Event
from domain.values import Division, Key, Name, ProjectId, Sha256, Text

Channel = Literal["phone", "12345", "letter", "visit", "web"]
Against = Literal["buyer", "supplier", "other"]
Result = Literal["founded", "partly", "unfounded"]
CoverId = Annotated[str, StringConstraints(pattern=r"^tip-[a-z2-7]{16}$")]
PREFIX = "register/tips-"


class _OfTips(Command):
    division: Division = Field(description="the body that handles the tip: of a tip about a buyer, its superior's")
    key: Key

    def stream(self) -> str:
        return f"{PREFIX}{self.division}"


class RegisterTip(_OfTips, zh="受理登记举报", home="register", roles=("inspector", "county", "clerk", "township")):
    """A tip by phone, 12345, letter, visit or web, entered by a clerk of the body that handles it; anonymous or with a sealed identity."""

    channel: Channel
    against: Against
    project: ProjectId | None = None
    about: Text = Field(description="what the tip says; no persons")
    anonymous: bool
    cover: CoverId | None = Field(default=None, description="the sealed cover that holds the identity")
    commitment: Sha256 | None = Field(
        default=None, description="SHA-256 of salt and identity; the salt lies in the cover"
    )
    digest: Sha256 | None = Field(default=None, description="the letter, or the sheet of the call, in the sealed file")


class AcceptTip(_OfTips, zh="决定是否受理举报", home="register", roles=("inspector", "county", "head")):
    """Accepted, declined, or handed to the body that may decide; with reasons."""

    decision: Literal["accepted", "declined", "transferred"]
    reason: Text
    to: Name | None = Field(default=None, description="the body it was handed to")


class ConcludeTip(_OfTips, zh="作出举报处理结果", home="register", roles=("inspector", "county", "head")):
    """What was found, and what is done about it."""

    result: Result
    found: Text
    measures: Text
    digest: Sha256


class AnswerInformant(_OfTips, zh="答复举报人", home="register", roles=("inspector", "county", "clerk")):
    """A named informant is told the result."""

    manner: Literal["phone", "letter", "visit", "web", "12345"]
    digest: Sha256


class AskForInformant(_OfTips, zh="申请查阅举报人身份", home="register", roles=("inspector", "county")):
    """Somebody needs to know who it was; another person allows it."""

    reason: Text


class AllowInformant(_OfTips, zh="同意查阅举报人身份", home="register", roles=("head", "inspector", "auditor")):
    """The second person: only now is the cover opened."""

    opinion: Text


class TipRegistered(Event, zh="举报已登记受理"):
    key: Key
    channel: Channel
    against: Against
    project: ProjectId | None = None
    about: Text
    anonymous: bool
    cover: CoverId | None = None
    commitment: Sha256 | None = None
    digest: Sha256 | None = None
    by: str
    on: date


class TipAccepted(Event, zh="举报受理已决定"):
    key: Key
    decision: Literal["accepted", "declined", "transferred"]
    reason: Text
    to: Name | None = None
    by: str
    on: date


class TipConcluded(Event, zh="举报处理结果已作出"):
    key: Key
    result: Result
    found: Text
    measures: Text
    digest: Sha256
    by: str
    on: date


class InformantAnswered(Event, zh="已答复举报人"):
    key: Key
    manner: Literal["phone", "letter", "visit", "web", "12345"]
    digest: Sha256
    by: str
    on: date


class InformantAsked(Event, zh="已申请查阅举报人身份"):
    key: Key
    reason: Text
    by: str
    on: date


class InformantAllowed(Event, zh="已同意查阅举报人身份"):
    """`asked_by` may open the cover, once, for the reason told."""

    key: Key
    opinion: Text
    asked_by: str
    by: str
    on: date


TipCommand = RegisterTip | AcceptTip | ConcludeTip | AnswerInformant | AskForInformant | AllowInformant
TipEvent = TipRegistered | TipAccepted | TipConcluded | InformantAnswered | InformantAsked | InformantAllowed
