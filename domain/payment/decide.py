"""Payment: the rules.  By the contract's condition, never above its value, with four eyes.  JL44-4.5.2b, PY-01 … PY-14"""

from decimal import Decimal
from typing import assert_never

from domain.forms import allowed_kind, at_most, finding, require, someone_else
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.payment.accounts.decide import AccountCommand, account_in_use, decide_account, payable_account
from domain.payment.accounts.messages import ConfirmAccount, RegisterAccount
from domain.payment.complaints.decide import LateComplaintCommand, decide_complaint
from domain.payment.complaints.messages import (
    AnswerPaymentComplaint,
    ProlongPaymentComplaint,
    ReceivePaymentComplaint,
    TransferPaymentComplaint,
)
from domain.payment.deductions.decide import DeductionCommand, decide_deduction
from domain.payment.deductions.messages import DecideDeduction, ProposeDeduction, ReplyToDeduction
from domain.payment.due import due_date, entitled_yuan, interest_from, late_days, payable_yuan, promised_yuan
from domain.payment.lateness.decide import LatenessCommand, decide_lateness, forbidden_ground
from domain.payment.lateness.interest import interest_yuan
from domain.payment.lateness.messages import (
    ConfirmReceivable,
    ConfirmSettlement,
    ExplainDelay,
    OrderInterest,
    RequestReceivable,
)
from domain.payment.messages import (
    ApprovePayment,
    InvoiceRegistered,
    InvoiceVoided,
    OrderPayment,
    PaymentApproved,
    PaymentMade,
    PaymentOrdered,
    PaymentRefused,
    PaymentReturned,
    RefusePayment,
    RegisterInvoice,
    RegisterPayment,
    VoidInvoice,
)
from domain.payment.reconciliation.decide import ReconciliationCommand, decide_reconciliation
from domain.payment.reconciliation.messages import RecordDifference, SettleDifference
from domain.payment.repayment.decide import RepaymentCommand, decide_repayment
from domain.payment.repayment.messages import DemandRepayment, EndRepaymentDemand, RecordRepayment
from domain.performance.passing.decide import other_seller
from domain.project import Project
from domain.register.state import Supplier
from domain.register.suppliers.messages import SupplierInvoiced
from domain.supervision.messages import Finding

PaymentCommand = (
    RegisterInvoice
    | VoidInvoice
    | OrderPayment
    | ApprovePayment
    | RefusePayment
    | RegisterPayment
    | AccountCommand
    | DeductionCommand
    | LatenessCommand
    | ReconciliationCommand
    | RepaymentCommand
    | LateComplaintCommand
)
ZERO = Decimal("0.00")


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """The supplier's stream: an invoice counts once, whichever project it is shown to.  HR-PY-2"""
    terms = project.contract.terms
    if isinstance(command, RegisterInvoice) and terms is not None:
        return (f"supplier/{terms.supplier}",)
    return ()


def decide(command: PaymentCommand, given: Given) -> Decision:
    match command:
        case RegisterInvoice():
            return _invoice(command, given)
        case VoidInvoice():
            return _void(command, given)
        case OrderPayment():
            return _order(command, given)
        case ApprovePayment():
            return _approve(command, given)
        case RefusePayment():
            return _refuse(command, given)
        case RegisterPayment():
            return _register(command, given)
        case RegisterAccount() | ConfirmAccount():
            return decide_account(command, given)
        case ProposeDeduction() | ReplyToDeduction() | DecideDeduction():
            return decide_deduction(command, given)
        case ExplainDelay() | ConfirmSettlement() | RequestReceivable() | ConfirmReceivable() | OrderInterest():
            return decide_lateness(command, given)
        case RecordDifference() | SettleDifference():
            return decide_reconciliation(command, given)
        case DemandRepayment() | RecordRepayment() | EndRepaymentDemand():
            return decide_repayment(command, given)
        case (
            ReceivePaymentComplaint()
            | TransferPaymentComplaint()
            | ProlongPaymentComplaint()
            | AnswerPaymentComplaint()
        ):
            return decide_complaint(command, given)
        case _:
            assert_never(command)


