"""Planning: the plan, its commands and events.  JL44-1.*, JL44-3.*, JL44-4.1.1"""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from pydantic import Field, model_validator

from domain.message import Command, Event, Value
from domain.planning.guidance.messages import GuidanceEvent
from domain.values import (
    Division,
    Grade,
    Key,
    Name,
    PoolKey,
    ProjectId,
    Quantity,
    Ratio,
    Score,
    Sha256,
    Text,
    Uscc,
    Yuan,
)

Level = Literal["province", "city", "county", "township"]
FundSource = Literal["work_funds", "relief_subsidy", "other"]
FUND_SOURCE_TITLES: Final[Mapping[FundSource, str]] = {
    "work_funds": "社会救助工作经费",
    "relief_subsidy": "困难群众救助补助资金",
    "other": "其他资金",
}
NEGATIVE_LIST = ("JL44-3.2.1", "JL44-3.2.2", "JL44-3.2.3", "JL44-3.2.4", "JL44-3.2.5", "JL44-3.2.6")
OPEN_FRAMEWORK = "open_framework"
FRAMEWORKS = ("framework_agreement", OPEN_FRAMEWORK)  # stage one: who is admitted (财政部令第110号)
EMERGENCY_DIRECT = "emergency_direct"
EMERGENCY = ("emergency_procurement", EMERGENCY_DIRECT)  # 紧急采购 (财库〔2026〕12号)
CALL_OFF = "framework_call_off"  # stage two: a contract under a framework
FIVE_CONDITIONS = ("budget_guaranteed", "content_stable", "continuity_strong", "funding_steady", "price_change_small")


class Buyer(Value):
    """The purchaser (购买主体).  JL44-1.1"""

    name: Name
    uscc: Uscc
    level: Level
    division: Division


class PlanItem(Value):
    """One item of the catalogue that is bought, with quantity and quality.  JL44-3.1.1, JL44-3.1.2"""

    code: str = Field(description="A.1 … A.20; outside the catalogue X.<name> with basis and reason")
    description: Text
    quantity: Quantity
    unit: Name
    quality: Text
    outside_catalogue_basis: Text | None = Field(
        default=None, description="which guiding catalogue (指导性目录) has it"
    )
    outside_catalogue_reason: Text | None = Field(default=None, description="why it is bought all the same")


class FundingLine(Value):
    """Money from one source, charged to one pool (division and fiscal year).  JL44-5.1 … 5.4"""

    source: FundSource
    pool: PoolKey
    amount_yuan: Yuan
    earmarked: bool = Field(
        description="true: the budget already says 'purchase' (JL44-5.3); false: to be turned to it (JL44-5.4)"
    )


class NegativeAnswer(Value):
    """A person's answer to one item of the negative list.  JL44-3.2.0"""

    clause: str
    applies: bool
    note: Text | None = None


class LongTermCondition(Value):
    """One of the five conditions of a term over a year, with its evidence.  JL44-4.3.5"""

    condition: Literal[
        "budget_guaranteed", "content_stable", "continuity_strong", "funding_steady", "price_change_small"
    ]
    met: bool
    evidence: Text


class SupplierCondition(Value):
    """A condition on suppliers that fits the project, with its reason.  JL44-1.4a, JL44-1.5"""

    kind: Name = Field(description="qualification, staff, facility …; the kinds that R-S09 and R-S10 list are refused")
    text: Text
    reason: Text
    similar_contracts: int | None = Field(
        default=None, ge=0, description="how many similar contracts it asks for (R-S12)"
    )


class SmeReservation(Value):
    """Reserved for small and medium enterprises, or by which exception not.  财库〔2020〕46号 arts. 6–8"""

    reserved: bool
    exception: Literal["policy_prefers", "only_non_sme", "competition_harmed", "framework", "other"] | None = None
    reason: Text | None = None
    reserved_share: Ratio | None = Field(default=None, description="the part of the budget kept for SMEs (art. 8)")
    small_micro_share: Ratio | None = Field(default=None, description="of that part, what small and micro ones keep")


