"""After closing: the rules.  One adds and another checks; one proposes destruction and another decides.  HR-CL-4, HR-CL-5"""

from collections.abc import Iterator
from typing import assert_never

from domain.agenda import AgendaItem
from domain.closing.keeping import entry, sealed
from domain.forms import finding, require, someone_else
from domain.given import Accepted, Decision, Given
from domain.ids import bare
from domain.message import Command, Event
from domain.project import Project
from domain.reach import BUYERS_OWN, reaches
from domain.register.archive import destroying
from domain.register.archive.messages import (
    AddendumChecked,
    AddendumRecorded,
    ArchiveCommand,
    CheckAddendum,
    DecideDestruction,
    EnterArchive,
    HoldLifted,
    HoldPlaced,
    LiftHold,
    PlaceHold,
    ProposeDestruction,
    RecordAddendum,
    RecordDestruction,
)
from domain.register.archive.state import Archive
from domain.register.house.state import Listing
from domain.supervision.messages import Finding
from domain.values import Role

HELD, ADDED = "HR-CL-4", "HR-CL-5"
_SUPERVISORS: tuple[Role, ...] = ("auditor", "inspector", "finance", "county")


def reads(command: Command) -> tuple[str, ...]:
    """The closed project itself: its stage, its seal, its buyer."""
    return (f"project/{command.project}",) if isinstance(command, ArchiveCommand) else ()


def take(_item: AgendaItem, _given: Given) -> Accepted:
    """The years of a class are over: that it may be appraised now shows on the agenda, nothing else happens."""
    return Accepted()


def decide(command: ArchiveCommand, given: Given) -> Decision:
    project = given.state(Project, f"project/{command.project}")
    archive = given.state(Listing, command.stream()).archives.of(command.project)
    apart = [_closed(command, project, given), _reach(command, project, given)]
    if any(apart):
        return given.settle(command, apart)
    match command:
        case EnterArchive():
            return _enter(command, project, archive, given)
        case RecordAddendum():
            return _add(command, project, archive, given)
        case CheckAddendum():
            return _check(command, archive, given)
        case PlaceHold():
            return _hold(command, archive, given)
        case LiftHold():
            return _lift(command, archive, given)
        case ProposeDestruction() | DecideDestruction() | RecordDestruction():
            return destroying.decide(command, project, archive, given)
        case _:
            assert_never(command)


def _closed(command: ArchiveCommand, project: Project, given: Given) -> Finding | None:
    """Before closing, findings and corrections belong to the project itself."""
    reason = f"项目{command.project}尚未结项：在项目内登记（record-finding、correct-entry）"
    return require(given, ADDED, project.stage == "closed", reason, field="project")


def _reach(command: ArchiveCommand, project: Project, given: Given) -> Finding | None:
    """A role reaches the archives of the projects that it reached before."""
    plan, day = project.plan_on_record, given.at.date()
    held = [g for role in type(command).roles for g in given.actor.holds(role, day)]
    reason = f"{given.actor.name}的角色不及于{command.project}的地区或单位"
    return require(given, "HR-WHO", plan is None or any(reaches(g, plan.buyer) for g in held), reason, field="actor")


def _enter(command: EnterArchive, project: Project, archive: Archive, given: Given) -> Decision:
    archived, closed_on = project.closing.archived, project.closing.closed_on
    if archived is None or closed_on is None:
        none = finding(given, HELD, f"项目{command.project}没有归档记录", field="project")
        return given.settle(command, [none])
    twice = require(given, HELD, archive.kept is None, "档案已登记", field="project")
    return given.settle(command, [twice], entry(command.project, archived, closed_on))


# ---------------------------------------------------------------- addenda


