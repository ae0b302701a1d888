"""Funding: the year's end: freeze the pool, carry over what is not spent; a ceiling that falls.  HR-FD-2, HR-FD-3, JL44-5.2"""

from decimal import Decimal

from domain.closing.account import remainders
from domain.forms import at_most, require
from domain.funding.ceiling import ceiling_yuan, counts, over_ceiling, still_open
from domain.funding.messages import (
    AllocationRecorded,
    AnswerCeilingFall,
    CarriedIn,
    CarriedOut,
    CarryOver,
    CeilingFallAnswered,
    CeilingFallen,
    FreezeYear,
    FundsCarriedOver,
    RecordAllocation,
    YearFrozen,
)
from domain.funding.sources import county_pool
from domain.funding.state import Pool, evolve_pool
from domain.given import Decision, Given
from domain.message import Event
from domain.project import Project
from domain.supervision.messages import Finding

ZERO = Decimal("0.00")


def next_pool(pool: str) -> str:
    """The same division's pool of the year after."""
    division, _, year = pool.rpartition("-")
    return f"{division}-{int(year) + 1}"


def of_division(division: str, given: Given) -> Finding | None:
    """Finance acts for its own division's pool, or for one below it."""
    grants = given.actor.holds("finance", given.at.date())
    own = any(division.startswith(g.division) for g in grants)
    return require(given, "HR-WHO", own, f"{given.actor.name}的角色不及于{division}", field="division")


# ---------------------------------------------------------------- what is handed down


def allocate(command: RecordAllocation, given: Given) -> Decision:
    """Each document's money is entered once for each level; less than what is charged raises an alarm, undoes nothing."""
    pool = given.state(Pool, command.stream())
    key = f"{command.division}-{command.year}"
    right = county_pool(key)
    enough = command.kind != "withdrawn" or command.amount_yuan <= pool.base_yuan
    twice = (command.level, command.document_number) in pool.documents
    found = [
        of_division(command.division, given),
        require(given, "JL44-5.1", key == right, f"乡镇（街道）使用县级资金池“{right}”", field="division", right=right),
        require(given, "HR-FD-4", not twice, f"{command.document_number} 的资金已登记", field="document_number"),
        require(given, "HR-FD-4", enough, "收回数超过已下达数", field="amount_yuan"),
    ]
    allocation = AllocationRecorded(**command.model_dump(exclude={"division", "year"}))
    if not enough:
        return given.settle(command, found)
    return given.settle(command, found, allocation, *_fall(pool, allocation, given))


def _fall(pool: Pool, allocation: AllocationRecorded, given: Given) -> tuple[Event, ...]:
    """A withdrawal that leaves more charged than the ceiling."""
    after = evolve_pool(pool, allocation)
    ceiling = ceiling_yuan(after, given.rules)
    if allocation.kind != "withdrawn" or after.used_yuan <= ceiling:
        return ()
    return (
        CeilingFallen(
            base_yuan=after.base_yuan,
            ceiling_yuan=ceiling,
            used_yuan=after.used_yuan,
            over_yuan=after.used_yuan - ceiling,
            document_number=allocation.document_number,
            on=given.on,
        ),
    )


def answer_fall(command: AnswerCeilingFall, given: Given) -> Decision:
    pool = given.state(Pool, command.stream())
    waiting = pool.fallen is not None and pool.answer is None
    found = [
        of_division(command.division, given),
        require(given, "HR-FD-3", waiting, "没有待说明的超额占用"),
    ]
    answered = CeilingFallAnswered(
        measures=command.measures, document_number=command.document_number, by=given.by, on=given.on
    )
    return given.settle(command, found, answered)


# ---------------------------------------------------------------- the year's end


def freeze(command: FreezeYear, given: Given) -> Decision:
    pool = given.state(Pool, command.stream())
    begun = given.on.year >= command.year
    found = [
        of_division(command.division, given),
        require(given, "HR-FD-2", pool.allocations > 0, "该年度没有登记任何资金下达", field="year"),
        require(given, "HR-FD-2", begun, f"{command.year}年度尚未开始", field="year"),
        require(given, "HR-FD-2", pool.frozen_on is None, f"已于{pool.frozen_on}冻结", field="year"),
    ]
    frozen = YearFrozen(document_number=command.document_number, by=given.by, on=given.on)
    return given.settle(command, found, frozen)


def unspent_yuan(project: Project, pool: str) -> Decimal:
    """What a project reserved in a pool and has neither paid nor ordered to be paid."""
    under_way = sum((p.amount_yuan for p in project.payment.live if p.payment not in project.payment.made), start=ZERO)
    return max(remainders(project).get(pool, ZERO) - under_way, ZERO)


def carry_over(command: CarryOver, given: Given) -> Decision:
    """Out of the frozen year and into the next, in one append; a charge of the next year, so under its ceiling."""
    project = given.project
    funding = project.funding
    target = next_pool(command.pool)
    before, after = given.state(Pool, f"pool/{command.pool}"), given.state(Pool, f"pool/{target}")
    free = unspent_yuan(project, command.pool)
    known = command.source in funding.sources.get(command.pool, frozenset())
    done = any(c.document_number == command.document_number and c.pool == command.pool for c in funding.carried)
    found: list[Finding | None] = [
        require(given, "HR-FD-2", command.amount_yuan > 0, "结转金额须大于零", field="amount_yuan"),
        require(given, "HR-FD-2", known, f"资金池 {command.pool} 没有落实过该来源的资金", field="source"),
        require(given, "HR-FD-2", before.frozen_on is not None, f"资金池 {command.pool} 尚未年终冻结", field="pool"),
        require(given, "HR-FD-2", not done, f"{command.document_number} 的结转已登记", field="document_number"),
        at_most(given, "HR-FD-2", command.amount_yuan, free, "结转金额", field="amount_yuan"),
    ]
    moved = FundsCarriedOver(**command.model_dump(), to_pool=target, on=given.on)
    if not counts(command.source, given.rules):
        return given.settle(command, found, moved)
    held = before.charged.get(project.id, ZERO)
    reason = f"资金池 {command.pool} 中本项目占用 {held} 元"
    over = over_ceiling(given, target, after, command.amount_yuan)
    found += [
        require(given, "HR-FD-2", command.amount_yuan <= held, reason, field="amount_yuan", held_yuan=held),
        still_open(given, target, after),
        over,
    ]
    shared = {
        "project": project.id,
        "source": command.source,
        "amount_yuan": command.amount_yuan,
        "document_number": command.document_number,
    }
    out = CarriedOut(**shared, to_pool=target)
    into = CarriedIn(**shared, from_pool=command.pool, departed=over is not None)
    return given.settle(command, found, moved, also=((f"pool/{command.pool}", out), (f"pool/{target}", into)))
