"""Watching: the moment at which a gap becomes a takeover, and the reviews that wait for a person.  HR-TK-01, HR-TK-18, AD-08"""

from collections.abc import Iterator
from datetime import datetime

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import Deadline, end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook
from domain.takeover.hours import span
from domain.takeover.watching import signs

GAP = "takeover.gap"
SILENCE = "takeover.silence"
MISSED = "takeover.missed"
LEAK = "takeover.leak"


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.stage != "performance":
        return
    if project.takeover.active is None and project.takeover.in_force is not None:
        yield from _gaps(project, rules)
    yield from _missed(project, rules)
    yield from _reviews(project, rules)


def _gaps(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """A high-risk recipient missed for so long, or too few served for so many days: the clock triggers.  T1"""
    watching = project.takeover.watching
    worst = rules.kinds("HR-TK-03", "grades")[0]
    limit = span(rules.period("HR-TK-01", "gap_limit"))
    moments = [since + limit for grade, since in watching.missed_since.items() if grade == worst]
    low = watching.low_since(rules.ratio("HR-TK-01", "coverage_min"))
    if low is not None:
        moments.append(low + span(rules.period("HR-TK-01", "coverage_days")))
    if moments:
        title = "服务缺口未恢复，自动启动临时接管（T1）"
        item = taking(project.watch, GAP, title, min(moments), rule="HR-TK-01", who="duty_officer")
        if item is not None:
            yield item


def _missed(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Whoever is missed is somebody's duty from the first report on, until a report says that all are served again.

    During a takeover its own items name those it was opened for; a gap reported since then is looked into beside them.
    """
    desk = project.takeover
    gap, active = desk.watching.gap, desk.active
    if gap is None or (active is not None and gap.at <= active.at):
        return
    for grade, since in desk.watching.missed_since.items():
        due = since + span(rules.period("HR-TK-03", f"grade_{grade.lower()}"))
        count = desk.watching.without_provider[grade]
        title = f"{count}名{grade}级对象未得到服务：恢复服务并报告，或者启动接管"
        key = f"{MISSED}.{grade}"
        yield duty(project.watch, key, title, due, rule="HR-TK-18", who="duty_officer", rules=rules, since=gap.at)


def _reviews(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Silence, failed assessments, a bar: a person looks whether the supplier can go on."""
    watching = project.takeover.watching
    for sign, opened in watching.reviews.items():
        due: Deadline | datetime = deadline(rules, "HR-TK-02", "decide_other", opened.on)
        if opened.alarm_at is not None:
            due = opened.alarm_at + span(rules.period("HR-TK-02", "decide_urgent"))
        yield _review(project, sign, f"复核承接主体能否继续履约（{sign}）", due, rules)
    for key, silent in signs.silent(project, rules) if project.takeover.active is None else ():
        title = f"承接主体逾期未报告（{key}）：开启复核"
        when = end_of_day(silent.on)
        item = taking(project.watch, f"{SILENCE}.{key}", title, when, rule="HR-TK-18", who="duty_officer")
        if item is not None:
            yield item
    yield from _records(project, rules)
    yield from _harm(project, rules)
    yield from _assessed(project, rules)


def _assessed(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Failed in a row, or poor in a row: a person looks whether another has to serve.  T7"""
    watching = project.takeover.watching
    if "T7" in watching.reviews:
        return
    failed, poor = signs.failed(project, rules), signs.poor(project, rules)
    for (periods, on), kind, words in (
        (failed, "T7", "连续{n}期验收不合格"),
        (poor, "T7.poor", "连续{n}期服务等级为差"),
    ):
        if on is not None and set(periods) - watching.judged("T7"):
            due = deadline(rules, "HR-TK-02", "decide_other", on)
            title = f"{words.format(n=len(periods))}：复核是否启动接管（T7）"
            yield _review(project, f"{kind}.{len(periods)}", title, due, rules)


def _records(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Records say that visits were missed, not since when: a person finds out whether somebody is without provider.  T1"""
    watching = project.takeover.watching
    judged = watching.judged("T1")
    for batch in signs.missed(project, rules) if "T1" not in watching.reviews else ():
        if batch.batch not in judged:
            due = deadline(rules, "HR-TK-02", "decide_other", batch.on)
            title = f"服务记录{batch.batch}有高风险对象漏服务或者完成率不足：复核是否中断（T1）"
            yield _review(project, f"T1.{batch.batch}", title, due, rules)


def _harm(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """A recipient harmed, a leak that goes on, too few key staff: a person decides whether somebody else has to serve.  T4, T9, T3"""
    watching = project.takeover.watching
    keys, at = signs.harmed(project)
    if at is not None and set(keys) - watching.judged("T4") and "T4" not in watching.reviews:
        yield duty(
            project.watch,
            f"takeover.review.T4.{len(keys)}",
            "服务对象受到伤害：复核是否启动接管（T4）",
            at + span(rules.period("HR-TK-02", "decide_urgent")),
            rule="HR-TK-18",
            who="duty_officer",
            rules=rules,
            since=at,
        )
    for key, moment in signs.leaking(project, rules):
        title = f"个人信息泄露逾期未制止（{key}）：开启复核（T9）"
        item = taking(project.watch, f"{LEAK}.{key}", title, moment, rule="HR-TK-18", who="duty_officer")
        if item is not None:
            yield item
    reports, on = signs.understaffed(project, rules)
    if on is not None and set(reports) - watching.judged("T3") and "T3" not in watching.reviews:
        due = deadline(rules, "HR-TK-02", "decide_other", on)
        yield _review(project, reports[-1].replace("staff", "T3"), "关键人员不足：复核能否继续履约（T3）", due, rules)


def _review(project: Project, key: str, title: str, due: Deadline | datetime, rules: RuleBook) -> AgendaItem:
    return duty(project.watch, f"takeover.review.{key}", title, due, rule="HR-TK-18", who="duty_officer", rules=rules)
