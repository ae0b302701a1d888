"""Files of service records as a supplier brings them, and the roster that they are held against."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from domain.calendar import BEIJING
from domain.contract.messages import ContractPeriod
from domain.performance.records.limits import Limits, limits
from ledger.pool import Pool
from records.checking import Checked, Fault, check
from records.importing import Batch, batch_of, held_against, take, turn
from records.reading import read
from records.roster import Expected, Listed
from records.words import COLUMN_OF, COLUMNS, OPTIONAL, SHEET
from tests.domain.scene import HOME, SUPPLIER, rulebook

PERIOD = ContractPeriod(
    key="q1",
    title="第一期",
    starts_on=date(2026, 3, 1),
    ends_on=date(2026, 5, 31),
    targets={"visits": Decimal(400), "calls": Decimal(100)},
    payable_yuan=Decimal(150000),
)
NOW = datetime(2026, 6, 2, 10, tzinfo=BEIJING)
ROSTER = Listed(
    {f"r-220122-{n:010d}": Expected("ABC"[n % 3]) for n in range(1, 3000)}  # type: ignore[arg-type]
    | {"r-220122-ended00000": Expected("A", None, date(2026, 3, 31))}
)


def who(n: int) -> str:
    return f"r-220122-{n:010d}"


def bounds(now: datetime = NOW, period: ContractPeriod = PERIOD) -> Limits:
    return limits(rulebook("220122", now.date()), period, now)


def cells(n: int = 1, **changes: Any) -> dict[str, Any]:
    """The n-th visit: each half an hour long, one after another, each by a person of its own hour."""
    begins = datetime(2026, 3, 1, 8, tzinfo=BEIJING) + timedelta(minutes=30 * (n // 40))
    whole = {
        "kind": "上门",
        "recipient": who(n % 2900 + 1),
        "staff": f"s-{n % 40}",
        "township": "220122100",
        "starts_at": begins.strftime("%Y-%m-%d %H:%M"),
        "ends_at": (begins + timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M"),
        "result": "完成",
        "item": "visits",
        "grade": "ABC"[(n % 2900 + 1) % 3],
        "note": "",
        "corrects": "",
    }
    return {**whole, **changes}


def many(count: int) -> Iterator[dict[str, Any]]:
    return (cells(n) for n in range(count))


def as_csv(rows: Iterable[dict[str, Any]], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    writer.writerows([row[code] for code in COLUMNS] for row in rows)
    return text.getvalue().encode(encoding)


def checked(rows: Iterable[dict[str, Any]], limits: Limits | None = None) -> Checked:
    sheet = read("rows.csv", as_csv(rows), COLUMN_OF, OPTIONAL, SHEET)
    return check(sheet, limits or bounds(), ROSTER)


def faults(*rows: dict[str, Any], limits: Limits | None = None) -> list[Fault]:
    return checked(rows, limits).faults


def batch(rows: Iterable[dict[str, Any]], *, stream: str = HOME, provider: str = SUPPLIER) -> Batch:
    made = checked(rows)
    assert made.faults == []
    return batch_of(stream, "q1", provider, sha256(b"file").hexdigest(), made.rows, made.lines)


async def unasked(pool: Pool, one: Batch, *, says: Batch | None = None, keep: bool = False) -> None:
    """Held against what is there and taken, whatever was found."""
    async with turn(pool) as own:
        number, _, _ = await held_against(own.connection, one, bounds())
        await take(own.connection, number, says or one, "li")
        own.keep = keep


async def taken(pool: Pool, one: Batch, limits: Limits | None = None) -> list[Fault]:
    """Taken in where nothing speaks against it; else the faults, and nothing is left of it."""
    async with turn(pool) as own:
        number, found, _ = await held_against(own.connection, one, limits or bounds())
        if not found:
            await take(own.connection, number, one, "li")
            own.keep = True
    return found
