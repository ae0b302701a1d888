"""Parties: what is on record of those behind the bids, and of the agency."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.bidding.parties.messages import (
    AgencyAppointed,
    AgencyEnded,
    ConflictRecorded,
    CreditChecked,
    CreditCheckRequested,
    PartiesEvent,
    ProjectServiceRecorded,
    ProofsFiled,
)

Bidder = tuple[int, str]  # round and credit code


@dataclass(frozen=True, slots=True)
class Parties:
    proofs: Mapping[Bidder, ProofsFiled] = field(default_factory=dict)
    asked: Mapping[str, CreditCheckRequested] = field(default_factory=dict)
    looked_up: Mapping[str, CreditChecked] = field(default_factory=dict)
    services: tuple[ProjectServiceRecorded, ...] = ()
    conflicts: Mapping[Bidder, ConflictRecorded] = field(default_factory=dict)
    agencies: tuple[AgencyAppointed, ...] = ()

    def checks(self, round: int, supplier: str) -> tuple[CreditChecked, ...]:
        """What the credit channels said of a supplier in a round; the last word of each channel."""
        last = {c.source: c for c in self.looked_up.values() if (c.round, c.supplier) == (round, supplier)}
        return tuple(last.values())

    def agency_on(self, day: date) -> AgencyAppointed | None:
        """The agency whose agreement was in force on a day.  AD-06"""
        return next((a for a in reversed(self.agencies) if a.from_on <= day <= a.until_on), None)


def evolve(state: Parties, event: PartiesEvent) -> Parties:
    match event:
        case ProofsFiled():
            key = (event.round, event.supplier)
            before = state.proofs.get(key)
            if before is not None:  # what comes later completes or replaces, part by part
                declares = tuple(dict.fromkeys((*before.declares, *event.declares)))
                event = event.model_copy(update={"proofs": {**before.proofs, **event.proofs}, "declares": declares})
            return replace(state, proofs={**state.proofs, key: event})
        case CreditCheckRequested():
            return replace(state, asked={**state.asked, event.check: event})
        case CreditChecked():
            rest = {k: c for k, c in state.looked_up.items() if k != event.check}
            return replace(state, looked_up={**rest, event.check: event})
        case ProjectServiceRecorded():
            return replace(state, services=(*state.services, event))
        case ConflictRecorded():
            return replace(state, conflicts={**state.conflicts, (event.round, event.supplier): event})
        case AgencyAppointed():
            return replace(state, agencies=(*state.agencies, event))
        case AgencyEnded():
            ended = tuple(
                a.model_copy(update={"until_on": min(a.until_on, event.ends_on)}) if a.agency == event.agency else a
                for a in state.agencies
            )
            return replace(state, agencies=ended)
        case _:
            assert_never(event)
