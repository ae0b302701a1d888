"""`jieli doctor`: what runs, what does not, why, and what to do."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from commandline.exits import DONE, REFUSED, UNREACHABLE
from commandline.options import Data, Json, settings_of
from commandline.output import answer, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from domain.given import State
    from embedded.doctor import Probe
    from ledger.pool import Database
    from settings import Settings

_SERVERS: Final = ("postgresql", "temporal")


def doctor(data: Data = None, as_json: Json = False) -> int:
    """逐项检查：什么在运行，什么没有，原因与办法（what runs, what does not, and why）。"""
    settings = settings_of(data)
    probes = run(_examine(settings))
    good = all(probe.ok for probe in probes)
    told = {"ok": good, "mode": settings.mode, **_addresses(settings), "probes": probes}
    answer(told, lambda out: _show(out, probes), as_json=as_json)
    if any(probe.name in _SERVERS and not probe.ok for probe in probes):
        return UNREACHABLE
    return DONE if good else REFUSED


async def _examine(settings: "Settings") -> "list[Probe]":
    from embedded.doctor import examine
    from ledger.migrate import revisions

    probes = await examine(settings, calendar=calendar, law=_law, migration_head=lambda: revisions()[-1].name)
    if any(probe.name == "migrations" and probe.ok for probe in probes):
        probes.append(await _limits(settings))
        probes.append(await _unanswered(settings))
        probes += await _people(settings)
    return probes


async def _unanswered(settings: "Settings") -> "Probe":
    """What outside systems have not answered or refused: nothing is forgotten, somebody should ask there.  HR-EFFECT"""
    from commandline.connection import connected
    from embedded.doctor import Probe

    async with connected(settings) as connection:
        rows = await connection.held.pool.fetch(
            "SELECT stream, title FROM readmodel.agenda WHERE world = 'real' AND rule = 'HR-EFFECT' ORDER BY due, stream"
        )
    if not rows:
        return Probe(name="outside_unanswered", ok=True, says="外部系统没有未答复或者拒绝的事项")
    return Probe(
        name="outside_unanswered",
        ok=True,
        warns=True,
        says=f"外部系统未答复或者拒绝的事项 {len(rows)} 件，如：{rows[0]['title']}",
        remedy="逐件见 jieli project show 项目编号，支付见 jieli payment list --open；与该系统的管理单位联系。",
        facts={"waiting": [{"stream": r["stream"], "title": r["title"]} for r in rows]},
    )


async def _people(settings: "Settings") -> "list[Probe]":
    """The recipients' vault by its own login, the service records by the worker's."""
    from commandline.connection import system
    from commandline.doctor_people import records, vault

    async with system(settings) as (addresses, _):
        return [await vault(settings, addresses.vault_database_url), await records(addresses.database_url)]


async def _limits(settings: "Settings") -> "Probe":
    """Whether the local limits that rest on one secondary source were confirmed with a document's number.  HR-LM-1"""
    from datetime import datetime

    import law
    from commandline.connection import connected
    from commandline.law_options import PROVINCE
    from domain.calendar import BEIJING
    from domain.register.house.decide import local_limits, unconfirmed
    from domain.register.state import Listing
    from embedded.doctor import Probe

    place = settings.division or PROVINCE
    rules = law.load().rulebook(place, datetime.now(BEIJING).date())
    async with connected(settings) as connection:
        listing = await _listing(connection.held.pool, "register/limits")
    assert isinstance(listing, Listing)
    waiting = [rule.id for rule in rules.rules() if rule.confirm and unconfirmed(rule.id, place, listing, rules)]
    if not waiting:
        return Probe(name="local_limits", ok=True, says=f"地方标准已按文件确认（{place}）")
    values = {clause: {name: f"{yuan:.2f}" for name, yuan in local_limits(clause, rules).items()} for clause in waiting}
    return Probe(
        name="local_limits",
        ok=True,
        warns=True,
        says=f"{'、'.join(waiting)} 只见于一处二手资料，{place} 尚未登记文号确认",
        remedy="核对现行文件后登记：jieli register do confirm-limit（字段见 --help-commands）。",
        facts={"division": place, "values": values},
    )


async def _listing(db: "Database", stream: str) -> "State":
    """A register as it stands."""
    from activities.judging import Standings

    return (await Standings().read(db, [stream]))[stream].state


def calendar(on: date | None = None) -> "Probe":
    """Whether the working days of today's year rest on a State Council notice; a year that is estimated warns.  T-06"""
    from datetime import datetime

    import law
    from domain.calendar import BEIJING
    from embedded.doctor import Probe

    days, today = law.load().calendar, on or datetime.now(BEIJING).date()
    until, guessed = days.covered_until, days.is_estimated(today)
    return Probe(
        name="calendar",
        ok=True,
        warns=guessed,
        says=f"工作日历有通知依据至 {until}" + (f"；{today.year}年按周末和法定节日推算" if guessed else ""),
        remedy="国务院办公厅的放假通知公布后，请登记（load-calendar）并更新 law/workdays。" if guessed else "",
        facts={"covered_until": until.isoformat(), "today": today.isoformat()},
    )


def _law() -> "Probe":
    """Whether the law loads, and which edition it is."""
    import law
    from embedded.doctor import Probe

    edition = law.load().edition
    return Probe(name="law", ok=True, says=f"法规版本 {edition[:12]}", facts={"edition": edition})


def _addresses(settings: "Settings") -> dict[str, Any]:
    """Where it is reached: of the system that lives in the folder, or as the settings say; null where there is none.

    Of an embedded system the owner's login is told to the person whose folder it is: it is what an audit by SQL, a backup
    or a test of the seals needs.  Servers from outside are told as they were given.
    """
    from embedded.errors import StartError
    from embedded.folder import running

    try:
        here = running(settings.data_dir)
    except StartError:
        here = None
    if here is not None:
        return {
            "database_url": here.owner_database_url,
            "worker_database_url": here.database_url,
            "temporal_address": here.temporal_address,
            "console_url": here.console_url,
        }
    url = settings.database_url
    return {
        "database_url": url.get_secret_value() if url else None,
        "worker_database_url": url.get_secret_value() if url else None,
        "temporal_address": settings.temporal_address,
        "console_url": settings.console_url,
    }


def _show(out: "Console", probes: "list[Probe]") -> None:
    made = table("", "", "检查", "情况", "怎么办")
    for probe in probes:
        mark = "!" if probe.warns else {True: "✓", False: "✗", None: "?"}[probe.ok]
        style = "bold red" if probe.ok is False else "yellow" if probe.warns or probe.ok is None else None
        made.add_row(mark, probe.name, probe.says, probe.remedy, style=style)
    out.print(made)
