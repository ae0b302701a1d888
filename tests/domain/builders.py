"""A lawful project, stage by stage: what the tests of a stage put on record before their own act.

scene = published(scene())          # a round under way since 2026-03-02, bids until 2026-03-16
awarded(scene(), supplier=SUPPLIER) # and so on, each upon the one before
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.approval.messages import ApprovalGiven, PreparationRecorded
from domain.award.messages import AwardConfirmed, EvaluationReportSubmitted
from domain.bidding.messages import (
    BiddingClosed,
    BidReceived,
    BidsOpened,
    BidsScored,
    CommitteeAppointed,
    Member,
    QualificationChecked,
    Ranked,
)
from domain.funding.messages import AllocationRecorded, FundsReserved
from domain.planning.messages import (
    NEGATIVE_LIST,
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
from domain.publication.messages import NoticeKind, NoticeOrdered, NoticePublished, Solicitation, SolicitationPrepared
from domain.register.messages import SupplierKind, SupplierRegistered
from tests.domain.scene import BUYER, DIVISION, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day

POOL = f"{DIVISION}-2026"
NAMES = {
    SUPPLIER: "农安县夕阳红社会服务中心",
    SUPPLIER_2: "农安县同心社会工作服务中心",
    SUPPLIER_3: "长春安康家政有限公司",
}
KINDS: dict[str, SupplierKind] = {
    SUPPLIER: "social_organisation",
    SUPPLIER_2: "social_organisation",
    SUPPLIER_3: "enterprise",
}
THREE = (SUPPLIER, SUPPLIER_2, SUPPLIER_3)
ACCEPTANCE = AcceptancePlan(
    who="购买主体，邀请服务对象参加",
    when="每期服务结束后10个工作日内",
    manner="查验台账、抽样入户",
    procedure="申请、查验、签字",
    content="数量、质量、安全",
    standard="达到合同约定",
)
PREPARATIONS = ("need_survey", "public_consultation", "risk_study", "implementation_plan", "prior_evaluation")
CRITERIA = (
    Criterion(key="price", title="报价", weight=Decimal("0.30"), price=True),
    Criterion(key="plan", title="服务方案", weight=Decimal("0.40")),
    Criterion(key="staff", title="人员配置", weight=Decimal("0.30")),
)
CREDIT = {
    "channel": "信用中国、中国政府采购网",
    "cut_off": "响应截止日",
    "record_keeping": "查询页面打印存档",
    "use": "列入失信名单且在有效期内的，拒绝其参加",
}
FIELDS = {
    "content": "分散供养特困人员居家照料护理",
    "term": "2026-05-01至2027-04-30",
    "quantity": "120人",
    "quality": "按服务标准",
    "price": "最高限价480000元",
    "supplier_qualifications": "符合政府采购法第二十二条",
    "contact": "农安县民政局社会救助科，0431-83220101",
}


# ---------------------------------------------------------------- planning and funding


def lawful_plan(**changes: Any) -> Plan:
    """A county's purchase of home care for one year: inside the Procurement Law, by consultation, not reserved."""
    budget = changes.get("budget_yuan", Decimal("480000.00"))
    whole: dict[str, Any] = {
        "title": "2026年度特困人员居家照料护理服务",
        "buyer": Buyer(name="农安县民政局", uscc=BUYER, level="county", division=DIVISION),
        "need": "为分散供养的特困人员提供居家照料护理",
        "own_capacity": "本单位工作人员6名，无照料护理人员",
        "items": (
            PlanItem(
                code="A.10", description="居家照料护理", quantity=Decimal(1440), unit="人月", quality="按服务标准"
            ),
        ),
        "tasks": ("每周上门照料不少于两次",),
        "whom_served": "分散供养特困人员",
        "recipients": {"A": 20, "B": 40, "C": 60},
        "starts_on": date(2026, 5, 1),
        "ends_on": date(2027, 4, 30),
        "price_basis": "参照上年度中标价",
        "budget_yuan": budget,
        "funding": (FundingLine(source="work_funds", pool=POOL, amount_yuan=budget, earmarked=True),),
        "method": "competitive_consultation",
        "method_reason": "政府购买服务项目",
        "criteria": CRITERIA,
        "negative_list": tuple(NegativeAnswer(clause=clause, applies=False) for clause in NEGATIVE_LIST),
        "acceptance_plan": ACCEPTANCE,
        "sme": SmeReservation(reserved=False, exception="competition_harmed", reason="部分潜在供应商为民办非企业单位"),
    }
    return Plan(**{**whole, **changes})


def below_limit_plan(**changes: Any) -> Plan:
    """The same need, small: outside the Procurement Law, by the house's own competitive choice."""
    return lawful_plan(**{"budget_yuan": Decimal("200000.00"), "method": "below_limit", **changes})


