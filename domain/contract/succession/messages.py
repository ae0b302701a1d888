"""Succession in a project: from a day on another stands in the buyer's or the supplier's place.  HR-SU-2

The clocks of the contract are untouched; what lies before that day keeps the old name.  People who acted for the old body act
for the new one by new grants (`GrantRole` with the new body's credit code).
"""

from datetime import date

from domain.message import Command, Event
from domain.register.successions.messages import Party
from domain.values import Division, DocumentNumber, Key, Name, Sha256, Uscc


class RecognizeSuccession(
    Command,
    zh="承认主体承继",
    roles=("head", "administrator"),
    during=("contract", "performance", "evaluation", "closing"),
):
    """A succession that stands checked in the register is applied to this project."""

    party: Party
    succession: Key
    successor: Uscc


class SupplierSucceeded(Event, zh="承接主体已承继"):
    succession: Key
    predecessor: Uscc
    predecessor_name: Name
    successor: Uscc
    name: Name
    from_on: date
    document_number: DocumentNumber
    digest: Sha256
    by: str


class BuyerSucceeded(Event, zh="购买主体已承继"):
    succession: Key
    predecessor: Uscc
    predecessor_name: Name
    successor: Uscc
    name: Name
    division: Division
    from_on: date
    document_number: DocumentNumber
    digest: Sha256
    by: str


ContractSuccessionEvent = SupplierSucceeded | BuyerSucceeded
