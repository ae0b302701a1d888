"""An award that does not stand: refused by its winner, or void; the next candidate, or again.  R-S17, DQ-06, DQ-14, R-X02, R-X03"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.award.messages import AwardConfirmed, ConfirmAward
from domain.award.telling.messages import SendAwardNotice
from domain.award.undoing.messages import (
    AwardVoided,
    ProcurementRestarted,
    RecordRefusalToSign,
    RefusalToSignRecorded,
    RestartProcurement,
    VoidAward,
)
from domain.bidding.messages import RoundFailed
from domain.contract.messages import ContractDrafted, SignContract
from domain.dispute.messages import ChallengeAnswered, ChallengeFiled, RemedyTaken
from domain.dispute.remedy.messages import FinanceReported, ReportToFinance
from domain.project import Project
from domain.supervision.messages import DeadlineMissed, WakeAgenda
from tests.domain import running
from tests.domain.builders import awarded, lawful_plan, scored
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, SUPPLIER_3, D, Scene, day, scene


def refuse(**changes: Any) -> RecordRefusalToSign:
    whole = {"supplier": SUPPLIER, "how": "declared", "facts": "来函表示不签订合同", "evidence": D}
    return RecordRefusalToSign.model_validate({**whole, **changes})


def restart(**changes: Any) -> RestartProcurement:
    whole = {"ground": "refusal", "reason": "没有合适的候选人", "minutes": D}
    return RestartProcurement.model_validate({**whole, **changes})


def refused() -> Scene:
    return awarded(scene()).on("2026-03-25").when(refuse()).then()


def stage(at: Scene) -> str:
    project = at.states[HOME]
    assert isinstance(project, Project)
    return project.stage


def upheld(about: str = "result", *, affects: bool | None = None) -> tuple[ChallengeFiled, ChallengeAnswered]:
    filed = ChallengeFiled.model_validate(
        {
            "challenge": "q-1",
            "supplier": SUPPLIER_2,
            "about": about,
            "points": "第一名不符合资格",
            "digest": D,
            "may_affect_result": True,
            "on": date(2026, 3, 20),
            "round": 1,
        }
    )
    answered = ChallengeAnswered(
        challenge="q-1", upheld=True, answer="属实", digest=D, on=date(2026, 3, 25), affects_result=affects
    )
    return filed, answered


# ---------------------------------------------------------------- the winner refuses


def test_a_winner_that_refuses_sends_the_project_back_to_the_award() -> None:
    """R-S17."""
    answer = awarded(scene()).on("2026-03-25").when(refuse())
    answer.accepted(RefusalToSignRecorded)
    assert stage(answer.then()) == "award"
    awarded(scene()).when(refuse(supplier=SUPPLIER_2)).refused("R-S17")


def test_a_lapse_is_a_refusal_only_after_the_thirty_days_and_without_a_standstill() -> None:
    """R-S17, R-P20, R-P29: result on 19 March; 18 April is a Saturday, the last day Monday the 20th."""
    won = awarded(scene())
    won.on("2026-04-20").when(refuse(how="lapsed")).refused("R-P20")
    won.on("2026-04-21").when(refuse(how="lapsed")).accepted(RefusalToSignRecorded)
    filed, _ = upheld()
    won.has(filed).on("2026-05-15").when(refuse(how="lapsed")).refused("R-P29")


def test_the_buyers_own_delay_in_signing_is_an_alarm() -> None:
    """R-P20, R-X06: nobody refuses, and the duty stands open."""
    waiting = awarded(scene()).wake("contract.sign").then()
    waiting.wake("contract.sign").accepted(DeadlineMissed)


def test_the_next_follows_in_order_with_a_notice_of_its_own() -> None:
    """R-S17, R-P17: the second, not the third, never the first again."""
    left = refused()
    left.when(ConfirmAward(supplier=SUPPLIER_3, reason="第三"), by="head-1").refused("R-P14")
    left.when(ConfirmAward(supplier=SUPPLIER, reason="第一"), by="head-1").refused("R-S17")
    second = left.when(ConfirmAward(supplier=SUPPLIER_2, reason="第一名拒签"), by="head-1")
    second.accepted(AwardConfirmed)
    won = second.then()
    assert stage(won) == "contract"
    assert {"award.notice", "award.result"} <= {i.key for i in won.agenda()}  # the first result is another's
    won.when(SendAwardNotice(number="TZ-2", digest=D)).accepted()


def test_silence_confirms_no_next_candidate() -> None:
    """R-P15, R-S17: the choice between the next and starting again is the buyer's.  HR-AW-1: five working days."""
    left = refused()
    assert "award.confirm" not in {i.key for i in left.agenda()}
    item = left.item("award.next")
    assert (item.due, item.rule, item.who) == (day("2026-04-02T00:00"), "HR-AW-1", "head")
    assert not [
        e
        for _, e in left.when(WakeAgenda(key="award.confirm", wake=day("2026-03-25T00:00")), by="clock")
        .accepted()
        .events
        if isinstance(e, AwardConfirmed)
    ]


