"""Approvals, preparations and registered acts: what a step rests on, whoever says so.  JL44-4.0

An approval is given in the system by a person of the right role, or by an outside body's document that one person
registers and another checks (外部文书登记).  `kind` is a name in law/: which roles, which bodies, which clause.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import DocumentNumber, Key, Name, ProjectId, Sha256, Text


class Participant(Value):
    """One who took part in a review or a collective decision: the unit he speaks for, and his vote where one was taken."""

    name: Name
    unit: Key | None = Field(default=None, description="procurement, finance, business, supervision …")
    vote: Literal["agree", "object", "abstain"] | None = None


class RecordPreparation(Command, zh="登记准备材料", roles=("clerk", "legal_adviser", "reviewer")):
    """A piece of preparatory work: need survey, public consultation, risk study …  财库〔2021〕22号 arts. 10–25"""

    kind: Key
    done_on: date
    summary: Text
    digest: Sha256
    count: int | None = Field(default=None, ge=0, description="how many were asked, met, interviewed")
    authors: tuple[Name, ...] = ()
    reuses: ProjectId | None = Field(
        default=None, description="the project whose survey, under a year old, is used again"
    )
    contents: dict[Key, Text] = Field(
        default_factory=dict,
        description="what the law asks of this kind, part by part: industry, supply, past_prices …",
    )
    outside_authors: tuple[Name, ...] = Field(
        default=(), description="experts and third parties who took part: they may not review (AD-05)"
    )


class GiveApproval(Command, zh="审批"):
    """Agree to, amend or object to what is put forward.  Roles by the kind's own list in law/."""

    kind: Key
    agrees: bool
    opinion: Text
    digest: Sha256 | None = None
    contents: dict[Key, Text] = Field(
        default_factory=dict, description="the answer to each part of a review: competition, performance_risk …"
    )
    participants: tuple[Participant, ...] = Field(default=(), description="who took part, by unit and by vote")


class RegisterOutsideAct(Command, zh="登记外部文书", roles=("clerk",)):
    """An act of an outside body that came by document, entered by one person."""

    act: Key
    kind: Key = Field(description="the approval it stands for")
    body: Name
    document_number: DocumentNumber
    document_on: date
    scan: Sha256
    agrees: bool = True
    opinion: Text


class CheckOutsideAct(Command, zh="核对外部文书", roles=("reviewer", "head")):
    """Another person has compared entry and document."""

    act: Key
    matches: bool
    note: Text | None = None


class PreparationRecorded(Event, zh="准备材料已登记"):
    kind: Key
    done_on: date
    summary: Text
    digest: Sha256
    count: int | None = None
    authors: tuple[Name, ...] = ()
    reuses: str | None = None
    by: str
    contents: dict[Key, Text] = Field(default_factory=dict)
    outside_authors: tuple[Name, ...] = ()


class ApprovalGiven(Event, zh="审批已作出"):
    kind: Key
    agrees: bool
    opinion: Text
    by: str
    role: str
    on: date
    digest: Sha256 | None = None
    act: Key | None = Field(default=None, description="the registered act it rests on")
    body: Name | None = None
    document_number: DocumentNumber | None = None
    contents: dict[Key, Text] = Field(default_factory=dict)
    participants: tuple[Participant, ...] = ()
    plan_version: int | None = Field(
        default=None, description="which version of the plan it is about; a later one ends it"
    )


class OutsideActRegistered(Event, zh="外部文书已登记"):
    act: Key
    kind: Key
    body: Name
    document_number: DocumentNumber
    document_on: date
    scan: Sha256
    agrees: bool
    opinion: Text
    by: str
    plan_version: int | None = None


class OutsideActChecked(Event, zh="外部文书已核对"):
    act: Key
    matches: bool
    note: Text | None = None
    by: str


ApprovalEvent = PreparationRecorded | ApprovalGiven | OutsideActRegistered | OutsideActChecked
