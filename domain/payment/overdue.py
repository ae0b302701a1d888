"""What the buyer owed to small enterprises and had not paid by a year's end: the yearly list.  PY-07"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.payment.due import due_date, interest_from, small_enterprise
from domain.project import Project
from domain.rulebook import RuleBook

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Overdue:
    """One invoice that was due and not paid when the year ended."""

    project: str
    contract: str
    supplier: str
    invoice: str
    due_on: date
    rule: str
    unpaid_yuan: Decimal


def overdue_at(project: Project, rules: RuleBook, on: date) -> tuple[Overdue, ...]:
    """A small enterprise's invoices whose day had passed by `on`, with what was paid only later, or not at all.

    The day is the Regulation's or the contract's own, as for interest: what PY-12 merely urges is no arrears.
    """
    terms, found = project.contract.signed, []
    if terms is None or not small_enterprise(project):
        return ()
    for invoice in project.payment.invoices.values():
        due = interest_from(invoice, project, rules) or due_date(invoice, project, rules)
        if due is None or due[0].on >= on or invoice.on > on:
            continue
        made = (p for k, p in project.payment.made.items() if project.payment.ordered[k].invoice == invoice.number)
        unpaid = invoice.amount_yuan - sum((p.amount_yuan for p in made if p.paid_on <= on), start=ZERO)
        unpaid -= project.payment.deductions.withheld_yuan(invoice.number)
        if unpaid > 0:
            found.append(
                Overdue(project.id, terms.number, terms.supplier_name, invoice.number, due[0].on, due[1], unpaid)
            )
    return tuple(found)


def publish_by(year: int, rules: RuleBook) -> date:
    """The day by which a year's list is published, in the year after."""
    return date(year + 1, rules.count("PY-07", "publish_by_month"), rules.count("PY-07", "publish_by_day"))


def totals(rows: Iterable[Overdue]) -> tuple[int, Decimal]:
    """How many contracts, and how much: what the list publishes."""
    rows = tuple(rows)
    return len({r.contract for r in rows}), sum((r.unpaid_yuan for r in rows), start=ZERO)
