"""`jieli project open-running`: many running contracts at once.  All are judged before any is sent; one fault keeps all out.

Each contract is a project of its own, so each is an act of its own, under an id that follows from the contract: where something
breaks off in between, the same workbook again goes on where it stood, and records nothing twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from commandline.acting import Wish, formed, send_by
from commandline.exits import DONE, REFUSED
from commandline.facts import read_bytes
from commandline.opening_sheet import COLUMNS, CONTRACTS, ITEMS, PERIODS, SUPPLEMENTS, Entry, Fault, read
from commandline.output import answer, say, table
from commandline.project_ids import mint
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.connection import Connection
    from domain.contract.messages import OpenRunningContract
    from settings import Settings

SHOWN: Final = 50
_NAMESPACE: Final = UUID(
    "3f0f0b7e-5f0e-5f6e-9a55-7d1c6f2f8a10"
)  # fixed for ever: a contract's project and act derive from it
_LISTS: Final = {"periods": PERIODS, "items": ITEMS, "supplements": SUPPLEMENTS}


@dataclass
class Ready:
    """One contract, formed: where it goes, and what came of it."""

    entry: Entry
    command: "OpenRunningContract"
    project: str
    state: str = "new"  # new, already, opened

    @property
    def command_id(self) -> UUID:
        return uuid5(_NAMESPACE, f"{self.project}\n{self.command.model_dump_json()}")


def project_of(command: "OpenRunningContract") -> str:
    """The project of a contract: the same contract always comes into the same one."""
    number = uuid5(_NAMESPACE, f"{command.terms.supplier}\n{command.terms.number}")
    return mint(command.plan.buyer.division, command.terms.starts_on.year, number)


def form(entries: list[Entry], faults: list[Fault]) -> list[Ready]:
    """The commands of the rows that could be read; what doesn't parse is told by its row."""
    from activities.sending import Malformed
    from domain.contract.messages import OpenRunningContract

    wrong = {(f.sheet, f.line) for f in faults}
    ready = []
    for entry in entries:
        rows = [entry.row, *(row for rows in entry.lines.values() for row in rows)]
        if any((row.sheet, row.line) in wrong for row in rows):
            continue
        try:
            command = formed("OpenRunningContract", entry.facts)
        except Malformed as malformed:
            for problem in malformed.problems:
                row, column = _place(entry, problem.field)
                faults.append(Fault(row.sheet, row.line, column, "", problem.problem, problem.remedy))
            continue
        assert isinstance(command, OpenRunningContract)
        ready.append(Ready(entry, command, project_of(command)))
    return ready


def _place(entry: Entry, where: str) -> tuple[Any, str]:
    """The row and the heading that a field of the command came from."""
    parts = where.replace("[", ".").replace("]", "").split(".")
    for name, sheet in _LISTS.items():
        rows = entry.lines.get(sheet, [])
        if name in parts:
            after = parts[parts.index(name) + 1 :]
            if after and after[0].isdigit() and int(after[0]) < len(rows):
                code = after[1] if len(after) > 1 else ""
                return rows[int(after[0])], COLUMNS[sheet].get(code, code or where).rstrip("*")
    return entry.row, COLUMNS[CONTRACTS].get(parts[-1], where).rstrip("*")


async def bring(
    settings: "Settings", path: Path, actor: str | None, *, dry_run: bool
) -> tuple[list[Ready], list[Fault]]:
    """Read, form, judge all; then send all."""
    from commandline.connection import connected

    entries, faults = read(path, read_bytes(path))
    ready = form(entries, faults)
    if faults and not ready:
        return ready, faults
    async with connected(settings, worker=True) as connection:
        faults += [fault for one in ready for fault in await _judged(connection, one, actor)]
        if faults or dry_run:
            return ready, faults
        for n, one in enumerate(ready, start=1):
            if one.state == "already":
                continue
            wish = Wish(f"project/{one.project}", "OpenRunningContract", one.entry.facts, actor, one.command_id)
            outcome, _ = await send_by(connection, wish)
            if outcome.refusal is not None:  # something changed since all were judged: what follows is not tried
                faults += [_fault(one, f) for f in outcome.refusal.findings if f.blocks]
                break
            one.state = "opened"
            say(f"已迁入 {n}/{len(ready)}：{one.entry.number} → {one.project}")
    return ready, faults


