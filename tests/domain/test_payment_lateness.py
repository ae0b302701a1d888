"""From when days run, what may delay them, what lateness costs.  PY-02, PY-04, PY-05, PY-08, PY-13, SA-05, HR-PY-6"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.contract.messages import ContractDrafted
from domain.payment.due import due_date, interest_from, late_days
from domain.payment.lateness.interest import interest_yuan
from domain.payment.lateness.messages import (
    ConfirmReceivable,
    ConfirmSettlement,
    DelayExplained,
    ExplainDelay,
    OrderInterest,
    ReceivableConfirmed,
    ReceivableRequested,
    RequestReceivable,
    SettlementConfirmed,
)
from domain.payment.messages import (
    ApprovePayment,
    PaymentApproved,
    PaymentMade,
    PaymentOrdered,
    PaymentRefused,
    RefusePayment,
)
from domain.payment.reconciliation.messages import (
    DifferenceRecorded,
    DifferenceSettled,
    RecordDifference,
    SettleDifference,
)
from tests.domain.running import AMOUNT, passed, performing, terms
from tests.domain.scene import DIVISION, SUPPLIER, SUPPLIER_3, D, Scene, day, rulebook
from tests.domain.test_contract import draft
from tests.domain.test_payment import (
    accepted_q1,
    agreed,
    answer,
    asked,
    due_of,
    enterprise,
    order,
    pending,
    project_of,
    registered,
)

E = "e" * 64


# ---------------------------------------------------------------- settled amounts


def settled_terms(**changes: Any) -> Any:
    whole = terms(supplier=SUPPLIER_3)
    first = whole.periods[1].model_copy(update={"condition": "settlement"})
    return whole.model_copy(update={"periods": (whole.periods[0], first, *whole.periods[2:]), **changes})


def says(party: Any, amount: Any = 120000, digest: str = D) -> ConfirmSettlement:
    return ConfirmSettlement(period="q1", party=party, amount_yuan=amount, digest=digest)


def settling() -> Scene:
    return performing(settled_terms()).on("2026-06-02")


def test_a_period_settled_by_amount_is_payable_once_both_confirm_the_same() -> None:
    """PY-02: the buyer on 2 June, the supplier on the 4th; only then are 120,000 payable, and not a fen more"""
    one = settling().when(says("buyer"), by="zhao").then().has(registered(on=date(2026, 6, 3)))
    one.when(order(amount=1), by="zhao").refused("JL44-4.5.2b")
    other = one.on("2026-06-04").when(says("supplier", 110000, E), by="sun", role="supplier", uscc=SUPPLIER_3).then()
    other.when(order(amount=1), by="zhao").refused("JL44-4.5.2b")
    both = other.when(says("supplier", 120000, E), by="sun", role="supplier", uscc=SUPPLIER_3)
    both.accepted(SettlementConfirmed)
    both.then().when(order(amount=120000), by="zhao").accepted(PaymentOrdered)
    both.then().when(order(amount="120000.01"), by="zhao").refused("JL44-4.5.2b")


def test_the_days_run_from_the_day_both_confirmed() -> None:
    """PY-02: both on 4 June, the invoice on the 26th: 30 days end on Saturday 4 July, so on Monday the 6th"""
    run = settling().when(says("buyer"), by="zhao").then().on("2026-06-04")
    run = run.when(says("supplier", digest=E), by="sun", role="supplier", uscc=SUPPLIER_3).then()
    assert due_of(run.has(registered(amount=120000, on=date(2026, 6, 26)))) == (date(2026, 7, 6), "PY-02")


def test_neither_speaks_for_the_other_and_nothing_is_settled_that_is_accepted() -> None:
    """PY-02"""
    settling().when(says("buyer"), by="sun", role="supplier", uscc=SUPPLIER_3).refused("PY-02")
    one = settling().when(says("buyer"), by="zhao").then()
    one.when(says("supplier"), by="zhao", role="clerk").refused("PY-02")
    one.when(says("supplier", digest=E), by="zhao", role="clerk").accepted(SettlementConfirmed)
    settling().when(says("buyer", "150000.01"), by="zhao").refused("JL44-4.5.2b")
    settling().when(says("buyer").model_copy(update={"period": "q2"}), by="zhao").refused("PY-02")


def test_a_settled_amount_stands_once_it_is_being_paid() -> None:
    """PY-02"""
    run = settling().has(asked())
    run.when(says("buyer"), by="zhao").refused("PY-02")


# ---------------------------------------------------------------- by the contract


def test_fewer_days_that_the_contract_agrees_on_bind() -> None:
    """PY-13: five days from the invoice of 8 June end on Saturday, so on Monday the 15th"""
    short = performing(terms(pay_within_days=5)).has(passed("q1", date(2026, 6, 5)), registered()).on("2026-06-10")
    assert due_of(short) == (date(2026, 6, 15), "PY-13")
    assert due_of(accepted_q1().has(registered())) == (date(2026, 6, 23), "PY-12")


def test_a_payment_later_than_the_contract_says_is_told_under_its_rule() -> None:
    """PY-13"""
    short = performing(terms(pay_within_days=5)).has(passed("q1", date(2026, 6, 5)), registered(), asked(), agreed())
    short.on("2026-06-17").when(answer(on=date(2026, 6, 17)), by="adapter").warned("PY-13")


# ---------------------------------------------------------------- reasons for delay


def delay(ground: Any) -> ExplainDelay:
    return ExplainDelay(invoice="F1", ground=ground, reason="说明")


@pytest.mark.parametrize("ground", ["change_of_leader", "internal_process", "audit", "completion_filing"])
def test_no_change_of_leader_internal_process_or_audit_delays_a_payment(ground: Any) -> None:
    """PY-05 for a small enterprise; PY-13 for everybody else, whose contract is to be kept"""
    enterprise().when(delay(ground), by="zhao").refused("PY-05")
    accepted_q1().has(registered()).when(delay(ground), by="zhao").refused("PY-13")
    no = RefusePayment(payment="p1", reason="等一等", ground=ground)
    enterprise().has(asked()).when(no, by="wang").refused("PY-05")
    pending().when(no, by="wang").refused("PY-13")


def test_other_reasons_are_heard() -> None:
    """PY-05"""
    enterprise().when(delay("account"), by="zhao").accepted(DelayExplained)
    pending().when(RefusePayment(payment="p1", reason="金额误填", ground="error"), by="wang").accepted(PaymentRefused)
    accepted_q1().when(delay("account"), by="zhao").refused("JL44-4.5.2b")


def test_an_audit_is_waited_for_only_where_the_contract_says_so() -> None:
    """PY-05: agreed under the text of 2020; the text of 2025 lets nobody agree on it any more"""
    run = performing(terms(supplier=SUPPLIER_3, settled_by_audit=True)).has(
        passed("q1", date(2026, 6, 5)), registered()
    )
    run.on("2026-06-10").when(delay("audit"), by="zhao").accepted(DelayExplained)
    run.on("2026-06-10").when(delay("internal_process"), by="zhao").refused("PY-05")
    assert rulebook(DIVISION, date(2025, 5, 31)).flag("PY-05", "audit_by_contract_allowed") is True
    draft(settled_by_audit=True).refused("PY-05")
    draft(settled_by_audit=False).accepted(ContractDrafted)


# ---------------------------------------------------------------- receivables


def ask(key: str = "r1", amount: Any = 200000) -> RequestReceivable:
    return RequestReceivable(key=key, amount_yuan=amount, financier="农安县农商银行", digest=D)


def confirm(amount: Any = 200000, key: str = "r1") -> ConfirmReceivable:
    return ConfirmReceivable(key=key, amount_yuan=amount, digest=E)


def test_a_receivable_is_confirmed_within_thirty_days_of_the_request() -> None:
    """PY-08: asked on 10 June; thirty days end on 10 July"""
    run = enterprise().on("2026-06-10").when(ask(), by="sun", role="supplier", uscc=SUPPLIER_3)
    run.accepted(ReceivableRequested)
    assert run.then().item("payment.receivable.r1").due == day("2026-07-11T00:00:00")
    done = run.then().when(confirm(), by="wang")
    done.accepted(ReceivableConfirmed)
    assert "payment.receivable.r1" not in {i.key for i in done.then().agenda()}
    done.then().when(confirm(), by="wang").refused("PY-08")


def test_no_more_is_confirmed_than_was_asked_nor_than_is_owed() -> None:
    """PY-08"""
    run = enterprise().when(ask(), by="zhao", role="clerk").then()
    run.when(confirm("200000.01"), by="wang").refused("PY-08")
    whole = (
        enterprise().when(ask(amount=AMOUNT), by="zhao", role="clerk").then().when(confirm(AMOUNT), by="wang").then()
    )
    more = whole.when(ask("r2", 1), by="zhao", role="clerk").then()
    more.when(confirm(1, "r2"), by="wang").refused("PY-08")
    run.when(ask(), by="zhao", role="clerk").refused("PY-08")
    run.when(ask("r3", 0), by="zhao", role="clerk").refused("PY-08")


# ---------------------------------------------------------------- interest


def late(of: Scene | None = None) -> Scene:
    """Due on 6 July, paid on the 10th."""
    return (of or enterprise()).has(asked(), agreed()).when(answer(on=date(2026, 7, 10)), by="adapter").then()


def test_interest_is_owed_until_it_is_paid_and_is_no_part_of_the_price() -> None:
    """PY-04: 150,000 × 0.05 % × 4 days = 300.00"""
    run = late()
    owed = run.item("payment.interest.p1")
    assert owed.title == "支付逾期利息 300.00 元（p1）"
    assert owed.due.date() == date(2026, 7, 25)  # HR-PY-5: ten working days after the 10th are over with the 24th
    run.when(OrderInterest(payment="p1", of="p1"), by="zhao").refused("HR-PY-2")
    run.when(OrderInterest(payment="i1", of="p9"), by="zhao").refused("PY-04")
    wanted = run.when(OrderInterest(payment="i1", of="p1"), by="zhao")
    event = wanted.accepted(PaymentOrdered).events[0][1]
    assert isinstance(event, PaymentOrdered)
    assert (event.amount_yuan, event.interest_of) == (Decimal("300.00"), "p1")
    wanted.then().when(OrderInterest(payment="i2", of="p1"), by="zhao").refused("PY-04")
    sent = wanted.then().when(ApprovePayment(payment="i1"), by="wang")
    sent.accepted(PaymentApproved)
    paid = sent.then().when(answer(payment="i1", on=date(2026, 7, 10)), by="adapter")
    paid.accepted(PaymentMade)
    end = project_of(paid.then()).payment
    assert end.paid_yuan == Decimal(150000)
    assert end.interest_paid["i1"].amount_yuan == Decimal("300.00")
    assert "payment.interest.p1" not in {i.key for i in paid.then().agenda()}


def test_interest_that_the_treasury_returned_is_owed_again() -> None:
    """PY-04"""
    run = late().when(OrderInterest(payment="i1", of="p1"), by="zhao").then()
    run = run.when(ApprovePayment(payment="i1"), by="wang").then()
    back = run.when(answer("refused", payment="i1", on=date(2026, 7, 10), note="户名不符"), by="adapter").then()
    back.when(OrderInterest(payment="i2", of="p1"), by="zhao").accepted(PaymentOrdered)


def test_an_agreed_rate_is_counted_by_days_of_the_year_to_the_fen() -> None:
    """PY-04: 150,000 × 7.3 % ÷ 365 × 4 days = 120.00; to a social organisation too, since it was agreed: thirty days from the
    invoice of 8 June (PY-11) end on 8 July, so two days are 60.00"""
    run = performing(terms(late_interest_yearly="0.073", supplier=SUPPLIER_3))
    run = late(run.has(passed("q1", date(2026, 6, 5)), registered(on=date(2026, 6, 26))).on("2026-07-10"))
    assert project_of(run).payment.made["p1"].interest_yuan == Decimal("120.00")
    ours = performing(terms(late_interest_yearly="0.073")).has(passed("q1", date(2026, 6, 5)), registered())
    ours = ours.has(asked(), agreed()).on("2026-07-10")
    urged = ours.when(answer(on=date(2026, 7, 8)), by="adapter").then()
    assert project_of(urged).payment.made["p1"].interest_yuan is None
    made = project_of(ours.when(answer(on=date(2026, 7, 10)), by="adapter").then()).payment.made["p1"]
    assert (made.interest_yuan, made.interest_rule) == (Decimal("60.00"), "PY-11")


def test_ten_working_days_urge_and_cost_nothing() -> None:
    """PY-12 and PY-01 of one invoice: accepted on 5 June, invoiced on the 8th.  The tenth working day is 23 June; the
    Regulation's thirtieth day is Sunday 5 July, so the 6th: only what comes after it bears interest (PY-04)"""
    sent = enterprise(invoiced=date(2026, 6, 8)).has(asked(), agreed())
    assert sent.item("payment.pay.F1").rule == "PY-12"
    urged = sent.when(answer(on=date(2026, 7, 6)), by="adapter")
    urged.warned("PY-12")
    early = project_of(urged.then()).payment.made["p1"]
    assert (early.late_days, early.interest_days, early.interest_yuan) == (13, 0, None)
    made = project_of(sent.when(answer(on=date(2026, 7, 10)), by="adapter").then()).payment.made["p1"]
    assert (made.late_days, made.interest_days, made.interest_rule) == (17, 4, "PY-01")
    assert made.interest_yuan == Decimal("300.00")


