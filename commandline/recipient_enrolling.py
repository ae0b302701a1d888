"""`jieli recipient enrol`: from the vault's recipients to a project's roster, by pseudonym; names stay where they are.  HR-RO-1, DP-03"""

import json
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.facts import Facts
from commandline.options import As, Data, Json, day, settings_of
from commandline.output import answer
from commandline.records_comparing import show_refusal
from commandline.running import run
from commandline.vaulting import at_vault, recipient_id

if TYPE_CHECKING:
    from datetime import date

    from commandline.vaulting import Desk
    from domain.project import Project
    from settings import Settings

GROUNDS = ("initial", "new", "moved_in")


def enrol(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="项目编号")],
    who: Annotated[
        list[str] | None,
        typer.Option("--recipient", metavar="ID", help="只列入这几名；可重复。默认库中项目编号为本项目的"),
    ] = None,
    township: Annotated[str | None, typer.Option("--township", help="或者：区划代码（前几位）之内在服的全部")] = None,
    item: Annotated[str | None, typer.Option("--item", help="只要有这一服务事项的，例如 A.10")] = None,
    ground: Annotated[
        str | None,
        typer.Option("--ground", help="initial 首次 · new 新增 · moved_in 迁入；默认名册为空时 initial，否则 new"),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="自哪一天起服务；默认状态日期与合同首日中较晚的一天")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出，不列入")] = False,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """把登记库中的服务对象列入项目名册：只送出编号、等级、事项、频次（enrol by pseudonym）。"""
    from commandline.streams import check_project_id

    check_project_id(project)
    if ground is not None and ground not in GROUNDS:
        raise wrong_use(f"--ground：没有“{ground}”；可选：{'、'.join(GROUNDS)}")
    if township is not None and not (township.isascii() and township.isdigit() and len(township) <= 12):
        raise wrong_use("--township：写成区划代码（数字，最多12位）")
    ids = [recipient_id(one) for one in who or ()]
    wanted = {"ids": ids, "township": township, "item": item}
    first = day(since, "--from") if since is not None else None
    told = run(_enrol(settings_of(data), actor, project, wanted, ground, first, dry_run=dry_run))
    act = told["act"]

    def shown(out: Any) -> None:
        if not told["entries"]:
            out.print(f"没有要列入的：登记库中在服、尚未在名册上的人为零（已在名册 {told['already']} 人）")
        elif dry_run:
            out.print(f"将列入 {len(told['entries'])} 人（未列入：--dry-run）；已在名册 {told['already']} 人")
        elif act["refusal"] is None:
            out.print(f"✓ 已列入名册 {len(told['entries'])} 人；已在名册 {told['already']} 人", style="bold green")
        else:
            show_refusal(out, act)

    answer(told, shown, as_json=as_json)
    return REFUSED if act is not None and act["refusal"] is not None else DONE


async def _enrol(
    settings: "Settings",
    actor: str | None,
    project: str,
    wanted: dict[str, Any],
    ground: str | None,
    since: "date | None",
    *,
    dry_run: bool,
) -> dict[str, Any]:
    from commandline.bid_round import project_of

    async with at_vault(settings, actor, "list", worker=not dry_run) as desk:
        _, known = await project_of(desk.connection, project)
        rows = await _chosen(desk, project, wanted)
        places = known.performance.roster.places
        # who was on it once comes back when named: who is in hospital is resumed by the township instead
        fresh = [row for row in rows if row["id"] not in places or (wanted["ids"] and not places[row["id"]].open)]
        entries = [_entry(row, known, since) for row in fresh]
        told: dict[str, Any] = {
            "project_id": project,
            "entries": entries,
            "already": len(rows) - len(fresh),
            "act": None,
        }
        if entries and not dry_run:
            body = {"ground": ground or ("new" if places else "initial"), "entries": entries}
            told["act"] = await _send(desk, actor, project, body)
        return told


async def _chosen(desk: "Desk", project: str, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """In service, within reach; the vault's own word for who belongs to the project, unless others are named."""
    from vault.store import Refused, list_clear

    ids, place = wanted["ids"], wanted["township"]
    of = None if ids or place else project
    rows = await list_clear(desk.db, desk.divisions, township=place, status="active", item=wanted["item"], project=of)
    if not ids:
        return rows
    found = {row["id"]: row for row in rows}
    if missing := [id for id in ids if id not in found]:
        raise Refused(f"不在服，或不在您的地区之内：{'、'.join(missing)}", "jieli recipient show 编号 查看")
    return [found[id] for id in dict.fromkeys(ids)]


def _entry(row: dict[str, Any], project: "Project", since: "date | None") -> dict[str, Any]:
    """What the ledger gets to know of one recipient."""
    terms = project.contract.terms
    begins = since or max(row["status_on"], terms.starts_on if terms is not None else row["status_on"])
    return {
        "recipient": row["id"],
        "grade": row["grade"],
        "township": row["township"],
        "from_on": begins.isoformat(),
        "items": list(row["items"]),
        "frequency": row["frequency"],
    }


async def _send(desk: "Desk", actor: str | None, project: str, body: dict[str, Any]) -> dict[str, Any]:
    """The vault notes the project first: were it the other way round, an enrolment could stand without its hold."""
    import hashlib

    from commandline.acting import Wish, formed, send_by
    from commandline.outcome import document
    from vault.store import note_project

    listed = json.dumps(body["entries"], ensure_ascii=False, indent=1).encode()
    digest = hashlib.sha256(listed).hexdigest()
    facts = Facts({**body, "document": digest}, {digest: listed})
    formed("EnrolRecipients", facts)
    ids = [entry["recipient"] for entry in body["entries"]]
    noted = await note_project(desk.db, ids, project, desk.by)
    outcome, stream = await send_by(desk.connection, Wish(project, "EnrolRecipients", facts, actor, uuid4()))
    if outcome.refusal is not None:
        await note_project(desk.db, noted, project, desk.by, gone=True)
    return document(outcome, stream)
