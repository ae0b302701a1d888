"""Money that comes back, complaints of late payment, which money bears interest, the yearly list.  PY-07, PY-09, CR-08, HR-PY-7, HR-PY-8"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.effects import ordered as effect_of
from domain.payment.complaints.messages import (
    AnswerPaymentComplaint,
    PaymentComplaintAnswered,
    PaymentComplaintProlonged,
    PaymentComplaintReceived,
    PaymentComplaintTransferred,
    ProlongPaymentComplaint,
    ReceivePaymentComplaint,
    TransferPaymentComplaint,
)
from domain.payment.lateness.messages import OrderInterest
from domain.payment.messages import ApprovePayment, PaymentApproved, PaymentOrdered
from domain.payment.overdue import overdue_at, publish_by, totals
from domain.payment.reconciliation.messages import RecordDifference
from domain.payment.repayment.messages import (
    DemandRepayment,
    EndRepaymentDemand,
    RecordRepayment,
    RepaymentDemanded,
    RepaymentDemandEnded,
    RepaymentReceived,
)
from domain.performance.roster.messages import OverpaymentFound
from tests.domain.running import passed, performing, plan, terms
from tests.domain.scene import DIVISION, SUPPLIER_3, D, Scene, day, rulebook
from tests.domain.test_payment import agreed, asked, enterprise, made, project_of, registered
from tests.domain.test_payment_lateness import late

E = "e" * 64


# ---------------------------------------------------------------- paid too much


def paid_q1(*more: Any) -> Scene:
    """150,000 accepted and paid."""
    run = performing().has(passed("q1", date(2026, 6, 5)), registered(), asked(), agreed(), made(), *more)
    return run.on("2026-06-12")


def demand(amount: Any = 5000, why: Any = "counted_too_much", key: str = "b1") -> DemandRepayment:
    return DemandRepayment(key=key, amount_yuan=amount, why=why, ground="服务对象去世后仍计服务", basis=D)


FOUND = OverpaymentFound(
    recipient="r-220122-abcdefghjk",
    ground="death",
    month="2026-05",
    person_months=Decimal("0.5"),
    periods=("q1",),
    on=date(2026, 6, 11),
)
TWICE = RecordDifference(key="x1", payment="p1", kind="missing_here", receipt="K-2", theirs_yuan=150000, statement=D)


def test_nothing_is_demanded_back_that_was_earned() -> None:
    """HR-PY-8: counted too much, paid twice and the end of a contract each need their own finding"""
    for why in ("advance", "counted_too_much", "ending", "paid_twice", "other"):
        paid_q1().when(demand(why=why), by="wang").refused("HR-PY-8")
    paid_q1(FOUND).when(demand(), by="wang").accepted(RepaymentDemanded)
    paid_q1(FOUND).when(demand(amount="150000.01"), by="wang").refused("HR-PY-8")
    paid_q1(FOUND).when(demand(amount=0), by="wang").refused("HR-PY-8")
    twice = paid_q1().when(TWICE, by="zhao", role="clerk").then()
    twice.when(demand(150000, "paid_twice"), by="wang").accepted(RepaymentDemanded)


def test_what_was_counted_too_much_comes_back_in_parts() -> None:
    """HR-PY-8: ten working days from Friday 12 June, the 19th being a holiday, end on the 29th"""
    run = paid_q1(FOUND).when(demand(), by="wang").then()
    assert run.item("payment.repayment.b1").due == day("2026-06-30T00:00:00")
    run.when(demand(), by="wang").refused("HR-PY-8")

    def back(amount: Any, receipt: str = "进账1", on: date = date(2026, 6, 12)) -> RecordRepayment:
        return RecordRepayment(key="b1", amount_yuan=amount, receipt=receipt, received_on=on)

    run.when(back("5000.01"), by="zhao").refused("HR-PY-8")
    run.when(back(1, on=date(2026, 6, 13)), by="zhao").refused("HR-PY-8")
    half = run.when(back(2000), by="zhao")
    half.accepted(RepaymentReceived)
    half.then().when(back(3000), by="zhao").refused("HR-PY-8")  # the same receipt
    assert "3000.00" in half.then().item("payment.repayment.b1").title
    whole = half.then().when(back(3000, "进账2"), by="zhao").then()
    assert "payment.repayment.b1" not in {i.key for i in whole.agenda()}
    whole.when(back(1, "进账3"), by="zhao").refused("HR-PY-8")
    assert project_of(whole).payment.repayments.repaid_yuan == Decimal(5000)


def test_a_demand_is_ended_by_another_person_with_a_paper_of_its_own() -> None:
    """HR-PY-8"""
    run = paid_q1(FOUND).when(demand(), by="wang").then()
    end = EndRepaymentDemand(key="b1", how="court", reason="已起诉", digest=E)
    run.when(end, by="wang").refused("HR-PY-8")
    run.when(end.model_copy(update={"digest": D}), by="liu", role="finance").refused("HR-PY-8")
    done = run.when(end, by="liu", role="finance")
    done.accepted(RepaymentDemandEnded)
    assert not [i for i in done.then().agenda() if i.key.startswith("payment.repayment")]
    done.then().when(end, by="liu", role="finance").refused("HR-PY-8")


# ---------------------------------------------------------------- which money bears interest


def test_interest_is_charged_to_the_buyers_own_budget_and_the_treasury_is_told_so() -> None:
    """HR-PY-7, PY-04: the reserve and the ceiling are untouched"""
    run = late()
    before = project_of(run).payment
    event = run.when(OrderInterest(payment="i1", of="p1"), by="zhao").accepted(PaymentOrdered).events[0][1]
    assert isinstance(event, PaymentOrdered)
    assert event.charged_to == "own_budget"
    asked_for = run.when(OrderInterest(payment="i1", of="p1"), by="zhao").then()
    after = project_of(asked_for).payment
    assert (after.promised_yuan, after.interest_of_reserve_yuan) == (before.promised_yuan, Decimal(0))
    approved = asked_for.when(ApprovePayment(payment="i1"), by="wang").accepted(PaymentApproved).events[0][1]
    effect = effect_of(approved, "project/x@1")
    assert effect is not None
    assert effect.body["charged_to"] == "own_budget"


def test_relief_money_bears_no_interest() -> None:
    """HR-PY-7"""
    assert plan().funding[0].source == "relief_subsidy"
    late().when(OrderInterest(payment="i1", of="p1", charged_to="reserve"), by="zhao").refused("HR-PY-7")


def test_the_reserve_bears_no_more_interest_than_is_left_of_it() -> None:
    """HR-PY-7, JL44-4.1.2: what it bears is no longer there for the price"""

    def owing(reserve: str) -> Scene:
        line = plan().funding[0].model_copy(update={"source": "work_funds", "amount_yuan": Decimal(reserve)})
        the_plan = plan(budget_yuan=Decimal(reserve), funding=(line,))
        run = performing(terms(supplier=SUPPLIER_3), the_plan=the_plan)
        return late(run.has(passed("q1", date(2026, 6, 5)), registered(on=date(2026, 6, 26))).on("2026-07-10"))

    wanted = OrderInterest(payment="i1", of="p1", charged_to="reserve")
    owing("150299.99").when(wanted, by="zhao").refused("HR-PY-7")
    enough = owing("150300").when(wanted, by="zhao")
    enough.accepted(PaymentOrdered)
    assert project_of(enough.then()).payment.interest_of_reserve_yuan == Decimal("300.00")


# ---------------------------------------------------------------- complaints of late payment


def complaint(key: str = "c1") -> ReceivePaymentComplaint:
    return ReceivePaymentComplaint(key=key, received_from="春风", facts="发票F1至今未付", digest=D)


TRANSFER = TransferPaymentComplaint(key="c1", to="农安县工业和信息化局", digest=E)
ANSWER = AnswerPaymentComplaint(key="c1", upheld=True, result="应于三日内付清", digest=E)
PROLONG = ProlongPaymentComplaint(key="c1", reason="金额须重新核对")


def complained() -> Scene:
    return enterprise().when(complaint(), by="zhao", role="clerk").then()


def test_a_complaint_is_transferred_in_ten_working_days_and_answered_in_thirty() -> None:
    """PY-09: received on Friday 10 July; ten working days end on the 24th; thirty days from Monday the 13th on 12 August"""
    run = complained()
    assert run.item("payment.complaint.c1").due == day("2026-07-25T00:00:00")
    run.when(complaint(), by="zhao", role="clerk").refused("PY-09")
    run.when(ANSWER, by="wang").refused("PY-09")
    run.when(PROLONG, by="wang").refused("PY-09")
    sent = run.on("2026-07-13").when(TRANSFER, by="zhao", role="clerk")
    sent.accepted(PaymentComplaintTransferred)
    assert sent.then().item("payment.complaint.c1").due == day("2026-08-13T00:00:00")
    sent.then().when(TRANSFER, by="zhao", role="clerk").refused("PY-09")
    done = sent.then().on("2026-08-12").when(ANSWER, by="wang")
    done.accepted(PaymentComplaintAnswered)
    assert "payment.complaint.c1" not in {i.key for i in done.then().agenda()}
    done.then().when(ANSWER, by="wang").refused("PY-09")


def test_an_involved_complaint_has_ninety_days_said_before_the_thirty_are_over() -> None:
    """PY-09: ninety days from 13 July end on Sunday 11 October, so on Monday the 12th"""
    sent = complained().on("2026-07-13").when(TRANSFER, by="zhao", role="clerk").then()
    sent.on("2026-08-13").when(PROLONG, by="wang").refused("PY-09")
    longer = sent.on("2026-08-12").when(PROLONG, by="wang")
    longer.accepted(PaymentComplaintProlonged)
    assert longer.then().item("payment.complaint.c1").due == day("2026-10-13T00:00:00")
    longer.then().when(PROLONG, by="wang").refused("PY-09")
    longer.then().on("2026-10-13").when(ANSWER, by="wang").warned("PY-09")


def test_late_is_told_and_done_all_the_same() -> None:
    """PY-09"""
    complained().on("2026-07-27").when(TRANSFER, by="zhao", role="clerk").warned("PY-09")
    enterprise().when(complaint(), by="zhao", role="clerk").accepted(PaymentComplaintReceived)


@pytest.mark.parametrize(("upheld", "warns"), [(True, True), (False, False)])
def test_an_upheld_complaint_over_arrears_goes_on_the_buyers_own_credit_record(upheld: bool, warns: bool) -> None:
    """CR-08: the invoice of 26 June, due on 6 July"""
    sent = complained().when(TRANSFER, by="zhao", role="clerk").then()
    answer = sent.when(ANSWER.model_copy(update={"upheld": upheld}), by="wang")
    said = {getattr(e, "clause", None) for _, e in answer.accepted(PaymentComplaintAnswered).events}
    assert ("CR-08" in said) is warns


# ---------------------------------------------------------------- the yearly list


def test_what_a_small_enterprise_was_owed_when_the_year_ended_is_listed_by_the_end_of_march() -> None:
    """PY-07: contracts and amounts; what was paid in the new year only still counts"""
    rules = rulebook(DIVISION, date(2026, 12, 31))
    assert publish_by(2026, rules) == date(2027, 3, 31)
    [row] = overdue_at(project_of(enterprise()), rules, date(2026, 12, 31))
    assert (row.invoice, row.due_on, row.rule, row.unpaid_yuan) == ("F1", date(2026, 7, 6), "PY-01", Decimal(150000))
    half = enterprise().has(asked(amount=50000), agreed(amount=50000), made(amount=50000, on=date(2026, 12, 31)))
    half = half.has(asked("p2", amount=100000), agreed("p2", amount=100000))
    half = half.has(made("p2", amount=100000, on=date(2027, 1, 4)))
    rows = overdue_at(project_of(half), rules, date(2026, 12, 31))
    assert totals(rows) == (1, Decimal(100000))


def test_neither_a_large_enterprise_nor_what_is_not_due_stands_on_the_list() -> None:
    """PY-07, PY-10, PY-12: ten working days urge, and are no arrears"""
    rules = rulebook(DIVISION, date(2026, 7, 6))
    assert overdue_at(project_of(enterprise(is_sme=False)), rules, date(2026, 12, 31)) == ()
    early = enterprise(invoiced=date(2026, 6, 8))
    assert overdue_at(project_of(early), rules, date(2026, 7, 6)) == ()
    assert totals(overdue_at(project_of(early), rules, date(2026, 7, 7))) == (1, Decimal(150000))
