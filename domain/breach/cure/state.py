"""Cure periods by breach: noticed, used in time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.breach.cure.messages import BreachCured, CureEvent, CureNoticed


@dataclass(frozen=True, slots=True)
class Cure:
    noticed: Mapping[str, CureNoticed] = field(default_factory=dict)
    cured: Mapping[str, BreachCured] = field(default_factory=dict)

    @property
    def running(self) -> tuple[CureNoticed, ...]:
        """The periods that nobody has used yet."""
        return tuple(n for key, n in self.noticed.items() if key not in self.cured)


def evolve(state: Cure, event: CureEvent) -> Cure:
    match event:
        case CureNoticed():
            return replace(state, noticed={**state.noticed, event.key: event})
        case BreachCured():
            return replace(state, cured={**state.cured, event.key: event})
        case _:
            assert_never(event)
