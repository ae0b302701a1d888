"""Sub-contracts: registered after the signature; the supplier stays liable for all of it.  GPL 48, 87号令 art. 35"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.values import Key, Name, Sha256, Uscc, Yuan


class RegisterSubcontract(Command, zh="登记分包合同", roles=("clerk",), during=("contract", "performance")):
    """Work given to another, after the buyer's consent (`subcontract_consent`, its contents naming the supplier)."""

    key: Key
    uscc: Uscc
    name: Name
    work: Name
    amount_yuan: Yuan
    agreement: Sha256
    signed_on: date
    giver: Uscc | None = Field(default=None, description="who gives the work out; the contract's supplier where absent")
    no_further: bool = Field(description="the sub-contract says that its provider gives nothing out again")


class SubcontractRegistered(Event, zh="分包合同已登记"):
    key: Key
    uscc: Uscc
    name: Name
    work: Name
    amount_yuan: Yuan
    agreement: Sha256
    signed_on: date
    giver: Uscc | None = None
    no_further: bool
    by: str
    on: date


SubcontractEvent = SubcontractRegistered
