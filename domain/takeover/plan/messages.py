"""The plan: its parts, made by one person and approved by another.  JL44-4.4.3b"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.takeover.grounds import Ground
from domain.values import Grade, Key, Name, Sha256, Text, Uscc, Yuan

Route = Literal[
    "own_performance",  # 购买主体自行提供
    "supplement",  # 该提供者自有合同追加不超过10%（GPL 49）
    "framework",  # 框架协议
    "emergency_single_source",  # 紧急单一来源（GPL 31(2)）
    "below_limit",  # 限额标准以下
    "emergency_procurement",  # 紧急采购（财库〔2026〕12号）
    "urgent_negotiation",  # 紧急竞争性谈判（GPL 30(3)）
]


class Standby(Value):
    """An interim provider: a contact with a lawful route, never a right.  law.md AD-09, §14.2"""

    key: Key
    name: Name
    uscc: Uscc | None = None
    consent: Sha256 | None = None
    capacity: dict[Grade, int]
    route: Route
    route_basis: Text
    amount_yuan: Yuan
    days_of_cover: int = Field(ge=0)
    own_contract_yuan: Yuan | None = Field(default=None, description="for a supplement: the contract that is added to")
    approvals: tuple[Key, ...] = ()
    cross_cover: bool = Field(
        default=False, description="its own contract with the buyer has it step in for others in need (互保条款)"
    )
    ground: Key | None = Field(default=None, description="of emergency procurement: the event that lets it be (EM-01)")
    answer_hours: int | None = Field(
        default=None, ge=1, le=72, description="how long the offer stands; the house rule's hours where absent"
    )


class PlanStep(Value):
    """A step of the plan with its owner and limit."""

    key: Key
    title: Text
    owner: Name
    hours: int = Field(ge=1)


class TakeoverPlan(Value):
    """临时接管预案.  `form` short (who finishes the work) for administrative items only."""

    form: Literal["full", "short"]
    grounds: tuple[Ground, ...] = Field(min_length=1)
    deciders: tuple[Key, ...] = Field(min_length=1, description="persons of the duty roster, in order")
    standbys: tuple[Standby, ...] = Field(min_length=1)
    steps: tuple[PlanStep, ...] = ()
    recipients: dict[Grade, int] = Field(default_factory=dict)
    data_package: Text | None = None
    money: Text
    text: Sha256


class MakeTakeoverPlan(
    Command, zh="制定接管预案", roles=("clerk",), during=("publication", "bidding", "award", "contract", "performance")
):
    plan: TakeoverPlan


class ApproveTakeoverPlan(
    Command, zh="批准接管预案", roles=("head",), during=("publication", "bidding", "award", "contract", "performance")
):
    """Approved by someone other than its author."""

    minutes: Sha256


class TakeoverPlanMade(Event, zh="接管预案已制定"):
    plan: TakeoverPlan
    by: str
    on: date


class TakeoverPlanApproved(Event, zh="接管预案已批准"):
    by: str
    minutes: Sha256
    on: date


PlanEvent = TakeoverPlanMade | TakeoverPlanApproved