def _invoice(command: RegisterInvoice, given: Given) -> Decision:
    """An invoice names a period, and asks for no more than that period can make payable."""
    project = given.project
    period = project.contract.period(command.period)
    terms = project.contract.terms
    if period is None or terms is None:
        known = "、".join(p.key for p in project.contract.periods)
        reason = f"合同中没有履约期“{command.period}”；有：{known}" if known else "合同尚未签订"
        return given.settle(command, [finding(given, "JL44-4.5.2b", reason, field="period")])
    accepted = project.performance.accepted.get(period.key)
    settled = project.payment.lateness.settled(period.key) if period.condition == "settlement" else None
    brought = project.contract.opened.worth_yuan(period.key) if project.contract.opened is not None else None
    agreed = brought if brought is not None else period.payable_yuan
    worth = accepted.payable_yuan if accepted else settled[1] if settled else agreed
    most = worth - promised_yuan(project, period.key) - project.payment.deductions.deducted_yuan(period.key)
    kinds = given.rules.kinds("HR-PY-1", "invoice_kinds") if given.rules.knows("HR-PY-1") else ()
    usual = not kinds or command.kind in kinds
    found = [
        require(given, "HR-PY-2", command.number not in project.payment.invoices, "发票号码已登记", field="number"),
        require(given, "JL44-4.5.2b", command.amount_yuan > 0, "发票金额须大于零", field="amount_yuan"),
        at_most(given, "JL44-4.5.2b", command.amount_yuan, most, "发票金额", field="amount_yuan"),
        require(given, "HR-PY-1", usual, f"“{command.kind}”不是通常的付款凭证，请核对", field="kind"),
    ]
    found.append(_shown_elsewhere(command.number, terms.supplier, given))
    invoiced = SupplierInvoiced(number=command.number, project=project.id, on=given.on)
    registered = InvoiceRegistered(**command.model_dump(), on=given.on)
    signs = other_seller(command.number, command.seller, given)
    return given.settle(command, found, registered, *signs, also=((f"supplier/{terms.supplier}", invoiced),))


def _shown_elsewhere(number: str, supplier: str, given: Given) -> Finding | None:
    """One invoice is paid once, by one project: the supplier's own record knows all of them.  HR-PY-2"""
    project = given.project.id
    shown = given.state(Supplier, f"supplier/{supplier}").invoices.get(number, project)
    reason = f"发票 {number} 已由项目 {shown} 登记"
    return require(given, "HR-PY-2", shown == project, reason, field="number", project=shown)


def _void(command: VoidInvoice, given: Given) -> Decision:
    """Cancelled by the supplier while nothing is paid on it, or on its way."""
    payment = given.project.payment
    if command.number not in payment.invoices:
        return given.settle(command, [finding(given, "HR-PY-2", "发票尚未登记", field="number")])
    used = any(p.invoice == command.number for p in payment.live)
    disputed = any(d.invoice == command.number for d in payment.deductions.proposed.values())
    reason = "该发票已申请支付或者已提出扣款，不能作废"
    found = [require(given, "HR-PY-2", not used and not disputed, reason, field="number")]
    return given.settle(command, found, InvoiceVoided(**command.model_dump(), on=given.on))


def _refuse(command: RefusePayment, given: Given) -> Decision:
    """Not for reasons that the law forbids; and for a dispute only what is really disputed.  PY-05, PY-06"""
    found = _pending(command.payment, given)
    ordered = given.project.payment.ordered.get(command.payment)
    if ordered is not None and command.ground == "dispute":
        reason = "本笔支付不含有争议的部分，无争议部分应当支付"
        found.append(require(given, "PY-06", _over_disputed(ordered.invoice, given), reason, field="ground"))
    found.append(forbidden_ground(command.ground, given))
    return given.settle(command, found, PaymentRefused(**command.model_dump(), on=given.on))


def _over_disputed(invoice: str, given: Given) -> bool:
    """Whether what was asked of an invoice reaches into what has been disputed since."""
    payment = given.project.payment
    registered = payment.invoices.get(invoice)
    asked = sum((p.amount_yuan for p in payment.live if p.invoice == invoice), start=ZERO)
    withheld = payment.deductions.withheld_yuan(invoice)
    return registered is not None and withheld > 0 and asked + withheld > registered.amount_yuan


def _order(command: OrderPayment, given: Given) -> Decision:
    """The condition that the contract sets for this payment is met, and the money is there."""
    project = given.project
    payment = project.payment
    invoice = payment.invoices.get(command.invoice)
    if invoice is None:
        return given.settle(command, [finding(given, "JL44-4.5.2b", "发票尚未登记", field="invoice")])
    asked = sum((p.amount_yuan for p in payment.live if p.invoice == invoice.number), start=ZERO)
    withheld = payment.deductions.withheld_yuan(invoice.number)
    free = invoice.amount_yuan - asked - withheld
    found = [
        require(given, "HR-PY-2", command.payment not in payment.ordered, "支付编号已使用", field="payment"),
        require(given, "JL44-4.5.2b", command.amount_yuan > 0, "支付金额须大于零", field="amount_yuan"),
        at_most(
            given, "HR-PY-2", command.amount_yuan, invoice.amount_yuan - asked, "本发票的支付金额", field="amount_yuan"
        ),
        at_most(given, "HR-PY-3", command.amount_yuan, free, "无争议部分的支付金额", field="amount_yuan")
        if withheld
        else None,
        payable_account(command.account, given),
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
        account=command.account or account_in_use(project),
    )
    return given.settle(command, found, ordered)


