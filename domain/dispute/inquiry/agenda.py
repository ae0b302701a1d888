"""Inquiry: its answer, and the answer to an grievance.  R-S18, HR-DQ-1"""

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
    for key, made in dispute.grievances.items():
        if key not in dispute.grievances_answered:
            ref, item = ("HR-DQ-1", "grievance_within"), f"dispute.grievance.{key}"
            yield owes(project, item, "答复反映", ref, made.on, "clerk", rules)
