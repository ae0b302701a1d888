"""The ways of choosing a supplier: each one's grounds, counts, periods and committee.  JL44-4.3.1, R-M11 … R-M18, E-01 … E-11"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import PreparationRecorded
from domain.bidding.messages import (
    AppointCommittee,
    BidReceived,
    BidsOpened,
    BidsScored,
    CommitteeAppointed,
    CriterionScore,
    FailRound,
    FinalOffer,
    InviteSuppliers,
    OpenBids,
    QualificationChecked,
    ReceiveBid,
    RoundFailed,
    ScoreBids,
    SuppliersInvited,
)
from domain.dispute.messages import ChallengeFiled, FileChallenge
from domain.planning.messages import (
    ChangeMethod,
    Criterion,
    DetermineProject,
    MethodChanged,
    Plan,
    ProjectStarted,
    StartProject,
)
from domain.publication.messages import (
    NoticeKind,
    NoticeOrdered,
    NoticePublished,
    OrderNotice,
    PrepareSolicitation,
    RegisterPublication,
    Solicitation,
    SolicitationPrepared,
)
from tests.domain.builders import (
    CRITERIA,
    FIELDS,
    PREPARATIONS,
    THREE,
    approval,
    funded,
    lawful_plan,
    members,
    notice,
    published,
    ready,
    received,
    registered,
    solicitation,
)
from tests.domain.scene import SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, code, day, scene

PRICE_ALONE = (Criterion(key="price", title="报价", weight=Decimal(1), price=True),)
QUALITY = ("照料到位率98%以上，节假日不间断",)
SIX = tuple(code(f"91220122MA1A0010{n}") for n in range(6))
THRESHOLD = Decimal("2000000.00")
TEN_MILLION = Decimal("10000000.00")


@dataclass(frozen=True)
class Way:
    """A method as its tests use it: a lawful ground, the notice that opens its round, how it evaluates."""

    name: str
    ground: str | None
    notice: NoticeKind
    evaluation: str
    deadline: str  # the earliest lawful one of a round that is published on 2026-03-02, a Monday
    day_before: str
    committee: tuple[int, int]  # the smallest lawful one: experts, buyer's representatives


OPEN = Way("open_tender", None, "solicitation", "comprehensive_scoring", "2026-03-23", "2026-03-21", (4, 1))
INVITED = Way(
    "invited_tender", "limited_suppliers", "invitation", "comprehensive_scoring", "2026-03-23", "2026-03-21", (4, 1)
)
NEGOTIATION = Way(
    "competitive_negotiation", "complex_or_special", "invitation", "lowest_price", "2026-03-05", "2026-03-04", (2, 1)
)
SINGLE = Way("single_source", "only_one_supplier", "invitation", "agreed_price", "2026-03-03", "2026-03-02", (0, 2))
WAYS = (OPEN, INVITED, NEGOTIATION, SINGLE)
TENDERS = (OPEN, INVITED)


def of(way: Way, **changes: Any) -> Plan:
    return lawful_plan(**{"method": way.name, "method_ground": way.ground, "method_reason": "依法采用", **changes})


def terms(way: Way, **changes: Any) -> Solicitation:
    scored = way.evaluation == "comprehensive_scoring"
    return solicitation(
        **{
            "evaluation": way.evaluation,
            "criteria": CRITERIA if scored else PRICE_ALONE,
            "substantive": QUALITY,
            "bid_bond_yuan": None,
            "budget_yuan": changes.get("ceiling_yuan", Decimal("480000.00")),
            "response_deadline": day("2026-04-02"),
            "opens_at": day("2026-04-02T10:30"),
            **changes,
        }
    )


def evidence() -> PreparationRecorded:
    return PreparationRecorded(
        kind="method_evidence", done_on=date(2026, 1, 8), summary="专业人员论证", digest=D, by="clerk-1"
    )


def stands(way: Way, plan: Plan | None = None) -> Scene:
    """All that the documents rest on; at or above the threshold the approvals of the method too.  2026-02-28."""
    plan = plan or of(way)
    rest = ready(scene(), plan).has(evidence())
    if plan.budget_yuan >= THRESHOLD:
        rest = rest.on("2026-01-21").has(*notice("sole", "single_source", "2026-01-21"))
        kinds = ("superior_consent", "finance_method_approval")
        rest = rest.has(*(approval(kind, date(2026, 2, 10), role="outside") for kind in kinds))
    return registered(rest.on("2026-02-28"), *THREE, *SIX)


def under_way(way: Way, plan: Plan | None = None, *, invited: tuple[str, ...] = THREE, **changes: Any) -> Scene:
    """The round's notice shows since 2026-03-02; those invited were invited."""
    plan = plan or of(way)
    whole = terms(way, **{"ceiling_yuan": plan.highest_price_yuan, **changes})
    prepared = SolicitationPrepared(round=1, solicitation=whole, by="clerk-1", on=date(2026, 2, 28))
    asked = SuppliersInvited(round=1, suppliers=invited, reason="随机抽取")
    shown = notice("offer-1", way.notice, "2026-03-02", round=1)
    return stands(way, plan).has(prepared, asked).on("2026-03-02").has(*shown)


