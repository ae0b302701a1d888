"""Append the events of one command: the only door by which events come in.

One call is one statement and one round trip. It brings the versions of all streams that were read for the decision;
if one of them has moved on since, nothing is written and the command is judged again.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import asyncpg

from domain.canonical import JSON, canonical, digest
from ledger.event import StoredEvent
from ledger.pool import Connection, Database

_APPEND = "SELECT * FROM ledger.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)"


class VersionConflict(Exception):  # noqa: N818 (it says what happened)
    """A stream that was read has moved on. Read again, judge again, append again under the same id."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, not {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class CommandReused(Exception):  # noqa: N818 (it says what happened)
    """The command id was used for another request. Never a matter of trying again."""


class ClockBehind(Exception):  # noqa: N818 (it says what happened)
    """The database's clock went back by more than 5 s. Nothing may be recorded until it is right again."""


class MalformedAppend(ValueError):  # noqa: N818 (it says what happened)
    """The ledger doesn't take what it was given: a bug of the caller."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be: its stream must be among those read."""

    stream: str
    type: str
    payload: Mapping[str, JSON]
    schema_version: int = 1


@dataclass(frozen=True, slots=True)
class Request:
    """What one command appends.

    ``request`` is the command itself, kept whole; under one ``command_id`` there is only ever one. ``home`` is the
    stream whose workflow brought it. ``reads`` holds every stream that the decision looked at and its version then
    (0: it did not exist). ``meta`` is the same for all events; ``append`` adds to it ``home`` and ``request`` (the
    command's SHA-256), which bind the command to the hash chain. ``rows`` is what ``readmodel.write`` takes. No
    events is legal.
    """

    command_id: UUID
    request: Mapping[str, JSON]
    home: str
    reads: Mapping[str, int]
    events: Sequence[NewEvent]
    meta: Mapping[str, JSON]
    rows: Mapping[str, JSON] | None = None
    request_text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "request_text", canonical(self.request))

    @property
    def request_hash(self) -> str:
        """SHA-256 of the canonical command, in hexadecimal: what a client compares."""
        return digest(self.request_text)


@dataclass(frozen=True, slots=True)
class Appended:
    """What the ledger holds of the command: written now, or (``replayed``) when it came the first time."""

    outcome: Literal["appended", "replayed"]
    recorded_at: datetime
    events: tuple[StoredEvent, ...]

    @property
    def replayed(self) -> bool:
        return self.outcome == "replayed"

    @property
    def position(self) -> int | None:
        """Of the last event; ``None`` if there is no event."""
        return self.events[-1].pos if self.events else None


async def append(db: Database, request: Request) -> Appended:
    """Append ``request``, or find that it was appended before.

    Raises ``VersionConflict``, ``CommandReused``, ``ClockBehind``, ``MalformedAppend``, ``ValueError`` for a value
    without a canonical form, and asyncpg's errors as they are (``is_transient`` tells which of them may be tried
    again).
    """
    events = request.events
    meta = canonical({**request.meta, "home": request.home, "request": request.request_hash})
    payloads = [canonical(event.payload) for event in events]
    try:
        rows = await db.fetch(
            _APPEND,
            request.command_id,
            request.request_text,
            request.home,
            list(request.reads.keys()),
            list(request.reads.values()),
            [event.stream for event in events],
            [event.type for event in events],
            [event.schema_version for event in events],
            payloads,
            meta,
            None if request.rows is None else canonical(request.rows),
        )
    except asyncpg.PostgresError as error:
        raise _translated(error) from error
    replayed = rows[0]["outcome"] == "replayed"
    return Appended(
        outcome="replayed" if replayed else "appended",
        recorded_at=rows[0]["recorded_at"],
        events=tuple(
            _stored(row, request, row["meta"] if replayed else meta, row["payload"] if replayed else payloads[index])
            for index, row in enumerate(rows)
            if row["pos"] is not None
        ),
    )


@asynccontextmanager
async def append_locked(db: Database) -> AsyncIterator[Connection]:
    """A transaction that holds the append lock from its start: read, decide and ``append`` in it without any conflict.

    HAZARD: every other append waits meanwhile (and gives up after 5 s), so this is for a command that met conflicts twice.
    HAZARD: append by the connection that it yields; an append by another one waits for this one's lock.
    """
    if isinstance(db, asyncpg.Pool):
        async with db.acquire() as conn, append_locked(conn) as locked:
            yield locked
    else:
        # READ COMMITTED, so that what is read after the lock is what the last holder left.
        async with db.transaction(isolation="read_committed"):
            await db.execute("SELECT ledger.take_lock()")
            yield db


def is_transient(error: BaseException) -> bool:
    """Whether trying the same again may help: lost connections, servers going down or full, locks not got in time."""
    if isinstance(error, asyncpg.PostgresError):
        sqlstate = str(error.sqlstate)
        return sqlstate[:2] in ("08", "53", "57") or sqlstate in ("40001", "40P01", "55P03", "25P03")
    if isinstance(error, asyncpg.InterfaceError):
        # A connection that broke is told in these words afterwards, also by the end of a transaction that it broke in.
        return "closed" in str(error) or "released back to the pool" in str(error)
    # asyncpg's own words for a connection that broke between two of its states.
    return isinstance(error, OSError | TimeoutError | asyncpg.InternalClientError)


def _stored(row: Any, request: Request, meta: str, payload: str) -> StoredEvent:
    return StoredEvent(
        pos=row["pos"],
        stream=row["stream"],
        version=row["version"],
        type=row["type"],
        schema_version=row["schema_version"],
        recorded_at=row["recorded_at"],
        command_id=request.command_id,
        prev_hash=row["prev_hash"],
        hash=row["hash"],
        meta=meta,
        payload=payload,
    )


def _translated(error: asyncpg.PostgresError) -> Exception:
    match error.sqlstate:
        case "LG001":
            detail = json.loads(str(error.detail))
            return VersionConflict(detail["stream"], detail["expected"], detail["actual"])
        case "LG002":
            return CommandReused(str(error))
        case "LG003":
            return ClockBehind(str(error))
        case "22023":
            return MalformedAppend(str(error))
        case _:
            return error
