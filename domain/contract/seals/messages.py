"""The seals: on paper, or by an outside seal system; who holds which original.  HR-CT-5, Civil Code 490"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import DocumentNumber, Name, Sha256

SealParty = Literal["buyer", "supplier"]
BOTH: tuple[SealParty, ...] = ("buyer", "supplier")


class ContractCopy(Value):
    """Who holds how many originals."""

    holder: Name
    party: Literal["buyer", "supplier", "finance", "other"]
    originals: int = Field(ge=1, le=20)


class Keeper(Value):
    """Where the buyer's original lies, and who answers for it."""

    office: Name
    person: Name | None = None
    shelf: Name


class OrderSeal(Command, zh="提请电子签章", roles=("clerk",), during=("contract",)):
    """Ask the seal system for a party's electronic seal on the drafted text."""

    party: SealParty
    signer: Name


class RecordSeal(Command, zh="登记盖章", roles=("clerk", "adapter"), during=("contract",)):
    """One party has sealed the contract: on paper, or electronically with certificate and receipt."""

    party: SealParty
    sealed_by: Name
    sealed_on: date
    place: Name
    text: Sha256 = Field(description="of the text that was sealed: the draft's own")
    medium: Literal["paper", "electronic"] = "paper"
    certificate: DocumentNumber | None = None
    receipt: DocumentNumber | None = None
    effect: str | None = Field(default=None, description="the order that the seal system answers")


class SealOrdered(Event, zh="电子签章已提请"):
    party: SealParty
    signer: Name
    number: DocumentNumber
    text: Sha256
    by: str
    on: date


class SealRecorded(Event, zh="盖章已登记"):
    party: SealParty
    sealed_by: Name
    sealed_on: date
    place: Name
    text: Sha256
    medium: Literal["paper", "electronic"] = "paper"
    certificate: DocumentNumber | None = None
    receipt: DocumentNumber | None = None
    effect: str | None = None
    by: str


SealEvent = SealOrdered | SealRecorded
