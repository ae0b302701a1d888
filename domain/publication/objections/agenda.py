"""Objections: argued within five working days of the notice's end.  R-M19"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.publication.objections.decide import notice_ends
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    ends = notice_ends(project, rules) if project.publication.objections.unanswered else None
    if ends is None:
        return
    for key in project.publication.objections.unanswered:
        yield duty(
            project.watch,
            f"publication.objection.{key}",
            "单一来源异议的补充论证",
            deadline(rules, "R-M19", "argue_within", ends.on),
            rule="R-M19",
            who="clerk",
            rules=rules,
            since=end_of_day(ends.on),
        )
