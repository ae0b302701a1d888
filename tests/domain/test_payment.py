"""Payment: by the contract's condition, with four eyes, in time, and never above the contract.  JL44-4.5.2b, PY-01 … PY-14"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from domain.bidding.messages import QualificationChecked
from domain.contract.messages import ContractSupplemented, RunningContractOpened
from domain.contract.succession.messages import SupplierSucceeded
from domain.effects import ordered as effect_of
from domain.given import Accepted
from domain.message import Command
from domain.payment.deductions.messages import DecideDeduction, ProposeDeduction, ReplyToDeduction
from domain.payment.due import due_date, payable_yuan
from domain.payment.messages import (
    ApprovePayment,
    InvoiceRegistered,
    OrderPayment,
    PaymentApproved,
    PaymentMade,
    PaymentOrdered,
    PaymentRefused,
    PaymentReturned,
    RefusePayment,
    RegisterInvoice,
    RegisterPayment,
)
from domain.performance.messages import PerformanceStarted
from domain.project import Project
from domain.supervision.messages import DepartureRecorded
from tests.domain.running import AMOUNT, passed, performing, plan, reported, signed, terms
from tests.domain.scene import BARRED, DIVISION, HOME, SUPPLIER, SUPPLIER_3, D, Scene, day, rulebook, scene


def project_of(of: Scene) -> Project:
    state = of.states[HOME]
    assert isinstance(state, Project)
    return state


def invoice(number: str = "F1", period: str = "q1", amount: Any = 150000, **changes: Any) -> RegisterInvoice:
    values: dict[str, Any] = {"number": number, "kind": "数电普通发票", "period": period, "amount_yuan": amount}
    return RegisterInvoice(**{**values, "digest": D, **changes})


def registered(
    number: str = "F1", period: str = "q1", amount: Any = 150000, on: date | None = None
) -> InvoiceRegistered:
    return InvoiceRegistered(
        number=number, kind="数电普通发票", period=period, amount_yuan=amount, digest=D, on=on or date(2026, 6, 8)
    )


def order(payment: str = "p1", number: str = "F1", amount: Any = 150000) -> OrderPayment:
    return OrderPayment(payment=payment, invoice=number, amount_yuan=amount)


def asked(payment: str = "p1", number: str = "F1", period: str = "q1", amount: Any = 150000) -> PaymentOrdered:
    return PaymentOrdered(
        payment=payment, invoice=number, period=period, amount_yuan=amount, by="zhao", on=date(2026, 6, 9)
    )


def agreed(payment: str = "p1", period: str = "q1", amount: Any = 150000) -> PaymentApproved:
    return PaymentApproved(
        payment=payment, period=period, amount_yuan=amount, payee="春风", by="wang", on=date(2026, 6, 9)
    )


def made(payment: str = "p1", period: str = "q1", amount: Any = 150000, on: date = date(2026, 6, 10)) -> PaymentMade:
    return PaymentMade(payment=payment, period=period, amount_yuan=amount, receipt=f"K-{payment}", paid_on=on)


def answer(result: Any = "paid", on: date = date(2026, 6, 10), payment: str = "p1", **more: Any) -> RegisterPayment:
    return RegisterPayment(payment=payment, result=result, receipt="国库1号", paid_on=on, **more)


def accepted_q1(**changes: Any) -> Scene:
    done = performing().has(reported("q1", date(2026, 6, 1)), passed("q1", date(2026, 6, 5), **changes))
    return done.on("2026-06-10")


# ---------------------------------------------------------------- invoices


def test_an_invoice_names_a_period_of_the_contract_and_what_it_is_worth() -> None:
    """JL44-4.5.2b"""
    accepted_q1().when(invoice(), by="zhao").accepted(InvoiceRegistered)
    accepted_q1().when(invoice(period="q9"), by="zhao").refused("JL44-4.5.2b")
    accepted_q1().when(invoice(amount="150000.01"), by="zhao").refused("JL44-4.5.2b")
    accepted_q1().when(invoice(amount=0), by="zhao").refused("JL44-4.5.2b")


def test_an_invoice_of_the_supplier_itself_is_accepted() -> None:
    accepted_q1().when(invoice(), by="sun", role="supplier", uscc=SUPPLIER).accepted(InvoiceRegistered)


def test_after_a_deduction_no_invoice_asks_for_the_whole() -> None:
    """JL44-4.5.2b"""
    cut = accepted_q1(payable=140000, result="passed_with_deduction", deduction_yuan=10000)
    cut.when(invoice(), by="zhao").refused("JL44-4.5.2b")
    cut.when(invoice(amount=140000), by="zhao").accepted(InvoiceRegistered)


def test_an_invoice_is_registered_once() -> None:
    """HR-PY-2"""
    accepted_q1().has(registered()).when(invoice(), by="zhao").refused("HR-PY-2")


def test_an_unusual_paper_warns() -> None:
    """HR-PY-1"""
    accepted_q1().when(invoice(kind="收据"), by="zhao").warned("HR-PY-1")


# ---------------------------------------------------------------- orders


def test_nothing_is_paid_before_acceptance() -> None:
    """JL44-4.5.2b: the contract's condition for this payment"""
    early = performing().has(reported("q1", date(2026, 6, 1)), registered()).on("2026-06-10")
    early.when(order(), by="zhao").refused("JL44-4.5.2b")
    accepted_q1().has(registered()).when(order(), by="zhao").accepted(PaymentOrdered)


