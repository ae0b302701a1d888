"""Payment: the rules.  By the contract's condition, never above its value, with four eyes.  JL44-4.5.2b, PY-01 … PY-14"""

from decimal import Decimal
from typing import assert_never

from domain.forms import at_most, finding, require, someone_else
from domain.given import Accepted, Decision, Given
from domain.payment.due import due_date, entitled_yuan, late_days, payable_yuan, promised_yuan, small_enterprise
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
from domain.supervision.messages import Finding

PaymentCommand = RegisterInvoice | OrderPayment | ApprovePayment | RefusePayment | RegisterPayment
ZERO = Decimal("0.00")


def decide(command: PaymentCommand, given: Given) -> Decision:
    match command:
        case RegisterInvoice():
            return _invoice(command, given)
        case OrderPayment():
            return _order(command, given)
        case ApprovePayment():
            return _approve(command, given)
        case RefusePayment():
            found = _pending(command.payment, given)
            return given.settle(command, found, PaymentRefused(**command.model_dump(), on=given.on))
        case RegisterPayment():
            return _register(command, given)
        case _:
            assert_never(command)


def _invoice(command: RegisterInvoice, given: Given) -> Decision:
    """An invoice names a period, and asks for no more than that period can make payable."""
    project = given.project
    period = project.contract.period(command.period)
    if period is None:
        known = "、".join(p.key for p in project.contract.periods)
        reason = f"合同中没有履约期“{command.period}”；有：{known}" if known else "合同尚未签订"
        return given.settle(command, [finding(given, "JL44-4.5.2b", reason, field="period")])
    accepted = project.performance.accepted.get(period.key)
    worth = accepted.payable_yuan if accepted is not None else period.payable_yuan
    most = worth - promised_yuan(project, period.key)
    kinds = given.rules.kinds("HR-PY-1", "invoice_kinds") if given.rules.knows("HR-PY-1") else ()
    usual = not kinds or command.kind in kinds
    found = [
        require(given, "HR-PY-2", command.number not in project.payment.invoices, "发票号码已登记", field="number"),
        require(given, "JL44-4.5.2b", command.amount_yuan > 0, "发票金额须大于零", field="amount_yuan"),
        at_most(given, "JL44-4.5.2b", command.amount_yuan, most, "发票金额", field="amount_yuan"),
        require(given, "HR-PY-1", usual, f"“{command.kind}”不是通常的付款凭证，请核对", field="kind"),
    ]
    return given.settle(command, found, InvoiceRegistered(**command.model_dump(), on=given.on))


def _order(command: OrderPayment, given: Given) -> Decision:
    """The condition that the contract sets for this payment is met, and the money is there."""
    project = given.project
    payment = project.payment
    invoice = payment.invoices.get(command.invoice)
    if invoice is None:
        return given.settle(command, [finding(given, "JL44-4.5.2b", "发票尚未登记", field="invoice")])
    asked = sum((p.amount_yuan for p in payment.live if p.invoice == invoice.number), start=ZERO)
    found = [
        require(given, "HR-PY-2", command.payment not in payment.ordered, "支付编号已使用", field="payment"),
        require(given, "JL44-4.5.2b", command.amount_yuan > 0, "支付金额须大于零", field="amount_yuan"),
        at_most(
            given, "HR-PY-2", command.amount_yuan, invoice.amount_yuan - asked, "本发票的支付金额", field="amount_yuan"
        ),
        *_condition(invoice.period, command.amount_yuan, given),
        _funded(command.amount_yuan, given),
    ]
    ordered = PaymentOrdered(
        payment=command.payment,
        invoice=invoice.number,
        period=invoice.period,
        amount_yuan=command.amount_yuan,
        by=given.by,
        on=given.on,
    )
    return given.settle(command, found, ordered)


def _condition(key: str, amount_yuan: Decimal, given: Given) -> list[Finding | None]:
    """An advance is payable once the contract is signed, all else once accepted; never more than is left."""
    project = given.project
    period = project.contract.period(key)
    if period is None:
        return [finding(given, "JL44-4.5.2b", f"合同中没有履约期“{key}”", field="period")]
    if entitled_yuan(project, period) == 0:
        reason = f"合同约定“{period.title}”验收合格后支付，付款条件尚未成就"
        return [finding(given, "JL44-4.5.2b", reason, field="period", condition=period.condition)]
    left = payable_yuan(project, period)
    return [at_most(given, "JL44-4.5.2b", amount_yuan, left, "支付金额", field="amount_yuan")]


