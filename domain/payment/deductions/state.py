"""Deductions: what is withheld while it is disputed, what was deducted for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from domain.payment.deductions.messages import (
    DeductionDecided,
    DeductionEvent,
    DeductionProposed,
    DeductionReplied,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Deductions:
    proposed: Mapping[str, DeductionProposed] = field(default_factory=dict)
    replied: Mapping[str, DeductionReplied] = field(default_factory=dict)
    decided: Mapping[str, DeductionDecided] = field(default_factory=dict)

    @property
    def open(self) -> tuple[DeductionProposed, ...]:
        return tuple(d for k, d in self.proposed.items() if k not in self.decided)

    def withheld_yuan(self, invoice: str) -> Decimal:
        """What of an invoice is not to be paid now: disputed parts, and parts deducted for good."""
        disputed = sum((d.amount_yuan for d in self.open if d.invoice == invoice), start=ZERO)
        return disputed + sum(
            (d.amount_yuan for k, d in self.decided.items() if self.proposed[k].invoice == invoice), start=ZERO
        )

    def deducted_yuan(self, period: str) -> Decimal:
        """What was deducted for good from a period."""
        return sum((d.amount_yuan for k, d in self.decided.items() if self.proposed[k].period == period), start=ZERO)


def evolve_deductions(state: Deductions, event: DeductionEvent) -> Deductions:
    match event:
        case DeductionProposed():
            return replace(state, proposed={**state.proposed, event.key: event})
        case DeductionReplied():
            return replace(state, replied={**state.replied, event.key: event})
        case DeductionDecided():
            return replace(state, decided={**state.decided, event.key: event})
        case _:
            assert_never(event)
