"""Prove the ledger: recompute every hash from what is stored, by code that shares nothing with the database's.

One pass over the events in the order of positions; memory grows with the number of streams, not of events. It finds a
change to any stored byte unless whoever changed it recomputed every hash after it, or cut off the ledger's end and
repaired the heads. Against these stand what other hands keep: the receipts in Temporal's histories, and checkpoints
outside.
"""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import asyncpg
import orjson

from domain.canonical import is_canonical
from ledger.event import FIRST_PREV_HASH, StoredEvent, utc_text
from ledger.pool import Connection, Database
from ledger.read import StoredCommand, StreamHead

NOT_CHECKED = (
    "Whether the ledger's end was cut off and the heads repaired: only receipts or checkpoints kept outside show that.",
    "Whether every hash was recomputed after a change: only receipts or checkpoints kept outside show that.",
    "Commands without events: no event's hash covers them; the receipts in the histories do.",
)

# A moment that Python cannot hold comes as NULL, so that a falsified date is reported and doesn't stop the verifier.
_EVENTS = """
SELECT pos, stream, version, type, schema_version,
  CASE WHEN recorded_at BETWEEN '0002-01-01Z' AND '9998-12-31Z' THEN recorded_at END,
  command_id, prev_hash, hash, meta, payload
FROM ledger.event ORDER BY pos
"""
_COMMANDS = """
SELECT command_id, request_hash, request, stream, first_pos, last_pos, event_count,
  CASE WHEN recorded_at BETWEEN '0002-01-01Z' AND '9998-12-31Z' THEN recorded_at END
FROM ledger.command ORDER BY first_pos NULLS LAST, command_id
"""
_HEADS = "SELECT stream, version, first_pos, last_hash FROM ledger.stream"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``where`` is ``stream@version``, ``stream`` or ``command <id>``."""

    where: str
    pos: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.where}{'' if self.pos is None else f' (position {self.pos})'}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What one verification saw. ``problem_count`` may be larger than the number of problems kept."""

    size: int
    streams: int
    commands: int
    problem_count: int
    problems: list[Problem]
    not_checked: tuple[str, ...] = NOT_CHECKED

    @property
    def good(self) -> bool:
        return self.problem_count == 0


def event_hash(event: StoredEvent) -> bytes:
    """SHA-256 over 0x00 and the event's header lines: what ``event.hash`` must be. The database's is
    ``event_hash.sql``."""
    header = (
        f"ledger-event/v1\n{event.pos}\n{event.stream}\n{event.version}\n{event.type}\n{event.schema_version}\n"
        f"{utc_text(event.recorded_at)}\n{event.command_id}\n{event.prev_hash.hex()}\n"
        f"{sha256(event.meta.encode()).hexdigest()}\n{sha256(event.payload.encode()).hexdigest()}\n"
    )
    return sha256(b"\0" + header.encode()).digest()


async def verify(
    events: AsyncIterable[StoredEvent], heads: Iterable[StreamHead], commands: AsyncIterable[StoredCommand]
) -> list[Problem]:
    """Everything that is wrong with ``events`` (by position), ``heads`` and ``commands`` (by first position, those
    without events last), at most the first 1000 things."""
    return (await _verify(events, heads, commands)).problems


async def verify_database(db: Database) -> Report:
    """Verify the whole ledger as of one moment; appends go on meanwhile. For any role that may read."""
    if isinstance(db, asyncpg.Pool):
        async with db.acquire() as conn:
            return await verify_database(conn)
    async with db.transaction(isolation="repeatable_read", readonly=True):
        # It takes as long as the ledger is long: 15 s is for pages.
        await db.execute("SET LOCAL statement_timeout = 0")
        await db.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        heads = [StreamHead(*row) for row in await db.fetch(_HEADS)]
        return await _verify(_rows(db, _EVENTS, StoredEvent), heads, _rows(db, _COMMANDS, StoredCommand))


async def _rows(conn: Connection, query: str, kind: Any) -> AsyncIterator[Any]:
    async for row in conn.cursor(query, prefetch=2000):
        yield kind(*row)


async def _verify(
    events: AsyncIterable[StoredEvent], heads: Iterable[StreamHead], commands: AsyncIterable[StoredCommand]
) -> Report:
    found = _Found()
    chain = _Chain(found)
    asked = _Commands(commands, found)
    async for event in events:
        try:
            chain.event(event)
            await asked.event(event)
        except (TypeError, AttributeError, ValueError):  # a field that no append could have written
            found.event(event, "the row cannot be read")
    chain.compare(heads)
    await asked.finish()
    return Report(chain.count, len(chain.streams), asked.count, found.count, found.problems)


@dataclass(slots=True)
class _Found:
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    limit: int = 1000

    def add(self, where: str, pos: int | None, what: str) -> None:
        self.count += 1
        if self.count <= self.limit:
            self.problems.append(Problem(where, pos, what))

    def event(self, event: StoredEvent, what: str) -> None:
        self.add(event.name, event.pos, what)


