"""Who stands behind a bid: proofs, credit, ties, consortia; and who acts for the buyer.

R-S01 … R-S08, JL44-2.1.4, JL44-2.2.1 … 2.2.5, S102-14, N46-08, N46-09, CR-01, CR-03, AD-06
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import ApprovalGiven, GiveApproval, PreparationRecorded
from domain.award.messages import AwardConfirmed, ConfirmAward
from domain.award.telling.messages import SendAwardNotice
from domain.award.undoing.messages import AwardVoided, ProcurementRestarted, RestartProcurement
from domain.bidding.messages import (
    BidReceived,
    BidsOpened,
    BidsScored,
    FailRound,
    QualificationChecked,
    RoundFailed,
)
from domain.bidding.parties.messages import (
    AgencyAppointed,
    AgencyEnded,
    AppointAgency,
    ConflictRecorded,
    CreditChecked,
    CreditCheckRequested,
    EndAgency,
    FileProofs,
    ProjectServiceRecorded,
    ProofsFiled,
    RecordConflict,
    RecordProjectService,
    RegisterCreditCheck,
    RequestCreditCheck,
)
from domain.bidding.parties.values import Consortium, ConsortiumMember, CreditListing, SmeDeclaration
from domain.contract.messages import ContractSigned, DraftContract
from domain.given import Accepted, Refusal
from domain.message import Event
from domain.publication.messages import OrderNotice, PrepareSolicitation
from domain.publication.ordering import notice_parts
from domain.register.messages import (
    BarEntered,
    OffenceRecorded,
    RelationRecorded,
    SuccessionChecked,
    SuccessionRecorded,
    Successor,
    SupplierKind,
    SupplierRegistered,
)
from tests.domain.builders import (
    NAMES,
    THREE,
    awarded,
    bid,
    lawful_plan,
    published,
    ready,
    received,
    registered,
    scored,
    solicitation,
)
from tests.domain.running import terms as contract_terms
from tests.domain.scene import (
    BUYER,
    DIVISION,
    HOME,
    SUPPLIER,
    SUPPLIER_2,
    SUPPLIER_3,
    D,
    Scene,
    code,
    day,
    rulebook,
    scene,
)
from tests.domain.test_bidding import OFFERS, appoint, check, open_bids, receive, score

FOURTH, FIFTH = code("91220122MA1A00004"), code("91220122MA1A00005")
AGENCY = code("91220122MA1A00008")
SITES = ("信用中国", "中国政府采购网")
CONDITIONS = (
    "civil_liability",
    "credit_and_accounts",
    "equipment_and_skill",
    "tax_and_social_security",
    "no_major_offence",
    "other",
)
PROOFS = dict.fromkeys(
    (
        *("licence", "financial_report", "tax_record", "social_security_record", "equipment_and_skill", "declaration"),
        *("facilities", "staff", "skills", "governance", "accounting", "asset_management"),
    ),
    D,
)


def opened(scene_: Scene | None = None) -> Scene:
    """Bids of the usual three, opened; nobody is checked yet."""
    return (scene_ or bid(scene())).when(open_bids()).then()


def at(scene_: Scene, uscc: str, *events: Event) -> Scene:
    """With these facts in a supplier's stream."""
    return scene_.has(*events, stream=f"supplier/{uscc}")


# ---------------------------------------------------------------- proofs


def filed(**changes: Any) -> FileProofs:
    return FileProofs(**{"supplier": SUPPLIER, "proofs": PROOFS, "declares": CONDITIONS, **changes})


def test_a_bidder_files_its_proofs_and_passes_on_all_of_them() -> None:
    """R-S01, R-S02, JL44-2.2.3, JL44-2.2.4."""
    answer = opened().when(filed())
    answer.accepted(ProofsFiled)
    answer.then().when(check()).accepted(QualificationChecked)


@pytest.mark.parametrize(
    ("missing", "clause"),
    [
        ("licence", "R-S02"),
        ("financial_report", "R-S02"),
        ("social_security_record", "R-S02"),
        ("declaration", "R-S02"),
        ("staff", "JL44-2.2.3"),
        ("accounting", "JL44-2.2.4"),
    ],
)
def test_a_proof_that_is_missing_keeps_a_bidder_out(missing: str, clause: str) -> None:
    """R-S02, JL44-2.2.3, JL44-2.2.4; filed later, it passes."""
    some = {key: digest for key, digest in PROOFS.items() if key != missing}
    lacking = opened().when(filed(proofs=some)).then()
    lacking.when(check()).refused(clause)
    lacking.when(filed(proofs={missing: D}, declares=())).then().when(check()).accepted(QualificationChecked)


def test_each_of_the_six_conditions_is_declared() -> None:
    """R-S01."""
    opened().when(filed(declares=CONDITIONS[:-1])).then().when(check()).refused("R-S01")


