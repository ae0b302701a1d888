"""Deductions, accounts, invoices across projects: what waits, what is paid meanwhile, what is never paid.  HR-PY-2 … 4, PY-06"""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.given import Accepted
from domain.payment.accounts.messages import AccountConfirmed, AccountRegistered, ConfirmAccount, RegisterAccount
from domain.payment.deductions.messages import (
    DecideDeduction,
    DeductionDecided,
    DeductionProposed,
    DeductionReplied,
    ProposeDeduction,
    ReplyToDeduction,
)
from domain.payment.due import outstanding_yuan
from domain.payment.messages import (
    ApprovePayment,
    InvoiceRegistered,
    InvoiceVoided,
    OrderPayment,
    PaymentApproved,
    PaymentOrdered,
    PaymentRefused,
    RefusePayment,
    VoidInvoice,
)
from domain.register.suppliers.messages import SupplierInvoiced
from tests.domain.running import terms
from tests.domain.scene import SUPPLIER, SUPPLIER_3, D, Scene
from tests.domain.test_payment import (
    accepted_q1,
    agreed,
    asked,
    invoice,
    made,
    order,
    project_of,
    registered,
    succeeded,
)

E = "e" * 64
OLD, NEW = "1" * 64, "2" * 64


def propose(key: str = "d1", amount: Any = 10000, **changes: Any) -> ProposeDeduction:
    values: dict[str, Any] = {"key": key, "invoice": "F1", "amount_yuan": amount, "ground": "合同第八条", "evidence": D}
    return ProposeDeduction(**{**values, **changes})


def invoiced() -> Scene:
    return accepted_q1().has(registered())


def disputed(amount: Any = 10000) -> Scene:
    return invoiced().when(propose(amount=amount), by="zhao").then()


def decide(amount: Any = 10000) -> DecideDeduction:
    return DecideDeduction(key="d1", amount_yuan=amount, reason="核实", digest=E)


# ---------------------------------------------------------------- deductions


def test_a_deduction_is_proposed_on_a_registered_invoice_within_its_amount() -> None:
    """HR-PY-3"""
    invoiced().when(propose(), by="zhao").accepted(DeductionProposed)
    invoiced().when(propose(amount="150000.01"), by="zhao").refused("HR-PY-3")
    invoiced().when(propose(amount=0), by="zhao").refused("HR-PY-3")
    invoiced().when(propose(invoice="F9"), by="zhao").refused("HR-PY-3")
    disputed().when(propose(), by="zhao").refused("HR-PY-3")
    disputed(140000).when(propose("d2", "10000.01"), by="zhao").refused("HR-PY-3")


def test_what_is_paid_is_not_deducted_from_the_invoice_any_more() -> None:
    """HR-PY-3"""
    paid = invoiced().has(asked(), agreed(), made())
    paid.when(propose(amount="0.01"), by="zhao").refused("HR-PY-3")


def test_the_undisputed_part_is_paid_and_the_disputed_waits() -> None:
    """PY-06: 10,000 of 150,000 is disputed; it stays out of what is due, the rest stays in"""
    run = disputed()
    assert outstanding_yuan(project_of(run), registered()) == Decimal(140000)
    assert run.item("payment.pay.F1").title.endswith("140000.00 元")
    run.when(order(amount="140000.01"), by="zhao").refused("HR-PY-3")
    run.when(order(amount=140000), by="zhao").accepted(PaymentOrdered)


def test_the_undisputed_part_is_not_refused_for_the_dispute() -> None:
    """PY-06: refused for the dispute is only what reaches into it"""
    no = RefusePayment(payment="p1", reason="有争议", ground="dispute")
    disputed().has(asked(amount=140000)).when(no, by="wang").refused("PY-06")
    invoiced().has(asked()).when(no, by="wang").refused("PY-06")
    since = invoiced().has(asked()).when(propose(), by="zhao").then()
    since.when(ApprovePayment(payment="p1"), by="wang").refused("HR-PY-3")
    since.when(no, by="wang").accepted(PaymentRefused)


def test_the_supplier_is_heard_before_a_deduction_is_decided() -> None:
    """HR-PY-3: proposed on Wednesday 10 June; the reply may come until the 17th"""
    run = disputed()
    run.when(decide(), by="wang").refused("HR-PY-3")
    reply = ReplyToDeduction(key="d1", agrees=False, statement="人员确已到位")
    heard = run.when(reply, by="sun", role="supplier", uscc=SUPPLIER)
    heard.accepted(DeductionReplied)
    heard.then().when(decide(4000), by="wang").accepted(DeductionDecided)
    heard.then().when(reply, by="sun", role="supplier", uscc=SUPPLIER).refused("HR-PY-3")
    run.on("2026-06-17").when(decide(), by="wang").refused("HR-PY-3")
    run.on("2026-06-18").when(decide(), by="wang").accepted(DeductionDecided)


def test_a_late_reply_is_heard_and_said_to_be_late() -> None:
    """HR-PY-3"""
    reply = ReplyToDeduction(key="d1", agrees=True, statement="同意")
    disputed().on("2026-06-18").when(reply, by="zhao", role="clerk").warned("HR-PY-3")
    invoiced().when(reply, by="zhao", role="clerk").refused("HR-PY-3")


def test_another_person_decides_and_never_more_than_was_proposed() -> None:
    """HR-PY-3"""
    over = disputed().on("2026-06-18")
    over.when(decide(), by="zhao", role="head").refused("HR-PY-3")
    over.when(decide("10000.01"), by="wang").refused("HR-PY-3")
    over.when(decide(), by="wang").then().when(decide(), by="wang").refused("HR-PY-3")


