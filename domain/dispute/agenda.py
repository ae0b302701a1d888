"""Dispute: what is owed, by topic.  R-S18, DQ-04 … DQ-14, PB-10"""

from collections.abc import Iterator

from domain.agenda import AgendaItem
from domain.dispute.challenge import agenda as challenge
from domain.dispute.complaint import agenda as complaint
from domain.dispute.inquiry import agenda as inquiry
from domain.dispute.remedy import agenda as remedy
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from inquiry.agenda(project, rules)
    yield from challenge.agenda(project, rules)
    yield from complaint.agenda(project, rules)
    yield from remedy.agenda(project, rules)