class Band(Value):
    """What an indicator within an interval scores: from `at_least` on, below `below`.  87号令 art. 55"""

    at_least: Quantity | None = Field(default=None, description="none: from nothing on")
    below: Quantity | None = Field(default=None, description="none: without end")
    score: Score


class Criterion(Value):
    """One quantified criterion of the evaluation of bids."""

    key: Key
    title: Name
    weight: Ratio
    price: bool = False
    standard: Text | None = Field(default=None, description="how points are given, in words (E-16)")
    bands: tuple[Band, ...] = Field(default=(), description="of an indicator with intervals: what each scores (E-16)")
    objective: bool = Field(default=False, description="one right answer: all members give the same (E-22)")
    past_performance: bool = Field(
        default=False, description="past evaluations weigh here, on equal evidence from anywhere (AD-10)"
    )


class AcceptancePlan(Value):
    """How the service will be accepted; a part left out is found, not guessed.  财库〔2021〕22号 art. 24 (N22-11)"""

    who: Text | None = None
    when: Text | None = None
    manner: Text | None = None
    procedure: Text | None = None
    content: Text | None = None
    standard: Text | None = None


class Plan(Value):
    """What the buyer means to buy: need, items, quantity, quality, term, price basis, funding.  JL44-4.1.1"""

    title: Name
    buyer: Buyer
    county_coordinated: bool = False
    townships_served: tuple[Division, ...] = ()
    county_plan: Text | None = Field(
        default=None, description="the county's yearly plan that a township's plan cites (JL44-1.2)"
    )
    need: Text
    own_capacity: Text = Field(description="what the buyer could do itself (JL44-3.2.0)")
    items: tuple[PlanItem, ...] = Field(min_length=1)
    tasks: tuple[Text, ...] = Field(min_length=1, description="what the supplier is to do, in words")
    whom_served: Text | None = None
    recipients: dict[Grade, int] = Field(default_factory=dict, description="persons served by risk grade")
    starts_on: date
    ends_on: date
    unit_price_yuan: Yuan | None = None
    price_unit: Name | None = None
    price_basis: Text
    budget_yuan: Yuan
    ceiling_yuan: Yuan | None = Field(default=None, description="highest price; the budget where absent")
    funding: tuple[FundingLine, ...] = Field(min_length=1)
    method: str
    method_reason: Text
    method_ground: str | None = Field(
        default=None, description="which of the method's lawful preconditions holds; the reason says why (GPL 29–31)"
    )
    original_contract_yuan: Yuan | None = Field(
        default=None, description="of an addition for consistency: the contract to which it is added (GPL 31(3))"
    )
    criteria: tuple[Criterion, ...] = ()
    supplier_conditions: tuple[SupplierCondition, ...] = ()
    individuals_reason: Text | None = Field(
        default=None, description="why an individual may be a supplier (JL44-2.1.4)"
    )
    negative_list: tuple[NegativeAnswer, ...]
    long_term: tuple[LongTermCondition, ...] = ()
    sme: SmeReservation
    budget_item: Name | None = Field(default=None, description="预算项目: by which splitting is seen (R-M07)")
    treated_as_art11: bool | None = Field(
        default=None, description="the buyer's judgement whether administrative work is an art. 11 project (N22-14)"
    )
    acceptance_plan: AcceptancePlan | None = Field(default=None, description="its six parts (N22-11)")
    replaces: ProjectId | None = Field(
        default=None, description="the project whose failed supplier this purchase replaces"
    )

    framework: ProjectId | None = Field(
        default=None, description="of a call-off: the framework project under which the contract is given (R-M17)"
    )

    @model_validator(mode="after")
    def _whole(self) -> "Plan":
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on 早于 starts_on：合同结束日不能早于开始日")
        if sum((line.amount_yuan for line in self.funding), start=type(self.budget_yuan)(0)) != self.budget_yuan:
            raise ValueError("funding 各行金额之和应等于 budget_yuan")
        if any(count < 0 for count in self.recipients.values()):
            raise ValueError("recipients 人数不能为负")
        return self

    @property
    def sets_framework(self) -> bool:
        """Whether the project admits several providers and gives no contract itself."""
        return self.method in FRAMEWORKS

    @property
    def calls_off(self) -> bool:
        """Whether the contract is given under a framework, without a competition of its own."""
        return self.method == CALL_OFF

    @property
    def highest_price_yuan(self) -> Yuan:
        """What no bid may exceed."""
        return self.ceiling_yuan if self.ceiling_yuan is not None else self.budget_yuan


