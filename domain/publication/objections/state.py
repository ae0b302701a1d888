"""Objections: those recorded, and those argued."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.publication.objections.messages import ObjectionArgued, ObjectionEvent, ObjectionRecorded


@dataclass(frozen=True, slots=True)
class Objections:
    recorded: Mapping[str, ObjectionRecorded] = field(default_factory=dict)
    argued: Mapping[str, ObjectionArgued] = field(default_factory=dict)

    @property
    def unanswered(self) -> tuple[str, ...]:
        return tuple(key for key in self.recorded if key not in self.argued)

    @property
    def upheld(self) -> ObjectionArgued | None:
        """The first argument that found the objection right."""
        return next((a for a in self.argued.values() if a.upheld), None)


def evolve(state: Objections, event: ObjectionEvent) -> Objections:
    match event:
        case ObjectionRecorded():
            return replace(state, recorded={**state.recorded, event.objection: event})
        case ObjectionArgued():
            return replace(state, argued={**state.argued, event.objection: event})
        case _:
            assert_never(event)
