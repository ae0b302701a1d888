"""Funding: the rules.  Reservations never pass the ceiling, however many are asked at once.  JL44-4.1.2, JL44-5.*"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import assert_never

from domain.forms import finding, gate, require
from domain.funding import year
from domain.funding.ceiling import ceiling_yuan, counts, over_ceiling, still_open
from domain.funding.free import free_yuan
from domain.funding.messages import (
    AnswerCeilingFall,
    CarryOver,
    CheckFundSource,
    FreezeYear,
    FundsCommitted,
    FundsConverted,
    FundSourceChecked,
    FundsReleased,
    FundsReserved,
    PoolCharged,
    PoolReleased,
    RecordAllocation,
    ReleaseFunds,
    ReserveFunds,
    ReserveRenewal,
)
from domain.funding.sources import check_findings, line_findings, to_check
from domain.funding.state import Pool
from domain.given import Decision, Given
from domain.message import Command, Event
from domain.planning.messages import FundingLine
from domain.project import Project
from domain.supervision.messages import Finding

FundingCommand = (
    RecordAllocation
    | AnswerCeilingFall
    | FreezeYear
    | CarryOver
    | ReserveFunds
    | ReserveRenewal
    | ReleaseFunds
    | CheckFundSource
)
__all__ = ["FundingCommand", "ceiling_yuan", "counts", "decide", "over_ceiling", "reads"]


def reads(command: Command, project: Project) -> tuple[str, ...]:
    match command:
        case ReserveFunds() if project.planning.plan is not None:
            return tuple(f"pool/{line.pool}" for line in project.plan.funding)
        case ReserveRenewal():
            return tuple(f"pool/{line.pool}" for line in command.lines)
        case ReleaseFunds():
            return (f"pool/{command.pool}",)
        case CarryOver():
            return (f"pool/{command.pool}", f"pool/{year.next_pool(command.pool)}")
        case _:
            return ()


def decide(command: FundingCommand, given: Given) -> Decision:
    match command:
        case RecordAllocation():
            return year.allocate(command, given)
        case AnswerCeilingFall():
            return year.answer_fall(command, given)
        case FreezeYear():
            return year.freeze(command, given)
        case CarryOver():
            return year.carry_over(command, given)
        case ReserveFunds():
            return _reserve(command, given)
        case ReserveRenewal():
            return _reserve_renewal(command, given)
        case ReleaseFunds():
            return _release(command, given)
        case CheckFundSource():
            return _check_source(command, given)
        case _:
            assert_never(command)


def _reserve(command: ReserveFunds, given: Given) -> Decision:
    project = given.project
    funding = project.funding
    open_lines = [
        line for line in project.plan.funding if line.pool not in funding.reserved or line.pool in funding.committed
    ]
    if not open_lines:
        return given.settle(command, [finding(given, "JL44-4.1.2", "资金已全部落实")])
    to_come = [line for line in open_lines if _promised(line, given)]
    now = [line for line in open_lines if line not in to_come]
    charges, over = _charges(now, given)
    home: list[Event] = [_reserved(line, given) for line in now]
    home += [
        FundsCommitted(pool=line.pool, source=line.source, amount_yuan=line.amount_yuan, on=given.on)
        for line in to_come
        if line.pool not in funding.committed
    ]
    found = [
        *gate(given, "reserve_funds"),
        *line_findings(project.plan.funding, project.plan, given, "plan.funding"),
        *check_findings(given),
        *over,
        None if home else finding(given, "JL44-4.1.2", "承诺年度的资金尚未下达"),
    ]
    return given.settle(command, found, *home, *_converted(now, given), also=charges)


def _reserved(line: FundingLine, given: Given) -> FundsReserved:
    return FundsReserved(pool=line.pool, source=line.source, amount_yuan=line.amount_yuan, on=given.on)


def _charges(
    lines: Sequence[FundingLine], given: Given
) -> tuple[tuple[tuple[str, Event], ...], tuple[Finding | None, ...]]:
    """What these lines charge to their pools, and what stands in the way; two lines of one pool share its ceiling."""
    also: list[tuple[str, Event]] = []
    found: list[Finding | None] = []
    together: dict[str, Decimal] = {}
    for line in lines:
        pool = given.state(Pool, f"pool/{line.pool}")
        if line.pool not in together:
            found.append(still_open(given, line.pool, pool))
        together[line.pool] = together.get(line.pool, Decimal("0.00"))
        if not counts(line.source, given.rules):
            continue
        together[line.pool] += line.amount_yuan
        over = over_ceiling(given, line.pool, pool, together[line.pool])
        found.append(over)
        charge = PoolCharged(
            project=given.project.id, source=line.source, amount_yuan=line.amount_yuan, departed=over is not None
        )
        also.append((f"pool/{line.pool}", charge))
    return tuple(also), tuple(found)


def _converted(lines: Sequence[FundingLine], given: Given) -> Iterator[Event]:
    """The record that budget not meant for purchase was turned to it.  JL44-5.4"""
    approved = given.project.approval.agreed("budget_conversion")
    for line in lines:
        if approved is not None and not line.earmarked:
            yield FundsConverted(
                pool=line.pool,
                source=line.source,
                amount_yuan=line.amount_yuan,
                approved_by=approved.by,
                approved_on=approved.on,
                document_number=approved.document_number,
                on=given.on,
            )


def _promised(line: FundingLine, given: Given) -> bool:
    """A later year into whose pool nothing was handed down yet: its money is promised until it is."""
    return given.state(Pool, f"pool/{line.pool}").allocations == 0 and _later_year(line, given)


def _reserve_renewal(command: ReserveRenewal, given: Given) -> Decision:
    """Money of the year of a renewal that was announced: handed down, under that year's ceiling.  JL44-4.1.2, JL44-5.2"""
    project = given.project
    terms = project.publication.solicitation
    announced = terms is not None and terms.renewals is not None
    charges, over = _charges(command.lines, given)
    years = {int(line.pool.rsplit("-", 1)[1]) for line in command.lines}
    ends_on = project.contract.terms.ends_on if project.contract.terms is not None else project.plan.ends_on
    found = [
        require(given, "JL44-4.3.4", announced, "采购公告没有预告续签", field="lines"),
        require(given, "JL44-5.1", min(years) >= ends_on.year, f"资金年度须在合同{ends_on}届满之后", field="lines"),
        *line_findings(command.lines, project.plan, given, "lines"),
        *over,
    ]
    return given.settle(command, found, *(_reserved(line, given) for line in command.lines), also=charges)


