"""Samples of inspections: committed, drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.performance.inspection.messages import InspectionEvent, InspectionSampleCommitted, InspectionSampleDrawn


@dataclass(frozen=True, slots=True)
class Samples:
    """By the inspection's key."""

    committed: Mapping[str, InspectionSampleCommitted] = field(default_factory=dict)
    drawn: Mapping[str, InspectionSampleDrawn] = field(default_factory=dict)


def evolve_samples(state: Samples, event: InspectionEvent) -> Samples:
    match event:
        case InspectionSampleCommitted():
            return replace(state, committed={**state.committed, event.key: event})
        case InspectionSampleDrawn():
            return replace(state, drawn={**state.drawn, event.key: event})
        case _:
            assert_never(event)
