"""Approvals: where a chain stands, and who is next.  HR-AC"""

from collections.abc import Iterator
from datetime import date

from domain import chains
from domain.agenda import AgendaItem, duty
from domain.forms import chain, deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.planning.plan is None or not rules.has(chains.RULE, "step_within"):
        return
    for point, since in _open_points(project):
        steps = chain(project, point, rules)
        step = chains.open_step(project, steps)
        if step is None:
            continue
        before = [w.on for s in steps[: steps.index(step)] for k in s.kinds if (w := chains.standing(project, k))]
        waiting = [rules.approval(kind) for kind in chains.open_kinds(project, step)]
        titles = "、".join(f"{k.title}（有异议）" if chains.standing(project, k.kind) else k.title for k in waiting)
        yield duty(
            project.watch,
            f"approval.{point}",
            f"审批链第{steps.index(step) + 1}步（共{len(steps)}步）：{titles}",
            deadline(rules, chains.RULE, "step_within", max([since, *before])),
            rule=chains.RULE,
            who=next((k.roles[0] for k in waiting if k.roles), "clerk"),
            rules=rules,
        )


def _open_points(project: Project) -> Iterator[tuple[str, date]]:
    """The points that lie before the project now, each with the day since which it does."""
    planning = project.planning
    if project.stage == "planning" and planning.submitted_on is not None:
        yield "determine_project", planning.submitted_on
    if planning.determined_on is not None and project.stage == "publication" and project.publication.round == 0:
        yield "prepare_solicitation", planning.determined_on
    if project.award.confirmed is not None and project.stage == "contract" and project.contract.terms is None:
        yield "sign_contract", project.award.confirmed.on
