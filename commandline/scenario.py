"""`jieli scenario`: stories as numbered chapters — listed, checked, told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from commandline.exits import DONE, REFUSED
from commandline.options import Data, Json, settings_of
from commandline.output import answer, say, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from scenarios.reporting import StoryReport
    from scenarios.runner import Step
    from scenarios.story import Story
    from settings import Settings

app = typer.Typer(help="剧本：列出、检查、运行（stories）", no_args_is_help=True)


@app.command("list")
def list_stories(
    data: Data = None,  # noqa: ARG001 - every command takes it
    as_json: Json = False,
) -> int:
    """列出自带的剧本（the stories that come with the house）。"""
    from scenarios.story import names

    known = [{"name": name, "title": title} for name, title in names()]

    def show(out: "Console") -> None:
        made = table("", "剧本", "内容")
        for story in known:
            made.add_row(story["name"], story["title"])
        out.print(made)

    answer({"scenarios": known}, show, as_json=as_json)
    return DONE


@app.command("run")
def run_story(
    scenario: Annotated[str, typer.Argument(metavar="NAME|PATH", help="剧本名称或文件夹")],
    data: Data = None,
    as_json: Json = False,
) -> int:
    """运行一个剧本；指明 --data 时新建该目录；再次运行则从停下处继续（tell a story, or go on with it）。"""
    from commandline.telling import show_report, watcher
    from scenarios.story import load

    story = load(scenario)
    with watcher(story, live=not as_json, as_json=as_json) as on_step:
        report, console_url = run(tell_story(settings_of(data), story, on_step, make=data is not None))
    answer(report, lambda out: show_report(out, story, report, console_url), as_json=as_json)
    return DONE if report.finished else REFUSED


async def tell_story(
    settings: "Settings", story: "Story", on_step: "Callable[[Step], None]", *, make: bool
) -> "tuple[StoryReport, str]":
    """Tell a story on the system of the folder; with its report, where Temporal's page is while that runs."""
    from commandline.connection import connected
    from scenarios.runner import run as tell

    async with connected(settings, worker=True, make=make) as connection:
        say(f"流程控制台：{connection.addresses.console_url}")
        report = await tell(story, connection.held, on_step=on_step)
        return report, "" if connection.own else connection.addresses.console_url


@app.command("check")
def check_story(
    scenario: Annotated[str, typer.Argument(metavar="NAME|PATH", help="剧本名称或文件夹")],
    data: Data = None,  # noqa: ARG001 - every command takes it
    as_json: Json = False,
) -> int:
    """不启动系统，按规则排练一遍，看剧本能不能照写的进行（unknown commands and people, acts refused or not refused）。"""
    from scenarios.rehearsal import rehearse
    from scenarios.story import load

    story = load(scenario)
    rehearsal = rehearse(story)
    problems = rehearsal.problems
    told = {
        "scenario": story.name,
        "title": story.head.title,
        "steps": len(story.steps),
        "problems": problems,
        "finished": rehearsal.finished,
        "events": rehearsal.total,
        "alarms": [str(alarm) for alarm in rehearsal.alarms],
    }

    def show(out: "Console") -> None:
        for problem in problems:
            out.print(f"✗ {problem}", style="red")
        for alarm in rehearsal.alarms:
            out.print(f"! 期限已过：{alarm}", style="yellow")
        mark = "✗" if problems else "✓"
        out.print(f"{mark} {story.head.title}：{len(story.steps)} 步，{rehearsal.total} 个事件，{len(problems)} 个问题")

    answer(told, show, as_json=as_json)
    return REFUSED if problems else DONE
