"""Bid bonds: what is held, by round and supplier."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.award.bonds.messages import BidBondForfeited, BidBondReceived, BidBondsReturned, BondsEvent


@dataclass(frozen=True, slots=True)
class Bonds:
    received: Mapping[tuple[int, str], BidBondReceived] = field(default_factory=dict)
    returned: frozenset[tuple[int | None, str]] = frozenset()  # without a round: from before rounds were recorded
    forfeited: frozenset[tuple[int, str]] = frozenset()

    def settled(self, round: int, supplier: str) -> bool:
        """Whether the bond went back or is lawfully kept."""
        return bool({(round, supplier), (None, supplier)} & self.returned) or (round, supplier) in self.forfeited


def evolve(state: Bonds, event: BondsEvent) -> Bonds:
    match event:
        case BidBondReceived():
            return replace(state, received={**state.received, (event.round, event.supplier): event})
        case BidBondsReturned():
            return replace(state, returned=state.returned | {(event.round, uscc) for uscc in event.suppliers})
        case BidBondForfeited():
            return replace(state, forfeited=state.forfeited | {(event.round, event.supplier)})
        case _:
            assert_never(event)