@pytest.mark.parametrize(
    ("instrument", "accepted", "last", "paid", "interest"),
    [
        ("R-SME20", date(2025, 4, 10), date(2025, 5, 12), date(2025, 5, 20), "600.00"),  # 30th day: Saturday; 8 days
        ("R-SME25", date(2025, 6, 5), date(2025, 7, 7), date(2025, 7, 10), "225.00"),  # 30th day: Saturday; 3 days
    ],
)
def test_either_text_of_the_regulation_sets_the_day_from_which_interest_runs(
    instrument: str, accepted: date, last: date, paid: date, interest: str
) -> None:
    """PY-01, PY-04: 150,000 × 0.05 % × the days after the Regulation's last day, by the text of its day"""
    run = performing(terms(supplier=SUPPLIER_3)).has(passed("q1", accepted), registered(on=accepted))
    project, rules = project_of(run), rulebook(DIVISION, paid)
    assert {rules.rule(clause).instrument for clause in ("PY-01", "PY-04")} == {instrument}
    due = interest_from(project.payment.invoices["F1"], project, rules)
    assert due is not None
    assert (due[0].on, due[1]) == (last, "PY-01")
    assert interest_yuan(Decimal(150000), late_days(due, paid), project, rules) == Decimal(interest)


def test_before_the_first_regulation_no_small_enterprise_was_owed_interest() -> None:
    """PY-04: in force since 1 September 2020"""
    project = project_of(enterprise())
    assert interest_yuan(Decimal(150000), 8, project, rulebook(DIVISION, date(2020, 8, 31))) is None
    assert interest_yuan(Decimal(150000), 8, project, rulebook(DIVISION, date(2020, 9, 1))) == Decimal("600.00")


