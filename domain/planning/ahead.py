"""What lies ahead of a plan: what each gate will ask of it, and the chain of approval by its amount.  JL44-4.0, HR-AC

Told before anything is recorded, so that a clerk knows what to prepare.  It judges nothing: the gates do, when their hour comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain import chains
from domain.forms import PREDICATES, chain
from domain.planning.messages import Plan
from domain.planning.state import Planning
from domain.project import Project
from domain.rulebook import ApprovalKind, Need, RuleBook

POINTS: Final = {
    "determine_project": "确定项目之前",
    "reserve_funds": "落实资金之前",
    "prepare_solicitation": "编制采购文件之前",
    "sign_contract": "签订合同之前",
    "enrol_recipients": "登记服务对象名册之前",
    "start_performance": "开始履行之前",
    "close_project": "办结项目之前",
}
"""The points that every project passes, in their order; what a changed method asks for lies beside the way."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """One point: what must be on record before it is passed, and the steps of its chain in their order."""

    point: str
    needs: tuple[Need, ...]
    chain: tuple[chains.Step, ...]


def ahead(plan: Plan, rules: RuleBook) -> Iterator[Ahead]:
    """Every point that asks something of this plan, whether or not the plan may start as it is."""
    project = Project(planning=Planning(plan=plan))
    for point in POINTS:
        asked = rules.gate(point) if point in rules.gates() else ()
        needs = tuple(n for n in asked if PREDICATES[n.when](plan, rules) and not _answered(n, plan, rules))
        steps = chain(project, point, rules)
        if needs or steps:
            yield Ahead(point, needs, steps)


def _answered(need: Need, plan: Plan, rules: RuleBook) -> bool:
    """An answer that the plan holds already."""
    answers = {answer.clause for answer in plan.negative_list}
    return need.form == "answer" and set(rules.kinds(need.clause, "items")) <= answers


def approval_of(kind: str, rules: RuleBook) -> ApprovalKind | None:
    """Who gives what a need or a step asks for; None for what is prepared, published or answered."""
    return next((approval for approval in rules.approvals() if approval.kind == kind), None)
