"""Telling: the notice of award and the letters to the losers, with the result.  R-P17, R-P19"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.award.telling.decide import uninformed
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    confirmed = project.award.confirmed
    period = rules.method(project.plan.method).result_publication_period
    if confirmed is None or period is None:
        return
    due, since = deadline(rules, *period, confirmed.on), end_of_day(confirmed.on)
    if project.award.noticed is None and project.contract.signed_on is None:
        key, title = "award.notice", "向成交供应商发出成交通知书"
        yield duty(project.watch, key, title, due, rule=period[0], who="clerk", rules=rules, since=since)
    losers = uninformed(project)
    if losers and rules.knows("R-P19"):
        key, title = "award.inform", f"告知未成交供应商原因或者得分与排序（{len(losers)}家）"
        yield duty(project.watch, key, title, due, rule="R-P19", who="clerk", rules=rules, since=since)