def test_the_contracts_own_days_stand_in_the_place_of_the_regulations_thirty() -> None:
    """PY-01, PY-13: five days agreed, or forty-five of a contract that came in running; never beyond the sixtieth day"""
    invoice = registered(on=date(2026, 6, 8))
    for days, last, rule in ((5, date(2026, 6, 15), "PY-13"), (45, date(2026, 7, 23), "PY-13")):
        run = performing(terms(supplier=SUPPLIER_3, pay_within_days=days)).has(passed("q1", date(2026, 6, 5)))
        due = interest_from(invoice, project_of(run), rulebook(DIVISION, date(2026, 6, 10)))
        assert due is not None
        assert (due[0].on, due[1]) == (last, rule)
    long = performing(terms(supplier=SUPPLIER_3, pay_within_days=90)).has(passed("q1", date(2026, 6, 5)))
    due = interest_from(invoice, project_of(long), rulebook(DIVISION, date(2026, 6, 10)))
    assert due is not None
    assert (due[0].on, due[1]) == (date(2026, 8, 4), "PY-01")


def test_interest_on_a_settled_amount_runs_from_the_day_both_confirmed() -> None:
    """PY-02, PY-04: both on 4 June; thirty days end on Saturday 4 July, so on the 6th; paid on the 8th: 120,000 × 0.05 % × 2"""
    run = settling().when(says("buyer"), by="zhao").then().on("2026-06-04")
    run = run.when(says("supplier", digest=E), by="sun", role="supplier", uscc=SUPPLIER_3).then()
    run = run.has(registered(amount=120000), asked(amount=120000), agreed(amount=120000)).on("2026-07-08")
    made = project_of(run.when(answer(on=date(2026, 7, 8)), by="adapter").then()).payment.made["p1"]
    assert (made.interest_rule, made.interest_yuan) == ("PY-02", Decimal("120.00"))


