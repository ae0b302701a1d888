"""Bid bonds: received, returned, kept.  GPL Regulation art. 33, 87号令 arts. 29, 38"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import DocumentNumber, Key, Name, Ratio, Sha256, Text, Uscc, Yuan

_AFTER = ("publication", "bidding", "award", "contract", "framework", "performance", "evaluation", "closing")


class LateInterest(Value):
    """What a bond that came back late costs the buyer."""

    supplier: Uscc
    bond_yuan: Yuan
    days_late: int
    interest_yuan: Yuan


class ReceiveBidBond(Command, zh="收到投标保证金", roles=("clerk", "adapter"), during=("bidding",)):
    """A bidder's bond, by cheque, draft, cashier's order or guarantee, before the deadline."""

    supplier: Uscc
    name: Name
    form: Key = Field(description="cheque 支票, draft 汇票, cashier_order 本票, guarantee 保函")
    amount_yuan: Yuan
    receipt: Sha256


class ReturnBidBonds(Command, zh="退还保证金", roles=("clerk",), during=_AFTER):
    """Bid bonds go back within the law's days; late ones with interest at the bank's rate that is named here."""

    suppliers: tuple[Uscc, ...]
    receipt: Sha256
    round: int | None = Field(default=None, description="the round of the bonds; the oldest in which they are held")
    base_rate: Ratio | None = Field(
        default=None, description="the People's Bank's loan base rate a year, only where the return is late"
    )
    rate_source: Text | None = Field(default=None, description="where that rate was read")


class ForfeitBidBond(Command, zh="不予退还保证金", roles=("head",), during=_AFTER):
    """The buyer keeps a bond, on a lawful ground alone."""

    supplier: Uscc
    ground: Key = Field(description="withdrew_after_deadline, refused_to_sign")
    facts: Text
    evidence: Sha256
    receipt: DocumentNumber | None = None


class BidBondReceived(Event, zh="投标保证金已收到"):
    round: int
    supplier: Uscc
    name: Name
    form: Key
    amount_yuan: Yuan
    receipt: Sha256
    on: date


class BidBondsReturned(Event, zh="保证金已退还"):
    suppliers: tuple[Uscc, ...]
    receipt: Sha256
    on: date
    round: int | None = None
    base_rate: Ratio | None = None
    rate_source: Text | None = None
    interest: tuple[LateInterest, ...] = ()


class BidBondForfeited(Event, zh="保证金不予退还"):
    round: int
    supplier: Uscc
    ground: Key
    facts: Text
    evidence: Sha256
    receipt: DocumentNumber | None = None
    on: date


BondsEvent = BidBondReceived | BidBondsReturned | BidBondForfeited