def closed(way: Way, plan: Plan | None = None, *, suppliers: tuple[str, ...] = THREE) -> Scene:
    """Bids of these suppliers are in and the deadline has come."""
    here = under_way(way, plan, invited=suppliers).has(*(received(uscc) for uscc in suppliers))
    return here.on("2026-04-02").wake("bidding.deadline.1").then().on("2026-04-02T10:30")


def opened(way: Way, plan: Plan | None = None, *, suppliers: tuple[str, ...], passing: int) -> Scene:
    """Opened before the smallest lawful committee; the first `passing` of them qualify."""
    return closed(way, plan, suppliers=suppliers).has(
        CommitteeAppointed(round=1, members=members(*way.committee), drawn_from="专家库", draw_record=D),
        BidsOpened(round=1, opened_by="clerk-1", witness="监督员", record=D, prices=(), opened_at=day("2026-04-02")),
        *(
            QualificationChecked(
                round=1, supplier=uscc, passes=n < passing, checks=(), credit_sources=(), reason="核查", is_sme=True
            )
            for n, uscc in enumerate(suppliers)
        ),
    )


def open_bids() -> OpenBids:
    return OpenBids(witness="监督员", record=D)


def appoint(experts: int, buyers: int) -> AppointCommittee:
    return AppointCommittee(members=members(experts, buyers), drawn_from="吉林省评审专家库", draw_record=D)


def score(way: Way, *prices: tuple[str, str]) -> ScoreBids:
    offers = tuple(FinalOffer(supplier=uscc, price_yuan=Decimal(price)) for uscc, price in prices)
    scores = tuple(
        CriterionScore(supplier=uscc, member=member.person, criterion=criterion.key, score=Decimal(80))
        for uscc, _ in prices
        for member in members(*way.committee)
        for criterion in (CRITERIA if way.evaluation == "comprehensive_scoring" else ())
        if not criterion.price
    )
    return ScoreBids(offers=offers, scores=scores, report=D)


def start(plan: Plan) -> Scene:
    return scene(at=day("2026-01-06")).when(StartProject(plan=plan), by="clerk-1")


# ---------------------------------------------------------------- grounds


@pytest.mark.parametrize(
    ("name", "clause", "grounds"),
    [
        ("invited_tender", "R-M12", ("limited_suppliers", "cost_out_of_proportion")),
        (
            "competitive_negotiation",
            "R-M13",
            ("failed_tender", "complex_or_special", "unforeseeable_urgency", "price_not_computable"),
        ),
        ("single_source", "R-M15", ("only_one_supplier", "unforeseeable_emergency")),
    ],
)
def test_a_method_with_grounds_names_one_of_its_own(name: str, clause: str, grounds: tuple[str, ...]) -> None:
    """GPL 29, 30, 31: no ground, or another method's, and the plan is refused."""
    for ground in grounds:
        start(lawful_plan(method=name, method_ground=ground)).accepted(ProjectStarted)
    start(lawful_plan(method=name)).refused(clause)
    start(lawful_plan(method=name, method_ground="purchased_services")).refused(clause)


def test_open_tender_needs_no_ground_and_consultation_holds_for_purchased_services() -> None:
    """R-M08, R-M14: what every purchase here is need not be named; a ground that is none is refused."""
    start(lawful_plan(method="open_tender")).accepted(ProjectStarted)
    start(lawful_plan()).accepted(ProjectStarted)
    start(lawful_plan(method_ground="price_not_computable")).accepted(ProjectStarted)
    start(lawful_plan(method_ground="only_one_supplier")).refused("R-M14")


def test_an_addition_for_consistency_is_at_most_a_tenth_of_the_original() -> None:
    """R-M15, GPL 31(3): 480,000 is a tenth of 4,800,000."""
    added = {"method": "single_source", "method_ground": "consistency_addition"}
    start(lawful_plan(**added, original_contract_yuan=Decimal("4800000.00"))).accepted(ProjectStarted)
    start(lawful_plan(**added, original_contract_yuan=Decimal("4799999.99"))).refused("R-M15")
    start(lawful_plan(**added)).refused("R-M15")


