"""Planning: nobody is under a legal clock here; a plan may wait for the county's guidance.  JL44-1.2, JL44-1.3"""

from collections.abc import Iterator

from domain.agenda import AgendaItem
from domain.planning.guidance import agenda as guidance
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    planning = project.planning
    if planning.plan is not None and planning.submitted_on is not None and project.stage == "planning":
        yield from guidance.agenda(project, rules)
