"""Successions: a supplier or a buyer is renamed, merged, split or dissolved from a day on.

A supplier's stands in its own stream, a public body's in register/organisations.  One person enters it by its document, another
compares; only then does it hold.  Bars follow to the successor (JL44-4.4.4b); running projects name the successor by an act of
their own (`RecognizeSuccession`).
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import Division, DocumentNumber, Key, Name, Sha256, Text, Uscc

Party = Literal["supplier", "buyer"]
SuccessionKind = Literal[
    "rename",  # 更名
    "merge",  # 合并
    "split",  # 分立
    "dissolve",  # 撤销、注销
]
ORGANISATIONS = "register/organisations"


class Successor(Value):
    """Who comes after, by the name that it has from that day on."""

    uscc: Uscc
    name: Name
    division: Division | None = Field(default=None, description="of a public body: the division it is responsible for")


def home_of(party: Party, uscc: str) -> str:
    """The stream in which an organisation's succession stands."""
    return f"supplier/{uscc}" if party == "supplier" else ORGANISATIONS


class SuccessionCommand(Command, home="register"):
    key: Key
    party: Party
    predecessor: Uscc

    def stream(self) -> str:
        return home_of(self.party, self.predecessor)


class RecordSuccession(SuccessionCommand, zh="登记主体承继", roles=("clerk", "administrator")):
    kind: SuccessionKind
    successors: tuple[Successor, ...] = ()
    effective_on: date
    authority: Name = Field(description="which authority registered or decided it")
    document_number: DocumentNumber
    digest: Sha256
    reason: Text


class CheckSuccession(SuccessionCommand, zh="核对主体承继", roles=("reviewer", "head", "administrator")):
    """Another person has compared entry and document."""

    matches: bool
    note: Text | None = None


class SuccessionRecorded(Event, zh="主体承继已登记"):
    key: Key
    party: Party
    predecessor: Uscc
    kind: SuccessionKind
    successors: tuple[Successor, ...] = ()
    effective_on: date
    authority: Name
    document_number: DocumentNumber
    digest: Sha256
    reason: Text
    by: str


class SuccessionChecked(Event, zh="主体承继已核对"):
    key: Key
    party: Party
    predecessor: Uscc
    matches: bool
    note: Text | None = None
    by: str


class SupplierSucceeding(Event, zh="承继主体已关联"):
    """In the successor's stream: whose place it takes since when.  That one's bars and offences are its own from then on."""

    predecessor: Uscc
    kind: SuccessionKind
    effective_on: date
    document_number: DocumentNumber


SuccessionEvent = SuccessionRecorded | SuccessionChecked
