"""Objections: the rules.  Heard while the notice stands, argued within its days, and heeded.  R-M19"""

from collections.abc import Iterator
from typing import assert_never

from domain.calendar import Deadline
from domain.forms import deadline, finding, require
from domain.given import Decision, Given
from domain.project import Project
from domain.publication.objections.messages import (
    ArgueObjection,
    ObjectionArgued,
    ObjectionCommand,
    ObjectionRecorded,
    RecordObjection,
)
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding


def notice_ends(project: Project, rules: RuleBook) -> Deadline | None:
    """The last day of the single-source notice; None before it shows.  R-M18"""
    shown = project.publication.shown("single_source")
    return deadline(rules, "R-M18", "notice_period", shown.published_on) if shown is not None else None


def decide(command: ObjectionCommand, given: Given) -> Decision:
    objections = given.project.publication.objections
    ends = notice_ends(given.project, given.rules)
    match command:
        case RecordObjection():
            standing = ends is not None and given.on <= ends.on
            words = "单一来源公示尚未发布" if ends is None else f"公示期至{ends.on}届满，异议须在公示期内提出"
            fresh = command.objection not in objections.recorded
            found = [
                require(given, "R-M19", fresh, "异议编号已用", field="objection"),
                require(given, "R-M19", standing, words, field="occurred_on"),
            ]
            return given.settle(command, found, ObjectionRecorded(**command.model_dump(), on=given.on))
        case ArgueObjection():
            known = command.objection in objections.unanswered
            found = [require(given, "R-M19", known, "没有待论证的异议", field="objection")]
            if ends is not None:
                due = deadline(given.rules, "R-M19", "argue_within", ends.on)
                late = require(given, "R-M19", given.on <= due.on, f"补充论证期限为{due.on}，已逾期", due=due.on)
                # late, it is still owed to the objector: said aloud, and it doesn't stand in the way
                found.append(late.model_copy(update={"blocks": False}) if late is not None else None)
            return given.settle(command, found, ObjectionArgued(**command.model_dump(), on=given.on))
        case _:
            assert_never(command)


def heeded(given: Given) -> Iterator[Finding | None]:
    """Before a single source goes on every objection is argued, and none was right.  R-M19"""
    project = given.project
    if project.plan.method != "single_source":
        return
    objections = project.publication.objections
    waiting = "、".join(objections.unanswered)
    yield require(given, "R-M19", not waiting, f"异议尚未补充论证：{waiting}", field="objection")
    upheld = objections.upheld
    if upheld is not None:
        reason = f"异议“{upheld.objection}”成立，应当采取其他采购方式"
        yield finding(given, "R-M19", reason, field="plan.method", remedy="变更采购方式（ChangeMethod）")
