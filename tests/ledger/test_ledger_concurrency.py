"""Many writers at once: one order without gaps, nothing missed by a reader, nothing counted twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from asking import ask, happened, one

from ledger.append import VersionConflict, append, append_locked
from ledger.chain import verify_database
from ledger.pool import Connection, Pool, open_pool
from ledger.read import head, read_all, read_streams

WRITERS = 16
EACH = 40


async def follow(pool: Pool, total: int) -> list[int]:
    """What a reader sees that asks for ``pos > last`` again and again, until it has seen everything or waited in vain."""
    seen: list[int] = []
    idle = 0
    while len(seen) < total and idle < 200:
        page = await read_all(pool, seen[-1] + 1 if seen else 0, 1000)
        seen += [event.pos for event in page]
        idle = 0 if page else idle + 1
        await asyncio.sleep(0.001)
    return seen


async def test_a_reader_that_remembers_its_position_misses_nothing(pool: Pool, database: str) -> None:
    async def write(writer: int) -> None:
        for n in range(EACH):
            await append(pool, one(f"project/{writer}", n))

    async with await open_pool(database, role="ledger_reader", max_size=1) as readers:
        reading = asyncio.create_task(follow(readers, WRITERS * EACH))
        await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
        assert await reading == list(range(WRITERS * EACH))
    assert (await verify_database(pool)).good


async def test_without_the_lock_the_same_reader_misses_events(pool: Pool, superuser: Connection) -> None:
    """That the test above can fail: positions from a sequence, taken before the commit, appear out of order."""
    await superuser.execute("""
        CREATE TABLE unlocked (pos bigint GENERATED ALWAYS AS IDENTITY (MINVALUE 0) PRIMARY KEY);
        GRANT SELECT, INSERT ON unlocked TO ledger_writer""")
    last = -1
    seen = 0
    async with pool.acquire() as slow, pool.acquire() as fast:
        async with slow.transaction():
            await slow.execute("INSERT INTO unlocked DEFAULT VALUES")  # takes 0, and has not committed
            await fast.execute("INSERT INTO unlocked DEFAULT VALUES")  # takes 1, and has
            for row in await fast.fetch("SELECT pos FROM unlocked WHERE pos > $1 ORDER BY pos", last):
                last, seen = row["pos"], seen + 1
        for row in await fast.fetch("SELECT pos FROM unlocked WHERE pos > $1 ORDER BY pos", last):
            last, seen = row["pos"], seen + 1
    assert (seen, await pool.fetchval("SELECT count(*) FROM unlocked")) == (1, 2)


async def test_of_many_at_one_version_one_wins(pool: Pool) -> None:
    done = await asyncio.gather(*(append(pool, one("project/a", 0)) for _ in range(WRITERS)), return_exceptions=True)
    assert sum(isinstance(outcome, VersionConflict) for outcome in done) == WRITERS - 1
    assert (await head(pool)).size == 1


async def test_a_command_delivered_many_times_at_once_is_recorded_once(pool: Pool) -> None:
    request = ask({"project/a": 0}, happened("project/a"), happened("project/a"))
    done = await asyncio.gather(*(append(pool, request) for _ in range(WRITERS)))
    assert sorted(outcome.outcome for outcome in done) == ["appended"] + ["replayed"] * (WRITERS - 1)
    assert len({outcome.events for outcome in done}) == 1
    assert (await head(pool)).size == 2


async def test_a_ceiling_over_several_streams_holds_under_concurrency(pool: Pool) -> None:
    """Each project may reserve 1 of a pool of 10: 25 ask at once, each reads the pool's stream, 10 get it."""
    tries = 0

    async def reserve(project: str) -> str:
        nonlocal tries
        while True:
            tries += 1
            reserved = len(await read_streams(pool, {"pool/a-2026": 0}))
            reads = {f"project/{project}": 0, "pool/a-2026": reserved}
            if reserved < 10:
                request = ask(reads, happened(f"project/{project}", "Reserved"), happened("pool/a-2026", "Taken"))
            else:
                request = ask(reads, happened(f"project/{project}", "CommandRefused"))
            try:
                return (await append(pool, request)).events[0].type
            except VersionConflict:
                continue

    outcomes = await asyncio.gather(*(reserve(str(n)) for n in range(25)))
    assert (outcomes.count("Reserved"), outcomes.count("CommandRefused")) == (10, 15)
    assert tries > 25, "there were conflicts, or this shows nothing"


async def record(pool: Pool, stream: str, *, lock_at_try: int | None) -> int:
    """Append one event to a stream that everybody wants; how many tries it took."""
    tries = 0
    while True:
        tries += 1
        try:
            if tries == lock_at_try:
                async with append_locked(pool) as conn:
                    await append(conn, one(stream, len(await read_streams(conn, {stream: 0}))))
            else:
                await append(pool, one(stream, len(await read_streams(pool, {stream: 0}))))
            return tries
        except VersionConflict:
            continue


@pytest.fixture
async def wide_pool(database: str) -> AsyncIterator[Pool]:
    async with await open_pool(database, max_size=10) as pool:
        yield pool


async def test_the_lock_at_the_third_try_ends_a_crowd_of_64(wide_pool: Pool) -> None:
    with_lock = await asyncio.gather(*(record(wide_pool, "pool/a", lock_at_try=3) for _ in range(64)))
    without = await asyncio.gather(*(record(wide_pool, "pool/b", lock_at_try=None) for _ in range(64)))
    print(f"64 callers on one stream: {sum(without)} tries without the lock, {sum(with_lock)} with it at the third")
    assert max(with_lock) <= 3
    assert (await head(wide_pool)).size == 128
    assert (await verify_database(wide_pool)).good
