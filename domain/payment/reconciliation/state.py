"""Differences on record, and those that nobody has mended yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.payment.reconciliation.messages import DifferenceRecorded, DifferenceSettled, ReconciliationEvent


@dataclass(frozen=True, slots=True)
class Reconciliation:
    recorded: Mapping[str, DifferenceRecorded] = field(default_factory=dict)
    settled: Mapping[str, DifferenceSettled] = field(default_factory=dict)

    @property
    def open(self) -> tuple[DifferenceRecorded, ...]:
        return tuple(d for k, d in self.recorded.items() if k not in self.settled)


def evolve_reconciliation(state: Reconciliation, event: ReconciliationEvent) -> Reconciliation:
    match event:
        case DifferenceRecorded():
            return replace(state, recorded={**state.recorded, event.key: event})
        case DifferenceSettled():
            return replace(state, settled={**state.settled, event.key: event})
        case _:
            assert_never(event)
