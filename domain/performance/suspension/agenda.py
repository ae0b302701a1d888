"""Suspension: what is open calls for it; what is settled calls for its end.  R-P29, DQ-13"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.performance.suspension.decide import reasons, settled_on
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.stage != "performance" or project.last_at is None or not rules.has("HR-PF-3", "suspend_within"):
        return
    watch, suspended = project.watch, project.performance.suspended
    open_now = reasons(project, rules, project.last_at.date())
    if suspended is None:
        for of, key, since in open_now:
            due = deadline(rules, "HR-PF-3", "suspend_within", since)
            rule, title = ("R-P29" if of == "challenge" else "DQ-13"), f"中止履行（{key}），安排服务对象照料"
            item = f"performance.suspend.{key}"
            yield duty(watch, item, title, due, rule=rule, who="head", rules=rules, since=end_of_day(since))
    elif not open_now:
        due = deadline(rules, "HR-PF-3", "suspend_within", settled_on(project, suspended, rules))
        item = f"performance.resume.{suspended.key}"
        yield duty(watch, item, "恢复履行", due, rule="HR-PF-3", who="head", rules=rules)
