"""Preparations: their contents, their age, whose they are.  N22-02, N22-03, N22-04, N22-09, S102-16"""

from collections.abc import Iterator

from domain.approval.messages import PreparationRecorded, RecordPreparation
from domain.forms import PREDICATES, finding, parts, require
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.rulebook import Need
from domain.supervision.messages import Finding


def reads(command: Command, _project: Project) -> tuple[str, ...]:
    """A survey that is used again stands in the other project's stream."""
    match command:
        case RecordPreparation() if command.reuses is not None:
            return (f"project/{command.reuses}",)
        case _:
            return ()


def prepare(command: RecordPreparation, given: Given) -> Decision:
    found: list[Finding | None] = [
        require(given, "JL44-4.0", command.done_on <= given.at.date(), "完成日期晚于今天", field="done_on"),
        *_reused(command, given),
    ]
    for need in _needs(command.kind, given):
        found += _contents(command, need, given)
        found.append(_age(command, need, given))
    return given.settle(command, found, PreparationRecorded(**command.model_dump(), by=given.by))


def _needs(kind: str, given: Given) -> Iterator[Need]:
    """Where a gate asks for this kind, of a plan such as this one."""
    plan = given.project.plan
    for point in given.rules.gates():
        for need in given.rules.gate(point):
            if need.form == "preparation" and need.what == kind and PREDICATES[need.when](plan, given.rules):
                yield need


def _contents(command: RecordPreparation, need: Need, given: Given) -> list[Finding | None]:
    if need.parts is None or not given.rules.has(*need.parts):
        return []
    return parts(given, *need.parts, command.contents, need.title)


def _age(command: RecordPreparation, need: Need, given: Given) -> Finding | None:
    """What was found out longer ago than the rule allows is found out again."""
    if need.valid_for is None or not given.rules.has(*need.valid_for):
        return None
    last = given.rules.calendar.add(command.done_on, given.rules.period(*need.valid_for)).on
    reason = (
        f"{need.title}完成于{command.done_on}，至{last}有效，已超过{given.rules.period(*need.valid_for)}，须重新开展"
    )
    return require(given, need.valid_for[0], given.on <= last, reason, field="done_on", last=last)


def _reused(command: RecordPreparation, given: Given) -> Iterator[Finding | None]:
    """What is used again is on record there, of the same day and as the same paper."""
    if command.reuses is None:
        return
    there = given.state(Project, f"project/{command.reuses}").approval.preparations.get(command.kind)
    if there is None:
        yield finding(given, "N22-02", f"项目 {command.reuses} 没有登记“{command.kind}”", field="reuses")
    else:
        reason = f"项目 {command.reuses} 的“{command.kind}”完成于{there.done_on}，不是{command.done_on}"
        yield require(given, "N22-02", there.done_on == command.done_on, reason, field="done_on")
        reason = f"与项目 {command.reuses} 登记的“{command.kind}”不是同一份文件：沿用的须为原件"
        yield require(given, "N22-02", there.digest == command.digest, reason, field="digest")
