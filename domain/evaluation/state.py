"""Evaluation: the indicator system, each party's scores, the result."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.evaluation.messages import (
    EvaluationConcluded,
    EvaluationEvent,
    IndicatorsSet,
    IndicatorSystem,
    PartyEvaluated,
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    system: IndicatorSystem | None = None
    parties: Mapping[str, PartyEvaluated] = field(default_factory=dict)
    concluded: EvaluationConcluded | None = None


def evolve(state: Evaluation, event: EvaluationEvent) -> Evaluation:
    match event:
        case IndicatorsSet():
            return replace(state, system=event.system)
        case PartyEvaluated():
            return replace(state, parties={**state.parties, event.party: event})
        case EvaluationConcluded():
            return replace(state, concluded=event)
        case _:
            assert_never(event)
