"""Payment: invoices, orders, what was paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from domain.payment.messages import (
    InvoiceRegistered,
    PaymentApproved,
    PaymentEvent,
    PaymentMade,
    PaymentOrdered,
    PaymentRefused,
    PaymentReturned,
)


@dataclass(frozen=True, slots=True)
class Payment:
    invoices: Mapping[str, InvoiceRegistered] = field(default_factory=dict)
    ordered: Mapping[str, PaymentOrdered] = field(default_factory=dict)
    approved: Mapping[str, PaymentApproved] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()  # refused by a person or returned by the treasury
    made: Mapping[str, PaymentMade] = field(default_factory=dict)

    @property
    def paid_yuan(self) -> Decimal:
        return sum((p.amount_yuan for p in self.made.values()), start=Decimal("0.00"))

    @property
    def live(self) -> tuple[PaymentOrdered, ...]:
        """Payments ordered and neither refused nor returned: paid, or on their way."""
        return tuple(p for k, p in self.ordered.items() if k not in self.ended)

    @property
    def promised_yuan(self) -> Decimal:
        """All that is paid or on its way."""
        return sum((p.amount_yuan for p in self.live), start=Decimal("0.00"))

    @property
    def unpaid_invoices(self) -> tuple[InvoiceRegistered, ...]:
        paid = {self.ordered[k].invoice for k in self.made if k in self.ordered}
        return tuple(i for i in self.invoices.values() if i.number not in paid)


def evolve(state: Payment, event: PaymentEvent) -> Payment:
    match event:
        case InvoiceRegistered():
            return replace(state, invoices={**state.invoices, event.number: event})
        case PaymentOrdered():
            return replace(state, ordered={**state.ordered, event.payment: event})
        case PaymentApproved():
            return replace(state, approved={**state.approved, event.payment: event})
        case PaymentRefused() | PaymentReturned():
            return replace(state, ended=state.ended | {event.payment})
        case PaymentMade():
            return replace(state, made={**state.made, event.payment: event})
        case _:
            assert_never(event)
