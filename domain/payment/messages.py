"""Payment: invoice, order, approval by another person, the treasury's answer.  JL44-4.5.2b"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.payment.accounts.messages import AccountEvent
from domain.payment.complaints.messages import LateComplaintEvent
from domain.payment.deductions.messages import DeductionEvent
from domain.payment.lateness.messages import DelayGround, InterestSource, LatenessEvent
from domain.payment.reconciliation.messages import ReconciliationEvent
from domain.payment.repayment.messages import RepaymentEvent
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Uscc, Yuan

_PAYING = ("contract", "performance", "evaluation", "closing")


class RegisterInvoice(Command, zh="登记发票", roles=("clerk", "supplier"), during=_PAYING):
    """The invoice starts the days for paying.  财库〔2019〕38号 三"""

    number: DocumentNumber
    kind: Name
    period: Key
    amount_yuan: Yuan
    digest: Sha256
    seller: Uscc | None = Field(default=None, description="who issued it, where the invoice names one (HR-PO-1)")


class OrderPayment(Command, zh="申请支付", roles=("clerk",), during=_PAYING):
    """Ask for the payment of a registered invoice."""

    payment: Key
    invoice: DocumentNumber
    amount_yuan: Yuan
    account: Sha256 | None = None


class ApprovePayment(Command, zh="批准支付", roles=("head", "finance"), during=_PAYING):
    """Another person agrees: the treasury is asked to pay."""

    payment: Key


class RefusePayment(Command, zh="不予支付", roles=("head", "finance"), during=_PAYING):
    payment: Key
    reason: Text
    ground: DelayGround | None = Field(default=None, description="of what kind the reason is (PY-05, PY-06)")


class VoidInvoice(Command, zh="作废发票", roles=("clerk", "supplier"), during=_PAYING):
    """The supplier has cancelled the invoice (红字发票) before anything was paid on it."""

    number: DocumentNumber
    reason: Text
    digest: Sha256


class RegisterPayment(Command, zh="登记支付结果", roles=("adapter", "clerk"), during=_PAYING):
    """The treasury's answer."""

    payment: Key
    result: Literal["paid", "refused"]
    receipt: DocumentNumber
    paid_on: date
    note: Text | None = None
    effect: str | None = None
    channel: Key | None = Field(
        default=None, description="how the money went, where a person registers it: one of SA-05's channels"
    )


class InvoiceRegistered(Event, zh="发票已登记"):
    number: DocumentNumber
    kind: Name
    period: Key
    amount_yuan: Yuan
    digest: Sha256
    on: date
    seller: Uscc | None = None


class InvoiceVoided(Event, zh="发票已作废"):
    number: DocumentNumber
    reason: Text
    digest: Sha256
    on: date


class PaymentOrdered(Event, zh="支付已申请"):
    payment: Key
    invoice: DocumentNumber
    period: Key
    amount_yuan: Yuan
    by: str
    on: date
    account: Sha256 | None = None
    interest_of: Key | None = Field(
        default=None, description="interest on this late payment, no part of the price (PY-04)"
    )
    charged_to: InterestSource | None = Field(default=None, description="of interest: which money bears it (HR-PY-7)")


class PaymentApproved(Event, zh="支付已批准"):
    """Orders the treasury to pay."""

    payment: Key
    period: Key
    amount_yuan: Yuan
    payee: Name
    by: str
    on: date
    account: Sha256 | None = None
    interest_of: Key | None = None
    charged_to: InterestSource | None = None


class PaymentRefused(Event, zh="支付未获批准"):
    payment: Key
    reason: Text
    on: date
    ground: DelayGround | None = None


class PaymentMade(Event, zh="款项已支付"):
    payment: Key
    period: Key
    amount_yuan: Yuan
    receipt: DocumentNumber
    paid_on: date
    late_days: int = 0
    effect: str | None = None
    interest_yuan: Yuan | None = Field(default=None, description="what the lateness costs (PY-04)")
    interest_of: Key | None = None
    channel: Key | None = None
    interest_days: int = Field(default=0, description="calendar days after the last day that costs nothing (PY-04)")
    interest_rule: str | None = Field(
        default=None, description="the rule that sets that day: PY-01, PY-02, PY-11, PY-13"
    )


class PaymentReturned(Event, zh="国库退回支付"):
    payment: Key
    receipt: DocumentNumber
    note: Text | None = None
    on: date
    effect: str | None = None


PaymentEvent = (
    InvoiceRegistered
    | InvoiceVoided
    | PaymentOrdered
    | PaymentApproved
    | PaymentRefused
    | PaymentMade
    | PaymentReturned
    | AccountEvent
    | DeductionEvent
    | LatenessEvent
    | ReconciliationEvent
    | RepaymentEvent
    | LateComplaintEvent
)
