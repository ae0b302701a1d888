"""What stands beside the scores of a round: signatures, corrections, signs of rigging, recordings, past results."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.bidding.results.messages import (
    EvaluationCorrected,
    PastResultsPresented,
    ProceedingsRecorded,
    ReportSigned,
    ResultsEvent,
    RiggingDecided,
    RiggingSignRecorded,
    TieBroken,
)


@dataclass(frozen=True, slots=True)
class Results:
    signed: ReportSigned | None = None
    corrections: tuple[EvaluationCorrected, ...] = ()
    broken: tuple[TieBroken, ...] = ()
    signs: Mapping[str, RiggingSignRecorded] = field(default_factory=dict)
    decided: Mapping[str, RiggingDecided] = field(default_factory=dict)
    recorded: Mapping[str, ProceedingsRecorded] = field(default_factory=dict)  # part → its recording
    past: tuple[PastResultsPresented, ...] = ()

    @property
    def rigged(self) -> frozenset[str]:
        """The suppliers whose bids a confirmed sign makes invalid.  E-26"""
        confirmed = (self.signs[key] for key, decided in self.decided.items() if decided.confirmed)
        return frozenset(uscc for sign in confirmed for uscc in sign.suppliers)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The signs on which the committee hasn't decided."""
        return tuple(key for key in self.signs if key not in self.decided)


def evolve(state: Results, event: ResultsEvent) -> Results:
    match event:
        case ReportSigned():
            return replace(state, signed=event)
        case EvaluationCorrected():
            return replace(state, corrections=(*state.corrections, event))
        case TieBroken():
            return replace(state, broken=(*state.broken, event))
        case RiggingSignRecorded():
            return replace(state, signs={**state.signs, event.sign: event})
        case RiggingDecided():
            return replace(state, decided={**state.decided, event.sign: event})
        case ProceedingsRecorded():
            return replace(state, recorded={**state.recorded, event.part: event})
        case PastResultsPresented():
            return replace(state, past=(*state.past, event))
        case _:
            assert_never(event)
