"""What lateness costs: the agreed rate, or the Regulation's where none is agreed, to the fen.  PY-04"""

from decimal import ROUND_HALF_UP, Decimal

from domain.payment.due import small_enterprise
from domain.project import Project
from domain.rulebook import RuleBook

FEN = Decimal("0.01")


def daily_rate(project: Project, rules: RuleBook) -> Decimal | None:
    """The share of a late sum that is owed for each day; None where nothing is: no rate agreed, and no small enterprise."""
    terms = project.contract.signed
    if terms is not None and terms.late_interest_yearly is not None and rules.has("PY-04", "days_of_year"):
        return terms.late_interest_yearly / rules.count("PY-04", "days_of_year")
    if small_enterprise(project) and rules.has("PY-04", "daily_rate"):
        return rules.ratio("PY-04", "daily_rate")
    return None


def interest_yuan(amount_yuan: Decimal, days: int, project: Project, rules: RuleBook) -> Decimal | None:
    """Interest on a sum that is so many calendar days late; None where none is owed."""
    rate = daily_rate(project, rules)
    if rate is None or days <= 0:
        return None
    return (amount_yuan * rate * days).quantize(FEN, ROUND_HALF_UP)


def owed_interest(project: Project) -> dict[str, Decimal]:
    """Interest that is owed and neither paid nor on its way, by the late payment."""
    payment = project.payment
    asked = {p.interest_of for k, p in payment.ordered.items() if p.interest_of and k not in payment.ended}
    return {k: m.interest_yuan for k, m in payment.made.items() if m.interest_yuan and k not in asked}
