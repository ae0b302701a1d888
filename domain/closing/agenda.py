"""Closing: settle, archive, close, each after the other.  JL44-4.5.2b, R-P27"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.performance.acceptance import ended_on
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.stage != "closing":
        return
    closing, watch = project.closing, project.watch
    shown = project.publication.shown("evaluation")
    since = (
        project.bidding.cancelled_on
        or project.bidding.framework.ended_on
        or (shown.published_on if shown is not None else ended_on(project))
    )
    if closing.settled is None:
        if since is not None:
            due = deadline(rules, "HR-CL-1", "settle_within", since)
            yield duty(watch, "closing.settle", "结算", due, rule="HR-CL-1", who="clerk", rules=rules)
    elif closing.archived is None:
        due = deadline(rules, "HR-CL-2", "archive_within", closing.settled.on)
        yield duty(watch, "closing.archive", "采购文件归档", due, rule="R-P27", who="clerk", rules=rules)
    else:
        due = deadline(rules, "HR-CL-2", "close_within", closing.archived.on)
        yield duty(watch, "closing.close", "结项", due, rule="HR-CL-2", who="head", rules=rules)
