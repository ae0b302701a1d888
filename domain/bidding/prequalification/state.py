"""Prequalification: the applicants, and who passed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.bidding.prequalification.messages import (
    PrequalificationApplied,
    PrequalificationClarified,
    PrequalificationConcluded,
    PrequalificationEvent,
    PrequalificationOpened,
)


@dataclass(frozen=True, slots=True)
class Prequalification:
    until: datetime | None = None  # none where there is no prequalification
    round: int = 1  # whose bidders it finds; another round is open to all, unless it has one of its own
    applicants: tuple[str, ...] = ()
    concluded: PrequalificationConcluded | None = None

    @property
    def passed(self) -> tuple[str, ...]:
        return tuple(r.supplier for r in self.concluded.results if r.passes) if self.concluded is not None else ()


def evolve(state: Prequalification, event: PrequalificationEvent) -> Prequalification:
    match event:
        case PrequalificationOpened():
            return Prequalification(until=event.applications_until, round=event.round or 1)
        case PrequalificationClarified():
            return replace(state, until=event.applications_until)
        case PrequalificationApplied():
            return replace(state, applicants=tuple(dict.fromkeys((*state.applicants, event.supplier))))
        case PrequalificationConcluded():
            return replace(state, concluded=event)
        case _:
            assert_never(event)
