"""`jieli records import`: a supplier's file checked row by row, its rows kept apart, its digest recorded on the ledger.  S102-23"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.facts import Facts, read_bytes
from commandline.output import answer, say, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from activities.interface import Outcome
    from commandline.connection import Connection
    from domain.contract.messages import ContractPeriod
    from domain.performance.records.limits import Limits
    from domain.project import Project
    from records.checking import Fault
    from records.importing import Batch
    from records.reading import Sheet
    from records.roster import Listed, Roster
    from settings import Settings

SHOWN: Final = 50  # faults that a person is shown; --json has up to MOST
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wants taken in, and as whom."""

    project: str
    file: Path
    content: bytes
    sheet: "Sheet"
    roster: "Listed | None"  # None: the ledger's
    period: str
    provider: str | None
    dry_run: bool
    actor: str | None
    quiet: bool


@dataclass(frozen=True, slots=True)
class Came:
    """What came of it: faults, or the batch; `outcome` where the ledger was asked."""

    faults: "Sequence[Fault]"
    batch: "Batch | None" = None
    rows_there: bool = False  # before this import
    recorded: bool = False  # on the ledger, before this import
    outcome: "Outcome | None" = None
    stream: str = ""
    late: "Sequence[Fault]" = ()  # rows keyed in after their time


def asked_of(file: Path, roster: Path | None) -> "tuple[bytes, Sheet, Listed | None]":
    """The files, read before any server is asked.  Exit 2 for what is none."""
    from records.reading import Unreadable, read
    from records.roster import roster_of
    from records.words import COLUMN_OF, OPTIONAL, SHEET

    content = read_bytes(file)
    try:
        sheet = read(file.name, content, COLUMN_OF, OPTIONAL, SHEET)
    except Unreadable as error:
        raise wrong_use(f"{file}：{error}") from error
    if not sheet.rows:
        raise wrong_use(f"{file}：没有一行记录")
    try:
        return content, sheet, roster_of(roster.name, read_bytes(roster)) if roster is not None else None
    except Unreadable as error:
        raise wrong_use(f"{roster}：{error}") from error


def roster_for(project: "Project", listed: "Listed | None") -> "Roster":
    """The township's roster on the ledger, where there is one; else the list that was brought.  Exit 2 where there is none, or both."""
    from records.roster import OnRecord

    enrolled = project.performance.roster
    if enrolled.places:
        if listed is not None:
            raise wrong_use("--roster：本项目的名册已在台账上（列入、变动均有登记），以台账为准，不要另附名册文件")
        return OnRecord(enrolled)
    if listed is None:
        raise wrong_use("台账上没有本项目的名册：先由乡镇列入（jieli recipient enrol 项目），或用 --roster 附名册文件")
    return listed


async def bring(settings: "Settings", asked: Asked) -> Came:
    """Check, hold against earlier batches, take in, record: all of it or nothing."""
    from commandline.bid_round import project_of
    from commandline.connection import connected
    from commandline.streams import check_project_id
    from domain.performance.records.limits import limits
    from records.checking import check
    from records.importing import batch_of

    check_project_id(asked.project)
    async with connected(settings, worker=True) as connection:
        stream, project = await project_of(connection, asked.project)
        period = period_of(project, asked.period)
        bounds = limits(rules_of(project, stream), period, now_of(project, stream))

        def progress(done: int) -> None:
            if not asked.quiet:
                say(f"已检查 {done} 行 …")

        told = check(asked.sheet, bounds, roster_for(project, asked.roster), progress)
        if told.faults:
            return Came(told.faults)
        terms = project.contract.terms
        provider = asked.provider or (terms.supplier if terms is not None else "")
        batch = batch_of(stream, period.key, provider, _digest(asked.content), told.rows, told.lines)
        return replace(await _take(connection, asked, batch, bounds, project, len(told.late)), late=told.late)


async def _take(
    connection: "Connection", asked: Asked, batch: "Batch", bounds: "Limits", project: "Project", late: int
) -> Came:
    """Rows and ledger together.  The rows are committed after the ledger has answered; if that fails, the same file again mends it."""
    from records.importing import held_against, is_there, take, turn

    pool = connection.held.pool
    recorded = batch.id in project.performance.records.batches
    if await is_there(pool, batch) and recorded:
        return Came((), batch, rows_there=True, recorded=True, stream=batch.stream)
    async with turn(pool) as own:
        there = await is_there(own.connection, batch)
        corrects: Sequence[Any] = ()
        if not there:
            number, faults, corrects = await held_against(own.connection, batch, bounds)
            if faults:
                return Came(faults)
            if not asked.quiet:
                say(f"已装入 {len(batch.rows)} 行，正在登记 …")
            await take(own.connection, number, batch, asked.actor or "")
        if asked.dry_run:
            return Came((), batch, rows_there=there, recorded=recorded, stream=batch.stream)
        await connection.held.store.put(asked.content)
        outcome = None if recorded else await _record(connection, asked, batch, corrects, late)
        own.keep = outcome is None or outcome.refusal is None
    return Came((), batch, there, recorded, outcome, batch.stream)