class Suspicion(Value):
    """Words of the plan that look like something the negative list forbids; a person answers.  JL44-3.2.*"""

    key: Key
    clause: str
    words: Text
    where: Text


# ---------------------------------------------------------------- commands


class StartProject(Command, zh="启动项目", roles=("clerk",), during=("planning",)):
    """Put a plan forward.  A refused plan leaves its project in planning, waiting for RevisePlan or AbandonPlan."""

    plan: Plan


class RevisePlan(Command, zh="修改计划", roles=("clerk",), during=("planning",)):
    """Put the whole plan forward again."""

    plan: Plan
    reason: Text


class AbandonPlan(Command, zh="放弃计划", roles=("clerk", "head"), during=("planning",)):
    """End the project before it was determined."""

    reason: Text


class AnswerSuspicion(Command, zh="回答疑点", roles=("reviewer", "head"), during=("planning",)):
    """A person says whether a trap found in the plan's words is one.  Only a confirmed 'yes' refuses the plan."""

    suspicion: Key
    confirmed: bool
    reason: Text


class ChangeMethod(Command, zh="变更采购方式", roles=("head",), during=("publication",)):
    """After a failed round: another way of choosing the supplier.  Its own approvals come before the next round."""

    method: str
    method_ground: str | None = None
    reason: Text
    minutes: Sha256


class DetermineProject(Command, zh="确定项目", roles=("head",), during=("planning",)):
    """The buyer fixes the project within the law, by the work's need.  JL44-4.1.1"""

    minutes: Sha256


# ---------------------------------------------------------------- events


class ProjectStarted(Event, zh="项目已启动"):
    plan: Plan
    author: str
    submitted_on: date
    suspicions: tuple[Suspicion, ...] = ()


class PlanRevised(Event, zh="计划已修改"):
    plan: Plan
    author: str
    submitted_on: date
    reason: Text
    suspicions: tuple[Suspicion, ...] = ()


class PlanAbandoned(Event, zh="计划已放弃"):
    reason: Text
    on: date


class SuspicionAnswered(Event, zh="疑点已回答"):
    suspicion: Key
    confirmed: bool
    reason: Text
    by: str


class ProjectDetermined(Event, zh="项目已确定"):
    minutes: Sha256
    on: date


class MethodChanged(Event, zh="采购方式已变更"):
    method: str
    method_ground: str | None = None
    reason: Text
    minutes: Sha256
    replaces: str = Field(description="the method before")
    failed_on: date = Field(description="the day on which the last round failed: what was approved before it is spent")
    on: date


class ReplacementLinked(Event, zh="接续采购已关联"):
    """In the failed project's stream: which new purchase replaces it."""

    replacement: ProjectId


class PurchaseRecorded(Event, zh="采购已计入年度"):
    """In the buyer's stream of the year: what was determined, so that splitting shows.  GPL Regulation art. 28"""

    project: ProjectId
    method: str
    items: tuple[str, ...]
    amount_yuan: Yuan
    on: date
    budget_item: Name | None = None
    excused: bool = Field(
        default=False, description="lawful by an adjusted budget or an approved method: not counted again"
    )


class PurchaseTakenBack(Event, zh="采购不再计入年度"):
    """In the buyer's stream of the year: what was called off was not bought, and counts towards no limit.  R-M07"""

    project: ProjectId
    reason: Text
    on: date


PlanningEvent = (
    ProjectStarted
    | PlanRevised
    | PlanAbandoned
    | SuspicionAnswered
    | ProjectDetermined
    | MethodChanged
    | ReplacementLinked
    | GuidanceEvent
)
