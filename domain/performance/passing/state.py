"""Signs of passing-on, and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.performance.passing.messages import PassingEvent, PassingOnSignAnswered, PassingOnSuspected


@dataclass(frozen=True, slots=True)
class Signs:
    """By key."""

    raised: Mapping[str, PassingOnSuspected] = field(default_factory=dict)
    answered: Mapping[str, PassingOnSignAnswered] = field(default_factory=dict)

    @property
    def open(self) -> tuple[PassingOnSuspected, ...]:
        return tuple(sign for key, sign in self.raised.items() if key not in self.answered)

    @property
    def standing(self) -> tuple[PassingOnSignAnswered, ...]:
        """Looked into, and not explained."""
        return tuple(answer for answer in self.answered.values() if answer.result == "stands")

    @property
    def carers(self) -> frozenset[str]:
        """Carers about whom it was asked already, as unreported."""
        return frozenset(c for s in self.raised.values() if s.kind == "unreported_carers" for c in s.carers)


def evolve_signs(state: Signs, event: PassingEvent) -> Signs:
    match event:
        case PassingOnSuspected():
            return replace(state, raised={**state.raised, event.key: event})
        case PassingOnSignAnswered():
            return replace(state, answered={**state.answered, event.key: event})
        case _:
            assert_never(event)