def test_single_source_is_determined_upon_its_evidence() -> None:
    """R-M15."""
    plan = of(SINGLE)
    # everything of a determined project but its determination
    before = scene().has(ProjectStarted(plan=plan, author="clerk-1", submitted_on=date(2026, 1, 6)))
    prepared = (
        PreparationRecorded(kind=kind, done_on=date(2026, 1, 8), summary="已完成", digest=D, count=5, by="clerk-1")
        for kind in PREPARATIONS
    )
    reviewed = (approval(kind, date(2026, 1, 9)) for kind in ("general_review", "key_review"))
    before = before.has(*prepared, *reviewed).on("2026-01-12")
    decide = DetermineProject(minutes=D)
    before.when(decide, by="head-1").refused("R-M15")
    before.has(evidence()).when(decide, by="head-1").accepted()


@pytest.mark.parametrize("name", ["inquiry", "询价"])
def test_an_inquiry_is_for_goods_alone(name: str) -> None:
    """R-M16."""
    start(lawful_plan(method=name)).refused("R-M16")


# ---------------------------------------------------------------- approval above the threshold


@pytest.mark.parametrize("way", [INVITED, NEGOTIATION, SINGLE], ids=lambda w: w.name)
def test_at_the_threshold_another_method_than_open_tender_is_approved_first(way: Way) -> None:
    """R-M02, R-M20: at 2,000,000 yuan (the amount itself is above, T-04), not a fen below."""
    plan = of(way, budget_yuan=THRESHOLD)
    prepare = PrepareSolicitation(solicitation=terms(way, ceiling_yuan=THRESHOLD))
    stands(way, plan).when(prepare).accepted(SolicitationPrepared)
    bare = ready(scene(), plan).has(evidence()).on("2026-01-21").has(*notice("sole", "single_source", "2026-01-21"))
    bare = bare.on("2026-02-28")
    bare.when(prepare).refused("R-M20")
    bare.has(approval("superior_consent", date(2026, 2, 10))).when(prepare).refused("R-M02")
    below = THRESHOLD - Decimal("0.01")
    small = ready(scene(), of(way, budget_yuan=below)).has(evidence()).on("2026-02-28")
    small.when(PrepareSolicitation(solicitation=terms(way, ceiling_yuan=below))).accepted(SolicitationPrepared)


def test_open_tender_needs_no_approval_of_the_method() -> None:
    """R-M08."""
    plan = of(OPEN, budget_yuan=THRESHOLD)
    prepare = PrepareSolicitation(solicitation=terms(OPEN, ceiling_yuan=THRESHOLD))
    ready(scene(), plan).when(prepare).accepted(SolicitationPrepared)


def test_the_sole_suppliers_notice_stands_five_working_days_before_the_approval() -> None:
    """R-M18: shown on Wednesday, 21 January; approved on the 28th at the earliest."""
    plan = of(SINGLE, budget_yuan=THRESHOLD)
    prepare = PrepareSolicitation(solicitation=terms(SINGLE, ceiling_yuan=THRESHOLD))
    bare = ready(scene(), plan).has(evidence(), approval("superior_consent", date(2026, 1, 20)))

    def approved(on: date) -> Scene:
        shown = bare.on("2026-01-21").has(*notice("sole", "single_source", "2026-01-21"))
        return shown.has(approval("finance_method_approval", on)).on("2026-02-28")

    approved(date(2026, 1, 28)).when(prepare).accepted(SolicitationPrepared)
    approved(date(2026, 1, 27)).when(prepare).refused("R-M18")
    bare.has(approval("finance_method_approval", date(2026, 1, 28))).on("2026-02-28").when(prepare).refused("R-M18")


def test_an_emergency_above_the_threshold_is_approved_without_that_notice() -> None:
    """R-M18 binds where there is only one supplier (GPL 31(1)), not in an emergency (31(2))."""
    plan = of(SINGLE, budget_yuan=THRESHOLD, method_ground="unforeseeable_emergency")
    kinds = ("superior_consent", "finance_method_approval")
    urgent = ready(scene(), plan).has(evidence(), *(approval(kind, date(2026, 2, 10)) for kind in kinds))
    urgent.when(PrepareSolicitation(solicitation=terms(SINGLE, ceiling_yuan=THRESHOLD))).accepted()


def test_the_sole_suppliers_notice_says_all_and_belongs_to_that_method() -> None:
    """R-M18, 74号令 art. 38."""
    parts = (
        "project_name",
        "service_description",
        "reason",
        "supplier",
        "supplier_address",
        "expert_opinion",
        "period",
    )
    fields = dict.fromkeys((*parts, "contact"), "内容")
    order = OrderNotice(notice="sole", kind="single_source", title="单一来源公示", fields=fields)
    funded(scene(), of(SINGLE)).when(order).accepted(NoticeOrdered)
    silent = order.model_copy(update={"fields": {k: v for k, v in fields.items() if k != "expert_opinion"}})
    funded(scene(), of(SINGLE)).when(silent).refused("NT-single-source")
    funded(scene(), of(OPEN)).when(order).refused("R-M18")


