"""Chains of approval as data: ordered steps before a point of the procedure is passed.  HR-AC, settable by a locality

A step is written as one line of law/: kinds of approval joined by `+` (a countersigning: all agree, in any order), then
perhaps `when` with the name of a predicate and `from` with an amount in yuan, from which on the step is asked (T-04: the
amount itself is inside):

    countersign_finance + countersign_business
    collective_decision when art11 from 2000000
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from domain.rulebook import PREDICATES, RuleBook

if TYPE_CHECKING:  # the law reads chains when it loads: showing a clause needs no stage's messages
    from domain.approval.messages import ApprovalGiven
    from domain.project import Project

RULE: Final = "HR-AC"
_STEP: Final = re.compile(
    r"(?P<kinds>[a-z_]+(?: \+ [a-z_]+)*)(?: when (?P<when>[a-z0-9_]+))?(?: from (?P<amount>\d+(?:\.\d{1,2})?))?"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the kinds of approval that it takes together, and when it is asked."""

    kinds: tuple[str, ...]
    when: str = "always"
    from_yuan: Decimal = Decimal(0)


def parse(line: str) -> Step:
    """The step that a line of law/ writes.  ValueError for a line that is none."""
    match = _STEP.fullmatch(line)
    if match is None:
        raise ValueError(f"no step of a chain: {line!r}")
    kinds = tuple(match["kinds"].split(" + "))
    when = match["when"] or "always"
    if when not in PREDICATES:
        raise ValueError(f"unknown predicate {when!r}")
    if len(set(kinds)) != len(kinds):
        raise ValueError(f"a kind stands twice in one step: {line!r}")
    return Step(kinds, when, Decimal(match["amount"] or 0))


def points(rules: RuleBook) -> tuple[str, ...]:
    """The points of the procedure that have a chain here."""
    if not rules.knows(RULE):
        return ()
    return tuple(p.name for p in rules.parameters(RULE) if p.form == "kinds" and p.value is not None)


def steps(point: str, project: Project, rules: RuleBook, holds: Callable[[str], bool]) -> tuple[Step, ...]:
    """The steps of a point that this project has to take; `holds` says whether a predicate is true of its plan."""
    if not rules.has(RULE, point):
        return ()
    lines = (parse(line) for line in rules.kinds(RULE, point))
    return tuple(s for s in lines if holds(s.when) and project.plan.budget_yuan >= s.from_yuan)


def lapsed(project: Project, approval: ApprovalGiven) -> bool:
    """Whether it was given to a plan that has been revised since."""
    return approval.plan_version is not None and approval.plan_version < project.planning.version


def standing(project: Project, kind: str) -> ApprovalGiven | None:
    """The last word of this kind on the plan as it stands, whether it agrees or not."""
    given = project.approval.approvals.get(kind)
    return None if given is None or lapsed(project, given) else given


def open_kinds(project: Project, step: Step) -> tuple[str, ...]:
    """The kinds of a step that have not agreed to the plan as it stands."""
    return tuple(k for k in step.kinds if (word := standing(project, k)) is None or not word.agrees)


def open_step(project: Project, chain: tuple[Step, ...]) -> Step | None:
    """Where a chain stands: its first step that is not complete; None when all is agreed."""
    return next((step for step in chain if open_kinds(project, step)), None)