def test_only_bidders_file_and_only_what_is_asked_for() -> None:
    """R-S02."""
    opened().when(filed(supplier=FOURTH)).refused("JL44-1.4b")
    opened().when(filed(proofs={"photo": D})).refused("R-S02")


def test_a_class_two_institution_files_what_ties_its_funding_to_its_staffing() -> None:
    """JL44-2.2.5: of that kind alone."""
    with_it = bid(registered(scene(), FOURTH, kind="institution_class_2"), suppliers=THREE).has(received(FOURTH))
    lacking = opened(with_it).when(filed(supplier=FOURTH)).then()
    whole = check(FOURTH, checks=("jl44-2.2.1", "jl44-2.2.2", "jl44-2.2.3", "jl44-2.2.4", "jl44-2.2.5"))
    lacking.when(whole).refused("JL44-2.2.5")
    mechanism = filed(supplier=FOURTH, proofs={"funding_staffing_mechanism": D})
    lacking.when(mechanism).then().when(whole).accepted(QualificationChecked)


def test_a_branch_without_liability_of_its_own_is_not_received() -> None:
    """JL44-2.2.2: its legal person bids."""
    branch = SupplierRegistered(
        uscc=FOURTH, name="某公司农安分公司", kind="enterprise", division=DIVISION, evidence=D, branch_of=FIFTH
    )
    at(published(scene()), FOURTH, branch).when(receive(FOURTH)).refused("JL44-2.2.2")
    at(published(scene()), FOURTH, branch.model_copy(update={"branch_of": None})).when(receive(FOURTH)).accepted()


def test_a_supplier_that_has_merged_into_another_does_not_bid_any_more() -> None:
    """JL44-2.2.2, HR-SU-1."""
    whole: dict[str, Any] = {"key": "s1", "party": "supplier", "predecessor": SUPPLIER}
    merged = SuccessionRecorded(
        **whole,
        kind="merge",
        successors=(Successor(uscc=SUPPLIER_2, name="新"),),
        effective_on=date(2026, 3, 1),
        authority="民政局",
        document_number="〔2026〕1号",
        digest=D,
        reason="合并",
        by="a",
    )
    held = at(published(scene()), SUPPLIER, merged, SuccessionChecked(**whole, matches=True, by="b"))
    held.when(receive()).refused("JL44-2.2.2")
    held.when(receive(SUPPLIER_2)).accepted(BidReceived)


# ---------------------------------------------------------------- offences


def offence(**changes: Any) -> OffenceRecorded:
    whole = {
        "kind": "large_fine",
        "authority": "长春市市场监督管理局",
        "document_number": "长市监罚〔2025〕8号",
        "decided_on": date(2025, 6, 1),
        "fine_yuan": Decimal("2000000.00"),
        "evidence": D,
        "by": "clerk-1",
    }
    return OffenceRecorded(**{**whole, **changes})


@pytest.mark.parametrize("kind", ["criminal_penalty", "suspension_of_business", "licence_revoked", "large_fine"])
def test_a_major_offence_within_three_years_keeps_a_bidder_out(kind: str) -> None:
    """R-S03: it may be recorded as not passing."""
    offender = at(opened(), SUPPLIER, offence(kind=kind))
    offender.when(check()).refused("R-S03")
    offender.when(check(passes=False, reason="重大违法记录")).accepted(QualificationChecked)


@pytest.mark.parametrize(
    "changes",
    [
        {"fine_yuan": Decimal("1999999.99")},
        {"sector_line_yuan": Decimal("5000000.00")},
        {"decided_on": date(2023, 3, 1)},
        {"kind": "warning"},
    ],
    ids=["below two million", "below the sector's line", "over three years ago", "no such penalty"],
)
def test_what_is_no_major_offence_keeps_nobody_out(changes: dict[str, Any]) -> None:
    """R-S03, 财库〔2022〕3号."""
    at(opened(), SUPPLIER, offence(**changes)).when(check()).accepted(QualificationChecked)


def bar(until: date) -> BarEntered:
    return BarEntered(
        authority="农安县财政局",
        document_number="农财采罚〔2025〕3号",
        scope="政府采购活动",
        from_on=date(2025, 7, 1),
        until_on=until,
        scan=D,
    )


def test_when_the_bar_is_over_the_supplier_may_take_part_again() -> None:
    """R-S04: and the act that it punished counts no more."""
    punished = offence(bar_document="农财采罚〔2025〕3号")
    at(opened(), SUPPLIER, punished, bar(date(2026, 1, 31))).when(check()).accepted(QualificationChecked)
    at(opened(), SUPPLIER, punished, bar(date(2026, 12, 31))).when(check()).refused("JL44-4.4.4b")
    at(opened(), SUPPLIER, offence(), bar(date(2026, 1, 31))).when(check()).refused("R-S03")


# ---------------------------------------------------------------- individuals and small firms


