"""Funding: what a pool can bear: the ceiling of what was handed down, and a year that is closed.  JL44-5.2, HR-FD-2"""

from decimal import Decimal

from domain.forms import require
from domain.funding.state import Pool
from domain.given import Given
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

CENT = Decimal("0.01")


def counts(source: str, rules: RuleBook) -> bool:
    """Whether money of this source is charged to the pool; what comes from elsewhere is outside the words of JL44-5.2."""
    return source in rules.kinds("JL44-5.2", "charged_sources")


def ceiling_yuan(pool: Pool, rules: RuleBook) -> Decimal:
    """What may be charged to the pool in all: a share of what was handed down.  JL44-5.2"""
    return (pool.base_yuan * rules.ratio("JL44-5.2", "ceiling")).quantize(CENT)


def over_ceiling(given: Given, pool_key: str, pool: Pool, amount_yuan: Decimal) -> Finding | None:
    """The ceiling stands in the way of a charge; None where the charge fits."""
    ceiling = ceiling_yuan(pool, given.rules)
    reason = f"资金池 {pool_key} 已占用 {pool.used_yuan} 元，再占用 {amount_yuan} 元将超过上限 {ceiling} 元"
    fits = pool.used_yuan + amount_yuan <= ceiling
    return require(
        given, "JL44-5.2", fits, reason, ceiling_yuan=ceiling, used_yuan=pool.used_yuan, amount_yuan=amount_yuan
    )


def still_open(given: Given, pool_key: str, pool: Pool) -> Finding | None:
    """Nothing new is charged to a year whose accounts are closed."""
    reason = f"资金池 {pool_key} 已于{pool.frozen_on}年终冻结，不再占用"
    return require(given, "HR-FD-2", pool.frozen_on is None, reason, field="pool", frozen_on=pool.frozen_on)
