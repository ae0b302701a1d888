"""Guidance: the last opinion, and the answer to it."""

from dataclasses import dataclass, replace
from typing import assert_never

from domain.planning.guidance.messages import GuidanceAnswered, GuidanceEvent, GuidanceGiven


@dataclass(frozen=True, slots=True)
class Guidance:
    given: GuidanceGiven | None = None
    answered: GuidanceAnswered | None = None


def evolve_guidance(state: Guidance, event: GuidanceEvent) -> Guidance:
    match event:
        case GuidanceGiven():
            return Guidance(given=event)
        case GuidanceAnswered():
            return replace(state, answered=event)
        case _:
            assert_never(event)
