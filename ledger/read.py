"""Read the ledger: streams for a decision, commands by their id, all of it in pages."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ledger.event import StoredEvent
from ledger.pool import Database

_COLUMNS = "pos, stream, version, type, schema_version, recorded_at, command_id, prev_hash, hash, meta, payload"

# OFFSET 0 keeps the inner query as it is: one index range per stream, whatever the statistics say.
_READ_STREAMS = f"""
SELECT e.* FROM unnest($1::text[], $2::bigint[]) AS wanted (stream, after)
CROSS JOIN LATERAL (
  SELECT {_COLUMNS} FROM ledger.event e WHERE e.stream = wanted.stream AND e.version > wanted.after OFFSET 0
) e ORDER BY e.pos
"""
_READ_ALL = f"SELECT {_COLUMNS} FROM ledger.event WHERE pos >= $1 ORDER BY pos LIMIT $2"
_READ_TYPES = f"SELECT {_COLUMNS} FROM ledger.event WHERE type = ANY($1::text[]) ORDER BY pos"
_READ_COMMAND = (
    "SELECT command_id, request_hash, request, stream, first_pos, last_pos, event_count, recorded_at "
    "FROM ledger.command WHERE command_id = $1"
)
_COMMANDS_OF = (
    "SELECT command_id, request_hash, request, stream, first_pos, last_pos, event_count, recorded_at "
    "FROM ledger.command WHERE stream = $1 ORDER BY recorded_at, first_pos"
)
_STREAMS = """
SELECT stream, version, first_pos, last_hash FROM ledger.stream
WHERE starts_with(stream, $1) ORDER BY stream COLLATE "C"
"""
_HEAD = "SELECT pos, recorded_at, hash FROM ledger.event ORDER BY pos DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class StoredCommand:
    """One row of ``ledger.command``: the canonical command, and where its events are (``None``: it had none)."""

    command_id: UUID
    request_hash: bytes
    request: str
    stream: str
    first_pos: int | None
    last_pos: int | None
    event_count: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StreamHead:
    """One row of ``ledger.stream``: its last event's version and hash."""

    stream: str
    version: int
    first_pos: int
    last_hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """How large the ledger is (positions 0 … size - 1), and its last event."""

    size: int
    recorded_at: datetime | None
    hash: bytes | None


async def read_streams(db: Database, after: Mapping[str, int]) -> list[StoredEvent]:
    """The events of several streams after a version of each (0: from its beginning), by position, as of one moment."""
    rows = await db.fetch(_READ_STREAMS, list(after.keys()), list(after.values()))
    return [stored(row) for row in rows]


async def read_command(db: Database, command_id: UUID) -> tuple[StoredCommand, list[StoredEvent]] | None:
    """The command of this id with its events, or ``None`` if the ledger doesn't know it."""
    row = await db.fetchrow(_READ_COMMAND, command_id)
    if row is None:
        return None
    command = StoredCommand(*row)
    if command.first_pos is None:
        return command, []
    # Both are written in one transaction and never change, so two statements see the same.
    return command, await read_all(db, command.first_pos, command.event_count)


async def read_commands(db: Database, stream: str) -> list[StoredCommand]:
    """Every command whose home is this stream, in the order of their recording; the refused ones too."""
    return [StoredCommand(*row) for row in await db.fetch(_COMMANDS_OF, stream)]


async def read_all(db: Database, from_pos: int = 0, limit: int = 1000) -> list[StoredEvent]:
    """One page of the whole ledger. Go on at the last one's ``pos + 1``: nothing is missed, nothing comes twice."""
    return [stored(row) for row in await db.fetch(_READ_ALL, from_pos, limit)]


async def read_pages(db: Database, from_pos: int = 0, page: int = 2000) -> AsyncIterator[StoredEvent]:
    """The whole ledger from ``from_pos`` to its end, event by event."""
    while events := await read_all(db, from_pos, page):
        for event in events:
            yield event
        from_pos = events[-1].pos + 1


async def read_types(db: Database, types: Sequence[str]) -> list[StoredEvent]:
    """Every event of some types, by position: the whole ledger is looked through, so only where something is repaired."""
    return [stored(row) for row in await db.fetch(_READ_TYPES, list(types))]


async def head(db: Database) -> Head:
    """The size of the ledger and its last event."""
    row = await db.fetchrow(_HEAD)
    return Head(0, None, None) if row is None else Head(row["pos"] + 1, row["recorded_at"], row["hash"])


async def size_as_of(db: Database, moment: datetime) -> int:
    """How large the ledger was at ``moment``: the events at smaller positions were recorded by then."""
    size: int = await db.fetchval("SELECT ledger.size_as_of($1)", moment)
    return size


async def streams(db: Database, prefix: str = "") -> list[StreamHead]:
    """The heads of all streams whose name begins with ``prefix``, by name."""
    return [StreamHead(*row) for row in await db.fetch(_STREAMS, prefix)]


def stored(row: Any) -> StoredEvent:
    """An event from a row whose columns are those of ``StoredEvent``, in that order."""
    return StoredEvent(*row)