def test_nothing_is_owed_where_no_rate_was_agreed_and_no_small_enterprise_waits() -> None:
    """PY-04, PY-10"""
    run = pending().has(agreed()).on("2026-06-24").when(answer(on=date(2026, 6, 24)), by="adapter").then()
    made = project_of(run).payment.made["p1"]
    assert (made.late_days, made.interest_yuan) == (1, None)
    run.when(OrderInterest(payment="i1", of="p1"), by="zhao").refused("PY-04")


def test_an_agreed_rate_is_no_lower_than_the_loan_prime_rate_of_its_day() -> None:
    """PY-04: 3.00 per cent a year since 20 May 2025"""
    draft(late_interest_yearly="0.0299").refused("PY-04")
    draft(late_interest_yearly="0.03").accepted(ContractDrafted)


# ---------------------------------------------------------------- the treasury


def test_money_goes_by_the_treasury_and_not_by_an_account_of_ones_own() -> None:
    """SA-05, in force since 1 July 2026"""
    sent = enterprise().has(asked(), agreed())
    sent.when(answer(on=date(2026, 7, 6), channel="own_account"), by="zhao", role="clerk").refused("SA-05")
    sent.when(answer(on=date(2026, 7, 6), channel="treasury_direct"), by="zhao", role="clerk").accepted(PaymentMade)


