"""Demands on record, what came back of each, which have ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from domain.payment.repayment.messages import (
    RepaymentDemanded,
    RepaymentDemandEnded,
    RepaymentEvent,
    RepaymentReceived,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Repayments:
    demanded: Mapping[str, RepaymentDemanded] = field(default_factory=dict)
    received: tuple[RepaymentReceived, ...] = ()
    ended: Mapping[str, RepaymentDemandEnded] = field(default_factory=dict)

    @property
    def repaid_yuan(self) -> Decimal:
        return sum((r.amount_yuan for r in self.received), start=ZERO)

    def left_yuan(self, key: str) -> Decimal:
        """What of a demand has not come back; nothing once it has ended."""
        if key in self.ended:
            return ZERO
        back = sum((r.amount_yuan for r in self.received if r.key == key), start=ZERO)
        return self.demanded[key].amount_yuan - back

    @property
    def open(self) -> tuple[RepaymentDemanded, ...]:
        return tuple(d for k, d in self.demanded.items() if self.left_yuan(k) > 0)

    @property
    def covered_yuan(self) -> Decimal:
        """What is no longer to be demanded: repaid, asked for, or ended otherwise than by taking the demand back."""
        return self.repaid_yuan + sum(
            (
                d.amount_yuan - sum((r.amount_yuan for r in self.received if r.key == k), start=ZERO)
                for k, d in self.demanded.items()
                if k not in self.ended or self.ended[k].how != "withdrawn"
            ),
            start=ZERO,
        )


def evolve_repayments(state: Repayments, event: RepaymentEvent) -> Repayments:
    match event:
        case RepaymentDemanded():
            return replace(state, demanded={**state.demanded, event.key: event})
        case RepaymentReceived():
            return replace(state, received=(*state.received, event))
        case RepaymentDemandEnded():
            return replace(state, ended={**state.ended, event.key: event})
        case _:
            assert_never(event)
