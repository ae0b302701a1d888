"""What the world was asked to do and has not answered: which system, since when, how often, in what words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from commandline.output import table, when

if TYPE_CHECKING:
    from rich.console import Console

    from domain.effect import Effect

STATES: Final = {"asked": "办理中", "delayed": "没有答复，稍后再试", "refused": "拒绝，待处理"}


def outstanding(effects: "Iterable[Effect]") -> list[dict[str, Any]]:
    """One row for each effect without an answer, the oldest first."""
    from activities.performing import SYSTEMS

    rows = [
        {
            "effect": e.id,
            "system": SYSTEMS[e.kind].title + (f"（{e.body['platform']}）" if e.kind == "credit" else ""),
            "what": e.summary,
            "since": e.since,
            "rounds": e.attempt,
            "state": "refused" if e.refused else "delayed" if e.retry_at else "asked",
            "says": e.refused or e.said or "",
            "retry_at": e.retry_at,
        }
        for e in effects
    ]
    return sorted(rows, key=lambda r: (r["since"] is None, r["since"], r["effect"]))


def show_outstanding(out: "Console", rows: list[dict[str, Any]]) -> None:
    """Nothing, where the world has answered all."""
    if not rows:
        return
    made = table("外部系统尚未答复", "系统", "事项", "自", "第几轮", "情况", "最后的答复")
    for r in rows:
        style = "bold red" if r["state"] == "refused" else "yellow" if r["state"] == "delayed" else None
        again = f"（{when(r['retry_at'])} 再试）" if r["retry_at"] else ""
        since = when(r["since"]) if r["since"] else ""
        made.add_row(
            r["system"], r["what"], since, str(r["rounds"]), STATES[r["state"]] + again, r["says"], style=style
        )
    out.print(made)