def _add(command: RecordAddendum, project: Project, archive: Archive, given: Given) -> Decision:
    """It is attached to the seal, which it never changes."""
    found = [
        require(given, ADDED, command.key not in archive.addenda, f"补记“{command.key}”已登记", field="key"),
        require(given, ADDED, command.issued_on <= given.on, f"文件日期{command.issued_on}晚于今天", field="issued_on"),
        *_correction(command, given),
        *_paper(command, project, given),
        *_tip(command, project, given),
    ]
    archived = project.closing.archived
    seal = sealed(archived) if archived is not None else None
    return given.settle(
        command, found, AddendumRecorded(**command.model_dump(), manifest=seal, by=given.by, on=given.on)
    )


def _correction(command: RecordAddendum, given: Given) -> Iterator[Finding | None]:
    """Which entry was wrong, and what it should have been; the entry itself stays as it is."""
    named = command.corrects is not None and command.becomes is not None
    correction = command.kind == "correction"
    yield require(
        given, ADDED, named or not correction, "更正须写明是哪一条（corrects）、应为什么（becomes）", field="corrects"
    )
    if command.corrects is not None:
        own = bare(command.corrects.rpartition("@")[0]) == f"project/{command.project}"
        yield require(given, ADDED, own, f"只能更正本项目的记录：project/{command.project}@…", field="corrects")


def _paper(command: RecordAddendum, project: Project, given: Given) -> Iterator[Finding | None]:
    archived = project.closing.archived
    if command.paper is not None:
        listed = archived is not None and command.paper in {f.digest for f in archived.files}
        yield require(given, ADDED, listed, "封存的归档目录中没有这份文件", field="paper")


def _tip(command: RecordAddendum, project: Project, given: Given) -> Iterator[Finding | None]:
    """What a tip led to is not entered by those whom it may be about.  JL44-4.4.1"""
    plan, actor = project.plan_on_record, given.actor
    if command.kind != "tip" or plan is None:
        return
    day = given.at.date()
    own = actor.uscc == plan.buyer.uscc or not any(
        actor.holds(role, day) for role in type(command).roles if role not in BUYERS_OWN
    )
    yield require(given, "JL44-4.4.1", not own, "举报处理结果由监督、审计或者上级人员补记", field="actor")


def _check(command: CheckAddendum, archive: Archive, given: Given) -> Decision:
    one = archive.addenda.get(command.key)
    if one is None or one.checked is not None:
        return given.settle(command, [finding(given, ADDED, f"没有待核对的补记“{command.key}”", field="key")])
    found = [someone_else(given, ADDED, one.recorded.by, "补记的核对")]
    return given.settle(command, found, AddendumChecked(**command.model_dump(), by=given.by, on=given.on))


# ---------------------------------------------------------------- holds


def _hold(command: PlaceHold, archive: Archive, given: Given) -> Decision:
    known = command.key in archive.holds or command.key in archive.lifted
    kinds = command.kinds or tuple(archive.kept.keep if archive.kept is not None else ())
    gone = bool(kinds) and all(kind in archive.destroyed for kind in kinds)
    found = [
        require(given, HELD, not known, f"保留“{command.key}”已登记", field="key"),
        require(given, HELD, not gone, "这些档案已经销毁，无从保留", field="kinds"),
    ]
    role = next((r for r in type(command).roles if given.actor.holds(r, given.at.date())), "clerk")
    return given.settle(command, found, HoldPlaced(**command.model_dump(), role=role, by=given.by, on=given.on))


def _lift(command: LiftHold, archive: Archive, given: Given) -> Decision:
    """What an auditor holds an auditor lets go; what the buyer's own people hold, another of them."""
    hold = archive.holds.get(command.key)
    if hold is None:
        return given.settle(command, [finding(given, HELD, f"没有保留“{command.key}”", field="key")])
    found: list[Finding | None] = [someone_else(given, HELD, hold.by, "解除保留")]
    if hold.role in _SUPERVISORS:
        same = bool(given.actor.holds(hold.role, given.at.date()))
        found = [require(given, HELD, same, "监督、审计机关要求保留的，由该机关解除", field="actor")]
    event: Event = HoldLifted(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, event)
