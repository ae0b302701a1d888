"""All takeovers at a glance, fifty at once too: who is not served, what is due next, by whom; the most urgent first."""

from typing import TYPE_CHECKING, Any, Final

from commandline.output import due, table, when
from commandline.page import span_left
from commandline.takeover_words import ROUTES, STATUSES

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.standing import Standing
    from settings import Settings

_LIST: Final = """
SELECT id, stream, project, world, status, trigger AS ground, provider, route, started_at, ended_at, version,
       data::text AS data
FROM readmodel.takeover
WHERE (world = $1 OR ($1 = 'real' AND NOT EXISTS (SELECT FROM readmodel.project WHERE world = 'real')))
  AND ($2 OR status <> 'ended') ORDER BY started_at DESC NULLS LAST, id
"""
_NEVER: Final = "9"  # after every date


async def listed(settings: "Settings", world: str, *, ended_too: bool) -> list[dict[str, Any]]:
    """The rows: open ones first, by what is due next; then the ended ones, the latest first."""
    import json

    from commandline.connection import connected
    from commandline.standing import standings_of

    async with connected(settings) as connection:
        rows = [dict(row) for row in await connection.held.pool.fetch(_LIST, world, ended_too)]
        standings = await standings_of(connection, [row["stream"] for row in rows if row["status"] != "ended"])
    told = [row | {"data": json.loads(row["data"])} | _now(standings.get(row.pop("stream"))) for row in rows]
    return sorted(
        told, key=lambda row: (row["status"] == "ended", row["next"]["due"].isoformat() if row["next"] else _NEVER)
    )


def _now(standing: "Standing | None") -> dict[str, Any]:
    """What a takeover wants now: its state decides, not the row, which knows no hour."""
    from commandline.standing import agenda_document
    from domain.takeover.state import Takeover

    if standing is None:
        return {"uncovered": {}, "next": None, "overdue": 0}
    assert isinstance(standing.state, Takeover)
    agenda = agenda_document(standing)
    late = sum(item["hours_left"] < 0 for item in agenda)
    return {"uncovered": standing.state.uncovered, "next": agenda[0] if agenda else None, "overdue": late}


def show_list(out: "Console", rows: list[dict[str, Any]]) -> None:
    """The table, and one line over it that adds up."""
    if not rows:
        out.print("没有接管。供应商不能履约时：jieli takeover trigger 项目编号", style="dim")
        return
    open_ = [row for row in rows if row["status"] != "ended"]
    _sum(out, rows, open_)
    made = table("", "编号", "状态", "启动", "仍无人服务", "下一期限", "", "事项", "由谁", "接管单位")
    made.columns[0].no_wrap = True
    for row in rows:
        item, ended = row["next"], row["status"] == "ended"
        status = STATUSES.get(row["status"] or "", row["status"] or "")
        provider, route = row["provider"] or "", ROUTES.get(row["route"] or "", row["route"] or "")
        made.add_row(
            row["id"],
            f"{status} {when(row['ended_at'])[:10]}" if ended else status,
            f"{row['ground'] or ''} {when(row['started_at'])[5:]}",
            "，".join(f"{g} {n}" for g, n in sorted(row["uncovered"].items())) or ("" if ended else "无"),
            due(item["due"]) if item else "",
            span_left(item) if item else "",
            item["title"] if item else "",
            item["who_title"] if item else "",
            f"{provider}（{route}）" if provider and route else provider,
            style=None if ended or row["status"] == "not_started" else "bold red" if row["overdue"] else "yellow",
        )
    out.print(made)


def _sum(out: "Console", rows: list[dict[str, Any]], open_: list[dict[str, Any]]) -> None:
    waiting: dict[str, int] = {}
    for row in open_:
        for grade, count in row["uncovered"].items():
            waiting[grade] = waiting.get(grade, 0) + count
    undecided = sum(row["status"] == "triggered" for row in open_)
    late = sum(row["overdue"] for row in open_)
    people = "，".join(f"{grade} 级 {count} 人" for grade, count in sorted(waiting.items())) or "无"
    words = (
        f"{len(rows)} 次接管，未结束 {len(open_)} 次，其中待决定 {undecided} 次；仍无人服务：{people}；已逾期 {late} 项"
    )
    out.print(words, style="bold red" if waiting or late else "bold")
