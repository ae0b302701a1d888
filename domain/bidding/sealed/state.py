"""Sealed bids: the round's key, the opening begun, what was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.bidding.sealed.messages import (
    Holder,
    SealedBidInvalid,
    SealedBidRevealed,
    SealedEvent,
    SealedOpeningBegun,
    SealingKeyRegistered,
    SealingKeyReplaced,
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One round's sealing; without a key bids come on paper only."""

    public_key: str | None = None
    holders: tuple[Holder, ...] = ()
    registered_by: str = ""
    begun: SealedOpeningBegun | None = None
    revealed: Mapping[str, SealedBidRevealed] = field(default_factory=dict)
    invalid: Mapping[str, SealedBidInvalid] = field(default_factory=dict)


def evolve(state: Sealed, event: SealedEvent) -> Sealed:
    match event:
        case SealingKeyRegistered() | SealingKeyReplaced():
            return replace(state, public_key=event.public_key, holders=event.holders, registered_by=event.by)
        case SealedOpeningBegun():
            return replace(state, begun=event)
        case SealedBidRevealed():
            return replace(state, revealed={**state.revealed, event.supplier: event})
        case SealedBidInvalid():
            return replace(state, invalid={**state.invalid, event.supplier: event})
        case _:
            assert_never(event)
