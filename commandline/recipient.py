"""`jieli recipient`: the recipients' register — roster in, pseudonyms out, identities against a ground.  DP-*, SA-06, PIPL"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline import recipient_calling, recipient_enrolling, recipient_erasing, recipient_import
from commandline.exits import DONE, wrong_use
from commandline.options import MORNING, As, Data, Json, moment, settings_of
from commandline.output import answer, table, when
from commandline.recipient_holding import without_held
from commandline.running import run
from commandline.vaulting import at_vault, free_text, key_from_file, recipient_id

if TYPE_CHECKING:
    from rich.console import Console

    from settings import Settings

app = typer.Typer(help="服务对象：花名册、身份信息、删除（recipients, apart from the ledger）", no_args_is_help=True)
app.command("template")(recipient_import.template)
app.command("import")(recipient_import.import_roster)
app.command("enrol")(recipient_enrolling.enrol)
app.command("call-list")(recipient_calling.call_list)
app.command("erase")(recipient_erasing.erase)
app.command("confirm-erasure")(recipient_erasing.confirm_erasure)
app.command("holds")(recipient_erasing.holds)
Id = Annotated[str, typer.Argument(metavar="ID", help="服务对象编号，例如 r-220122-ab2cd3ef4g")]
HEADINGS: Final = {
    "id": "编号",
    "township": "乡镇（街道）代码",
    "items": "服务事项",
    "frequency": "服务频次",
    "grade": "风险等级",
    "minor": "未成年人",
    "status": "状态",
    "status_on": "状态日期",
    "projects": "项目",
}


@app.command("list")
def list_recipients(
    township: Annotated[str | None, typer.Option("--township", help="区划代码或其前几位")] = None,
    grade: Annotated[str | None, typer.Option("--grade", help="A · B · C")] = None,
    status: Annotated[str | None, typer.Option("--status", help="active · paused · ended")] = None,
    item: Annotated[str | None, typer.Option("--item", help="服务事项，例如 A.10")] = None,
    project: Annotated[str | None, typer.Option("--project", help="项目编号")] = None,
    minors: Annotated[bool | None, typer.Option("--minors/--adults", help="只列未成年人或成年人")] = None,
    erasable: Annotated[bool, typer.Option("--erasable", help="只列已终止且无保留、应当删除的（DP-02）")] = False,
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", help="连同身份信息的这一项，例如 name、phone；可重复；须写 --ground，逐人留下读取记录"),
    ] = None,
    ground: Annotated[str | None, typer.Option("--ground", help="为什么要看身份信息")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="写成 *.xlsx 或 *.csv")] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """花名册：只有编号；凭理由可连同姓名等，逐人有记录（the roster by pseudonyms; names against a ground, recorded）。"""
    from vault.identity import FIELD_TITLES

    opened = known_fields(fields)
    if township is not None and not (township.isascii() and township.isdigit() and len(township) <= 12):
        raise wrong_use("--township：写成区划代码（数字，最多12位）")
    for option, value, known in (("--grade", grade, "ABC"), ("--status", status, ("active", "paused", "ended"))):
        if value is not None and value not in tuple(known):
            raise wrong_use(f"{option}：没有“{value}”；可选：{'、'.join(known)}")
    if output is not None:
        recipient_import.check_output(output, (".xlsx", ".csv"))
    wanted: dict[str, Any] = {"township": township, "grade": grade, "status": status, "item": item, "project": project}
    wanted |= {"minor": minors, "erasable": erasable}
    rows = run(_list(settings_of(data), actor, wanted, opened, free_text("--ground", ground)))
    headings = {**HEADINGS, **{name: FIELD_TITLES[name] for name in opened}}
    if output is not None:
        from vault.tables import write

        lines = [[_cell(row[name]) for name in headings] for row in rows]
        recipient_import.put(output, lambda file: write(file, list(headings.values()), lines))
    told = {"recipients": rows, "count": len(rows), "file": None if output is None else str(output)}
    answer(told, lambda out: _show_list(out, rows, output, headings), as_json=as_json)
    return DONE


async def _list(
    settings: "Settings", actor: str | None, wanted: dict[str, Any], opened: tuple[str, ...], ground: str
) -> list[dict[str, Any]]:
    from vault.store import list_clear

    require_ground(opened, ground)
    async with at_vault(settings, actor, "read" if opened else "list") as desk:
        rows = await list_clear(desk.db, desk.divisions, **wanted)
        if wanted["erasable"]:
            rows = await without_held(desk, rows)
        if not opened:
            return rows
        vault = await desk.vault()
        identities = [await vault.read(row["id"], desk.by, opened, ground) for row in rows]
        pairs = zip(rows, identities, strict=True)
        return [row | {name: getattr(who, name) for name in opened} for row, who in pairs]


def require_ground(opened: tuple[str, ...], ground: str) -> None:
    """Raises Refused where identities are to be opened without a word why."""
    from vault.store import Refused

    if opened and not ground:
        raise Refused("查看身份信息须写明理由", "用 --ground 说明为什么要看，例如 --ground 入户核查前联系本人")


def known_fields(fields: list[str] | None) -> tuple[str, ...]:
    """Each once.  Exit 2 for a field that identities don't have."""
    from vault.identity import FIELDS

    if unknown := [name for name in fields or () if name not in FIELDS]:
        raise wrong_use(f"--field：没有“{unknown[0]}”；可选：{'、'.join(FIELDS)}")
    return tuple(dict.fromkeys(fields or ()))