def by_person() -> Scene:
    plan = lawful_plan(individuals_reason="当地无机构")
    with_one = bid(registered(scene(), FOURTH, kind="individual"), plan).has(received(FOURTH))
    return opened(with_one)


def test_to_buy_from_a_person_is_never_to_employ_them() -> None:
    """S102-14, JL44-2.1.4."""
    by_person().when(check(FOURTH)).refused("S102-14")
    by_person().when(check(FOURTH, employment_signs=("wage_by_month",))).refused("S102-14")
    by_person().when(check(FOURTH, employment_signs=("friendly",))).refused("S102-14")
    by_person().when(check(FOURTH, employment_signs=())).accepted(QualificationChecked)


def letter(**changes: Any) -> SmeDeclaration:
    return SmeDeclaration(**{"letter": D, "industry": "居民服务业", "size": "small", "own_people": True, **changes})


def test_a_small_firm_is_proven_by_its_declaration_alone() -> None:
    """N46-08."""
    opened().when(check(SUPPLIER_3, sme_declaration=letter())).accepted(QualificationChecked)
    opened().when(check(SUPPLIER_3, sme_declaration=letter(proof="tax_certificate"))).refused("N46-08")
    opened().when(check(SUPPLIER, sme_declaration=letter())).refused("N46-08")  # no enterprise
    opened().when(check(SUPPLIER_3, sme_declaration=letter(), is_sme=False)).refused("N46-08")


def test_a_small_firm_serves_with_people_of_its_own() -> None:
    """N46-09."""
    opened().when(check(SUPPLIER_3, sme_declaration=letter(own_people=False))).refused("N46-09")


# ---------------------------------------------------------------- ties between bidders


def relation(other: str, **changes: Any) -> RelationRecorded:
    whole = {"other": other, "ground": "direct_shareholding", "from_on": date(2025, 1, 1), "evidence": D}
    return RelationRecorded(**{**whole, **changes})


def headed(uscc: str, by: str, kind: SupplierKind = "enterprise") -> SupplierRegistered:
    return SupplierRegistered(uscc=uscc, name=uscc, kind=kind, division=DIVISION, evidence=D, principal=by)


def test_a_tie_between_bidders_is_said_at_receipt_and_in_the_way_at_qualification() -> None:
    """R-S05: both are out."""
    tied = at(published(scene()).has(received(SUPPLIER_2)), SUPPLIER, relation(SUPPLIER_2))
    tied.when(receive()).warned("R-S05")
    both = at(at(opened(), SUPPLIER, relation(SUPPLIER_2)), SUPPLIER_2, relation(SUPPLIER))
    both.when(check(SUPPLIER)).refused("R-S05")
    both.when(check(SUPPLIER_2)).refused("R-S05")
    both.when(check(SUPPLIER_3)).accepted(QualificationChecked)
    both.when(check(SUPPLIER, passes=False, reason="关联")).accepted(QualificationChecked)


def test_one_head_of_two_bidders_is_a_tie() -> None:
    """R-S05."""
    same = at(at(opened(), SUPPLIER, headed(SUPPLIER, "韩雪")), SUPPLIER_2, headed(SUPPLIER_2, "韩雪"))
    same.when(check(SUPPLIER)).refused("R-S05")
    other = at(at(opened(), SUPPLIER, headed(SUPPLIER, "韩雪")), SUPPLIER_2, headed(SUPPLIER_2, "于洋"))
    other.when(check(SUPPLIER)).accepted(QualificationChecked)


def test_a_tie_that_has_ended_or_to_one_who_does_not_bid_keeps_nobody_out() -> None:
    """R-S05."""
    at(opened(), SUPPLIER, relation(SUPPLIER_2, until_on=date(2026, 3, 1))).when(check()).accepted(QualificationChecked)
    at(opened(), SUPPLIER, relation(FOURTH)).when(check()).accepted(QualificationChecked)


# ---------------------------------------------------------------- those who served the project


def service(**changes: Any) -> RecordProjectService:
    whole = {"supplier": SUPPLIER, "name": "某中心", "service": "overall_design", "document": "合同1号", "evidence": D}
    return RecordProjectService(**{**whole, **changes})


@pytest.mark.parametrize("kind", ["overall_design", "supervision", "planning_and_design", "performance_evaluation"])
def test_who_designed_or_evaluates_the_project_does_not_bid(kind: str) -> None:
    """R-S06; A.4 and A.9 of other packages too."""
    answer = published(scene()).when(service(service=kind))
    answer.accepted(ProjectServiceRecorded)
    answer.then().when(receive()).warned("R-S06")
    recorded = opened().when(service(service=kind)).then()
    recorded.when(check()).refused("R-S06")
    recorded.when(check(SUPPLIER_2)).accepted(QualificationChecked)
    opened().when(service(service="catering")).refused("R-S06")


