"""What taking in service records costs against a bare COPY of the same rows, and what a period's report costs against a bare SELECT."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

import law
from domain.calendar import BEIJING
from domain.contract.messages import ContractPeriod
from domain.performance.records.limits import Limits, limits
from domain.performance.roster.state import Place, RecipientRoster
from ledger.pool import Pool
from records.checking import check
from records.importing import batch_of, held_against, take, turn
from records.reading import read
from records.reporting import report
from records.roster import OnRecord
from records.words import COLUMN_OF, COLUMNS, OPTIONAL, SHEET

PEOPLE, STAFF = 2000, 200
_FLOOR = "CREATE TEMP TABLE floor (LIKE records.incoming)"


@dataclass(frozen=True)
class Taken:
    """Rows a second of the whole import (file to commit), of a bare COPY of the same rows, and their ratio; the report in ms."""

    what: str
    rows: int
    rows_per_second: int
    bare_copy_per_second: int
    ratio: float
    report_ms: float
    bare_select_ms: float


def _period() -> ContractPeriod:
    first = date(2026, 3, 1)
    targets = {"visits": Decimal(100_000)}
    return ContractPeriod(
        key="q1", title="第一期", starts_on=first, ends_on=date(2026, 5, 31), targets=targets, payable_yuan=Decimal(1)
    )


def _file(rows: int) -> bytes:
    """Half-hour visits, two hundred at a time."""
    lines = [",".join(COLUMNS.values())]
    first = datetime(2026, 3, 1, tzinfo=BEIJING)
    for n in range(rows):
        begins = first + timedelta(minutes=30 * (n // STAFF))
        times = f"{begins:%Y-%m-%d %H:%M},{begins + timedelta(minutes=30):%Y-%m-%d %H:%M}"
        result = "完成" if n % 50 else "未服务"
        lines.append(
            f"上门,r-220122-{n % PEOPLE:010d},s-{n % STAFF},220122100,{times},{result},visits,{'ABC'[n % PEOPLE % 3]},,"
        )
    return "\n".join(lines).encode()


async def records(pool: Pool, rows: int, rounds: int = 20) -> Taken:
    """One import of so many rows into an empty contract, then its report."""
    period, content = _period(), _file(rows)
    now = datetime(2026, 6, 2, tzinfo=BEIJING)
    bounds = limits(law.load().rulebook("220122", now.date()), period, now)
    since = ((date(2026, 3, 1), None),)
    places = {f"r-220122-{n:010d}": Place("ABC"[n % 3], "220122100", since) for n in range(PEOPLE)}  # type: ignore[arg-type]
    roster = OnRecord(RecipientRoster(places))  # the township's, as the ledger has it
    stream = f"sim.bench-records.project/220122-2026-{uuid4().hex[:6]}"
    ours, made = await _import(pool, content, bounds, roster, stream)
    floor = await _bare(pool, made)
    expected = roster.by_grade(period.starts_on, period.ends_on)
    told: list[float] = []
    bare: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        await report(pool, stream, period, expected)
        told.append(time.perf_counter() - began)
        began = time.perf_counter()
        await pool.fetchval("SELECT 1")
        bare.append(time.perf_counter() - began)
    return Taken(
        what=f"importing {rows} service records",
        rows=rows,
        rows_per_second=round(rows / ours),
        bare_copy_per_second=round(rows / floor),
        ratio=round(ours / floor, 1),
        report_ms=round(sorted(told)[rounds // 2] * 1000, 2),
        bare_select_ms=round(sorted(bare)[rounds // 2] * 1000, 2),
    )


async def _import(
    pool: Pool, content: bytes, bounds: Limits, roster: OnRecord, stream: str
) -> tuple[float, list[tuple[object, ...]]]:
    began = time.perf_counter()
    told = check(read("rows.csv", content, COLUMN_OF, OPTIONAL, SHEET), bounds, roster)
    assert not told.faults, told.faults[:3]
    batch = batch_of(stream, "q1", "bench", sha256(content).hexdigest(), told.rows, told.lines)
    async with turn(pool) as own:
        number, faults, _ = await held_against(own.connection, batch, bounds)
        assert not faults, faults[:3]
        await take(own.connection, number, batch, "bench")
        own.keep = True
    elapsed = time.perf_counter() - began
    return elapsed, [(number, n, *row) for n, row in enumerate(told.rows, start=1)]


async def _bare(pool: Pool, made: list[tuple[object, ...]]) -> float:
    """The same rows by COPY into a table without index or check."""
    async with pool.acquire() as connection:
        await connection.execute(_FLOOR)
        began = time.perf_counter()
        await connection.copy_records_to_table("floor", records=made)
        elapsed = time.perf_counter() - began
        await connection.execute("DROP TABLE floor")
    return elapsed
