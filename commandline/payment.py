"""`jieli payment`: what is open with the treasury, and its statement against the ledger."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commandline.exits import DONE, REFUSED, unreachable, wrong_use
from commandline.facts import read_bytes
from commandline.options import Data, Json, day, settings_of
from commandline.output import answer, table, when
from commandline.outstanding import outstanding
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from activities.treasury import Difference, Entry
    from commandline.connection import Connection
    from domain.project import Project
    from law import LawBook
    from settings import Settings

app = typer.Typer(help="支付：在途支付、与国库对账（payments）", no_args_is_help=True)
Story = Annotated[str | None, typer.Option("--story", help="某个故事中的支付；默认真实项目")]
_WORDS = {
    "missing_there": "账上已付，国库没有",
    "missing_here": "国库已付，账上没有",
    "amount": "金额不同",
    "payee": "收款人不同",
}


@app.command("list")
def list_payments(
    only_open: Annotated[bool, typer.Option("--open", help="只列没有结果的")] = False,
    story: Story = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """列出支付及其去向：待批准、国库办理中、国库延迟、国库拒绝（payments and what holds them up）。"""
    rows = run(_list(settings_of(data), story or "real", only_open))
    answer({"payments": rows}, lambda out: _show_list(out, rows), as_json=as_json)
    return DONE


async def _list(settings: "Settings", world: str, only_open: bool) -> list[dict[str, Any]]:
    from commandline.connection import connected
    from law import load

    async with connected(settings) as connection:
        projects = await _projects(connection, world)
    rows = [row for project in projects for row in payment_rows(project, load())]
    return [row for row in rows if row["state"] not in ("paid", "ended")] if only_open else rows


def _due(project: "Project", number: str, book: "LawBook | None") -> dict[str, Any]:
    """The day to pay an invoice by, and the rule that bit, by the law of the invoice's day.  PY-14"""
    from domain.ids import division_of
    from domain.payment.due import due_date

    invoice = project.payment.invoices.get(number)
    if invoice is None or book is None:
        return {"due_on": None, "rule": None}
    due = due_date(invoice, project, book.rulebook(division_of(f"project/{project.id}"), invoice.on))
    return {"due_on": due[0].on.isoformat(), "rule": due[1]} if due is not None else {"due_on": None, "rule": None}


def payment_rows(project: "Project", book: "LawBook | None" = None) -> list[dict[str, Any]]:
    """Each payment and how far it is, in the treasury's own words where it refuses."""
    payment = project.payment
    effects = {e.body["payment"]: e for e in project.watch.effects.values() if e.kind == "pay"}
    rows = []
    for key, ordered in payment.ordered.items():
        effect, made = effects.get(key), payment.made.get(key) or payment.interest_paid.get(key)
        state, says = "ordered", ""
        if made is not None:
            state, says = "paid", made.receipt
        elif key in payment.ended:
            state = "ended"
        elif effect is not None and effect.refused is not None:
            state, says = "refused", effect.refused
        elif effect is not None and effect.retry_at is not None:
            state = "delayed"
            says = f"第 {effect.attempt} 轮未获答复，{when(effect.retry_at)} 再试" + (
                f"：{effect.said}" if effect.said else ""
            )
        elif key in payment.approved:
            state, says = "asked", effect.said or "" if effect is not None else ""
        waits = outstanding([effect]) if effect is not None else []
        facts: dict[str, Any] = {
            "amount_yuan": f"{ordered.amount_yuan:.2f}",
            "invoice": ordered.invoice,
            "on": ordered.on.isoformat(),
            **_due(project, ordered.invoice, book),
        }
        facts |= {name: waits[0][name] if waits else None for name in ("system", "since", "rounds")}
        rows.append({"project": project.id, "payment": key, **facts, "state": state, "says": says})
    return rows


def _show_list(out: "Console", rows: list[dict[str, Any]]) -> None:
    titles = {
        "ordered": "待批准",
        "asked": "国库办理中",
        "delayed": "国库延迟",
        "refused": "国库拒绝",
        "paid": "已支付",
        "ended": "已退回",
    }
    made = table("", "项目", "支付", "发票", "金额（元）", "申请日", "应付日", "依据", "状态", "自", "说明")
    for r in rows:
        style = "bold red" if r["state"] in ("refused", "delayed") else None
        since = when(r["since"]) if r["since"] else ""
        facts = (
            r["project"],
            r["payment"],
            r["invoice"],
            r["amount_yuan"],
            r["on"],
            r["due_on"] or "",
            r["rule"] or "",
        )
        made.add_row(*facts, titles[r["state"]], since, r["says"], style=style)
    out.print(made)
    out.print(f"{len(rows)} 笔支付", style="dim")


