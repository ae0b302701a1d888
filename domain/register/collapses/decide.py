"""A supplier's collapse: the rules.  Each project judges its own trigger; here it is kept that none is forgotten.  HR-TK-21, AD-08"""

from typing import assert_never

from domain.forms import finding, require
from domain.given import Decision, Given
from domain.register.collapses.messages import CollapseDeclared, CollapseReported, DeclareCollapse, ReportCollapse
from domain.register.suppliers.state import Supplier

CollapsesCommand = DeclareCollapse | ReportCollapse
RULE = "HR-TK-21"


def decide(command: CollapsesCommand, given: Given) -> Decision:
    match command:
        case DeclareCollapse():
            return _declare(command, given)
        case ReportCollapse():
            return _report(command, given)
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
