"""An insider who changes, removes or adds a row is found, and the row is named.  SA-12"""

from collections.abc import Sequence
from datetime import date

import pytest

from domain.performance.records.messages import ServiceBatchRecorded
from ledger.pool import Connection, Pool
from records.importing import Batch
from records.rereading import leaves_of
from records.verifying import Difference, verify
from tests.domain.scene import HOME
from tests.records.filing import as_csv, batch, cells, many, taken


def event(one: Batch) -> ServiceBatchRecorded:
    return ServiceBatchRecorded(
        period=one.period,
        batch=one.id,
        provider=one.provider,
        digest=one.digest,
        file=one.file,
        rows=len(one.rows),
        counts=one.counts,
        by="li",
        on=date(2026, 6, 2),
    )


async def no_file(_: ServiceBatchRecorded) -> Sequence[bytes] | None:
    return None


@pytest.fixture
async def one(pool: Pool) -> Batch:
    made = batch(many(60))
    assert await taken(pool, made) == []
    return made


async def found(pool: Pool, *batches: Batch) -> list[tuple[str, int | None]]:
    told = await verify(pool, HOME, {b.id: event(b) for b in batches}, no_file)
    return [(d.what, d.row) for d in told.differences]


async def tamper(superuser: Connection, sql: str) -> None:
    await superuser.execute(
        "ALTER TABLE records.record DISABLE TRIGGER ALL; ALTER TABLE records.batch DISABLE TRIGGER ALL"
    )
    await superuser.execute(sql)


async def test_what_was_handed_in_is_verified(pool: Pool, one: Batch) -> None:
    """SA-12"""
    told = await verify(pool, HOME, {one.id: event(one)}, no_file)
    assert (told.batches, told.rows, told.differences) == (1, 60, ())


async def test_a_corrected_row_is_no_change(pool: Pool, one: Batch) -> None:
    """SA-12"""
    second = batch([cells(4, result="不在家", corrects=f"{one.id}#5")])
    assert await taken(pool, second) == []
    assert await found(pool, one, second) == []


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'call'",
        "recipient = 'r-220122-0000000001'",
        "staff = 's-x'",
        "township = '220122101'",
        "starts_at = starts_at - interval '1 s'",
        "ends_at = ends_at + interval '1 s'",
        "item = 'calls'",
        "grade = 'B'",
        "note = repeat('a', 64)",
        "corrects_batch = 1, corrects_row = 1",
    ],
)
async def test_a_changed_row_is_named(pool: Pool, one: Batch, superuser: Connection, change: str) -> None:
    """SA-12"""
    await tamper(superuser, f"UPDATE records.record SET {change} WHERE row_no = 17")
    assert ("changed", 17) in await found(pool, one)


async def test_a_changed_result_is_named_and_the_counters_too(pool: Pool, one: Batch, superuser: Connection) -> None:
    """SA-12, S102-23"""
    await tamper(superuser, "UPDATE records.record SET result = 'missed' WHERE row_no = 17")
    assert await found(pool, one) == [("changed", 17), ("count", None), ("count", None)]


async def test_a_lost_row_is_named(pool: Pool, one: Batch, superuser: Connection) -> None:
    """SA-12"""
    await tamper(superuser, "DELETE FROM records.record WHERE row_no IN (1, 60)")
    assert (await found(pool, one))[:2] == [("lost", 1), ("lost", 60)]


async def test_an_added_row_is_named(pool: Pool, one: Batch, superuser: Connection) -> None:
    """SA-12"""
    await tamper(
        superuser,
        "INSERT INTO records.record SELECT batch, 61, kind, 'r-220122-0000002999', staff, township, starts_at, ends_at, result, item,"
        " grade, note FROM records.record WHERE row_no = 1",
    )
    assert ("added", 61) in await found(pool, one)


async def test_a_lost_batch_is_named(pool: Pool, one: Batch, superuser: Connection) -> None:
    """SA-12"""
    await tamper(superuser, "DELETE FROM records.record; DELETE FROM records.batch")
    told = await verify(pool, HOME, {one.id: event(one)}, no_file)
    assert [(d.what, d.batch, d.row) for d in told.differences][:1] == [("lost", one.id, None)]


async def test_a_batch_that_the_ledger_does_not_know_is_named(pool: Pool, one: Batch) -> None:
    """S102-23"""
    told = await verify(pool, HOME, {}, no_file)
    assert [(d.what, d.batch) for d in told.differences] == [("added", one.id)]


async def forged(superuser: Connection, one: Batch) -> None:
    """A row and every digest in the database that would show it."""
    from domain.performance.records.row import leaf, root

    rows = [*one.rows]
    rows[16] = rows[16]._replace(result="missed")
    leaves = [leaf(row) for row in rows]
    await tamper(superuser, "UPDATE records.record SET result = 'missed' WHERE row_no = 17")
    await superuser.execute(
        "UPDATE records.batch SET leaves = $1, digest = $2", b"".join(leaves), bytes.fromhex(root(leaves))
    )


async def test_one_who_forges_the_digests_too_is_found_by_the_ledger(
    pool: Pool, one: Batch, superuser: Connection
) -> None:
    """SA-12"""
    await forged(superuser, one)
    told = await verify(pool, HOME, {one.id: event(one)}, no_file)
    assert [d.what for d in told.differences][:3] == ["header", "leaves", "changed"]
    assert one.file in told.differences[2].words, "the file that would tell the row"


async def test_with_the_file_the_forged_row_is_named(pool: Pool, one: Batch, superuser: Connection) -> None:
    """SA-12"""
    await forged(superuser, one)

    async def kept(_: ServiceBatchRecorded) -> Sequence[bytes] | None:
        return one.leaves

    told = await verify(pool, HOME, {one.id: event(one)}, kept)
    assert [(d.what, d.row) for d in told.differences if d.what == "changed"] == [("changed", 17)]


async def test_wrong_counters_are_told_and_made_anew(pool: Pool, one: Batch, superuser: Connection) -> None:
    """S102-23"""
    await superuser.execute("UPDATE records.served SET done = done + 1 WHERE recipient LIKE '%7'")
    assert await found(pool, one) == [("count", None)]
    await pool.execute("SELECT records.recount($1, $2)", HOME, "q1")
    assert await found(pool, one) == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_file_alone_tells_the_digests_again(encoding: str) -> None:
    """SA-12"""
    rows = [*many(40), cells(50, result="未服务", ends_at="", note="b" * 64)]
    made = batch(rows)
    assert leaves_of(as_csv(rows, encoding), made.digest) == [*made.leaves]
    assert leaves_of(as_csv(rows[:-1], encoding), made.digest) is None
    assert leaves_of(b"nonsense", made.digest) is None


def test_a_difference_speaks_of_the_act() -> None:
    """SA-12"""
    assert Difference("changed", "sr-1", 1, "x").clause == "SA-12"
