"""Projects that have come far: awarded, signed, performing, evaluated, as facts on record.  For the later stages' tests."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from domain.approval.messages import PreparationRecorded
from domain.award.messages import AwardConfirmed
from domain.bidding.messages import BidsScored
from domain.calendar import BEIJING
from domain.contract.bond.messages import BondReturn
from domain.contract.messages import ContractPeriod, ContractSigned, ContractTerms
from domain.evaluation.messages import Indicator, IndicatorsSet, IndicatorSystem
from domain.funding.messages import FundsReserved, PoolCharged
from domain.performance.messages import PerformanceStarted, PeriodAccepted, ServiceReported, StandardJudged
from domain.planning.messages import (
    AcceptancePlan,
    Buyer,
    Criterion,
    FundingLine,
    NegativeAnswer,
    Plan,
    PlanItem,
    ProjectDetermined,
    ProjectStarted,
    SmeReservation,
)
from domain.publication.messages import NoticeOrdered, NoticePublished, Solicitation, SolicitationPrepared
from domain.takeover.plan.messages import TakeoverPlanApproved
from tests.domain.scene import BUYER, DIVISION, PROJECT, SUPPLIER, D, Scene, scene

POOL = f"{DIVISION}-2026"
AMOUNT = Decimal("480000.00")
SUPPLIER_NAME = "春风社会工作服务中心"
QUARTERS = (
    ("q1", date(2026, 3, 1), date(2026, 5, 31)),
    ("q2", date(2026, 6, 1), date(2026, 8, 31)),
    ("q3", date(2026, 9, 1), date(2026, 12, 31)),
)


# before recipients are enrolled, the entrusting of their data is assessed: EX-11
ASSESSED = PreparationRecorded(
    kind="impact_assessment",
    done_on=date(2026, 2, 20),
    summary="委托处理服务对象信息的影响评估",
    digest="a" * 64,
    contents=dict.fromkeys(("purpose_and_means", "impact_and_risk", "safeguards"), "已评估"),
    by="li",
)


def plan(**changes: Any) -> Plan:
    """A county's purchase of nursing care, 505,000 yuan: inside the Procurement Law."""
    budget = changes.pop("budget_yuan", Decimal("505000.00"))
    values: dict[str, Any] = {
        "title": "特困人员照料护理服务",
        "buyer": Buyer(name="农安县民政局", uscc=BUYER, level="county", division=DIVISION),
        "need": "为分散供养特困人员提供照料护理",
        "own_capacity": "本单位无照料力量",
        "items": (
            PlanItem(code="A.10", description="照料护理", quantity=Decimal(1200), unit="人次", quality="按标准"),
        ),
        "tasks": ("上门照料",),
        "whom_served": "分散供养特困人员",
        "recipients": {"A": 10, "B": 20, "C": 30},
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 12, 31),
        "price_basis": "市场调查",
        "budget_yuan": budget,
        "funding": (FundingLine(source="relief_subsidy", pool=POOL, amount_yuan=budget, earmarked=True),),
        "method": "competitive_consultation",
        "method_reason": "政府购买服务项目",
        "negative_list": tuple(NegativeAnswer(clause=f"JL44-3.2.{n}", applies=False) for n in range(1, 7)),
        "sme": SmeReservation(reserved=False, exception="policy_prefers", reason="社会组织承接"),
    }
    return Plan(**{**values, **changes})


def terms(**changes: Any) -> ContractTerms:
    """Three periods of 150,000, and an advance of 30,000."""
    periods = tuple(
        ContractPeriod(
            key=key,
            title=f"第{n}期",
            starts_on=starts_on,
            ends_on=ends_on,
            targets={"visits": Decimal(400)},
            payable_yuan=Decimal(150000),
        )
        for n, (key, starts_on, ends_on) in enumerate(QUARTERS, start=1)
    )
    advance = ContractPeriod(
        key="advance",
        title="预付款",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 1),
        payable_yuan=Decimal(30000),
        condition="advance",
    )
    values: dict[str, Any] = {
        "number": "NA-2026-01",
        "content": "照料护理",
        "term": "2026年3月1日至12月31日",
        "quantity": "1200人次",
        "quality": "按服务标准",
        "price": "480000元",
        "settlement": "预付30000元，每期验收后支付150000元",
        "rights_and_duties": "见合同第五条",
        "liability": "见合同第八条",
        "supplier": SUPPLIER,
        "supplier_name": SUPPLIER_NAME,
        "amount_yuan": AMOUNT,
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 12, 31),
        "periods": (advance, *periods),
        "performance_bond_yuan": Decimal(48000),
        "bond_return": BondReturn(
            manner="原路退还",
            time="履约完成后10个工作日内",
            conditions="无违约",
            forfeiture="违约的按合同第八条扣除",
            late_return="按日加收利息",
        ),
        "buyer_guarantees_financing": False,
        "acceptance": AcceptancePlan(
            **dict.fromkeys(("who", "when", "manner", "procedure", "content", "standard"), "见合同第六条")
        ),
        "text": D,
    }
    return ContractTerms(**{**values, **changes})


