"""Deductions: the rules.  Ground, time for a reply, another person's decision, never more than was proposed.  HR-PY-3"""

from decimal import Decimal
from typing import assert_never

from domain.forms import at_most, deadline, finding, require, someone_else, warning
from domain.given import Decision, Given
from domain.payment.deductions.messages import (
    DecideDeduction,
    DeductionDecided,
    DeductionProposed,
    DeductionReplied,
    ProposeDeduction,
    ReplyToDeduction,
)

DeductionCommand = ProposeDeduction | ReplyToDeduction | DecideDeduction
ZERO = Decimal("0.00")


def decide_deduction(command: DeductionCommand, given: Given) -> Decision:
    match command:
        case ProposeDeduction():
            return _propose(command, given)
        case ReplyToDeduction():
            return _reply(command, given)
        case DecideDeduction():
            return _decide(command, given)
        case _:
            assert_never(command)


def _propose(command: ProposeDeduction, given: Given) -> Decision:
    payment = given.project.payment
    invoice = payment.invoices.get(command.invoice)
    if invoice is None:
        return given.settle(command, [finding(given, "HR-PY-3", "发票尚未登记", field="invoice")])
    gone = sum(
        (m.amount_yuan for m in payment.made.values() if payment.ordered[m.payment].invoice == invoice.number), ZERO
    )
    left = invoice.amount_yuan - gone - payment.deductions.withheld_yuan(invoice.number)
    found = [
        require(given, "HR-PY-3", command.key not in payment.deductions.proposed, "扣款编号已使用", field="key"),
        require(given, "HR-PY-3", command.amount_yuan > 0, "扣款金额须大于零", field="amount_yuan"),
        at_most(given, "HR-PY-3", command.amount_yuan, left, "扣款金额", field="amount_yuan"),
    ]
    reply_by = deadline(given.rules, "HR-PY-3", "reply_within", given.on).on
    event = DeductionProposed(
        **command.model_dump(), period=invoice.period, reply_by=reply_by, by=given.by, on=given.on
    )
    return given.settle(command, found, event)


def _reply(command: ReplyToDeduction, given: Given) -> Decision:
    """Late is better than never: it is heard, and said to be late, until the decision is made."""
    deductions = given.project.payment.deductions
    proposed = deductions.proposed.get(command.key)
    if proposed is None or command.key in deductions.decided:
        return given.settle(command, [finding(given, "HR-PY-3", "没有待答复的扣款", field="key")])
    once = command.key not in deductions.replied
    late = given.on > proposed.reply_by
    found = [
        require(given, "HR-PY-3", once, "承接主体已答复", field="key"),
        warning(given, "HR-PY-3", f"答复迟于{proposed.reply_by}") if late else None,
    ]
    return given.settle(command, found, DeductionReplied(**command.model_dump(), on=given.on))


def _decide(command: DecideDeduction, given: Given) -> Decision:
    deductions = given.project.payment.deductions
    proposed = deductions.proposed.get(command.key)
    if proposed is None or command.key in deductions.decided:
        return given.settle(command, [finding(given, "HR-PY-3", "没有待决定的扣款", field="key")])
    heard = command.key in deductions.replied or given.on > proposed.reply_by
    reason = f"承接主体可在{proposed.reply_by}以前答复，届时才能决定"
    found = [
        someone_else(given, "HR-PY-3", proposed.by, "扣款的决定"),
        require(given, "HR-PY-3", heard, reason, field="key", reply_by=proposed.reply_by),
        at_most(given, "HR-PY-3", command.amount_yuan, proposed.amount_yuan, "扣款金额", field="amount_yuan"),
    ]
    return given.settle(command, found, DeductionDecided(**command.model_dump(), by=given.by, on=given.on))
