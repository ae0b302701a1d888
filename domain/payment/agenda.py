"""Payment: each invoice whose condition is met is paid by its day; the item names the rule that bit.  PY-14"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.payment.due import due_date, outstanding_yuan
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    for invoice in project.payment.invoices.values():
        due = due_date(invoice, project, rules)
        left = outstanding_yuan(project, invoice)
        if due is None or left == 0:
            continue
        last_day, rule = due
        title = f"支付发票 {invoice.number}：{left} 元"
        yield duty(project.watch, f"payment.pay.{invoice.number}", title, last_day, rule=rule, who="clerk", rules=rules)