@pytest.mark.parametrize(
    ("way", "ground"), [(NEGOTIATION, "unforeseeable_urgency"), (SINGLE, "unforeseeable_emergency")]
)
def test_what_nobody_could_foresee_needs_no_intention(way: Way, ground: str) -> None:
    """PB-04; every other ground needs the thirty days of PB-01."""
    kinds = ("implementation_plan_filing", "legal_adviser_approval")

    def silent(named: str | None) -> Scene:
        rest = funded(scene(), of(way, method_ground=named)).has(evidence())
        return rest.has(*(approval(kind, date(2026, 1, 20)) for kind in kinds)).on("2026-01-22")

    prepare = PrepareSolicitation(solicitation=terms(way))
    silent(ground).when(prepare).accepted(SolicitationPrepared)
    silent(way.ground).when(prepare).refused("PB-01")


# ---------------------------------------------------------------- the terms


@pytest.mark.parametrize("way", WAYS, ids=lambda w: w.name)
def test_lawful_terms_of_each_method_are_accepted(way: Way) -> None:
    stands(way).when(PrepareSolicitation(solicitation=terms(way))).accepted(SolicitationPrepared)


@pytest.mark.parametrize("way", TENDERS, ids=lambda w: w.name)
def test_the_price_of_a_tender_weighs_a_tenth_or_more(way: Way) -> None:
    """E-10: no upper limit for services; and the consent that consultation knows is none here."""

    def weighing(share: str) -> PrepareSolicitation:
        price = Criterion(key="price", title="报价", weight=Decimal(share), price=True)
        rest = Criterion(key="plan", title="方案", weight=1 - Decimal(share))
        return PrepareSolicitation(solicitation=terms(way, criteria=(price, rest)))

    stands(way).when(weighing("0.10")).accepted(SolicitationPrepared)
    stands(way).when(weighing("0.60")).accepted(SolicitationPrepared)
    stands(way).when(weighing("0.09")).refused("E-10")
    consented = stands(way).has(approval("price_weight_consent", date(2026, 2, 20), role="finance"))
    consented.when(weighing("0.09")).refused("E-10")


@pytest.mark.parametrize("way", [OPEN, INVITED, NEGOTIATION], ids=lambda w: w.name)
def test_the_lowest_price_decides_only_among_equals_and_warns(way: Way) -> None:
    """JL44-4.3.2 with R-M10: quality stands in the substantive requirements, or the terms are refused."""
    lowest = terms(way, evaluation="lowest_price", criteria=PRICE_ALONE)
    prepared = stands(way).when(PrepareSolicitation(solicitation=lowest)).warned("R-M10")
    assert any("JL44-4.3.2" in getattr(e, "reason", "") for _, e in prepared.accepted().events)
    bare = lowest.model_copy(update={"substantive": ()})
    stands(way).when(PrepareSolicitation(solicitation=bare)).refused("JL44-4.3.2")


@pytest.mark.parametrize(("way", "evaluation"), [(NEGOTIATION, "comprehensive_scoring"), (SINGLE, "lowest_price")])
def test_each_method_evaluates_as_its_law_says(way: Way, evaluation: str) -> None:
    """R-M13: to the lowest among equals; R-M15: a price agreed upon."""
    stands(way).when(PrepareSolicitation(solicitation=terms(way, evaluation=evaluation))).refused("JL44-4.3.2")


# ---------------------------------------------------------------- notices and periods


def _ordered(way: Way, deadline: str) -> Scene:
    late = terms(way, response_deadline=day(deadline), opens_at=day(deadline))
    prepared = SolicitationPrepared(round=1, solicitation=late, by="clerk-1", on=date(2026, 2, 28))
    here = stands(way).has(prepared).on("2026-03-02T08:00")
    return here.when(OrderNotice(notice="offer-1", kind=way.notice, title="公告", fields=FIELDS))


@pytest.mark.parametrize(
    ("way", "clause"),
    [(OPEN, "R-P01"), (INVITED, "R-P01"), (NEGOTIATION, "R-P07")],
    ids=lambda x: getattr(x, "name", x),
)
def test_suppliers_have_their_days(way: Way, clause: str) -> None:
    """R-P01: 20 days from 2 March end on Sunday the 22nd, so on the 23rd; R-P07: three working days, the 5th."""
    _ordered(way, way.deadline).accepted(NoticeOrdered)
    _ordered(way, way.day_before).refused(clause)
    site = RegisterPublication(notice="offer-1", published_at=day("2026-03-04T07:30"), receipt="JL-1")
    _ordered(way, way.deadline).then().on("2026-03-04T08:00").when(site).refused(clause)  # shown too late


