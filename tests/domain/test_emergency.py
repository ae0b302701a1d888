"""Emergency procurement: after a recorded event alone, since its measures are in force.  财库〔2026〕12号 (EM-01 … EM-05)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.approval.messages import ApprovalGiven, CheckOutsideAct, PreparationRecorded, RegisterOutsideAct
from domain.bidding.messages import AppointCommittee, BidsOpened, CommitteeAppointed, OpenBids
from domain.contract.messages import ContractSupplemented, SupplementContract
from domain.forms import PREDICATES
from domain.planning.messages import DetermineProject, Plan, ProjectDetermined, ProjectStarted, StartProject
from domain.publication.messages import PrepareSolicitation, SolicitationPrepared
from domain.takeover.bridge.messages import StandbyEngaged
from domain.takeover.plan.messages import MakeTakeoverPlan, Standby, TakeoverPlanMade
from tests.domain.bridging import accepted, engage, prepared, standby, takeover_plan
from tests.domain.builders import PREPARATIONS, approval, bid, funded, lawful_plan, members, solicitation
from tests.domain.running import performing
from tests.domain.running import plan as running_plan
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_3, D, Scene, rulebook, scene

EVENT = "emergency_event"
BEFORE, SINCE = "2026-09-30", "2026-10-09"
LARGE = Decimal("2500000.00")


def flood(**changes: Any) -> Plan:
    """After a flood care is bought at once, by competition."""
    whole = {
        "method": "emergency_procurement",
        "method_ground": "severe_natural_disaster",
        "method_reason": "9月30日特大洪水，安置点老人须立即照料",
        "starts_on": date(2026, 10, 20),
        "ends_on": date(2026, 12, 31),
    }
    return lawful_plan(**{**whole, **changes})


def start(plan: Plan, on: str = SINCE) -> Scene:
    return scene().on(on).when(StartProject(plan=plan))


# ---------------------------------------------------------------- since when, and on what ground


def test_before_its_day_there_is_no_such_method_and_the_answer_says_what_there_is() -> None:
    """R-M13, EM-01: in force from 1 October 2026."""
    answer = start(flood(), BEFORE).refused("R-M13")
    assert "2026-10-01" in answer.findings[0].reason
    assert "unforeseeable_urgency" in answer.findings[0].remedy
    start(flood(), "2026-10-01").accepted(ProjectStarted)


def test_the_plan_names_the_event() -> None:
    """EM-01."""
    start(flood(method_ground=None)).refused("EM-01")
    start(flood(method_ground="purchased_services")).refused("EM-01")
    start(flood(method="emergency_direct")).accepted(ProjectStarted)


def test_a_providers_default_is_no_such_event() -> None:
    """EM-01: by its name it is refused with that reason; in words a person is asked to look."""
    answer = start(flood(method_ground="provider_default")).refused("EM-01")
    assert "不属于突发事件" in answer.findings[0].reason
    assert len([f for f in answer.findings if f.clause == "EM-01"]) == 1
    start(flood(method_reason="原承接主体违约停业")).warned("EM-01")
    said = start(flood()).accepted(ProjectStarted)
    assert "EM-01" not in [getattr(e, "clause", None) for _, e in said.events]


# ---------------------------------------------------------------- what is on record before


def at_determination(plan: Plan, *missing: str) -> Scene:
    """All on record for the determination but what is named."""
    kinds = [k for k in (*PREPARATIONS, "stocks_exhausted", "extreme_urgency") if k not in missing]
    given = [
        PreparationRecorded(kind=k, done_on=date(2026, 10, 8), summary="已完成", digest=D, count=5, by="clerk-1")
        for k in kinds
    ]
    agreed = [k for k in ("general_review", "key_review", EVENT) if k not in missing]
    started = ProjectStarted(plan=plan, author="clerk-1", submitted_on=date(2026, 10, 8))
    there = scene().on(SINCE).has(started, *given, *(approval(k, date(2026, 10, 8)) for k in agreed))
    return there.when(DetermineProject(minutes=D), by="head-1")


def test_the_event_and_the_exhausted_stocks_are_on_record_before_the_project_is_determined() -> None:
    """EM-01."""
    at_determination(flood()).accepted(ProjectDetermined)
    at_determination(flood(), EVENT).refused("EM-01")
    at_determination(flood(), "stocks_exhausted").refused("EM-01")


def test_direct_purchase_shows_that_competition_could_not_be_waited_for() -> None:
    """EM-02: competition first."""
    at_determination(flood(method="emergency_direct")).accepted(ProjectDetermined)
    at_determination(flood(method="emergency_direct"), "extreme_urgency").refused("EM-02")
    at_determination(flood(), "extreme_urgency").accepted(ProjectDetermined)


def test_the_recorded_event_excuses_what_urgency_excuses() -> None:
    """N22-13: survey, study and implementation plan, never the evaluation beforehand."""
    at_determination(flood(), "need_survey", "risk_study", "implementation_plan").accepted(ProjectDetermined)
    at_determination(flood(), "prior_evaluation").refused("S102-16")


def test_the_event_is_an_authoritys_document_that_two_persons_have_seen() -> None:
    """EM-01: with its number and its date; nobody in the house can say it."""
    there = scene().on(SINCE).has(ProjectStarted(plan=flood(), author="clerk-1", submitted_on=date(2026, 10, 8)))
    act = RegisterOutsideAct(
        act="flood",
        kind=EVENT,
        body="农安县人民政府",
        document_number="农政发〔2026〕21号",
        document_on=date(2026, 10, 1),
        scan=D,
        opinion="启动一级应急响应",
    )
    entered = there.when(act, by="clerk-1").then()
    entered.when(CheckOutsideAct(act="flood", matches=True), by="clerk-1", role="reviewer").refused("JL44-4.4.0")
    [said] = [
        e
        for _, e in entered.when(CheckOutsideAct(act="flood", matches=True), by="reviewer-1").accepted().events
        if isinstance(e, ApprovalGiven)
    ]
    assert (said.kind, said.document_number) == (EVENT, "农政发〔2026〕21号")
    there.when(act.model_copy(update={"document_on": date(2026, 10, 10)}), by="clerk-1").refused("JL44-4.0")


# ---------------------------------------------------------------- what is spared


def test_neither_the_intention_nor_finances_approval_of_the_method_is_asked_for() -> None:
    """PB-04, EM-04: not even above the open-tender threshold."""
    plan = flood(budget_yuan=LARGE)
    rules = rulebook("220122", date(2026, 10, 9))
    assert not PREDICATES["intention_due"](plan, rules)
    assert not PREDICATES["above_open_tender"](plan, rules)
    other = plan.model_copy(update={"method": "competitive_consultation", "method_ground": None})
    assert PREDICATES["intention_due"](other, rules)
    assert PREDICATES["above_open_tender"](other, rules)


def to_solicit(plan: Plan, *, event: bool = True) -> Scene:
    """All on record but, where said, the event: a method that was changed came here past the determination."""
    stocks = PreparationRecorded(
        kind="stocks_exhausted", done_on=date(2026, 10, 8), summary="已完成", digest=D, by="clerk-1"
    )
    there = funded(scene(), plan).has(stocks).on(SINCE)
    kinds: tuple[str, ...] = ("implementation_plan_filing", "legal_adviser_approval", "collective_decision")
    kinds = (*kinds, EVENT) if event else kinds
    there = there.has(*(approval(k, date(2026, 10, 8), by="other-1", role="") for k in kinds))
    terms = solicitation(
        response_deadline="2026-10-12T10:00:00",
        opens_at="2026-10-12T10:30:00",
        budget_yuan=plan.budget_yuan,
        ceiling_yuan=plan.budget_yuan,
        bid_bond_yuan=None,
        documents_available_until=None,
    )
    return there.when(PrepareSolicitation(solicitation=terms))


def test_the_documents_can_be_made_at_once() -> None:
    """PB-01 and R-M02 stand aside for an emergency, and for nothing else."""
    to_solicit(flood(budget_yuan=LARGE)).accepted(SolicitationPrepared)
    other = flood(budget_yuan=LARGE, method="competitive_consultation", method_ground=None)
    answer = to_solicit(other).answer
    assert {"PB-01", "R-M02"} <= {f.clause for f in getattr(answer, "findings", ())}


def test_no_documents_are_made_without_the_event() -> None:
    """EM-01: nor after a failed round whose method was changed."""
    to_solicit(flood()).accepted(SolicitationPrepared)
    to_solicit(flood(), event=False).refused("EM-01")


def with_bids(plan: Plan, *suppliers: str) -> Scene:
    return bid(scene(), plan, suppliers=suppliers).on(SINCE)


def test_one_supplier_is_enough_to_go_on() -> None:
    """EM-03: where a consultation stops."""
    group = CommitteeAppointed(round=1, members=members(), drawn_from="吉林省评审专家库", draw_record=D)
    opening = OpenBids(witness="监督员", record=D)
    with_bids(flood(), SUPPLIER).has(group).when(opening).accepted(BidsOpened)
    other = flood(method="competitive_consultation", method_ground=None)
    with_bids(other, SUPPLIER).has(group).when(opening).refused("AD-02")
    with_bids(flood()).has(group).when(opening).refused("EM-03")


def test_the_house_holds_a_group_of_three_or_of_two_who_agree_the_price() -> None:
    """HR-EM-1."""

    def appointed(method: str, experts: int, buyers: int) -> Scene:
        group = AppointCommittee(members=members(experts, buyers), drawn_from="吉林省评审专家库", draw_record=D)
        return with_bids(flood(method=method), SUPPLIER).when(group)

    appointed("emergency_procurement", 2, 1).accepted(CommitteeAppointed)
    appointed("emergency_procurement", 1, 1).refused("HR-EM-1")
    appointed("emergency_procurement", 2, 2).refused("HR-EM-1")  # odd
    appointed("emergency_direct", 1, 1).accepted(CommitteeAppointed)
    appointed("emergency_direct", 1, 0).refused("HR-EM-1")


# ---------------------------------------------------------------- additions


def test_an_emergency_contract_may_be_added_to_by_three_tenths() -> None:
    """EM-05 where R-B05 has a tenth."""

    def supplemented(plan: Plan, amount: Decimal) -> Scene:
        there = performing(the_plan=plan).on(SINCE)
        return there.when(SupplementContract(key="s1", amount_yuan=amount, reason="安置点增加", text=D))

    rich = Decimal("900000.00")
    emergency = running_plan(method="emergency_procurement", budget_yuan=rich)
    supplemented(emergency, Decimal("144000.00")).accepted(ContractSupplemented)
    supplemented(emergency, Decimal("144000.01")).refused("EM-05")
    supplemented(running_plan(budget_yuan=rich), Decimal("144000.00")).refused("R-B05")


# ---------------------------------------------------------------- a route of the takeover


def by_emergency(**changes: Any) -> Standby:
    words = {
        "route": "emergency_procurement",
        "route_basis": "洪水期间的紧急采购",
        "ground": "severe_natural_disaster",
        "approvals": (EVENT,),
    }
    return standby("s1", **{**words, **changes})


def made(on: str = SINCE, **changes: Any) -> Scene:
    plan = takeover_plan(standbys=(by_emergency(**changes), standby("s2", uscc=SUPPLIER_3)))
    return prepared().on(on).when(MakeTakeoverPlan(plan=plan), by="li")


def test_a_takeover_plan_may_foresee_the_event_and_never_the_default() -> None:
    """EM-01; HR-TK-11: since its day."""
    made().accepted(TakeoverPlanMade)
    made(BEFORE).refused("HR-TK-11")
    made(ground=None).refused("EM-01")
    made(approvals=()).refused("EM-01")
    default = made(ground="provider_default").refused("EM-01")
    assert "不属于突发事件" in default.findings[0].reason
    made(route_basis="原承接主体停业后的紧急采购").warned("EM-01")


def test_a_provider_is_engaged_by_emergency_only_with_the_event_on_record() -> None:
    """EM-01: that the provider stopped is no event."""
    plan = takeover_plan(standbys=(by_emergency(), standby("s2", uscc=SUPPLIER_3)))
    ready = accepted(plan).on(SINCE)
    going = engage("s1", starts_on=date(2026, 10, 9))
    answer = ready.when(going, by="duty-1").refused("JL44-4.4.3b")  # the approval that the plan names
    assert "EM-01" in [f.clause for f in answer.findings]
    recorded = ready.has(approval(EVENT, date(2026, 10, 8)), stream=HOME)
    recorded.when(going, by="duty-1").accepted(StandbyEngaged)