def test_the_author_of_a_preparation_does_not_bid_by_its_name() -> None:
    """R-S06."""
    wrote = PreparationRecorded(
        kind="need_survey", done_on=date(2026, 1, 8), summary="调查", digest=D, authors=("某供应商",), by="clerk-1"
    )
    bids = published(scene()).has(wrote).when(receive()).then()
    bids.when(receive(name="某供应商")).warned("R-S06")


def test_a_sole_supplier_may_have_designed_the_project() -> None:
    """R-S06: single source excepted."""
    plan = lawful_plan(method="single_source", method_ground="only_one_supplier")
    sole = published(scene(), plan).when(service()).then()
    decided = sole.when(receive()).answer
    assert "R-S06" not in [getattr(event, "clause", None) for event in getattr(decided, "events", ())]
    assert "R-S06" not in [found.clause for found in getattr(decided, "findings", ())]
    sole.has(received(SUPPLIER)).when(conflict(ground="overall_design", other=None)).refused("R-S06")


# ---------------------------------------------------------------- found later


def conflict(**changes: Any) -> RecordConflict:
    whole = {
        "supplier": SUPPLIER,
        "ground": "management",
        "other": SUPPLIER_2,
        "reason": "管理关系",
        "evidence": D,
        "minutes": D,
    }
    return RecordConflict(**{**whole, **changes})


def all_checked() -> Scene:
    checked = opened(bid(registered(scene(), FOURTH)).has(received(FOURTH)))
    for uscc in (*THREE, FOURTH):
        checked = checked.when(check(uscc)).then()
    return checked.when(appoint()).then()


def test_a_conflict_found_after_qualification_takes_the_bid_out_of_the_evaluation() -> None:
    """R-S05."""
    found = all_checked().when(conflict())
    found.accepted(ConflictRecorded)
    found.then().when(check()).refused("R-S05")
    found.then().when(score(OFFERS)).refused("JL44-1.4b")
    others = {SUPPLIER_2: 460_000, SUPPLIER_3: 470_000, FOURTH: 465_000}
    found.then().when(score(others)).accepted(BidsScored)


def test_too_few_that_stand_make_the_round_fail() -> None:
    """R-S05, E-07: the round may be run again."""
    checked = opened()
    for uscc in THREE:
        checked = checked.when(check(uscc)).then()
    checked.when(FailRound(reason="响应无效")).refused("JL44-1.4b")
    two = checked.when(conflict()).then().when(conflict(supplier=SUPPLIER_2, other=SUPPLIER)).then()
    two.when(FailRound(reason="响应无效")).accepted(RoundFailed)


@pytest.mark.parametrize(
    "changes",
    [{"ground": "dislike"}, {"other": None}, {"other": FOURTH}, {"supplier": FOURTH, "other": SUPPLIER}],
    ids=["ground", "nobody", "no bidder", "not a bid"],
)
def test_a_conflict_names_its_ground_and_both_bidders(changes: dict[str, Any]) -> None:
    """R-S05."""
    opened().when(conflict(**changes)).refused("R-S05")


def test_a_conflict_is_recorded_once() -> None:
    """R-S05; a listing found later is a ground too (CR-01)."""
    found = opened().when(conflict()).then()
    found.when(conflict()).refused("R-S05")
    opened().when(conflict(ground="procurement_offender", other=None)).accepted(ConflictRecorded)


def confirm(supplier: str) -> ConfirmAward:
    return ConfirmAward(supplier=supplier, reason="排序")


FOUR = (*THREE, FOURTH)


def ranked_four() -> Scene:
    """Four are evaluated, the report is with the buyer; `clerk-1` opened the bids."""
    return scored(registered(scene(), FOURTH), suppliers=FOUR)


def test_a_conflict_found_after_the_evaluation_leaves_the_award_to_the_next() -> None:
    """R-S05, R-P14: by rank among those that stand."""
    found = ranked_four().when(conflict())
    found.accepted(ConflictRecorded)
    after = found.then()
    after.when(confirm(SUPPLIER)).refused("R-S05")
    after.when(confirm(SUPPLIER_3)).refused("R-P14")
    after.when(confirm(SUPPLIER_2)).accepted(AwardConfirmed)
    ranked_four().when(confirm(SUPPLIER_2)).refused("R-P14")


def test_silence_does_not_confirm_a_bid_that_does_not_stand() -> None:
    """R-P15, R-S05."""
    silent = ranked_four().wake("award.confirm")
    silent.accepted(AwardConfirmed)
    fallen = ranked_four().when(conflict()).then().wake("award.confirm").accepted()
    assert AwardConfirmed not in [type(event) for _, event in fallen.events]


def test_a_conflict_of_the_winner_before_the_signature_makes_its_award_void() -> None:
    """R-S05: the next candidate, or another round."""
    won = ranked_four().when(confirm(SUPPLIER)).then()
    found = won.when(conflict())
    found.accepted(ConflictRecorded, AwardVoided)
    found.then().when(confirm(SUPPLIER)).refused("R-S05")
    found.then().when(confirm(SUPPLIER_2)).accepted(AwardConfirmed)
    other = won.when(conflict(supplier=SUPPLIER_2, other=SUPPLIER)).accepted(ConflictRecorded)
    assert AwardVoided not in [type(event) for _, event in other.events]


