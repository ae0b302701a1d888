"""`jieli law`: the words and values in force; a plan held against them.  Needs no server.  JL44-6.1, JL44-6.3"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, wrong_use
from commandline.law_calendar import calendar
from commandline.law_check import check
from commandline.law_diff import diff
from commandline.law_options import Division, On, place_of
from commandline.options import Data, Json, day
from commandline.output import FORCES, answer, table

if TYPE_CHECKING:
    from rich.console import Console

    from domain.rulebook import RuleBook

app = typer.Typer(help="法规：条款、数值、出处；对照计划、日期、版本（the law as dated data）", no_args_is_help=True)
app.command("check")(check)
app.command("diff")(diff)
app.command("calendar")(calendar)


@app.command("show")
def show(
    clause: Annotated[str | None, typer.Argument(help="条款编号，例如 JL44-5.2；不填列出全部")] = None,
    division: Division = None,
    on: On = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """一条的原文、效力、数值与出处（one clause, or all）。"""
    import law

    place, when = place_of(division, data), day(on, "--on")
    book = law.load()
    rules = book.rulebook(place, when)
    if clause is None:
        listed = [_short(rule) for rule in rules.rules()]
        listing = {"division": place, "on": when, "edition": book.edition, "clauses": listed}
        answer(listing, lambda out: _listing(out, listing), as_json=as_json)
        return DONE
    if not rules.knows(clause):
        raise wrong_use(_unknown(clause, rules, place, when))
    described = book.describe(clause, place, when)
    answer(described, lambda out: _clause(out, described), as_json=as_json)
    return DONE


def _unknown(clause: str, rules: "RuleBook", place: str, when: date) -> str:
    from difflib import get_close_matches

    near = get_close_matches(clause, [rule.id for rule in rules.rules()], n=5, cutoff=0.6)
    hint = f"；相近的有：{'、'.join(near)}" if near else ""
    return f"{when} 在 {place} 没有生效的条款“{clause}”{hint}。jieli law show 列出全部。"


def _short(rule: Any) -> dict[str, Any]:
    return {"id": rule.id, "force": rule.force, "title": rule.title, "mark": rule.mark, "layer": rule.layer}


def _listing(out: "Console", listing: dict[str, Any]) -> None:
    made = table(f"{listing['division']} 于 {listing['on']} 生效的条款", "条款", "效力", "标题", "核实", "层级")
    for rule in listing["clauses"]:
        made.add_row(rule["id"], FORCES.get(rule["force"], ""), rule["title"], rule["mark"], rule["layer"])
    out.print(made)
    out.print(f"{len(listing['clauses'])} 条；版本 {listing['edition'][:12]}", style="dim")


def _clause(out: "Console", rule: dict[str, Any]) -> None:
    until = f"至 {rule['to']}" if rule["to"] else "起"
    out.print(f"{rule['id']}  {rule['title']}  【{FORCES.get(rule['force'], rule['force'])}】", style="bold")
    out.print(rule["text"])
    out.print(rule["english"], style="dim")
    out.print(f"出处：{rule['instrument']['name']} {rule['instrument']['number'] or ''} {rule['source']}")
    out.print(f"生效：{rule['from']} {until}；核实程度 {rule['mark']}；层级 {rule['layer']}")
    if rule["remedy"]:
        out.print(f"未满足时：{rule['remedy']}")
    if rule["parameters"]:
        made = table("数值", "名称", "值", "单位", "可调整", "自", "层级", "出处")
        for value in rule["parameters"]:
            unit, bound = value["unit"] or "", _BOUNDS.get(value["bound"], value["bound"])
            made.add_row(
                value["name"], _words(value["value"]), unit, bound, value["from"], value["layer"], value["source"]
            )
        out.print(made)


_BOUNDS: Final = {"max": "只可下调", "min": "只可上调", "local": "由地方定", "fixed": "不可"}


def _words(value: Any) -> str:
    if value is None:
        return "（未定）"
    if isinstance(value, list):
        return "、".join(str(v) for v in value)
    return str(value)