def difference(kind: Any = "missing_there", payment: str = "p1", key: str = "x1") -> RecordDifference:
    return RecordDifference(key=key, payment=payment, kind=kind, receipt="国库1号", ours_yuan=150000, statement=D)


def test_a_difference_is_recorded_once_and_mended_by_another_person() -> None:
    """HR-PY-6"""
    run = pending().has(agreed()).when(answer(), by="adapter").then()
    found = run.when(difference(), by="zhao")
    found.accepted(DifferenceRecorded)
    open_now = found.then()
    assert open_now.item("payment.difference.x1").rule == "HR-PY-6"
    open_now.when(difference(), by="zhao").refused("HR-PY-6")
    run.when(difference(payment="p9"), by="zhao").refused("HR-PY-6")
    mend = SettleDifference(key="x1", how="国库次日入账，已核对", digest=E)
    open_now.when(mend, by="zhao", role="reviewer").refused("HR-PY-6")
    done = open_now.when(mend, by="qian")
    done.accepted(DifferenceSettled)
    done.then().when(mend, by="qian").refused("HR-PY-6")
    assert "payment.difference.x1" not in {i.key for i in done.then().agenda()}


def test_what_the_treasury_paid_is_registered_before_that_difference_is_settled() -> None:
    """HR-PY-6"""
    run = pending().has(agreed()).when(difference("missing_here"), by="zhao").then()
    mend = SettleDifference(key="x1", how="已补登记", digest=E)
    run.when(mend, by="qian").refused("HR-PY-6")
    run.when(answer(), by="zhao", role="clerk").then().when(mend, by="qian").accepted(DifferenceSettled)


def test_the_text_of_2020_and_that_of_2025_give_the_same_days() -> None:
    """PY-01, PY-03: the regulation of its day, either side of 1 June 2025"""
    project = project_of(enterprise())
    for on in (date(2025, 5, 30), date(2025, 6, 3)):
        found = due_date(registered(on=date(2026, 6, 26)), project, rulebook(DIVISION, on))
        assert found is not None
        assert (found[0].on, found[1]) == (date(2026, 7, 6), "PY-01")
    assert SUPPLIER != SUPPLIER_3
