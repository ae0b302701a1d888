"""Repayment: the rules.  No more is demanded than was overpaid, nobody ends a demand of their own.  JL44-4.5.2b, HR-PY-8"""

from decimal import Decimal
from typing import assert_never

from domain.forms import at_most, finding, require, someone_else
from domain.given import Decision, Given
from domain.payment.due import paid_before_yuan
from domain.payment.repayment.messages import (
    DemandRepayment,
    EndRepaymentDemand,
    RecordRepayment,
    RepaymentDemanded,
    RepaymentDemandEnded,
    RepaymentReceived,
)
from domain.project import Project

RepaymentCommand = DemandRepayment | RecordRepayment | EndRepaymentDemand
RULE = "HR-PY-8"
ZERO = Decimal("0.00")


def decide_repayment(command: RepaymentCommand, given: Given) -> Decision:
    match command:
        case DemandRepayment():
            return _demand(command, given)
        case RecordRepayment():
            return _receive(command, given)
        case EndRepaymentDemand():
            return _end(command, given)
        case _:
            assert_never(command)


def overpaid_yuan(project: Project) -> Decimal:
    """What was paid beyond the accepted service and the advances that a running contract may still earn, and has neither
    come back nor been demanded; below zero while something is owed."""
    opened = project.contract.opened
    worth = project.billed_yuan + (opened.accepted_yuan if opened is not None else ZERO)
    unmeasured = (p.payable_yuan for p in project.contract.periods if p.condition != "acceptance" and not p.targets)
    earned = worth if project.breach.dissolved is not None else worth + sum(unmeasured, start=ZERO)
    paid = project.payment.paid_yuan + paid_before_yuan(project)
    return paid - earned - project.payment.repayments.covered_yuan


def _demandable(command: DemandRepayment, project: Project) -> Decimal:
    """An advance or a second payment by the account; what was counted too much, or is owed at the end, by its own finding."""
    covered, settled = project.payment.repayments.covered_yuan, project.breach.aftermath.settled
    over = max(overpaid_yuan(project), ZERO)
    paid = project.payment.paid_yuan + paid_before_yuan(project) - covered
    match command.why:
        case "counted_too_much" if project.performance.roster.overpaid:
            return paid
        case "ending" if settled is not None:
            return max(min(settled.owed_by_supplier_yuan - covered, paid), over)
        case "paid_twice" if any(d.kind == "missing_here" for d in project.payment.reconciliation.recorded.values()):
            return paid
        case _:
            return over


def _demand(command: DemandRepayment, given: Given) -> Decision:
    repayments, most = given.project.payment.repayments, _demandable(command, given.project)
    found = [
        require(given, RULE, command.key not in repayments.demanded, "退款编号已使用", field="key"),
        require(given, RULE, command.amount_yuan > 0, "退款金额须大于零", field="amount_yuan"),
        at_most(given, RULE, command.amount_yuan, most, "要求退款的金额", field="amount_yuan"),
    ]
    return given.settle(command, found, RepaymentDemanded(**command.model_dump(), by=given.by, on=given.on))


def _receive(command: RecordRepayment, given: Given) -> Decision:
    repayments = given.project.payment.repayments
    if command.key not in {d.key for d in repayments.open}:
        return given.settle(command, [finding(given, RULE, f"没有待退款的要求“{command.key}”", field="key")])
    new = command.receipt not in {r.receipt for r in repayments.received}
    found = [
        require(given, RULE, command.amount_yuan > 0, "退款金额须大于零", field="amount_yuan"),
        at_most(given, RULE, command.amount_yuan, repayments.left_yuan(command.key), "退款", field="amount_yuan"),
        require(given, RULE, new, "该收款凭证已登记", field="receipt"),
        require(given, RULE, command.received_on <= given.at.date(), "收款日期晚于今天", field="received_on"),
    ]
    return given.settle(command, found, RepaymentReceived(**command.model_dump()))


def _end(command: EndRepaymentDemand, given: Given) -> Decision:
    repayments = given.project.payment.repayments
    demand = next((d for d in repayments.open if d.key == command.key), None)
    if demand is None:
        return given.settle(command, [finding(given, RULE, f"没有待退款的要求“{command.key}”", field="key")])
    found = [
        someone_else(given, RULE, demand.by, "退款要求的了结"),
        require(given, RULE, command.digest != demand.basis, "了结须有其自己的凭证", field="digest"),
    ]
    return given.settle(command, found, RepaymentDemandEnded(**command.model_dump(), by=given.by, on=given.on))