def test_a_failed_period_pays_nothing() -> None:
    """JL44-4.5.2b"""
    accepted_q1(payable=0, result="failed").has(registered()).when(order(), by="zhao").refused("JL44-4.5.2b")


def test_an_advance_is_paid_once_the_contract_is_signed() -> None:
    """JL44-4.5.2b, AD-07"""
    ready = signed().has(registered("F0", "advance", 30000, date(2026, 2, 26)))
    ready.when(order(number="F0", amount=30000), by="zhao").accepted(PaymentOrdered)


def test_an_invoice_comes_first() -> None:
    """JL44-4.5.2b"""
    accepted_q1().when(order(), by="zhao").refused("JL44-4.5.2b")


def test_a_payment_stays_within_its_invoice() -> None:
    """HR-PY-2"""
    ready = accepted_q1().has(registered(amount=100000))
    ready.when(order(amount="100000.01"), by="zhao").refused("HR-PY-2")
    half = ready.has(asked(amount=60000))
    half.when(order("p2", amount="40000.01"), by="zhao").refused("HR-PY-2")
    half.when(order("p2", amount=40000), by="zhao").accepted(PaymentOrdered)
    half.when(order("p1", amount=1), by="zhao").refused("HR-PY-2")
    ready.when(order(amount=0), by="zhao").refused("JL44-4.5.2b")


def test_two_invoices_cannot_draw_a_period_twice() -> None:
    """JL44-4.5.2b"""
    twice = accepted_q1().has(registered(), registered("F2"), asked())
    twice.when(order("p2", "F2", 1), by="zhao").refused("JL44-4.5.2b")


def test_an_advance_that_was_too_high_is_recovered_from_later_periods() -> None:
    """JL44-4.5.2b: the first period prepaid in full, then accepted with a deduction"""
    whole = terms()
    first = whole.periods[1].model_copy(update={"condition": "advance"})
    prepaid = whole.model_copy(update={"periods": (whole.periods[0], first, *whole.periods[2:])})
    run = performing(prepaid).has(registered("F1"), asked(), agreed(), made())
    cut = passed("q1", date(2026, 6, 5), 110000, result="passed_with_deduction", deduction_yuan=40000)
    run = run.has(cut, passed("q2", date(2026, 9, 2)), registered("F2", "q2")).on("2026-09-05")
    period = project_of(run).contract.period("q2")
    assert period is not None
    assert payable_yuan(project_of(run), period) == Decimal(140000)  # 150,000 − 40,000 + the advance of 30,000