def planned(scene: Scene, plan: Plan | None = None) -> Scene:
    """Started by `clerk-1`, prepared, approved and determined on 2026-01-12."""
    preparations = [
        PreparationRecorded(kind=kind, done_on=date(2026, 1, 8), summary="已完成", digest=D, count=5, by="clerk-1")
        for kind in PREPARATIONS
    ]
    return scene.on("2026-01-12").has(
        ProjectStarted(plan=plan or lawful_plan(), author="clerk-1", submitted_on=date(2026, 1, 6)),
        *preparations,
        *(approval(kind, date(2026, 1, 9)) for kind in ("general_review", "key_review")),
        ProjectDetermined(minutes=D, on=date(2026, 1, 12)),
    )


def approval(kind: str, on: date, *, by: str = "head-1", role: str = "head") -> ApprovalGiven:
    """An approval that agrees."""
    return ApprovalGiven(kind=kind, agrees=True, opinion="同意", by=by, role=role, on=on)


def funded(scene: Scene, plan: Plan | None = None) -> Scene:
    """Determined, and the money reserved on 2026-01-16."""
    plan = plan or lawful_plan()
    scene = planned(scene, plan).on("2026-01-16")
    allocation = AllocationRecorded(
        level="provincial",
        kind="advance",
        amount_yuan=Decimal("100000000.00"),
        document_number="吉财社指〔2026〕1号",
        received_on=date(2026, 1, 4),
    )
    scene = scene.has(allocation, stream=f"pool/{POOL}")
    return scene.has(
        approval("budget_approval", date(2026, 1, 14), by="finance-1", role="finance"),
        *(
            FundsReserved(pool=line.pool, source=line.source, amount_yuan=line.amount_yuan, on=date(2026, 1, 16))
            for line in plan.funding
        ),
    )


# ---------------------------------------------------------------- publication


def notice(key: str, kind: NoticeKind, on: str, *, round: int | None = None) -> tuple[NoticeOrdered, NoticePublished]:
    """A notice ordered, and shown on the site the same day."""
    at = day(on)
    ordered = NoticeOrdered(notice=key, kind=kind, title=key, fields=FIELDS, round=round, by="clerk-1", on=at.date())
    shown = NoticePublished(
        notice=key, kind=kind, published_at=at, published_on=at.date(), receipt=f"JL-{key}", url=None
    )
    return ordered, shown


def ready(scene: Scene, plan: Plan | None = None) -> Scene:
    """Funded, with all that the documents of a round rest on; the intention shows since 2026-01-20, today is 2026-02-28."""
    scene = funded(scene, plan).on("2026-01-20").has(*notice("intention-1", "intention", "2026-01-20"))
    kinds = ("implementation_plan_filing", "legal_adviser_approval")
    return scene.has(*(approval(kind, date(2026, 2, 10), by="other-1", role="") for kind in kinds)).on("2026-02-28")


def solicitation(**changes: Any) -> Solicitation:
    """The terms of a round: bids until 2026-03-16, ten in the morning."""
    whole: dict[str, Any] = {
        "documents": D,
        "response_deadline": day("2026-03-16"),
        "opens_at": day("2026-03-16T10:30"),
        "place": "农安县公共资源交易中心",
        "criteria": CRITERIA,
        "qualification": ("符合政府采购法第二十二条",),
        "ceiling_yuan": Decimal("480000.00"),
        "bid_bond_yuan": Decimal("9600.00"),
        "sme_deduction": Decimal("0.10"),
        "documents_available_until": date(2026, 3, 9),
        "budget_yuan": Decimal("480000.00"),
        "sme_industry": "其他未列明行业",
        "credit": CREDIT,
    }
    return Solicitation(**{**whole, **changes})


def published(scene: Scene, plan: Plan | None = None, *, terms: Solicitation | None = None, round: int = 1) -> Scene:
    """The round's notice shows since 2026-03-02; the usual suppliers are registered."""
    plan = plan or lawful_plan()
    scene = ready(scene, plan) if round == 1 else scene
    terms = terms or solicitation(ceiling_yuan=plan.highest_price_yuan, bid_bond_yuan=None)
    prepared = SolicitationPrepared(round=round, solicitation=terms, by="clerk-1", on=date(2026, 2, 28))
    kind: NoticeKind = "solicitation" if plan.method != "below_limit" else "invitation"
    scene = registered(scene.on("2026-03-02"))
    return scene.has(prepared, *notice(f"{kind}-{round}", kind, "2026-03-02", round=round))


def registered(scene: Scene, *suppliers: str, kind: SupplierKind | None = None) -> Scene:
    """Suppliers stand in the register; by default the usual three."""
    for uscc in suppliers or THREE:
        known = SupplierRegistered(
            uscc=uscc,
            name=NAMES.get(uscc, f"供应商{uscc[-2:]}"),
            kind=kind or KINDS.get(uscc, "enterprise"),
            division=DIVISION,
            evidence=D,
        )
        scene = scene.has(known, stream=f"supplier/{uscc}")
    return scene


