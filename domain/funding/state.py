"""Funding: a project's money, and the pool of a division and year."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from domain.funding.messages import (
    AllocationRecorded,
    FundingEvent,
    FundsCommitted,
    FundsReleased,
    FundsReserved,
    PoolCharged,
    PoolEvent,
    PoolReleased,
)
from domain.supervision.state import Watch

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Funding:
    """By pool (`<division>-<year>`): what is reserved, and what is promised of a year that has no allocation yet."""

    reserved: Mapping[str, Decimal] = field(default_factory=dict)
    committed: Mapping[str, FundsCommitted] = field(default_factory=dict)

    @property
    def reserved_yuan(self) -> Decimal:
        return sum(self.reserved.values(), start=ZERO)

    def covers(self, pool: str) -> bool:
        """Whether this pool's line is reserved or committed."""
        return pool in self.reserved or pool in self.committed


def evolve(state: Funding, event: FundingEvent) -> Funding:
    match event:
        case FundsReserved():
            reserved = {**state.reserved, event.pool: state.reserved.get(event.pool, ZERO) + event.amount_yuan}
            return replace(
                state, reserved=reserved, committed={k: v for k, v in state.committed.items() if k != event.pool}
            )
        case FundsCommitted():
            return replace(state, committed={**state.committed, event.pool: event})
        case FundsReleased():
            return replace(
                state, reserved={**state.reserved, event.pool: state.reserved.get(event.pool, ZERO) - event.amount_yuan}
            )
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Pool:
    """What was handed down to a division for a year, and what is charged to it.  JL44-5.2"""

    base_yuan: Decimal = ZERO
    used_yuan: Decimal = ZERO
    departed_yuan: Decimal = ZERO
    allocations: int = 0
    charged: Mapping[str, Decimal] = field(default_factory=dict)  # by project
    watch: Watch = Watch()


def evolve_pool(state: Pool, event: PoolEvent) -> Pool:
    match event:
        case AllocationRecorded():
            sign = -1 if event.kind == "withdrawn" else 1
            return replace(
                state, base_yuan=state.base_yuan + sign * event.amount_yuan, allocations=state.allocations + 1
            )
        case PoolCharged():
            departed = state.departed_yuan + event.amount_yuan if event.departed else state.departed_yuan
            charged = {**state.charged, event.project: state.charged.get(event.project, ZERO) + event.amount_yuan}
            used_yuan = state.used_yuan + event.amount_yuan
            return replace(state, used_yuan=used_yuan, departed_yuan=departed, charged=charged)
        case PoolReleased():  # money from elsewhere was never charged: no project gives back more than its own
            held = state.charged.get(event.project, ZERO)
            back = min(event.amount_yuan, held)
            charged = {**state.charged, event.project: held - back}
            return replace(state, used_yuan=state.used_yuan - back, charged=charged)
        case _:
            assert_never(event)
