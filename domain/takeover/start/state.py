"""Break-glass: whether the start rests on one person alone."""

from dataclasses import dataclass, replace
from typing import assert_never

from domain.takeover.start.messages import GlassBroken, StartEvent, StartRatified


@dataclass(frozen=True, slots=True)
class Start:
    glass: GlassBroken | None = None
    answer: StartRatified | None = None  # the last word on it

    @property
    def alone(self) -> bool:
        """One person's start that nobody else stands by yet."""
        return self.glass is not None and not (self.answer is not None and self.answer.agrees)


def evolve(state: Start, event: StartEvent) -> Start:
    match event:
        case GlassBroken():
            return replace(state, glass=event)
        case StartRatified():
            return replace(state, answer=event)
        case _:
            assert_never(event)
