"""How a story is shown while it is told, and what is said at its end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from commandline.output import console, say, table, when

if TYPE_CHECKING:
    from rich.console import Console

    from scenarios.reporting import StoryReport
    from scenarios.runner import Step
    from scenarios.story import Story

OnStep = Callable[["Step"], None]
_ALARM: Final = ("Takeover", "Standby", "Recipients", "Coverage", "Interim", "Handover")


@contextmanager
def watcher(story: "Story", *, live: bool, as_json: bool) -> Iterator[OnStep]:
    """What to call after each step.  A line for each act, on a terminal with a bar; without `live` a line for each chapter; on
    standard error where standard output belongs to a document."""
    stream = sys.stderr if as_json else sys.stdout
    out = console(stream)
    if as_json and not live:
        yield lambda _: None
        return
    out.print(f"{story.head.title}", style="bold")
    out.print(story.head.summary, style="dim")
    if not live:
        yield _Lines(out)
        return
    if not stream.isatty():
        yield _Acts(out)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("准备人员与角色 …", total=len(story.steps))
        lines = _Acts(progress.console)

        def on_step(step: "Step") -> None:
            lines(step)
            progress.update(task, completed=step.number, total=step.of, description=when(step.at))

        yield on_step


class _Lines:
    """A line for each chapter."""

    def __init__(self, out: "Console") -> None:
        self._out = out
        self._chapter = ""

    def __call__(self, step: "Step") -> None:
        if step.chapter != self._chapter:
            self._chapter = step.chapter
            self._out.print(f"[{step.number}/{step.of}] {when(step.at)}  {step.chapter}")
            self._out.file.flush()


class _Acts:
    """A heading for each chapter, a line for each act; a takeover stands out."""

    def __init__(self, out: "Console") -> None:
        self._out = out
        self._chapter = ""

    def __call__(self, step: "Step") -> None:
        if step.chapter != self._chapter:
            self._chapter = step.chapter
            self._out.rule(step.chapter, align="left", style="blue")
        alarm = any(event.startswith(_ALARM) for event in step.events)
        by = f"（{step.by}）" if step.by else ""
        refused = f"  ✗ 按 {step.refused} 拒绝" if step.refused else ""
        style = "yellow" if step.refused else "bold red" if alarm else None
        self._out.print(f"{when(step.at)}  {'▲ ' if alarm else ''}{step.says}{by}{refused}", style=style)


def show_report(out: "Console", story: "Story", report: "StoryReport", console_url: str) -> None:
    """What came of it, and where to look."""
    from domain.values import STAGE_TITLES

    made = table(story.head.title, "", "")
    made.show_header = False
    made.add_row("项目", "、".join(report.projects))
    made.add_row("阶段", STAGE_TITLES.get(report.stage, report.stage))
    made.add_row("事件", f"{report.events} 个，全部在账本中")
    refused = "、".join(f"{r['command']}（{r['clause']}）" for r in report.refusals)
    made.add_row("被拒绝", f"{len(report.refusals)} 次  {refused}")
    for takeover in report.takeovers:
        hours = "，".join(f"{grade} 级 {count} 小时" for grade, count in sorted(takeover.covered_hours.items()))
        asked = "→".join(takeover.standbys_asked)
        words = f"{takeover.id}（{takeover.trigger}）询问 {asked or '—'}；由 {takeover.provider or '—'} 接管"
        made.add_row("临时接管", f"{words}；中断时长 {hours or '—'}；结果 {takeover.outcome or '未结束'}")
    made.add_row("用时", f"{report.seconds:.1f} 秒")
    out.print(made)
    for problem in report.problems:
        out.print(f"✗ {problem}", style="bold red")
    verdict = "✓ 故事讲到了结尾" if report.finished else "✗ 故事没有讲到结尾"
    out.print(verdict, style="bold green" if report.finished else "bold red")
    if console_url:
        out.print(f"流程控制台：{console_url}  ·  jieli project show {report.project_id}")


def kept(data_dir: str) -> None:
    """Where the told story lies."""
    say(f"数据保留在 {data_dir}：jieli up --data {data_dir} 后可继续查看。")
