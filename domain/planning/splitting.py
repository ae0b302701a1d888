"""Splitting: what a buyer has bought of the same kind in a year, against the limits that one purchase would have met.

GPL 28 and its Regulation 28 (R-M07): one fiscal year, one budget item, one category, bought more than once by other methods
than open tender, above the open-tender threshold in sum.  The same below the procurement limit, where the law would bind.
"""

from collections.abc import Iterator
from decimal import Decimal

from domain import chains
from domain.forms import finding, inside_gpl, procurement_limit
from domain.given import Given
from domain.planning.messages import Plan, PurchaseRecorded, PurchaseTakenBack
from domain.register.state import BuyerYear
from domain.supervision.messages import Finding

RULE = "R-M07"


def year_of(plan: Plan) -> str:
    """The stream in which a buyer's purchases of the plan's year stand."""
    return f"buyer/{plan.buyer.uscc}-{plan.starts_on.year}"


def purchase(plan: Plan, given: Given) -> PurchaseRecorded:
    """What is recorded of a determined plan; `excused` where only an approval made it lawful."""
    return PurchaseRecorded(
        project=given.project.id,
        method=plan.method,
        items=tuple(i.code for i in plan.items),
        amount_yuan=plan.budget_yuan,
        on=given.on,
        budget_item=plan.budget_item,
        excused=plan.calls_off or (excused(given) and any(_found(plan, given))),
    )


def taken_back(reason: str, given: Given) -> tuple[tuple[str, PurchaseTakenBack], ...]:
    """What is called off was not bought: it leaves the buyer's year, if it stands there.  GPL Regulation 28"""
    name = year_of(given.project.plan)
    if all(p.project != given.project.id for p in given.state(BuyerYear, name).purchases):
        return ()
    return ((name, PurchaseTakenBack(project=given.project.id, reason=reason, on=given.on)),)


def splitting(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """What stands in the way, unless the budget was adjusted or another method approved."""
    if not plan.calls_off and not excused(given):  # a call-off is part of a purchase that was competed for
        yield from _found(plan, given)


def excused(given: Given) -> bool:
    """The budget was adjusted, or another method than open tender approved.  GPL Regulation 28"""
    rules, project = given.rules, given.project
    kinds = rules.kinds(RULE, "excused_by") if rules.has(RULE, "excused_by") else ()
    return any((word := chains.standing(project, kind)) is not None and word.agrees for kind in kinds)


def _found(plan: Plan, given: Given) -> Iterator[Finding | None]:
    year = given.state(BuyerYear, year_of(plan))
    same = [p for p in year.purchases if _same(p, plan, given)]
    threshold = given.rules.yuan("R-M04", "open_tender")
    limit = procurement_limit(plan, given.rules)
    if not inside_gpl(plan, given.rules):
        small = [p for p in same if p.amount_yuan < limit]
        together = _sum(plan, small)
        if small and together >= limit:
            reason = (
                f"同一预算年度内同类事项{len(small) + 1}次合计 {together} 元，已达采购限额标准 {limit} 元，疑似化整为零"
            )
            yield finding(given, RULE, reason, field="plan.budget_yuan", projects=[p.project for p in small])
    if plan.method != "open_tender" and plan.budget_yuan < threshold:
        # what reaches the threshold by itself has an approval of its own (R-M02)
        others = [p for p in same if p.method != "open_tender" and p.amount_yuan < threshold]
        together = _sum(plan, others)
        if others and together > threshold:
            reason = f"同一预算年度内同类事项不经公开招标{len(others) + 1}次，合计 {together} 元，超过公开招标数额标准 {threshold} 元"
            yield finding(given, RULE, reason, field="plan.method", projects=[p.project for p in others])


def _same(before: PurchaseRecorded, plan: Plan, given: Given) -> bool:
    """The same budget item and category; a replacement of what failed, and what was approved, are none."""
    if before.excused or before.project in (plan.replaces, given.project.id):
        return False
    apart = before.budget_item is not None and plan.budget_item is not None and before.budget_item != plan.budget_item
    return not apart and bool({item.code for item in plan.items} & set(before.items))


def _sum(plan: Plan, others: list[PurchaseRecorded]) -> Decimal:
    return plan.budget_yuan + sum((p.amount_yuan for p in others), start=Decimal(0))
