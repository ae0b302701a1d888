"""Inquiry: its answer, and the answer to an objection.  R-S18, HR-DQ-1"""

from collections.abc import Iterator

from domain.agenda import AgendaItem
from domain.dispute.due import owes
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    dispute = project.dispute
    for asked in dispute.open_inquiries:
        ref, key = ("R-S18", "answer_within"), f"dispute.inquiry.{asked.inquiry}"
        yield owes(project, key, "答复询问", ref, asked.on, "clerk", rules)
    for key, made in dispute.objections.items():
        if key not in dispute.objections_answered:
            ref, item = ("HR-DQ-1", "objection_within"), f"dispute.objection.{key}"
            yield owes(project, item, "答复异议", ref, made.on, "clerk", rules)
