"""Appraisal and destruction of a class after its years: the rules.  GPL 42, R-P27, HR-CL-3, HR-CL-4

Only the record of what was done outside, before witnesses: no file is taken out of the store.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import assert_never

from domain.closing.keeping import CLASSES, clause_of, keep_days, kept_until, sealed
from domain.closing.messages import ArchiveClass, FilesArchived
from domain.forms import at_least, finding, require, someone_else
from domain.given import Decision, Given
from domain.project import Project
from domain.register.archive.messages import (
    ArchiveDestroyed,
    DecideDestruction,
    DestructionDecided,
    DestructionProposed,
    ProposeDestruction,
    RecordDestruction,
)
from domain.register.archive.state import Archive
from domain.supervision.messages import Finding

RULE = "HR-CL-4"
DestructionCommand = ProposeDestruction | DecideDestruction | RecordDestruction


def decide(command: DestructionCommand, project: Project, archive: Archive, given: Given) -> Decision:
    archived = project.closing.archived
    if archived is None:
        none = finding(given, RULE, f"项目{command.project}没有归档记录", field="project")
        return given.settle(command, [none])
    free = [*_over(command.kind, archived, archive, given), *_free(command.kind, archive, given)]
    match command:
        case ProposeDestruction():
            return _propose(command, archive, free, given)
        case DecideDestruction():
            return _decide(command, archive, free, given)
        case RecordDestruction():
            return _destroyed(command, archived, archive, free, given)
        case _:
            assert_never(command)


def _over(kind: ArchiveClass, archived: FilesArchived, archive: Archive, given: Given) -> Iterator[Finding | None]:
    """The years that were sealed, or today's where the law now asks for more, or what the head decided on."""
    known = keep_days(archived)
    if kind not in known:
        yield finding(given, RULE, f"归档目录没有“{CLASSES[kind]}”类文件", field="kind")
        return
    clause, _ = clause_of(kind)
    by_law = max(known[kind], kept_until(kind, archived.on, given.rules))
    extended = archive.extended.get(kind)
    for rule, until in ((clause, by_law), (RULE, extended)):
        if until is not None:
            first = until + timedelta(days=1)
            reason = f"{CLASSES[kind]}保存至{until}，最早{first}可以鉴定销毁，现为{given.on}"
            yield require(given, rule, given.on >= first, reason, field="kind", until=until, earliest=first)


def _free(kind: ArchiveClass, archive: Archive, given: Given) -> Iterator[Finding | None]:
    """Nobody asks for it to be kept, nothing that was added waits for its second look, and it is still there."""
    yield require(given, RULE, kind not in archive.destroyed, f"{CLASSES[kind]}已销毁", field="kind")
    for hold in archive.holding(kind):
        yield finding(given, RULE, f"{hold.about}（{hold.key}）：要求保留，不得销毁", field="kind", hold=hold.key)
    if archive.unchecked:
        keys = "、".join(one.key for one in archive.unchecked)
        yield finding(given, RULE, f"结项后补记尚未核对：{keys}", field="kind")


def _propose(command: ProposeDestruction, archive: Archive, free: list[Finding | None], given: Given) -> Decision:
    least = Decimal(given.rules.count(RULE, "appraisers"))
    units = Decimal(len(set(command.appraisers)))
    found = [
        *free,
        require(given, RULE, command.kind not in archive.proposed, "已提出，等待决定或者实施", field="kind"),
        at_least(given, RULE, units, least, "参加鉴定的单位数", field="appraisers"),
    ]
    return given.settle(command, found, DestructionProposed(**command.model_dump(), by=given.by, on=given.on))


def _decide(command: DecideDestruction, archive: Archive, free: list[Finding | None], given: Given) -> Decision:
    """To keep it is always lawful, after agreeing too; to destroy it, only what could be proposed today."""
    proposed = archive.proposed.get(command.kind)
    if proposed is None or (command.agrees and command.kind in archive.decided):
        none = finding(given, RULE, f"没有待决定的销毁：{CLASSES[command.kind]}", field="kind")
        return given.settle(command, [none])
    later = command.keep_until is None or (not command.agrees and command.keep_until > given.on)
    found = [
        *(free if command.agrees else ()),
        someone_else(given, RULE, proposed.by, "销毁的决定"),
        require(given, RULE, command.kind not in archive.destroyed, "已销毁", field="kind"),
        require(given, RULE, later, "延长保存的，写明今天以后的日期；同意销毁的不写", field="keep_until"),
    ]
    return given.settle(command, found, DestructionDecided(**command.model_dump(), by=given.by, on=given.on))


def _destroyed(
    command: RecordDestruction,
    archived: FilesArchived,
    archive: Archive,
    free: list[Finding | None],
    given: Given,
) -> Decision:
    decided, proposed = archive.decided.get(command.kind), archive.proposed.get(command.kind)
    if decided is None or proposed is None:
        reason = f"{CLASSES[command.kind]}的销毁尚未经负责人决定"
        return given.settle(command, [*free, finding(given, RULE, reason, field="kind")])
    attended = Decimal(len({*command.witnesses} - {command.done_by}))
    in_time = decided.on <= command.done_on <= given.on
    found = [
        *free,
        require(given, RULE, in_time, f"销毁日期须在{decided.on}决定之后、今天以前", field="done_on"),
        at_least(given, RULE, attended, Decimal(given.rules.count(RULE, "witnesses")), "监销单位数", field="witnesses"),
    ]
    event = ArchiveDestroyed(
        **command.model_dump(),
        digests=tuple(f.digest for f in archived.files if f.kind == command.kind),
        manifest=sealed(archived),
        catalogue=proposed.catalogue,
        by=given.by,
        on=given.on,
    )
    return given.settle(command, found, event)
