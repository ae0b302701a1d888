"""`jieli records twice`: the same person, month and service in two contracts of a county.  HR-RO-3"""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.options import As, Data, Json, settings_of
from commandline.output import answer, plain, table
from commandline.records_comparing import FindingKey, checked_month, record, show_acts
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.connection import Connection
    from domain.project import Project
    from settings import Settings


def twice(
    division: Annotated[str, typer.Argument(metavar="DIVISION", help="县（市、区）的区划代码，例如 220122")],
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="哪个月")],
    buyer: Annotated[str | None, typer.Option("--buyer", metavar="USCC", help="只看这个购买主体的合同")] = None,
    story: Annotated[str | None, typer.Option("--story", help="某个故事中的项目；默认真实项目")] = None,
    finding: FindingKey = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """同一人、同一月、同一事项在两个合同中重复计服务的（the same person paid for twice, across contracts）。"""
    if not (division.isascii() and division.isdigit() and 6 <= len(division) <= 12):
        raise wrong_use("区划代码写成6至12位数字，例如 220122")
    checked = checked_month(month)
    assert checked is not None
    told = run(_twice(settings_of(data), division, checked, buyer, story or "real", finding, actor))
    answer(told, lambda out: _show_twice(out, told), as_json=as_json)
    return REFUSED if any(act["refusal"] for act in told["acts"]) else DONE


async def projects_of(connection: "Connection", division: str, world: str) -> "dict[str, Project]":
    """All projects of a division by stream, from the ledger itself."""
    from activities.judging import Standings
    from domain.ids import in_world
    from domain.project import Project

    prefix = in_world(f"project/{division}", world)
    rows = await connection.held.pool.fetch("SELECT stream FROM ledger.stream WHERE starts_with(stream, $1)", prefix)
    standings = await Standings().read(connection.held.pool, [row["stream"] for row in rows])
    return {name: s.state for name, s in sorted(standings.items()) if isinstance(s.state, Project)}


async def _twice(
    settings: "Settings",
    division: str,
    month: str,
    buyer: str | None,
    world: str,
    finding: str | None,
    actor: str | None,
) -> dict[str, Any]:
    from commandline.connection import connected
    from records.twice import twice as found_twice

    async with connected(settings, worker=finding is not None) as connection:
        projects = await projects_of(connection, division, world)
        if buyer is not None:
            projects = {s: p for s, p in projects.items() if (plan := p.plan_on_record) and plan.buyer.uscc == buyer}
        found = await found_twice(connection.held.pool, projects, month)
        told: dict[str, Any] = {"division": division, "month": month, "projects": len(projects)}
        told |= {"found": [plain(one) for one in found], "paid": _paid(projects, found), "acts": []}
        if finding is not None:
            evidence = json.dumps(plain(told), ensure_ascii=False, indent=1).encode()
            for id in sorted({id for one in found for id in one.counts}):
                mine = {one.recipient for one in found if id in one.counts}
                about = f"{month}有{len(mine)}名服务对象在本合同与其他合同中重复计服务（HR-RO-3）"
                told["acts"].append(await record(connection, id, finding, about, evidence, actor))
        return told


def _paid(projects: "dict[str, Project]", found: Any) -> dict[str, dict[str, str]]:
    """How far the money of each contract concerned is, by the periods that hold the month."""
    from domain.performance.roster.state import bounds

    told: dict[str, dict[str, str]] = {}
    for project in projects.values():
        months = {one.month for one in found if project.id in one.counts}
        for month in sorted(months):
            first, last = bounds(month)
            for period in project.contract.periods:
                if period.targets and period.starts_on <= last and first <= period.ends_on:
                    paid = any(made.period == period.key for made in project.payment.made.values())
                    accepted = period.key in project.performance.accepted
                    told.setdefault(project.id, {})[period.key] = (
                        "已付款" if paid else "已验收" if accepted else "尚未验收"
                    )
    return told


def _show_twice(out: "Console", told: dict[str, Any]) -> None:
    if not told["found"]:
        out.print(f"✓ {told['month']}：{told['projects']} 个合同之间没有重复计服务的", style="bold green")
        return
    made = table(f"{told['month']} 重复计服务", "服务对象", "事项", "根据", "各合同")
    for one in told["found"]:
        unit, ground = ("天", "名册重复列入") if one["kind"] == "roster" else ("次", "服务记录")
        counts = "；".join(f"{id} {n}{unit}" for id, n in one["counts"].items())
        made.add_row(one["recipient"], one["item"] or "（名册未写明）", ground, counts)
    out.print(made)
    for id, periods in told["paid"].items():
        out.print(f"{id}：{'，'.join(f'{key} {how}' for key, how in periods.items())}")
    out.print(
        "核对以后：由后列入的一方登记名册变动，已付的提出扣款（propose-deduction）；或 --finding 编号 登记为监督发现。"
    )
    show_acts(out, told["acts"])
