"""Funding: a project's money, and the pool of a division and year."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.funding.messages import (
    AllocationRecorded,
    CarriedIn,
    CarriedOut,
    CeilingFallAnswered,
    CeilingFallen,
    FundingEvent,
    FundsCarriedOver,
    FundsCommitted,
    FundsConverted,
    FundSourceChecked,
    FundsReleased,
    FundsReserved,
    PoolCharged,
    PoolEvent,
    PoolReleased,
    YearFrozen,
)
from domain.supervision.state import Watch

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Funding:
    """By pool (`<division>-<year>`): what is reserved, and what is promised of a year that has no allocation yet."""

    reserved: Mapping[str, Decimal] = field(default_factory=dict)
    committed: Mapping[str, FundsCommitted] = field(default_factory=dict)
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by pool, of what is reserved there
    checked: Mapping[str, FundSourceChecked] = field(default_factory=dict)  # by source; the last word counts
    converted: tuple[FundsConverted, ...] = ()
    carried: tuple[FundsCarriedOver, ...] = ()

    @property
    def committed_yuan(self) -> Decimal:
        return sum((c.amount_yuan for c in self.committed.values()), start=ZERO)

    @property
    def reserved_yuan(self) -> Decimal:
        return sum(self.reserved.values(), start=ZERO)

    def covers(self, pool: str) -> bool:
        """Whether this pool's line is reserved or committed."""
        return pool in self.reserved or pool in self.committed


def evolve(state: Funding, event: FundingEvent) -> Funding:
    match event:
        case FundsReserved():
            return replace(
                state,
                reserved=_plus(state.reserved, event.pool, event.amount_yuan),
                sources=_from(state.sources, event.pool, event.source),
                committed={k: v for k, v in state.committed.items() if k != event.pool},
            )
        case FundsCommitted():
            return replace(state, committed={**state.committed, event.pool: event})
        case FundsReleased():
            return replace(state, reserved=_plus(state.reserved, event.pool, -event.amount_yuan))
        case FundsConverted():
            return replace(state, converted=(*state.converted, event))
        case FundSourceChecked():
            return replace(state, checked={**state.checked, event.source: event})
        case FundsCarriedOver():
            moved = _plus(_plus(state.reserved, event.pool, -event.amount_yuan), event.to_pool, event.amount_yuan)
            sources = _from(state.sources, event.to_pool, event.source)
            return replace(state, reserved=moved, sources=sources, carried=(*state.carried, event))
        case _:
            assert_never(event)


def _plus(amounts: Mapping[str, Decimal], key: str, amount_yuan: Decimal) -> dict[str, Decimal]:
    return {**amounts, key: amounts.get(key, ZERO) + amount_yuan}


def _from(sources: Mapping[str, frozenset[str]], pool: str, source: str) -> dict[str, frozenset[str]]:
    return {**sources, pool: sources.get(pool, frozenset()) | {source}}


@dataclass(frozen=True, slots=True)
class Pool:
    """What was handed down to a division for a year, and what is charged to it.  JL44-5.2"""

    base_yuan: Decimal = ZERO
    used_yuan: Decimal = ZERO
    departed_yuan: Decimal = ZERO
    allocations: int = 0
    charged: Mapping[str, Decimal] = field(default_factory=dict)  # by project
    documents: frozenset[tuple[str, str]] = frozenset()  # level and number of each document that handed money down
    fallen: CeilingFallen | None = None  # the last withdrawal that left more charged than the ceiling
    falls: int = 0
    answer: CeilingFallAnswered | None = None  # what finance does about it
    frozen_on: date | None = None
    carried_out_yuan: Decimal = ZERO
    carried_in_yuan: Decimal = ZERO
    watch: Watch = Watch()


def evolve_pool(state: Pool, event: PoolEvent) -> Pool:
    match event:
        case AllocationRecorded():
            sign = -1 if event.kind == "withdrawn" else 1
            return replace(
                state,
                base_yuan=state.base_yuan + sign * event.amount_yuan,
                allocations=state.allocations + 1,
                documents=state.documents | {(event.level, event.document_number)},
            )
        case PoolCharged():
            return _charge(state, event.project, event.amount_yuan, event.departed)
        case PoolReleased():  # money from elsewhere was never charged: no project gives back more than its own
            return _give_back(state, event.project, min(event.amount_yuan, state.charged.get(event.project, ZERO)))
        case CeilingFallen():
            return replace(state, fallen=event, falls=state.falls + 1, answer=None)
        case CeilingFallAnswered():
            return replace(state, answer=event)
        case YearFrozen():
            return replace(state, frozen_on=event.on)
        case CarriedOut():
            less = _give_back(state, event.project, event.amount_yuan)
            return replace(less, carried_out_yuan=state.carried_out_yuan + event.amount_yuan)
        case CarriedIn():
            more = _charge(state, event.project, event.amount_yuan, event.departed)
            return replace(more, carried_in_yuan=state.carried_in_yuan + event.amount_yuan)
        case _:
            assert_never(event)


def _charge(state: Pool, project: str, amount_yuan: Decimal, departed: bool) -> Pool:
    return replace(
        state,
        used_yuan=state.used_yuan + amount_yuan,
        departed_yuan=state.departed_yuan + amount_yuan if departed else state.departed_yuan,
        charged=_plus(state.charged, project, amount_yuan),
    )


def _give_back(state: Pool, project: str, amount_yuan: Decimal) -> Pool:
    return replace(state, used_yuan=state.used_yuan - amount_yuan, charged=_plus(state.charged, project, -amount_yuan))