def _condition(key: str, amount_yuan: Decimal, given: Given) -> list[Finding | None]:
    """An advance is payable once the contract is signed, all else once accepted; never more than is left."""
    project = given.project
    period = project.contract.period(key)
    if period is None:
        return [finding(given, "JL44-4.5.2b", f"合同中没有履约期“{key}”", field="period")]
    if entitled_yuan(project, period) == 0:
        what = "双方确认结算金额" if period.condition == "settlement" else "验收合格"
        reason = f"合同约定“{period.title}”{what}后支付，付款条件尚未成就"
        return [finding(given, "JL44-4.5.2b", reason, field="period", condition=period.condition)]
    left = payable_yuan(project, period)
    return [at_most(given, "JL44-4.5.2b", amount_yuan, left, "支付金额", field="amount_yuan")]


def _funded(amount_yuan: Decimal, given: Given) -> Finding | None:
    """What is reserved may be spent, no more: a later year's share waits for its reservation.  JL44-4.1.2"""
    project = given.project
    if project.contract.opened is not None:  # its money was arranged before Jieli
        return None
    left = project.funding.reserved_yuan - project.payment.promised_yuan - project.payment.interest_of_reserve_yuan
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
        payable_account(ordered.account, given),
        require(given, "HR-PY-3", not _over_disputed(ordered.invoice, given), "申请后提出了扣款：先支付无争议部分"),
    ]
    approved = PaymentApproved(
        payment=ordered.payment,
        period=ordered.period,
        amount_yuan=ordered.amount_yuan,
        payee=terms.supplier_name,
        by=given.by,
        on=given.on,
        account=ordered.account,
        interest_of=ordered.interest_of,
        charged_to=ordered.charged_to,
    )
    return given.settle(command, found, approved)


def _register(command: RegisterPayment, given: Given) -> Decision:
    """The treasury's word, once; its late or repeated word changes nothing."""
    payment = given.project.payment
    known = command.payment in payment.approved
    answered = command.payment in {*payment.made, *payment.interest_paid, *payment.ended}
    if answered and (given.by == "adapter" or command.effect is not None):
        return Accepted()
    found = [
        require(given, "JL44-4.5.2b", known or answered, f"支付“{command.payment}”尚未批准", field="payment"),
        require(given, "JL44-4.4.0", not answered, f"支付“{command.payment}”的结果已登记", field="payment"),
        require(given, "JL44-4.4.0", command.paid_on <= given.at.date(), "支付日期晚于今天", field="paid_on"),
        _by_treasury(command, given),
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
    price, invoice = ordered.interest_of is None, payment.invoices[ordered.invoice]
    late = late_days(due_date(invoice, given.project, given.rules), command.paid_on) if price else 0
    free = interest_from(invoice, given.project, given.rules)
    costly = late_days(free, command.paid_on) if price else 0
    interest = interest_yuan(ordered.amount_yuan, costly, given.project, given.rules)
    made = PaymentMade(
        payment=command.payment,
        period=ordered.period,
        amount_yuan=ordered.amount_yuan,
        receipt=command.receipt,
        paid_on=command.paid_on,
        late_days=late,
        effect=command.effect,
        interest_yuan=interest,
        interest_of=ordered.interest_of,
        channel=command.channel,
        interest_days=costly if interest is not None else 0,
        interest_rule=free[1] if free is not None and interest is not None else None,
    )
    return given.settle(command, [*found, _late(made, ordered.invoice, given)], made)


def _by_treasury(command: RegisterPayment, given: Given) -> Finding | None:
    """Relief money goes by the treasury's central payment, directly or on its authority, never by an account of one's own."""
    if command.channel is None or not given.rules.has("SA-05", "payment_channels"):
        return None
    return allowed_kind(given, "SA-05", "payment_channels", command.channel, "支付方式", field="channel")


def _late(made: PaymentMade, invoice: str, given: Given) -> Finding | None:
    """A late payment shows, and what it costs: interest runs from another day than the earliest that urges.  PY-04"""
    if made.late_days == 0:
        return None
    due = due_date(given.project.payment.invoices[invoice], given.project, given.rules)
    clause = due[1] if due is not None else "PY-11"
    reason = f"支付迟于{due[0].on if due else ''}（{clause}）{made.late_days}日"
    if made.interest_yuan is not None:
        reason += f"，按{made.interest_rule}迟{made.interest_days}日"
        reason += f"，应付逾期利息 {made.interest_yuan} 元（申请支付：OrderInterest）"
    found = finding(given, clause, reason, field="paid_on", late_days=made.late_days, interest_yuan=made.interest_yuan)
    return found.model_copy(update={"blocks": False}) if found else None
