"""Performance suspended: the rules.  Only for what is open, never to the recipients' harm, and no longer.  R-P29, DQ-13, JL44-4.4.3c"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain.dispute.suspension import suspended_until
from domain.forms import require
from domain.given import Decision, Given
from domain.performance.suspension.messages import (
    PerformanceResumed,
    PerformanceSuspended,
    ResumePerformance,
    SuspendPerformance,
)
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

SuspensionCommand = SuspendPerformance | ResumePerformance


def decide(command: SuspensionCommand, given: Given) -> Decision:
    match command:
        case SuspendPerformance():
            return _suspend(command, given)
        case ResumePerformance():
            return _resume(command, given)
        case _:
            assert_never(command)


def reasons(project: Project, rules: RuleBook, on: date) -> tuple[tuple[str, str, date], ...]:
    """What calls for suspension on a day: challenge or complaint, its key, since when."""
    dispute = project.dispute
    challenges = tuple(("challenge", c.challenge, c.on) for c in dispute.unanswered if c.may_affect_result)
    complaints = tuple(
        ("complaint", c.complaint, c.on) for c in dispute.suspending if on <= suspended_until(c, project, rules)
    )
    return (*challenges, *complaints)


def settled_on(project: Project, suspended: PerformanceSuspended, rules: RuleBook) -> date:
    """The day on which what it was suspended for was answered or decided, or finance's days were over."""
    dispute = project.dispute
    if suspended.of == "challenge":
        answer = dispute.answers.get(suspended.key)
        return answer.on if answer is not None else suspended.since
    complaint = dispute.complaints.get(suspended.key)
    return suspended_until(complaint, project, rules) if complaint is not None else suspended.since


def _suspend(command: SuspendPerformance, given: Given) -> Decision:
    project = given.project
    clause = "R-P29" if command.of == "challenge" else "DQ-13"
    open_now = {(of, key): since for of, key, since in reasons(project, given.rules, given.on)}
    began = open_now.get((command.of, command.key))
    reason = f"“{command.key}”不是可能影响结果而尚未答复的质疑，也不是财政部门通知暂停的投诉"
    found = [
        require(given, "JL44-4.0", project.performance.suspended is None, "已中止履行"),
        require(given, clause, began is not None, reason, field="key"),
        require(given, clause, began is None or began <= command.since, "中止不能早于质疑、投诉", field="since"),
        require(given, "JL44-4.4.0", command.since <= given.at.date(), "日期晚于今天", field="since"),
    ]
    return given.settle(command, found, PerformanceSuspended(**command.model_dump(), on=given.on))


def _resume(command: ResumePerformance, given: Given) -> Decision:
    project = given.project
    suspended = project.performance.suspended
    still = reasons(project, given.rules, given.on)
    words = "、".join(key for _, key, _ in still)
    found = [
        require(given, "JL44-4.0", suspended is not None, "没有中止履行"),
        require(given, "R-P29", not still, f"尚未答复或者处理：{words}，不能恢复履行", field="resumed_on"),
        require(given, "JL44-4.4.0", command.resumed_on <= given.at.date(), "日期晚于今天", field="resumed_on"),
    ]
    if suspended is not None:
        later = command.resumed_on >= suspended.since
        found.append(require(given, "JL44-4.4.0", later, "恢复不能早于中止", field="resumed_on"))
    return given.settle(command, found, PerformanceResumed(**command.model_dump(), on=given.on))


def no_breach(kind: str, given: Given) -> Iterator[Finding | None]:
    """Who stands still because it was told to is in no breach.  R-P29"""
    suspended = given.project.performance.suspended
    if suspended is not None and kind == "stopped":
        reason = f"自{suspended.since}起按通知中止履行，停止服务不是违约"
        yield require(given, "R-P29", kept=False, reason=reason, field="kind")
