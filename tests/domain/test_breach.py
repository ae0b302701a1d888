"""Breach: found, heard, dissolved, left, referred.  JL44-4.4.3a, JL44-4.4.4a, HR-BR-1, EX-02, EX-03, R-X10"""

from datetime import date
from typing import Any

import pytest

from domain.breach.messages import (
    BreachFound,
    BreachStatementHeard,
    ContractDissolved,
    DissolveContract,
    ExitNotified,
    ExitVoluntarily,
    FindBreach,
    HearBreachStatement,
    ReferralDelivered,
    ReferredToFinance,
    ReferToFinance,
    RegisterReferralReceipt,
)
from domain.supervision.messages import DeadlineMissed
from domain.takeover.trigger.messages import TakeoverTriggered
from tests.domain.bridging import STOPPED, TAKEOVER
from tests.domain.bridging import prepared as with_plan
from tests.domain.running import awarded, performing, signed
from tests.domain.scene import SUPPLIER, SUPPLIER_2, D, Scene, day

FOUND_ON = date(2026, 7, 6)  # a Monday: the supplier's five working days last until the 13th


def find(**changes: Any) -> FindBreach:
    values: dict[str, Any] = {"key": "b1", "kind": "stopped", "facts": "连续三日未上门", "evidence": D}
    return FindBreach(**{**values, **changes})


def found(**changes: Any) -> Scene:
    """Li found that the service stopped, on 6 July."""
    return performing().on("2026-07-06").when(find(**changes), by="li").then()


def hear(made: bool = True, **changes: Any) -> HearBreachStatement:
    values: dict[str, Any] = {"key": "b1", "made": made, "statement": "人员离职，正在补充", "digest": D}
    return HearBreachStatement(**{**values, **changes})


def heard(**changes: Any) -> Scene:
    """The supplier stated its case on 8 July."""
    return found(**changes).on("2026-07-08").when(hear(), role="clerk").then()


def dissolve(**changes: Any) -> DissolveContract:
    values: dict[str, Any] = {
        "key": "b1",
        "ground": "refusal",
        "notice": D,
        "notified_on": date(2026, 7, 8),
        "effective_on": date(2026, 7, 8),
    }
    return DissolveContract(**{**values, **changes})


def keys(scene: Scene) -> set[str]:
    return {item.key for item in scene.agenda()}


# ---------------------------------------------------------------- found


def test_a_breach_is_found_with_facts_and_evidence_by_a_named_person() -> None:
    answer = performing().on("2026-07-06").when(find(), by="li").accepted(BreachFound)
    event = answer.events[0][1]
    assert isinstance(event, BreachFound)
    assert (event.by, event.on) == ("li", FOUND_ON)


@pytest.mark.parametrize("role", ["clerk", "head", "inspector"])
def test_the_buyer_and_inspectors_find_breaches(role: Any) -> None:
    performing().when(find(), role=role).accepted(BreachFound)


def test_a_supplier_finds_none() -> None:
    performing().when(find(), role="supplier", uscc=SUPPLIER).refused("HR-WHO")


def test_there_is_no_breach_without_a_contract_nor_the_same_twice() -> None:
    awarded().when(find()).refused("JL44-4.3.3")
    signed().when(find()).accepted(BreachFound)
    found().when(find()).refused("JL44-4.4.4a")
    found().when(find(key="b2")).accepted(BreachFound)


# ---------------------------------------------------------------- heard


def test_the_supplier_is_heard_on_each_finding_once() -> None:
    found().when(hear(), role="clerk").accepted(BreachStatementHeard)
    found().when(hear(), role="supplier", uscc=SUPPLIER).accepted(BreachStatementHeard)
    heard().when(hear(), role="clerk").refused("HR-BR-1")
    found().when(hear(key="b2"), role="clerk").refused("JL44-4.4.4a")


def test_nobody_elses_people_speak_for_the_supplier() -> None:
    scene = with_plan().when(find(), by="li").then()
    scene.when(hear(), role="supplier", uscc=SUPPLIER_2).refused("HR-WHO")
    scene.when(hear(), role="supplier", uscc=SUPPLIER).accepted(BreachStatementHeard)


def test_silence_is_recorded_only_when_the_suppliers_days_are_over() -> None:
    """HR-BR-1: five working days, none of them shortened."""
    found().on("2026-07-13").when(hear(made=False), role="clerk").refused("HR-BR-1")
    found().on("2026-07-14T00:00").when(hear(made=False), role="clerk").accepted(BreachStatementHeard)


def test_the_statement_stands_on_the_agenda() -> None:
    scene = found()
    item = scene.item("breach.statement.b1")
    assert (item.due, item.who, item.rule) == (day("2026-07-14T00:00"), "supplier", "HR-BR-1")
    while scene.item("breach.statement.b1").does == "remind":
        scene = scene.wake("breach.statement.b1").then()
    scene.wake("breach.statement.b1").accepted(DeadlineMissed)
    assert "breach.statement.b1" not in keys(heard())


