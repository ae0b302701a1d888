"""What an insider does who knows the ledger's own arithmetic: change what he likes, then make everything agree again."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ledger.chain import event_hash, verify_database
from ledger.event import FIRST_PREV_HASH, StoredEvent
from ledger.pool import Connection
from ledger.read import read_all

Change = Callable[[StoredEvent], StoredEvent | None]


async def rewrite(insider: Connection, change: Change, *, renumber: bool = True) -> list[StoredEvent]:
    """Change (or drop: None) every event, recompute all hashes, repair heads and commands.  The chain must then look good."""
    events = await read_all(insider, limit=100_000)
    kept = [event for event in map(change, events) if event is not None]
    chained = _chained(kept, renumber=renumber)
    await insider.execute("DELETE FROM ledger.event")
    await insider.execute("DELETE FROM ledger.stream")
    await insider.executemany(
        "INSERT INTO ledger.event (pos, stream, version, type, schema_version, recorded_at, command_id, prev_hash, hash, "
        "meta, payload) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [tuple(getattr(event, name) for name in StoredEvent.__dataclass_fields__) for event in chained],
    )
    await insider.execute(
        "INSERT INTO ledger.stream SELECT DISTINCT ON (stream) stream, version, "
        "min(pos) OVER (PARTITION BY stream), hash FROM ledger.event ORDER BY stream, version DESC"
    )
    await insider.execute(
        "DELETE FROM ledger.command c WHERE first_pos IS NOT NULL "
        "AND NOT EXISTS (SELECT FROM ledger.event e WHERE e.command_id = c.command_id)"
    )
    await insider.execute(
        "UPDATE ledger.command c SET first_pos = e.first, last_pos = e.last, event_count = e.count FROM (SELECT command_id, "
        "min(pos) AS first, max(pos) AS last, count(*) FROM ledger.event GROUP BY command_id) e "
        "WHERE e.command_id = c.command_id"
    )
    if renumber:
        assert (await verify_database(insider)).good
    return events


def _chained(events: Sequence[StoredEvent], *, renumber: bool) -> list[StoredEvent]:
    heads: dict[str, bytes] = {}
    chained = []
    for number, event in enumerate(events):
        pos = number if renumber else event.pos
        linked = replace(event, pos=pos, prev_hash=heads.get(event.stream, FIRST_PREV_HASH))
        proven = replace(linked, hash=event_hash(linked))
        heads[event.stream] = proven.hash
        chained.append(proven)
    return chained
