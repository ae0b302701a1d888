"""A supplier's collapse: what is asked of each project, and which of its answers are on record.  HR-TK-21"""

from collections.abc import Sequence
from typing import Any

from domain.calendar import beijing_date
from domain.message import Event
from domain.project import Project
from domain.register.collapses.messages import CollapseDeclared
from domain.supervision.messages import CommandRefused
from domain.takeover.trigger.messages import TakeoverTriggered

UNKNOWN = "没有这一项目"


def trigger(declared: CollapseDeclared, uscc: str, project: Project) -> dict[str, Any]:
    """`TriggerTakeover` for one project: all whom it serves by its plan in force are without provider.

    Where a roster is kept, those who are due on the day: who has died or is in hospital waits for nobody.
    """
    plan, roster = project.takeover.in_force, project.performance.roster
    served = {grade: count for grade, count in plan.recipients.items() if count} if plan is not None else {}
    if roster.places:
        due = roster.due_on(beijing_date(declared.gap_since))
        served = {grade: min(count, due.get(grade, 0)) for grade, count in served.items() if due.get(grade, 0)}
    return {
        "ground": declared.ground,
        "facts": declared.facts,
        "evidence": list(declared.evidence),
        "gap_since": declared.gap_since.isoformat(),
        "without_provider": served,
        "collapsed": uscc,
    }


def answer(events: Sequence[Event]) -> tuple[str | None, str | None]:
    """What became of one trigger: the takeover that it opened, or the words by which it was refused."""
    for event in events:
        if isinstance(event, TakeoverTriggered):
            return event.takeover, None
        if isinstance(event, CommandRefused):
            return None, f"{event.clause} {event.reason}"[:500]
    return None, "没有结果"
