"""What a project's reservation holds beyond its need: this goes back to the pool.  JL44-4.1.2, JL44-5.2, HR-FD-7"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.performance.acceptance import accepted, over_on, service_periods
from domain.project import Project

ZERO = Decimal("0.00")


def ended_on(project: Project) -> date | None:
    """The day on which the contract ended before its term: dissolved, or left by the supplier."""
    dissolved, left = project.breach.dissolved, project.breach.exit
    days = [dissolved.effective_on] if dissolved is not None else []
    days += [left.leaves_on] if left is not None else []
    return min(days, default=None)


def needed_yuan(project: Project, on: date) -> Decimal:
    """What the project will still pay, as far as it is known: the budget, the price, the contract, what was accepted."""
    promised = project.payment.promised_yuan
    if project.bidding.cancelled_on is not None:
        return promised
    end = ended_on(project)
    if (end is not None and end <= on) or project.performance.completed_on is not None:
        return max(promised, project.billed_yuan + _to_accept(project, end))
    if project.contract.terms is not None:
        return max(promised, project.contract.amount_yuan)
    return project.award.confirmed.price_yuan if project.award.confirmed is not None else project.plan.budget_yuan


def _to_accept(project: Project, end: date | None) -> Decimal:
    """After an early end: what was begun and neither accepted nor settled may still be owed, in full at most.  PY-06, EX-04"""
    if end is None or project.performance.started_on is None or project.breach.aftermath.settled is not None:
        return ZERO
    judged = project.performance.accepted
    begun = (p for p in service_periods(project) if p.starts_on <= over_on(project, p) and p.starts_on <= end)
    waiting = (p for p in begun if p.key not in judged and not accepted(project, p.key))
    return sum((p.payable_yuan for p in waiting), start=ZERO)


def free_yuan(project: Project, pool: str, on: date) -> Decimal:
    """How much one pool can be given back now."""
    held = project.funding.reserved.get(pool, ZERO)
    return max(ZERO, min(held, _beyond(project, on)))


def remainders(project: Project, on: date) -> Mapping[str, Decimal]:
    """By pool, what goes back when all of it does: the last year's money first, for the first years' are spent."""
    left, found = _beyond(project, on), dict[str, Decimal]()
    for pool, held in sorted(project.funding.reserved.items(), reverse=True):
        share = min(held, left)
        if share > 0:
            found[pool] = share
            left -= share
    return found


def _beyond(project: Project, on: date) -> Decimal:
    return project.funding.reserved_yuan + project.funding.committed_yuan - needed_yuan(project, on)
