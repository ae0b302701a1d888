"""The verifier against an insider: a superuser changes what is stored, and the change is found and named."""

from dataclasses import replace
from uuid import UUID

import pytest
from asking import ask, happened, one

from domain.canonical import digest
from ledger.append import append
from ledger.chain import Report, event_hash, verify_database
from ledger.event import FIRST_PREV_HASH
from ledger.pool import Connection, Pool
from ledger.read import read_all


@pytest.fixture
async def insider(pool: Pool, superuser: Connection) -> Connection:
    """A ledger of 12 events in three streams, and one with the triggers out of the way."""
    for n in range(4):
        await append(pool, ask({"project/a": 2 * n}, happened("project/a", yuan=f"{n}.00"), happened("project/a", n=n)))
    await append(pool, ask({"project/a": 8}))
    await append(
        pool, ask({"project/b": 0, "pool/c": 0}, happened("project/b"), happened("pool/c"), happened("project/b"))
    )
    await append(pool, one("project/a", 8))
    assert (await verify_database(pool)) == Report(12, 3, 7, 0, [])
    for table in ("event", "command", "stream"):
        await superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
    return superuser


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            'UPDATE ledger.event SET payload = \'{"yuan":"9.00"}\' WHERE pos = 2',
            ["project/a@3 (position 2): its hash isn't the hash of what is stored"],
        ),
        (
            "UPDATE ledger.event SET meta = replace(meta, 'person/1', 'person/2') WHERE pos = 11",
            ["project/a@9 (position 11): its hash isn't the hash of what is stored"],
        ),
        (
            "UPDATE ledger.event SET type = 'Other' WHERE pos = 0",
            ["project/a@1 (position 0): its hash isn't the hash of what is stored"],
        ),
        (
            "UPDATE ledger.event SET payload = '{ }', hash = ledger.event_hash(pos, stream, version, type, schema_version, "
            "recorded_at, command_id, prev_hash, meta, '{ }') WHERE pos = 2",
            [
                "project/a@3 (position 2): payload isn't canonical JSON",
                "project/a@4 (position 3): prev_hash isn't the hash of the stream's previous event",
            ],
        ),
        (
            "UPDATE ledger.event SET recorded_at = recorded_at - interval '1 day' WHERE pos = 2",
            [
                "project/a@3 (position 2): its hash isn't the hash of what is stored",
                "project/a@3 (position 2): recorded_at is earlier than the event's before",
                "project/a@3 (position 2): its recorded_at isn't its command's",
            ],
        ),
        (
            "UPDATE ledger.event SET recorded_at = 'infinity' WHERE pos = 2",
            ["project/a@3 (position 2): the row cannot be read"],
        ),
        (
            "DELETE FROM ledger.event WHERE pos = 5",
            [
                "project/a@7 (position 6): positions 5 to 5 are missing before it",
                "project/a@7 (position 6): version 6 of the stream should stand here",
                "project/a@7 (position 6): prev_hash isn't the hash of the stream's previous event",
            ],
        ),
        (
            "UPDATE ledger.stream SET version = 7 WHERE stream = 'project/a'",
            ["project/a: the head (version 7) isn't that of the last event (version 9)"],
        ),
        ("DELETE FROM ledger.stream WHERE stream = 'pool/c'", ["pool/c: the stream has events but no head"]),
        (
            "INSERT INTO ledger.stream VALUES ('project/x', 1, 0, '')",
            ["project/x: the head names version 1, but there are no events"],
        ),
    ],
)
async def test_a_change_is_found_and_named(insider: Connection, change: str, named: list[str]) -> None:
    await insider.execute(change)
    report = await verify_database(insider)
    assert [str(problem) for problem in report.problems] == named
    assert not report.good


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            'UPDATE ledger.command SET request = \'{"do":"Else"}\' WHERE first_pos = 2',
            "isn't the SHA-256 of the request",
        ),
        ("DELETE FROM ledger.command WHERE first_pos = 2", "no command has the positions 2 to 3"),
        ("UPDATE ledger.command SET stream = 'project/b' WHERE first_pos = 2", "doesn't name its command's home"),
        ("UPDATE ledger.command SET event_count = 3 WHERE first_pos = 2", "number of events disagree"),
        ("UPDATE ledger.command SET last_pos = NULL WHERE first_pos = 2", "number of events disagree"),
        ("UPDATE ledger.command SET recorded_at = '-infinity' WHERE first_pos = 2", "recorded_at isn't its command's"),
        ("UPDATE ledger.command SET command_id = gen_random_uuid() WHERE first_pos = 2", "it names command"),
        (
            "UPDATE ledger.command SET request = '{ }', request_hash = sha256('{ }') WHERE first_pos IS NULL",
            "canonical",
        ),
    ],
)
async def test_a_change_of_a_command_is_found(insider: Connection, change: str, named: str) -> None:
    await insider.execute(change)
    assert any(named in str(problem) for problem in (await verify_database(insider)).problems)


