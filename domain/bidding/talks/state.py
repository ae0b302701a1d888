"""The talks of a round: who was heard in which, what changed, the final offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.bidding.talks.messages import (
    FinalOfferSubmitted,
    NeedsChanged,
    OffersRequested,
    TalksEvent,
    TalksHeld,
)


@dataclass(frozen=True, slots=True)
class Talks:
    heard: Mapping[int, frozenset[str]] = field(default_factory=dict)  # round of talks → suppliers
    changes: tuple[NeedsChanged, ...] = ()
    changed_after: int = 0  # the last round of talks that was held before the latest change
    requested: OffersRequested | None = None
    offers: Mapping[str, FinalOfferSubmitted] = field(default_factory=dict)


def evolve(state: Talks, event: TalksEvent) -> Talks:
    match event:
        case TalksHeld():
            heard = state.heard.get(event.talk, frozenset()) | {event.supplier}
            return replace(state, heard={**state.heard, event.talk: heard})
        case NeedsChanged():
            return replace(state, changes=(*state.changes, event), changed_after=max(state.heard, default=0))
        case OffersRequested():
            return replace(state, requested=event, offers={})
        case FinalOfferSubmitted():
            return replace(state, offers={**state.offers, event.supplier: event})
        case _:
            assert_never(event)
