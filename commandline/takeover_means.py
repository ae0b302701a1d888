"""What bridges a takeover's gap, on its page: places, route, money, days, against the days that a new purchase takes.  AD-14"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from commandline.output import table, yuan

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.standing import Standing
    from settings import Settings


async def means_document(settings: "Settings", standing: "Standing") -> dict[str, Any]:
    """Ready for JSON: each provider in order, how long they cover together, and from when a new purchase could serve."""
    from commandline.standing import at_point
    from domain.ids import project_of_takeover
    from domain.project import Project
    from domain.takeover.means import means, replaced_by
    from domain.takeover.state import Takeover

    takeover = standing.state
    assert isinstance(takeover, Takeover)
    project = (await at_point(settings, project_of_takeover(standing.id), standing.last_at)).state
    assert isinstance(project, Project)
    on, plan = standing.last_at.date(), project.planning.plan
    new_from = replaced_by(plan, standing.rules, on) if plan is not None else None
    return {
        "providers": [asdict(one) for one in means(takeover, on)],
        "covered_until": takeover.interim_ends_on,
        "new_purchase_from": new_from,
        "days_needed": (new_from - on).days if new_from is not None else None,
    }


def show_means(out: "Console", told: dict[str, Any]) -> None:
    from commandline.takeover_words import ROUTES

    if not told["providers"]:
        return
    made = table("衔接条件", "单位", "承接能力", "途径", "金额", "天数", "至")
    for one in told["providers"]:
        places = "，".join(f"{grade} 级 {n} 人" for grade, n in sorted(one["capacity"].items()))
        until = f"{one['until']}{'' if one['engaged'] else '（如今日委托）'}" if one["until"] else "—"
        route = ROUTES.get(one["route"], one["route"])
        made.add_row(one["name"], places, route, yuan(one["amount_yuan"]), str(one["days"]), until)
    out.print(made)
    if told["new_purchase_from"] is None:
        return
    words = f"接续采购最早可于 {told['new_purchase_from']} 签约（今起 {told['days_needed']} 日）"
    until = told["covered_until"]
    short = until is None or until < told["new_purchase_from"]
    covered = f"已委托的承接至 {until}" if until is not None else "尚未委托接管单位"
    out.print(f"{words}；{covered}", style="bold red" if short else None)