def test_single_source_has_no_days_of_the_law() -> None:
    """R-M15: agreed with the one supplier; the notice alone is the guide's (JL44-4.2.1)."""
    _ordered(SINGLE, "2026-03-03").accepted(NoticeOrdered)


@pytest.mark.parametrize("way", TENDERS, ids=lambda w: w.name)
def test_the_documents_of_a_tender_are_offered_five_working_days(way: Way) -> None:
    """R-P03: from Monday, 2 March, to the 9th."""

    def until(last: date) -> Scene:
        offered = terms(way, documents_available_until=last)
        prepared = SolicitationPrepared(round=1, solicitation=offered, by="clerk-1", on=date(2026, 2, 28))
        order = OrderNotice(notice="offer-1", kind=way.notice, title="公告", fields=FIELDS)
        return stands(way).has(prepared).on("2026-03-02").when(order)

    until(date(2026, 3, 9)).accepted(NoticeOrdered)
    until(date(2026, 3, 8)).refused("R-P03")


@pytest.mark.parametrize(
    ("way", "clause", "on_time", "late"),
    [(OPEN, "R-P04", "2026-03-19", "2026-03-20"), (NEGOTIATION, "R-P08", "2026-03-31", "2026-04-01")],
    ids=["open_tender", "competitive_negotiation"],
)
def test_a_correction_leaves_the_suppliers_their_days(way: Way, clause: str, on_time: str, late: str) -> None:
    """R-P04: 15 days before the new deadline; R-P08: three working days."""
    new = day("2026-04-03")

    def corrected(on: str) -> Scene:
        fields = {"original_notice": "公告", "corrected_items": "截止时间", "corrected_content": "推迟"}
        order = OrderNotice(
            notice="c-1", kind="correction", title="更正", fields=fields, corrects="offer-1", response_deadline=new
        )
        return under_way(way).on(on).when(order)

    corrected(on_time).accepted(NoticeOrdered)
    corrected(late).refused(clause)


@pytest.mark.parametrize(("way", "other"), [(OPEN, "invitation"), (INVITED, "solicitation"), (SINGLE, "solicitation")])
def test_each_method_is_announced_by_its_own_notice(way: Way, other: NoticeKind) -> None:
    """JL44-4.3.1: an open tender is open to all, an invited one is not."""
    prepared = SolicitationPrepared(round=1, solicitation=terms(way), by="clerk-1", on=date(2026, 2, 28))
    here = stands(way).has(prepared).on("2026-03-02")
    here.when(OrderNotice(notice="o", kind=other, title="公告", fields=FIELDS)).refused("JL44-4.3.1")


@pytest.mark.parametrize("kind", ["solicitation", "invitation"])
def test_a_negotiation_is_announced_or_by_invitation(kind: NoticeKind) -> None:
    """74号令 art. 12."""
    prepared = SolicitationPrepared(round=1, solicitation=terms(NEGOTIATION), by="clerk-1", on=date(2026, 2, 28))
    here = stands(NEGOTIATION).has(prepared).on("2026-03-02")
    here.when(OrderNotice(notice="o", kind=kind, title="公告", fields=FIELDS)).accepted(NoticeOrdered)


# ---------------------------------------------------------------- who is invited


def draw(**changes: Any) -> InviteSuppliers:
    whole = {
        "suppliers": SIX[:3],
        "candidates": SIX,
        "witnesses": ("张伟", "王芳"),
        "draw_record": D,
        "reason": "从符合资格条件的供应商中随机抽取",
    }
    return InviteSuppliers(**{**whole, **changes})


@pytest.mark.parametrize(
    "wrong",
    [
        {"suppliers": SIX[:2]},  # fewer than three
        {"candidates": SIX[:5]},  # fewer than twice as many
        {"candidates": (*SIX[1:], SUPPLIER)},  # one drawn who was no candidate
        {"witnesses": ("张伟",)},  # one of the staff alone
        {"witnesses": ("张伟", "张伟")},
        {"draw_record": None},
    ],
)
def test_an_invited_tender_is_drawn_by_lot_before_two_witnesses(wrong: dict[str, Any]) -> None:
    """R-M12, 87号令 art. 14: three or more, out of twice as many, at random, two of the staff present."""
    prepared = SolicitationPrepared(round=1, solicitation=terms(INVITED), by="clerk-1", on=date(2026, 2, 28))
    here = stands(INVITED).has(prepared).on("2026-03-02")
    here.when(draw()).accepted(SuppliersInvited)
    here.when(draw(**wrong)).refused("R-M12")


