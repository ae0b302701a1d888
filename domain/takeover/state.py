"""Takeover: the run in its own stream.  What the project keeps is in `desk.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal, assert_never

from domain.supervision.state import Watch
from domain.takeover.asking.messages import (
    StandbyAccepted,
    StandbyAdded,
    StandbyAsked,
    StandbyDeclined,
    StandbyLapsed,
    StandbysExhausted,
    TakeoverDecided,
)
from domain.takeover.bridge.messages import CoverageRecorded, InterimExtended, RecipientsCovered, StandbyEngaged
from domain.takeover.care.messages import HandoverRecorded, InterimReported, RecipientsNotified, SupplierHeard
from domain.takeover.ending.messages import TakeoverEnded
from domain.takeover.help.messages import SupplierHelpEnded
from domain.takeover.messages import TakeoverEvent
from domain.takeover.money.messages import BridgeSettled
from domain.takeover.people.messages import GovernmentInformed, NeedEnded, RecipientsListed
from domain.takeover.people.state import People, Wait, waits
from domain.takeover.people.state import evolve as evolve_people
from domain.takeover.plan.messages import Standby
from domain.takeover.roster.messages import RosterCarried
from domain.takeover.roster.state import Roster
from domain.takeover.start.messages import GlassBroken, StartRatified
from domain.takeover.start.state import Start
from domain.takeover.start.state import evolve as evolve_start
from domain.takeover.trigger.messages import TakeoverOpened
from domain.values import Grade

HOUR = timedelta(hours=1)


TakeoverStatus = Literal["none", "triggered", "bridging", "stranded", "interim", "not_started", "ended"]


@dataclass(frozen=True, slots=True)
class Takeover:
    """The run.  `stranded`: all interim providers were asked in vain; the duty stands open and is escalated."""

    opened: TakeoverOpened | None = None
    decided: TakeoverDecided | None = None
    heard: SupplierHeard | None = None
    asked: Mapping[str, StandbyAsked] = field(default_factory=dict)
    accepted: Mapping[str, StandbyAccepted] = field(default_factory=dict)  # and not withdrawn since
    turned_down: frozenset[str] = frozenset()  # declined or lapsed, and not accepted since
    exhausted_at: datetime | None = None
    engaged: Mapping[str, StandbyEngaged] = field(default_factory=dict)
    coverage: tuple[CoverageRecorded, ...] = ()
    trail: tuple[CoverageRecorded | NeedEnded, ...] = ()  # who was served again, who needs it no more, as recorded
    covered: RecipientsCovered | None = None
    notified: tuple[RecipientsNotified, ...] = ()
    handover: Mapping[str, HandoverRecorded] = field(default_factory=dict)
    reports: Mapping[int, InterimReported] = field(default_factory=dict)
    extended: InterimExtended | None = None
    ended: TakeoverEnded | None = None
    start: Start = Start()
    roster: Roster = Roster()
    people: People = People()
    settled: Mapping[str, BridgeSettled] = field(default_factory=dict)
    help_ended: SupplierHelpEnded | None = None
    added: tuple[Standby, ...] = ()  # found when the plan's own didn't suffice
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
        if self.covered is not None and not self.uncovered:
            return "interim"
        return "stranded" if self.stranded else "bridging"

    @property
    def stranded(self) -> bool:
        """All were asked, and those who accepted don't suffice."""
        return self.exhausted_at is not None and not self.waiting and self.short

    @property
    def drill(self) -> bool:
        """A drill: no money, no notice, no word to anybody outside."""
        return self.opened is not None and self.opened.drill

    @property
    def waiting(self) -> tuple[StandbyAsked, ...]:
        """The providers that were asked and haven't answered, several where one can't serve all."""
        return tuple(a for k, a in self.asked.items() if k not in self.turned_down and k not in self.accepted)

    @property
    def standbys(self) -> tuple[Standby, ...]:
        """The interim providers in the order in which they are asked."""
        return (*self.opened.plan.standbys, *self.added) if self.opened is not None else ()

    @property
    def unasked(self) -> tuple[Standby, ...]:
        """Who can be asked yet, in order."""
        return tuple(s for s in self.standbys if s.key not in self.asked)

    def standby(self, key: str) -> Standby | None:
        return next((s for s in self.standbys if s.key == key), None)

    def hoped(self, grade: Grade) -> int:
        """How many of a grade can be served if all who are asked say yes."""
        offered = sum(self.offer(key, grade) for key in self.accepted)
        asked = (self.standby(a.standby) for a in self.waiting)
        return offered + sum(s.capacity.get(grade, 0) for s in asked if s is not None)

    @property
    def without_provider(self) -> Mapping[Grade, int]:
        """Recipients by grade whose service stopped, less those who need it no more."""
        if self.opened is None:
            return {}
        return {g: max(0, n - self.people.gone(g)) for g, n in self.opened.without_provider.items()}

    def offer(self, key: str, grade: Grade) -> int:
        """How many of a grade a provider that accepted can serve: what it said, unless it has lost some since."""
        plan = self.standby(key)
        accepted = self.accepted.get(key)
        if plan is None or accepted is None:
            return 0
        said = (accepted.can_serve or plan.capacity).get(grade, 0)
        counts = [r.covered for r in self.coverage if r.standby == key and r.grade == grade]
        lost = any(later < earlier for earlier, later in pairwise(counts))
        return counts[-1] if lost else max(said, *counts, 0)

    @property
    def short(self) -> bool:
        """Whether those who accepted can't serve all: another has to be asked."""
        if not self.accepted:
            return True
        return any(
            count > sum(self.offer(key, grade) for key in self.accepted)
            for grade, count in self.without_provider.items()
        )

    def covered_of(self, grade: Grade) -> int:
        """How many of a grade are served again, over all engaged providers."""
        return sum(self.serving(grade).values())

    def serving(self, grade: Grade) -> dict[str, int]:
        """By provider: its last count of a grade, less those of it who needed no service any more since then."""
        counts: dict[str, int] = {}
        for step in self.trail:
            if step.grade == grade:
                _count(counts, step)
        return counts

    @property
    def uncovered(self) -> dict[Grade, int]:
        """Recipients by grade who have no provider now."""
        missing = {grade: count - self.covered_of(grade) for grade, count in self.without_provider.items()}
        return {grade: count for grade, count in missing.items() if count > 0}

    def gap(self, grade: Grade) -> tuple[datetime, datetime | None]:
        """Since when a grade is or last was without provider, and until when; ValueError before the opening."""
        if self.opened is None:
            raise ValueError("a takeover that was not opened has no gap")
        since, until, latest = self.opened.gap_since, None, self.opened.gap_since
        need, counts = self.opened.without_provider.get(grade, 0), dict[str, int]()
        for step in self.trail:
            if step.grade != grade:
                continue
            _count(counts, step)
            need -= step.count if isinstance(step, NeedEnded) else 0
            at = step.ended_at if isinstance(step, NeedEnded) else step.covered_at
            latest, full = max(latest, at), sum(counts.values()) >= need
            if full and until is None:
                until = latest
            elif not full and until is not None:
                since, until = at, None
        return since, until

    @property
    def hours(self) -> dict[Grade, int]:
        """Whole hours, begun ones counted, from the stop of service to the moment the whole grade was served again."""
        hours: dict[Grade, int] = {}
        for grade in self.without_provider:
            since, until = self.gap(grade)
            hours[grade] = -((since - until) // HOUR) if until is not None else 0
        return hours

    @property
    def waits(self) -> dict[str, Wait]:
        """Each listed recipient's own gap."""
        return waits(self.people, self.coverage, self.opened.gap_since) if self.opened is not None else {}

    @property
    def extended_key(self) -> str | None:
        """Whose engagement the extension carries on."""
        if self.extended is None:
            return None
        if self.extended.standby is not None:
            return self.extended.standby
        return max(self.engaged.values(), key=lambda e: e.ends_on).standby if self.engaged else None

    @property
    def told(self) -> int:
        """How many recipients were told so far."""
        return sum(n.told for n in self.notified)

    @property
    def interim_ends_on(self) -> date | None:
        """The last day of the interim engagement."""
        if self.extended is not None:
            return self.extended.ends_on
        return max((e.ends_on for e in self.engaged.values()), default=None)


def _count(counts: dict[str, int], step: CoverageRecorded | NeedEnded) -> None:
    """How many each provider serves after one step."""
    match step:
        case CoverageRecorded():
            counts[step.standby] = step.covered
        case NeedEnded():
            for key, served in step.served.items():
                counts[key] = max(0, counts.get(key, 0) - served)


def evolve(state: Takeover, event: TakeoverEvent) -> Takeover:
    match event:
        case TakeoverOpened():
            return replace(state, opened=event, roster=Roster(event.shifts))
        case TakeoverDecided():
            return replace(state, decided=event)
        case SupplierHeard():
            return replace(state, heard=event)
        case StandbyAsked():
            return replace(state, asked={**state.asked, event.standby: event})
        case StandbyAccepted():
            accepted = {**state.accepted, event.standby: event}
            return replace(state, accepted=accepted, turned_down=state.turned_down - {event.standby})
        case StandbyDeclined() | StandbyLapsed():
            standing = {k: a for k, a in state.accepted.items() if k != event.standby}
            return replace(state, accepted=standing, turned_down=state.turned_down | {event.standby})
        case StandbysExhausted():
            return replace(state, exhausted_at=event.at)
        case StandbyEngaged():
            return replace(state, engaged={**state.engaged, event.standby: event})
        case CoverageRecorded():
            return replace(state, coverage=(*state.coverage, event), trail=(*state.trail, event))
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
        case GlassBroken() | StartRatified():
            return replace(state, start=evolve_start(state.start, event))
        case NeedEnded():
            return replace(state, people=evolve_people(state.people, event), trail=(*state.trail, event))
        case RecipientsListed() | GovernmentInformed():
            return replace(state, people=evolve_people(state.people, event))
        case BridgeSettled():
            return replace(state, settled={**state.settled, event.standby: event})
        case SupplierHelpEnded():
            return replace(state, help_ended=event)
        case StandbyAdded():
            return replace(state, added=(*state.added, event.standby), exhausted_at=None)
        case RosterCarried():
            return replace(state, roster=Roster(event.shifts))
        case _:
            assert_never(event)
