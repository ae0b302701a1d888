"""`jieli recipient erase`, `confirm-erasure`, `holds`: two persons erase, and what holds a record stops them.  DP-02"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commandline.exits import DONE, wrong_use
from commandline.options import As, Data, Json, day, settings_of
from commandline.output import answer, table, when
from commandline.recipient_holding import holding, refuse_if_held
from commandline.running import run
from commandline.vaulting import at_vault, free_text, recipient_id

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from domain.performance.roster.holds import HoldKind
    from settings import Settings

Id = Annotated[str, typer.Argument(metavar="ID", help="服务对象编号")]


def erase(
    id: Id,
    ground: Annotated[str | None, typer.Option("--ground", help="为什么删除；写入删除记录")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="撤回尚未确认的申请")] = False,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """申请删除身份信息；由另一人确认（the first person's request）。"""
    who, why = recipient_id(id), free_text("--ground", ground)
    told = run(_erase(settings_of(data), actor, who, why, withdraw=withdraw))
    words = f"✓ 已撤回对 {who} 的删除申请。" if withdraw else f"✓ 已申请删除 {who}，须由另一人确认（confirm-erasure）。"
    answer(told, lambda out: out.print(words), as_json=as_json)
    return DONE


async def _erase(settings: "Settings", actor: str | None, id: str, ground: str, *, withdraw: bool) -> dict[str, Any]:
    from vault import erasing

    async with at_vault(settings, actor, "erase") as desk:
        known = await desk.reach(id)
        if withdraw:
            await erasing.withdraw(desk.db, id)
        else:
            await refuse_if_held(desk, known)
            await erasing.ask(desk.db, id, desk.by, ground)
        return {"id": id, "asked_by": None if withdraw else desk.by, "withdrawn": withdraw, "erased": False}


def confirm_erasure(id: Id, actor: As = None, data: Data = None, as_json: Json = False) -> int:
    """确认删除：密钥和密文即刻销毁，只留编号、时间、经办人和理由（the second person erases）。"""
    told = run(_confirm(settings_of(data), actor, recipient_id(id)))
    words = f"✓ {told['id']} 的身份信息已删除（{when(told['erased_at'])}）。"
    answer(told, lambda out: out.print(words), as_json=as_json)
    return DONE


async def _confirm(settings: "Settings", actor: str | None, id: str) -> dict[str, Any]:
    from vault import erasing

    async with at_vault(settings, actor, "erase") as desk:
        await refuse_if_held(desk, await desk.reach(id))
        erased_at = await erasing.confirm(desk.db, id, desk.by)
        return {"id": id, "confirmed_by": desk.by, "erased_at": erased_at, "erased": True}


def holds(
    id: Id,
    kind: Annotated[
        str | None, typer.Option("--set", metavar="KIND", help="retention · payment · complaint · audit · takeover")
    ] = None,
    lift: Annotated[int | None, typer.Option("--lift", metavar="NUMBER", min=1, help="解除这一项保留")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="设置或解除的理由")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="最后一天；不写则直到解除")] = None,
    project: Annotated[str | None, typer.Option("--project", help="因哪个项目")] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """保留：列出（项目上的据台账现算）、设置、解除；有保留的不能删除（what forbids to erase）。"""
    from vault.identity import HOLD_KINDS

    known = next((one for one in HOLD_KINDS if one == kind), None)
    if kind is not None and known is None:
        raise wrong_use(f"--set：没有“{kind}”；可选：{'、'.join(HOLD_KINDS)}")
    if kind is not None and lift is not None:
        raise wrong_use("--set 和 --lift 不能同时使用")
    why = free_text("--reason", reason)
    if (kind is not None or lift is not None) and not why:
        raise wrong_use("须用 --reason 写明设置或解除保留的理由")
    if kind is None and (until is not None or project is not None):
        raise wrong_use("--until、--project 与 --set 一起使用")
    last = None if until is None else day(until, "--until")
    told = run(_holds(settings_of(data), actor, recipient_id(id), known, lift, why, last, _project(project)))
    answer({"id": id, **told}, lambda out: _show(out, told), as_json=as_json)
    return DONE


async def _holds(
    settings: "Settings",
    actor: str | None,
    id: str,
    kind: "HoldKind | None",
    lift: int | None,
    why: str,
    until: "date | None",
    project: str | None,
) -> dict[str, Any]:
    from vault import erasing
    from vault.store import holds as held

    async with at_vault(settings, actor, "list" if kind is None and lift is None else "hold") as desk:
        known = await desk.reach(id)
        if kind is not None:
            await erasing.set_hold(desk.db, id, kind, why, desk.by, project=project, until=until)
        elif lift is not None:
            await erasing.lift_hold(desk.db, id, lift, why, desk.by)
        projects: Any = known.get("projects") or ()
        return {"holds": await held(desk.db, id), "standing": await holding(desk.connection, id, projects)}


def _project(text: str | None) -> str | None:
    from pydantic import TypeAdapter, ValidationError

    from domain.values import ProjectId

    if text is None:
        return None
    try:
        checked: str = TypeAdapter(ProjectId).validate_python(text)
    except ValidationError:
        raise wrong_use("--project：写成项目编号，例如 220122-2027-k3x9qa") from None
    return checked


def _show(out: "Console", told: dict[str, Any]) -> None:
    from vault.identity import HOLD_KINDS

    kinds: dict[Any, str] = {**HOLD_KINDS}
    made = table("", "编号", "事由", "项目", "至", "说明", "设置", "状态")
    for row in told["holds"]:
        state = "有效" if row["in_force"] else f"{row['lifted_by']} 解除" if row["lifted_by"] else "已到期"
        until = str(row["until"] or "解除为止")
        made.add_row(
            str(row["number"]), kinds[row["kind"]], row["project"] or "", until, row["reason"], row["set_by"], state
        )
    for hold in told["standing"]:
        until = str(hold.until or "事由消除为止")
        made.add_row("—", kinds[hold.kind], hold.project, until, hold.reason, "据台账算出", "有效")
    out.print(made)