async def _judged(connection: "Connection", one: Ready, actor: str | None) -> list[Fault]:
    """What the rules say of it today, without recording anything."""
    from activities.judging import Standings, first_reads
    from commandline.actor import acting
    from domain.given import Given, Refusal
    from domain.ids import sibling
    from domain.judge import judge, reads
    from domain.project import Project
    from domain.register.state import Person

    stream, by = f"project/{one.project}", await acting(connection, actor, "real")
    standings = Standings()
    names = first_reads(stream, by, None)
    home = (await standings.read(connection.held.pool, names))[stream].state
    assert isinstance(home, Project)
    if home.contract.opened is not None:
        return _already(one, home)
    names += [sibling(stream, name) for name in reads(one.command, home)]
    states = {name: standing.state for name, standing in (await standings.read(connection.held.pool, names)).items()}
    person = states[f"person/{by}"]
    assert isinstance(person, Person)
    given = Given(*_today(), person, _rules(stream), stream, states)
    decision = judge(one.command, given)
    return [_fault(one, f) for f in decision.findings if f.blocks] if isinstance(decision, Refusal) else []


def _already(one: Ready, home: Any) -> list[Fault]:
    """It came in before: the same is passed over, anything else is corrected there."""
    opened = home.contract.opened
    said = opened.model_dump(include=set(type(one.command).model_fields))
    if said == one.command.model_dump(include=set(said)):
        one.state = "already"
        return []
    row, remedy = one.entry.row, f"jieli project do {one.project} correct-opening …，另一人确认"
    problem = f"合同已迁入项目 {one.project}，内容不同"
    return [Fault(row.sheet, row.line, COLUMNS[CONTRACTS]["number"].rstrip("*"), "HR-OE-3", problem, remedy)]


def _today() -> tuple[datetime, Any]:
    from domain.calendar import BEIJING

    now = datetime.now(BEIJING)
    return now, now.date()


def _rules(stream: str) -> Any:
    import law
    from domain.ids import division_of

    return law.load().rulebook(division_of(stream), _today()[1])


def _fault(one: Ready, found: Any) -> Fault:
    row, column = _place(one.entry, found.field or "")
    return Fault(row.sheet, row.line, column, found.clause, found.reason, found.remedy)


def document(path: Path, ready: list[Ready], faults: list[Fault], *, dry_run: bool) -> dict[str, Any]:
    return {
        "file": str(path),
        "dry_run": dry_run,
        "contracts": [{"number": r.entry.number, "project_id": r.project, "state": r.state} for r in ready],
        "opened": sum(r.state == "opened" for r in ready),
        "already": sum(r.state == "already" for r in ready),
        "problems": [fault._asdict() for fault in faults],
    }


def open_file(settings: "Settings", path: Path, actor: str | None, *, dry_run: bool, as_json: bool) -> int:
    """The whole of it."""
    ready, faults = run(bring(settings, path, actor, dry_run=dry_run))
    told = document(path, ready, faults, dry_run=dry_run)
    answer(told, lambda out: _show(out, told, faults), as_json=as_json)
    return REFUSED if faults else DONE


def _show(out: "Console", told: Mapping[str, Any], faults: list[Fault]) -> None:
    if faults:
        none = "一份也没有迁入" if not told["opened"] else f"此前已迁入 {told['opened']} 份，更正后同一文件再来一次即可"
        out.print(f"✗ {len(faults)} 处错误，{none}", style="bold red")
        made = table("", "表", "行", "列", "条款", "问题", "怎么办")
        for fault in faults[:SHOWN]:
            made.add_row(fault.sheet, str(fault.line), fault.column, fault.clause, fault.problem, fault.remedy)
        out.print(made)
        return
    many = len(told["contracts"])
    if told["dry_run"]:
        out.print(f"✓ {many} 份合同无误（未迁入：--dry-run），其中 {told['already']} 份此前已迁入", style="bold green")
        return
    out.print(f"✓ 迁入 {told['opened']} 份，此前已迁入 {told['already']} 份", style="bold green")
    for contract in told["contracts"]:
        out.print(f"  {contract['number']} → {contract['project_id']}")
