"""After the end: what was done against the loss, what a substitute cost, who owes what, what duties go on.

Civil Code 558, 566, 567, 581, 585, 591
"""

from datetime import date

from pydantic import Field

from domain.breach.stages import AFTERWARDS
from domain.message import Command, Event
from domain.values import Key, Sha256, TakeoverId, Text, Yuan


class NoteMitigation(Command, zh="登记防止损失扩大的措施", roles=("clerk", "head"), during=AFTERWARDS):
    """What the buyer did so that the loss did not grow: without it, the grown part is nobody's to pay.  Civil Code 591"""

    key: Key
    since: date
    measures: Text
    evidence: Sha256


class ChargeSubstitute(Command, zh="登记替代履行费用", roles=("clerk",), during=AFTERWARDS):
    """What a third person cost who performed in the defaulter's stead: the defaulter bears it.  Civil Code 581"""

    charge: Key
    key: Key = Field(description="the breach that made it necessary")
    takeover: TakeoverId | None = Field(default=None, description="the takeover in which it arose")
    cost_yuan: Yuan
    saved_yuan: Yuan = Field(description="what the contract would have paid for the same service")
    basis: Sha256


class SettleEnding(Command, zh="合同终止结算", roles=("head",), during=AFTERWARDS):
    """The account between the two when a contract ends early.  Civil Code 566, 567"""

    accepted_yuan: Yuan = Field(description="accepted and not yet paid: still owed to the supplier")
    loss_yuan: Yuan = Field(description="the buyer's loss, substitute cost apart")
    penalty_yuan: Yuan = Field(description="the contract's own penalty, in place of the loss")
    statement: Sha256
    agreed: bool = Field(description="the supplier has signed it; if not, it is claimed by law")
    not_exempt: Text | None = Field(
        default=None,
        description="after force majeure: why the supplier is liable all the same, and for what part (EX-17)",
    )


class CallEndDuties(Command, zh="告知终止后的义务", roles=("clerk", "head"), during=AFTERWARDS):
    """Tell the supplier in writing what it still owes: to notify, to assist, to keep secret.  Civil Code 558"""

    duties: dict[Key, Text] = Field(description="notify, assist, secrecy: what each means here")
    text: Sha256


class MitigationNoted(Event, zh="防止损失扩大的措施已登记"):
    key: Key
    since: date
    measures: Text
    evidence: Sha256
    on: date


class SubstituteCharged(Event, zh="替代履行费用已登记"):
    """`owed_yuan` is what the defaulter bears: the cost beyond what the contract would have cost."""

    charge: Key
    key: Key
    takeover: TakeoverId | None = None
    cost_yuan: Yuan
    saved_yuan: Yuan
    owed_yuan: Yuan
    basis: Sha256
    on: date


class EndingSettled(Event, zh="合同终止结算已办理"):
    """What each owes the other once all is set off against all: one of the two is zero."""

    accepted_yuan: Yuan
    loss_yuan: Yuan
    penalty_yuan: Yuan
    substitute_yuan: Yuan
    owed_by_supplier_yuan: Yuan
    owed_to_supplier_yuan: Yuan
    statement: Sha256
    agreed: bool
    on: date
    not_exempt: Text | None = None
    unearned_yuan: Yuan | None = None  # paid in advance, and no accepted service used it up: it goes back


class EndDutiesCalled(Event, zh="终止后的义务已告知"):
    """Orders the letter."""

    to: Text
    duties: dict[Key, Text]
    text: Sha256
    on: date


AftermathEvent = MitigationNoted | SubstituteCharged | EndingSettled | EndDutiesCalled
