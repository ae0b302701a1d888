"""What both parties settled, what was said of delays, which receivables wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.payment.lateness.messages import (
    DelayExplained,
    LatenessEvent,
    ReceivableConfirmed,
    ReceivableRequested,
    SettlementConfirmed,
)


@dataclass(frozen=True, slots=True)
class Lateness:
    settlements: Mapping[tuple[str, str], SettlementConfirmed] = field(default_factory=dict)  # by period and party
    delays: tuple[DelayExplained, ...] = ()
    requested: Mapping[str, ReceivableRequested] = field(default_factory=dict)
    confirmed: Mapping[str, ReceivableConfirmed] = field(default_factory=dict)

    def settled(self, period: str) -> tuple[date, Decimal] | None:
        """Since when both say the same amount, and the amount.  PY-02"""
        buyer = self.settlements.get((period, "buyer"))
        supplier = self.settlements.get((period, "supplier"))
        if buyer is None or supplier is None or buyer.amount_yuan != supplier.amount_yuan:
            return None
        return max(buyer.on, supplier.on), buyer.amount_yuan


def evolve_lateness(state: Lateness, event: LatenessEvent) -> Lateness:
    match event:
        case SettlementConfirmed():
            return replace(state, settlements={**state.settlements, (event.period, event.party): event})
        case DelayExplained():
            return replace(state, delays=(*state.delays, event))
        case ReceivableRequested():
            return replace(state, requested={**state.requested, event.key: event})
        case ReceivableConfirmed():
            return replace(state, confirmed={**state.confirmed, event.key: event})
        case _:
            assert_never(event)
