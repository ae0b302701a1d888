"""Payment: invoices, orders, what was paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from domain.payment.accounts.messages import AccountConfirmed, AccountRegistered
from domain.payment.accounts.state import Accounts, evolve_accounts
from domain.payment.complaints.messages import (
    PaymentComplaintAnswered,
    PaymentComplaintProlonged,
    PaymentComplaintReceived,
    PaymentComplaintTransferred,
)
from domain.payment.complaints.state import LateComplaints, evolve_complaints
from domain.payment.deductions.messages import DeductionDecided, DeductionProposed, DeductionReplied
from domain.payment.deductions.state import Deductions, evolve_deductions
from domain.payment.lateness.messages import (
    DelayExplained,
    ReceivableConfirmed,
    ReceivableRequested,
    SettlementConfirmed,
)
from domain.payment.lateness.state import Lateness, evolve_lateness
from domain.payment.messages import (
    InvoiceRegistered,
    InvoiceVoided,
    PaymentApproved,
    PaymentEvent,
    PaymentMade,
    PaymentOrdered,
    PaymentRefused,
    PaymentReturned,
)
from domain.payment.reconciliation.messages import DifferenceRecorded, DifferenceSettled
from domain.payment.reconciliation.state import Reconciliation, evolve_reconciliation
from domain.payment.repayment.messages import RepaymentDemanded, RepaymentDemandEnded, RepaymentReceived
from domain.payment.repayment.state import Repayments, evolve_repayments


@dataclass(frozen=True, slots=True)
class Payment:
    invoices: Mapping[str, InvoiceRegistered] = field(default_factory=dict)
    ordered: Mapping[str, PaymentOrdered] = field(default_factory=dict)
    approved: Mapping[str, PaymentApproved] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()  # refused by a person or returned by the treasury
    made: Mapping[str, PaymentMade] = field(default_factory=dict)
    interest_paid: Mapping[str, PaymentMade] = field(default_factory=dict)  # no part of the price
    accounts: Accounts = Accounts()
    deductions: Deductions = Deductions()
    lateness: Lateness = Lateness()
    reconciliation: Reconciliation = Reconciliation()
    repayments: Repayments = Repayments()
    complaints: LateComplaints = LateComplaints()

    @property
    def paid_yuan(self) -> Decimal:
        return sum((p.amount_yuan for p in self.made.values()), start=Decimal("0.00"))

    @property
    def paid_of(self) -> Mapping[str, Decimal]:
        """What was paid of the price, by invoice."""
        paid: dict[str, Decimal] = {}
        for key, made in self.made.items():
            invoice = self.ordered[key].invoice
            paid[invoice] = paid.get(invoice, Decimal("0.00")) + made.amount_yuan
        return paid

    @property
    def live(self) -> tuple[PaymentOrdered, ...]:
        """Payments of the price, ordered and neither refused nor returned: paid, or on their way."""
        return tuple(p for k, p in self.ordered.items() if k not in self.ended and p.interest_of is None)

    @property
    def waiting(self) -> tuple[PaymentOrdered, ...]:
        """All that is ordered and has no end yet, interest too."""
        done = {*self.ended, *self.made, *self.interest_paid}
        return tuple(p for k, p in self.ordered.items() if k not in done)

    @property
    def interest_of_reserve_yuan(self) -> Decimal:
        """Interest that the reserve bears, paid or on its way.  HR-PY-7"""
        asked = (p for k, p in self.ordered.items() if k not in self.ended and p.charged_to == "reserve")
        return sum((p.amount_yuan for p in asked), start=Decimal("0.00"))

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
        case InvoiceVoided():
            return replace(state, invoices={k: i for k, i in state.invoices.items() if k != event.number})
        case PaymentOrdered():
            return replace(state, ordered={**state.ordered, event.payment: event})
        case PaymentApproved():
            return replace(state, approved={**state.approved, event.payment: event})
        case PaymentRefused() | PaymentReturned():
            return replace(state, ended=state.ended | {event.payment})
        case PaymentMade() if event.interest_of is not None:
            return replace(state, interest_paid={**state.interest_paid, event.payment: event})
        case PaymentMade():
            return replace(state, made={**state.made, event.payment: event})
        case AccountRegistered() | AccountConfirmed():
            return replace(state, accounts=evolve_accounts(state.accounts, event))
        case DeductionProposed() | DeductionReplied() | DeductionDecided():
            return replace(state, deductions=evolve_deductions(state.deductions, event))
        case SettlementConfirmed() | DelayExplained() | ReceivableRequested() | ReceivableConfirmed():
            return replace(state, lateness=evolve_lateness(state.lateness, event))
        case DifferenceRecorded() | DifferenceSettled():
            return replace(state, reconciliation=evolve_reconciliation(state.reconciliation, event))
        case RepaymentDemanded() | RepaymentReceived() | RepaymentDemandEnded():
            return replace(state, repayments=evolve_repayments(state.repayments, event))
        case (
            PaymentComplaintReceived()
            | PaymentComplaintTransferred()
            | PaymentComplaintProlonged()
            | PaymentComplaintAnswered()
        ):
            return replace(state, complaints=evolve_complaints(state.complaints, event))
        case _:
            assert_never(event)
