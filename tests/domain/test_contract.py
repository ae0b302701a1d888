"""Contract: eight parts, what was awarded, the signature, supplements, running contracts.  JL44-4.3.3 … 4.3.6"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approval.messages import ApprovalGiven
from domain.breach.messages import ContractDissolved
from domain.contract.messages import (
    ContractDrafted,
    ContractFiled,
    ContractPeriod,
    ContractSigned,
    ContractSupplemented,
    ContractTerms,
    DraftContract,
    FileContract,
    OpenRunningContract,
    RunningContractOpened,
    SignContract,
    SupplementContract,
)
from domain.dispute.messages import ChallengeAnswered, ChallengeFiled, ComplaintDecided, ComplaintRegistered
from domain.planning.messages import FIVE_CONDITIONS, LongTermCondition, Plan, ProjectStarted
from domain.project import Project
from domain.register.messages import BarEntered
from domain.register.suppliers.messages import RunningContractNoted
from domain.supervision.messages import DeadlineMissed
from tests.domain.running import AMOUNT, awarded, notice, performing, plan, signed, terms
from tests.domain.scene import HOME, SUPPLIER, SUPPLIER_2, D, Scene, day, scene

EIGHT = ("content", "term", "quantity", "quality", "price", "settlement", "rights_and_duties", "liability")
LEGAL = ApprovalGiven(
    kind="legal_adviser_approval", agrees=True, opinion="同意", by="chen", role="legal_adviser", on=date(2026, 2, 8)
)


def drafted(the_terms: ContractTerms | None = None, the_plan: Plan | None = None) -> Scene:
    """Drafted by zhao, the result published, the legal adviser agrees: ready to be signed on 24 February."""
    text = the_terms or terms()
    ready = awarded(the_plan, price=text.amount_yuan if the_plan is not None else AMOUNT)
    ready = ready.has(*notice("result", date(2026, 2, 9)), LEGAL)
    return ready.has(ContractDrafted(terms=text, by="zhao")).on("2026-02-24")


def draft(**changes: Any) -> Scene:
    return awarded().when(DraftContract(terms=terms(**changes)), by="zhao")


def sign(on: date = date(2026, 2, 24)) -> SignContract:
    return SignContract(signed_on=on, scan=D)


def periods(*, shift: int = 0, payable: int = 240000, overlap: bool = False) -> tuple[ContractPeriod, ...]:
    first = ContractPeriod(
        key="a", title="甲", starts_on=date(2026, 3, 1), ends_on=date(2026, 7, 31), payable_yuan=Decimal(payable)
    )
    starts_on = date(2026, 7, 31) if overlap else date(2026, 8, 1)
    ends_on = date(2027, 1, 31) if shift else date(2026, 12, 31)
    second = ContractPeriod(key="b", title="乙", starts_on=starts_on, ends_on=ends_on, payable_yuan=Decimal(240000))
    return (first, second)


# ---------------------------------------------------------------- draft


def test_a_draft_with_all_eight_parts_and_the_awarded_terms_is_accepted() -> None:
    accepted = draft().accepted(ContractDrafted)
    assert len(accepted.events) == 1


@pytest.mark.parametrize("part", EIGHT)
def test_a_draft_that_lacks_one_of_the_eight_parts_warns(part: str) -> None:
    """JL44-4.3.3: it is a draft, it may be incomplete, and it says so."""
    draft(**{part: None}).warned("JL44-4.3.3")


def test_a_contract_with_another_supplier_than_the_awarded_is_refused() -> None:
    """GPL 46: nothing off the documents."""
    draft(supplier=SUPPLIER_2).refused("R-C01")


def test_a_contract_for_another_amount_than_the_awarded_is_refused() -> None:
    """GPL 46"""
    halves = periods(payable=239999)
    draft(amount_yuan=AMOUNT - 1, periods=halves, performance_bond_yuan=None).refused("R-C01")


def test_below_the_limit_too_the_contract_is_made_with_the_chosen_supplier() -> None:
    """JL44-1.4b"""
    small = plan(budget_yuan=Decimal(200000))
    answer = awarded(small, price=Decimal(200000)).when(DraftContract(terms=terms(supplier=SUPPLIER_2)), by="zhao")
    answer.refused("JL44-1.4b")


def test_a_term_beyond_the_plans_is_refused() -> None:
    draft(ends_on=date(2027, 1, 31)).refused("R-C01")


def test_a_term_over_a_year_needs_the_five_conditions() -> None:
    """JL44-4.3.4, JL44-4.3.5"""
    long_plan = plan(ends_on=date(2027, 12, 31))
    long_terms = terms(ends_on=date(2027, 12, 31))
    awarded(long_plan).when(DraftContract(terms=long_terms), by="zhao").refused("JL44-4.3.4")
    met = tuple(LongTermCondition(condition=c, met=True, evidence="见附件") for c in FIVE_CONDITIONS)
    proven = plan(ends_on=date(2027, 12, 31), long_term=met)
    awarded(proven).when(DraftContract(terms=long_terms), by="zhao").accepted(ContractDrafted)


def test_a_term_over_three_years_is_refused_whatever_is_proven() -> None:
    """JL44-4.3.5"""
    met = tuple(LongTermCondition(condition=c, met=True, evidence="见附件") for c in FIVE_CONDITIONS)
    endless = plan(ends_on=date(2029, 3, 1), long_term=met)
    awarded(endless).when(DraftContract(terms=terms(ends_on=date(2029, 3, 1))), by="zhao").refused("JL44-4.3.5")


@pytest.mark.parametrize(
    "wrong", [periods(shift=1), periods(overlap=True), periods(payable=1), (periods()[0], periods()[0])]
)
def test_periods_lie_inside_the_term_apart_and_add_up(wrong: tuple[ContractPeriod, ...]) -> None:
    """HR-CT-1"""
    draft(periods=wrong).refused("HR-CT-1")


def test_an_advance_may_lie_beside_the_periods() -> None:
    assert any(p.condition == "advance" for p in terms().periods)
    draft().accepted(ContractDrafted)


def test_a_performance_bond_of_ten_per_cent_is_the_most() -> None:
    """R-B02"""
    draft(performance_bond_yuan=AMOUNT / 10).accepted(ContractDrafted)
    draft(performance_bond_yuan=AMOUNT / 10 + Decimal("0.01")).refused("R-B02")


# ---------------------------------------------------------------- signature


def test_a_contract_is_signed_by_another_person_than_its_drafter() -> None:
    drafted().when(sign(), by="wang").accepted(ContractSigned)
    drafted().when(sign(), by="zhao", role="head").refused("JL44-4.4.0")


@pytest.mark.parametrize("part", EIGHT)
def test_a_contract_without_all_eight_parts_is_not_signed(part: str) -> None:
    """JL44-4.3.3"""
    refusal = drafted(terms(**{part: None})).when(sign(), by="wang").refused("JL44-4.3.3")
    assert len(refusal.findings) == 1
    assert refusal.findings[0].field in (part, "liability_for_breach")


def test_nothing_is_signed_before_it_is_drafted() -> None:
    awarded().when(sign(date(2026, 2, 9)), by="wang").refused("JL44-4.3.3")


def test_a_signature_of_tomorrow_is_refused() -> None:
    drafted().when(sign(date(2026, 2, 25)), by="wang").refused("JL44-4.4.0")


def test_a_signature_before_the_award_is_refused() -> None:
    """JL44-4.0"""
    drafted().when(sign(date(2026, 2, 5)), by="wang").refused("JL44-4.0")


def test_no_contract_is_signed_before_the_result_is_published() -> None:
    """R-P17"""
    hidden = awarded().has(LEGAL, ContractDrafted(terms=terms(), by="zhao")).on("2026-02-24")
    hidden.when(sign(), by="wang").refused("R-P17")


def test_a_late_signature_warns_and_stands() -> None:
    """R-P20: signing stays a duty after its 30 days; 11 March is the last of them."""
    drafted().on("2026-03-11").when(sign(date(2026, 3, 11)), by="wang").accepted(ContractSigned)
    late = drafted().on("2026-03-12").when(sign(date(2026, 3, 12)), by="wang")
    late.accepted(ContractSigned)
    late.warned("R-P20")


def test_the_legal_adviser_agrees_to_the_text_first() -> None:
    """N22-08: service items"""
    without = awarded().has(*notice("result", date(2026, 2, 9)), ContractDrafted(terms=terms(), by="zhao"))
    without.on("2026-02-24").when(sign(), by="wang").refused("N22-08")


def challenged(*, affects: bool = True) -> Scene:
    return drafted().has(
        ChallengeFiled(
            challenge="c1",
            supplier=SUPPLIER_2,
            about="result",
            points="评分有误",
            digest=D,
            may_affect_result=affects,
            on=date(2026, 2, 12),
        )
    )


def test_signing_waits_for_the_answer_to_a_challenge_that_may_affect_the_result() -> None:
    """R-P29, GPL Regulation art. 54"""
    challenged().when(sign(), by="wang").refused("R-P29")
    challenged(affects=False).when(sign(), by="wang").accepted(ContractSigned)
    answer = ChallengeAnswered(challenge="c1", upheld=False, answer="不成立", digest=D, on=date(2026, 2, 20))
    challenged().has(answer).when(sign(), by="wang").accepted(ContractSigned)


def test_signing_waits_while_a_complaint_suspends() -> None:
    """DQ-13"""
    complaint = ComplaintRegistered(
        complaint="t1",
        challenge="c1",
        body="农安县财政局",
        document_number="农财〔2026〕3号",
        suspends=True,
        scan=D,
        on=date(2026, 2, 20),
    )
    answered = ChallengeAnswered(challenge="c1", upheld=False, answer="不成立", digest=D, on=date(2026, 2, 18))
    waiting = challenged().has(answered, complaint)
    waiting.when(sign(), by="wang").refused("DQ-13")
    decided = ComplaintDecided(
        complaint="t1", upheld=False, document_number="农财〔2026〕9号", decision="驳回", scan=D, on=date(2026, 2, 23)
    )
    waiting.has(decided).when(sign(), by="wang").accepted(ContractSigned)


def test_a_supplier_barred_on_the_day_is_not_signed_with() -> None:
    """JL44-4.4.4b"""
    bar = BarEntered(
        authority="吉林省财政厅",
        document_number="吉财罚〔2026〕1号",
        scope="政府采购活动",
        from_on=date(2026, 2, 20),
        until_on=date(2027, 2, 19),
        scan=D,
    )
    barred = drafted().has(bar, stream=f"supplier/{SUPPLIER}")
    barred.when(sign(), by="wang").refused("JL44-4.4.4b")
    barred.when(sign(date(2026, 2, 19)), by="wang").accepted(ContractSigned)


# ---------------------------------------------------------------- after it


def test_the_contract_is_announced_within_two_working_days_of_signing() -> None:
    """R-P21, JL44-4.3.6: signed on Tuesday the 24th, due at the end of Thursday the 26th."""
    fresh = drafted().when(sign(), by="wang").then()
    item = fresh.item("contract.notice")
    assert item.due == day("2026-02-27T00:00:00")
    assert item.rule == "R-P21"
    assert "contract.notice" not in {i.key for i in signed().agenda()}


def test_an_unannounced_contract_raises_an_alarm() -> None:
    fresh = drafted().when(sign(), by="wang").then().on("2026-02-27")
    fresh.wake("contract.notice").then().wake("contract.notice").accepted(DeadlineMissed)


def test_the_copy_reaches_finance_within_seven_working_days() -> None:
    """R-P22, GPL 47"""
    fresh = drafted().when(sign(), by="wang").then()
    assert fresh.item("contract.file").rule == "R-P22"
    filed = fresh.on("2026-03-02").when(FileContract(receipt="备案1号"), by="zhao")
    filed.accepted(ContractFiled)
    again = filed.then()
    assert "contract.file" not in {i.key for i in again.agenda()}
    again.when(FileContract(receipt="备案2号"), by="zhao").refused("R-P22")
    fresh.on("2026-03-20").when(FileContract(receipt="备案1号"), by="zhao").warned("R-P22")


def test_nothing_is_filed_before_it_is_signed() -> None:
    """R-P22"""
    drafted().when(FileContract(receipt="备案1号"), by="zhao").refused("R-P22")


def test_signing_stands_on_the_agenda_with_its_rule() -> None:
    """R-P20: 30 days from the published result"""
    item = awarded().has(*notice("result", date(2026, 2, 9))).item("contract.sign")
    assert (item.rule, item.due) == ("R-P20", day("2026-03-12T00:00:00"))
    below = awarded(plan(budget_yuan=Decimal(200000)), price=Decimal(200000))
    assert below.item("contract.sign").rule == "HR-CT-2"


def supplement(amount: Any, key: str = "s1") -> SupplementContract:
    return SupplementContract(key=key, amount_yuan=amount, reason="增加服务对象", text=D)


def test_all_supplements_together_stay_within_ten_per_cent() -> None:
    """R-B05: 480,000 allows 48,000; the money is there"""
    rich = performing(the_plan=plan(budget_yuan=Decimal(600000)))
    first = rich.when(supplement(40000), by="wang")
    first.accepted(ContractSupplemented)
    more = first.then()
    more.when(supplement("8000.01", "s2"), by="wang").refused("R-B05")
    more.when(supplement(8000, "s2"), by="wang").accepted(ContractSupplemented)


def test_a_supplement_beyond_the_reserved_money_is_refused() -> None:
    """JL44-4.1.2: 505,000 is reserved"""
    performing().when(supplement(25000), by="wang").accepted(ContractSupplemented)
    performing().when(supplement("25000.01"), by="wang").refused("JL44-4.1.2")


def test_a_supplement_is_one_more_period_under_its_own_key() -> None:
    grown = performing().when(supplement(25000), by="wang").then()
    project = grown.states[HOME]
    assert isinstance(project, Project)
    period = project.contract.period("s1")
    assert period is not None
    assert period.payable_yuan == Decimal(25000)
    grown.when(supplement(1, "s1"), by="wang").refused("JL44-4.0")
    grown.when(supplement(0, "s2"), by="wang").refused("JL44-4.3.3")


# ---------------------------------------------------------------- running contracts


def opening(**changes: Any) -> OpenRunningContract:
    values: dict[str, Any] = {
        "plan": plan(),
        "terms": terms(),
        "signed_on": date(2026, 2, 24),
        "paid_yuan": Decimal(180000),
        "accepted_periods": ("q1",),
        "evidence": D,
    }
    return OpenRunningContract(**{**values, **changes})


def test_a_running_contract_comes_in_unjudged() -> None:
    """It lacks a part and was never announced: before Jieli, not judged."""
    fresh = scene().on("2026-07-01")
    came = fresh.when(opening(terms=terms(liability=None)), by="li")
    assert len(came.accepted(RunningContractOpened, RunningContractNoted).events) == 2  # no warning
    opened = came.then()
    assert {i.key for i in opened.agenda()}.isdisjoint({"contract.notice", "contract.file", "contract.sign"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_on": date(2026, 7, 2)},
        {"accepted_periods": ("q9",)},
        {"paid_yuan": AMOUNT + 1},
    ],
)
def test_a_running_contract_whose_figures_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """JL44-4.4.0"""
    scene().on("2026-07-01").when(opening(**wrong), by="li").refused("JL44-4.4.0")


def test_a_project_that_has_a_plan_takes_no_running_contract() -> None:
    """JL44-4.0"""
    signed().when(opening(), by="li").refused("JL44-4.0")


def test_a_project_whose_plan_is_under_way_takes_no_running_contract() -> None:
    """JL44-4.0"""
    begun = scene().has(ProjectStarted(plan=plan(), author="li", submitted_on=date(2026, 1, 4)))
    begun.on("2026-07-01").when(opening(), by="li").refused("JL44-4.0")


def test_a_term_that_ends_before_it_begins_is_refused() -> None:
    """JL44-4.3.3; of a running contract too, JL44-4.4.0"""
    backwards = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1)}
    draft(**backwards).refused("JL44-4.3.3")
    came = scene().on("2026-07-01").when(opening(terms=terms(**backwards)), by="li")
    came.refused("JL44-4.4.0")


def test_a_period_keeps_its_key_to_itself() -> None:
    """HR-CT-1"""
    first, second = periods()
    draft(periods=(first, second.model_copy(update={"key": first.key}))).refused("HR-CT-1")


def test_what_is_signed_is_neither_drafted_nor_signed_again() -> None:
    """JL44-4.0: it is changed by a supplement only"""
    done = drafted().when(sign(), by="wang").then()
    done.when(DraftContract(terms=terms()), by="zhao").refused("JL44-4.0")
    done.when(sign(), by="wang").refused("JL44-4.0")


def test_a_dissolved_contract_is_not_added_to() -> None:
    """JL44-4.4.3a"""
    gone = ContractDissolved(
        key="d1", ground="agreed", notice=D, notified_on=date(2026, 6, 1), effective_on=date(2026, 6, 1)
    )
    performing().has(gone).when(supplement(1000), by="wang").refused("JL44-4.4.3a")
