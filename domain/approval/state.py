"""Approvals: what is on record, by kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.approval.messages import (
    ApprovalEvent,
    ApprovalGiven,
    OutsideActChecked,
    OutsideActRegistered,
    PreparationRecorded,
)


@dataclass(frozen=True, slots=True)
class Approvals:
    preparations: Mapping[str, PreparationRecorded] = field(default_factory=dict)
    approvals: Mapping[str, ApprovalGiven] = field(default_factory=dict)
    outside: Mapping[str, OutsideActRegistered] = field(default_factory=dict)
    unchecked: frozenset[str] = frozenset()

    def agreed(self, kind: str) -> ApprovalGiven | None:
        """The approval of this kind, if it was given and agrees; the last word counts."""
        given = self.approvals.get(kind)
        return given if given is not None and given.agrees else None


def evolve(state: Approvals, event: ApprovalEvent) -> Approvals:
    match event:
        case PreparationRecorded():
            return replace(state, preparations={**state.preparations, event.kind: event})
        case ApprovalGiven():
            return replace(state, approvals={**state.approvals, event.kind: event})
        case OutsideActRegistered():
            return replace(state, outside={**state.outside, event.act: event}, unchecked=state.unchecked | {event.act})
        case OutsideActChecked():
            return replace(state, unchecked=state.unchecked - {event.act})
        case _:
            assert_never(event)
