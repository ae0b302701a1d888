"""Rebuild the read model from the ledger alone, and say where the tables differ.  There should be no difference, ever.

Every stream is folded from its first event; its rows are computed as at its last append, under the edition of the law that
judged then.  With `write` the tables are emptied and written anew in one transaction, while appends wait.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import asyncpg

from domain.calendar import BEIJING
from domain.canonical import canonical
from domain.given import State
from domain.ids import division_of
from domain.judge import agenda
from domain.message import EVENTS
from domain.streams import empty, fold
from law import LawBook
from ledger.event import StoredEvent
from ledger.pool import Connection
from ledger.read import read_streams
from readmodel.rows import Row, Rows

Editions = Callable[[str], LawBook]
"""The law of an edition; it raises where the edition is not kept."""

# table → the columns that name a row
KEYS: Final = {
    "project": ("id",),
    "takeover": ("id",),
    "register": ("stream",),
    "refusal": ("stream", "version"),
    "agenda": ("stream", "key"),
}
_PAGE: Final = 200  # streams folded at a time
_TOLD: Final = 1000
_ABSENT: Final = {"data": {}, "estimated": False}  # what readmodel.write makes of a column that a row doesn't name


@dataclass(slots=True)
class RebuildReport:
    """How many streams were folded, how many rows they give, and every row that the tables held otherwise (at most 1000)."""

    streams: int = 0
    rows: int = 0
    differences: list[str] = field(default_factory=list)
    difference_count: int = 0
    written: bool = False

    @property
    def good(self) -> bool:
        return self.difference_count == 0

    def differs(self, says: str) -> None:
        self.difference_count += 1
        if len(self.differences) < _TOLD:
            self.differences.append(says)


async def rebuild(
    where: "str | Connection",
    editions: Editions,
    *,
    write: bool = False,
    on_progress: Callable[[str, int], None] | None = None,
) -> RebuildReport:
    """Compare the tables with what the ledger gives; with `write` also write them anew, while appends wait.

    `where` is the owner's address, or a connection (any reader's, without `write`).
    """
    report = RebuildReport(written=write)
    async with _transaction(where, write=write) as session:
        await session.reads_ledger()
        names = [row["stream"] for row in await session.conn.fetch(_STREAMS)]
        for start in range(0, len(names), _PAGE):
            page = names[start : start + _PAGE]
            await session.reads_ledger()
            rows = _rows(await read_streams(session.conn, dict.fromkeys(page, 0)), page, editions)
            await session.reads_rows()
            await _compare(session.conn, page, rows, report)
            if write:
                await _write(session.conn, page, rows)
            report.streams += len(page)
            if on_progress is not None:
                on_progress("重建读取模型", report.streams)
        await _strangers(session.conn, names, report, write=write)
    return report


_STREAMS: Final = 'SELECT stream FROM ledger.stream ORDER BY stream COLLATE "C"'


# ---------------------------------------------------------------- from the ledger


def _rows(stored: Sequence[StoredEvent], names: Sequence[str], editions: Editions) -> Rows:
    """The rows of these streams, from all of their events."""
    states: dict[str, State] = {name: empty(name) for name in names}
    last: dict[str, StoredEvent] = {}
    rows = Rows()
    for one in stored:
        at = datetime.fromisoformat(json.loads(one.meta)["at"])
        event = EVENTS[one.type].restore(one.payload)
        states[one.stream] = fold(states[one.stream], event, one.stream, one.version, at)
        last[one.stream] = one
        rows.add_refusal(one.stream, one.version, event, at)
    for name, one in last.items():
        meta = json.loads(one.meta)
        day = datetime.fromisoformat(meta["at"]).astimezone(BEIJING).date()
        rules = editions(meta["edition"]).rulebook(division_of(name), day)
        rows.add(name, states[name], one.version, agenda(states[name], rules))
    return rows


# ---------------------------------------------------------------- beside the tables


async def _compare(conn: Connection, names: Sequence[str], rows: Rows, report: RebuildReport) -> None:
    for table, key in KEYS.items():
        computed: list[Row] = getattr(rows, table)
        report.rows += len(computed)
        # Through the table's own column types, so that 100 and "100.00" are one amount.
        normal = await conn.fetch(
            f"SELECT to_jsonb(r)::text AS row FROM jsonb_populate_recordset(NULL::readmodel.{table}, $1::jsonb) r",
            canonical(computed),
        )
        there = await conn.fetch(
            f"SELECT to_jsonb(t)::text AS row FROM readmodel.{table} t WHERE stream = ANY ($1)", names
        )
        wanted, held = _by_key(normal, key), _by_key(there, key)
        for name in sorted(wanted.keys() | held.keys()):
            for says in _differences(wanted.get(name), held.get(name)):
                report.differs(f"{table} {'/'.join(name)}：{says}")


def _by_key(rows: Sequence[Any], key: Sequence[str]) -> dict[tuple[str, ...], Row]:
    parsed = [json.loads(row["row"], parse_float=str) for row in rows]
    return {tuple(str(row[column]) for column in key): row for row in parsed}


def _differences(wanted: Row | None, held: Row | None) -> Iterator[str]:
    if wanted is None:
        yield "表中有，按台账不应有"
    elif held is None:
        yield "按台账应有，表中没有"
    else:
        for column, value in wanted.items():
            due = _ABSENT.get(column) if value is None else value
            if due != held[column]:
                yield f"{column} 按台账为 {due}，表中为 {held[column]}"


async def _write(conn: Connection, names: Sequence[str], rows: Rows) -> None:
    for table in KEYS:
        await conn.execute(f"DELETE FROM readmodel.{table} WHERE stream = ANY ($1)", names)
    await conn.execute("SELECT readmodel.write($1::jsonb)", canonical(rows.written()))


async def _strangers(conn: Connection, names: Sequence[str], report: RebuildReport, *, write: bool) -> None:
    """Rows of streams that the ledger doesn't know."""
    for table in KEYS:
        found = await conn.fetch(f"SELECT DISTINCT stream FROM readmodel.{table} WHERE stream <> ALL ($1)", names)
        for row in found:
            report.differs(f"{table} {row['stream']}：台账中没有这条流，表中却有")
        if write and found:
            await conn.execute(f"DELETE FROM readmodel.{table} WHERE stream <> ALL ($1)", names)


