"""`jieli records`: service records taken in, reported, verified.  S102-23, SA-12, JL44-4.4.2"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline import records_carers, records_comparing, records_twice
from commandline.exits import DONE, REFUSED, wrong_use
from commandline.options import As, Data, Json, settings_of
from commandline.output import answer, plain, table, when
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.connection import Connection
    from records.reporting import PeriodReport
    from records.verifying import Verified
    from settings import Settings

app = typer.Typer(help="服务记录：模板、导入、期间报告、核验、清单（service records）", no_args_is_help=True)
app.command("compare")(records_comparing.compare)
app.command("twice")(records_twice.twice)
app.command("carers")(records_carers.carers)
Of = Annotated[str, typer.Argument(metavar="PROJECT", help="项目编号")]
Period = Annotated[str, typer.Option("--period", metavar="KEY", help="合同的履约期")]
RosterFile = Annotated[
    Path | None,
    typer.Option("--roster", metavar="FILE", help="台账上没有名册时：服务对象、等级、自、至（.xlsx .csv .jsonl）"),
]
_TEMPLATES: Final = (".xlsx", ".csv")


@app.command("template")
def template(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="写到哪里：*.xlsx 或 *.csv")],
    item: Annotated[list[str] | None, typer.Option("--item", help="合同本期的目标项目；可重复")] = None,
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
    as_json: Json = False,
) -> int:
    """写出一份空白的服务记录表（an empty file to fill in）。"""
    if output.suffix.lower() not in _TEMPLATES:
        raise wrong_use(f"-o：“{output.name}”的扩展名应为 {' 或 '.join(_TEMPLATES)}")
    if output.is_dir() or not output.parent.is_dir():
        raise wrong_use(f"-o：不能写入 {output}")
    if output.exists() and not force:
        raise wrong_use(f"-o：{output} 已存在；要覆盖请加 --force")
    from records.template import as_csv, as_excel
    from records.words import COLUMNS

    content = as_csv() if output.suffix.lower() == ".csv" else as_excel(item or ())
    try:
        output.write_bytes(content)
    except OSError as error:
        raise wrong_use(f"-o：不能写入 {output}：{error.strerror}") from error
    told = {"file": str(output), "bytes": len(content), "columns": list(COLUMNS.values())}
    answer(told, lambda out: out.print(f"空白服务记录表 → {output}"), as_json=as_json)
    return DONE


@app.command("import")
def import_(
    project: Of,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="*.xlsx、*.csv（UTF-8、GB18030）或 *.jsonl")],
    period: Period,
    roster: RosterFile = None,
    provider: Annotated[
        str | None, typer.Option("--provider", metavar="USCC", help="谁提供的服务；默认合同的承接主体")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """导入服务记录：逐行检查，有一处错误则整批不导入；摘要和计数登记到台账（all or nothing）。"""
    from commandline.records_import import Asked, asked_of, import_file
    from commandline.streams import check_project_id

    check_project_id(project)
    content, sheet, listed = asked_of(file, roster)
    asked = Asked(project, file, content, sheet, listed, period, provider, dry_run, actor, quiet=as_json)
    return import_file(settings_of(data), asked, as_json=as_json)


@app.command("report")
def report(
    project: Of,
    period: Period,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="名册，算覆盖率用；默认按计划的人数")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """一期的服务：计划与完成、覆盖率、A级未服务、多久没有服务（planned and done）。"""
    from commandline.streams import check_project_id

    check_project_id(project)
    told = run(_report(settings_of(data), project, period, roster))
    answer({"project_id": project, **plain(told)}, lambda out: _show_report(out, told), as_json=as_json)
    return DONE


async def _report(settings: "Settings", id: str, key: str, file: Path | None) -> "PeriodReport":
    from commandline.bid_round import project_of
    from commandline.connection import connected
    from commandline.facts import read_bytes
    from commandline.records_import import period_of
    from records.reading import Unreadable
    from records.reporting import report as made
    from records.roster import OnRecord, roster_of

    try:
        listed = roster_of(file.name, read_bytes(file)) if file is not None else None
    except Unreadable as error:
        raise wrong_use(f"{file}：{error}") from error
    async with connected(settings) as connection:
        stream, project = await project_of(connection, id)
        period = period_of(project, key)
        plan = project.plan_on_record
        planned = dict(plan.recipients) if plan is not None else {}
        enrolled = OnRecord(project.performance.roster) if project.performance.roster.places else None
        roster = listed or enrolled
        expected = roster.by_grade(period.starts_on, period.ends_on) if roster is not None else planned
        return await made(connection.held.pool, stream, period, {str(k): v for k, v in expected.items()})


def _show_report(out: "Console", told: "PeriodReport") -> None:
    items = table(
        f"履约期 {told.period}：{told.rows} 条记录",
        "项目",
        "计划",
        "完成",
        "其中 A / B / C",
        "不在家",
        "拒绝",
        "未服务",
    )
    for line in told.items:
        by = [str(line.by_grade.get(g, 0)) for g in "ABC"]
        rest = [str(line.by_result.get(r, 0)) for r in ("not_home", "refused", "missed")]
        items.add_row(
            line.item, "—" if line.planned is None else f"{line.planned:f}", str(line.done), " / ".join(by), *rest
        )
    out.print(items)
    grades = table("", "等级", "应服务", "已服务", "覆盖率", "未服务次数", "最久未服务自")
    for grade in told.grades:
        share = "—" if grade.share is None else f"{grade.share:.1%}"
        since = when(grade.silent_since)
        grades.add_row(grade.grade, str(grade.expected), str(grade.reached), share, str(grade.missed), since)
    out.print(grades)
    for missed in told.missed_a:
        out.print(
            f"! A级未服务 {missed.recipient} {when(missed.at)} {missed.item}（{missed.record}）", style="bold red"
        )
    for silent in told.silent:
        if silent.since is None:
            out.print(f"! {silent.grade}级 {silent.recipient} 本期从未服务成", style="yellow")


@app.command("verify")
def verify(
    project: Of,
    recount: Annotated[bool, typer.Option("--recount", help="先按记录重新计数")] = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """按台账的摘要核验每一行：被改动、丢失、加入的逐一指明（tamper evidence）。"""
    from commandline.streams import check_project_id

    check_project_id(project)
    told = run(_verify(settings_of(data), project, recount))
    answer({"project_id": project, **plain(told)}, lambda out: _show_verified(out, told), as_json=as_json)
    return REFUSED if told.differences else DONE


async def _verify(settings: "Settings", id: str, recount: bool) -> "Verified":
    from commandline.bid_round import project_of
    from commandline.connection import connected
    from records.verifying import verify as verified

    async with connected(settings) as connection:
        stream, project = await project_of(connection, id)
        recorded = project.performance.records.batches
        if recount:
            for key in {batch.period for batch in recorded.values()}:
                await connection.held.pool.execute("SELECT records.recount($1, $2)", stream, key)

        return await verified(connection.held.pool, stream, recorded, _by_file(connection))


def _by_file(connection: "Connection") -> Any:
    """The digest of the file vouches for it; its rows are read from the store, where the digests beside the rows were changed."""
    from collections.abc import Sequence

    from domain.performance.records.messages import ServiceBatchRecorded
    from records.rereading import leaves_of

    async def leaves(event: ServiceBatchRecorded) -> "Sequence[bytes] | None":
        try:
            content = await connection.held.store.get(event.file)
        except (FileNotFoundError, ValueError):
            return None
        return leaves_of(content, event.digest)

    return leaves


def _show_verified(out: "Console", told: "Verified") -> None:
    if not told.differences:
        out.print(f"✓ {told.batches} 批 {told.rows} 行，与台账的摘要相符", style="bold green")
        return
    out.print(f"✗ {told.batches} 批 {told.rows} 行，{len(told.differences)} 处不符", style="bold red")
    made = table("", "条款", "批次", "行", "问题")
    for difference in told.differences:
        place = "" if difference.row is None else str(difference.row)
        made.add_row(difference.clause, difference.batch, place, difference.words)
    out.print(made)


_LIST: Final = """
SELECT id, period, provider, rows, encode(digest, 'hex') AS digest, encode(file, 'hex') AS file, imported_at, imported_by
FROM records.batch WHERE stream = $1 ORDER BY number
"""


@app.command("list")
def list_batches(project: Of, data: Data = None, as_json: Json = False) -> int:
    """列出一个项目的服务记录批次（batches of a project）。"""
    from commandline.streams import check_project_id

    check_project_id(project)
    rows = run(_list(settings_of(data), project))
    answer({"project_id": project, "batches": rows}, lambda out: _show_list(out, rows), as_json=as_json)
    return DONE


async def _list(settings: "Settings", id: str) -> list[dict[str, Any]]:
    from commandline.bid_round import project_of
    from commandline.connection import connected

    async with connected(settings) as connection:
        stream, project = await project_of(connection, id)
        found = await connection.held.pool.fetch(_LIST, stream)
    known = project.performance.records.batches
    return [dict(row) | {"recorded": row["id"] in known} for row in found]


def _show_list(out: "Console", rows: list[dict[str, Any]]) -> None:
    made = table("", "批次", "履约期", "行数", "提供单位", "导入", "导入人", "台账")
    for row in rows:
        at, there = when(row["imported_at"]), "已登记" if row["recorded"] else "没有"
        made.add_row(row["id"], row["period"], str(row["rows"]), row["provider"], at, row["imported_by"], there)
    out.print(made)
    out.print(f"{len(rows)} 批", style="dim")