def system(**changes: Any) -> IndicatorSystem:
    """Four indicators, one for each axis; satisfaction at 30 per cent, scored by the recipients."""
    values: dict[str, Any] = {
        "version": 1,
        "indicators": (
            Indicator(
                key="visits",
                title="服务完成率",
                axis="effect",
                group="output",
                weight="0.3",
                parties=("buyer", "third_party"),
            ),
            Indicator(key="files", title="档案管理", axis="management", weight="0.2", parties=("buyer",)),
            Indicator(key="known", title="社会影响", axis="social_impact", weight="0.2", parties=("third_party",)),
            Indicator(key="happy", title="满意度", axis="satisfaction", weight="0.3", parties=("recipients",)),
        ),
        "party_weights": {"buyer": "0.3", "recipients": "0.4", "third_party": "0.3"},
        "who_are_recipients": "被照料的特困人员",
    }
    return IndicatorSystem(**{**values, **changes})


def notice(kind: Any, on: date, key: str | None = None) -> tuple[NoticeOrdered, NoticePublished]:
    """A notice that the official site shows since that day."""
    name = key or kind
    return (
        NoticeOrdered(notice=name, kind=kind, title=f"公告 {name}", fields={}, round=1, by="li"),
        NoticePublished(
            notice=name,
            kind=kind,
            published_at=datetime(on.year, on.month, on.day, 9, tzinfo=BEIJING),
            published_on=on,
            receipt=f"R-{name}",
        ),
    )


def awarded(the_plan: Plan | None = None, *, supplier: str = SUPPLIER, price: Decimal = AMOUNT) -> Scene:
    """The supplier is chosen on 6 February 2026; the result is not published yet.  li wrote the plan."""
    chosen = the_plan or plan()
    solicitation = Solicitation(
        documents=D,
        response_deadline=datetime(2026, 2, 2, 9, tzinfo=BEIJING),
        opens_at=datetime(2026, 2, 2, 9, tzinfo=BEIJING),
        place="农安县政务中心",
        criteria=(Criterion(key="price", title="价格", weight="0.2", price=True),),
        qualification=("依法登记",),
        ceiling_yuan=chosen.budget_yuan,
    )
    begun = scene().has(
        ProjectStarted(plan=chosen, author="li", submitted_on=date(2026, 1, 4)),
        ProjectDetermined(minutes=D, on=date(2026, 1, 5)),
    )
    for line in chosen.funding:
        reserved = FundsReserved(pool=line.pool, source=line.source, amount_yuan=line.amount_yuan, on=date(2026, 1, 6))
        charged = PoolCharged(project=PROJECT, source=line.source, amount_yuan=line.amount_yuan)
        begun = begun.has(reserved).has(charged, stream=f"pool/{line.pool}")
    return begun.has(
        SolicitationPrepared(round=1, solicitation=solicitation, by="li", on=date(2026, 1, 12)),
        *notice("solicitation", date(2026, 1, 13)),
        BidsScored(round=1, ranking=(), price_weight="0.2", report=D, on=date(2026, 2, 5)),
        AwardConfirmed(supplier=supplier, name=SUPPLIER_NAME, price_yuan=price, reason="排名第一", on=date(2026, 2, 6)),
    ).on("2026-02-09")


def signed(the_terms: ContractTerms | None = None, *, the_plan: Plan | None = None) -> Scene:
    """Signed on 24 February, announced on the 25th, indicators and takeover plan in place."""
    chosen = the_terms or terms()
    return (
        awarded(the_plan, supplier=chosen.supplier, price=chosen.amount_yuan)
        .has(
            *notice("result", date(2026, 2, 9)),
            ContractSigned(terms=chosen, signed_on=date(2026, 2, 24), scan=D),
            *notice("contract", date(2026, 2, 25)),
            IndicatorsSet(system=system(), on=date(2026, 2, 25)),
            TakeoverPlanApproved(by="wang", minutes=D, on=date(2026, 2, 26)),
        )
        .on("2026-03-01")
    )


def performing(the_terms: ContractTerms | None = None, *, the_plan: Plan | None = None) -> Scene:
    """The service began on 1 March 2026."""
    return signed(the_terms, the_plan=the_plan).has(PerformanceStarted(on=date(2026, 3, 1)))


def reported(period: str, on: date, visits: int = 400) -> ServiceReported:
    short = {"visits": Decimal(400 - visits)} if visits < 400 else {}
    return ServiceReported(period=period, figures={"visits": Decimal(visits)}, shortfalls=short, digest=D, on=on)


def passed(period: str, on: date, payable: Any = 150000, **changes: Any) -> PeriodAccepted:
    values: dict[str, Any] = {
        "period": period,
        "result": "passed",
        "payable_yuan": payable,
        "recipients_invited": 3,
        "members": ("赵", "钱"),
        "statement": D,
        "on": on,
    }
    return PeriodAccepted(**{**values, **changes})


# what an acceptance statement holds beside its result: each standard, every signature, the recipients' opinion
STATEMENT: dict[str, Any] = {
    "statement": D,
    "opinion": "b" * 64,
    "signed": ("赵", "钱"),
    "standards": tuple(
        StandardJudged(kind=kind, standard=f"标准-{kind}", result="met") for kind in ("technical", "service", "safety")
    ),
}


def all_accepted() -> Scene:
    """All three periods reported and accepted; the term is over."""
    done = performing()
    for key, _, ends_on in QUARTERS:
        done = done.has(reported(key, ends_on), passed(key, ends_on))
    return done.on("2027-01-05")
