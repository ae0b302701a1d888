"""Publication: what is offered, and the notices that say so.  JL44-4.2.1, 财办库〔2020〕50号"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.calendar import BEIJING
from domain.message import Command, Event, Value
from domain.planning.messages import Criterion
from domain.publication.clarifications.messages import ClarificationEvent
from domain.publication.objections.messages import ObjectionEvent
from domain.values import DocumentNumber, Key, Name, Quantity, Ratio, Score, Sha256, Text, Yuan

# a moment; written without a zone it is Beijing time
Moment = Annotated[datetime, AfterValidator(lambda m: m if m.tzinfo is not None else m.replace(tzinfo=BEIJING))]

NoticeKind = Literal[
    "intention",  # 采购意向公告
    "solicitation",  # 采购公告
    "invitation",  # 邀请公告（限额以下，或者依法邀请的方式）
    "single_source",  # 单一来源公示
    "prequalification",  # 资格预审公告
    "correction",  # 更正公告
    "termination",  # 终止公告
    "result",  # 成交结果公告
    "contract",  # 合同公告
    "acceptance",  # 公共服务项目验收结果公告
    "takeover",  # 临时接管公告
    "evaluation",  # 绩效评价结果公告
    "framework_exit",  # 入围供应商退出、清退公告
    "departure",  # 原则性规定例外说明公示
]


IntentionBasis = Literal[
    "budget_draft",  # 部门预算“二上”内容: before the budget is approved
    "department_budget",  # 部门预算
    "added_in_year",  # 年度预算执行中新增
]


class AbnormalRates(Value):
    """The shares below which a price is reviewed, where the documents raise them.  财库〔2026〕2号"""

    below_average: Ratio | None = None
    below_second_lowest: Ratio | None = None
    below_ceiling: Ratio | None = None


class FrameworkTerms(Value):
    """What a framework's documents fix of its second stage and of its life.  财政部令第110号"""

    second_stage: tuple[Literal["direct_choice", "mini_competition", "rotation"], ...] = Field(min_length=1)
    starts_on: date
    ends_on: date
    price_unit: Name
    government_price: bool = Field(default=False, description="the price is the government's: quality decides then")
    set_price_yuan: Yuan | None = Field(
        default=None, description="of the open type: the price that every provider takes"
    )
    maximum: Quantity = Field(description="the most that is expected to be called off, in that unit")


class Renewals(Value):
    """Said beforehand: how often the contract may be renewed for a further year, and on what conditions.  JL44-4.3.5"""

    times: int = Field(ge=1, le=2, description="1+1 is one renewal, 1+1+1 two: three years in all")
    conditions: Text
    lowest_score: Score = Field(description="what the evaluation of the year before must reach")
    price_change_max: Ratio | None = Field(default=None, description="up or down; the house's share where absent")


class Solicitation(Value):
    """What suppliers are asked for: the terms of one round."""

    documents: Sha256
    response_deadline: Moment
    opens_at: Moment
    place: Name
    evaluation: Literal["comprehensive_scoring", "lowest_price", "agreed_price"] = "comprehensive_scoring"
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    qualification: tuple[Text, ...] = Field(min_length=1)
    substantive: tuple[Text, ...] = Field(
        default=(), description="substantive requirements (实质性要求): where quality stands if the lowest price wins"
    )
    ceiling_yuan: Yuan
    floor_yuan: Yuan | None = Field(
        default=None, description="a lowest price is forbidden; named so that it can be refused (87号令 art. 12)"
    )
    bid_bond_yuan: Yuan | None = None
    documents_available_until: date | None = None
    conducted_by: Literal["platform", "agency", "buyer"] = "buyer"
    platform: Name | None = Field(default=None, description="which platform conducts the round, where one does (AD-06)")
    budget_yuan: Yuan | None = Field(default=None, description="the project's budget as the documents state it (R-B07)")
    consortium_allowed: bool = True
    lowest_grades: dict[Key, int] = Field(
        default_factory=dict,
        description="duty → the lowest grade of qualification that is enough, 1 the highest (R-S07)",
    )
    core_work: tuple[Name, ...] = Field(
        default=(), description="work that may not be given to others (主体、关键性工作): R-S08"
    )
    sme_industry: Name | None = Field(
        default=None, description="the industry by which small enterprises are classed (N46-10)"
    )
    credit: dict[Key, Text] = Field(
        default_factory=dict, description="how credit is looked up and used: the parts that CR-02 lists"
    )
    one_time_challenge: bool = Field(
        default=False, description="all points against one step are to be challenged at once (DQ-03)"
    )
    abnormal_rates: AbnormalRates | None = Field(
        default=None, description="raised rates of the abnormally low price (E-28); the law's own where absent"
    )
    document_price_yuan: Yuan | None = Field(default=None, description="what a copy of the documents costs")
    document_cost_yuan: Yuan | None = Field(default=None, description="what making and sending a copy costs the buyer")
    similar_contracts: int | None = Field(
        default=None, ge=0, description="similar contracts asked for as proof of experience (R-S12)"
    )
    award_by_lot: bool = Field(default=False, description="forbidden; named so that it can be refused (R-S11)")
    framework: FrameworkTerms | None = Field(default=None, description="of a framework agreement")
    renewals: Renewals | None = Field(default=None, description="announced renewals of the contract; none where absent")
    sme_deduction: Ratio | None = Field(
        default=None, description="taken off a small or micro firm's price before it is scored (N46-05)"
    )
    sme_share_deduction: Ratio | None = Field(
        default=None, description="the same where small firms hold a share of the contract (N46-06)"
    )
    fixed_price_yuan: Yuan | None = Field(
        default=None, description="the price is fixed: it is not scored, quality decides (E-14)"
    )
    fixed_price_ground: Key | None = Field(default=None, description="why it is fixed: one of those that E-14 lists")
    tie_rule: Text | None = Field(
        default=None, description="how a tie that remains is decided; by lot where the documents are silent (E-18)"
    )