def test_or_the_purchase_starts_again_with_a_new_round() -> None:
    """R-S17, NT-termination: the round ends with its cause; it is no failure for want of bidders."""
    answer = refused().when(restart(), by="head-1")
    answer.accepted(ProcurementRestarted, RoundFailed)
    again = answer.then()
    assert stage(again) == "publication"
    project = again.states[HOME]
    assert isinstance(project, Project)
    assert (project.award.confirmed, project.award.report_on, project.award.displaced) == (None, None, {})
    awarded(scene()).when(restart(), by="head-1").refused("R-S17")  # nobody refused


def test_in_mid_performance_there_is_no_refusal_to_sign() -> None:
    """R-S17: a default after signing is a breach (law.md 14.2, item 7), never a next candidate."""
    signed = running.signed()
    assert "违约" in signed.when(refuse(supplier=running.SUPPLIER)).refused("R-S17").findings[0].reason
    under_way = running.performing()
    refusal = under_way.when(refuse(supplier=running.SUPPLIER)).refused("R-S17")
    assert "FindBreach" in refusal.findings[0].remedy


def test_finance_is_told_of_a_refusal_and_the_buyer_punishes_nobody() -> None:
    """R-X02 for a consultation, R-X03 for a negotiation; R-X10, J-D6: a letter, no penalty."""
    left = refused()
    item = left.item(f"dispute.report.{SUPPLIER}")
    assert (item.rule, item.due) == ("R-X02", day("2026-04-02T00:00"))
    tell = ReportToFinance(about="refused_to_sign", supplier=SUPPLIER, facts="拒签", file=D)
    told = left.when(tell, by="head-1")
    [event] = [e for _, e in told.accepted(FinanceReported).events if isinstance(e, FinanceReported)]
    assert event.clause == "R-X02"
    assert f"dispute.report.{SUPPLIER}" not in {i.key for i in told.then().agenda()}
    assert [e.kind for e in told.then().states[HOME].watch.effects.values()] == ["letter"]
    told.then().when(tell, by="head-1").refused("R-X02")
    awarded(scene()).when(tell, by="head-1").refused("R-X02")


def test_a_negotiation_cites_its_own_rule() -> None:
    """R-X03: 财政部令第74号 art. 54."""
    plan = lawful_plan(method="competitive_negotiation", method_ground="complex_or_special")
    left = awarded(scene(), plan).on("2026-03-25").when(refuse()).then()
    assert left.item(f"dispute.report.{SUPPLIER}").rule == "R-X03"


# ---------------------------------------------------------------- the award is void


def void(**changes: Any) -> VoidAward:
    whole = {"ground": "challenge", "key": "q-1", "reason": "第一名不符合资格", "minutes": D}
    return VoidAward.model_validate({**whole, **changes})


