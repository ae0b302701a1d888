"""Whether the rows are still those whose digests are on the ledger: each changed, lost or added one is named.  SA-12, S102-23

The ledger's digest is the root over all leaves.  While the leaves kept beside a batch come to that root, they tell which row differs;
where they too were changed, the file as it was handed in does, if it is at hand.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from domain.performance.records.messages import ServiceBatchRecorded, ServiceCount
from domain.performance.records.row import ServiceRecord, counts, leaf, root
from ledger.pool import Database

What = Literal["changed", "lost", "added", "header", "leaves", "count"]
Leaves = Callable[[ServiceBatchRecorded], Awaitable[Sequence[bytes] | None]]
"""The leaves of a batch by the file that was handed in; None where it can't be had."""

_BATCHES: Final = "SELECT number, id, period, provider, file, rows, digest, leaves FROM records.batch WHERE stream = $1 ORDER BY number"
_ROWS: Final = """
SELECT r.row_no, r.kind, r.recipient, r.staff, r.township, r.starts_at, r.ends_at, r.result, r.item, r.grade, r.note,
  CASE WHEN r.corrects_row IS NOT NULL THEN coalesce(b.id, '?') || '#' || r.corrects_row END AS corrects
FROM records.record r LEFT JOIN records.batch b ON b.number = r.corrects_batch WHERE r.batch = $1 ORDER BY r.row_no
"""
_COUNTERS: Final = """
WITH kept AS (SELECT period, item, kind, grade, result, n FROM records.period_count WHERE stream = $1),
     anew AS (SELECT period, item, kind, grade, result, n FROM records.period_count_anew WHERE stream = $1),
     served AS (SELECT period, recipient, grade, done, missed, last_done_at FROM records.served WHERE stream = $1),
     served_anew AS (SELECT period, recipient, grade, done, missed, last_done_at FROM records.served_anew WHERE stream = $1)
SELECT DISTINCT period FROM (
  (TABLE kept EXCEPT TABLE anew) UNION ALL (TABLE anew EXCEPT TABLE kept)) a
UNION SELECT DISTINCT period FROM (
  (TABLE served EXCEPT TABLE served_anew) UNION ALL (TABLE served_anew EXCEPT TABLE served)) b
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was handed in; `row` is its place in the batch, None where the batch as a whole differs."""

    what: What
    batch: str
    row: int | None
    words: str
    clause: str = "SA-12"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what differs."""

    batches: int
    rows: int
    differences: tuple[Difference, ...]


async def streams_of(db: Database) -> list[str]:
    """The projects that have rows here, whatever the ledger says of them."""
    return [row["stream"] for row in await db.fetch("SELECT DISTINCT stream FROM records.batch ORDER BY stream")]


async def verify(db: Database, stream: str, recorded: Mapping[str, ServiceBatchRecorded], by_file: Leaves) -> Verified:
    """All batches of a project, as they lie there and as the ledger has them; and whether the counters follow the rows."""
    found: list[Difference] = []
    lying = {row["id"]: row for row in await db.fetch(_BATCHES, stream)}
    rows = 0
    for key, event in recorded.items():
        batch = lying.get(key)
        number = batch["number"] if batch is not None else None
        stored = await db.fetch(_ROWS, number) if number is not None else []
        rows += len(stored)
        if batch is None:
            found.append(Difference("lost", key, None, f"台账上的批次（{event.rows} 行）已不在：重新导入原文件"))
            continue
        found += [d async for d in _differences(event, batch, stored, by_file)]
    for key in lying:
        if key not in recorded:
            found.append(Difference("added", key, None, "台账上没有这个批次"))
    for row in await db.fetch(_COUNTERS, stream):
        words = f"履约期 {row['period']} 的计数与记录不符：jieli records verify --recount 重新计数"
        found.append(Difference("count", "", None, words, "S102-23"))
    return Verified(len(recorded), rows, tuple(found))


async def _differences(
    event: ServiceBatchRecorded, batch: Any, stored: Sequence[Any], by_file: Leaves
) -> AsyncIterator[Difference]:
    header = {
        "履约期": (batch["period"], event.period),
        "提供单位": (batch["provider"], event.provider),
        "文件摘要": (batch["file"].hex(), event.file),
        "行数": (batch["rows"], event.rows),
        "摘要": (batch["digest"].hex(), event.digest),
    }
    for name, (here, ledger) in header.items():
        if here != ledger:
            yield Difference("header", event.batch, None, f"批次的{name}为 {here}，台账上为 {ledger}")
    told = {row["row_no"]: ServiceRecord(*tuple(row)[1:]) for row in stored}
    leaves: Sequence[bytes] | None = _split(batch["leaves"])
    if not leaves or root(leaves) != event.digest:
        yield Difference("leaves", event.batch, None, "批次的逐行摘要被改动")
        leaves = await by_file(event)
        if leaves is None or root(leaves) != event.digest:
            leaves = None
    if leaves is not None:
        for difference in _rows(event.batch, told, leaves):
            yield difference
    elif not told or root([leaf(told[n]) for n in sorted(told)]) != event.digest:
        words = f"记录与台账的摘要不符，原文件 {event.file} 也不可得，不能指明是哪一行"
        yield Difference("changed", event.batch, None, words)
    if not _same(event.counts, counts(told.values())):
        yield Difference("count", event.batch, None, "各类计数与台账不符")


def _rows(batch: str, told: Mapping[int, ServiceRecord], leaves: Sequence[bytes]) -> Iterator[Difference]:
    """Row by row against the leaves that the ledger vouches for."""
    for n, sealed in enumerate(leaves, start=1):
        if n not in told:
            yield Difference("lost", batch, n, f"第 {n} 行已不在")
        elif leaf(told[n]) != sealed:
            yield Difference("changed", batch, n, f"第 {n} 行被改动，现为：{_words(told[n])}")
    for n in sorted(set(told) - set(range(1, len(leaves) + 1))):
        yield Difference("added", batch, n, f"第 {n} 行是后来加入的：{_words(told[n])}")


def _words(row: ServiceRecord) -> str:
    return f"{row.kind} {row.recipient} {row.starts_at.isoformat(timespec='minutes')} {row.result}"


def _split(leaves: bytes) -> list[bytes]:
    return [leaves[n : n + 32] for n in range(0, len(leaves), 32)]


def _same(one: Sequence[ServiceCount], other: Sequence[ServiceCount]) -> bool:
    return {c.model_dump_json() for c in one} == {c.model_dump_json() for c in other}
