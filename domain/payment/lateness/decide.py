"""Settlement, delay, receivables, interest: the rules.  PY-02, PY-04, PY-05, PY-08"""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from domain.forms import at_most, finding, forbidden_kind, require
from domain.given import Decision, Given
from domain.payment.accounts.decide import account_in_use
from domain.payment.due import paid_before_yuan, small_enterprise
from domain.payment.lateness.interest import owed_interest
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
from domain.payment.messages import PaymentOrdered
from domain.supervision.messages import Finding

LatenessCommand = ConfirmSettlement | ExplainDelay | RequestReceivable | ConfirmReceivable | OrderInterest
ZERO = Decimal("0.00")


def decide_lateness(command: LatenessCommand, given: Given) -> Decision:
    match command:
        case ConfirmSettlement():
            return _settle(command, given)
        case ExplainDelay():
            known = command.invoice in given.project.payment.invoices
            found = [
                require(given, "JL44-4.5.2b", known, "发票尚未登记", field="invoice"),
                forbidden_ground(command.ground, given),
            ]
            return given.settle(command, found, DelayExplained(**command.model_dump(), by=given.by, on=given.on))
        case RequestReceivable():
            return _request(command, given)
        case ConfirmReceivable():
            return _confirm(command, given)
        case OrderInterest():
            return _interest(command, given)
        case _:
            assert_never(command)


def forbidden_ground(ground: str | None, given: Given) -> Finding | None:
    """No change of leader, internal process or audit delays a payment; waiting for an audit only where it was agreed.

    The Regulation protects small enterprises (PY-05); to all others the contract is to be kept as it stands (PY-13).
    """
    if ground is None or not given.rules.has("PY-05", "forbidden_reasons"):
        return None
    terms = given.project.contract.signed
    agreed = terms is not None and terms.settled_by_audit
    if small_enterprise(given.project):
        found = forbidden_kind(given, "PY-05", "forbidden_reasons", ground, "迟延支付的理由", field="ground")
        return found or (
            None
            if agreed
            else forbidden_kind(given, "PY-05", "unless_agreed", ground, "迟延支付的理由", field="ground")
        )
    held = ground not in given.rules.kinds("PY-05", "forbidden_reasons")
    waited = agreed or ground not in given.rules.kinds("PY-05", "unless_agreed")
    return require(given, "PY-13", held and waited, f"合同没有约定可以“{ground}”为由迟延支付", field="ground")


def _settle(command: ConfirmSettlement, given: Given) -> Decision:
    """Each party speaks for itself; the supplier's own people cannot confirm for the buyer, nor anyone twice."""
    project = given.project
    period = project.contract.period(command.period)
    if period is None or period.condition != "settlement":
        reason = f"合同没有约定“{command.period}”按进度或者定期结算"
        return given.settle(command, [finding(given, "PY-02", reason, field="period")])
    terms = project.contract.terms
    own = terms is not None and given.actor.uscc == terms.supplier
    paid = any(p.period == period.key for p in project.payment.live)
    other = project.payment.lateness.settlements.get((period.key, "supplier" if command.party == "buyer" else "buyer"))
    same = other is None or other.by != given.by or other.digest != command.digest
    found = [
        require(given, "PY-02", not own or command.party == "supplier", "承接主体不能代购买主体确认", field="party"),
        require(
            given, "PY-02", given.on >= period.starts_on, f"“{period.title}”自{period.starts_on}起", field="period"
        ),
        require(given, "PY-02", not paid, "该期已申请支付，结算金额不能再改", field="period"),
        require(given, "PY-02", same, "双方的确认须各有其凭证", field="digest"),
        at_most(given, "JL44-4.5.2b", command.amount_yuan, period.payable_yuan, "结算金额", field="amount_yuan"),
    ]
    return given.settle(command, found, SettlementConfirmed(**command.model_dump(), by=given.by, on=given.on))


def _request(command: RequestReceivable, given: Given) -> Decision:
    new = command.key not in given.project.payment.lateness.requested
    found = [
        require(given, "PY-08", new, "确权请求编号已使用", field="key"),
        require(given, "PY-08", command.amount_yuan > 0, "请求确认的金额须大于零", field="amount_yuan"),
    ]
    return given.settle(command, found, ReceivableRequested(**command.model_dump(), on=given.on))


def _confirm(command: ConfirmReceivable, given: Given) -> Decision:
    """No more than was asked, nor than the contract still owes."""
    project = given.project
    lateness = project.payment.lateness
    asked = lateness.requested.get(command.key)
    if asked is None or command.key in lateness.confirmed:
        return given.settle(command, [finding(given, "PY-08", "没有待确认的应收账款", field="key")])
    owed = project.contract.amount_yuan - project.payment.paid_yuan - paid_before_yuan(project)
    owed -= sum((c.amount_yuan for c in lateness.confirmed.values()), start=ZERO)
    found = [
        at_most(
            given,
            "PY-08",
            command.amount_yuan,
            min(asked.amount_yuan, max(owed, ZERO)),
            "确认的金额",
            field="amount_yuan",
        )
    ]
    return given.settle(command, found, ReceivableConfirmed(**command.model_dump(), on=given.on))


def _interest(command: OrderInterest, given: Given) -> Decision:
    payment = given.project.payment
    amount = owed_interest(given.project).get(command.of)
    if amount is None:
        return given.settle(
            command, [finding(given, "PY-04", f"支付“{command.of}”没有应付而未付的逾期利息", field="of")]
        )
    late = payment.ordered[command.of]
    found = [
        require(given, "HR-PY-2", command.payment not in payment.ordered, "支付编号已使用", field="payment"),
        *(_from_reserve(amount, given) if command.charged_to == "reserve" else ()),
    ]
    ordered = PaymentOrdered(
        payment=command.payment,
        invoice=late.invoice,
        period=late.period,
        amount_yuan=amount,
        by=given.by,
        on=given.on,
        account=account_in_use(given.project),
        interest_of=command.of,
        charged_to=command.charged_to,
    )
    return given.settle(command, found, ordered)


def _from_reserve(amount_yuan: Decimal, given: Given) -> Iterator[Finding | None]:
    """Never out of relief money, and no more than is reserved and not promised: the ceiling isn't passed unseen.  HR-PY-7"""
    project = given.project
    earmarked = given.rules.kinds("HR-PY-7", "earmarked") if given.rules.has("HR-PY-7", "earmarked") else ()
    lines = {line.source for line in project.plan.funding}
    kept = not lines & set(earmarked)
    yield require(given, "HR-PY-7", kept, "困难群众救助补助资金不得用于支付逾期利息", field="charged_to")
    left = project.funding.reserved_yuan - project.payment.promised_yuan - project.payment.interest_of_reserve_yuan
    yield at_most(given, "HR-PY-7", amount_yuan, left, "由已落实资金负担的逾期利息", field="charged_to")
