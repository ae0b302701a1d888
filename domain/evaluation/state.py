"""Evaluation: the indicator system, each party's scores, the result; so too for each year of a long contract."""

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
from domain.evaluation.survey.messages import (
    RecipientUnreached,
    SurveyAnswered,
    SurveyClosed,
    SurveyCommitted,
    SurveyDrawn,
    SurveyTokensIssued,
)
from domain.evaluation.survey.state import Surveys, evolve_surveys


@dataclass(frozen=True, slots=True)
class Part:
    """The evaluation of one year of service, or of the whole contract."""

    parties: Mapping[str, PartyEvaluated] = field(default_factory=dict)
    concluded: EvaluationConcluded | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    system: IndicatorSystem | None = None
    parties: Mapping[str, PartyEvaluated] = field(default_factory=dict)
    concluded: EvaluationConcluded | None = None
    systems: Mapping[int, IndicatorSystem] = field(default_factory=dict)  # every version
    years: Mapping[int, Part] = field(default_factory=dict)
    surveys: Surveys = Surveys()

    def part(self, year: int | None) -> Part:
        """What is on record for a year of service (None: for the whole contract)."""
        if year is None:
            return Part(self.parties, self.concluded)
        return self.years.get(year, Part())

    @property
    def under_way(self) -> bool:
        """Whether a party has scored what has no result yet."""
        parts = (*self.years.values(), self.part(None))
        return any(p.parties and p.concluded is None for p in parts)

    @property
    def results(self) -> int:
        """How many results there are to publish."""
        return sum(1 for p in (*self.years.values(), self.part(None)) if p.concluded is not None)


def evolve(state: Evaluation, event: EvaluationEvent) -> Evaluation:
    match event:
        case IndicatorsSet():
            versions = {**state.systems, event.system.version: event.system}
            return replace(state, system=event.system, systems=versions)
        case PartyEvaluated():
            part = state.part(event.year)
            return _with(state, event.year, replace(part, parties={**part.parties, event.party: event}))
        case EvaluationConcluded():
            return _with(state, event.year, replace(state.part(event.year), concluded=event))
        case (
            SurveyCommitted()
            | SurveyDrawn()
            | SurveyTokensIssued()
            | SurveyAnswered()
            | RecipientUnreached()
            | SurveyClosed()
        ):
            return replace(state, surveys=evolve_surveys(state.surveys, event))
        case _:
            assert_never(event)


def _with(state: Evaluation, year: int | None, part: Part) -> Evaluation:
    if year is None:
        return replace(state, parties=part.parties, concluded=part.concluded)
    return replace(state, years={**state.years, year: part})
