"""Supervision: departures, corrections, tips; and the watch that every stream keeps over its clock and its effects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from domain.effect import Effect
from domain.supervision.messages import (
    CommandRefused,
    CorrectionConfirmed,
    CorrectionProposed,
    DeadlineMissed,
    DeadlineReminded,
    DeadlineTook,
    DepartureRecorded,
    EffectAcknowledged,
    EffectDelayed,
    EffectOrderedAgain,
    EffectRefused,
    FindingRecorded,
    HouseEvent,
    SupervisionEvent,
    TipRecorded,
    WarningNoted,
)


@dataclass(frozen=True, slots=True)
class Supervision:
    departures: Mapping[str, DepartureRecorded] = field(default_factory=dict)  # by clause
    corrections: Mapping[str, CorrectionProposed] = field(default_factory=dict)  # by entry
    confirmed: frozenset[str] = frozenset()
    tips: tuple[TipRecorded, ...] = ()
    findings: tuple[FindingRecorded, ...] = ()


def evolve(state: Supervision, event: SupervisionEvent) -> Supervision:
    match event:
        case DepartureRecorded():
            return replace(state, departures={**state.departures, event.clause: event})
        case CorrectionProposed():
            corrections = {**state.corrections, event.entry: event}
            return replace(state, corrections=corrections, confirmed=state.confirmed - {event.entry})
        case CorrectionConfirmed():
            return replace(state, confirmed=state.confirmed | {event.entry})
        case TipRecorded():
            return replace(state, tips=(*state.tips, event))
        case FindingRecorded():
            return replace(state, findings=(*state.findings, event))
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Watch:
    """What a stream remembers of its clock's strikes, its outstanding effects, its refusals and warnings."""

    struck: frozenset[tuple[str, datetime]] = frozenset()
    missed: frozenset[str] = frozenset()  # agenda keys whose alarm was raised
    effects: Mapping[str, Effect] = field(default_factory=dict)
    refusals: tuple[CommandRefused, ...] = ()
    warnings: tuple[WarningNoted, ...] = ()


def evolve_watch(state: Watch, event: HouseEvent) -> Watch:
    match event:
        case CommandRefused():
            return replace(state, refusals=(*state.refusals, event))
        case WarningNoted():
            return replace(state, warnings=(*state.warnings, event))
        case DeadlineReminded() | DeadlineTook():
            return replace(state, struck=state.struck | {(event.key, event.wake)})
        case DeadlineMissed():
            return replace(state, struck=state.struck | {(event.key, event.wake)}, missed=state.missed | {event.key})
        case EffectDelayed():
            return replace(state, effects=_with(state.effects, event.effect, retry_at=event.retry_at, said=event.error))
        case EffectRefused():
            refused = {"refused": event.reason, "refused_at": event.refused_at, "retry_at": None}
            return replace(state, effects=_with(state.effects, event.effect, **refused))
        case EffectOrderedAgain():
            again = {"retry_at": None, "refused": None, "refused_at": None, "attempt": event.attempt}
            return replace(state, effects=_with(state.effects, event.effect, **again))
        case EffectAcknowledged():
            return replace(state, effects={k: e for k, e in state.effects.items() if k != event.effect})
        case _:
            assert_never(event)


def _with(effects: Mapping[str, Effect], key: str, **change: object) -> Mapping[str, Effect]:
    """An effect that is no longer outstanding stays away: a late word of delay changes nothing."""
    return {k: e.model_copy(update=change) if k == key else e for k, e in effects.items()}
