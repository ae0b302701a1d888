"""Prequalification: applications, clarifications, the examination and its result.  R-P05, R-P06"""

from datetime import date, datetime

from pydantic import Field

from domain.message import Command, Event, Value
from domain.publication.messages import Moment
from domain.values import Name, Sha256, Text, Uscc

_DURING = ("publication",)


class Examined(Value):
    """One applicant's result, with the reason that it is told."""

    supplier: Uscc
    passes: bool
    reason: Text


class OpenPrequalification(Command, zh="开始资格预审", roles=("clerk",), during=_DURING):
    """The notice shows: until when applications are received.  GPL Regulation art. 21"""

    documents: Sha256
    applications_until: Moment


class ClarifyPrequalification(Command, zh="澄清资格预审文件", roles=("clerk",), during=_DURING):
    """A clarification for all; where too few days are left the deadline is put off with it.  87号令 art. 27"""

    clarification: Text
    digest: Sha256
    applications_until: Moment | None = None


class ApplyForPrequalification(Command, zh="提交资格预审申请", roles=("clerk", "supplier"), during=_DURING):
    supplier: Uscc
    digest: Sha256


class ConcludePrequalification(Command, zh="完成资格预审并告知结果", roles=("clerk",), during=_DURING):
    """Every applicant examined, and each told its result."""

    results: tuple[Examined, ...] = Field(min_length=1)
    letters: Sha256


class PrequalificationOpened(Event, zh="资格预审已开始"):
    documents: Sha256
    applications_until: datetime
    on: date
    round: int | None = Field(default=None, description="for which round's bidders; none: the first")


class PrequalificationClarified(Event, zh="资格预审文件已澄清"):
    clarification: Text
    digest: Sha256
    applications_until: datetime
    on: date


class PrequalificationApplied(Event, zh="资格预审申请已收到"):
    supplier: Uscc
    name: Name
    digest: Sha256
    received_at: datetime


class PrequalificationConcluded(Event, zh="资格预审已完成"):
    results: tuple[Examined, ...]
    letters: Sha256
    on: date


PrequalificationCommand = (
    OpenPrequalification | ClarifyPrequalification | ApplyForPrequalification | ConcludePrequalification
)
PrequalificationEvent = (
    PrequalificationOpened | PrequalificationClarified | PrequalificationApplied | PrequalificationConcluded
)
