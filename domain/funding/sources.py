"""Funding: where the money comes from: the right pool, the two kinds of money, what a person must check.  JL44-5.1, FD-01, FD-02"""

from collections.abc import Iterator

from domain.forms import finding, require
from domain.given import Given
from domain.planning.messages import FundingLine, Plan
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

_COUNTY = 6  # digits of a county's division; townships and sub-districts have nine


def county_pool(pool: str) -> str:
    """The pool that a place uses: its own, a township its county's."""
    division, _, year = pool.rpartition("-")
    return f"{division[:_COUNTY]}-{year}"


def line_findings(lines: tuple[FundingLine, ...], plan: Plan, given: Given, where: str) -> Iterator[Finding | None]:
    """Each line names the county's pool, the buyer's own, and one of the two kinds of money, or asks."""
    for number, line in enumerate(lines):
        field = f"{where}[{number}].pool"
        right = county_pool(line.pool)
        reason = f"乡镇（街道）使用县级资金池：“{line.pool}”应写为“{right}”"
        yield require(given, "JL44-5.1", line.pool == right, reason, field=field, right=right)
        division = right.rpartition("-")[0]
        own = plan.buyer.division.startswith(division)
        foreign = f"资金池“{line.pool}”不属于购买主体所在地 {plan.buyer.division[:_COUNTY]}"
        yield require(given, "JL44-5.1", own, foreign, field=field, division=plan.buyer.division[:_COUNTY])
        if given.rules.has("FD-01", "sources") and line.source not in given.rules.kinds("FD-01", "sources"):
            asked = "资金既非社会救助工作经费也非困难群众救助补助资金：不计入总额度，请核对其管理办法"
            yield finding(given, "FD-01", asked, field=f"{where}[{number}].source", source=line.source)


def to_check(plan: Plan, rules: RuleBook) -> tuple[str, ...]:
    """The sources that a person must check against the kinds of work they pay for.  FD-02"""
    if not rules.has("FD-02", "needs_check"):
        return ()
    kinds = {item.code: item.kind for item in rules.items()}
    bought = {kinds[item.code] for item in plan.items if item.code in kinds}
    pairs = {tuple(pair.split(":", 1)) for pair in rules.kinds("FD-02", "needs_check")}
    return tuple(
        dict.fromkeys(line.source for line in plan.funding if any((line.source, kind) in pairs for kind in bought))
    )


def unchecked(project: Project, rules: RuleBook) -> tuple[str, ...]:
    """Those of them that nobody has answered for yet."""
    return tuple(s for s in to_check(project.plan, rules) if s not in project.funding.checked)


def check_findings(given: Given) -> Iterator[Finding | None]:
    """Unanswered it asks; a person's no stands in the way, a person's yes is on record."""
    project = given.project
    for source in unchecked(project, given.rules):
        reason = "事务性工作从困难群众救助补助资金列支，尚无人核对资金管理办法"
        remedy = "由法律顾问或者财政部门核对并答复（CheckFundSource）。"
        yield finding(given, "FD-02", reason, field="plan.funding", remedy=remedy, source=source)
    for source in to_check(project.plan, given.rules):
        answer = project.funding.checked.get(source)
        if answer is not None and not answer.lawful:
            reason = f"{answer.by}核对后认为不能从该资金列支：{answer.opinion}"
            yield finding(given, "JL44-5.1", reason, field="plan.funding", source=source)
