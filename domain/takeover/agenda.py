"""Takeover: who must act by when, until every recipient is served again.  JL44-4.4.3b, JL44-4.4.3c, HR-TK-02 … HR-TK-22

A limit ends an authority, never the care: no item here stops a service.
"""

from collections.abc import Iterator

from domain.agenda import AgendaItem
from domain.project import Project
from domain.rulebook import RuleBook
from domain.takeover.asking import agenda as asking
from domain.takeover.bridge import agenda as bridge
from domain.takeover.care import agenda as care
from domain.takeover.help import agenda as help_agenda
from domain.takeover.left import agenda as left
from domain.takeover.notice import agenda as notice
from domain.takeover.people import agenda as people
from domain.takeover.plan import agenda as plan
from domain.takeover.roster import agenda as roster
from domain.takeover.start import agenda as start
from domain.takeover.state import Takeover
from domain.takeover.watching import agenda as watching


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """In the project: the plan, its yearly drill, the duty roster, the watch; while the service runs or is to begin."""
    yield from left.agenda(project, rules)
    if project.contract.terms is None or project.performance.completed_on is not None:
        return
    yield from plan.agenda(project, rules)
    yield from roster.agenda(project, rules)
    yield from notice.agenda(project, rules)
    yield from watching.agenda(project, rules)


def run_agenda(takeover: Takeover, rules: RuleBook) -> Iterator[AgendaItem]:
    """In the run: recipients first, whatever was decided; the steps of the bridge once it was started."""
    if takeover.opened is None or takeover.ended is not None:
        return
    yield from asking.decision(takeover, rules)
    yield from bridge.cover(takeover, rules)
    yield from care.told(takeover, rules)
    yield from people.agenda(takeover, rules)
    if takeover.decided is not None and takeover.decided.start:
        yield from start.agenda(takeover, rules)
        yield from help_agenda.agenda(takeover, rules)
        yield from asking.agenda(takeover, rules)
        yield from bridge.agenda(takeover, rules)
        yield from care.agenda(takeover, rules)