async def _record(
    connection: "Connection", asked: Asked, batch: "Batch", corrects: Sequence[Any], late: int
) -> "Outcome":
    """The ledger's own act: digest and counts."""
    from commandline.acting import Wish, send_by

    body = {
        "period": batch.period,
        "batch": batch.id,
        "provider": batch.provider,
        "digest": batch.digest,
        "file": batch.file,
        "rows": len(batch.rows),
        "counts": [c.model_dump() for c in batch.counts],
        "corrects": [c.model_dump() for c in corrects],
        "late": late,
        "staff": sorted({row.staff for row in batch.rows if row.result != "missed"}),
    }
    wish = Wish(asked.project, "RecordServiceBatch", Facts(body), asked.actor, uuid4())
    outcome, _ = await send_by(connection, wish)
    return outcome


def period_of(project: "Project", key: str) -> "ContractPeriod":
    """The contract's period.  Exit 2 names those that there are."""
    period = project.contract.period(key)
    if period is None:
        known = "、".join(p.key for p in project.contract.periods) or "（尚无合同）"
        raise wrong_use(f"--period：合同中没有履约期“{key}”；有：{known}")
    return period


def now_of(project: "Project", stream: str) -> datetime:
    """The clock's now; in a story the moment to which it has been told."""
    from domain.calendar import BEIJING
    from domain.ids import REAL, world_of

    return datetime.now(BEIJING) if world_of(stream) == REAL or project.last_at is None else project.last_at


def rules_of(project: "Project", stream: str) -> Any:
    """The law in force for the project today."""
    import law
    from domain.calendar import BEIJING
    from domain.ids import division_of

    return law.load().rulebook(division_of(stream), now_of(project, stream).astimezone(BEIJING).date())


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def tell(came: Came, asked: Asked, *, as_json: bool) -> int:
    """Say what came of it: every fault by its line, or the batch."""
    told = document(came, asked)
    answer(told, lambda out: _show(out, came, told), as_json=as_json)
    refused = came.outcome is not None and came.outcome.refusal is not None
    return REFUSED if came.faults or refused else DONE


def document(came: Came, asked: Asked) -> dict[str, Any]:
    from commandline.outcome import document as outcome_document

    batch = came.batch
    refused = came.outcome is not None and came.outcome.refusal is not None
    return {
        "project_id": asked.project,
        "period": asked.period,
        "file": str(asked.file),
        "dry_run": asked.dry_run,
        "rows": len(asked.sheet.rows),
        "imported": batch is not None and not (asked.dry_run or refused or came.rows_there),
        "already": came.rows_there and came.recorded,
        "batch": batch.id if batch else None,
        "digest": batch.digest if batch else None,
        "counts": [c.model_dump() for c in batch.counts] if batch else [],
        "faults": len(came.faults),
        "late": len(came.late),
        "late_rows": [row._asdict() for row in came.late[:MOST]],
        "problems": [fault._asdict() for fault in came.faults[:MOST]],
        "act": outcome_document(came.outcome, came.stream) if came.outcome is not None else None,
    }


def _show(out: "Console", came: Came, told: dict[str, Any]) -> None:
    if came.faults:
        out.print(f"✗ {told['rows']} 行中有 {told['faults']} 处错误，整批未导入", style="bold red")
        made = table("", "行", "列", "条款", "问题", "怎么办")
        for fault in came.faults[:SHOWN]:
            made.add_row(str(fault.line), fault.field, fault.clause, fault.problem, fault.remedy)
        out.print(made)
        if len(came.faults) > SHOWN:
            out.print(f"另有 {len(came.faults) - SHOWN} 处；--json 列出前 {MOST} 处", style="dim")
        return
    if came.outcome is not None and came.outcome.refusal is not None:
        from commandline.outcome import findings_table

        out.print("✗ 台账拒绝登记，整批未导入", style="bold red")
        out.print(findings_table([f.model_dump() for f in came.outcome.refusal.findings]))
        return
    if told["already"]:
        out.print(f"✓ 同样的记录此前已导入：批次 {told['batch']}，未重复", style="bold green")
    elif told["dry_run"]:
        out.print(f"✓ {told['rows']} 行无误（未导入：--dry-run）", style="bold green")
    else:
        out.print(f"✓ 已导入 {told['rows']} 行：批次 {told['batch']}", style="bold green")
    if told["late"]:
        lines = "、".join(str(row["line"]) for row in told["late_rows"][:SHOWN])
        out.print(f"其中 {told['late']} 行为补录（超过交来期限，HR-SR-1）：第 {lines} 行", style="yellow")
    out.print(f"摘要 {told['digest']}", style="dim")


def import_file(settings: "Settings", asked: Asked, *, as_json: bool) -> int:
    """The whole of it."""
    return tell(run(bring(settings, asked)), asked, as_json=as_json)