def restart() -> RestartProcurement:
    return RestartProcurement(ground="conflict", reason="合格供应商不足", minutes=D)


def test_where_too_few_stand_the_purchase_is_run_again() -> None:
    """R-S05, DQ-06."""
    three = scored(scene())
    three.when(restart()).refused("R-S05")
    fallen = three.when(conflict()).then().when(conflict(supplier=SUPPLIER_2, other=SUPPLIER)).then()
    fallen.when(confirm(SUPPLIER_3)).refused("DQ-06")
    fallen.when(restart()).accepted(ProcurementRestarted, RoundFailed)


def test_after_the_signature_no_bid_is_taken_out_any_more() -> None:
    """R-S05: the contract is void or broken then, by other rules."""
    signed_already = awarded(scene()).has(
        ContractSigned(terms=contract_terms(supplier=SUPPLIER), signed_on=date(2026, 3, 19), scan=D)
    )
    signed_already.when(conflict()).refused("R-S05")


# ---------------------------------------------------------------- sub-contracts


def test_a_sub_contract_wants_the_buyers_consent() -> None:
    """R-S08: by the head, and never by who wrote the plan."""
    consent = GiveApproval(kind="subcontract_consent", agrees=True, opinion="同意非主体部分分包")
    won = awarded(scene())
    won.when(consent, by="head-1", role="head").accepted(ApprovalGiven)
    won.when(consent, by="clerk-1", role="head").refused("R-S08")
    won.when(consent, by="clerk-2", role="clerk").refused("R-S08")


# ---------------------------------------------------------------- credit


def look(**changes: Any) -> RegisterCreditCheck:
    whole = {
        "check": "c1-1",
        "supplier": SUPPLIER,
        "source": SITES[0],
        "looked_at": day("2026-03-16T10:20"),
        "screenshot": D,
    }
    return RegisterCreditCheck(**{**whole, **changes})


def listing(**changes: Any) -> CreditListing:
    return CreditListing(**{"list": "major_tax_offender", "reference": "税务局2025年公告", **changes})


def looked_up(*listings: CreditListing) -> Scene:
    """Both channels were looked into by hand."""
    one = opened().when(look(listings=listings)).then()
    return one.when(look(check="c1-2", source=SITES[1])).then()


def test_each_channel_is_asked_by_an_order_of_its_own_and_answers_it() -> None:
    """CR-01: the credit site's answers, one for each; twice answered is once done."""
    asked = opened().when(RequestCreditCheck(check="c1", supplier=SUPPLIER))
    asked.accepted(CreditCheckRequested, CreditCheckRequested)
    waiting = asked.then()
    effects = waiting.states[HOME].watch.effects
    assert [(e.kind, e.body["source"]) for e in effects.values()] == [("check", s) for s in SITES]
    waiting.when(check(credit_sources=())).refused("CR-01")
    for number, source in enumerate(SITES, start=1):
        said = look(check=f"c1-{number}", source=source, screenshot=None, receipt="XY-1")
        answer = waiting.when(said, by="adapter")
        answer.accepted(CreditChecked)
        waiting = answer.then()
        assert waiting.when(said, by="adapter").accepted().events == ()
    assert not waiting.states[HOME].watch.effects
    waiting.when(check(credit_sources=())).accepted(QualificationChecked)


def test_a_person_looks_and_keeps_the_page() -> None:
    """CR-01."""
    looked_up().when(check(credit_sources=())).accepted(QualificationChecked)
    opened().when(look(screenshot=None)).refused("CR-01")
    opened().when(look(source="某搜索引擎")).refused("CR-01")
    opened().when(look(looked_at=day("2026-03-17"))).refused("CR-01")
    looked_up().when(look()).refused("CR-01")


def test_a_look_answers_what_was_asked_and_nothing_else() -> None:
    """CR-01."""
    waiting = opened().when(RequestCreditCheck(check="c1", supplier=SUPPLIER)).then()
    waiting.when(look(supplier=SUPPLIER_2)).refused("CR-01")
    waiting.when(look(source=SITES[1])).refused("CR-01")
    waiting.when(look(check="c9", screenshot=None, receipt="XY-1"), by="adapter").refused("CR-01")
    waiting.when(look(screenshot=None), by="adapter").refused("CR-01")
    waiting.when(RequestCreditCheck(check="c1", supplier=SUPPLIER)).refused("CR-01")
    opened().when(RequestCreditCheck(check="c1", supplier=SUPPLIER, sources=("某网",))).refused("CR-01")
    by_hand = waiting.when(look()).then()
    assert len(by_hand.states[HOME].watch.effects) == 1  # a person's look answers the order too


