"""One service record, and the digest of many: a Merkle tree (RFC 6962) over their canonical texts.  S102-23, SA-12

A leaf is SHA-256 of a zero byte and the row's canonical JSON array; a node SHA-256 of a one byte and both children.  So one row can be
shown to belong to a batch without showing the others, and a changed row is found by its leaf.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import orjson

from domain.calendar import beijing_date
from domain.performance.records.messages import DayServed, RecordKind, RecordResult, ServiceCount
from domain.values import Grade


class ServiceRecord(NamedTuple):
    """Who served whom, where, when and with what result; recipient and staff by pseudonym.

    `note` is the SHA-256 of what was written about it, which stays with the supplier; `corrects` the row of an earlier batch that this
    one takes the place of, as `<batch>#<row>`.
    """

    kind: RecordKind
    recipient: str
    staff: str
    township: str  # division code, 9 or 12 digits
    starts_at: datetime
    ends_at: datetime
    result: RecordResult
    item: str  # one of the period's targets
    grade: Grade
    note: str | None = None
    corrects: str | None = None


def leaf(row: ServiceRecord) -> bytes:
    """The row's own digest.  Times are whole seconds since 1970, UTC."""
    kind, recipient, staff, township, starts_at, ends_at, *rest = row
    times = int(starts_at.timestamp()), int(ends_at.timestamp())
    return sha256(b"\0" + orjson.dumps([kind, recipient, staff, township, *times, *rest])).digest()


def root(leaves: Sequence[bytes]) -> str:
    """The digest of a batch, in hexadecimal.  ValueError for no leaves."""
    if not leaves:
        raise ValueError("a batch has at least one row")
    # Level by level, an odd last one going up as it is: the same tree as RFC 6962's recursion.
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = [*above, level[-1]] if len(level) % 2 else above
    return level[0].hex()


def key_of(digest: str) -> str:
    """The key of the batch with this digest: the same rows have the same key, whoever brings them."""
    return f"sr-{digest[:16]}"


def counts(rows: Iterable[ServiceRecord]) -> tuple[ServiceCount, ...]:
    """Rows counted by item, kind, grade and result, in that order."""
    total = Counter((r.item, r.kind, r.grade, r.result) for r in rows)
    return tuple(
        ServiceCount(item=item, kind=kind, grade=grade, result=result, count=n)
        for (item, kind, grade, result), n in sorted(total.items())
    )


def days(rows: Iterable[ServiceRecord]) -> tuple[DayServed, ...]:
    """Coverage by day, in order: whom nobody found at home, or who sent the helper away, was neither missed nor served."""
    due, done = Counter[date](), Counter[date]()
    for row in rows:
        if row.result in ("done", "missed"):
            day = beijing_date(row.starts_at)
            due[day] += 1
            done[day] += row.result == "done"
    return tuple(DayServed(on=day, due=due[day], done=done[day]) for day in sorted(due))


def gap_hours(rows: Sequence[ServiceRecord]) -> dict[Grade, int]:
    """By grade the longest gap of one recipient, in begun hours: from a missed service until somebody came, or the last row."""
    last = max((row.ends_at for row in rows), default=None)
    since: dict[str, ServiceRecord] = {}
    longest: dict[Grade, timedelta] = {}

    def ends(missed: ServiceRecord, at: datetime) -> None:
        longest[missed.grade] = max(longest.get(missed.grade, timedelta()), at - missed.starts_at)

    for row in sorted(rows, key=lambda r: r.starts_at):
        if row.result == "missed":
            since.setdefault(row.recipient, row)
        elif row.recipient in since:
            ends(since.pop(row.recipient), row.starts_at)
    for missed in since.values():
        ends(missed, last or missed.ends_at)
    return {grade: -(-span // timedelta(hours=1)) for grade, span in sorted(longest.items())}
