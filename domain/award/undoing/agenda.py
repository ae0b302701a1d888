"""Undoing: who is left without a contract decides what follows.  R-S17, HR-AW-1"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    displaced = project.award.displaced
    if not displaced or project.award.confirmed is not None or not rules.knows("HR-AW-1"):
        return
    since = max(event.on for event in displaced.values())
    due = deadline(rules, "HR-AW-1", "decide_within", since)
    title = "确定下一候选人，或者决定重新开展采购活动"
    yield duty(
        project.watch, "award.next", title, due, rule="HR-AW-1", who="head", rules=rules, since=end_of_day(since)
    )
