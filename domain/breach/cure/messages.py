"""A cure period: noticed, used or not.  Civil Code 565"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.breach.stages import ALIVE
from domain.message import Command, Event
from domain.values import Key, Sha256


class GiveCureNotice(Command, zh="通知限期改正否则解除", roles=("head",), during=ALIVE):
    """A notice that gives a period to perform: where it passes unused, the contract is dissolved at its end by itself."""

    key: Key = Field(description="the breach on which it rests")
    ground: Literal["refusal", "delay_after_demand", "purpose_defeated"]
    notice: Sha256
    notified_on: date
    cure_until: date = Field(description="the last day on which the supplier may still perform")


class RecordCure(Command, zh="登记已按期改正", roles=("clerk", "head"), during=ALIVE):
    """The supplier performed within the period: the contract stands."""

    key: Key
    cured_on: date
    evidence: Sha256


class CureNoticed(Event, zh="限期改正已通知"):
    key: Key
    ground: Literal["refusal", "delay_after_demand", "purpose_defeated"]
    notice: Sha256
    notified_on: date
    cure_until: date


class BreachCured(Event, zh="已按期改正"):
    key: Key
    cured_on: date
    evidence: Sha256
    by: str
    on: date


CureEvent = CureNoticed | BreachCured