def _show_list(out: "Console", rows: list[dict[str, Any]], output: Path | None, headings: dict[str, str]) -> None:
    if output is None:
        made = table("", *headings.values())
        for row in rows:
            made.add_row(*(_cell(row[name]) for name in headings))
        out.print(made)
    out.print(f"共 {len(rows)} 人" + (f" → {output}" if output is not None else ""))


def _cell(value: Any) -> str:
    from vault.identity import STATUSES

    match value:
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(value)
        case _:
            return {code: title for title, code in STATUSES.items()}.get(value, str(value))


@app.command("show")
def show(
    id: Id,
    identity: Annotated[bool, typer.Option("--identity", help="打开全部身份信息（须写 --ground，留下记录）")] = False,
    fields: Annotated[
        list[str] | None, typer.Option("--field", help="只打开这一项，例如 name、phone、address；可重复")
    ] = None,
    ground: Annotated[str | None, typer.Option("--ground", help="为什么要看；留在读取记录中")] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """一名服务对象；身份信息只凭理由打开，每次都有记录（identity only against a ground, always recorded）。"""
    from vault.identity import FIELDS

    wanted = FIELDS if identity else known_fields(fields)
    told = run(_show(settings_of(data), actor, recipient_id(id), wanted, free_text("--ground", ground)))
    answer(told, lambda out: _show_one(out, told), as_json=as_json)
    return DONE


async def _show(
    settings: "Settings", actor: str | None, id: str, wanted: tuple[str, ...], ground: str
) -> dict[str, Any]:
    require_ground(wanted, ground)
    async with at_vault(settings, actor, "read" if wanted else "list") as desk:
        told = await desk.reach(id)
        if not wanted:
            return {**told, "identity": None}
        found = await (await desk.vault()).read(id, desk.by, wanted, ground)
        return {**told, "identity": {name: getattr(found, name) for name in wanted}}


def _show_one(out: "Console", told: dict[str, Any]) -> None:
    from vault.identity import FIELD_TITLES, HOLD_KINDS

    made = table("", "", "")
    made.show_header = False
    for name, value in (told["identity"] or {}).items():
        made.add_row(FIELD_TITLES[name], str(value), style="bold")
    if told["status"] == "erased":
        made.add_row("编号", told["id"])
        made.add_row("已删除", f"{when(told['erased_at'])}，{told['asked_by']} 申请，{told['confirmed_by']} 确认")
        made.add_row("理由", told["ground"])
    else:
        for name, heading in HEADINGS.items():
            made.add_row(heading, _cell(told[name]))
        if told["erasure_asked_by"]:
            made.add_row("已申请删除", f"{told['erasure_asked_by']}，{when(told['erasure_asked_at'])}，待另一人确认")
    kinds: dict[Any, str] = {**HOLD_KINDS}
    for hold in told["holds"]:
        if hold["in_force"]:
            made.add_row(f"保留 {hold['number']}", f"{kinds[hold['kind']]}：{hold['reason']}")
    out.print(made)


@app.command("reads")
def reads(
    id: Annotated[str | None, typer.Option("--recipient", metavar="ID", help="只列这名服务对象")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="只列此人的")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="自哪一天起")] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """读取记录：谁、何时、为何、看了谁的哪些项（who read whom, when, and why）。"""
    start = None if since is None else moment(since, "--since", MORNING.replace(hour=0))
    rows = run(_reads(settings_of(data), actor, {"id": recipient_id(id) if id else None, "by": by, "since": start}))
    answer({"reads": rows}, lambda out: _show_reads(out, rows), as_json=as_json)
    return DONE


async def _reads(settings: "Settings", actor: str | None, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    from vault.store import reads as read_log

    async with at_vault(settings, actor, "reads") as desk:
        return await read_log(desk.db, desk.divisions, **wanted)


def _show_reads(out: "Console", rows: list[dict[str, Any]]) -> None:
    from vault.identity import FIELD_TITLES

    made = table("", "时间", "由谁", "服务对象", "项目", "理由")
    for row in rows:
        titles = "、".join(FIELD_TITLES[name] for name in row["fields"])
        made.add_row(when(row["at"]), row["by"], row["recipient"], titles, row["ground"])
    out.print(made)


@app.command("rotate-key")
def rotate_key(
    file: Annotated[
        Path | None, typer.Option("--new-key-file", metavar="FILE", help="新主密钥的文件；不存在则生成（权限 0600）")
    ] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """更换主密钥：每个人的密钥重新加锁，身份信息不打开（wrap every key anew）。"""
    settings = settings_of(data)
    if settings.vault_key is not None and file is None:
        raise wrong_use("主密钥来自 JIELI_VAULT_KEY：用 --new-key-file 指定新主密钥的文件，完成后改用它。")
    if settings.vault_key is None and file is not None:
        raise wrong_use("主密钥在数据目录中，由本指令更换：不要写 --new-key-file。")
    told = run(_rotate(settings, actor, file))
    words = f"✓ {told['recipients']} 人的密钥已用新主密钥重新加锁。请立即备份 {told['file']}，并销毁旧主密钥的副本。"
    answer(told, lambda out: out.print(words), as_json=as_json)
    return DONE


async def _rotate(settings: "Settings", actor: str | None, file: Path | None) -> dict[str, Any]:
    from commandline.vaulting import KEY_FILE, NEXT_KEY_FILE

    async with at_vault(settings, actor, "rotate") as desk:
        vault = await desk.vault()
        await vault.index()  # the present key is the right one, before a new one is made
        following = file or settings.data_dir / NEXT_KEY_FILE
        count = await vault.rotate(key_from_file(following))
        if file is None:
            following.replace(settings.data_dir / KEY_FILE)
        return {"recipients": count, "file": str(file or settings.data_dir / KEY_FILE)}
