"""Planning: what the events say of the plan."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain.planning.guidance.messages import GuidanceAnswered, GuidanceGiven
from domain.planning.guidance.state import Guidance, evolve_guidance
from domain.planning.messages import (
    MethodChanged,
    Plan,
    PlanAbandoned,
    PlanningEvent,
    PlanRevised,
    ProjectDetermined,
    ProjectStarted,
    ReplacementLinked,
    Suspicion,
    SuspicionAnswered,
)


@dataclass(frozen=True, slots=True)
class Planning:
    plan: Plan | None = None
    version: int = 0  # how often a plan was put forward: what was approved of an older one has lapsed
    author: str = ""
    submitted_on: date | None = None
    revised_on: date | None = None
    suspicions: tuple[Suspicion, ...] = ()
    answers: tuple[SuspicionAnswered, ...] = ()
    determined_on: date | None = None
    method_changed: MethodChanged | None = None
    abandoned_on: date | None = None
    replaced_by: str | None = None
    guidance: Guidance = Guidance()

    @property
    def unanswered(self) -> tuple[Suspicion, ...]:
        """Suspicions that no person has answered yet."""
        answered = {answer.suspicion for answer in self.answers}
        return tuple(s for s in self.suspicions if s.key not in answered)

    @property
    def confirmed(self) -> tuple[Suspicion, ...]:
        """Suspicions that a person has confirmed: the plan is not lawful as it stands."""
        confirmed = {answer.suspicion for answer in self.answers if answer.confirmed}
        return tuple(s for s in self.suspicions if s.key in confirmed)


def evolve(state: Planning, event: PlanningEvent) -> Planning:
    match event:
        case ProjectStarted():
            return replace(
                state,
                plan=event.plan,
                version=state.version + 1,
                author=event.author,
                submitted_on=event.submitted_on,
                suspicions=event.suspicions,
            )
        case PlanRevised():
            return replace(
                state,
                plan=event.plan,
                version=state.version + 1,
                author=event.author,
                submitted_on=event.submitted_on,
                revised_on=event.submitted_on,
                suspicions=event.suspicions,
                answers=(),
            )
        case PlanAbandoned():
            return replace(state, abandoned_on=event.on)
        case SuspicionAnswered():
            return replace(state, answers=(*state.answers, event))
        case ProjectDetermined():
            return replace(state, determined_on=event.on)
        case MethodChanged():
            assert state.plan is not None, "a changed method of no plan"
            named = {"method": event.method, "method_ground": event.method_ground, "method_reason": event.reason}
            return replace(state, plan=state.plan.model_copy(update=named), method_changed=event)
        case ReplacementLinked():
            return replace(state, replaced_by=event.replacement)
        case GuidanceGiven() | GuidanceAnswered():
            return replace(state, guidance=evolve_guidance(state.guidance, event))
        case _:
            assert_never(event)
