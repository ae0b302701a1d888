"""Breach: finding, the supplier's statement, dissolution by the buyer, referral to finance.  JL44-4.4.3a, JL44-4.4.4a … 4c"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.breach.aftermath.messages import AftermathEvent
from domain.breach.cure.messages import CureEvent
from domain.breach.stages import ALIVE as _ALIVE
from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Sha256, Text


class FindBreach(Command, zh="认定违约", roles=("clerk", "head", "inspector"), during=_ALIVE):
    key: Key
    kind: Literal["stopped", "passing_on", "fraud", "quality", "data_leak", "other"]
    facts: Text
    evidence: Sha256
    serious: bool = False
    very_bad_effect: bool = False


class HearBreachStatement(Command, zh="听取违约陈述", roles=("clerk", "head", "supplier"), during=_ALIVE):
    """The supplier's statement, or the record that it was asked and made none."""

    key: Key
    made: bool
    statement: Text
    digest: Sha256


class DissolveContract(Command, zh="解除合同", roles=("head",), during=_ALIVE):
    """The buyer dissolves the contract by notice.  Civil Code 562–565"""

    key: Key
    ground: Literal["agreed", "refusal", "delay_after_demand", "purpose_defeated", "force_majeure", "public_interest"]
    notice: Sha256
    notified_on: date
    effective_on: date
    evidence: Sha256 | None = Field(default=None, description="of force majeure, or of harm to the public interest")


class ExitVoluntarily(Command, zh="承接主体退出", roles=("clerk", "supplier"), during=("performance",)):
    """The supplier gives notice that it leaves: its days ahead, or less with the buyer's consent or by force majeure."""

    reason: Text
    notice: Sha256
    leaves_on: date
    agreed: Sha256 | None = Field(default=None, description="the buyer's written consent to a shorter notice")
    force_majeure: Sha256 | None = Field(default=None, description="proof that force majeure keeps it from serving")


class ReferToFinance(
    Command, zh="移送财政", roles=("head",), during=("contract", "performance", "evaluation", "closing")
):
    """Serious breach with a very bad effect: finance alone decides on penalties (GPL 13, 77)."""

    key: Key
    facts: Text
    file: Sha256


class BreachFound(Event, zh="违约已认定"):
    key: Key
    kind: Literal["stopped", "passing_on", "fraud", "quality", "data_leak", "other"]
    facts: Text
    evidence: Sha256
    serious: bool
    very_bad_effect: bool
    by: str = ""
    on: date


class BreachStatementHeard(Event, zh="违约陈述已听取"):
    key: Key
    made: bool
    statement: Text
    digest: Sha256
    on: date


class ContractDissolved(Event, zh="合同已解除"):
    key: Key
    ground: Literal[
        "agreed",
        "refusal",
        "delay_after_demand",
        "purpose_defeated",
        "force_majeure",
        "complaint_decision",
        "public_interest",
    ]
    notice: Sha256
    notified_on: date
    effective_on: date
    evidence: Sha256 | None = None


class ExitNotified(Event, zh="承接主体已通知退出"):
    reason: Text
    notice: Sha256
    leaves_on: date
    agreed: Sha256 | None = None
    force_majeure: Sha256 | None = None
    on: date


class ReferredToFinance(Event, zh="已移送财政"):
    """Orders the letter to finance."""

    key: Key
    facts: Text
    file: Sha256
    on: date


class ReferralDelivered(Event, zh="移送已送达"):
    key: Key
    receipt: DocumentNumber
    effect: str | None = None


class RegisterReferralReceipt(Command, zh="登记移送回执", roles=("adapter", "clerk")):
    key: Key
    receipt: DocumentNumber
    effect: str | None = None


BreachEvent = (
    BreachFound
    | BreachStatementHeard
    | ContractDissolved
    | ExitNotified
    | ReferredToFinance
    | ReferralDelivered
    | CureEvent
    | AftermathEvent
)