@pytest.mark.parametrize("name", ["dishonest_judgment_debtor", "major_tax_offender", "procurement_offender"])
def test_who_stands_on_one_of_the_three_lists_does_not_pass(name: str) -> None:
    """CR-01."""
    listed = looked_up(listing(list=name))
    listed.when(check()).refused("CR-01")
    listed.when(check(passes=False, reason="列入名单")).accepted(QualificationChecked)
    looked_up(listing(list="late_annual_report")).when(check()).accepted(QualificationChecked)


def test_a_listing_of_the_representative_alone_is_no_ground() -> None:
    """CR-03."""
    personal = looked_up(listing(subject="representative"))
    personal.when(check()).accepted(QualificationChecked)
    personal.when(check(passes=False, reason="法定代表人失信")).warned("CR-03")


# ---------------------------------------------------------------- consortia


def member(uscc: str, share: str, **changes: Any) -> ConsortiumMember:
    return ConsortiumMember(**{"uscc": uscc, "name": "成员", "share": Decimal(share), "duty": "care", **changes})


def group(**changes: Any) -> Consortium:
    whole = {
        "lead": SUPPLIER,
        "members": (member(SUPPLIER, "0.7"), member(FOURTH, "0.3")),
        "agreement": D,
        "joint_liability": True,
    }
    return Consortium(**{**whole, **changes})


def together() -> Scene:
    return registered(published(scene()), FOURTH)


def opened_together(the_group: Consortium | None = None) -> Scene:
    joint = registered(bid(scene()), FOURTH).has(
        received(SUPPLIER).model_copy(update={"consortium": the_group or group()})
    )
    return opened(joint)


def test_two_bid_as_one_unless_the_documents_say_no() -> None:
    """R-S07."""
    together().when(receive(consortium=group())).accepted(BidReceived)
    terms = solicitation(bid_bond_yuan=None, consortium_allowed=False)
    closed = registered(published(scene(), terms=terms), FOURTH)
    closed.when(receive(consortium=group())).refused("R-S07")
    closed.when(receive()).accepted(BidReceived)


@pytest.mark.parametrize(
    "changes",
    [
        {"members": (member(SUPPLIER, "1"),)},
        {"members": (member(SUPPLIER, "0.7"), member(SUPPLIER, "0.3"))},
        {"lead": FOURTH},
        {"members": (member(SUPPLIER, "0.7"), member(FOURTH, "0.2"))},
        {"joint_liability": False},
    ],
    ids=["alone", "twice", "lead", "shares", "liability"],
)
def test_a_consortium_has_members_a_lead_shares_and_joint_liability(changes: dict[str, Any]) -> None:
    """R-S07."""
    together().when(receive(consortium=group(**changes))).refused("R-S07")


def test_each_member_may_take_part_by_itself() -> None:
    """R-S07, JL44-4.4.4b: a bar of one keeps all out, and follows to who took its place."""
    at(together(), FOURTH, bar(date(2026, 12, 31))).when(receive(consortium=group())).refused("JL44-4.4.4b")
    published(scene()).when(receive(consortium=group())).refused("JL44-2.2.2")  # not registered
    late = at(opened_together(), FOURTH, bar(date(2026, 12, 31)))
    late.when(check(members_checked=(FOURTH,))).refused("JL44-4.4.4b")


def test_who_has_joined_does_not_bid_beside_it() -> None:
    """R-S07: neither alone nor with others, whichever came first."""
    joined = together().when(receive(consortium=group())).then()
    joined.when(receive(FOURTH)).refused("R-S07")
    other = group(lead=SUPPLIER_2, members=(member(SUPPLIER_2, "0.5"), member(FOURTH, "0.5")))
    joined.when(receive(SUPPLIER_2, consortium=other)).refused("R-S07")
    alone = together().when(receive(FOURTH)).then()
    alone.when(receive(consortium=group())).refused("R-S07")
    joined.when(receive(consortium=group())).accepted(BidReceived)  # the lead replaces its own


def test_each_member_is_looked_at_and_meets_the_law_by_itself() -> None:
    """R-S07, R-S02, R-S03."""
    seen = check(members_checked=(FOURTH,))
    opened_together().when(check()).refused("R-S07")
    opened_together().when(seen).accepted(QualificationChecked)
    at(opened_together(), FOURTH, offence()).when(seen).refused("R-S03")
    lacking = opened_together().when(filed(supplier=FOURTH, proofs={"licence": D})).then()
    lacking.when(seen).refused("R-S02")


def test_members_of_one_duty_count_by_the_lowest_grade() -> None:
    """R-S07, Regulation art. 22."""
    graded = group(members=(member(SUPPLIER, "0.7", grade=1), member(FOURTH, "0.3", grade=3)))
    opened_together(graded).when(check(members_checked=(FOURTH,), lowest_grade=2)).refused("R-S07")
    opened_together(graded).when(check(members_checked=(FOURTH,), lowest_grade=3)).accepted(QualificationChecked)
    divided = group(members=(member(SUPPLIER, "0.7", grade=1), member(FOURTH, "0.3", duty="transport")))
    opened_together(divided).when(check(members_checked=(FOURTH,), lowest_grade=1)).accepted(QualificationChecked)