# ---------------------------------------------------------------- one transaction


@dataclass(frozen=True, slots=True)
class _Session:
    """One transaction of a login that may act as the owners, or of a reader who stays what it is."""

    conn: Connection
    may_become: frozenset[str]

    async def reads_ledger(self) -> None:
        await self._become("ledger_owner")

    async def reads_rows(self) -> None:
        await self._become("readmodel_owner")

    async def _become(self, role: str) -> None:
        if role in self.may_become:
            await self.conn.execute(f"SET LOCAL ROLE {role}")


@asynccontextmanager
async def _transaction(where: "str | Connection", *, write: bool) -> AsyncIterator[_Session]:
    if isinstance(where, str):
        conn = await asyncpg.connect(where, timeout=10)
        try:
            async with _transaction(conn, write=write) as session:
                yield session
        finally:
            await conn.close()
        return
    owners = ["ledger_owner", "readmodel_owner"]
    found = await where.fetch("SELECT r FROM unnest($1::text[]) r WHERE pg_has_role(current_user, r, 'SET')", owners)
    session = _Session(where, frozenset(row["r"] for row in found))
    async with where.transaction(isolation=None if write else "repeatable_read", readonly=not write):
        await where.execute("SET LOCAL statement_timeout = 0")
        await where.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        if write:
            await session.reads_ledger()
            # Nothing is appended until the rows are written: they'd be rows of a ledger that has moved on.
            await where.execute("LOCK TABLE ledger.append_lock IN EXCLUSIVE MODE")
        yield session