# ---------------------------------------------------------------- dissolved


def test_an_ordinary_breach_ends_the_contract_without_the_two_aggravations() -> None:
    """JL44-4.4.4a binds the penalty; the Civil Code asks for a ground and a notice."""
    heard(serious=False, very_bad_effect=False).when(dissolve(), by="wang").accepted(ContractDissolved)


@pytest.mark.parametrize("ground", ["refusal", "delay_after_demand", "purpose_defeated"])
def test_a_ground_in_the_suppliers_breach_rests_on_a_finding_and_a_hearing(ground: Any) -> None:
    heard().when(dissolve(ground=ground), by="wang").accepted(ContractDissolved)
    found().on("2026-07-08").when(dissolve(ground=ground), by="wang").refused("HR-BR-1")
    performing().on("2026-07-08").when(dissolve(ground=ground), by="wang").refused("JL44-4.4.4a")


@pytest.mark.parametrize("ground", ["agreed", "force_majeure"])
def test_an_agreement_or_a_disaster_rests_on_nobodys_breach(ground: Any) -> None:
    performing().on("2026-07-08").when(dissolve(ground=ground, evidence=D), by="wang").accepted(ContractDissolved)


def test_a_disaster_and_the_public_interest_are_shown_not_said() -> None:
    """HR-EX-1, EX-09 (GPL 50)."""
    at = performing().on("2026-07-08")
    at.when(dissolve(ground="force_majeure"), by="wang").refused("HR-EX-1")
    at.when(dissolve(ground="public_interest"), by="wang").refused("EX-09")
    at.when(dissolve(ground="public_interest", evidence=D), by="wang").accepted(ContractDissolved)


def test_silence_on_record_is_a_hearing_too() -> None:
    silent = found().on("2026-07-14").when(hear(made=False), role="clerk").then()
    silent.when(dissolve(notified_on=date(2026, 7, 14), effective_on=date(2026, 7, 14)), by="wang").accepted(
        ContractDissolved
    )


def test_someone_else_than_the_finder_dissolves() -> None:
    heard().when(dissolve(), by="li", role="head").refused("JL44-4.4.0")


def test_only_a_head_dissolves() -> None:
    heard().when(dissolve(), role="clerk").refused("HR-WHO")


def test_a_dissolution_works_on_notice_or_at_the_end_of_a_cure_period() -> None:
    """EX-03"""
    heard().when(dissolve(effective_on=date(2026, 7, 31)), by="wang").accepted(ContractDissolved)
    heard().when(dissolve(effective_on=date(2026, 7, 7)), by="wang").refused("EX-03")


def test_a_notice_is_neither_of_tomorrow_nor_older_than_the_contract() -> None:
    tomorrow = date(2026, 7, 9)
    heard().when(dissolve(notified_on=tomorrow, effective_on=tomorrow), by="wang").refused("EX-03")
    heard().when(dissolve(notified_on=date(2026, 2, 23)), by="wang").refused("EX-03")


def test_the_right_lapses_after_a_year() -> None:
    """EX-02"""
    last, after = date(2027, 7, 6), date(2027, 7, 7)
    scene = heard().on("2027-07-07")
    scene.when(dissolve(notified_on=last, effective_on=last), by="wang").accepted(ContractDissolved)
    scene.when(dissolve(notified_on=after, effective_on=after), by="wang").refused("EX-02")


def test_a_contract_ends_once_and_only_if_there_is_one() -> None:
    heard().when(dissolve(), by="wang").then().when(dissolve(), by="wang").refused("EX-02")
    awarded().when(dissolve(ground="agreed", notified_on=date(2026, 2, 9))).refused("JL44-4.3.3")


# ---------------------------------------------------------------- left


def leave(**changes: Any) -> ExitVoluntarily:
    values: dict[str, Any] = {"reason": "机构转型", "notice": D, "leaves_on": date(2026, 8, 31)}
    return ExitVoluntarily(**{**values, **changes})


def test_a_supplier_may_leave_by_notice_and_others_must_be_ready() -> None:
    """JL44-4.4.3a: notice, handover, settlement."""
    scene = performing().on("2026-07-06").when(leave(), role="supplier", uscc=SUPPLIER)
    scene.accepted(ExitNotified)
    item = scene.then().item("breach.leaving")
    assert (item.due, item.who) == (day("2026-08-18T00:00"), "duty_officer")  # ten working days before it leaves
    bridged = TakeoverTriggered(takeover=TAKEOVER, ground="T2", gap_since=STOPPED, at=STOPPED)
    assert "breach.leaving" not in keys(scene.then().has(bridged))