def test_the_documents_say_which_grade_is_enough_for_a_duty() -> None:
    """R-S07, Regulation art. 22: who checks can't ask for less, nor for what the documents don't; a grade is stated."""
    terms = solicitation(bid_bond_yuan=None, lowest_grades={"care": 2})
    ready(scene()).when(PrepareSolicitation(solicitation=terms)).accepted()

    def joint(*grades: int | None, duty: str = "care") -> Scene:
        two = (member(SUPPLIER, "0.7", grade=grades[0]), member(FOURTH, "0.3", grade=grades[1], duty=duty))
        begun = registered(bid(scene(), terms=terms), FOURTH)
        return opened(begun.has(received(SUPPLIER).model_copy(update={"consortium": group(members=two)})))

    seen = check(members_checked=(FOURTH,))
    joint(1, 2).when(seen).accepted(QualificationChecked)
    joint(1, 3).when(seen).refused("R-S07")
    joint(1, 3).when(check(members_checked=(FOURTH,), lowest_grade=3)).refused("R-S07")
    joint(1, None).when(seen).refused("R-S07")
    joint(1, None, duty="transport").when(seen).accepted(QualificationChecked)
    joint(1, 3, duty="transport").when(seen).accepted(QualificationChecked)


def test_a_tie_of_a_member_is_a_tie_of_the_consortium() -> None:
    """R-S05, R-S07."""
    at(opened_together(), FOURTH, relation(SUPPLIER_2)).when(check(members_checked=(FOURTH,))).refused("R-S05")
    at(opened_together(), FOURTH, relation(SUPPLIER)).when(check(members_checked=(FOURTH,))).accepted()


def test_all_members_sign_the_contract_together() -> None:
    """R-S07, GPL 24."""
    won = awarded(scene()).has(received(SUPPLIER).model_copy(update={"consortium": group()}))
    alone = contract_terms(supplier=SUPPLIER)
    answer = won.when(DraftContract(terms=alone)).answer
    assert isinstance(answer, Refusal)
    assert "R-S07" in [f.clause for f in answer.findings]
    joint = won.when(DraftContract(terms=contract_terms(supplier=SUPPLIER, joint=(FOURTH,)))).answer
    assert joint is not None
    assert "R-S07" not in [f.clause for f in getattr(joint, "findings", ())]


# ---------------------------------------------------------------- agency and platform


def agreement(**changes: Any) -> AppointAgency:
    whole = {
        "agency": AGENCY,
        "name": "吉林省某招标代理有限公司",
        "scope": ("documents", "opening", "evaluation"),
        "powers": "组织开启和评审，不得确定成交供应商",
        "from_on": date(2026, 2, 1),
        "until_on": date(2026, 6, 30),
        "agreement": D,
    }
    return AppointAgency(**{**whole, **changes})


def test_the_buyer_chooses_its_agency_by_a_written_agreement() -> None:
    """AD-06."""
    ready(scene()).when(agreement()).accepted(AgencyAppointed)


@pytest.mark.parametrize(
    "changes",
    [
        {"designated_by": "农安县某办公室"},
        {"scope": ()},
        {"powers": None},
        {"until_on": None},
        {"until_on": date(2026, 1, 1)},
        {"scope": ("award",)},
        {"agency": BUYER},
    ],
    ids=["designated", "scope", "powers", "period", "days", "act", "itself"],
)
def test_an_agreement_has_its_parts_and_nobody_designates_the_agency(changes: dict[str, Any]) -> None:
    """AD-06, GPL 19, 20."""
    ready(scene()).when(agreement(**changes)).refused("AD-06")


def test_an_agency_does_not_bid_in_what_it_conducts() -> None:
    """AD-06, 87号令 art. 8."""
    with_agency = registered(published(scene()), AGENCY).when(agreement()).then()
    with_agency.when(receive(AGENCY)).refused("AD-06")
    with_agency.when(receive()).accepted(BidReceived)
    registered(published(scene()), AGENCY).has(received(AGENCY)).when(agreement()).refused("AD-06")


def prepare(**changes: Any) -> PrepareSolicitation:
    return PrepareSolicitation(solicitation=solicitation(**changes))


