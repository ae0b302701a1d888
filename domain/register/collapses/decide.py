"""A supplier's collapse: the rules.  Each project judges its own trigger; here it is kept that none is forgotten.  HR-TK-21, AD-08"""

from typing import assert_never

from domain.forms import finding, require
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.register.collapses.messages import (
    CollapseDeclared,
    CollapsedProjectSettled,
    CollapseReported,
    DeclareCollapse,
    ReportCollapse,
    SettleCollapsedProject,
)
from domain.register.suppliers.state import Supplier

CollapsesCommand = DeclareCollapse | ReportCollapse | SettleCollapsedProject
RULE = "HR-TK-21"


def reads(command: Command) -> tuple[str, ...]:
    """The project, to find in it the takeover that was started by hand."""
    match command:
        case SettleCollapsedProject(takeover=str()):
            return (f"project/{command.project}",)
        case _:
            return ()


def decide(command: CollapsesCommand, given: Given) -> Decision:
    match command:
        case DeclareCollapse():
            return _declare(command, given)
        case ReportCollapse():
            return _report(command, given)
        case SettleCollapsedProject():
            return _settle(command, given)
        case _:
            assert_never(command)


def _declare(command: DeclareCollapse, given: Given) -> Decision:
    """One at a time; a bar is no collapse."""
    supplier = given.state(Supplier, command.stream())
    going = supplier.collapsing
    review = command.ground in given.rules.kinds("HR-TK-01", "review_only_triggers")
    found = [
        finding(given, "AD-08", "禁止参加政府采购的决定只启动复核，不能仅以此启动接管", field="ground")
        if review
        else None,
        require(given, RULE, supplier.name != "", f"供应商 {command.uscc} 尚未登记", field="uscc"),
        require(given, RULE, going is None, f"“{going.collapse if going else ''}”尚未处理完毕", field="collapse"),
        require(given, RULE, command.collapse not in supplier.collapses, "编号已使用", field="collapse"),
        require(given, RULE, command.gap_since <= given.at, "停止服务的时间晚于现在", field="gap_since"),
        require(given, RULE, len(set(command.projects)) == len(command.projects), "项目重复", field="projects"),
    ]
    event = CollapseDeclared(**command.model_dump(exclude={"uscc"}), by=given.by, at=given.at)
    return given.settle(command, found, event)


def _report(command: ReportCollapse, given: Given) -> Decision:
    """Every project that was named has an answer, once."""
    going = given.state(Supplier, command.stream()).collapsing
    if going is None or going.collapse != command.collapse:
        return given.settle(command, [finding(given, RULE, f"没有进行中的“{command.collapse}”", field="collapse")])
    answered = {*command.triggered, *command.refused}
    missing = [p for p in going.projects if p not in answered]
    strange = sorted(answered - set(going.projects))
    found = [
        require(given, RULE, not missing, f"尚无答复的项目：{'、'.join(missing)}", field="triggered"),
        require(given, RULE, not strange, f"未列入的项目：{'、'.join(strange)}", field="triggered"),
    ]
    return given.settle(command, found, CollapseReported(**command.model_dump(exclude={"uscc"}), by=given.by))


def _settle(command: SettleCollapsedProject, given: Given) -> Decision:
    """A refused trigger is nobody's end of care: a takeover of that project stands on record, or the reason why none is needed."""
    left = given.state(Supplier, command.stream()).untaken
    known = (command.collapse, command.project) in left
    reason = f"“{command.collapse}”中没有待处理的项目 {command.project}"
    found = [require(given, RULE, known, reason, field="project")]
    if command.takeover is not None:
        triggered = given.state(Project, f"project/{command.project}").takeover.triggered
        reason = f"{command.project}没有接管 {command.takeover}"
        found.append(require(given, RULE, command.takeover in triggered, reason, field="takeover"))
    event = CollapsedProjectSettled(**command.model_dump(exclude={"uscc"}), by=given.by, on=given.on)
    return given.settle(command, found, event)
