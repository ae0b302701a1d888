"""Complaints of late payment: the rules.  PY-09, CR-08"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain.agenda import AgendaItem, duty
from domain.calendar import Deadline
from domain.forms import deadline, finding, require, warning
from domain.given import Decision, Given
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
from domain.payment.due import due_date, outstanding_yuan
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

LateComplaintCommand = (
    ReceivePaymentComplaint | TransferPaymentComplaint | ProlongPaymentComplaint | AnswerPaymentComplaint
)
RULE = "PY-09"


def decide_complaint(command: LateComplaintCommand, given: Given) -> Decision:
    complaints = given.project.payment.complaints
    if isinstance(command, ReceivePaymentComplaint):
        new = require(given, RULE, command.key not in complaints.received, "投诉编号已使用", field="key")
        event = PaymentComplaintReceived(**command.model_dump(), by=given.by, on=given.on)
        return given.settle(command, [new], event)
    if command.key not in {c.key for c in complaints.open}:
        return given.settle(command, [finding(given, RULE, f"没有待处理的拖欠投诉“{command.key}”", field="key")])
    handed_over = complaints.transferred.get(command.key)
    match command:
        case TransferPaymentComplaint():
            found = [
                require(given, RULE, handed_over is None, "该投诉已转交", field="key"),
                _late("transfer_within", complaints.received[command.key].on, "转交", given),
            ]
            return given.settle(command, found, PaymentComplaintTransferred(**command.model_dump(), on=given.on))
        case ProlongPaymentComplaint():
            once = handed_over is not None and command.key not in complaints.prolonged
            found = [
                require(given, RULE, once, "尚未转交，或者已延长过一次", field="key"),
                _in_time(handed_over.on if handed_over is not None else given.on, given),
            ]
            return given.settle(command, found, PaymentComplaintProlonged(**command.model_dump(), on=given.on))
        case AnswerPaymentComplaint():
            within = "result_max" if command.key in complaints.prolonged else "result_within"
            found = [
                require(given, RULE, handed_over is not None, "尚未转交处理单位", field="key"),
                _late(within, handed_over.on, "反馈", given) if handed_over is not None else None,
                *_arrears(command.upheld, given),
            ]
            return given.settle(command, found, PaymentComplaintAnswered(**command.model_dump(), on=given.on))
        case _:
            assert_never(command)


def _in_time(start: date, given: Given) -> Finding | None:
    """Not prolonged after its days are over."""
    last = deadline(given.rules, RULE, "result_within", start).on if given.rules.has(RULE, "result_within") else None
    kept = last is None or given.on <= last
    return require(given, RULE, kept, f"应在{last}以前决定延长", field="key")


def _late(name: str, start: date, what: str, given: Given) -> Finding | None:
    """Late is told, and done all the same: the supplier waits for it."""
    if not given.rules.has(RULE, name):
        return None
    last = deadline(given.rules, RULE, name, start).on
    return warning(given, RULE, f"{what}迟于{last}") if given.on > last else None


def _arrears(upheld: bool, given: Given) -> Iterator[Finding | None]:
    """An upheld complaint over what is still unpaid goes on the buyer's own credit record.  CR-08"""
    project = given.project
    if not upheld:
        return
    for invoice in project.payment.invoices.values():
        due = due_date(invoice, project, given.rules)
        left = outstanding_yuan(project, invoice)
        if due is not None and due[0].on < given.on and left > 0:
            yield warning(given, "CR-08", f"发票 {invoice.number} 尚欠 {left} 元：本单位拖欠将依法记入信用记录")


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Transferred within ten working days, answered within thirty days of that, ninety where it was prolonged.  PY-09"""
    complaints = project.payment.complaints
    for c in complaints.open:
        handed_over = complaints.transferred.get(c.key)
        due: Deadline
        if handed_over is None:
            if not rules.has(RULE, "transfer_within"):
                continue
            due, what, who = deadline(rules, RULE, "transfer_within", c.on), "转交拖欠投诉", "clerk"
        else:
            within = "result_max" if c.key in complaints.prolonged else "result_within"
            if not rules.has(RULE, within):
                continue
            due, what, who = deadline(rules, RULE, within, handed_over.on), "反馈拖欠投诉的处理结果", "head"
        key = f"payment.complaint.{c.key}"
        yield duty(project.watch, key, f"{what}：{c.received_from}", due, rule=RULE, who=who, rules=rules)
