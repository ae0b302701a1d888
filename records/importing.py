"""Taking in a batch: the rows by COPY, held against earlier batches, then all of it or nothing.  HR-SR-1 … HR-SR-3

The caller opens the transaction (`turn`) and ends it: the rows are committed only when the ledger has their digest.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import uuid4

from domain.ids import world_of
from domain.performance.records.limits import CONTENT, TIMES, Limits
from domain.performance.records.messages import DayServed, ServiceCount
from domain.performance.records.row import ServiceRecord, counts, days, gap_hours, key_of, leaf, root
from domain.values import Grade
from ledger.pool import Connection, Database, Pool
from records.checking import Fault
from records.words import COLUMNS

_COLUMNS: Final = ("import", "row_no", *COLUMNS)
_CORRECTED: Final = """
SELECT r.item, r.kind, r.grade, r.result, count(*) AS n FROM records.incoming i
JOIN records.batch b ON b.stream = $2 AND b.period = $3 AND b.id = split_part(i.corrects, '#', 1)
JOIN records.record r ON r.batch = b.number AND r.row_no = split_part(i.corrects, '#', 2)::int
WHERE i.import = $1 AND i.corrects IS NOT NULL GROUP BY r.item, r.kind, r.grade, r.result ORDER BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows on their way in, and what the ledger is told of them.  `stream` is the project's."""

    stream: str
    period: str
    provider: str
    file: str  # SHA-256
    rows: Sequence[ServiceRecord]
    lines: Sequence[int]  # of the file
    leaves: tuple[bytes, ...]
    digest: str
    counts: tuple[ServiceCount, ...]
    days: tuple[DayServed, ...] = ()
    gap_hours: dict[Grade, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return key_of(self.digest)


def batch_of(
    stream: str, period: str, provider: str, file: str, rows: Sequence[ServiceRecord], lines: Sequence[int]
) -> Batch:
    """A batch of checked rows.  ValueError where there is none."""
    leaves = tuple(leaf(row) for row in rows)
    return Batch(
        stream, period, provider, file, rows, lines, leaves, root(leaves), counts(rows), days(rows), gap_hours(rows)
    )


@dataclass(slots=True)
class Turn:
    """A transaction under way; it is rolled back unless somebody says `keep`."""

    connection: Connection
    keep: bool = False


@asynccontextmanager
async def turn(pool: Pool, *, seconds: int = 120) -> AsyncIterator[Turn]:
    """A transaction in which one import at a time may write; nothing is kept unasked.

    Within it the caller may wait for the ledger's answer, `seconds` at most: the pool's own limits are for short statements.
    """
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        own = Turn(connection)
        try:
            await connection.execute("; ".join(f"SET LOCAL {name} = '{seconds}s'" for name in limits))
            await connection.execute("SELECT records.take_turn()")
            yield own
        except BaseException:
            await transaction.rollback()
            raise
        await (transaction.commit() if own.keep else transaction.rollback())


async def is_there(db: Database, batch: Batch) -> bool:
    """Whether these rows lie there already, under this project."""
    found = "SELECT EXISTS (SELECT FROM records.batch WHERE stream = $1 AND id = $2)"
    return bool(await db.fetchval(found, batch.stream, batch.id))


async def held_against(
    connection: Connection, batch: Batch, bounds: Limits
) -> tuple[str, list[Fault], tuple[ServiceCount, ...]]:
    """Copy the rows in and compare them with earlier batches: the import's id, its faults, what it corrects by counts."""
    number = uuid4()
    incoming = ((number, n, *row) for n, row in enumerate(batch.rows, start=1))
    await connection.copy_records_to_table("incoming", schema_name="records", columns=list(_COLUMNS), records=incoming)
    longest = max(bounds.longest.values(), default=timedelta())
    doubts = await connection.fetch(
        "SELECT * FROM records.doubts($1, $2, $3, $4, $5, $6, $7)",
        number,
        world_of(batch.stream),
        batch.stream,
        batch.period,
        batch.provider,
        longest,
        sorted(bounds.together),
    )
    corrected = await connection.fetch(_CORRECTED, number, batch.stream, batch.period)
    told = tuple(
        ServiceCount(item=r["item"], kind=r["kind"], grade=r["grade"], result=r["result"], count=r["n"])
        for r in corrected
    )
    faults = [_fault(batch.lines[d["row_no"] - 1], d["what"], f"{d['batch']}#{d['of_row']}", bounds) for d in doubts]
    return str(number), faults, told


def _fault(line: int, what: str, place: str, bounds: Limits) -> Fault:
    field, problem, clause = {
        "again": ("recipient", f"同一次服务已在 {place} 登记", CONTENT),
        "apart": ("staff", f"该服务人员此时也在 {place} 服务", TIMES),
        "corrects": ("corrects", f"{place} 不是本期在案的记录，或者已更正过", CONTENT),
    }[what]
    return Fault(line, COLUMNS[field], problem, clause, bounds.remedies[clause])


async def take(connection: Connection, number: str, batch: Batch, by: str) -> None:
    """Move the rows to where they stay, and count the period anew.  asyncpg.UniqueViolationError: the batch is there."""
    await connection.execute(
        "SELECT records.take($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        number,
        world_of(batch.stream),
        batch.stream,
        batch.period,
        batch.id,
        batch.provider,
        bytes.fromhex(batch.file),
        len(batch.rows),
        bytes.fromhex(batch.digest),
        b"".join(batch.leaves),
        by,
    )
