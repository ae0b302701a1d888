"""From what was paid and not due to a draft of a deduction: how much, from which invoice, on what ground.  HR-RO-3, HR-PY-3

A draft decides nothing: a clerk proposes it, the supplier replies, another person decides.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from domain.performance.roster.messages import GROUND_TITLES
from domain.performance.roster.state import bounds
from domain.project import Project
from records.comparing import Comparison

ZERO = Decimal("0.00")
PREFIX = "overpaid"


@dataclass(frozen=True, slots=True)
class Draft:
    """For one accepted period.  `amount_yuan` None: the contract's price of the item can't be told from the period alone."""

    key: str
    period: str
    quantity: Decimal  # person-months, or services
    item: str
    amount_yuan: Decimal | None
    invoice: str | None  # None: no unpaid invoice is on record
    ground: str


def drafts(project: Project, told: Comparison, person_months: Collection[str]) -> tuple[Draft, ...]:
    """What accepted periods have too much, less what was proposed before on the same account."""
    return tuple(d for d in _all(project, told, person_months) if d.amount_yuan is None or d.amount_yuan > 0)


def _all(project: Project, told: Comparison, person_months: Collection[str]) -> Iterator[Draft]:
    for period in project.contract.periods:
        if period.key not in project.performance.accepted:
            continue
        over = [
            o for o in project.performance.roster.overpaid
            if period.key in o.periods and bounds(o.month)[0] <= told.last and told.first <= bounds(o.month)[1]
        ]  # fmt: skip
        item = next((name for name in period.targets if name in person_months), None)
        if over and item is not None:
            quantity = sum((o.person_months for o in over), start=Decimal(0))
            lines = [f"{o.recipient} {o.month} {GROUND_TITLES[o.ground]} {o.person_months:f}" for o in over]
            yield _draft(project, period.key, item, quantity, "人月", lines)
        for target in period.targets:
            rows = [n for n in told.not_due if n.period == period.key and n.item == target]
            if rows:
                lines = [f"{n.recipient} {n.day} {n.count} {'、'.join(n.records)}" for n in rows]
                yield _draft(project, period.key, target, Decimal(sum(n.count for n in rows)), "次", lines)


def _draft(project: Project, key: str, item: str, quantity: Decimal, unit: str, lines: list[str]) -> Draft:
    period = project.contract.period(key)
    assert period is not None
    digest = sha256("\n".join(lines).encode()).hexdigest()
    amount: Decimal | None = None
    if len(period.targets) == 1 and period.targets[item] > 0:  # the period's price is this item's alone
        amount = (quantity * period.payable_yuan / period.targets[item]).quantize(ZERO, rounding=ROUND_HALF_UP)
        amount -= _before(project, key)
    people = len({line.split()[0] for line in lines})
    words = (
        f"履约期{key}：{people}名服务对象在死亡、迁出、住院等不应服务的日期计入“{item}”{quantity:f}{unit}（HR-RO-3）"
    )
    return Draft(f"{PREFIX}-{key}-{digest[:8]}", key, quantity, item, amount, _invoice(project, key), words)


def _before(project: Project, period: str) -> Decimal:
    """What was proposed on this account before: as decided, or as proposed while it is open."""
    deductions = project.payment.deductions
    found = [d for k, d in deductions.proposed.items() if k.startswith(f"{PREFIX}-{period}-")]
    return sum(
        (deductions.decided[d.key].amount_yuan if d.key in deductions.decided else d.amount_yuan for d in found), ZERO
    )


def _invoice(project: Project, period: str) -> str | None:
    """The period's unpaid invoice, else the first unpaid one of another: what was paid is taken back from what comes."""
    unpaid = sorted(project.payment.unpaid_invoices, key=lambda i: i.period != period)
    return unpaid[0].number if unpaid else None