async def test_a_request_exchanged_with_its_hash_is_found_by_the_events_meta(insider: Connection) -> None:
    other = '{"do":"Else"}'
    await insider.execute(
        "UPDATE ledger.command SET request = $1, request_hash = $2 WHERE first_pos = 0",
        other,
        bytes.fromhex(digest(other)),
    )
    problems = [str(problem) for problem in (await verify_database(insider)).problems]
    assert problems == [
        f"project/a@{n} (position {n - 1}): its meta doesn't name its command's home and SHA-256" for n in (1, 2)
    ]


async def test_a_dropped_stream_is_a_gap(insider: Connection) -> None:
    await insider.execute(
        "DELETE FROM ledger.event WHERE stream = 'project/b'; DELETE FROM ledger.stream WHERE stream = 'project/b'"
    )
    problems = [str(problem) for problem in (await verify_database(insider)).problems]
    assert problems == [
        "pool/c@1 (position 9): positions 8 to 8 are missing before it",
        "project/a@9 (position 11): positions 10 to 10 are missing before it",
    ]


async def test_a_tail_cut_off_is_found_by_the_heads_and_commands(insider: Connection) -> None:
    await insider.execute("DELETE FROM ledger.event WHERE pos >= 10")
    problems = [str(problem) for problem in (await verify_database(insider)).problems]
    assert len(problems) == 4
    assert sum("the ledger ends at 9" in problem for problem in problems) == 2


async def test_a_tail_cut_off_with_heads_repaired_is_not_found_by_the_chain_alone(insider: Connection) -> None:
    """The honest limit: receipts in other hands, or checkpoints kept outside, are what shows this."""
    await insider.execute("""
        DELETE FROM ledger.event WHERE pos >= 8;
        DELETE FROM ledger.command WHERE first_pos >= 8;
        DELETE FROM ledger.stream;
        INSERT INTO ledger.stream SELECT DISTINCT ON (stream) stream, version, min(pos) OVER (PARTITION BY stream), hash
          FROM ledger.event ORDER BY stream, version DESC""")
    report = await verify_database(insider)
    assert report.good
    assert "cut off" in report.not_checked[0]


async def test_everything_recomputed_after_a_change_is_not_found_by_the_chain_alone(
    insider: Connection,
) -> None:
    """The other limit. A receipt of any event after the change shows it: its hash isn't the ledger's any more."""
    receipts = {event.pos: event.receipt() for event in await read_all(insider)}
    hashes: dict[str, bytes] = {}
    for event in await read_all(insider):
        forged = replace(event, prev_hash=hashes.get(event.stream, FIRST_PREV_HASH))
        if event.pos == 0:
            forged = replace(forged, payload='{"yuan":"1000000.00"}')
        hashes[event.stream] = event_hash(forged)
        await insider.execute(
            "UPDATE ledger.event SET payload = $2, prev_hash = $3, hash = $4 WHERE pos = $1",
            forged.pos,
            forged.payload,
            forged.prev_hash,
            hashes[event.stream],
        )
    for stream, last in hashes.items():
        await insider.execute("UPDATE ledger.stream SET last_hash = $2 WHERE stream = $1", stream, last)
    assert (await verify_database(insider)).good
    assert receipts[11]["hash"] != (await read_all(insider, 11))[0].hash.hex()


async def test_a_forged_event_without_a_command_is_found(insider: Connection) -> None:
    [last] = await read_all(insider, 11)
    forged = replace(last, pos=12, version=10, command_id=UUID(int=1), prev_hash=last.hash)
    await insider.execute(
        "INSERT INTO ledger.event VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        12,
        forged.stream,
        10,
        forged.type,
        1,
        forged.recorded_at,
        forged.command_id,
        last.hash,
        event_hash(forged),
        forged.meta,
        forged.payload,
    )
    await insider.execute(
        "UPDATE ledger.stream SET version = 10, last_hash = $1 WHERE stream = $2", event_hash(forged), forged.stream
    )
    problems = [str(problem) for problem in (await verify_database(insider)).problems]
    assert problems == [f"project/a@10 (position 12): the command table has no command {UUID(int=1)} at this position"]


async def test_appends_go_on_while_the_ledger_is_verified(pool: Pool) -> None:
    await append(pool, one("project/a", 0))
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        await conn.fetchval("SELECT count(*) FROM ledger.event")
        await append(pool, one("project/a", 1))
    assert (await verify_database(pool)).size == 2