def test_only_reserved_money_is_spent() -> None:
    """JL44-4.1.2: a later year's share waits for its reservation"""
    poor = performing(the_plan=plan(budget_yuan=Decimal(140000))).has(passed("q1", date(2026, 6, 5)), registered())
    poor.on("2026-06-10").when(order(), by="zhao").refused("JL44-4.1.2")
    poor.on("2026-06-10").when(order(amount=140000), by="zhao").accepted(PaymentOrdered)


def test_a_supplement_is_paid_under_its_own_key_after_acceptance() -> None:
    """R-B05"""
    more = ContractSupplemented(key="s1", amount_yuan=20000, reason="增加", text=D, on=date(2026, 6, 1))
    run = accepted_q1().has(more, registered("F9", "s1", 20000))
    run.when(order(number="F9", amount=20000), by="zhao").refused("JL44-4.5.2b")
    run.has(passed("s1", date(2026, 6, 9), 20000)).when(order(number="F9", amount=20000), by="zhao").accepted(
        PaymentOrdered
    )


# ---------------------------------------------------------------- approval and answer


def pending() -> Scene:
    return accepted_q1().has(registered(), asked())


def test_another_person_approves_and_the_treasury_is_asked_to_pay_the_supplier() -> None:
    """JL44-4.4.0: four eyes, persons not roles"""
    approved = pending().when(ApprovePayment(payment="p1"), by="wang")
    event = approved.accepted(PaymentApproved).events[0][1]
    assert isinstance(event, PaymentApproved)
    assert event.payee == terms().supplier_name
    effect = effect_of(event, f"{HOME}@99")
    assert effect is not None
    assert (effect.kind, effect.body["amount_yuan"]) == ("pay", "150000.00")
    pending().when(ApprovePayment(payment="p1"), by="zhao", role="head").refused("JL44-4.4.0")


@pytest.mark.parametrize("command", [ApprovePayment(payment="p9"), RefusePayment(payment="p9", reason="无")])
def test_what_was_not_ordered_is_neither_approved_nor_refused(command: Command) -> None:
    """JL44-4.4.0"""
    pending().when(command, by="wang").refused("JL44-4.4.0")


def test_a_payment_is_approved_once_and_not_refused_after_that() -> None:
    """JL44-4.4.0"""
    done = pending().has(agreed())
    done.when(ApprovePayment(payment="p1"), by="wang").refused("JL44-4.4.0")
    done.when(RefusePayment(payment="p1", reason="账户有误"), by="wang").refused("JL44-4.4.0")


def test_an_advance_cut_by_acceptance_is_not_approved_as_ordered() -> None:
    """JL44-4.5.2b"""
    whole = terms()
    prepaid = (whole.periods[0], whole.periods[1].model_copy(update={"condition": "advance"}), *whole.periods[2:])
    run = performing(whole.model_copy(update={"periods": prepaid})).has(registered(), asked()).on("2026-06-10")
    run.when(ApprovePayment(payment="p1"), by="wang").accepted(PaymentApproved)
    cut = run.has(passed("q1", date(2026, 6, 10), 110000, result="passed_with_deduction", deduction_yuan=40000))
    cut.when(ApprovePayment(payment="p1"), by="wang").refused("JL44-4.5.2b")


def test_a_refused_payment_frees_its_amount() -> None:
    refused = pending().when(RefusePayment(payment="p1", reason="账户有误"), by="wang")
    refused.accepted(PaymentRefused)
    refused.then().when(order("p2"), by="zhao").accepted(PaymentOrdered)


def test_the_treasurys_answer_is_recorded_once_and_its_echo_changes_nothing() -> None:
    """JL44-4.4.0"""
    sent = pending().has(agreed())
    paid = sent.when(answer(effect=f"{HOME}@9"), by="adapter")
    paid.accepted(PaymentMade)
    echo = paid.then().when(answer(effect=f"{HOME}@9"), by="adapter")
    assert echo.answer == Accepted()
    paid.then().when(answer(), by="zhao", role="clerk").refused("JL44-4.4.0")


def test_a_clerk_registers_the_treasurys_paper() -> None:
    pending().has(agreed()).when(answer(), by="zhao", role="clerk").accepted(PaymentMade)


