"""Dispute: the answer to a challenge, finance's decision on a complaint.  DQ-04, DQ-12"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import Ref, RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    dispute = project.dispute
    for challenge in dispute.unanswered:
        key, title = f"dispute.answer.{challenge.challenge}", "答复质疑，通知质疑供应商和其他有关供应商"
        yield _due(project, key, title, ("DQ-04", "answer_within"), challenge.on, "clerk", rules)
    for complaint in dispute.complaints.values():
        if complaint.complaint not in dispute.decisions:
            key, title = f"dispute.decision.{complaint.complaint}", "财政部门作出投诉处理决定"
            yield _due(project, key, title, ("DQ-12", "decide_within"), complaint.on, "finance", rules)


def _due(project: Project, key: str, title: str, ref: Ref, start: date, who: str, rules: RuleBook) -> AgendaItem:
    due, since = deadline(rules, *ref, start), end_of_day(start)
    return duty(project.watch, key, title, due, rule=ref[0], who=who, rules=rules, since=since)
