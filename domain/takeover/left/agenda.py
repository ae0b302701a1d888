"""Who was left without provider: an ended takeover takes nobody off the agenda.  JL44-4.4.3c, HR-TK-03"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.project import Project
from domain.rulebook import RuleBook
from domain.takeover.hours import span


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    desk, watch = project.takeover, project.watch
    for takeover, counts in desk.left.items():
        at = desk.closed[takeover].at
        if at is None:
            continue
        for grade, count in counts.items():
            title = f"{takeover}结束时{count}名{grade}级对象无人服务：逐人落实"
            due = at + span(rules.period("HR-TK-03", f"grade_{grade.lower()}"))
            key = f"takeover.left.{takeover}.{grade}"
            yield duty(watch, key, title, due, rule="HR-TK-03", who="duty_officer", rules=rules, since=at)