def test_an_award_is_void_only_for_what_was_upheld() -> None:
    """DQ-06: then the next follows, if enough remain; finance is told that the result changed."""
    won = awarded(scene())
    won.when(void(), by="head-1").refused("DQ-06")
    at = won.has(*upheld()).on("2026-03-26")
    assert at.item("dispute.remedy.challenge.q-1").rule == "DQ-06"
    answer = at.when(void(), by="head-1")
    answer.accepted(AwardVoided, RemedyTaken)
    left = answer.then()
    assert stage(left) == "award"
    left.when(ConfirmAward(supplier=SUPPLIER_3, reason="第三"), by="head-1").refused("R-P14")
    left.when(ConfirmAward(supplier=SUPPLIER_2, reason="第二"), by="head-1").accepted(AwardConfirmed)
    assert left.item("dispute.report.q-1").rule == "DQ-06"
    told = ReportToFinance(about="result_changed", key="q-1", facts="结果改变", file=D)
    left.when(told, by="head-1").accepted(FinanceReported)
    won.when(told, by="head-1").refused("DQ-06")


def test_of_a_tender_with_three_two_are_not_enough_for_the_next() -> None:
    """DQ-06, E-07: then the purchase starts again."""
    tender = lawful_plan(method="open_tender", method_ground=None)
    at = awarded(scene(), tender).has(*upheld()).on("2026-03-26").when(void(), by="head-1").then()
    at.when(ConfirmAward(supplier=SUPPLIER_2, reason="第二"), by="head-1").refused("DQ-06")
    again = at.when(restart(ground="challenge", key="q-1"), by="head-1")
    again.accepted(ProcurementRestarted, RoundFailed)
    assert stage(again.then()) == "publication"


def test_what_was_upheld_before_the_award_lets_the_next_follow_or_the_round_start_again() -> None:
    """DQ-06, R-P15: silence does not confirm whom an upheld matter displaces."""
    at = scored(scene()).on("2026-03-18").has(*upheld("process"))
    second = at.when(ConfirmAward(supplier=SUPPLIER_2, reason="第一名不成立"), by="head-1")
    second.accepted(AwardConfirmed, RemedyTaken)
    silent = scored(scene()).has(*upheld("process")).wake("award.confirm")
    assert not [e for _, e in silent.accepted().events if isinstance(e, AwardConfirmed)]
    at.when(restart(ground="challenge", key="q-1"), by="head-1").accepted(ProcurementRestarted, RemedyTaken)
    at.when(restart(ground="challenge"), by="head-1").refused("DQ-06")
    at.when(restart(ground="challenge", key="q-2"), by="head-1").refused("DQ-06")


def test_what_does_not_reach_the_result_changes_nothing() -> None:
    """DQ-06: upheld, but the result stands: no duty, nothing displaced."""
    at = scored(scene()).on("2026-03-18").has(*upheld("process", affects=False))
    assert not [i.key for i in at.agenda() if i.key.startswith("dispute.remedy")]
    at.when(ConfirmAward(supplier=SUPPLIER_2, reason="第二"), by="head-1").refused("R-P14")


def test_no_contract_is_signed_over_what_was_upheld() -> None:
    """DQ-06, R-P29."""
    won = awarded(scene()).has(*upheld()).on("2026-03-26")
    drafted = won.has(ContractDrafted(terms=running.terms(), by="clerk-1"))
    signing = drafted.when(SignContract(signed_on=date(2026, 3, 26), scan=D), by="head-1")
    assert "DQ-06" in {f.clause for f in signing.answer.findings}  # type: ignore[union-attr]


def test_days_on_which_nobody_may_sign_do_not_count_towards_the_thirty() -> None:
    """R-P20, R-P29, DQ-13: result on 19 March, challenged on the 20th, answered on the 25th: six days more."""
    plain = awarded(scene()).item("contract.sign").due
    assert plain == day("2026-04-21T00:00")  # 18 April is a Saturday
    filed, answered = upheld()
    rejected = answered.model_copy(update={"upheld": False})
    assert awarded(scene()).has(filed, rejected).item("contract.sign").due == day("2026-04-25T00:00")
    harmless = filed.model_copy(update={"may_affect_result": False})
    assert awarded(scene()).has(harmless).item("contract.sign").due == plain
