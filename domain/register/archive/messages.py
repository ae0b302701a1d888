"""After closing: addenda, holds, appraisal and destruction, in a stream of their own.  GPL 42, HR-CL-3, HR-CL-4, HR-CL-5

A closed project takes no commands any more, so what comes later stands in `register/archive-<division>`, linked by the project's
id and by its sealed list.  Nothing here changes the project's record or its seal.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.closing.messages import ArchiveClass
from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Name, ProjectId, Role, Sha256, Text

PREFIX = "register/archive-"
AddendumKind = Literal["audit_finding", "tip", "court", "finance", "correction", "other"]
HoldGround = Literal["audit", "inspection", "court", "discipline", "dispute", "unsettled", "other"]
Manner = Literal["shredded", "pulped", "burnt", "erased"]


def stream_of_archive(project: str) -> str:
    """The stream of the archive in which a project's later life stands: its division's."""
    return f"{PREFIX}{project.split('-', 1)[0]}"


class _OfArchive(Command):
    project: ProjectId

    def stream(self) -> str:
        return stream_of_archive(self.project)


class EnterArchive(_OfArchive, zh="登记已结项档案", home="register", roles=("clerk", "reviewer")):
    """An archive that was closed before the house kept this register; every later one enters it by its closing."""


class RecordAddendum(
    _OfArchive,
    zh="结项后补记",
    home="register",
    roles=("clerk", "reviewer", "head", "legal_adviser", "finance", "county", "inspector", "auditor"),
):
    """What was found or decided about a closed project; of a wrong entry, what it should have been."""

    key: Key
    kind: AddendumKind
    about: Text
    digest: Sha256 = Field(description="the report, decision or note itself")
    issued_by: Name = Field(description="the body whose finding or decision it is")
    issued_on: date
    document_number: DocumentNumber | None = None
    corrects: str | None = Field(
        default=None, pattern=r"^.+@\d+$", description="stream@version of the entry that was wrong"
    )
    becomes: Text | None = Field(default=None, description="what the entry should have said")
    paper: Sha256 | None = Field(default=None, description="the paper of the sealed list that it is about")


class CheckAddendum(
    _OfArchive,
    zh="核对结项后补记",
    home="register",
    roles=("reviewer", "head", "legal_adviser", "finance", "county", "inspector", "auditor"),
):
    """Another person has compared the addendum with its document."""

    key: Key
    agrees: bool
    opinion: Text


class PlaceHold(
    _OfArchive,
    zh="要求保留档案",
    home="register",
    roles=("auditor", "inspector", "finance", "county", "head", "legal_adviser", "clerk"),
):
    """Nothing of these classes (of all, where none is named) is destroyed until the hold is lifted."""

    key: Key
    ground: HoldGround
    about: Text
    digest: Sha256 = Field(description="the letter that asks for it")
    kinds: tuple[ArchiveClass, ...] = ()


class LiftHold(
    _OfArchive,
    zh="解除保留",
    home="register",
    roles=("auditor", "inspector", "finance", "county", "head", "legal_adviser"),
):
    """The ground has gone: by whoever asked for it, or, of the buyer's own holds, by another person."""

    key: Key
    reason: Text
    digest: Sha256


class ProposeDestruction(_OfArchive, zh="提出档案销毁", home="register", roles=("clerk", "reviewer")):
    """A class was appraised after its years: it has no further worth."""

    kind: ArchiveClass
    opinion: Text
    appraisal: Sha256 = Field(description="the appraisal, signed by those who made it")
    catalogue: Sha256 = Field(description="what is to be destroyed, paper by paper; kept for ever")
    appraisers: tuple[Name, ...] = Field(min_length=1, description="units that took part in the appraisal")


class DecideDestruction(_OfArchive, zh="决定档案销毁", home="register", roles=("head",)):
    """Destroyed, or kept longer."""

    kind: ArchiveClass
    agrees: bool
    opinion: Text
    keep_until: date | None = Field(default=None, description="where it is not destroyed: until when it is kept")


class RecordDestruction(_OfArchive, zh="登记档案销毁", home="register", roles=("clerk", "reviewer")):
    """It was done outside, before witnesses; this is its record."""

    kind: ArchiveClass
    manner: Manner
    done_on: date
    done_by: Name
    witnesses: tuple[Name, ...] = Field(min_length=1, description="units that attended and signed the catalogue")
    record: Sha256 = Field(description="the catalogue with their signatures")


class ArchiveKept(Event, zh="档案已封存保管"):
    """A closed project's archive: its seal, and until when each class is kept.  `papers` counts them by class."""

    project: ProjectId
    closed_on: date
    archived_on: date
    keeper: Name
    manifest: Sha256 | None = None
    keep: dict[ArchiveClass, date]
    papers: dict[ArchiveClass, int] = Field(default_factory=dict)


class AddendumRecorded(Event, zh="结项后已补记"):
    project: ProjectId
    key: Key
    kind: AddendumKind
    about: Text
    digest: Sha256
    issued_by: Name
    issued_on: date
    document_number: DocumentNumber | None = None
    corrects: str | None = None
    becomes: Text | None = None
    paper: Sha256 | None = None
    manifest: Sha256 | None = Field(default=None, description="the seal of the list that it is attached to")
    by: str
    on: date


class AddendumChecked(Event, zh="结项后补记已核对"):
    project: ProjectId
    key: Key
    agrees: bool
    opinion: Text
    by: str
    on: date


class HoldPlaced(Event, zh="档案已要求保留"):
    """`role` is the one in which it was asked for."""

    project: ProjectId
    key: Key
    ground: HoldGround
    about: Text
    digest: Sha256
    kinds: tuple[ArchiveClass, ...] = ()
    role: Role
    by: str
    on: date


class HoldLifted(Event, zh="保留已解除"):
    project: ProjectId
    key: Key
    reason: Text
    digest: Sha256
    by: str
    on: date


class DestructionProposed(Event, zh="档案销毁已提出"):
    project: ProjectId
    kind: ArchiveClass
    opinion: Text
    appraisal: Sha256
    catalogue: Sha256
    appraisers: tuple[Name, ...]
    by: str
    on: date


class DestructionDecided(Event, zh="档案销毁已决定"):
    project: ProjectId
    kind: ArchiveClass
    agrees: bool
    opinion: Text
    keep_until: date | None = None
    by: str
    on: date


class ArchiveDestroyed(Event, zh="档案已销毁"):
    """What there was, by digest; the list and its seal stay."""

    project: ProjectId
    kind: ArchiveClass
    digests: tuple[Sha256, ...]
    manifest: Sha256 | None = None
    catalogue: Sha256
    manner: Manner
    done_on: date
    done_by: Name
    witnesses: tuple[Name, ...]
    record: Sha256
    by: str
    on: date


ArchiveCommand = (
    EnterArchive
    | RecordAddendum
    | CheckAddendum
    | PlaceHold
    | LiftHold
    | ProposeDestruction
    | DecideDestruction
    | RecordDestruction
)
ArchiveEvent = (
    ArchiveKept
    | AddendumRecorded
    | AddendumChecked
    | HoldPlaced
    | HoldLifted
    | DestructionProposed
    | DestructionDecided
    | ArchiveDestroyed
)
