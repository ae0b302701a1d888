"""The surveys of a project: list, sample, answers, result."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.evaluation.survey.messages import (
    RecipientUnreached,
    SurveyAnswered,
    SurveyClosed,
    SurveyCommitted,
    SurveyDrawn,
    SurveyEvent,
    SurveyTokensIssued,
)


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey; `answers` by the token that was used up."""

    committed: SurveyCommitted
    drawn: SurveyDrawn | None = None
    tokens: frozenset[str] = frozenset()
    answers: Mapping[str, SurveyAnswered] = field(default_factory=dict)
    unreached: Mapping[str, RecipientUnreached] = field(default_factory=dict)
    closed: SurveyClosed | None = None

    @property
    def sampled(self) -> int:
        return len(self.drawn.sample) if self.drawn is not None else 0

    @property
    def silent(self) -> int:
        """Drawn, and neither answered nor accounted for."""
        return self.sampled - len(self.answers) - len(self.unreached)


@dataclass(frozen=True, slots=True)
class Surveys:
    """Surveys by their key."""

    by_key: Mapping[str, Survey] = field(default_factory=dict)

    def of_year(self, year: int | None) -> Survey | None:
        """The latest survey of a year of service (None: of the whole contract)."""
        return next((s for s in reversed(tuple(self.by_key.values())) if s.committed.year == year), None)


def evolve_surveys(state: Surveys, event: SurveyEvent) -> Surveys:
    if isinstance(event, SurveyCommitted):
        return Surveys({**state.by_key, event.survey: Survey(event)})
    return Surveys({**state.by_key, event.survey: _evolve(state.by_key[event.survey], event)})


def _evolve(
    survey: Survey, event: SurveyDrawn | SurveyTokensIssued | SurveyAnswered | RecipientUnreached | SurveyClosed
) -> Survey:
    match event:
        case SurveyDrawn():
            return replace(survey, drawn=event)
        case SurveyTokensIssued():
            return replace(survey, tokens=frozenset(event.tokens))
        case SurveyAnswered():
            return replace(survey, answers={**survey.answers, event.token: event})
        case RecipientUnreached():
            return replace(survey, unreached={**survey.unreached, event.recipient: event})
        case SurveyClosed():
            return replace(survey, closed=event)
        case _:
            assert_never(event)
