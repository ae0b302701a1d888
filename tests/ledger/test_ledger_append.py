"""Append and read: what gets in and what doesn't, all of it or nothing."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from asking import ask, happened, one, several

from domain.canonical import canonical, digest
from ledger.append import (
    Appended,
    ClockBehind,
    CommandReused,
    MalformedAppend,
    Request,
    VersionConflict,
    append,
    append_locked,
    is_transient,
)
from ledger.chain import event_hash, verify_database
from ledger.event import FIRST_PREV_HASH, StoredEvent
from ledger.pool import Connection, Pool, open_pool
from ledger.read import head, read_all, read_command, read_pages, read_streams, size_as_of, streams


async def test_what_was_appended_is_read_back_byte_for_byte(pool: Pool) -> None:
    request = one("project/a", 0, title="农村留守老人居家照料", yuan="1200000.00", none=None, n=[1, 2])
    appended = await append(pool, request)
    assert appended.outcome == "appended"
    [event] = await read_streams(pool, {"project/a": 0})
    assert event == appended.events[0]
    assert event.payload == '{"n":[1,2],"none":null,"title":"农村留守老人居家照料","yuan":"1200000.00"}'
    assert (event.pos, event.version, event.prev_hash) == (0, 1, FIRST_PREV_HASH)
    assert event.hash == event_hash(event)
    assert f'"request":"{request.request_hash}"' in event.meta


async def test_the_events_of_several_streams_lie_interleaved_in_the_order_given(pool: Pool) -> None:
    await append(pool, ask({"pool/b-2026": 0}, happened("pool/b-2026")))
    events = [happened("project/a", "A"), happened("pool/b-2026", "B"), happened("project/a", "C")]
    appended = await append(pool, ask({"project/a": 0, "pool/b-2026": 1, "person/c": 0}, *events))
    assert [(e.pos, e.stream, e.version, e.type) for e in appended.events] == [
        (1, "project/a", 1, "A"),
        (2, "pool/b-2026", 2, "B"),
        (3, "project/a", 2, "C"),
    ]
    assert appended.position == 3
    assert await read_streams(pool, {"project/a": 0, "pool/b-2026": 1}) == list(appended.events)
    assert await read_streams(pool, {"project/a": 1, "pool/b-2026": 9}) == [appended.events[2]]
    assert [(s.stream, s.version, s.first_pos) for s in await streams(pool)] == [
        ("pool/b-2026", 2, 0),
        ("project/a", 2, 1),
    ]
    assert [s.stream for s in await streams(pool, "project/")] == ["project/a"]
    assert (await verify_database(pool)).good


async def test_an_append_is_all_or_nothing(pool: Pool) -> None:
    bad_row = {
        "project": [{"id": "a", "stream": "project/a", "world": "real", "division": "220000", "version": "none"}]
    }
    with pytest.raises(asyncpg.PostgresError):
        await append(pool, ask({"project/a": 0}, happened("project/a"), rows=bad_row))
    assert (await head(pool)).size == 0
    assert await streams(pool) == []


async def test_a_stream_that_was_only_read_conflicts_too(pool: Pool) -> None:
    await append(pool, one("pool/b-2026", 0))
    with pytest.raises(VersionConflict) as conflict:
        await append(pool, ask({"project/a": 0, "pool/b-2026": 0}, happened("project/a")))
    assert (conflict.value.stream, conflict.value.expected, conflict.value.actual) == ("pool/b-2026", 0, 1)
    assert (await head(pool)).size == 1


async def test_a_stream_that_was_thought_to_exist_conflicts(pool: Pool) -> None:
    with pytest.raises(VersionConflict):
        await append(pool, one("project/a", 3))


async def test_the_same_command_is_recorded_once_and_answered_the_same(pool: Pool) -> None:
    first = ask({"project/a": 0}, happened("project/a", n=1), happened("project/a", n=2))
    appended = await append(pool, first)
    await append(pool, one("project/a", 2))
    # Judged again at another version, it even brings other events: what was recorded is the answer.
    again = ask({"project/a": 3}, happened("project/a", n=9), command_id=first.command_id)
    assert await append(pool, again) == Appended("replayed", appended.recorded_at, appended.events)
    assert (await head(pool)).size == 3


async def test_a_command_id_is_not_used_for_another_act(pool: Pool) -> None:
    first = one("project/a", 0)
    await append(pool, first)
    with pytest.raises(CommandReused):
        await append(pool, ask({"project/a": 1}, command_id=first.command_id, request={"do": "Another"}))


async def test_a_command_without_events_is_kept_and_replayed(pool: Pool) -> None:
    request = ask({"project/a": 0}, request={"do": "Nudge"})
    appended = await append(pool, request)
    assert (appended.outcome, appended.events, appended.position) == ("appended", (), None)
    assert await append(pool, request) == Appended("replayed", appended.recorded_at, ())
    found = await read_command(pool, request.command_id)
    assert found is not None
    command, events = found
    assert (command.request, command.event_count, command.first_pos, events) == ('{"do":"Nudge"}', 0, None, [])
    assert (await verify_database(pool)).good


async def test_a_command_is_found_by_its_id_with_its_events(pool: Pool) -> None:
    request = ask({"project/a": 0}, *several("project/a", 3), request={"do": "Plan", "n": 1})
    appended = await append(pool, request)
    found = await read_command(pool, request.command_id)
    assert found is not None
    command, events = found
    assert command.request == canonical({"n": 1, "do": "Plan"})
    assert command.request_hash.hex() == request.request_hash == digest(command.request)
    assert (command.stream, command.first_pos, command.last_pos) == ("project/a", 0, 2)
    assert tuple(events) == appended.events
    assert await read_command(pool, uuid4()) is None


async def test_a_receipt_holds_all_that_was_hashed(pool: Pool) -> None:
    [event] = (await append(pool, one("project/a", 0, title="接力"))).events
    receipt = event.receipt()
    canonical(receipt)  # it is plain JSON
    restored = StoredEvent.from_receipt(receipt)
    assert restored == event
    assert event_hash(restored) == event.hash


async def test_the_whole_ledger_comes_in_pages(pool: Pool) -> None:
    await append(pool, ask({"project/a": 0}, *several("project/a", 25)))
    assert [e.pos for e in await read_all(pool, 20, 3)] == [20, 21, 22]
    assert [e.pos async for e in read_pages(pool, 3, page=5)] == list(range(3, 25))
    assert (await head(pool)).size == 25


async def test_the_ledgers_size_at_a_moment(pool: Pool) -> None:
    moments = [(await append(pool, one("project/a", n))).recorded_at for n in range(5)]
    assert [await size_as_of(pool, moment) for moment in moments] == [1, 2, 3, 4, 5]
    assert await size_as_of(pool, moments[0] - timedelta(seconds=1)) == 0
    assert await size_as_of(pool, moments[4] + timedelta(days=1)) == 5


async def test_a_clock_a_little_behind_is_flattened(pool: Pool, superuser: Connection) -> None:
    await append(pool, one("project/a", 0))
    await falsify_last_time(superuser, "3 s")
    appended = await append(pool, one("project/a", 1))
    assert appended.recorded_at == (await read_all(pool, 0))[0].recorded_at


async def test_a_clock_far_behind_stops_the_ledger(pool: Pool, superuser: Connection) -> None:
    await append(pool, one("project/a", 0))
    await falsify_last_time(superuser, "1 h")
    with pytest.raises(ClockBehind):
        await append(pool, one("project/a", 1))


async def falsify_last_time(superuser: Connection, ahead: str) -> None:
    await superuser.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
    await superuser.execute(f"UPDATE ledger.event SET recorded_at = clock_timestamp() + interval '{ahead}'")


async def test_with_the_lock_taken_first_nothing_conflicts(pool: Pool) -> None:
    await append(pool, one("project/a", 0))
    async with append_locked(pool) as conn:
        version = len(await read_streams(conn, {"project/a": 0}))
        appended = await append(conn, one("project/a", version))
    assert await read_streams(pool, {"project/a": 1}) == list(appended.events)


async def test_one_who_waits_for_the_lock_too_long_is_told(database: str, pool: Pool) -> None:
    async with await open_pool(database) as other, append_locked(pool), other.acquire() as conn:
        await conn.execute("SET lock_timeout = '50ms'")
        with pytest.raises(asyncpg.LockNotAvailableError) as late:
            await append(conn, one("project/a", 0))
        assert is_transient(late.value)


async def test_an_old_snapshot_is_refused(pool: Pool) -> None:
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read"):
        await conn.fetchval("SELECT 1")
        with pytest.raises(asyncpg.ActiveSQLTransactionError):
            await append(conn, one("project/a", 0))


@pytest.mark.parametrize(
    "request_",
    [
        ask({"project/a": 0}, happened("project/b")),
        ask({"project/a\nb": 0}, happened("project/a\nb")),
        ask({"project/项目": 0}, happened("project/项目")),
        ask({"project": 0}, happened("project")),
        ask({"/a": 0}, happened("/a")),
        ask({"project/" + "a" * 150: 0}),
        ask({"project/a": -1}),
        ask({"project/a": 0}, happened("project/a", "")),
        ask({"project/a": 0}, happened("project/a", "A\nB")),
        ask({"project/a": 0}, *several("project/a", 1001)),
    ],
    ids=[
        "unread",
        "newline",
        "not ascii",
        "no slash",
        "no kind",
        "long",
        "negative",
        "no type",
        "bad type",
        "too many",
    ],
)
async def test_malformed_requests_are_refused(pool: Pool, request_: Request) -> None:
    with pytest.raises(MalformedAppend):
        await append(pool, request_)
    assert (await head(pool)).size == 0


APPEND = "SELECT * FROM ledger.append($1, $2, 'project/a', '{project/a}', '{0}', '{project/a}', '{A}', '{1}', $3, $4)"


@pytest.mark.parametrize(
    ("payload", "meta_request"),
    [
        ('{"a":1,"a":2}', None),
        ('{"a":"\\u0000"}', None),
        ('{"a":"\\\\\\u0000"}', None),
        ("[1]", None),
        ("{", None),
        (None, None),
        ("{}", "0" * 64),
    ],
    ids=["double key", "NUL", "NUL after a backslash", "no object", "no JSON", "null", "another command's hash"],
)
async def test_the_database_itself_refuses_malformed_texts(
    pool: Pool, payload: str | None, meta_request: str | None
) -> None:
    meta = canonical({"home": "project/a", "request": meta_request or digest("{}")})
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await pool.fetch(APPEND, uuid4(), "{}", [payload], meta)


async def test_a_text_that_only_speaks_of_nul_is_taken(pool: Pool) -> None:
    [event] = (await append(pool, one("project/a", 0, remark="\\u0000"))).events
    assert event.payload == '{"remark":"\\\\u0000"}'
    assert await pool.fetchval("SELECT data ->> 'remark' FROM ledger.event_data") == "\\u0000"


async def test_an_acknowledged_command_is_on_the_disk(pool: Pool) -> None:
    async with pool.acquire() as conn:
        await conn.execute("SET synchronous_commit = off")
        async with conn.transaction():
            await append(conn, one("project/a", 0))
            assert await conn.fetchval("SHOW synchronous_commit") == "on"


async def test_a_lost_connection_may_be_tried_again_and_a_wrong_statement_may_not(
    pool: Pool, superuser: Connection
) -> None:
    async with pool.acquire() as conn:
        await superuser.execute("SELECT pg_terminate_backend($1)", conn.get_server_pid())
        for _ in range(2):  # as it breaks, and when it is broken
            with pytest.raises(
                (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
            ) as lost:
                await append(conn, one("project/a", 0))
            assert is_transient(lost.value)
    with pytest.raises(asyncpg.PostgresError) as wrong:
        await pool.execute("SELECT 1 / 0")
    assert not is_transient(wrong.value)