def test_a_returned_payment_may_be_ordered_anew() -> None:
    back = pending().has(agreed()).when(answer("refused", note="户名不符"), by="adapter")
    back.accepted(PaymentReturned)
    back.then().when(order("p2"), by="zhao").accepted(PaymentOrdered)
    assert back.then().when(answer(), by="adapter").answer == Accepted()


def test_an_answer_to_what_was_not_approved_is_refused() -> None:
    """JL44-4.5.2b"""
    pending().when(answer(), by="zhao", role="clerk").refused("JL44-4.5.2b")


def test_a_payment_of_tomorrow_is_refused() -> None:
    """JL44-4.4.0"""
    pending().has(agreed()).when(answer(on=date(2026, 6, 11)), by="zhao", role="clerk").refused("JL44-4.4.0")


# ---------------------------------------------------------------- due dates


RULES = rulebook(DIVISION, date(2026, 6, 10))


def due_of(of: Scene, number: str = "F1") -> tuple[date, str] | None:
    project = project_of(of)
    found = due_date(project.payment.invoices[number], project, RULES)
    return (found[0].on, found[1]) if found else None


def test_due_is_the_earliest_of_the_rules_that_apply() -> None:
    """PY-14: accepted on 5 June, invoiced on the 8th; ten working days (PY-12) end on 23 June, the 19th being a holiday"""
    assert due_of(accepted_q1().has(registered())) == (date(2026, 6, 23), "PY-12")


def test_with_a_departure_from_the_ten_working_days_the_thirty_days_bind() -> None:
    """PY-11; PY-12 holds in principle"""
    departed = DepartureRecorded(
        clause="PY-12",
        reason="国库集中支付",
        minutes=D,
        finance_opinion=D,
        finance_document="农财〔2026〕1号",
        on=date(2026, 6, 1),
    )
    assert due_of(accepted_q1().has(registered(), departed)) == (date(2026, 7, 8), "PY-11")


def enterprise(*, is_sme: bool | None = None, invoiced: date = date(2026, 6, 26)) -> Scene:
    run = performing(terms(supplier=SUPPLIER_3))
    if is_sme is not None:
        checked = QualificationChecked(
            round=1, supplier=SUPPLIER_3, passes=True, checks=(), credit_sources=(), reason="符合", is_sme=is_sme
        )
        run = run.has(checked)
    return run.has(passed("q1", date(2026, 6, 5)), registered(on=invoiced)).on("2026-07-10")


def test_an_enterprises_days_run_from_acceptance() -> None:
    """PY-01, PY-03: 30 days from 5 June end on Sunday 5 July, so on Monday the 6th, before PY-12's tenth working day"""
    assert due_of(enterprise()) == (date(2026, 7, 6), "PY-01")
    assert due_of(enterprise(is_sme=True)) == (date(2026, 7, 6), "PY-01")


def test_an_acceptance_put_off_does_not_put_off_the_payment() -> None:
    """PY-03: reported on 1 June, to be accepted by the 15th, accepted on the 30th only"""
    slow = performing(terms(supplier=SUPPLIER_3)).has(reported("q1", date(2026, 6, 1)), passed("q1", date(2026, 6, 30)))
    assert due_of(slow.has(registered(on=date(2026, 7, 3)))) == (date(2026, 7, 15), "PY-01")


def test_a_large_enterprise_is_not_covered_by_the_regulation() -> None:
    """PY-10"""
    assert due_of(enterprise(is_sme=False)) == (date(2026, 7, 10), "PY-12")


def succeeded(run: Scene, successor: str) -> Scene:
    """The supplier is absorbed by another on 20 June."""
    event = SupplierSucceeded(
        succession="merger-1",
        predecessor=SUPPLIER_3,
        predecessor_name="春风",
        successor=successor,
        name="合并后的公司",
        from_on=date(2026, 6, 20),
        document_number="农市监〔2026〕9号",
        digest=D,
        by="wang",
    )
    return run.has(event)