def _funded(amount_yuan: Decimal, given: Given) -> Finding | None:
    """What is reserved may be spent, no more: a later year's share waits for its reservation.  JL44-4.1.2"""
    project = given.project
    if project.contract.opened is not None:  # its money was arranged before Jieli
        return None
    left = project.funding.reserved_yuan - project.payment.promised_yuan
    reason = f"已落实而未支付的资金为 {left} 元，不足支付 {amount_yuan} 元"
    return require(given, "JL44-4.1.2", amount_yuan <= left, reason, field="amount_yuan", left_yuan=left)


def _pending(key: str, given: Given) -> list[Finding | None]:
    """Ordered, neither refused nor approved."""
    payment = given.project.payment
    known = key in payment.ordered and key not in payment.ended
    return [
        require(given, "JL44-4.4.0", known, f"没有待批准的支付“{key}”", field="payment"),
        require(given, "JL44-4.4.0", key not in payment.approved, "该笔支付已批准，由国库办理", field="payment"),
    ]


def _approve(command: ApprovePayment, given: Given) -> Decision:
    """Another person than the one who ordered it; the payee is the contract's supplier and nobody else."""
    project = given.project
    pending = _pending(command.payment, given)
    ordered = project.payment.ordered.get(command.payment)
    terms = project.contract.terms
    if ordered is None or terms is None:
        return given.settle(command, pending)
    period = project.contract.period(ordered.period)
    worth = entitled_yuan(project, period) if period is not None else ZERO
    promised = promised_yuan(project, ordered.period)  # acceptance may have cut an advance since it was ordered
    found = [
        *pending,
        someone_else(given, "JL44-4.4.0", ordered.by, "支付的批准"),
        at_most(given, "JL44-4.5.2b", promised, worth, f"“{ordered.period}”的支付合计", field="payment"),
    ]
    approved = PaymentApproved(
        payment=ordered.payment,
        period=ordered.period,
        amount_yuan=ordered.amount_yuan,
        payee=terms.supplier_name,
        by=given.by,
        on=given.on,
    )
    return given.settle(command, found, approved)


def _register(command: RegisterPayment, given: Given) -> Decision:
    """The treasury's word, once; its late or repeated word changes nothing."""
    payment = given.project.payment
    known = command.payment in payment.approved
    answered = command.payment in payment.made or command.payment in payment.ended
    if answered and (given.by == "adapter" or command.effect is not None):
        return Accepted()
    found = [
        require(given, "JL44-4.5.2b", known or answered, f"支付“{command.payment}”尚未批准", field="payment"),
        require(given, "JL44-4.4.0", not answered, f"支付“{command.payment}”的结果已登记", field="payment"),
        require(given, "JL44-4.4.0", command.paid_on <= given.at.date(), "支付日期晚于今天", field="paid_on"),
    ]
    if not known or answered:
        return given.settle(command, found)
    ordered = payment.ordered[command.payment]
    if command.result == "refused":
        returned = PaymentReturned(
            payment=command.payment,
            receipt=command.receipt,
            note=command.note,
            on=command.paid_on,
            effect=command.effect,
        )
        return given.settle(command, found, returned)
    made = PaymentMade(
        payment=command.payment,
        period=ordered.period,
        amount_yuan=ordered.amount_yuan,
        receipt=command.receipt,
        paid_on=command.paid_on,
        late_days=late_days(payment.invoices[ordered.invoice], given.project, given.rules, command.paid_on),
        effect=command.effect,
    )
    return given.settle(command, [*found, _late(made, ordered.invoice, given)], made)


def _late(made: PaymentMade, invoice: str, given: Given) -> Finding | None:
    """A late payment shows, with the interest that it costs where nothing else was agreed.  PY-04"""
    if made.late_days == 0:
        return None
    due = due_date(given.project.payment.invoices[invoice], given.project, given.rules)
    clause = due[1] if due is not None else "PY-11"
    reason = f"支付迟于{due[0].on if due else ''}（{clause}）{made.late_days}日"
    interest = None
    if small_enterprise(given.project):
        daily = made.amount_yuan * given.rules.ratio("PY-04", "daily_rate")
        interest = (daily * made.late_days).quantize(Decimal("0.01"))
        reason += f"，合同未约定利率的逾期利息为 {interest} 元"
    found = finding(given, clause, reason, field="paid_on", late_days=made.late_days, interest_yuan=interest)
    return found.model_copy(update={"blocks": False}) if found else None