class PrepareSolicitation(Command, zh="编制采购文件", roles=("clerk",), during=("publication",)):
    """Fix the documents and terms of the next round."""

    solicitation: Solicitation


class OrderNotice(Command, zh="发布公告", roles=("clerk",)):
    """Have a notice published.  Its fields are what the notice says, by the names its kind requires (law/)."""

    notice: Key
    kind: NoticeKind
    title: Name
    fields: dict[Key, Text]
    corrects: Key | None = None
    response_deadline: Moment | None = Field(
        default=None, description="of a correction: the later moment until which bids are received"
    )
    change: Key | None = Field(
        default=None, description="of a contract notice: the supplement, renewal or amendment that it announces"
    )
    basis: IntentionBasis | None = Field(default=None, description="of an intention: on what its amount rests (PB-03)")


class NoticeSection(Value):
    """One section of a notice under its official heading."""

    heading: str
    text: str


class WithdrawNotice(Command, zh="撤回未发布的公告", roles=("clerk",)):
    """A notice that the site refused is taken back: it never showed; another may be ordered under another key."""

    notice: Key
    reason: Text


class RegisterComplaintNotice(Command, zh="登记投诉处理结果公告", roles=("clerk", "finance", "inspector")):
    """Finance's own notice of its decision on a complaint: where it stands.  94号令 art. 34"""

    complaint: Key
    publisher: Name
    published_on: date
    url: Name


class RegisterPublication(Command, zh="登记公告发布", roles=("clerk", "adapter")):
    """The official site shows the notice since then: its periods count from that day.  101号令 arts. 8–13"""

    notice: Key
    published_at: Moment
    receipt: DocumentNumber
    url: Name | None = None
    effect: str | None = Field(
        default=None, description="the effect this answers; none where a clerk registers the site's receipt"
    )
    differs: Text | None = Field(
        default=None, description="in what the site's text differs from ours: the official site's prevails (PB-05)"
    )


class SolicitationPrepared(Event, zh="采购文件已编制"):
    round: int
    solicitation: Solicitation
    by: str
    on: date


class NoticeOrdered(Event, zh="公告已提交发布"):
    notice: Key
    kind: NoticeKind
    title: Name
    fields: dict[str, Text]
    corrects: Key | None = None
    round: int | None = None
    by: str
    on: date | None = None
    response_deadline: Moment | None = None
    sections: tuple[NoticeSection, ...] = Field(
        default=(), description="the notice's whole text in official order, fixed for ever when it was ordered"
    )
    change: Key | None = None
    basis: IntentionBasis | None = None


class NoticePublished(Event, zh="公告已发布"):
    notice: Key
    kind: NoticeKind
    published_at: Moment
    published_on: date
    receipt: DocumentNumber
    url: Name | None = None
    effect: str | None = None
    differs: Text | None = None


class NoticeWithdrawn(Event, zh="未发布的公告已撤回"):
    notice: Key
    reason: Text
    by: str
    on: date


class ComplaintNoticeRegistered(Event, zh="投诉处理结果公告已登记"):
    complaint: Key
    publisher: Name
    published_on: date
    url: Name
    by: str


PublicationEvent = (
    SolicitationPrepared
    | NoticeOrdered
    | NoticePublished
    | NoticeWithdrawn
    | ComplaintNoticeRegistered
    | ObjectionEvent
    | ClarificationEvent
)
