"""Signs of passing-on: carers nobody reported, a stranger's invoice, a carer of two suppliers.  JL44-4.4.2, HR-PO-1

A sign is a question and no verdict: a lawful subcontract, a new colleague, a slip of the pen answer it as well.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Key, Sha256, StaffId, Text, Uscc

_ALIVE = ("performance", "evaluation")
SignKind = Literal["unreported_carers", "other_seller", "shared_carers", "other"]


class RaisePassingOnSign(
    Command, zh="提出转包疑点", roles=("clerk", "inspector", "auditor", "township"), during=_ALIVE
):
    """A person saw a sign, or a comparison across contracts did."""

    key: Key
    kind: SignKind
    facts: Text
    digest: Sha256
    carers: tuple[StaffId, ...] = Field(default=(), max_length=1000)


class AnswerPassingOnSign(Command, zh="核实转包疑点", roles=("head", "clerk", "inspector"), during=_ALIVE):
    """Another person looked into it: explained, or it stands and the head decides on a breach."""

    key: Key
    result: Literal["explained", "stands"]
    reason: Text
    digest: Sha256


class PassingOnSuspected(Event, zh="转包疑点已提出"):
    """`by`: whose act showed it; `seen`: what the house itself compared (a batch, an invoice), None where a person raised it."""

    key: Key
    kind: SignKind
    facts: Text
    digest: Sha256 | None = None
    carers: tuple[StaffId, ...] = ()
    seller: Uscc | None = None
    seen: Text | None = None
    by: str
    on: date


class PassingOnSignAnswered(Event, zh="转包疑点已核实"):
    key: Key
    result: Literal["explained", "stands"]
    reason: Text
    digest: Sha256
    by: str
    on: date


PassingCommand = RaisePassingOnSign | AnswerPassingOnSign
PassingEvent = PassingOnSuspected | PassingOnSignAnswered