class _Chain:
    """Positions, times, versions, hashes. After a problem it goes on from what is stored, so that one change is one
    problem or two and not a flood."""

    def __init__(self, found: _Found) -> None:
        self.found = found
        self.count = 0
        self.next_pos = 0
        self.time: datetime | None = None
        self.streams: dict[str, tuple[int, int, bytes]] = {}  # version, first position, hash

    def event(self, event: StoredEvent) -> None:
        wrong = self.found.event
        self.count += 1
        if event.pos != self.next_pos:
            wrong(event, f"positions {self.next_pos} to {event.pos - 1} are missing before it")
        self.next_pos = event.pos + 1
        version, first_pos, last_hash = self.streams.get(event.stream, (0, event.pos, FIRST_PREV_HASH))
        self.streams[event.stream] = (event.version, first_pos, event.hash)
        if event.version != version + 1:
            wrong(event, f"version {version + 1} of the stream should stand here")
        if event.prev_hash != last_hash:
            wrong(event, "prev_hash isn't the hash of the stream's previous event")
        if event_hash(event) != event.hash:
            wrong(event, "its hash isn't the hash of what is stored")
        if not is_canonical(event.payload):
            wrong(event, "payload isn't canonical JSON")
        if self.time is not None and event.recorded_at < self.time:
            wrong(event, "recorded_at is earlier than the event's before")
        self.time = event.recorded_at

    def compare(self, heads: Iterable[StreamHead]) -> None:
        """Every stream's head against its last event."""
        headless = self.streams.copy()
        for head in heads:
            last = headless.pop(head.stream, None)
            if last is None:
                self.found.add(head.stream, None, f"the head names version {head.version}, but there are no events")
            elif last != (head.version, head.first_pos, head.last_hash):
                self.found.add(
                    head.stream,
                    None,
                    f"the head (version {head.version}) isn't that of the last event (version {last[0]})",
                )
        for stream in headless:
            self.found.add(stream, None, "the stream has events but no head")


class _Commands:
    """Commands side by side with the events: each command's events lie together, and their meta names its hash and
    home."""

    def __init__(self, commands: AsyncIterable[StoredCommand], found: _Found) -> None:
        self.commands = aiter(commands)
        self.found = found
        self.count = 0
        self.current: StoredCommand | None = None  # with events, from position first to last
        self.first = self.last = -1
        self.seen = -1  # the last event's position
        self.ended = False
        self.meta: tuple[str, str | None, str | None] = ("", None, None)  # the last text with its home and request

    async def event(self, event: StoredEvent) -> None:
        self.seen = event.pos
        while not self.ended and (self.current is None or self.last < event.pos):
            await self._advance()
        command, wrong = self.current, self.found.event
        if command is None or event.pos < self.first:
            wrong(event, f"the command table has no command {event.command_id} at this position")
        elif event.command_id != command.command_id:
            wrong(event, f"it names command {event.command_id}, the command table {command.command_id}")
        elif event.recorded_at != command.recorded_at:
            wrong(event, "its recorded_at isn't its command's")
        elif self._bound(event) != (command.stream, command.request_hash.hex()):
            wrong(event, "its meta doesn't name its command's home and SHA-256")

    async def finish(self) -> None:
        """The commands after the last event: those without events, and those whose events are gone."""
        while True:
            if self.current is not None and self.last > self.seen:
                self._wrong(self.current, f"it has events up to position {self.last}; the ledger ends at {self.seen}")
            if self.ended:
                return
            await self._advance()

    async def _advance(self) -> None:
        self.current = None
        command = await anext(self.commands, None)
        if command is None:
            self.ended = True
            return
        self.count += 1
        try:
            if sha256(command.request.encode()).digest() != command.request_hash:
                self._wrong(command, "request_hash isn't the SHA-256 of the request")
            elif not is_canonical(command.request):
                self._wrong(command, "the request isn't canonical JSON")
            if self._range(command):
                self.current = command
        except (TypeError, AttributeError):
            self._wrong(command, "the row cannot be read")

    def _range(self, command: StoredCommand) -> bool:
        """Whether it has events; says what is wrong with their range."""
        first, last = command.first_pos, command.last_pos
        if first is None or last is None:
            if (first, last, command.event_count) != (None, None, 0):
                self._wrong(command, "its positions and its number of events disagree")
            return False
        if last - first + 1 != command.event_count or command.event_count < 1:
            self._wrong(command, "its positions and its number of events disagree")
        if first <= self.last:
            self._wrong(command, f"position {first} belongs to another command")
        elif first > self.last + 1:
            self._wrong(command, f"no command has the positions {self.last + 1} to {first - 1}")
        self.first, self.last = first, max(self.last, last)
        return True

    def _bound(self, event: StoredEvent) -> tuple[str | None, str | None]:
        text, home, request = self.meta
        if event.meta != text:
            if not is_canonical(event.meta):
                self.found.event(event, "meta isn't canonical JSON")
            meta = orjson.loads(event.meta)
            home, request = meta.get("home"), meta.get("request")
            self.meta = (event.meta, home, request)
        return home, request

    def _wrong(self, command: StoredCommand, what: str) -> None:
        self.found.add(f"command {command.command_id}", command.first_pos, what)
