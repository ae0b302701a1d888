"""`jieli audit`: verify, replay, explain, sizes.  Reads the ledger, the histories and the archive; writes nothing."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.options import Data, Json, settings_of
from commandline.output import answer, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from audit.replay import ReplayReport
    from audit.sizes import Sizes
    from audit.verify import VerifyReport
    from commandline.connection import Connection
    from settings import Settings

T = TypeVar("T")
app = typer.Typer(help="审计：核验、重放、说明、规模（verify, replay, explain, sizes）", no_args_is_help=True)


@app.command("verify")
def verify(data: Data = None, as_json: Json = False) -> int:
    """核验：账本自身、历史中的回执、档案与服务记录的摘要；查出问题退出码为 1（every hash, every receipt）。"""
    from audit.verify import verify as check

    report = run(_with(settings_of(data), lambda c: check(c.held, on_progress=_progress)))
    answer(report, lambda out: _verified(out, report), as_json=as_json)
    return DONE if report.good else REFUSED


@app.command("replay")
def replay(
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="只重放一个文件夹里的历史；不需要系统")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """重放：每一段封存的历史，用今天的程序再走一遍（every history ever sealed still replays）。"""
    from audit.histories import in_folder
    from audit.replay import held
    from audit.replay import replay as run_again

    if folder is None:
        report = run(_with(settings_of(data), lambda c: run_again(held(c.held), on_progress=_progress)))
    elif not folder.is_dir():
        raise wrong_use(f"没有文件夹 {folder}")
    else:
        report = run(run_again(in_folder(folder), on_progress=_progress))
    document = report.model_dump() | {"good": report.good}
    answer(document, lambda out: _replayed(out, report), as_json=as_json)
    return DONE if report.good else REFUSED


@app.command("explain")
def explain(
    project: Annotated[str, typer.Argument(help="项目编号")],
    data: Data = None,
    as_json: Json = False,
) -> int:
    """说明：一个项目的始末，逐事件、逐阶段：何时、何人、依据哪一条（the whole story of a project）。"""
    import law
    from audit.explain import explain as tell_of
    from audit.telling import render
    from commandline.citing import cited, show_citations
    from commandline.streams import check_project_id
    from domain.calendar import beijing_date
    from domain.ids import division_of

    check_project_id(project)
    account = run(_with(settings_of(data), lambda c: tell_of(c.held.pool, law.load(), project)))
    lines = account.lines
    clauses = [line.clause for line in lines if line.clause]
    words = cited(clauses, division_of(account.stream), beijing_date(lines[-1].at)) if lines else {}

    def shown(out: "Console") -> None:
        out.print(render(account))
        show_citations(out, words)

    answer(account.model_dump() | {"citations": words}, shown, as_json=as_json)
    return DONE


@app.command("sizes")
def sizes(
    project: Annotated[str, typer.Argument(help="项目编号")],
    data: Data = None,
    as_json: Json = False,
) -> int:
    """规模：一个项目的历史有多大，逐段、逐阶段（history events and bytes of each run and stage）。"""
    from audit.sizes import sizes as measure
    from commandline.streams import check_project_id

    check_project_id(project)
    found = run(_with(settings_of(data), lambda c: measure(c.held, project)))
    document = found.model_dump() | {"history_events_per_command": round(found.per_command, 2)}
    answer(document, lambda out: _sized(out, found), as_json=as_json)
    return DONE


async def _with(settings: "Settings", work: "Callable[[Connection], Awaitable[T]]") -> T:
    from commandline.connection import connected

    async with connected(settings) as connection:
        return await work(connection)


def _progress(what: str, count: int) -> None:
    """How far it is, in one line of a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what} {count} …\x1b[K" if count else "")
        sys.stderr.flush()


def _end_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _verified(out: "Console", report: "VerifyReport") -> None:
    _end_progress()
    made = table("", "", "")
    made.show_header = False
    made.add_row("事件", f"{report.events} 个，{report.streams} 条流，{report.commands} 个行为")
    made.add_row("回执", f"核对 {report.receipts_checked} 份，覆盖 {report.covered} 个事件")
    made.add_row("历史", f"{report.histories} 段，其中档案 {report.archived} 段；文件 {report.files} 个")
    made.add_row("服务记录", f"{report.record_rows} 行；封存的归档清单 {report.sealed_archives} 份")
    out.print(made)
    if report.problems:
        out.print(_problems(report.problems))
        out.print(f"✗ 发现 {report.problem_count} 处问题", style="bold red")
    else:
        out.print("✓ 可核验的部分全部一致", style="bold green")
    for remark in report.not_checked:
        out.print(f"  未核验：{remark}", style="dim")


def _sized(out: "Console", found: "Sizes") -> None:
    runs = table("流程", "历史事件", "字节", "行为", "结束")
    for one in found.runs:
        runs.add_row(
            f"{one.workflow}（{one.run[:8]}）", f"{one.events}", f"{one.bytes:,}", f"{one.commands}", one.closed_as
        )
    out.print(runs)
    stages = table("阶段", "行为", "台账事件", "历史事件", "字节")
    for stage in found.stages:
        numbers = (stage.commands, stage.events, stage.history_events, stage.bytes)
        stages.add_row(stage.title, *(f"{number:,}" for number in numbers))
    total = (found.commands, found.events, found.history_events, found.bytes)
    stages.add_row("合计", *(f"{number:,}" for number in total))
    out.print(stages)
    out.print(f"每个行为 {found.per_command:.1f} 个历史事件；最长的一段 {found.longest_run} 个")
    for missing in found.not_found:
        out.print(f"  未计入：{missing}", style="yellow")


def _problems(problems: list[Any]) -> Any:
    made = table("", "位置", "对象", "问题")
    for problem in problems:
        made.add_row("" if problem.pos is None else str(problem.pos), problem.event, problem.says)
    return made


def _replayed(out: "Console", report: "ReplayReport") -> None:
    _end_progress()
    for failure in report.failures:
        out.print(f"✗ {failure}", style="red")
    for remark in report.not_replayed:
        out.print(f"  未重放：{remark}", style="dim")
    mark, style = ("✓", "bold green") if report.good else ("✗", "bold red")
    words = f"{mark} 重放 {report.histories} 段历史（{report.events} 个历史事件），{len(report.failures)} 处不符"
    out.print(words, style=style)
