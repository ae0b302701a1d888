"""After the end: settled, and the duties that go on are told, within the house's days.  EX-04, EX-05, HR-EX-2"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.breach.aftermath.decide import ended_on
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    end = ended_on(project)
    if end is None or project.performance.started_on is None or not rules.has("HR-EX-2", "settle_within"):
        return
    due, aftermath = deadline(rules, "HR-EX-2", "settle_within", end), project.breach.aftermath
    if aftermath.settled is None and project.closing.settled is None:
        title = "合同提前终止后的结算和赔偿"
        yield duty(project.watch, "breach.settlement", title, due, rule="EX-04", who="head", rules=rules)
    if aftermath.duties is None and project.closing.settled is None:
        title = "告知终止后的通知、协助、保密义务"
        yield duty(project.watch, "breach.duties", title, due, rule="EX-05", who="clerk", rules=rules)