@app.command("reconcile")
def reconcile(
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="STATEMENT.csv", help="对账单：id,receipt,amount_yuan,payee,paid_on"),
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="自哪一天起；默认今年1月1日")] = None,
    story: Story = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """与国库对账：逐笔说明差异，账本不改动；有差异时退出码为 1（the treasury's statement against the ledger）。"""
    from activities.treasury import BadStatement, read_csv
    from domain.calendar import BEIJING

    start = day(since, "--since") if since is not None else date(datetime.now(BEIJING).year, 1, 1)
    settings, entries = settings_of(data), None
    if file is not None:
        try:
            entries = read_csv(read_bytes(file))
        except BadStatement as error:
            raise wrong_use(f"{file} {error}") from error
    elif "treasury" not in settings.outside:
        raise wrong_use("没有对账单：用 --file 给出，或者设置国库的地址 JIELI_TREASURY_URL")
    found = run(_reconcile(settings, story or "real", start, entries))
    rows = [_row(difference) for difference in found]
    answer({"since": start, "differences": rows}, lambda out: _show(out, rows), as_json=as_json)
    return REFUSED if rows else DONE


async def _reconcile(
    settings: "Settings", world: str, since: date, entries: "tuple[Entry, ...] | None"
) -> "tuple[Difference, ...]":
    from activities.performing import Unanswered
    from activities.treasury import compare, fetch, ours_of
    from commandline.connection import connected

    if entries is None:
        url, token = settings.outside["treasury"]
        try:
            entries = await fetch(url, token, since)
        except Unanswered as error:
            raise unreachable(str(error)) from error
    async with connected(settings) as connection:
        projects = await _projects(connection, world)
    return compare([own for project in projects for own in ours_of(project)], entries, since)


@app.command("overdue")
def overdue(
    year: Annotated[int, typer.Option("--year", help="哪一年末尚未支付")],
    story: Story = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """上一年度逾期尚未支付中小企业款项的合同数量、金额，每年3月31日前公开（PY-07：overdue to small enterprises）。"""
    if not 2020 <= year <= 2100:
        raise wrong_use(f"--year {year}：写成四位年份，例如 2026")
    told = run(_overdue(settings_of(data), story or "real", year))
    answer(told, lambda out: _show_overdue(out, told), as_json=as_json)
    return DONE


async def _overdue(settings: "Settings", world: str, year: int) -> dict[str, Any]:
    import law
    from commandline.connection import connected
    from domain.ids import division_of
    from domain.payment.overdue import Overdue, overdue_at, publish_by, totals

    last = date(year, 12, 31)
    async with connected(settings) as connection:
        projects = await _projects(connection, world)
    book, by = law.load(), date(year + 1, 12, 31)
    rows: list[Overdue] = []
    for project in projects:
        rules = book.rulebook(division_of(f"project/{project.id}"), last)
        rows.extend(overdue_at(project, rules, last))
        by = publish_by(year, rules)
    contracts, amount = totals(rows)
    if not projects:
        by = publish_by(year, book.rulebook(settings.division or "22", last))
    listed = [{**asdict(row), "unpaid_yuan": f"{row.unpaid_yuan:.2f}"} for row in rows]
    return {
        "year": year,
        "publish_by": by,
        "contracts": contracts,
        "unpaid_yuan": f"{amount:.2f}",
        "overdue": listed,
    }


def _show_overdue(out: "Console", told: dict[str, Any]) -> None:
    made = table("", "项目", "合同", "供应商", "发票", "应付日", "依据", "未付（元）")
    for r in told["overdue"]:
        cells = (r["project"], r["contract"], r["supplier"], r["invoice"], str(r["due_on"]), r["rule"])
        made.add_row(*cells, r["unpaid_yuan"])
    if told["overdue"]:
        out.print(made)
    out.print(f"{told['year']}年末逾期未付中小企业款项：合同 {told['contracts']} 份，{told['unpaid_yuan']} 元。")
    out.print(f"应在 {told['publish_by']} 以前公开（PY-07）；拖欠依法记入信用记录（CR-08）。", style="dim")


async def _projects(connection: "Connection", world: str) -> "list[Project]":
    from activities.judging import Standings
    from domain.project import Project

    rows = await connection.held.pool.fetch(
        "SELECT stream FROM readmodel.project WHERE world = $1 ORDER BY stream", world
    )
    standings = await Standings().read(connection.held.pool, [str(row["stream"]) for row in rows])
    return [s.state for s in standings.values() if isinstance(s.state, Project)]


def _row(difference: "Difference") -> dict[str, Any]:
    ours, theirs = difference.ours, difference.theirs
    return {
        "kind": difference.kind,
        "says": _WORDS[difference.kind],
        "ours": asdict(ours) if ours else None,
        "theirs": theirs.model_dump(mode="json") if theirs else None,
    }


def _show(out: "Console", rows: list[dict[str, Any]]) -> None:
    made = table("", "差异", "项目", "支付", "账上（元）", "国库（元）", "国库收款人", "回执")
    for r in rows:
        ours, theirs = r["ours"] or {}, r["theirs"] or {}
        receipt = theirs.get("receipt") or ours.get("receipt") or ""
        own = str(ours.get("amount_yuan", ""))
        cells = (r["says"], ours.get("project", ""), ours.get("payment", ""), own)
        made.add_row(*cells, theirs.get("amount_yuan", ""), theirs.get("payee", ""), receipt)
    if rows:
        out.print(made)
        out.print("账本没有改动。逐笔登记（record-difference），处理后登记结果（settle-difference）。", style="dim")
    else:
        out.print("账本与国库对账单一致。")
