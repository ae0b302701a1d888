"""Changes of a signed contract: the announced renewal, the amendment.  JL44-4.3.5, R-B09"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.contract.periods import ContractPeriod
from domain.message import Command, Event
from domain.planning.messages import LongTermCondition
from domain.values import Key, Score, Sha256, Text, Yuan

ContractPart = Literal[
    "content", "term", "quantity", "quality", "price", "settlement", "rights_and_duties", "liability"
]
Ground = Literal["agreed", "public_interest"]  # 协商一致 · 继续履行将损害国家利益和社会公共利益


class RenewContract(Command, zh="续签合同", roles=("head",), during=("performance",)):
    """Another year on the same terms, as the solicitation said beforehand.  Three years in all."""

    key: Key
    starts_on: date
    ends_on: date
    amount_yuan: Yuan
    periods: tuple[ContractPeriod, ...] = Field(min_length=1)
    conditions: tuple[LongTermCondition, ...] = Field(description="the five conditions, proven anew")
    score: Score = Field(description="of the past year's evaluation")
    evaluation: Sha256
    minutes: Sha256 = Field(description="of the collective decision")
    signed_on: date
    text: Sha256


class AmendContract(Command, zh="变更合同", roles=("head",), during=("contract", "performance")):
    """A part that is not the contract's substance, by agreement; or what the public interest asks for.  GPL 50"""

    key: Key
    part: ContractPart
    becomes: Text
    ground: Ground
    reason: Text
    agreement: Sha256 | None = Field(default=None, description="sealed by both parties")
    decision: Sha256 | None = Field(default=None, description="the buyer's decision that the public interest is harmed")
    at_fault: Literal["buyer", "supplier", "neither"] | None = None


class ContractRenewed(Event, zh="合同已续签"):
    key: Key
    starts_on: date
    ends_on: date
    amount_yuan: Yuan
    periods: tuple[ContractPeriod, ...]
    conditions: tuple[LongTermCondition, ...]
    score: Score
    evaluation: Sha256
    minutes: Sha256
    signed_on: date
    text: Sha256
    by: str


class ContractAmended(Event, zh="合同已变更"):
    key: Key
    part: ContractPart
    becomes: Text
    was: Text | None = None
    ground: Ground
    reason: Text
    agreement: Sha256 | None = None
    decision: Sha256 | None = None
    at_fault: Literal["buyer", "supplier", "neither"] | None = None
    by: str
    on: date


ChangeEvent = ContractRenewed | ContractAmended