def test_a_successor_is_paid_as_the_firm_that_signed_would_be() -> None:
    """PY-01, PY-10: the size counts as it was when the contract was concluded, whoever stands in it now."""
    assert due_of(succeeded(enterprise(is_sme=True), SUPPLIER)) == (date(2026, 7, 6), "PY-01")
    assert due_of(succeeded(enterprise(is_sme=False), BARRED)) == (date(2026, 7, 10), "PY-12")


def test_no_invoice_is_due_before_it_is_there() -> None:
    """AD-07"""
    assert due_of(enterprise(invoiced=date(2026, 7, 9))) == (date(2026, 7, 9), "PY-01")


def test_an_invoice_before_acceptance_is_not_due_yet() -> None:
    """AD-07"""
    early = performing().has(registered()).on("2026-06-10")
    assert due_of(early) is None
    assert "payment.pay.F1" not in {i.key for i in early.agenda()}


def test_the_agenda_shows_the_rule_that_bit_until_all_is_paid() -> None:
    """PY-14"""
    waiting = accepted_q1().has(registered())
    item = waiting.item("payment.pay.F1")
    assert (item.rule, item.due) == ("PY-12", day("2026-06-24T00:00:00"))
    on_its_way = waiting.has(asked(), agreed())
    assert on_its_way.item("payment.pay.F1").who == "clerk"
    assert "payment.pay.F1" not in {i.key for i in on_its_way.has(made()).agenda()}


def test_a_late_payment_shows_its_days_and_to_an_enterprise_its_interest() -> None:
    """PY-04: 150,000 × 0.05 % × 4 days"""
    late = enterprise().has(asked(), agreed()).when(answer(on=date(2026, 7, 10)), by="adapter")
    event, warning = (e for _, e in late.accepted(PaymentMade).events)
    assert isinstance(event, PaymentMade)
    assert event.late_days == 4
    assert "300.00" in getattr(warning, "reason", "")
    late.warned("PY-01")


def test_a_payment_in_time_is_not_late() -> None:
    event = pending().has(agreed()).when(answer(), by="adapter").accepted(PaymentMade).events[0][1]
    assert isinstance(event, PaymentMade)
    assert event.late_days == 0


# ---------------------------------------------------------------- never above the contract


def test_what_was_paid_before_a_running_contract_came_in_counts() -> None:
    """JL44-4.5.2b: 180,000 had been paid for the advance and the first period"""
    opened = RunningContractOpened(
        plan=plan(),
        terms=terms(),
        signed_on=date(2026, 2, 24),
        paid_yuan=Decimal(180000),
        accepted_periods=("q1",),
        evidence=D,
        author="li",
    )
    run = scene().has(opened, PerformanceStarted(on=date(2026, 7, 1)), registered()).on("2026-07-10")
    run.when(order(amount=1), by="zhao").refused("JL44-4.5.2b")


_AMOUNT = st.one_of(
    st.sampled_from([Decimal(30000), Decimal(50000), Decimal(75000), Decimal(150000)]),
    st.integers(min_value=1, max_value=16_000_000).map(lambda fen: Decimal(fen) / 100),
)
_PAYMENT = st.sampled_from([f"p{n}" for n in range(6)])
_INVOICE = st.sampled_from(["advance", "q1", "q2", "q3", "q1-again", "q2-again", "s1"])
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.sampled_from(["q1", "q2", "q3"]), st.just(""), _AMOUNT),
        st.tuples(st.just("order"), _PAYMENT, _INVOICE, _AMOUNT),
        st.tuples(st.just("supplement"), _PAYMENT, st.just("s1"), st.just(Decimal(20000))),
        st.tuples(st.sampled_from(["propose", "deduct"]), _PAYMENT, _INVOICE, _AMOUNT),
        st.tuples(
            st.sampled_from(["pay", "pay", "return", "approve", "refuse", "repeat"]), _PAYMENT, _INVOICE, _AMOUNT
        ),
    ),
    min_size=10,
    max_size=40,
)