def test_an_agency_conducts_a_round_only_by_an_agreement_in_force_and_a_platform_by_its_name() -> None:
    """AD-06."""
    begun = ready(scene())
    begun.when(prepare(conducted_by="agency")).refused("AD-06")
    begun.when(agreement()).then().when(prepare(conducted_by="agency")).accepted()
    begun.when(agreement(scope=("opening",))).then().when(prepare(conducted_by="agency")).refused("AD-06")
    begun.when(agreement(until_on=date(2026, 2, 20))).then().when(prepare(conducted_by="agency")).refused("AD-06")
    ended = begun.when(agreement()).then().when(EndAgency(agency=AGENCY, ends_on=date(2026, 2, 20), reason="解除"))
    ended.accepted(AgencyEnded)
    ended.then().when(prepare(conducted_by="agency")).refused("AD-06")
    begun.when(EndAgency(agency=AGENCY, ends_on=date(2026, 2, 20), reason="解除")).refused("AD-06")
    begun.when(prepare(conducted_by="platform")).refused("AD-06")
    begun.when(prepare(conducted_by="platform", platform="长春市公共资源交易中心")).accepted()


PLATFORM = "长春市公共资源交易中心"


def by_paper(kind: str, body: str, on: date = date(2026, 3, 16)) -> ApprovalGiven:
    """A document of the platform, entered by one and compared by another."""
    return ApprovalGiven(
        kind=kind,
        agrees=True,
        opinion="原件相符",
        by="clerk-1",
        role="outside",
        on=on,
        act=kind.replace("_", "-"),
        body=body,
    )


def elsewhere(conducted_by: str) -> Scene:
    terms = solicitation(bid_bond_yuan=None, conducted_by=conducted_by, platform=PLATFORM)
    return bid(scene(), terms=terms)


def test_a_platforms_opening_and_report_are_registered_before_ours_follow() -> None:
    """AD-06."""
    begun = elsewhere("platform")
    begun.when(open_bids()).refused("AD-06")
    begun.has(by_paper("platform_opening", "另一平台")).when(open_bids()).refused("AD-06")
    begun.has(by_paper("platform_opening", PLATFORM, date(2026, 3, 1))).when(open_bids()).refused("AD-06")
    held = begun.has(by_paper("platform_opening", PLATFORM)).when(open_bids())
    held.accepted(BidsOpened)
    checked = held.then()
    for uscc in THREE:
        checked = checked.when(check(uscc)).then()
    checked = checked.when(appoint()).then()
    checked.when(score(OFFERS)).refused("AD-06")
    checked.has(by_paper("platform_evaluation", PLATFORM)).when(score(OFFERS)).accepted(BidsScored)


def announce() -> OrderNotice:
    fields = dict.fromkeys(notice_parts("result", rulebook(DIVISION, date(2026, 3, 18))), "见记录")
    return OrderNotice(notice="r-2", kind="result", title="成交结果公告", fields=fields | {"supplier": NAMES[SUPPLIER]})


def test_a_platforms_result_is_registered_before_the_result_is_announced_and_told() -> None:
    """AD-06, R-P17: what the platform published comes by document; the buyer's own round needs none."""
    notice_of_award = SendAwardNotice(number="T-1", digest=D)
    won = awarded(scene(), terms=solicitation(bid_bond_yuan=None, conducted_by="platform", platform=PLATFORM))
    for own in (announce(), notice_of_award):
        won.when(own).refused("AD-06")
        won.has(by_paper("platform_result", "另一平台", date(2026, 3, 19))).when(own).refused("AD-06")
        won.has(by_paper("platform_result", PLATFORM, date(2026, 3, 17))).when(own).refused("AD-06")
        won.has(by_paper("platform_result", PLATFORM, date(2026, 3, 19))).when(own).accepted()
        awarded(scene()).when(own).accepted()


def test_an_agency_announces_the_result_only_where_that_lies_in_its_scope() -> None:
    """AD-06."""
    won = awarded(scene(), terms=solicitation(bid_bond_yuan=None, conducted_by="agency"))
    whole = won.when(agreement(scope=("documents", "result"))).then()
    whole.when(announce()).refused("AD-06")
    paper = by_paper("platform_result", "吉林省某招标代理有限公司", date(2026, 3, 19))
    whole.has(paper).when(announce()).accepted()
    won.when(agreement(scope=("documents", "opening"))).then().when(announce()).accepted()


def test_an_agency_acts_within_its_scope_and_its_period() -> None:
    """AD-06."""
    name = "吉林省某招标代理有限公司"
    begun = elsewhere("agency").has(by_paper("platform_opening", name))
    begun.when(open_bids()).refused("AD-06")
    begun.when(agreement()).then().when(open_bids()).accepted(BidsOpened)
    begun.when(agreement(scope=("documents",))).then().when(open_bids()).refused("AD-06")
    begun.when(agreement(until_on=date(2026, 3, 15))).then().when(open_bids()).refused("AD-06")
    other = elsewhere("agency").has(by_paper("platform_opening", "另一机构")).when(agreement()).then()
    other.when(open_bids()).refused("AD-06")


def test_a_buyer_that_conducts_its_own_round_registers_nothing() -> None:
    assert isinstance(bid(scene()).when(open_bids()).answer, Accepted)
