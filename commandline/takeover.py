"""`jieli takeover`: trigger one, see where it stands.  JL44-4.4.3c"""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.facts import gather
from commandline.options import (
    MORNING,
    As,
    CommandId,
    Data,
    File,
    Json,
    OccurredOn,
    command_id_of,
    moment,
    settings_of,
)
from commandline.output import answer
from commandline.running import run
from commandline.takeover_acts import ACTS, counts

if TYPE_CHECKING:
    from rich.console import Console


app = typer.Typer(help="临时接管：启动、办理、查看（takeovers）", no_args_is_help=True)


@app.command("trigger")
def trigger(
    project: Annotated[str | None, typer.Argument(help="项目编号；与 --supplier 二选一")] = None,
    ground: Annotated[
        str | None,
        typer.Option(
            "--ground", help="情形 T1 … T10：T1 服务中断、T2 拒绝或者停业 …；jieli law show HR-TK-01 逐项列出"
        ),
    ] = None,
    happened: Annotated[str | None, typer.Option("--facts", metavar="TEXT", help="事实")] = None,
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", metavar="@FILE", help="证明材料：@文件 或其 SHA-256；可重复")
    ] = None,
    gap_since: Annotated[
        str | None, typer.Option("--gap-since", metavar="TIME", help="服务何时中断（北京时间）；只写 07:00 即今天")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="A=N", help="各风险等级无人服务的人数，例如 A=2,B=8；可重复"),
    ] = None,
    supplier: Annotated[
        str | None,
        typer.Option("--supplier", metavar="USCC", help="该供应商全部正在履约的项目一并启动，可重复运行续办"),
    ] = None,
    more: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE …]", help="同 project do")] = None,
    file: File = None,
    actor: As = None,
    command_id: CommandId = None,
    occurred_on: OccurredOn = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """供应商不能履约时启动临时接管（raise the alarm, start the clock）。"""
    from commandline.acting import Wish, formed, send
    from commandline.outcome import tell
    from commandline.streams import check_project_id

    if supplier is not None:
        return _of_supplier(supplier, project, ground, happened, evidence, gap_since, actor, data, as_json=as_json)
    if project is None:
        raise wrong_use("须写明项目编号，或者 --supplier 统一社会信用代码")
    check_project_id(project)
    number, facts = command_id_of(command_id), gather(more or [], file)
    given: dict[str, Any] = {"ground": ground, "facts": happened}
    facts.body |= {name: value for name, value in given.items() if value is not None}
    if evidence:
        facts.body["evidence"] = list(facts.evidence(evidence))
    if gap_since is not None:
        facts.body["gap_since"] = moment(gap_since, "--gap-since", MORNING)
    if without:
        facts.body["without_provider"] = counts(without, "--without")
    formed("TriggerTakeover", facts)
    wish = Wish(project, "TriggerTakeover", facts, actor, number, occurred_on)
    outcome, stream = run(send(settings_of(data), wish))
    return tell(outcome, stream, as_json=as_json)


def _of_supplier(
    uscc: str,
    project: str | None,
    ground: str | None,
    happened: str | None,
    evidence: list[str] | None,
    gap_since: str | None,
    actor: As,
    data: Data,
    *,
    as_json: bool,
) -> int:
    """All running contracts of one supplier; exit 1 where a project, or the whole, was refused."""
    from commandline.acting import formed
    from commandline.collapse import Collapse, collapse

    if project is not None:
        raise wrong_use("--supplier 针对其全部项目，不再写项目编号")
    facts = gather([], None)
    given: dict[str, Any] = {"ground": ground, "facts": happened, "evidence": list(facts.evidence(evidence or []))}
    given["gap_since"] = moment(gap_since, "--gap-since", MORNING) if gap_since is not None else None
    facts.body |= {name: value for name, value in given.items() if value not in (None, [])}
    checked = {**facts.body, "uscc": uscc, "collapse": "c1", "projects": ["220122-2026-abc123"]}
    formed("DeclareCollapse", replace(facts, body=checked))
    told = run(collapse(settings_of(data), Collapse(uscc, facts.body, facts.documents, actor)))

    def shown(out: "Console") -> None:
        if told.get("refusal"):
            out.print(f"✗ {told['refusal']}", style="bold red")
        for one, takeover in told["triggered"].items():
            out.print(f"▲ {one}：已启动 {takeover}")
        for one, reason in told["refused"].items():
            out.print(f"✗ {one}：{reason}", style="red")

    answer(told, shown, as_json=as_json)
    return REFUSED if told.get("refusal") or told["refused"] else DONE


@app.command("show")
def show(
    takeover: Annotated[str, typer.Argument(help="接管编号，或项目编号（最近一次）")],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="N|TIME", help="当时的样子")] = None,
    each: Annotated[bool, typer.Option("--each", help="逐人列出中断时长")] = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """一页看清一次接管：谁被询问、谁在服务、谁仍无人服务（one page）。"""
    from commandline.standing import at_point, point_of, takeover_document
    from commandline.takeover_means import means_document, show_means

    standing = run(at_point(settings_of(data), takeover, point_of(as_of), takeover=True))
    means = run(means_document(settings_of(data), standing))
    told = takeover_document(standing, as_of) | {"means": means}

    def shown(out: "Console") -> None:
        from commandline.takeover_page import takeover_page

        takeover_page(out, standing, told["agenda"], each=each)
        show_means(out, means)

    answer(told, shown, as_json=as_json)
    return DONE


@app.command("list")
def list_takeovers(
    only_open: Annotated[bool, typer.Option("--open", help="只列未结束的")] = False,
    story: Annotated[
        str | None, typer.Option("--story", help="某个故事中的接管；默认真实项目，没有真实项目时列出故事")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """列出接管：谁还无人服务、下一期限、由谁办理，最急的在前（takeovers, the most urgent first）。"""
    from commandline.takeover_list import listed, show_list

    rows = run(listed(settings_of(data), story or "real", ended_too=not only_open))
    answer({"takeovers": rows}, lambda out: show_list(out, rows), as_json=as_json)
    return DONE


for _name, _act in ACTS.items():
    app.command(_name)(_act)