# ---------------------------------------------------------------- bidding and award


def received(supplier: str, *, round: int = 1, at: datetime | None = None) -> BidReceived:
    """A bid, by default on 2026-03-10."""
    name = NAMES.get(supplier, f"供应商{supplier[-2:]}")
    return BidReceived(round=round, supplier=supplier, name=name, digest=D, received_at=at or day("2026-03-10"))


def bid(
    scene: Scene, plan: Plan | None = None, *, suppliers: tuple[str, ...] = THREE, terms: Solicitation | None = None
) -> Scene:
    """Bids of these suppliers are in, one a minute, and the deadline has come: 2026-03-16, ten o'clock."""
    scene = published(scene, plan, terms=terms).on("2026-03-10")
    if any(uscc not in NAMES for uscc in suppliers):
        scene = registered(scene, *(uscc for uscc in suppliers if uscc not in NAMES))
    times = [day("2026-03-10") + timedelta(minutes=n) for n in range(len(suppliers))]
    scene = scene.has(*(received(uscc, at=at) for uscc, at in zip(suppliers, times, strict=True)))
    closed = BiddingClosed(round=1, bids=len(suppliers), closed_at=day("2026-03-16"))
    return scene.on("2026-03-16T10:30").has(closed)


def members(experts: int = 2, buyers: int = 1) -> tuple[Member, ...]:
    """A committee's members: `e1` …, `b1` …"""
    return (
        *(Member(person=f"e{n}", name=f"专家{n}", kind="expert") for n in range(1, experts + 1)),
        *(Member(person=f"b{n}", name=f"代表{n}", kind="buyer") for n in range(1, buyers + 1)),
    )


def opened(
    scene: Scene,
    plan: Plan | None = None,
    *,
    suppliers: tuple[str, ...] = THREE,
    passing: tuple[str, ...] | None = None,
    terms: Solicitation | None = None,
) -> Scene:
    """Opened by `clerk-1` before a committee of three; each bidder checked, those `passing` (all) passed."""
    scene = bid(scene, plan, suppliers=suppliers, terms=terms)
    checked = (
        QualificationChecked(
            round=1,
            supplier=uscc,
            passes=passing is None or uscc in passing,
            checks=("jl44-2.2.1", "jl44-2.2.2", "jl44-2.2.3", "jl44-2.2.4"),
            credit_sources=("信用中国", "中国政府采购网"),
            reason="符合",
            is_sme=True,
        )
        for uscc in suppliers
    )
    return scene.has(
        CommitteeAppointed(round=1, members=members(), drawn_from="吉林省评审专家库", draw_record=D),
        BidsOpened(round=1, opened_by="clerk-1", witness="监督员", prices=(), record=D, opened_at=scene.at),
        *checked,
    )


def scored(
    scene: Scene,
    plan: Plan | None = None,
    *,
    suppliers: tuple[str, ...] = THREE,
    terms: Solicitation | None = None,
    report: bool = True,
) -> Scene:
    """Evaluated on 2026-03-16, ranked in the order given; the report reaches the buyer on 2026-03-17."""
    budget = (plan or lawful_plan()).budget_yuan
    scene = opened(scene, plan, suppliers=suppliers, terms=terms)
    ranking = tuple(
        Ranked(
            rank=n,
            supplier=uscc,
            name=NAMES.get(uscc, f"供应商{uscc[-2:]}"),
            price_yuan=budget - 10_000 * (4 - n),
            total=Decimal(95 - 5 * n),
        )
        for n, uscc in enumerate(suppliers, start=1)
    )
    evaluated = BidsScored(round=1, ranking=ranking, price_weight=Decimal("0.30"), report=D, on=date(2026, 3, 16))
    scene = scene.has(evaluated)
    if not report:
        return scene
    return scene.on("2026-03-17").has(EvaluationReportSubmitted(report=D, on=date(2026, 3, 17)))


def awarded(
    scene: Scene, plan: Plan | None = None, *, supplier: str = SUPPLIER, terms: Solicitation | None = None
) -> Scene:
    """The first-ranked is confirmed on 2026-03-18 and the result shows since 2026-03-19; the stage is the contract's."""
    order = (supplier, *(uscc for uscc in THREE if uscc != supplier))
    scene = scored(scene, plan, suppliers=order, terms=terms).on("2026-03-18")
    budget = (plan or lawful_plan()).budget_yuan
    confirmed = AwardConfirmed(
        supplier=supplier,
        name=NAMES.get(supplier, f"供应商{supplier[-2:]}"),
        price_yuan=budget - 30_000,
        reason="排序第一",
        on=date(2026, 3, 18),
    )
    return scene.has(confirmed).on("2026-03-19").has(*notice("result-1", "result", "2026-03-19"))