def test_single_source_asks_one_supplier() -> None:
    """R-M15."""
    prepared = SolicitationPrepared(round=1, solicitation=terms(SINGLE), by="clerk-1", on=date(2026, 2, 28))
    here = stands(SINGLE).has(prepared).on("2026-03-02")
    one = InviteSuppliers(suppliers=(SUPPLIER,), reason="唯一供应商")
    here.when(one).accepted(SuppliersInvited)
    here.when(InviteSuppliers(suppliers=(SUPPLIER, SUPPLIER_2), reason="两家")).refused("R-M15")
    here.when(one).then().when(InviteSuppliers(suppliers=(SUPPLIER_2,), reason="又一家")).refused("R-M15")


@pytest.mark.parametrize(("way", "clause"), [(INVITED, "R-M12"), (SINGLE, "R-M15")])
def test_only_the_invited_bid(way: Way, clause: str) -> None:
    here = under_way(way, invited=(SUPPLIER,)).on("2026-03-10")
    here.when(ReceiveBid(supplier=SUPPLIER, name="甲", digest=D), by="clerk-1").accepted(BidReceived)
    here.when(ReceiveBid(supplier=SUPPLIER_2, name="乙", digest=D), by="clerk-1").refused(clause)


@pytest.mark.parametrize("way", [OPEN, NEGOTIATION], ids=lambda w: w.name)
def test_where_the_offer_is_open_anybody_bids(way: Way) -> None:
    here = under_way(way, invited=()).on("2026-03-10")
    here.when(ReceiveBid(supplier=SUPPLIER_2, name="乙", digest=D), by="clerk-1").accepted(BidReceived)


@pytest.mark.parametrize("way", [INVITED, SINGLE], ids=lambda w: w.name)
def test_the_invited_challenge_the_documents_from_their_invitation(way: Way) -> None:
    """DQ-01, DQ-02: shown on 2 March, so until the 11th."""
    challenge = FileChallenge(
        challenge="q-1",
        supplier=SUPPLIER,
        about="documents",
        points="条件过高",
        digest=D,
        may_affect_result=True,
    )
    under_way(way).on("2026-03-11").when(challenge, by="clerk-1", role="clerk").accepted(ChallengeFiled)
    under_way(way).on("2026-03-12").when(challenge, by="clerk-1", role="clerk").refused("DQ-01")


# ---------------------------------------------------------------- committees


@pytest.mark.parametrize("way", TENDERS, ids=lambda w: w.name)
def test_a_tender_is_evaluated_by_five_two_thirds_of_them_experts(way: Way) -> None:
    """E-01: five or more, odd, experts two thirds; four of five are enough, three of five are not."""
    here = under_way(way)
    here.when(appoint(4, 1)).accepted(CommitteeAppointed)
    for wrong in ((2, 1), (4, 2), (3, 2), (4, 3)):
        here.when(appoint(*wrong)).refused("E-01")


@pytest.mark.parametrize("way", TENDERS, ids=lambda w: w.name)
def test_from_ten_million_a_tender_is_evaluated_by_seven(way: Way) -> None:
    """E-02: at 10,000,000 yuan, not a fen below."""
    large = under_way(way, of(way, budget_yuan=TEN_MILLION))
    large.when(appoint(5, 2)).accepted(CommitteeAppointed)
    large.when(appoint(4, 1)).refused("E-02")
    under_way(way, of(way, budget_yuan=TEN_MILLION - Decimal("0.01"))).when(appoint(4, 1)).accepted(CommitteeAppointed)


def test_a_negotiation_is_led_by_three_and_by_five_from_the_threshold() -> None:
    """E-05."""
    here = under_way(NEGOTIATION)
    here.when(appoint(2, 1)).accepted(CommitteeAppointed)
    for wrong in ((1, 0), (3, 1), (1, 2)):
        here.when(appoint(*wrong)).refused("E-05")
    large = under_way(NEGOTIATION, of(NEGOTIATION, budget_yuan=THRESHOLD))
    large.when(appoint(4, 1)).accepted(CommitteeAppointed)
    large.when(appoint(2, 1)).refused("E-05")


def test_two_persons_agree_with_a_single_source() -> None:
    """HR-SS-1: the law gives no number."""
    here = under_way(SINGLE, invited=(SUPPLIER,))
    here.when(appoint(0, 2)).accepted(CommitteeAppointed)
    here.when(appoint(1, 1)).accepted(CommitteeAppointed)
    here.when(appoint(0, 1)).refused("HR-SS-1")


# ---------------------------------------------------------------- how many are enough


@pytest.mark.parametrize("way", TENDERS, ids=lambda w: w.name)
def test_a_tender_with_two_bidders_is_not_opened_and_fails(way: Way) -> None:
    """E-07, 87号令 art. 41: three to open."""
    closed(way).when(open_bids()).accepted(BidsOpened)
    two = closed(way, suppliers=THREE[:2])
    two.when(open_bids()).refused("E-07")
    two.when(FailRound(reason="投标人不足3家", documents_flawed=False)).accepted(RoundFailed)
    closed(way).when(FailRound(reason="不想招了", documents_flawed=False)).refused("JL44-1.4b")


