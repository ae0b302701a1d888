"""Successions as they stand on record in one stream: entered, and those that another person has compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.register.successions.messages import SuccessionChecked, SuccessionEvent, SuccessionRecorded


@dataclass(frozen=True, slots=True)
class Successions:
    entered: Mapping[str, SuccessionRecorded] = field(default_factory=dict)
    checked: Mapping[str, bool] = field(default_factory=dict)  # key → whether entry and document match

    def holding(self, key: str) -> SuccessionRecorded | None:
        """A succession that holds: entered by one, found right by another."""
        return self.entered.get(key) if self.checked.get(key) else None

    def of(self, predecessor: str) -> tuple[SuccessionRecorded, ...]:
        """What holds of one organisation, in the order of entry."""
        return tuple(s for k, s in self.entered.items() if self.checked.get(k) and s.predecessor == predecessor)


def evolve_successions(state: Successions, event: SuccessionEvent) -> Successions:
    match event:
        case SuccessionRecorded():
            return replace(state, entered={**state.entered, event.key: event})
        case SuccessionChecked():
            return replace(state, checked={**state.checked, event.key: event.matches})
        case _:
            assert_never(event)
