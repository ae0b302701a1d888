"""Payment: what is due, by which rule; replies, decisions, receivables, interest, differences.  PY-04, PY-08, PY-14, HR-PY-3 … 6"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.payment.complaints.decide import agenda as complaints
from domain.payment.due import ZERO, due_date, outstanding_yuan
from domain.payment.lateness.interest import owed_interest
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from _invoices(project, rules)
    yield from _deductions(project, rules)
    yield from _owed(project, rules)
    yield from complaints(project, rules)
    for demand in project.payment.repayments.open if rules.has("HR-PY-8", "repay_within") else ():
        last = deadline(rules, "HR-PY-8", "repay_within", demand.on)
        title = f"退还多付款项 {project.payment.repayments.left_yuan(demand.key)} 元（{demand.key}）"
        key = f"payment.repayment.{demand.key}"
        yield duty(project.watch, key, title, last, rule="HR-PY-8", who="supplier", rules=rules)


def _invoices(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Each invoice whose condition is met is paid by its day; the item names the rule that bit.  PY-14"""
    paid = project.payment.paid_of
    for invoice in project.payment.invoices.values():
        if paid.get(invoice.number, ZERO) >= invoice.amount_yuan:
            continue
        left = outstanding_yuan(project, invoice)
        due = due_date(invoice, project, rules) if left > 0 else None
        if due is None:
            continue
        last_day, rule = due
        title = f"支付发票 {invoice.number}：{left} 元"
        yield duty(project.watch, f"payment.pay.{invoice.number}", title, last_day, rule=rule, who="clerk", rules=rules)


def _deductions(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """The supplier replies in its time; then the head decides.  HR-PY-3"""
    watch, deductions = project.watch, project.payment.deductions
    for d in deductions.open:
        what = f"扣款 {d.key}：{d.amount_yuan} 元"
        reply_by = deadline(rules, "HR-PY-3", "reply_within", d.on)
        reply = deductions.replied.get(d.key)
        if reply is None:
            key = f"payment.reply.{d.key}"
            yield duty(watch, key, f"答复{what}", reply_by, rule="HR-PY-3", who="supplier", rules=rules)
        start = reply.on if reply is not None else reply_by.on
        decide_by = deadline(rules, "HR-PY-3", "decide_within", start)
        key = f"payment.decide.{d.key}"
        yield duty(watch, key, f"决定{what}", decide_by, rule="HR-PY-3", who="head", rules=rules)


def _owed(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Receivables to confirm, interest to pay, differences to mend."""
    watch, payment = project.watch, project.payment
    if rules.has("PY-08", "confirm_within"):
        for r in payment.lateness.requested.values():
            if r.key not in payment.lateness.confirmed:
                last, title = deadline(rules, "PY-08", "confirm_within", r.on), f"确认应收账款 {r.amount_yuan} 元"
                yield duty(watch, f"payment.receivable.{r.key}", title, last, rule="PY-08", who="head", rules=rules)
    for key, amount in owed_interest(project).items():
        last = deadline(rules, "HR-PY-5", "pay_within", payment.made[key].paid_on)
        title = f"支付逾期利息 {amount} 元（{key}）"
        yield duty(watch, f"payment.interest.{key}", title, last, rule="PY-04", who="clerk", rules=rules)
    for d in payment.reconciliation.open:
        last = deadline(rules, "HR-PY-6", "mend_within", d.on)
        title = f"处理对账差异 {d.key}（{d.payment}）"
        yield duty(watch, f"payment.difference.{d.key}", title, last, rule="HR-PY-6", who="reviewer", rules=rules)
