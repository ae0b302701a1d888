"""Takeover: the plan as the project holds it, and the run in its own stream."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never

from domain.supervision.state import Watch
from domain.takeover.messages import (
    CoverageRecorded,
    HandoverRecorded,
    InterimExtended,
    InterimReported,
    RecipientsCovered,
    RecipientsNotified,
    Standby,
    StandbyAccepted,
    StandbyAsked,
    StandbyDeclined,
    StandbyEngaged,
    StandbyLapsed,
    StandbysExhausted,
    SupplierHeard,
    TakeoverClosed,
    TakeoverDecided,
    TakeoverEnded,
    TakeoverEvent,
    TakeoverOpened,
    TakeoverPlan,
    TakeoverPlanApproved,
    TakeoverPlanEvent,
    TakeoverPlanMade,
    TakeoverTriggered,
)


@dataclass(frozen=True, slots=True)
class TakeoverDesk:
    """What the project knows of its takeover plan and its takeovers."""

    plan: TakeoverPlan | None = None
    made_by: str = ""
    approved_on: date | None = None
    triggered: Mapping[str, TakeoverTriggered] = field(default_factory=dict)
    closed: Mapping[str, TakeoverClosed] = field(default_factory=dict)

    @property
    def active(self) -> TakeoverTriggered | None:
        """The takeover that is under way, if one is."""
        return next((t for k, t in self.triggered.items() if k not in self.closed), None)


def evolve_desk(state: TakeoverDesk, event: TakeoverPlanEvent) -> TakeoverDesk:
    match event:
        case TakeoverPlanMade():
            return replace(state, plan=event.plan, made_by=event.by, approved_on=None)
        case TakeoverPlanApproved():
            return replace(state, approved_on=event.on)
        case TakeoverTriggered():
            return replace(state, triggered={**state.triggered, event.takeover: event})
        case TakeoverClosed():
            return replace(state, closed={**state.closed, event.takeover: event})
        case _:
            assert_never(event)


TakeoverStatus = Literal["none", "triggered", "bridging", "stranded", "interim", "not_started", "ended"]


@dataclass(frozen=True, slots=True)
class Takeover:
    """The run.  `stranded`: all interim providers were asked in vain; the duty stands open and is escalated."""

    opened: TakeoverOpened | None = None
    decided: TakeoverDecided | None = None
    heard: SupplierHeard | None = None
    asked: Mapping[str, StandbyAsked] = field(default_factory=dict)
    accepted: Mapping[str, StandbyAccepted] = field(default_factory=dict)
    turned_down: frozenset[str] = frozenset()  # declined or lapsed
    exhausted: bool = False
    engaged: Mapping[str, StandbyEngaged] = field(default_factory=dict)
    coverage: tuple[CoverageRecorded, ...] = ()
    covered: RecipientsCovered | None = None
    notified: tuple[RecipientsNotified, ...] = ()
    handover: Mapping[str, HandoverRecorded] = field(default_factory=dict)
    reports: Mapping[int, InterimReported] = field(default_factory=dict)
    extended: InterimExtended | None = None
    ended: TakeoverEnded | None = None
    watch: Watch = Watch()

    @property
    def status(self) -> TakeoverStatus:
        if self.opened is None:
            return "none"
        if self.ended is not None:
            return "ended"
        if self.decided is None:
            return "triggered"
        if not self.decided.start:
            return "not_started"
        if self.covered is not None:
            return "interim"
        if self.exhausted and not self.engaged and not self.waiting:
            return "stranded"
        return "bridging"

    @property
    def waiting(self) -> StandbyAsked | None:
        """The provider that was asked and hasn't answered."""
        return next((a for k, a in self.asked.items() if k not in self.turned_down and k not in self.accepted), None)

    @property
    def next_standby(self) -> Standby | None:
        """Who is to be asked next, in the plan's order."""
        if self.opened is None:
            return None
        return next((s for s in self.opened.plan.standbys if s.key not in self.asked), None)

    def standby(self, key: str) -> Standby | None:
        return next((s for s in self.opened.plan.standbys if s.key == key), None) if self.opened else None

    def covered_of(self, grade: str) -> int:
        """How many of a grade are served again, over all engaged providers: the last count of each."""
        last: dict[str, int] = {}
        for record in self.coverage:
            if record.grade == grade:
                last[record.standby] = record.covered
        return sum(last.values())

    @property
    def uncovered(self) -> dict[str, int]:
        """Recipients by grade who have no provider now."""
        without = self.opened.without_provider if self.opened else {}
        return {
            grade: count - self.covered_of(grade) for grade, count in without.items() if count > self.covered_of(grade)
        }

    @property
    def interim_ends_on(self) -> date | None:
        """The last day of the interim engagement."""
        if self.extended is not None:
            return self.extended.ends_on
        return max((e.ends_on for e in self.engaged.values()), default=None)


def evolve(state: Takeover, event: TakeoverEvent) -> Takeover:
    match event:
        case TakeoverOpened():
            return replace(state, opened=event)
        case TakeoverDecided():
            return replace(state, decided=event)
        case SupplierHeard():
            return replace(state, heard=event)
        case StandbyAsked():
            return replace(state, asked={**state.asked, event.standby: event})
        case StandbyAccepted():
            return replace(state, accepted={**state.accepted, event.standby: event})
        case StandbyDeclined() | StandbyLapsed():
            return replace(state, turned_down=state.turned_down | {event.standby})
        case StandbysExhausted():
            return replace(state, exhausted=True)
        case StandbyEngaged():
            return replace(state, engaged={**state.engaged, event.standby: event})
        case CoverageRecorded():
            return replace(state, coverage=(*state.coverage, event))
        case RecipientsCovered():
            return replace(state, covered=event)
        case RecipientsNotified():
            return replace(state, notified=(*state.notified, event))
        case HandoverRecorded():
            return replace(state, handover={**state.handover, event.item: event})
        case InterimReported():
            return replace(state, reports={**state.reports, event.week: event})
        case InterimExtended():
            return replace(state, extended=event)
        case TakeoverEnded():
            return replace(state, ended=event)
        case _:
            assert_never(event)
