"""`jieli recipient call-list`: in a takeover the people without provider, with name and phone, for the duty officer to call.

HR-TK-19, SA-06; each reading is on record, and the ledger gets pseudonyms alone.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import uuid4

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.facts import Facts
from commandline.options import As, Data, Json, settings_of
from commandline.output import answer, table
from commandline.records_comparing import show_refusal
from commandline.running import run
from commandline.vaulting import at_vault, free_text

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.vaulting import Desk
    from documents.paper import Paper
    from domain.takeover.state import Takeover
    from settings import Settings

ENDINGS: Final = (".xlsx", ".csv", ".docx", ".pdf")
FIELDS: Final = ("name", "phone", "guardian", "guardian_phone", "address")
HEADINGS: Final = {
    "grade": "等级",
    "id": "编号",
    "name": "姓名",
    "phone": "电话",
    "guardian": "监护人（代理人）",
    "guardian_phone": "监护人电话",
    "address": "住址",
    "township": "乡镇",
    "called": "联系结果",
}


def call_list(
    takeover: Annotated[str, typer.Argument(metavar="TAKEOVER", help="接管编号，或项目编号（最近一次接管）")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写成 *.pdf、*.docx、*.xlsx 或 *.csv")
    ] = None,
    grade: Annotated[list[str] | None, typer.Option("--grade", help="A · B · C；可重复，默认 A")] = None,
    ground: Annotated[str | None, typer.Option("--ground", help="理由；默认写明是哪次接管的联系")] = None,
    enter: Annotated[
        bool, typer.Option("--enter", help="同时把名单（只有编号）登记到接管，各人的中断时间逐一计算")
    ] = False,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """接管时无人服务的人的联系名单，有姓名和电话，逐人留下读取记录（who is to be called, with phones）。"""
    from commandline.recipient_import import check_output

    grades = tuple(dict.fromkeys(grade or ["A"]))
    if any(one not in "ABC" or len(one) != 1 for one in grades):
        raise wrong_use("--grade：可选 A、B、C")
    if output is not None:
        check_output(output, ENDINGS)
    settings = settings_of(data)
    told = run(_call_list(settings, actor, takeover, grades, free_text("--ground", ground), enter=enter))
    if output is not None:
        _write(output, told, settings)
    found = told | {"file": None if output is None else str(output)}
    answer(found, lambda out: _show(out, told, output), as_json=as_json)
    act = told["act"]
    return REFUSED if act is not None and act["refusal"] is not None else DONE


async def _call_list(
    settings: "Settings", actor: str | None, target: str, grades: tuple[str, ...], ground: str, *, enter: bool
) -> dict[str, Any]:
    from activities.judging import Standings
    from commandline.streams import takeover_stream
    from domain.ids import key_of
    from domain.takeover.state import Takeover
    from vault.store import list_clear

    async with at_vault(settings, actor, "read", worker=enter) as desk:
        stream = await takeover_stream(desk.connection, target)
        state = (await Standings().read(desk.connection.held.pool, [stream]))[stream].state
        assert isinstance(state, Takeover)
        id = key_of(stream)
        waiting = await _waiting(desk, state)
        act = await _list_them(desk, actor, id, state, waiting) if enter else None
        clear = {row["id"]: row for row in await list_clear(desk.db, desk.divisions)}
        wanted = sorted((g, who) for who, g in waiting.items() if g in grades)
        vault, rows = await desk.vault(), []
        for g, who in wanted:
            if who not in clear:
                continue  # elsewhere, or erased: told below
            found = await vault.read(who, desk.by, FIELDS, ground or f"临时接管 {id}：联系无人服务的服务对象")
            row = {"id": who, "grade": g, "township": clear[who]["township"], "called": ""}
            rows.append(row | {name: getattr(found, name) for name in FIELDS})
        outside = [who for _, who in wanted if who not in clear]
        return {"takeover_id": id, "project_id": state.opened.project if state.opened else "", "rows": rows,
                "outside": outside, "on": desk.today, "act": act}  # fmt: skip


async def _waiting(desk: "Desk", state: "Takeover") -> dict[str, str]:
    """Who waits: of the takeover's own list; else who was due by the roster when the gap began; else whom the vault has for it."""
    from commandline.bid_round import project_of
    from domain.calendar import beijing_date
    from vault.store import list_clear

    assert state.opened is not None
    if state.people.listed:
        return {who: wait.grade for who, wait in state.waits.items() if wait.until is None and not wait.ended}
    _, project = await project_of(desk.connection, state.opened.project)
    day = beijing_date(state.opened.gap_since)
    roster = project.performance.roster
    if roster.places:
        return {who: place.grade for who, place in roster.places.items() if place.due_on(day)}
    rows = await list_clear(desk.db, desk.divisions, status="active", project=state.opened.project)
    return {row["id"]: row["grade"] for row in rows}


