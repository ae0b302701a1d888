"""`jieli project`: start projects, send commands, see where they stand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, wrong_use
from commandline.facts import Facts, gather, read_plan
from commandline.options import As, CommandId, Data, Evidence, File, Json, OccurredOn, command_id_of, day, settings_of
from commandline.output import answer, due, table, yuan
from commandline.project_ids import mint
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from settings import Settings

app = typer.Typer(help="项目：启动、办理、查看（projects）", no_args_is_help=True)
_WAITS: Final = (
    "项目停在“项目确定”，等待修改或放弃：\n  jieli project do {id} revise-plan --file PLAN.toml reason=修改原因"
)


@app.command("start")
def start(
    plan: Annotated[Path, typer.Argument(metavar="PLAN.toml", help="计划文件")],
    id: Annotated[str | None, typer.Option("--id", metavar="ID", help="项目编号；默认生成")] = None,
    actor: As = None,
    command_id: CommandId = None,
    occurred_on: OccurredOn = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """以一份计划启动项目；不合规的计划被拒绝，一次列出全部问题（start a project）。"""
    from commandline.acting import Wish, formed, send
    from commandline.outcome import tell
    from commandline.streams import check_project_id
    from domain.planning.messages import StartProject

    number = command_id_of(command_id)
    facts = Facts({"plan": read_plan(plan)})
    command = formed("StartProject", facts)
    assert isinstance(command, StartProject)
    project = id or mint(command.plan.buyer.division, command.plan.starts_on.year, number)
    check_project_id(project)
    wish = Wish(f"project/{project}", "StartProject", facts, actor, number, occurred_on)
    outcome, stream = run(send(settings_of(data), wish))
    return tell(outcome, stream, as_json=as_json, waits=_WAITS.format(id=project))


@app.command("open-running")
def open_running(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="按空白表填写的工作簿")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不迁入")] = False,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """把多份在途合同一起迁入：逐行检查，有一处错误则一份也不迁入；同一文件再来一次不会重复（running contracts）。"""
    from commandline.opening_import import open_file

    return open_file(settings_of(data), file, actor, dry_run=dry_run, as_json=as_json)


@app.command("running-template")
def running_template(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help="写到哪里")],
    as_json: Json = False,
) -> int:
    """写出迁入在途合同的空白工作簿（an empty workbook to fill in）。"""
    if output.suffix.lower() != ".xlsx":
        raise wrong_use(f"-o：“{output.name}”的扩展名应为 .xlsx")
    if output.exists() or not output.parent.is_dir():
        raise wrong_use(f"-o：{output} 已存在" if output.exists() else f"-o：没有文件夹 {output.parent}")
    from commandline.opening_sheet import COLUMNS, template

    content = template()
    output.write_bytes(content)
    told = {"file": str(output), "bytes": len(content), "sheets": list(COLUMNS)}
    answer(told, lambda out: out.print(f"空白工作簿 → {output}"), as_json=as_json)
    return DONE


@app.command("do")
def do(
    project: Annotated[str | None, typer.Argument(help="项目编号，或接管编号")] = None,
    command: Annotated[str | None, typer.Argument(help="指令，例如 determine-project")] = None,
    facts: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE …", help="指令的内容")] = None,
    file: File = None,
    actor: As = None,
    command_id: CommandId = None,
    occurred_on: OccurredOn = None,
    evidence: Evidence = None,
    help_commands: Annotated[
        bool, typer.Option("--help-commands", help="列出全部指令；写上指令名，列出其字段")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """对项目或接管作出一项行为；不写指令则列出全部指令（send a command）。"""
    if help_commands or project is None or command is None:
        from commandline.commands import show_commands

        named = (command or project) if help_commands else None
        show_commands(("project", "takeover"), named, as_json=as_json)
        return DONE
    from commandline.acting import Wish, formed, send
    from commandline.outcome import tell

    gathered = gather(facts or [], file)
    kind = formed(command, gathered)
    if kind.home == "register":
        raise wrong_use(f"“{kind.zh}”是登记，不属于某个项目：jieli register do {command} 名称=值 …")
    number, proofs = command_id_of(command_id), gathered.evidence(evidence or ())
    wish = Wish(project.strip("/"), command, gathered, actor, number, occurred_on, proofs)
    outcome, stream = run(send(settings_of(data), wish))
    waits = _WAITS.format(id=project) if outcome.progress.stage == "planning" and command == "revise-plan" else ""
    return tell(outcome, stream, as_json=as_json, waits=waits)


@app.command("show")
def show(
    project: Annotated[str, typer.Argument(help="项目编号")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="N|TIME", help="当时的样子：第 N 版，或某一时间（time travel）")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """一页看清一个项目：阶段、资金、待办、合同、支付、接管、被拒绝的行为（one page）。"""
    from commandline.standing import at_point, point_of, project_document

    point = point_of(as_of)
    standing = run(at_point(settings_of(data), project, point))
    told = project_document(standing, as_of)

    def shown(out: "Console") -> None:
        from commandline.page import project_page

        project_page(out, standing, told)

    answer(told, shown, as_json=as_json)
    return DONE


@app.command("progress")
def progress(
    project: Annotated[str, typer.Argument(help="项目编号")],
    period: Annotated[str | None, typer.Option("--period", metavar="KEY", help="只看某一履约期；默认全部")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="N|TIME", help="当时的样子")] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """一页看清履约进度：目标、报告、检查、整改、服务记录、资金；供月度例会使用（how the service goes）。"""
    from commandline.progress import progress_document, progress_page
    from commandline.standing import at_point, point_of
    from commandline.streams import check_project_id

    check_project_id(project)
    told = progress_document(run(at_point(settings_of(data), project, point_of(as_of))), period)
    answer(told, lambda out: progress_page(out, told), as_json=as_json)
    return DONE


@app.command("score")
def score(
    project: Annotated[str, typer.Argument(help="项目编号")],
    year: Annotated[int | None, typer.Option("--year", metavar="N", help="合同的第几年；默认整个合同")] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """绩效得分的算式：每项指标怎么算、合计多少，任何人可以照着再算一遍（the arithmetic of the score）。"""
    from commandline.scoring import score_document, score_page
    from commandline.standing import at_point, point_of
    from domain.project import Project

    standing = run(at_point(settings_of(data), project, point_of(None)))
    assert isinstance(standing.state, Project)
    told = score_document(standing.state, year)
    answer(told, lambda out: score_page(out, told), as_json=as_json)
    return DONE


_LIST: Final = """
SELECT id, world, division, buyer, buyer_name, title, method, stage, status, budget_yuan, contract_yuan, supplier,
       supplier_name, takeover, next_due, next_wake, replaces, replaced_by, year, version
