"""A running contract comes in: what it carries, what is refused, how a wrong entry is put right.  HR-OE-1 … HR-OE-4"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.breach.aftermath.messages import EndingSettled, SettleEnding
from domain.breach.messages import ContractDissolved
from domain.closing.account import deducted_yuan
from domain.contract.bond.messages import PerformanceBondReceived
from domain.contract.messages import (
    ConfirmOpeningCorrection,
    ContractSupplemented,
    CorrectOpening,
    OpenRunningContract,
    RunningContractOpened,
    SupplementContract,
)
from domain.contract.opening.messages import (
    OpenedBond,
    OpenedChallenge,
    OpenedDeduction,
    OpenedEvaluation,
    OpenedSupplement,
    OpeningCorrected,
    OpeningCorrectionDeclined,
    OpeningCorrectionProposed,
)
from domain.dispute.challenge.messages import ChallengeFiled
from domain.evaluation.years import due_years
from domain.message import Event
from domain.payment.due import entitled_yuan, payable_yuan
from domain.payment.messages import InvoiceRegistered, OrderPayment, PaymentOrdered, RegisterInvoice
from domain.performance.messages import PerformanceStarted, PeriodAccepted, StartPerformance
from domain.project import Project
from domain.register.suppliers.messages import RunningContractNoted
from tests.domain.running import AMOUNT, plan, signed, terms
from tests.domain.scene import HOME, SUPPLIER_2, D, Scene, rulebook, scene

PERIODS = {p.key: p for p in terms().periods}  # an advance of 30,000 as agreed, three periods of 150,000
Q1 = PERIODS["q1"].payable_yuan
PAID = Q1 + 30000


def opening(**changes: Any) -> OpenRunningContract:
    values: dict[str, Any] = {
        "plan": plan(),
        "terms": terms(),
        "signed_on": date(2026, 2, 24),
        "paid_yuan": PAID,
        "accepted_periods": ("q1",),
        "evidence": D,
    }
    return OpenRunningContract(**{**values, **changes})


def came(**changes: Any) -> Scene:
    return scene().on("2026-07-01").when(opening(**changes), by="li")


def project_of(of: Scene) -> Project:
    state = of.states[HOME]
    assert isinstance(state, Project)
    return state


SUPPLEMENT = OpenedSupplement(key="b1", amount_yuan=Decimal(20000), on=date(2026, 4, 1))
BOND = OpenedBond(
    form="guarantee", amount_yuan=Decimal(10000), reference="保函2026-1", received_on=date(2026, 2, 25), scan=D
)
CHALLENGE = OpenedChallenge(
    challenge="c1", supplier=SUPPLIER_2, about="result", points="评分有误", digest=D, filed_on=date(2026, 6, 29)
)


# ---------------------------------------------------------------- what it carries


def test_it_carries_what_stood_before() -> None:
    """HR-OE-1: supplements, deductions, an advance, the bond, evaluations, an open challenge"""
    scene_ = came(
        paid_yuan=PAID + 5000,
        advance_outstanding_yuan=Decimal(36000),
        deductions=(OpenedDeduction(period="q1", amount_yuan=Decimal(1000), ground="合同第八条"),),
        supplements=(SUPPLEMENT,),
        evaluations=(OpenedEvaluation(year=1, score=Decimal(88), on=date(2026, 6, 1)),),
        bond=BOND,
        challenge=CHALLENGE,
    )
    scene_.accepted(RunningContractOpened, PerformanceBondReceived, ChallengeFiled, RunningContractNoted)
    after = scene_.then()
    project = project_of(after)
    assert project.contract.amount_yuan == AMOUNT + 20000
    assert project.contract.bond is not None
    assert deducted_yuan(project) == Decimal(1000)
    assert {"dispute.answer.c1"} <= {i.key for i in after.agenda()}  # its days run from 29 June
    assert due_years(project, rulebook("220122", date(2026, 7, 1))) == ()


def test_the_challenge_that_came_along_stops_the_start() -> None:
    """R-P29: GPL Regulation 54"""
    affecting = CHALLENGE.model_copy(update={"may_affect_result": True})
    refusal = came(challenge=affecting).then().when(StartPerformance(), by="wang").refused("JL44-4.4.3b")
    assert "R-P29" in {f.clause for f in refusal.findings}


def test_earlier_supplements_use_up_the_ten_per_cent() -> None:
    """R-B05: 505,000 leaves 50,500 for all supplements together, those of before too"""
    running = came(supplements=(SUPPLEMENT,)).then().has(PerformanceStarted(on=date(2026, 7, 2)))
    more = SupplementContract(key="b2", amount_yuan=AMOUNT / 10 - 20000, reason="增加服务人数", text=D)
    running.when(more, by="wang").accepted(ContractSupplemented)
    over = more.model_copy(update={"amount_yuan": AMOUNT / 10 - 20000 + Decimal("0.01")})
    running.when(over, by="wang").refused("R-B05")


def test_an_advance_is_recovered_from_what_is_accepted_later() -> None:
    """JL44-4.5.2b: q1 accepted, 50,000 more paid ahead: the next period brings 50,000 less"""
    running = came(paid_yuan=PAID + 50000, advance_outstanding_yuan=Decimal(80000)).then()
    second = PERIODS["q2"]
    accepted = PeriodAccepted(
        period=second.key,
        result="passed",
        members=("王某",),
        statement=D,
        recipients_invited=3,
        payable_yuan=second.payable_yuan,
        on=date(2027, 3, 1),
    )
    project = project_of(running.has(accepted))
    assert payable_yuan(project, second) == second.payable_yuan - 50000


def test_a_deduction_of_before_is_not_paid_later() -> None:
    """HR-OE-1, JL44-4.5.2b"""
    cut = (OpenedDeduction(period="q1", amount_yuan=Decimal(1000), ground="合同第八条"),)
    running = came(paid_yuan=Decimal(0), deductions=cut).then()
    assert entitled_yuan(project_of(running), PERIODS["q1"]) == Q1 - 1000
    invoice = RegisterInvoice(number="发票1", kind="增值税普通发票", period="q1", amount_yuan=Q1, digest=D)
    running.when(invoice, by="li").refused("JL44-4.5.2b")
    less = invoice.model_copy(update={"amount_yuan": Q1 - 1000})
    running.when(less, by="li").accepted(InvoiceRegistered)


def test_an_open_invoice_is_paid_never_above_the_contract() -> None:
    """JL44-4.5.2b: what was paid before counts"""
    paid = came(paid_yuan=PAID - 30000).then()
    invoice = RegisterInvoice(number="发票1", kind="增值税普通发票", period="q1", amount_yuan=Decimal(40000), digest=D)
    waiting = paid.when(invoice, by="li").then()
    pay = OrderPayment(payment="p1", invoice="发票1", amount_yuan=Decimal(30000))
    waiting.when(pay, by="li").accepted(PaymentOrdered)
    waiting.when(pay.model_copy(update={"amount_yuan": Decimal("30000.01")}), by="li").refused("JL44-4.5.2b")


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms": terms(amount_yuan=AMOUNT + 1)},  # periods don't add up
        {"paid_yuan": PAID + 1},  # more than was accepted, no advance named
        {"paid_yuan": PAID, "advance_outstanding_yuan": Decimal(29999)},
        {"paid_yuan": Decimal(10), "advance_outstanding_yuan": Decimal(11)},
        {"deductions": (OpenedDeduction(period="q2", amount_yuan=Decimal(1), ground="合同"),)},
        {"deductions": (OpenedDeduction(period="q1", amount_yuan=Q1 + 1, ground="合同"),), "paid_yuan": 0},
        {"supplements": (SUPPLEMENT, SUPPLEMENT)},
        {"supplements": (SUPPLEMENT.model_copy(update={"on": date(2026, 2, 23)}),)},
        {"supplements": (SUPPLEMENT.model_copy(update={"amount_yuan": Decimal(0)}),)},
        {"bond": BOND.model_copy(update={"amount_yuan": Decimal(48001)})},  # 48,000 agreed
        {"evaluations": (OpenedEvaluation(year=1, score=Decimal(88), on=date(2026, 7, 2)),)},
        {"challenge": CHALLENGE.model_copy(update={"filed_on": date(2026, 7, 2)})},
    ],
)
def test_figures_that_do_not_agree_are_refused(wrong: dict[str, Any]) -> None:
    """HR-OE-1"""
    came(**wrong).refused("HR-OE-1")


def test_a_contract_whose_term_is_over_does_not_come_in() -> None:
    """HR-OE-2: the last day itself is still in time"""
    last = terms().ends_on
    at = scene().on(f"{last}")
    at.when(opening(), by="li").accepted(RunningContractOpened)
    after = scene().on(f"{last.replace(year=last.year + 1)}")
    after.when(opening(), by="li").refused("HR-OE-2")


def test_a_contract_comes_in_once() -> None:
    """HR-OE-3: the same number of the same supplier, into another project"""
    there = came().then()
    other = there.in_stream("project/220122-2026-zzz999")
    other.when(opening(), by="li").refused("HR-OE-3")
    another = opening(terms=terms(number="另一合同-1"))
    other.when(another, by="li").accepted(RunningContractOpened)


# ---------------------------------------------------------------- a wrong entry


def correction(**changes: Any) -> CorrectOpening:
    return CorrectOpening(reason="支付凭证漏登一笔", evidence=D, **changes)


def test_a_wrong_entry_is_put_right_by_two_persons() -> None:
    """HR-OE-4, JL44-4.4.0: proposed by one, agreed by another, and the figures follow"""
    wrong = came(paid_yuan=PAID - 30000).then()
    proposed = wrong.when(correction(paid_yuan=PAID), by="li")
    event = proposed.accepted(OpeningCorrectionProposed).events[0][1]
    assert isinstance(event, OpeningCorrectionProposed)
    assert event.changed == ("paid_yuan",)
    waiting = proposed.then()
    assert payable_yuan(project_of(waiting), PERIODS["q1"]) == 30000  # not yet
    assert any(i.rule == "HR-OE-4" for i in waiting.agenda())
    agree = ConfirmOpeningCorrection(agreed=True)
    waiting.when(agree, by="li", role="reviewer").refused("JL44-4.4.0")
    right = waiting.when(agree, by="chen", role="reviewer")
    right.accepted(OpeningCorrected)
    done = right.then()
    assert payable_yuan(project_of(done), PERIODS["q1"]) == 0
    assert not any(i.rule == "HR-OE-4" for i in done.agenda())
    done.when(agree, by="chen", role="reviewer").refused("JL44-4.4.0")


def test_a_correction_that_is_not_agreed_to_changes_nothing() -> None:
    """HR-OE-4: with the reason"""
    waiting = came(paid_yuan=Decimal(0)).then().when(correction(paid_yuan=PAID), by="li").then()
    no = ConfirmOpeningCorrection(agreed=False)
    waiting.when(no, by="chen", role="head").refused("JL44-4.4.0")
    said = no.model_copy(update={"reason": "凭证属于另一合同"})
    after = waiting.when(said, by="chen", role="head")
    after.accepted(OpeningCorrectionDeclined)
    assert payable_yuan(project_of(after.then()), PERIODS["q1"]) == Q1


def test_a_corrected_supplement_takes_the_place_of_the_former_one() -> None:
    """HR-OE-1: the later ones stay"""
    grown = came(supplements=(SUPPLEMENT,)).then().has(PerformanceStarted(on=date(2026, 7, 2)))
    here = SupplementContract(key="b2", amount_yuan=Decimal(1000), reason="增加", text=D)
    grown = grown.when(here, by="wang").then()
    less = (SUPPLEMENT.model_copy(update={"amount_yuan": Decimal(15000)}),)
    fixed = grown.when(correction(supplements=less), by="li").then()
    fixed = fixed.when(ConfirmOpeningCorrection(agreed=True), by="chen", role="head").then()
    assert [s.amount_yuan for s in project_of(fixed).contract.supplements] == [Decimal(15000), Decimal(1000)]


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ({}, "HR-OE-1"),  # nothing changes
        ({"paid_yuan": PAID}, "HR-OE-1"),  # it reads so already
        ({"paid_yuan": AMOUNT + 1}, "JL44-4.4.0"),
        ({"paid_yuan": PAID + 1}, "HR-OE-1"),
        ({"terms": terms(number="另一合同-1")}, "HR-OE-3"),
        ({"terms": terms(supplier=SUPPLIER_2)}, "HR-OE-3"),
    ],
)
def test_a_correction_keeps_the_rules_of_the_entry(change: dict[str, Any], clause: str) -> None:
    """HR-OE-1, HR-OE-3"""
    came().then().when(correction(**change), by="li").refused(clause)


def test_what_was_done_here_is_not_taken_back_by_a_correction() -> None:
    """HR-OE-1: a period that an invoice names stays"""
    invoice = InvoiceRegistered(
        number="发票1", kind="增值税普通发票", period="q2", amount_yuan=Decimal(1), digest=D, on=date(2026, 7, 2)
    )
    first = PERIODS["q1"].model_copy(update={"payable_yuan": AMOUNT})
    shorter = correction(terms=terms(periods=(first,)))
    running = came().then()
    running.has(invoice).when(shorter, by="li").refused("HR-OE-1")
    running.when(shorter, by="li").accepted(OpeningCorrectionProposed)


def test_only_an_opening_entry_is_corrected_so() -> None:
    """HR-OE-3"""
    signed().when(correction(paid_yuan=Decimal(1)), by="li").refused("HR-OE-3")


# ---------------------------------------------------------------- its end


def test_an_advance_that_nobody_earned_goes_back_at_the_end() -> None:
    """EX-04: Civil Code 566"""
    ended: tuple[Event, ...] = (
        PerformanceStarted(on=date(2026, 7, 2)),
        ContractDissolved(
            key="d1", ground="agreed", notice=D, notified_on=date(2026, 7, 3), effective_on=date(2026, 7, 3)
        ),
    )
    gone = came(paid_yuan=PAID + 5000, advance_outstanding_yuan=Decimal(35000)).then().has(*ended).on("2026-07-06")
    settle = SettleEnding(accepted_yuan=0, loss_yuan=0, penalty_yuan=0, statement=D, agreed=True)
    event = next(e for _, e in gone.when(settle, by="wang").accepted(EndingSettled).events)
    assert isinstance(event, EndingSettled)
    assert (event.unearned_yuan, event.owed_by_supplier_yuan) == (Decimal(35000), Decimal(35000))


def test_what_was_accepted_before_and_not_paid_is_owed_at_the_end() -> None:
    """EX-04, EX-16"""
    ended = ContractDissolved(
        key="d1", ground="agreed", notice=D, notified_on=date(2026, 7, 3), effective_on=date(2026, 7, 3)
    )
    gone = came(paid_yuan=Q1 - 5000).then().has(PerformanceStarted(on=date(2026, 7, 2)), ended).on("2026-07-06")
    settle = SettleEnding(accepted_yuan=0, loss_yuan=0, penalty_yuan=0, statement=D, agreed=True)
    gone.when(settle, by="wang").refused("EX-04")
    gone.when(settle.model_copy(update={"accepted_yuan": Decimal(5000)}), by="wang").accepted(EndingSettled)
