"""Closing: settlement, archive, the end."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain.closing.messages import ClosingEvent, FilesArchived, ProjectClosed, ProjectSettled


@dataclass(frozen=True, slots=True)
class Closing:
    settled: ProjectSettled | None = None
    archived: FilesArchived | None = None
    closed_on: date | None = None


def evolve(state: Closing, event: ClosingEvent) -> Closing:
    match event:
        case ProjectSettled():
            return replace(state, settled=event)
        case FilesArchived():
            return replace(state, archived=event)
        case ProjectClosed():
            return replace(state, closed_on=event.on)
        case _:
            assert_never(event)
