"""Rectification: ordered within bounds, reported, rechecked by another person than the one who reported it.  HR-TK-06, HR-PF-1"""

from collections.abc import Iterator
from decimal import Decimal

from domain.agenda import AgendaItem, duty
from domain.calendar import Deadline, Period
from domain.forms import at_least, at_most, deadline, require, someone_else
from domain.given import Decision, Given
from domain.performance.messages import (
    OrderRectification,
    RecheckRectification,
    RectificationOrdered,
    RectificationRechecked,
    RectificationReported,
    ReportRectification,
)
from domain.project import Project
from domain.rulebook import RuleBook


def order(command: OrderRectification, given: Given) -> Decision:
    """The supplier's days lie within the house's bounds.  law.md §14.4"""
    shortest = given.rules.period("HR-TK-06", "rectify_min")
    longest = given.rules.period("HR-TK-06", "rectify_max")
    days = command.working_days if command.working_days is not None else shortest.count
    what = "整改期限（工作日）"
    found = [
        require(
            given, "JL44-4.4.0", command.key not in given.project.performance.orders, "整改编号已使用", field="key"
        ),
        at_least(given, "HR-TK-06", Decimal(days), Decimal(shortest.count), what, field="working_days"),
        at_most(given, "HR-TK-06", Decimal(days), Decimal(longest.count), what, field="working_days"),
    ]
    due = given.rules.calendar.add(given.on, Period(days, shortest.unit)).on
    return given.settle(
        command, found, RectificationOrdered(key=command.key, finding=command.finding, due=due, on=given.on)
    )


def report(command: ReportRectification, given: Given) -> Decision:
    open_keys = {o.key for o in given.project.performance.open_orders}
    found = [require(given, "HR-TK-06", command.key in open_keys, "没有这一待整改事项", field="key")]
    return given.settle(command, found, RectificationReported(**command.model_dump(), by=given.by, on=given.on))


def recheck(command: RecheckRectification, given: Given) -> Decision:
    performance = given.project.performance
    is_open = command.key in {o.key for o in performance.open_orders}
    told = performance.rectified.get(command.key)
    done = not command.passed or told is not None
    found = [
        require(given, "HR-TK-06", is_open, "没有这一待复查事项", field="key"),
        require(given, "HR-TK-06", not is_open or done, "承接主体尚未报告整改，不能复查通过", field="passed"),
        someone_else(given, "HR-PF-1", told.by, "整改的复查") if told is not None and told.by else None,
    ]
    return given.settle(command, found, RectificationRechecked(**command.model_dump(), on=given.on))


# ---------------------------------------------------------------- the clock


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Put right, then rechecked; what nobody does in time goes to the head.  HR-TK-06, HR-PF-1"""
    performance = project.performance
    for one in performance.open_orders:
        yield from _failed(project, one, rules)
        reported = performance.rectified.get(one.key)
        checked = performance.rechecked.get(one.key)
        if reported is not None and (checked is None or checked.on < reported.on):
            key, rule, who = f"performance.recheck.{one.key}", "HR-PF-1", "clerk"
            title, due = f"复查整改：{one.finding[:30]}", deadline(rules, rule, "recheck_within", reported.on)
            left = f"无人复查整改，负责人指定人员复查：{one.finding[:30]}"
        else:
            key, rule, who = f"performance.rectify.{one.key}", "HR-TK-06", "supplier"
            title, due = f"整改：{one.finding[:30]}", Deadline(one.due, rules.calendar.is_estimated(one.due))
            left = f"到期未报告整改，复查并决定如何处理：{one.finding[:30]}"
        yield duty(project.watch, key, title, due, rule=rule, who=who, rules=rules)
        failed = who == "supplier" and reported is not None  # a failed recheck is counted on its own
        if key in project.watch.missed and not failed:
            above = f"performance.overdue.{key.removeprefix('performance.')}"
            late = deadline(rules, "HR-PF-1", "escalate_within", due.on)
            yield duty(project.watch, above, left, late, rule="HR-PF-1", who="head", rules=rules)


def _failed(project: Project, order: RectificationOrdered, rules: RuleBook) -> Iterator[AgendaItem]:
    """A recheck failed so often that orders don't help: the head finds a breach, and a notice to cure may follow.  HR-PF-1, EX-03"""
    performance = project.performance
    failed = performance.failed_rechecks.get(order.key, 0)
    last = performance.rechecked.get(order.key)
    if last is None or failed < rules.count("HR-PF-1", "failed_rechecks"):
        return
    if any(breach.on >= last.on for breach in project.breach.found.values()):
        return
    due = deadline(rules, "HR-PF-1", "escalate_within", last.on)
    key = f"performance.escalate.{order.key}.{failed}"
    title = f"整改{failed}次复查未通过，认定违约、限期改正：{order.finding[:30]}"
    yield duty(project.watch, key, title, due, rule="HR-PF-1", who="head", rules=rules)
