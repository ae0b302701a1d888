"""Complaints of late payment, and how far each is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.payment.complaints.messages import (
    LateComplaintEvent,
    PaymentComplaintAnswered,
    PaymentComplaintProlonged,
    PaymentComplaintReceived,
    PaymentComplaintTransferred,
)


@dataclass(frozen=True, slots=True)
class LateComplaints:
    received: Mapping[str, PaymentComplaintReceived] = field(default_factory=dict)
    transferred: Mapping[str, PaymentComplaintTransferred] = field(default_factory=dict)
    prolonged: Mapping[str, PaymentComplaintProlonged] = field(default_factory=dict)
    answered: Mapping[str, PaymentComplaintAnswered] = field(default_factory=dict)

    @property
    def open(self) -> tuple[PaymentComplaintReceived, ...]:
        return tuple(c for k, c in self.received.items() if k not in self.answered)


def evolve_complaints(state: LateComplaints, event: LateComplaintEvent) -> LateComplaints:
    match event:
        case PaymentComplaintReceived():
            return replace(state, received={**state.received, event.key: event})
        case PaymentComplaintTransferred():
            return replace(state, transferred={**state.transferred, event.key: event})
        case PaymentComplaintProlonged():
            return replace(state, prolonged={**state.prolonged, event.key: event})
        case PaymentComplaintAnswered():
            return replace(state, answered={**state.answered, event.key: event})
        case _:
            assert_never(event)