FROM readmodel.project
WHERE (world = $1 OR ($1 = 'real' AND NOT EXISTS (SELECT FROM readmodel.project WHERE world = 'real')))
  AND ($2::text IS NULL OR stage = $2) AND ($3::text IS NULL OR starts_with(division, $3))
  AND ($4::date IS NULL OR next_due < ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
  AND ($5::text IS NULL OR status = $5)
ORDER BY next_due NULLS LAST, id
"""


@app.command("list")
def list_projects(
    stage: Annotated[str | None, typer.Option("--stage", help="只列某一阶段，例如 performance")] = None,
    division: Annotated[str | None, typer.Option("--division", help="只列某一地区：行政区划代码的开头")] = None,
    due_before: Annotated[str | None, typer.Option("--due-before", metavar="DATE", help="该日及以前有期限的")] = None,
    status: Annotated[str | None, typer.Option("--status", help="open · waiting · takeover · closed")] = None,
    story: Annotated[
        str | None, typer.Option("--story", help="某个故事中的项目；默认真实项目，没有真实项目时列出故事")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """列出项目，期限最近的在前（projects, the nearest deadline first）。"""
    from domain.values import STAGE_TITLES

    stages = [s for s in STAGE_TITLES if s not in ("register", "approval")]
    if stage is not None and stage not in stages:
        raise wrong_use(f"--stage：没有阶段“{stage}”；可选：{'、'.join(stages)}")
    if status is not None and status not in ("open", "waiting", "takeover", "closed"):
        raise wrong_use(f"--status：没有“{status}”；可选：open、waiting、takeover、closed")
    if division is not None and not (division.isascii() and division.isdigit()):
        raise wrong_use(f"--division：“{division}”不是行政区划代码")
    before = day(due_before, "--due-before") if due_before is not None else None
    rows = run(_list(settings_of(data), (story or "real", stage, division, before, status)))
    answer({"projects": rows}, lambda out: _show_list(out, rows), as_json=as_json)
    return DONE


async def _list(settings: "Settings", filters: tuple[Any, ...]) -> list[dict[str, Any]]:
    from commandline.connection import connected

    async with connected(settings) as connection:
        return [dict(row) for row in await connection.held.pool.fetch(_LIST, *filters)]


def _show_list(out: "Console", rows: list[dict[str, Any]]) -> None:
    from domain.values import STAGE_TITLES

    made = table("", "编号", "名称", "采购单位", "阶段", "预算（元）", "承接主体", "最近期限", "接管")
    for row in rows:
        stage = STAGE_TITLES.get(row["stage"] or "", row["stage"] or "")
        made.add_row(
            row["id"],
            row["title"] or "（计划被拒绝，待修改）",
            row["buyer_name"] or "",
            stage,
            yuan(row["budget_yuan"]),
            row["supplier_name"] or "",
            due(row["next_due"]),
            row["takeover"] or "",
            style="bold red" if row["status"] == "takeover" else None,
        )
    out.print(made)
    none = "没有项目：jieli project start PLAN.toml 启动一个；故事中的项目用 --story 剧本名称列出。"
    told = sorted({row["world"] for row in rows} - {"real"})
    note = f"（故事：{'、'.join(told)}）" if told else ""
    out.print(f"{len(rows)} 个项目{note}" if rows else none, style="dim")
