"""The committee's persons: drawn, declaring their interests, recused, replaced.  E-03, E-04, R-S13"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.bidding.values import Member
from domain.message import Command, Event, Value
from domain.publication.messages import Moment
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Uscc

PoolLevel = Literal["national", "provincial", "city", "county", "own"]
Purpose = Literal["experts", "tie"]


class Relation(Value):
    """What ties a member to a supplier.  GPL Regulation art. 9"""

    kind: Key = Field(description="one of those that R-S13 lists: employment, kinship …")
    supplier: Uscc
    ended_on: date | None = Field(default=None, description="the last day; none while it lasts")
    note: Text | None = None


class Declaration(Value):
    """One member's signed statement; without relations it says there are none."""

    member: Key
    relations: tuple[Relation, ...] = ()
    statement: Sha256


class RegisterExpertDraw(Command, zh="登记专家抽取", roles=("clerk",), during=("bidding",)):
    """The record of a draw from the pool of experts, made outside: which pool, its number, when, before whom.  E-04"""

    pool: Name
    level: PoolLevel
    document_number: DocumentNumber
    drawn_at: Moment
    watched_by: tuple[Name, ...] = Field(min_length=1)
    experts: tuple[Key, ...] = Field(min_length=1)
    record: Sha256
    self_selected: bool = Field(default=False, description="chosen by the buyer, not drawn (87号令 art. 48)")
    consent: DocumentNumber | None = Field(default=None, description="of a choice: the superior's agreement")


class CommitDrawSeed(Command, zh="封存抽签种子", roles=("clerk",), during=("bidding", "award")):
    """Bind a seed to an ordered list before a draw: only their SHA-256 is shown.  E-04, E-18"""

    draw: Key
    purpose: Purpose
    commitment: Sha256 = Field(description="SHA-256 of the seed and the candidates, one a line")
    candidates: tuple[Name, ...] = Field(min_length=2)
    count: int = Field(ge=1)


class DrawExperts(Command, zh="抽取评审成员", roles=("clerk",), during=("bidding",)):
    """Below the limit: reveal the seed before a witness, who gives a word; the program draws.  E-04"""

    draw: Key
    seed: Name = Field(min_length=16)
    lot: Name = Field(description="the witness's word, spoken after the seed was committed")
    witness: Name


class DeclareInterests(Command, zh="登记回避声明", roles=("clerk",), during=("bidding",)):
    """The members' signed statements: what ties each to any supplier, or nothing.  R-S13"""

    declarations: tuple[Declaration, ...] = Field(min_length=1)


class RecuseMember(Command, zh="成员回避", roles=("clerk",), during=("bidding",)):
    """A ground came to light after the appointment: the member leaves and must be replaced before scoring.  R-S13"""

    member: Key
    ground: Key
    supplier: Uscc | None = None
    reason: Text


class ReplaceMember(Command, zh="替换成员", roles=("clerk",), during=("bidding",)):
    """Another in the place of one who left.  R-S13, E-04"""

    member: Key
    replacement: Member
    drawn_from: Name
    draw_record: Sha256


class ExpertDrawRegistered(Event, zh="专家抽取已登记"):
    round: int
    pool: Name
    level: PoolLevel
    document_number: DocumentNumber
    drawn_at: datetime
    watched_by: tuple[Name, ...]
    experts: tuple[Key, ...]
    record: Sha256
    self_selected: bool = False
    consent: DocumentNumber | None = None


class DrawSeedCommitted(Event, zh="抽签种子已封存"):
    round: int
    draw: Key
    purpose: Purpose
    commitment: Sha256
    candidates: tuple[Name, ...]
    count: int
    by: str


class ExpertsDrawn(Event, zh="评审成员已抽取"):
    """Everything by which the draw can be made again: the list stands in `DrawSeedCommitted`."""

    round: int
    draw: Key
    seed: Name
    lot: Name
    witness: Name
    drawn: tuple[Name, ...]


class InterestsDeclared(Event, zh="回避声明已登记"):
    round: int
    declarations: tuple[Declaration, ...]


class MemberRecused(Event, zh="成员已回避"):
    round: int
    member: Key
    ground: Key
    supplier: Uscc | None = None
    reason: Text


class MemberReplaced(Event, zh="成员已替换"):
    round: int
    member: Key
    replacement: Member
    drawn_from: Name
    draw_record: Sha256


PanelCommand = RegisterExpertDraw | CommitDrawSeed | DrawExperts | DeclareInterests | RecuseMember | ReplaceMember
PanelEvent = (
    ExpertDrawRegistered | DrawSeedCommitted | ExpertsDrawn | InterestsDeclared | MemberRecused | MemberReplaced
)
