"""`jieli records carers`: one carer in the rows of two suppliers of a county, as a sign that asks a person.  HR-PO-1"""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.options import As, Data, Json, settings_of
from commandline.output import answer, plain, table
from commandline.records_comparing import checked_month, raise_sign, show_acts
from commandline.records_twice import projects_of
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from settings import Settings


def carers(
    division: Annotated[str, typer.Argument(metavar="DIVISION", help="县（市、区）的区划代码，例如 220122")],
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="哪个月")],
    story: Annotated[str | None, typer.Option("--story", help="某个故事中的项目；默认真实项目")] = None,
    sign: Annotated[str | None, typer.Option("--sign", metavar="KEY", help="在各项目提出转包疑点，用这个编号")] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """同一服务人员同月为两家单位服务的：疑点，不是结论（the same carer with two suppliers）。"""
    if not (division.isascii() and division.isdigit() and 6 <= len(division) <= 12):
        raise wrong_use("区划代码写成6至12位数字，例如 220122")
    checked = checked_month(month)
    assert checked is not None
    told = run(_carers(settings_of(data), division, checked, story or "real", sign, actor))
    answer(told, lambda out: _show(out, told), as_json=as_json)
    return REFUSED if any(act["refusal"] for act in told["acts"]) else DONE


async def _carers(
    settings: "Settings", division: str, month: str, world: str, sign: str | None, actor: str | None
) -> dict[str, Any]:
    from commandline.connection import connected
    from records.carers import shared

    async with connected(settings, worker=sign is not None) as connection:
        projects = await projects_of(connection, division, world)
        found: list[dict[str, Any]] = [
            {"staff": one.staff, "counts": {projects[stream].id: n for stream, n in one.counts.items()}}
            for one in await shared(connection.held.pool, projects, month)
        ]
        told: dict[str, Any] = {"division": division, "month": month, "projects": len(projects), "found": found}
        told["acts"] = []
        if sign is not None:
            evidence = json.dumps(plain(told), ensure_ascii=False, indent=1).encode()
            for id in sorted({id for one in found for id in one["counts"]}):
                mine = sorted(one["staff"] for one in found if id in one["counts"])
                facts = f"{month}有{len(mine)}名服务人员同时出现在另一家单位的服务记录中"
                told["acts"].append(await raise_sign(connection, id, sign, facts, mine, evidence, actor))
        return told


def _show(out: "Console", told: dict[str, Any]) -> None:
    if not told["found"]:
        out.print(f"✓ {told['month']}：{told['projects']} 个合同之间没有相同的服务人员", style="bold green")
        return
    made = table(f"{told['month']} 同时为两家单位服务的人员", "服务人员", "各合同服务次数")
    for one in told["found"]:
        made.add_row(one["staff"], "；".join(f"{id} {n}次" for id, n in one["counts"].items()))
    out.print(made)
    out.print("代号由各单位自编，可能偶合：请核实，或 --sign 编号 提出疑点（answer-passing-on-sign 登记核实结果）。")
    show_acts(out, told["acts"])
