"""The performance bond: what the contract says of it, received and returned.  R-B02 … R-B04"""

from datetime import date
from decimal import Decimal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Yuan


class BondReturn(Value):
    """How and when the bond goes back, when it doesn't, and what late return costs.  财库〔2019〕38号 三"""

    manner: Text | None = None
    time: Text | None = None
    conditions: Text | None = None
    forfeiture: Text | None = None
    late_return: Text | None = None
    within_days: int | None = Field(
        default=None, ge=1, description="working days after performance; the house's if none"
    )


class ReceivePerformanceBond(Command, zh="收取履约保证金", roles=("clerk",), during=("contract", "performance")):
    """The supplier has handed the bond over, in the non-cash form that it chose.  R-B03"""

    form: Key = Field(description="cheque, draft, cashier_order, guarantee")
    amount_yuan: Yuan
    reference: DocumentNumber = Field(description="number of the instrument")
    guarantor: Name | None = None
    received_on: date
    scan: Sha256


class ReturnPerformanceBond(
    Command, zh="退还履约保证金", roles=("clerk",), during=("contract", "performance", "evaluation", "closing")
):
    """The bond goes back, or what is left of it after the contract's own ground for keeping a part.  R-B04"""

    amount_yuan: Yuan
    withheld_yuan: Yuan = Decimal("0.00")
    ground: Text | None = None
    late_paid_yuan: Yuan | None = Field(default=None, description="what late return cost, by the contract")
    receipt: DocumentNumber
    returned_on: date


class PerformanceBondReceived(Event, zh="履约保证金已收取"):
    form: Key
    amount_yuan: Yuan
    reference: DocumentNumber
    guarantor: Name | None = None
    received_on: date
    scan: Sha256
    by: str


class PerformanceBondReturned(Event, zh="履约保证金已退还"):
    amount_yuan: Yuan
    withheld_yuan: Yuan
    ground: Text | None = None
    late_paid_yuan: Yuan | None = None
    receipt: DocumentNumber
    returned_on: date
    by: str


BondEvent = PerformanceBondReceived | PerformanceBondReturned
