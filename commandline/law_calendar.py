"""`jieli law calendar`: the earliest lawful dates of a plan, with the rule behind each.  Needs no server.  PB-01, R-P01 … R-P22"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.law_options import PlanFile, as_planned, plan_of
from commandline.options import Data, Json, day
from commandline.output import answer, table

if TYPE_CHECKING:
    from rich.console import Console

    from domain.calendar import Calendar, Deadline
    from domain.lawful_calendar import LawfulCalendar

_BOUNDS: Final = {"least": "不少于", "most": "不超过", "none": ""}


def calendar(
    plan: PlanFile,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="第一步的日期；默认今天")] = None,
    every: Annotated[bool, typer.Option("--all", help="对计划可用的每一种采购方式")] = False,
    picture: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="横道图：每一步的最早、最迟，休息日和依据")
    ] = None,
    data: Data = None,  # noqa: ARG001 - every command takes it
    as_json: Json = False,
) -> int:
    """按真实节假日推算：每一步最早何日、最迟何日，依据哪一条（the earliest lawful calendar）。"""
    import law
    from domain.lawful_calendar import lawful_calendar, lawful_methods, method_refused

    begins, parsed = day(start, "--from"), plan_of(plan)
    rules = law.load().rulebook(parsed.buyer.division, begins)
    given = as_planned(rules, begins)
    why = () if every else method_refused(parsed, parsed.method, given)
    chosen = [m.name for m in lawful_methods(parsed, given)] if every else [] if why else [parsed.method]
    made = [lawful_calendar(parsed, method, rules, begins) for method in chosen]
    pictures = _pictures(picture, made, parsed.title, rules.calendar) if picture else []
    told = {
        "title": parsed.title,
        "division": parsed.buyer.division,
        "from": begins,
        "edition": rules.edition,
        "starts_on": parsed.starts_on,
        "refused": why,
        "calendars": [_told(one) for one in made],
        "pictures": [str(file) for file in pictures],
    }

    def shown(out: "Console") -> None:
        out.print(f"{parsed.title}（{parsed.buyer.name}，自 {begins}）", style="bold")
        for reason in why:
            out.print(f"✗ {reason}", style="bold red")
        for one in made:
            _shown(out, one)
        for file in pictures:
            out.print(f"横道图：{file}")
        if not made and not why:
            out.print("没有可用的采购方式：jieli law check 会列出原因。")

    answer(told, shown, as_json=as_json)
    return DONE if made else REFUSED


def _pictures(file: Path, made: "list[LawfulCalendar]", title: str, days: "Calendar") -> list[Path]:
    """One picture a method; of several methods each file carries its method's name."""
    from documents.gantt import gantt

    if file.suffix.lower() != ".svg":
        raise wrong_use(f"--svg：“{file}”应以 .svg 结尾")
    if not file.parent.is_dir():
        raise wrong_use(f"--svg：没有文件夹 {file.parent}")
    drawn = []
    for one in made:
        target = file if len(made) == 1 else file.with_name(f"{file.stem}-{one.method.name}.svg")
        target.write_text(gantt(one, title, days), encoding="utf-8")
        drawn.append(target)
    return drawn


def _told(made: "LawfulCalendar") -> dict[str, Any]:
    return {
        "method": made.method.name,
        "title": made.method.title,
        "clause": made.method.clause,
        "preconditions": made.method.preconditions,
        "in_time": made.in_time,
        "estimated": made.estimated,
        "steps": [
            {
                "key": step.key,
                "title": step.title,
                "rule": step.rule,
                "period": None if step.period is None else {"value": step.period.count, "unit": step.period.unit},
                "bound": step.bound,
                "since": step.since,
                "earliest": step.earliest.on,
                "earliest_estimated": step.earliest.estimated,
                "latest": step.latest.on,
                "latest_estimated": step.latest.estimated,
            }
            for step in made.steps
        ],
        "needs": [
            {"point": point, "what": need.what, "title": need.title, "rule": need.clause, "form": need.form}
            for point, need in made.needs
        ],
    }


def _shown(out: "Console", made: "LawfulCalendar") -> None:
    from domain.planning.ahead import POINTS

    titles = {step.key: step.title for step in made.steps}
    rows = table(f"{made.method.title}（{made.method.clause}）", "步骤", "最早", "最迟", "期限", "自", "依据")
    for step in made.steps:
        period = f"{_BOUNDS[step.bound]}{step.period}" if step.period else "—"
        since = titles[step.since] if step.since and step.period else "—"
        rows.add_row(step.title, _day(step.earliest), _day(step.latest), period, since, step.rule)
    out.print(rows)
    for point, words in POINTS.items():
        needed = "、".join(f"{need.title}（{need.clause}）" for at, need in made.needs if at == point)
        if needed:
            out.print(f"{words}还须有：{needed}；法律未定天数", style="dim")
    signed = made.step("signing").earliest
    fits = f"✓ 最早 {signed.on} 可以签订，不晚于计划开始日 {made.starts_on}"
    late = f"✗ 最早 {signed.on} 才能签订，晚于计划开始日 {made.starts_on}"
    out.print(fits if made.in_time else late, style="bold green" if made.in_time else "bold red")
    if made.estimated:
        out.print("“推算”：当年尚无国务院办公厅放假通知，按周末和法定节日计算。", style="dim")


def _day(deadline: "Deadline") -> str:
    return f"{deadline.on}{' 推算' if deadline.estimated else ''}"
