"""Planning: nobody is under a legal clock here; a township's plan waits for the county's guidance.  JL44-1.2"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    planning = project.planning
    if planning.plan is None or planning.submitted_on is None or project.stage != "planning":
        return
    waits = planning.plan.buyer.level == "township" and "county_guidance" not in project.approval.approvals
    if waits and rules.has("HR-GD-1", "answer_within"):
        due = deadline(rules, "HR-GD-1", "answer_within", planning.submitted_on)
        yield duty(
            project.watch,
            "planning.guidance",
            "县级民政部门出具指导意见",
            due,
            rule="JL44-1.2",
            who="county",
            rules=rules,
        )
