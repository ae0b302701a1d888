"""Funding: the rules.  Reservations never pass the ceiling, however many are asked at once.  JL44-4.1.2, JL44-5.*"""

from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.forms import finding, gate, require
from domain.funding.messages import (
    AllocationRecorded,
    FundsCommitted,
    FundsReleased,
    FundsReserved,
    PoolCharged,
    PoolReleased,
    RecordAllocation,
    ReleaseFunds,
    ReserveFunds,
)
from domain.funding.state import Pool
from domain.given import Decision, Given
from domain.message import Command, Event
from domain.planning.messages import FundingLine
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

FundingCommand = RecordAllocation | ReserveFunds | ReleaseFunds


def reads(command: Command, project: Project) -> tuple[str, ...]:
    match command:
        case ReserveFunds() if project.planning.plan is not None:
            return tuple(f"pool/{line.pool}" for line in project.plan.funding)
        case ReleaseFunds():
            return (f"pool/{command.pool}",)
        case _:
            return ()


def decide(command: FundingCommand, given: Given) -> Decision:
    match command:
        case RecordAllocation():
            allocation = AllocationRecorded(**command.model_dump(exclude={"division", "year"}))
            pool = given.state(Pool, command.stream())
            enough = command.kind != "withdrawn" or command.amount_yuan <= pool.base_yuan
            found = [
                _of_division(command, given),
                require(given, "JL44-5.2", enough, "收回数超过已下达数", field="amount_yuan"),
            ]
            return given.settle(command, found, allocation)
        case ReserveFunds():
            return _reserve(command, given)
        case ReleaseFunds():
            return _release(command, given)
        case _:
            assert_never(command)


def _of_division(command: RecordAllocation, given: Given) -> Finding | None:
    """Finance records what came to its own division, or to one below it."""
    grants = given.actor.holds("finance", given.at.date())
    own = any(command.division.startswith(g.division) for g in grants)
    return require(given, "HR-WHO", own, f"{given.actor.name}的角色不及于{command.division}", field="division")


def counts(source: str, rules: RuleBook) -> bool:
    """Whether money of this source is charged to the pool; what comes from elsewhere is outside the words of JL44-5.2."""
    return source in rules.kinds("JL44-5.2", "charged_sources")


def ceiling_yuan(pool: Pool, rules: RuleBook) -> Decimal:
    """What may be charged to the pool in all: a share of what was handed down.  JL44-5.2"""
    return (pool.base_yuan * rules.ratio("JL44-5.2", "ceiling")).quantize(Decimal("0.01"))


def over_ceiling(given: Given, pool_key: str, pool: Pool, amount_yuan: Decimal) -> Finding | None:
    """The ceiling stands in the way of a charge; None where the charge fits."""
    ceiling = ceiling_yuan(pool, given.rules)
    reason = f"资金池 {pool_key} 已占用 {pool.used_yuan} 元，再占用 {amount_yuan} 元将超过上限 {ceiling} 元"
    fits = pool.used_yuan + amount_yuan <= ceiling
    return require(
        given, "JL44-5.2", fits, reason, ceiling_yuan=ceiling, used_yuan=pool.used_yuan, amount_yuan=amount_yuan
    )


def _reserve(command: ReserveFunds, given: Given) -> Decision:
    project = given.project
    open_lines = [line for line in project.plan.funding if line.pool not in project.funding.reserved]
    if not open_lines:
        return given.settle(command, [finding(given, "JL44-4.1.2", "资金已全部落实")])
    found: list[Finding | None] = gate(given, "reserve_funds")
    home: list[Event] = []
    also: list[tuple[str, Event]] = []
    charged: dict[str, Decimal] = {}  # two lines of one pool share its ceiling
    for line in open_lines:
        pool = given.state(Pool, f"pool/{line.pool}")
        if pool.allocations == 0 and _later_year(line, given):
            if line.pool not in project.funding.committed:
                home.append(
                    FundsCommitted(pool=line.pool, source=line.source, amount_yuan=line.amount_yuan, on=given.on)
                )
            continue
        home.append(FundsReserved(pool=line.pool, source=line.source, amount_yuan=line.amount_yuan, on=given.on))
        if not counts(line.source, given.rules):
            continue
        together = charged.get(line.pool, Decimal("0.00")) + line.amount_yuan
        charged[line.pool] = together
        over = over_ceiling(given, line.pool, pool, together)
        found.append(over)
        charge = PoolCharged(
            project=project.id, source=line.source, amount_yuan=line.amount_yuan, departed=over is not None
        )
        also.append((f"pool/{line.pool}", charge))
    if not home:
        found.append(finding(given, "JL44-4.1.2", "承诺年度的资金尚未下达"))
    return given.settle(command, found, *home, also=tuple(also))


def _later_year(line: FundingLine, given: Given) -> bool:
    """A year that follows the plan's first: its money is promised until its allocation arrives."""
    return int(line.pool.rsplit("-", 1)[1]) > given.project.plan.starts_on.year


def needed_yuan(project: Project, on: date) -> Decimal:
    """What the project will still pay, as far as it is known: the budget, the price, the contract, what was accepted."""
    promised = project.payment.promised_yuan
    if project.bidding.cancelled_on is not None:
        return promised
    dissolved = project.breach.dissolved
    ended = dissolved is not None and dissolved.effective_on <= on
    if ended or project.performance.completed_on is not None:
        return max(promised, project.billed_yuan)
    if project.contract.terms is not None:
        return max(promised, project.contract.amount_yuan)
    return project.award.confirmed.price_yuan if project.award.confirmed is not None else project.plan.budget_yuan


def _release(command: ReleaseFunds, given: Given) -> Decision:
    project = given.project
    funding = project.funding
    held = funding.reserved.get(command.pool, Decimal("0.00"))
    to_come = sum((c.amount_yuan for c in funding.committed.values()), start=Decimal("0.00"))
    free = max(Decimal("0.00"), min(held, funding.reserved_yuan + to_come - needed_yuan(project, given.on)))
    reason = f"资金池 {command.pool} 可释放 {free} 元"
    found = [require(given, "JL44-5.2", command.amount_yuan <= free, reason, field="amount_yuan", free_yuan=free)]
    released = FundsReleased(pool=command.pool, amount_yuan=command.amount_yuan, reason=command.reason, on=given.on)
    back = PoolReleased(project=project.id, amount_yuan=command.amount_yuan, reason=command.reason)
    return given.settle(command, found, released, also=((f"pool/{command.pool}", back),))