@pytest.mark.parametrize("way", TENDERS, ids=lambda w: w.name)
def test_a_tender_with_two_qualified_is_not_evaluated(way: Way) -> None:
    """E-07, 87号令 art. 44: three to evaluate."""
    prices = ((SUPPLIER, "450000.00"), (SUPPLIER_2, "460000.00"), (SUPPLIER_3, "440000.00"))
    opened(way, suppliers=THREE, passing=3).when(score(way, *prices)).accepted(BidsScored)
    two = opened(way, suppliers=THREE, passing=2)
    two.when(score(way, *prices[:2])).refused("E-07")
    two.when(FailRound(reason="合格投标人不足3家", documents_flawed=False)).accepted(RoundFailed)


def test_a_negotiation_needs_three() -> None:
    """R-M13; two only where a tender left two and finance agreed (E-09), never of a reserved package (AD-03)."""
    closed(NEGOTIATION).when(open_bids()).accepted(BidsOpened)
    closed(NEGOTIATION, suppliers=THREE[:2]).when(open_bids()).refused("R-M13")
    after = of(NEGOTIATION, method_ground="failed_tender")
    closed(NEGOTIATION, after, suppliers=THREE[:2]).when(open_bids()).refused("R-M13")
    agreed = approval("two_supplier_negotiation", date(2026, 3, 1), role="finance")
    closed(NEGOTIATION, after, suppliers=THREE[:2]).has(agreed).when(open_bids()).accepted(BidsOpened)
    closed(NEGOTIATION, after, suppliers=THREE[:1]).has(agreed).when(open_bids()).refused("R-M13")
    closed(NEGOTIATION, suppliers=THREE[:2]).has(agreed).when(open_bids()).refused("R-M13")


def test_a_negotiation_goes_to_the_lowest_among_equals() -> None:
    """R-M13, GPL 38(5): nothing is scored."""
    ready_to_end = opened(NEGOTIATION, suppliers=THREE, passing=3)
    command = score(NEGOTIATION, (SUPPLIER, "450000.00"), (SUPPLIER_2, "430000.00"), (SUPPLIER_3, "440000.00"))
    accepted = ready_to_end.when(command).accepted(BidsScored)
    scored = next(e for _, e in accepted.events if isinstance(e, BidsScored))
    assert [r.supplier for r in scored.ranking] == [SUPPLIER_2, SUPPLIER_3, SUPPLIER]
    assert scored.price_weight == 1


def test_one_supplier_is_enough_for_a_single_source_and_none_is_not() -> None:
    """R-M15."""
    closed(SINGLE, suppliers=(SUPPLIER,)).when(open_bids()).accepted(BidsOpened)
    closed(SINGLE, suppliers=()).when(open_bids()).refused("R-M15")
    one = opened(SINGLE, suppliers=(SUPPLIER,), passing=1)
    one.when(score(SINGLE, (SUPPLIER, "470000.00"))).accepted(BidsScored)
    one.when(score(SINGLE, (SUPPLIER, "480000.01"))).refused("R-B08")


# ---------------------------------------------------------------- after a failed round


def failed(plan: Plan, way: Way = OPEN) -> Scene:
    """A tender with two bidders failed on 2 April and its end was announced the same day."""
    here = closed(way, plan, suppliers=THREE[:2]).when(FailRound(reason="投标人不足3家", documents_flawed=False)).then()
    return here.has(*notice("end-1", "termination", "2026-04-02", round=1)).on("2026-04-03")


def change(**changes: Any) -> ChangeMethod:
    whole = {"method": "competitive_negotiation", "method_ground": "failed_tender", "reason": "招标失败", "minutes": D}
    return ChangeMethod(**{**whole, **changes})


def test_a_failed_tender_is_run_again_after_its_termination_notice() -> None:
    """E-08; NT-termination."""
    again = terms(OPEN, response_deadline=day("2026-05-08"), opens_at=day("2026-05-08"))
    failed(of(OPEN)).when(PrepareSolicitation(solicitation=again)).accepted(SolicitationPrepared)
    silent = closed(OPEN, suppliers=THREE[:2]).when(FailRound(reason="投标人不足3家", documents_flawed=False)).then()
    silent.when(PrepareSolicitation(solicitation=again)).refused("NT-termination")


def test_the_method_is_changed_only_after_a_failed_round() -> None:
    """E-08: by the head, while no round is under way."""
    accepted = failed(of(OPEN)).when(change(), by="head-1").accepted(MethodChanged)
    changed = next(e for _, e in accepted.events if isinstance(e, MethodChanged))
    assert (changed.replaces, changed.failed_on) == ("open_tender", date(2026, 4, 2))
    stands(OPEN).when(change(), by="head-1").refused("E-08")
    under_way(OPEN).when(change(), by="head-1").refused("JL44-4.0")
    failed(of(OPEN)).when(change(), by="clerk-1", role="clerk").refused("HR-WHO")