async def _list_them(
    desk: "Desk", actor: str | None, id: str, state: "Takeover", waiting: dict[str, str]
) -> dict[str, Any] | None:
    """The list into the takeover, by pseudonym, once: of each grade no more than are without provider."""
    import hashlib
    import json

    from commandline.acting import Wish, formed, send_by
    from commandline.outcome import document

    without = state.without_provider
    told = [
        {"recipient": who, "grade": g} for who, g in sorted(waiting.items())
        if who not in state.people.listed and without.get(g, 0) > 0  # type: ignore[call-overload]
    ]  # fmt: skip
    if not told:
        return None
    listed = json.dumps(told, indent=1).encode()
    digest = hashlib.sha256(listed).hexdigest()
    facts = Facts({"recipients": told, "digest": digest}, {digest: listed})
    formed("ListRecipients", facts)
    outcome, stream = await send_by(desk.connection, Wish(id, "ListRecipients", facts, actor, uuid4()))
    return document(outcome, stream)


def _write(output: Path, told: dict[str, Any], settings: "Settings") -> None:
    """For its owner's eyes only; whole or not at all."""
    from commandline.recipient_import import put

    def make(file: Path) -> None:
        file.touch(mode=0o600)
        if output.suffix.lower() in (".xlsx", ".csv"):
            from vault.tables import write

            with_names = [[str(row[name]) for name in HEADINGS] for row in told["rows"]]
            write(file, list(HEADINGS.values()), with_names)
        else:
            from documents.rendering import FORMS

            file.write_bytes(FORMS[output.suffix.lower()](_paper(told), settings.font_dir))

    put(output, make)


def _paper(told: dict[str, Any]) -> "Paper":
    from documents.paper import Paper, Section, Table

    on: date = told["on"]
    names = [name for name in HEADINGS if name != "township"]
    rows = tuple(tuple(str(row[name]) for name in names) for row in told["rows"])
    return Paper(
        title="无人服务的服务对象联系名单",
        issuer="",
        on=on,
        number=str(told["takeover_id"]),
        sections=(
            Section(None, (f"临时接管 {told['takeover_id']}，共 {len(rows)} 人。用后由值班人员收回销毁。",)),
            Section(None, (), Table(tuple(HEADINGS[name] for name in names), rows)),
        ),
    )


def _show(out: "Console", told: dict[str, Any], output: Path | None) -> None:
    if output is None:
        made = table(f"{told['takeover_id']} 联系名单", *HEADINGS.values())
        for row in told["rows"]:
            made.add_row(*(str(row[name]) for name in HEADINGS))
        out.print(made)
    out.print(f"共 {len(told['rows'])} 人，每人的查看均有记录" + (f" → {output}" if output is not None else ""))
    if told["outside"]:
        out.print(f"! 不在您的地区之内或已删除：{'、'.join(told['outside'])}", style="yellow")
    if told["act"] is not None and told["act"]["refusal"] is not None:
        show_refusal(out, told["act"])
    elif told["act"] is not None:
        out.print("✓ 名单（只有编号）已登记到接管", style="bold green")
