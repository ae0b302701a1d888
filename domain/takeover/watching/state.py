"""Watching: the gap as last reported, and the reviews that are open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from domain.takeover.watching.messages import GapReported, ReviewConcluded, ReviewOpened, WatchingEvent
from domain.values import Grade


@dataclass(frozen=True, slots=True)
class Watching:
    gap: GapReported | None = None  # the last report
    missed_since: Mapping[Grade, datetime] = field(default_factory=dict)  # by grade, where somebody is missed now
    shares: tuple[
        tuple[datetime, Decimal], ...
    ] = ()  # of those expected, how many were served; since the last full one
    reviews: Mapping[str, ReviewOpened] = field(default_factory=dict)  # by sign, open
    concluded: tuple[ReviewConcluded, ...] = ()

    @property
    def without_provider(self) -> dict[Grade, int]:
        return missed(self.gap) if self.gap is not None else {}

    def low_since(self, least: Decimal) -> datetime | None:
        """Since when the share of those served has been below `least` without a break."""
        since = None
        for at, share in self.shares:
            if share >= least:
                since = None
            elif since is None:
                since = at
        return since

    def answered(self, triggered_at: datetime) -> "Watching":
        """A takeover has dealt with the gap that stood when it was triggered; one reported since then goes on."""
        if self.gap is None or self.gap.at > triggered_at:
            return self
        return replace(self, gap=None, missed_since={}, shares=())

    def judged(self, sign: str) -> frozenset[str]:
        """The data of a sign that a review has looked at."""
        return frozenset(key for c in self.concluded if c.sign == sign for key in c.basis)


def missed(report: GapReported) -> dict[Grade, int]:
    lacking = {g: n - report.served.get(g, 0) for g, n in report.expected.items()}
    return {g: n for g, n in lacking.items() if n > 0}


def evolve(state: Watching, event: WatchingEvent) -> Watching:
    match event:
        case GapReported():
            since = event.missed_since or event.at
            now = {g: min(state.missed_since.get(g, since), since) for g in missed(event)}
            whole = sum(event.expected.values())
            share = Decimal(sum(event.served.values())) / whole if whole else Decimal(1)
            shares = (*state.shares, (since, share)) if now else ()
            return replace(state, gap=event, missed_since=now, shares=shares)
        case ReviewOpened():
            return replace(state, reviews={**state.reviews, event.sign: event})
        case ReviewConcluded():
            left = {k: r for k, r in state.reviews.items() if k != event.sign}
            return replace(state, reviews=left, concluded=(*state.concluded, event))
        case _:
            assert_never(event)