def test_the_new_method_is_lawful_and_another_one() -> None:
    """R-M13, R-M16, R-M01, JL44-4.3.1."""
    failed(of(OPEN)).when(change(method_ground=None)).refused("R-M13")
    failed(of(OPEN)).when(change(method="inquiry")).refused("R-M16")
    failed(of(OPEN)).when(change(method="below_limit", method_ground=None)).refused("R-M01")
    failed(of(OPEN)).when(change(method="open_tender", method_ground=None)).refused("JL44-4.3.1")


def test_above_the_threshold_the_new_method_has_approvals_of_its_own() -> None:
    """E-08, R-M02, R-M20: what was approved of the former method is spent."""
    plan = of(INVITED, budget_yuan=THRESHOLD)
    changed = failed(plan, INVITED).when(change(), by="head-1").then().on("2026-04-20")
    later = {"response_deadline": day("2026-05-08"), "opens_at": day("2026-05-08"), "ceiling_yuan": THRESHOLD}
    prepare = PrepareSolicitation(solicitation=terms(NEGOTIATION, **later))
    changed.when(prepare).refused("R-M20")
    consented = changed.has(approval("superior_consent", date(2026, 4, 7)))
    consented.when(prepare).refused("R-M02")
    consented.has(approval("finance_method_approval", date(2026, 4, 15))).when(prepare).accepted(SolicitationPrepared)


def test_with_the_change_the_new_methods_numbers_hold() -> None:
    """R-P07, E-05: three working days and a group of three, where the tender had twenty days and five."""
    changed = failed(of(OPEN)).when(change(), by="head-1").then()
    assert changed.states[changed.home].plan.method == "competitive_negotiation"  # type: ignore[union-attr]
    brief = terms(NEGOTIATION, response_deadline=day("2026-04-13"), opens_at=day("2026-04-13"))
    prepared = changed.when(PrepareSolicitation(solicitation=brief)).then()
    order = OrderNotice(notice="offer-2", kind="invitation", title="谈判邀请", fields=FIELDS)
    shown = RegisterPublication(notice="offer-2", published_at=day("2026-04-07T09:00"), receipt="JL-2")
    here = prepared.on("2026-04-07T08:30").when(order).then().on("2026-04-07T09:30").when(shown)
    here.accepted(NoticePublished)
    here.then().when(appoint(2, 1)).accepted(CommitteeAppointed)


# ---------------------------------------------------------------- failed rounds, and why they failed


@pytest.mark.parametrize("way", TENDERS, ids=lambda w: w.name)
def test_a_failed_tender_says_whether_its_documents_were_flawed(way: Way) -> None:
    """E-08, 87号令 art. 43: flawed documents are corrected and offered again; sound ones allow another method."""
    two = closed(way, suppliers=THREE[:2])
    two.when(FailRound(reason="投标人不足3家")).refused("E-08")
    flawed = two.when(FailRound(reason="资格条件不合理", documents_flawed=True)).then()
    flawed = flawed.has(*notice("end-1", "termination", "2026-04-02", round=1)).on("2026-04-03")
    flawed.when(change()).refused("E-08")
    later: dict[str, Any] = {"response_deadline": day("2026-05-08"), "opens_at": day("2026-05-08")}
    flawed.when(PrepareSolicitation(solicitation=terms(way, **later))).refused("E-08")
    corrected = terms(way, documents="b" * 64, **later)
    flawed.when(PrepareSolicitation(solicitation=corrected)).accepted(SolicitationPrepared)


def test_a_consultation_that_fails_needs_no_word_on_its_documents() -> None:
    """AD-02: one supplier is too few; the reason and the termination notice suffice."""
    one = published(scene()).has(received(SUPPLIER)).on("2026-03-16").wake("bidding.deadline.1").then()
    one.when(FailRound(reason="只有1家")).accepted(RoundFailed)
    two = published(scene()).has(received(SUPPLIER), received(SUPPLIER_2)).on("2026-03-16")
    two = two.wake("bidding.deadline.1").then()
    two.when(FailRound(reason="只有2家")).refused("JL44-1.4b")


def test_below_the_limit_what_people_call_an_inquiry_has_its_own_track() -> None:
    """R-M16: the refusal names the way that is open, below_limit under the limit and consultation above it."""
    small = lawful_plan(method="询价", budget_yuan=Decimal("200000.00"))
    assert "below_limit" in (start(small).refused("R-M16").findings[0].remedy or "")
    large = start(lawful_plan(method="inquiry")).refused("R-M16")
    assert "competitive_consultation" in (large.findings[0].remedy or "")