def _check_source(command: CheckFundSource, given: Given) -> Decision:
    """A person of another hand than the plan's says whether the money may pay for this work.  FD-02"""
    project = given.project
    asked = command.source in to_check(project.plan, given.rules)
    other = given.by != project.planning.author
    found = [
        require(given, "JL44-4.0", asked, "该资金来源没有须核对的事项", field="source"),
        require(given, "JL44-4.4.0", other, "资金来源须由编制人以外的人核对", author=project.planning.author),
    ]
    checked = FundSourceChecked(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, checked)


def _later_year(line: FundingLine, given: Given) -> bool:
    """A year that follows the plan's first: its money is promised until its allocation arrives."""
    return int(line.pool.rsplit("-", 1)[1]) > given.project.plan.starts_on.year


def _release(command: ReleaseFunds, given: Given) -> Decision:
    project = given.project
    free = free_yuan(project, command.pool, given.on)
    reason = f"资金池 {command.pool} 可释放 {free} 元"
    found = [require(given, "JL44-5.2", command.amount_yuan <= free, reason, field="amount_yuan", free_yuan=free)]
    released = FundsReleased(pool=command.pool, amount_yuan=command.amount_yuan, reason=command.reason, on=given.on)
    back = PoolReleased(project=project.id, amount_yuan=command.amount_yuan, reason=command.reason)
    return given.settle(command, found, released, also=((f"pool/{command.pool}", back),))