def test_what_was_deducted_for_good_is_never_paid_and_what_was_dropped_is() -> None:
    """HR-PY-3, JL44-4.5.2b"""
    over = disputed().on("2026-06-18")
    cut = over.when(decide(), by="wang").then()
    cut.when(order(amount="140000.01"), by="zhao").refused("HR-PY-3")
    cut.when(invoice("F2", amount="140000.01"), by="zhao").refused("JL44-4.5.2b")
    again = cut.has(registered("F2"))
    again.has(asked(amount=140000)).when(order("p2", "F2", 1), by="zhao").refused("JL44-4.5.2b")
    over.when(decide(0), by="wang").then().when(order(), by="zhao").accepted(PaymentOrdered)


def test_a_deduction_stands_on_the_agenda_until_it_is_decided() -> None:
    """HR-PY-3"""
    run = disputed()
    assert run.item("payment.reply.d1").who == "supplier"
    assert run.item("payment.decide.d1").who == "head"
    done = run.on("2026-06-18").when(decide(), by="wang").then()
    assert not {i.key for i in done.agenda()} & {"payment.reply.d1", "payment.decide.d1"}


# ---------------------------------------------------------------- accounts


def with_account() -> Scene:
    """The first payment went to the old account."""
    first = asked(amount=50000).model_copy(update={"account": OLD})
    return invoiced().has(first, agreed(amount=50000), made(amount=50000))


def to(account: str | None, payment: str = "p2", amount: Any = 1000) -> OrderPayment:
    return OrderPayment(payment=payment, invoice="F1", amount_yuan=amount, account=account)


def account(named: str = NEW) -> RegisterAccount:
    return RegisterAccount(account=named, proof=D, reason="基本户变更")


def test_a_changed_account_is_not_paid_until_a_second_person_has_confirmed_it() -> None:
    """HR-PY-4"""
    run = with_account()
    run.when(to(NEW), by="zhao").refused("HR-PY-4")
    asked_for = run.when(account(), by="zhao").then()
    asked_for.when(to(NEW), by="zhao").refused("HR-PY-4")
    back = ConfirmAccount(account=NEW, how="按合同所留电话回访财务负责人", record=E)
    asked_for.when(back, by="zhao", role="reviewer").refused("HR-PY-4")
    asked_for.when(back.model_copy(update={"record": D}), by="qian").refused("HR-PY-4")
    asked_for.when(back.model_copy(update={"account": "3" * 64}), by="qian").refused("HR-PY-4")
    run.when(back, by="qian").refused("HR-PY-4")
    done = asked_for.when(back, by="qian")
    done.accepted(AccountConfirmed)
    done.then().when(to(NEW), by="zhao").accepted(PaymentOrdered)
    done.then().when(to(OLD), by="zhao").refused("HR-PY-4")
    done.then().when(account(), by="zhao").refused("HR-PY-4")


def test_a_payment_on_its_way_to_the_former_account_is_stopped_at_its_approval() -> None:
    """HR-PY-4"""
    run = with_account().when(to(None), by="zhao").then()
    run.when(ApprovePayment(payment="p2"), by="wang").accepted(PaymentApproved)
    registered_new = AccountRegistered(
        supplier=SUPPLIER, account=NEW, proof=D, reason="变更", by="zhao", on=date(2026, 6, 10)
    )
    confirmed = AccountConfirmed(supplier=SUPPLIER, account=NEW, how="回访", record=E, by="qian", on=date(2026, 6, 10))
    run.has(registered_new, confirmed).when(ApprovePayment(payment="p2"), by="wang").refused("HR-PY-4")


def test_the_successors_account_is_confirmed_before_it_is_paid() -> None:
    """HR-PY-4: what the predecessor was paid by is nobody's account any more"""
    from tests.domain.running import passed, performing

    run = performing(terms(supplier=SUPPLIER_3)).has(passed("q1", date(2026, 6, 5)), registered()).on("2026-06-21")
    run = run.has(asked(amount=50000).model_copy(update={"account": OLD}), agreed(amount=50000), made(amount=50000))
    run = succeeded(run, SUPPLIER)
    run.when(to(None), by="zhao").refused("HR-PY-4")
    asked_for = run.when(account(), by="zhao").then()
    confirmed = asked_for.when(ConfirmAccount(account=NEW, how="回访", record=E), by="qian").then()
    confirmed.when(to(NEW), by="zhao").accepted(PaymentOrdered)


# ---------------------------------------------------------------- invoices


def test_an_invoice_shown_to_another_project_is_refused() -> None:
    """HR-PY-2: the supplier's own stream knows its invoices, whichever project they were shown to"""
    elsewhere = SupplierInvoiced(number="F1", project="220122-2026-zzz999", on=date(2026, 6, 1))
    run = accepted_q1().has(elsewhere, stream=f"supplier/{SUPPLIER}")
    refusal = run.when(invoice(), by="zhao").refused("HR-PY-2")
    assert "220122-2026-zzz999" in refusal.findings[0].reason
    run.when(invoice("F2"), by="zhao").accepted(InvoiceRegistered, SupplierInvoiced)


def test_an_invoice_is_voided_while_nothing_was_asked_for_on_it() -> None:
    """HR-PY-2: afterwards it is neither due nor payable; its number stays used up elsewhere, not here"""
    void = VoidInvoice(number="F1", reason="开票信息有误，已红冲", digest=D)
    gone = invoiced().when(void, by="zhao")
    gone.accepted(InvoiceVoided)
    gone.then().when(order(), by="zhao").refused("JL44-4.5.2b")
    assert isinstance(gone.then().when(invoice("F2"), by="zhao").answer, Accepted)
    invoiced().has(asked()).when(void, by="zhao").refused("HR-PY-2")
    disputed().when(void, by="zhao").refused("HR-PY-2")
    accepted_q1().when(void, by="zhao").refused("HR-PY-2")
