"""The final account: what was contracted, paid, deducted, and what goes back to which pool.  JL44-4.5.2b, JL44-5.2"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.payment.due import paid_before_yuan
from domain.project import Project

ZERO = Decimal("0.00")


def paid_yuan(project: Project) -> Decimal:
    """All that was paid, before Jieli too, less what came back."""
    return project.payment.paid_yuan + paid_before_yuan(project) - project.payment.repayments.repaid_yuan


def deducted_yuan(project: Project) -> Decimal:
    """What was taken off the contract: by acceptance, the whole of a failed period too; from invoices (HR-PY-3);
    and before Jieli."""
    decided = project.payment.deductions.decided.values()
    worth = {p.key: p.payable_yuan for p in project.contract.periods}
    accepted = project.performance.accepted.values()
    by_acceptance = sum((worth.get(a.period, a.payable_yuan) - a.payable_yuan for a in accepted), start=ZERO)
    opened = project.contract.opened
    before = sum((d.amount_yuan for d in opened.deductions), start=ZERO) if opened is not None else ZERO
    return by_acceptance + before + sum((d.amount_yuan for d in decided), start=ZERO)


def remainders(project: Project) -> Mapping[str, Decimal]:
    """By pool, what was reserved and not spent.

    A payment is borne by the pool of the year in which it was made, as far as that reaches; the rest by the others in
    order.  Together the remainders are what was reserved less what was paid here and did not come back.
    Interest counts where the reserve bears it (HR-PY-7).
    """
    held = dict(sorted(project.funding.reserved.items()))
    unborne, back = ZERO, project.payment.repayments.repaid_yuan
    of_reserve = (
        p for k, p in project.payment.interest_paid.items() if project.payment.ordered[k].charged_to == "reserve"
    )
    for made in sorted((*project.payment.made.values(), *of_reserve), key=lambda p: p.paid_on, reverse=True):
        kept = max(made.amount_yuan - back, ZERO)  # what came back undoes the last payments first
        back -= made.amount_yuan - kept
        of_year = [pool for pool in held if pool.endswith(f"-{made.paid_on.year}")]
        unborne += _bear(held, of_year, kept)
    _bear(held, list(held), unborne)
    return {pool: left for pool, left in held.items() if left > 0}


def _bear(held: dict[str, Decimal], pools: Iterable[str], amount_yuan: Decimal) -> Decimal:
    """Take an amount from these pools in order; what they couldn't bear."""
    for pool in pools:
        share = min(held[pool], amount_yuan)
        held[pool] -= share
        amount_yuan -= share
    return amount_yuan