def _commands(step: str, payment: str, number: str, amount: Decimal) -> list[tuple[Command, str]]:
    """What a step asks, and of whom; a payment that is ordered may go all the way, or be stopped anywhere."""
    ask, agree = (order(payment, number, amount), "zhao"), (ApprovePayment(payment=payment), "wang")
    paid = (answer("paid", date(2026, 12, 20), payment), "adapter")
    match step:
        case "order":
            return [ask]
        case "pay":
            return [ask, agree, paid]
        case "return":
            return [agree, (answer("refused", date(2026, 12, 20), payment), "adapter")]
        case "approve":
            return [agree]
        case "repeat":
            return [paid, paid]
        case "propose":
            return [(_proposed(f"d-{payment}", number, amount), "zhao")]
        case "deduct":
            decided = DecideDeduction(key=f"d-{payment}", amount_yuan=amount, reason="合同第九条", digest=D)
            reply = ReplyToDeduction(key=f"d-{payment}", agrees=False, statement="不同意")
            return [(_proposed(f"d-{payment}", number, amount), "zhao"), (reply, "zhao"), (decided, "wang")]
        case _:
            return [(RefusePayment(payment=payment, reason="不符"), "wang")]


def _proposed(key: str, number: str, amount: Decimal) -> ProposeDeduction:
    return ProposeDeduction(key=key, invoice=number, amount_yuan=amount, ground="合同第九条", evidence=D)


def _within(run: Scene) -> None:
    project = project_of(run)
    payment = project.payment
    assert payment.paid_yuan <= payment.promised_yuan <= project.billed_yuan + 30000
    assert payment.promised_yuan <= project.contract.amount_yuan
    assert project.contract.amount_yuan == AMOUNT + (20000 if project.contract.period("s1") else 0)
    assert payment.promised_yuan <= project.funding.reserved_yuan


def invoiced() -> Scene:
    """An invoice for everything, and two periods invoiced twice."""
    numbers = {"advance": 30000, "q1": 150000, "q2": 150000, "q3": 150000, "q1-again": 150000, "q2-again": 150000}
    several = (registered(n, n.removesuffix("-again"), amount) for n, amount in numbers.items())
    return performing().has(*several).on("2026-12-20")


@settings(max_examples=60, deadline=None)
@hypothesis_given(steps=_STEPS)
def test_whatever_is_asked_in_whatever_order_no_more_is_paid_than_the_contract_and_its_periods_allow(
    steps: list[tuple[str, str, str, Decimal]],
) -> None:
    """JL44-4.5.2b: the promised never passes the contract, nor what the periods have made payable, nor the reserve"""
    run = invoiced()
    for step, key, number, amount in steps:
        if step == "supplement":
            if project_of(run).contract.period("s1") is None:
                more = ContractSupplemented(key="s1", amount_yuan=20000, reason="增加", text=D, on=date(2026, 12, 1))
                run = run.has(more, registered("s1", "s1", 20000), passed("s1", date(2026, 12, 20), 20000))
            continue
        if step == "accept":
            if key not in project_of(run).performance.accepted:
                run = run.has(passed(key, date(2026, 12, 20), min(amount, Decimal(150000))))
            continue
        for command, by in _commands(step, key, number, amount):
            tried = run.when(command, by=by)
            if isinstance(tried.answer, Accepted):
                run = tried.then()
        _within(run)


def test_the_whole_contract_can_be_paid_and_not_a_fen_more() -> None:
    """JL44-4.5.2b: the bound of the test above is reached"""
    run = invoiced().has(*(passed(key, date(2026, 12, 20)) for key in ("q1", "q2", "q3")))
    for number, amount in (("advance", 30000), ("q1", 150000), ("q2", 150000), ("q3", 150000)):
        for command, by in _commands("pay", f"all-{number}", number, Decimal(amount)):
            tried = run.when(command, by=by)
            tried.accepted()
            run = tried.then()
    assert project_of(run).payment.paid_yuan == AMOUNT
    run.when(order("more", "q1-again", "0.01"), by="zhao").refused("JL44-4.5.2b")
