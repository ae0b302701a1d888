"""Drills: the rules.  HR-TK-10, HR-TK-16"""

from domain.forms import finding, require
from domain.given import Decision, Given
from domain.project import Project
from domain.takeover.drill.messages import DrillClosed, DrillOpened, StartDrill
from domain.takeover.plan.decide import counted
from domain.takeover.state import Takeover
from domain.takeover.trigger.decide import without_provider
from domain.takeover.trigger.messages import TakeoverOpened

RULE = "HR-TK-16"


def next_id(project: Project) -> str:
    """The id of the next drill: `…-TD1`, so that nobody can take it for a takeover."""
    return f"{project.id}-TD{len(project.takeover.drills) + 1}"


def start(command: StartDrill, given: Given) -> Decision:
    """By the plan in force, one drill at a time; a real takeover is never hindered by one."""
    project = given.project
    desk, terms = project.takeover, project.contract.terms
    if desk.in_force is None:
        return given.settle(command, [finding(given, "JL44-4.4.3b", "没有经批准的接管预案，无可演练")])
    running, real = desk.drilling, desk.active
    found = [
        require(given, RULE, running is None, f"演练{running.drill if running else ''}尚未结束"),
        require(given, RULE, real is None, f"接管{real.takeover if real else ''}正在进行，不得同时演练"),
        *without_provider(command.without_provider, desk.in_force, given),
    ]
    if terms is None:
        return given.settle(command, [*found, finding(given, "JL44-4.3.3", "合同尚未签订")])
    drill = next_id(project)
    begun = DrillOpened(drill=drill, ground=command.ground, scenario=command.scenario, at=given.at, by=given.by)
    opened = TakeoverOpened(
        project=project.id,
        ground=command.ground,
        facts=f"【演练】{command.scenario}",
        evidence=(),
        gap_since=given.at,
        opened_at=given.at,
        without_provider=counted(command.without_provider),
        plan=desk.in_force,
        supplier=terms.supplier,
        triggered_by=given.by,
        shifts=desk.roster.shifts,
        drill=True,
    )
    return given.settle(command, found, begun, also=((f"takeover/{drill}", opened),))


def closed(takeover: Takeover, drill: str, lessons: str, given: Given) -> DrillClosed:
    """What the project keeps of a drill."""
    hours = takeover.covered.hours if takeover.covered is not None else {}
    return DrillClosed(drill=drill, hours=hours, uncovered=takeover.uncovered, lessons=lessons, on=given.on)