def test_a_dissolution_asks_for_the_handover_too() -> None:
    ends = heard().when(dissolve(effective_on=date(2026, 7, 31)), by="wang").then()
    assert ends.item("breach.leaving").due == day("2026-07-20T00:00")


def test_nobody_leaves_before_the_notice_or_twice() -> None:
    scene = performing().on("2026-07-06")
    scene.when(leave(leaves_on=date(2026, 7, 6), agreed=D), role="clerk").accepted(ExitNotified)
    scene.when(leave(leaves_on=date(2026, 7, 5)), role="clerk").refused("JL44-4.4.3a")
    scene.when(leave(), role="clerk").then().when(leave(), role="clerk").refused("JL44-4.4.3a")


def test_a_suppliers_notice_has_its_days_unless_agreed_or_by_force_majeure() -> None:
    """HR-EX-1, JL44-4.4.3a: thirty days; the buyer's consent or a proven disaster shortens them."""
    scene = performing().on("2026-07-06")
    scene.when(leave(leaves_on=date(2026, 8, 5)), role="clerk").accepted(ExitNotified)
    scene.when(leave(leaves_on=date(2026, 8, 4)), role="clerk").refused("HR-EX-1")
    scene.when(leave(leaves_on=date(2026, 7, 7), agreed=D), role="clerk").accepted(ExitNotified)
    struck = scene.when(leave(leaves_on=date(2026, 7, 7), force_majeure=D), role="clerk")
    struck.accepted(ExitNotified)
    struck.then().when(dissolve(ground="force_majeure", notified_on=date(2026, 7, 6)), by="wang").accepted()


def test_passing_the_contract_on_is_always_a_serious_breach() -> None:
    """JL44-4.4.2, R-X02."""
    performing().when(find(kind="passing_on"), by="li").refused("JL44-4.4.2")
    performing().when(find(kind="passing_on", serious=True), by="li").accepted(BreachFound)


def test_only_who_serves_can_leave() -> None:
    signed().when(leave(), role="clerk").refused("JL44-4.0")


# ---------------------------------------------------------------- referred


def refer() -> ReferToFinance:
    return ReferToFinance(key="b1", facts="拒绝履行，造成恶劣社会影响", file=D)


@pytest.mark.parametrize(
    ("serious", "effect", "lawful"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_a_penalty_is_for_finance_and_takes_both_aggravations(serious: bool, effect: bool, lawful: bool) -> None:
    """JL44-4.4.4a, GPL 13, 77: the buyer punishes nobody."""
    scene = heard(kind="quality", serious=serious, very_bad_effect=effect).when(refer(), by="wang")
    scene.accepted(ReferredToFinance) if lawful else scene.refused("JL44-4.4.4a")


@pytest.mark.parametrize(("kind", "serious"), [("passing_on", True), ("stopped", False)])
def test_passing_on_and_a_unilateral_stop_go_to_finance_in_any_case(kind: str, serious: bool) -> None:
    """EX-15, R-X02: the Regulation asks for no bad effect; ten working days after the supplier was heard, then the alarm."""
    scene = heard(kind=kind, serious=serious, very_bad_effect=False)
    item = scene.item("breach.refer.b1")
    assert (item.rule, item.who) == ("EX-15", "head")
    scene.wake("breach.refer.b1").accepted()
    referred = scene.when(refer(), by="wang")
    referred.accepted(ReferredToFinance)
    assert "breach.refer.b1" not in {i.key for i in referred.then().agenda()}


def test_another_breach_is_referred_only_for_its_weight() -> None:
    """JL44-4.4.4a: nothing urges it."""
    assert "breach.refer.b1" not in {i.key for i in heard(kind="quality").agenda()}


def test_nobody_is_referred_unheard_unfound_or_twice() -> None:
    grave = {"serious": True, "very_bad_effect": True}
    found(**grave).when(refer(), by="wang").refused("HR-BR-1")
    performing().when(refer(), by="wang").refused("JL44-4.4.4a")
    heard(**grave).when(refer(), by="wang").then().when(refer(), by="wang").refused("JL44-4.4.4a")


def test_the_letter_is_delivered_and_its_receipt_registered_once() -> None:
    scene = heard(serious=True, very_bad_effect=True).when(refer(), by="wang").then()
    assert scene.item("breach.letter.b1").due == day("2026-07-16T00:00")
    receipt = RegisterReferralReceipt(key="b1", receipt="农财收〔2026〕12号")
    scene.when(receipt, by="adapter").accepted(ReferralDelivered)
    done = scene.when(receipt, role="clerk").then()
    assert "breach.letter.b1" not in keys(done)
    done.when(receipt, role="clerk").refused("JL44-4.4.4c")
    heard().when(receipt, role="clerk").refused("JL44-4.4.4c")
