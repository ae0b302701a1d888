"""Closing: final account, archive, the last entry.  GPL 42"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import Name, Sha256, Text, Yuan


class SettleProject(Command, zh="结算", roles=("clerk",), during=("closing",)):
    """The final account."""

    statement: Sha256
    note: Text | None = None


ArchiveClass = Literal["procurement", "accounting", "service_records", "personal_data"]


class ArchivedFile(Value):
    """One paper of the archive: what it is, of which class, and its digest."""

    title: Name
    kind: ArchiveClass
    digest: Sha256


class ArchiveFiles(Command, zh="归档", roles=("clerk",), during=("closing",)):
    """The procurement file, kept for the law's years."""

    keeper: Name
    index: Sha256
    cases_apart: bool | None = Field(
        default=None, description="papers of the people served are kept elsewhere, and numbered here (DP-03)"
    )
    files: tuple[ArchivedFile, ...] = Field(default=(), description="every paper, by class and digest (HR-CL-3)")
    data_certificate: Sha256 | None = Field(
        default=None, description="the supplier has returned or deleted the recipients' data, certified (EX-10)"
    )


class CloseProject(Command, zh="结项", roles=("head",), during=("closing",)):
    opinion: Text


class ProjectSettled(Event, zh="已结算"):
    contract_yuan: Yuan
    paid_yuan: Yuan
    deducted_yuan: Yuan
    released_yuan: Yuan
    statement: Sha256
    note: Text | None = None
    on: date


class FilesArchived(Event, zh="已归档"):
    keeper: Name
    index: Sha256
    cases_apart: bool | None = None
    keep_until: date
    on: date
    files: tuple[ArchivedFile, ...] = ()
    keep: dict[str, date] = Field(default_factory=dict, description="until when each class is kept (HR-CL-3)")
    data_certificate: Sha256 | None = None


class ProjectClosed(Event, zh="已结项"):
    """`manifest` seals the archive: SHA-256 of what was archived; after it only corrections are entered."""

    opinion: Text
    on: date
    manifest: Sha256 | None = None


ClosingEvent = ProjectSettled | FilesArchived | ProjectClosed
