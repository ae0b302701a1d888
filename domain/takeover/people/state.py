"""The people of a takeover: the list, and how long each one waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from domain.takeover.people.messages import GovernmentInformed, Listed, NeedEnded, PeopleEvent, RecipientsListed
from domain.values import Grade

if TYPE_CHECKING:
    from domain.takeover.bridge.messages import CoverageRecorded


@dataclass(frozen=True, slots=True)
class Wait:
    """One recipient's gap: since when, and until when somebody served them again; None: they still wait."""

    grade: Grade
    since: datetime
    until: datetime | None = None
    ended: bool = False  # the need itself ended

    def hours(self, now: datetime) -> int:
        """Whole hours, begun ones counted."""
        return -int((self.since - (self.until or now)).total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class People:
    listed: Mapping[str, Listed] = field(default_factory=dict)
    ended: tuple[NeedEnded, ...] = ()
    informed: GovernmentInformed | None = None

    @property
    def ended_names(self) -> frozenset[str]:
        """The pseudonyms that need the service no more."""
        return frozenset(r for e in self.ended for r in e.recipients)

    def gone(self, grade: Grade) -> int:
        """How many of a grade need the service no more."""
        return sum(e.count for e in self.ended if e.grade == grade)


def evolve(state: People, event: PeopleEvent) -> People:
    match event:
        case RecipientsListed():
            return replace(state, listed={**state.listed, **{r.recipient: r for r in event.recipients}})
        case NeedEnded():
            return replace(state, ended=(*state.ended, event))
        case GovernmentInformed():
            return replace(state, informed=event)
        case _:
            assert_never(event)


def waits(people: People, coverage: "Iterable[CoverageRecorded]", gap_since: datetime) -> dict[str, Wait]:
    """Each listed recipient's own gap.  A provider's later list of a grade replaces its earlier one."""
    found = {key: Wait(r.grade, r.since or gap_since) for key, r in people.listed.items()}
    serving: dict[tuple[str, Grade], frozenset[str]] = {}
    for record in coverage:
        if not record.recipients and record.covered:
            continue  # counted, not listed
        key = (record.standby, record.grade)
        before, now = serving.get(key, frozenset()), frozenset(record.recipients)
        serving[key] = now
        elsewhere = frozenset().union(*(s for k, s in serving.items() if k != key))
        for one in (now - before - elsewhere) & found.keys():
            found[one] = replace(found[one], until=record.covered_at)
        for one in (before - now - elsewhere) & found.keys():
            found[one] = replace(found[one], since=record.covered_at, until=None)
    for event in people.ended:
        for one in event.recipients:
            if one in found:
                until = found[one].until or event.ended_at
                found[one] = replace(found[one], until=until, ended=True)
    return found
