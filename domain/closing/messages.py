"""Closing: final account, archive, the last entry.  GPL 42"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.values import Name, Sha256, Text, Yuan


class SettleProject(Command, zh="结算", roles=("clerk",), during=("closing",)):
    """The final account."""

    statement: Sha256
    note: Text | None = None


class ArchiveFiles(Command, zh="归档", roles=("clerk",), during=("closing",)):
    """The procurement file, kept for the law's years."""

    keeper: Name
    index: Sha256
    cases_apart: bool | None = Field(
        default=None, description="papers of the people served are kept elsewhere, and numbered here (DP-03)"
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


class ProjectClosed(Event, zh="已结项"):
    opinion: Text
    on: date


ClosingEvent = ProjectSettled | FilesArchived | ProjectClosed
