"""Challenge: the answer, to the challenger and the others concerned.  DQ-04"""

from collections.abc import Iterator

from domain.agenda import AgendaItem
from domain.dispute.due import owes
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    for challenge in project.dispute.unanswered:
        key, title = f"dispute.answer.{challenge.challenge}", "答复质疑，通知质疑供应商和其他有关供应商"
        yield owes(project, key, title, ("DQ-04", "answer_within"), challenge.on, "clerk", rules)
