"""What is payable, and by when: the earliest of the rules that apply, with the rule that bit.  PY-01 … PY-14, JL44-4.5.2b"""

from datetime import date
from decimal import Decimal

from domain.calendar import Deadline, Period
from domain.contract.messages import ContractPeriod
from domain.forms import deadline
from domain.payment.messages import InvoiceRegistered
from domain.performance.acceptance import acceptance_due
from domain.project import Project
from domain.rulebook import RuleBook

ZERO = Decimal("0.00")
_ENTERPRISE = "91"  # the credit code of an enterprise begins so; 52 a social organisation.  GB 32100-2015


def condition_met_on(project: Project, period: ContractPeriod) -> date | None:
    """The day on which the contract's condition for paying a period was met: its signature for an advance, the day both
    confirmed the amount for a settlement (PY-02), else acceptance.  None while it is not met."""
    contract = project.contract
    if contract.opened is not None and period.key in contract.opened.accepted_periods:
        return contract.signed_on
    done = project.performance.accepted.get(period.key)
    settled = project.payment.lateness.settled(period.key) if period.condition == "settlement" else None
    if settled is not None and (done is None or done.result != "failed"):
        return settled[0]
    if done is not None:
        return done.on if done.result != "failed" else None
    return contract.signed_on if period.condition == "advance" else None


def entitled_yuan(project: Project, period: ContractPeriod) -> Decimal:
    """What a period makes payable now: nothing before its condition is met, the settled or the accepted amount after,
    less what was deducted for good."""
    if condition_met_on(project, period) is None:
        return ZERO
    done = project.performance.accepted.get(period.key)
    settled = project.payment.lateness.settled(period.key) if period.condition == "settlement" else None
    brought = project.contract.opened.worth_yuan(period.key) if project.contract.opened is not None else None
    agreed = brought if brought is not None else period.payable_yuan
    worth = done.payable_yuan if done is not None else settled[1] if settled is not None else agreed
    return max(worth - project.payment.deductions.deducted_yuan(period.key), ZERO)


def promised_yuan(project: Project, key: str) -> Decimal:
    """What is paid or on its way for a period."""
    return sum((p.amount_yuan for p in project.payment.live if p.period == key), start=ZERO)


def paid_before_yuan(project: Project) -> Decimal:
    """What had been paid of a running contract before it came in."""
    return project.contract.opened.paid_yuan if project.contract.opened else ZERO


def payable_yuan(project: Project, period: ContractPeriod) -> Decimal:
    """What may still be ordered for a period.

    Three ceilings hold at once: the period's own; all periods together, so that an advance that turned out too high is
    recovered from later ones; and the contract's value.
    """
    contract = project.contract
    promised = project.payment.promised_yuan + paid_before_yuan(project)
    own = entitled_yuan(project, period) - promised_yuan(project, period.key)
    together = sum((entitled_yuan(project, p) for p in contract.periods), start=ZERO) - promised
    return max(min(own, together, contract.amount_yuan - promised), ZERO)


def outstanding_yuan(project: Project, invoice: InvoiceRegistered) -> Decimal:
    """What of an invoice is due and not paid yet, refused parts and deductions left out."""
    period = project.contract.period(invoice.period)
    if period is None:
        return ZERO
    made = [p for k, p in project.payment.made.items() if project.payment.ordered[k].invoice == invoice.number]
    unpaid = invoice.amount_yuan - sum((p.amount_yuan for p in made), start=ZERO)
    unpaid -= project.payment.deductions.withheld_yuan(invoice.number)  # the undisputed part stays due (PY-06)
    if unpaid <= 0:
        return ZERO
    on_its_way = sum(
        (
            p.amount_yuan
            for p in project.payment.live
            if p.invoice == invoice.number and p.payment not in project.payment.made
        ),
        start=ZERO,
    )
    return max(min(unpaid, on_its_way + payable_yuan(project, period)), ZERO)


Due = tuple[Deadline, str]  # the last day, and the rule that says so


