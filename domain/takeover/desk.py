"""Takeover: what the project knows of its plan, its watch and its takeovers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.takeover.drill.messages import DrillClosed, DrillOpened
from domain.takeover.ending.messages import TakeoverClosed
from domain.takeover.left.messages import RecipientsPlaced
from domain.takeover.messages import TakeoverPlanEvent
from domain.takeover.plan.messages import TakeoverPlan, TakeoverPlanApproved, TakeoverPlanMade
from domain.takeover.roster.messages import DutyHandedOver, DutyRosterSet
from domain.takeover.roster.state import Roster
from domain.takeover.trigger.messages import TakeoverTriggered
from domain.takeover.watching.messages import GapReported, ReviewConcluded, ReviewOpened
from domain.takeover.watching.state import Watching
from domain.takeover.watching.state import evolve as evolve_watching
from domain.values import Grade


@dataclass(frozen=True, slots=True)
class TakeoverDesk:
    """What the project knows of its takeover plan and its takeovers."""

    plan: TakeoverPlan | None = None  # as last made, approved or not
    made_by: str = ""
    made_on: date | None = None
    approved_on: date | None = None  # of the plan as last made
    in_force: TakeoverPlan | None = None  # the plan last approved: it holds until a changed one is approved
    triggered: Mapping[str, TakeoverTriggered] = field(default_factory=dict)
    closed: Mapping[str, TakeoverClosed] = field(default_factory=dict)
    roster: Roster = Roster()
    watching: Watching = Watching()
    drills: Mapping[str, DrillOpened] = field(default_factory=dict)
    drilled: Mapping[str, DrillClosed] = field(default_factory=dict)
    placed: tuple[RecipientsPlaced, ...] = ()  # of those whom an ended takeover left

    @property
    def left(self) -> dict[str, dict[Grade, int]]:
        """By ended takeover and grade: who was without provider then and is not placed yet."""
        found: dict[str, dict[Grade, int]] = {}
        for key, closed in self.closed.items():
            counts = {g: n - self._placed(key, g) for g, n in closed.uncovered.items()}
            if open_ones := {g: n for g, n in counts.items() if n > 0}:
                found[key] = open_ones
        return found

    def _placed(self, takeover: str, grade: Grade) -> int:
        return sum(p.count for p in self.placed if (p.takeover, p.grade) == (takeover, grade))

    @property
    def active(self) -> TakeoverTriggered | None:
        """The takeover that is under way, if one is."""
        return next((t for k, t in self.triggered.items() if k not in self.closed), None)

    @property
    def drilling(self) -> DrillOpened | None:
        """The drill that is under way, if one is."""
        return next((d for k, d in self.drills.items() if k not in self.drilled), None)


def evolve_desk(state: TakeoverDesk, event: TakeoverPlanEvent) -> TakeoverDesk:
    match event:
        case TakeoverPlanMade():
            return replace(state, plan=event.plan, made_by=event.by, made_on=event.on, approved_on=None)
        case TakeoverPlanApproved():
            return replace(state, approved_on=event.on, in_force=state.plan)
        case TakeoverTriggered():
            return replace(state, triggered={**state.triggered, event.takeover: event})
        case TakeoverClosed():
            begun = state.triggered.get(event.takeover)
            watching = state.watching.answered(begun.at) if begun is not None else state.watching
            return replace(state, closed={**state.closed, event.takeover: event}, watching=watching)
        case RecipientsPlaced():
            return replace(state, placed=(*state.placed, event))
        case DutyRosterSet() | DutyHandedOver():
            return replace(state, roster=Roster(event.shifts))
        case GapReported() | ReviewOpened() | ReviewConcluded():
            return replace(state, watching=evolve_watching(state.watching, event))
        case DrillOpened():
            return replace(state, drills={**state.drills, event.drill: event})
        case DrillClosed():
            return replace(state, drilled={**state.drilled, event.drill: event})
        case _:
            assert_never(event)
