"""Penalties: finance's cases against a supplier, by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.register.penalties.messages import (
    HearingHeld,
    HearingRequested,
    PenaltyCaseFiled,
    PenaltyDecided,
    PenaltyEvent,
    PenaltyNoticeServed,
)


@dataclass(frozen=True, slots=True)
class Case:
    filed: PenaltyCaseFiled
    noticed: PenaltyNoticeServed | None = None  # as last served
    requested: HearingRequested | None = None
    held: HearingHeld | None = None
    decided: PenaltyDecided | None = None


@dataclass(frozen=True, slots=True)
class Penalties:
    cases: Mapping[str, Case] = field(default_factory=dict)

    @property
    def punished(self) -> bool:
        """Whether finance has punished the supplier in any case."""
        return any(c.decided is not None and c.decided.outcome == "penalty" for c in self.cases.values())


def evolve(state: Penalties, event: PenaltyEvent) -> Penalties:
    match event:
        case PenaltyCaseFiled():
            return replace(state, cases={**state.cases, event.case: Case(event)})
        case PenaltyNoticeServed():
            return _changed(state, event.case, noticed=event)
        case HearingRequested():
            return _changed(state, event.case, requested=event)
        case HearingHeld():
            return _changed(state, event.case, held=event)
        case PenaltyDecided():
            return _changed(state, event.case, decided=event)
        case _:
            assert_never(event)


def _changed(state: Penalties, key: str, **step: PenaltyEvent) -> Penalties:
    return replace(state, cases={**state.cases, key: replace(state.cases[key], **step)})  # type: ignore[arg-type]