def due_date(invoice: InvoiceRegistered, project: Project, rules: RuleBook) -> Due | None:
    """The day to pay by: the earliest of the rules that apply (PY-14); None while the contract's condition is not met.

    The days run from the later of invoice and condition (AD-07); a small enterprise's from acceptance alone (PY-01,
    PY-03) or from the settled amount (PY-02), though no invoice is due before it is there.
    """
    met = _ready(invoice, project)
    if met is None:
        return None
    found = [*_owed_by(invoice, project, rules), *_general(max(invoice.on, met), rules)]
    stricter = rules.has("PY-12", "applies") and rules.flag("PY-12", "applies")
    if stricter and "PY-12" not in project.supervision.departures:  # 原则上
        found.append((deadline(rules, "PY-12", "pay_within", max(invoice.on, met)), "PY-12"))
    return min(found, key=lambda pair: pair[0].on) if found else None


def interest_from(invoice: InvoiceRegistered, project: Project, rules: RuleBook) -> Due | None:
    """The last day that costs nothing: the contract's own day, or the Regulation's (PY-04).

    The notices on procurement bind the buyer and give the supplier no interest: PY-12 urges only, and PY-11 counts only
    where a rate was agreed on and no day, since then the days that the law gives stand in the contract's place.
    """
    met = _ready(invoice, project)
    if met is None:
        return None
    found = _owed_by(invoice, project, rules) or _general(max(invoice.on, met), rules)
    return min(found, key=lambda pair: pair[0].on) if found else None


def _ready(invoice: InvoiceRegistered, project: Project) -> date | None:
    period = project.contract.period(invoice.period)
    return condition_met_on(project, period) if period is not None else None


def _general(ready: date, rules: RuleBook) -> list[Due]:
    """Every supplier's days, of the finance ministry's notice."""
    return [(deadline(rules, "PY-11", "pay_within", ready), "PY-11")] if rules.has("PY-11", "pay_within") else []


def _owed_by(invoice: InvoiceRegistered, project: Project, rules: RuleBook) -> list[Due]:
    """The days that the supplier itself may rely on: what the contract agrees on (PY-13), and for a small enterprise the
    Regulation's thirty days, or where the contract has days of its own, sixty at most (PY-01)."""
    period, met = project.contract.period(invoice.period), _ready(invoice, project)
    if period is None or met is None:
        return []
    ready, terms, found = max(invoice.on, met), project.contract.terms, list[Due]()
    agreed = terms.pay_within_days if terms is not None and rules.knows("PY-13") else None
    if agreed is not None:
        found.append((rules.calendar.add(ready, Period(agreed, "CD")), "PY-13"))
    within = "pay_within" if agreed is None else "pay_within_by_contract"
    if rules.has("PY-01", within) and small_enterprise(project):
        regulation = deadline(rules, "PY-01", within, _confirmed_on(project, invoice.period, met, rules))
        clause = "PY-02" if period.condition == "settlement" else "PY-01"
        found.append((regulation if regulation.on >= ready else Deadline(ready, regulation.estimated), clause))
    return found


def _confirmed_on(project: Project, key: str, met: date, rules: RuleBook) -> date:
    """Where the buyer put acceptance off, the days run from the end of its time for accepting.  PY-03"""
    period = project.contract.period(key)
    fixed = (
        acceptance_due(project, period, rules) if period is not None and key in project.performance.accepted else None
    )
    return min(met, fixed.on) if fixed is not None else met


def small_enterprise(project: Project) -> bool:
    """Whether the Regulation on paying small and medium enterprises covers the supplier: an enterprise by its credit code,
    and not found to be large when its qualification was checked.

    The size is that of the day on which the contract was concluded: who succeeds to the contract takes it over with its
    rights, so the firm that signed is looked up, whoever is paid now.  保障中小企业款项支付条例 art. 3
    """
    terms = project.contract.signed
    if terms is None or not terms.supplier.startswith(_ENTERPRISE):
        return False
    checked = project.round.qualified.get(terms.supplier)
    return checked is None or checked.is_sme


def late_days(due: Due | None, paid_on: date) -> int:
    """Calendar days by which a payment came after its day; 0 in time."""
    return max((paid_on - due[0].on).days, 0) if due is not None else 0
