"""What a period's service records say: planned against done, coverage, visits missed, since when silence.  S102-23, JL44-4.5.2a

Read from the counters, not from the rows: the answer takes milliseconds however many records there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from domain.contract.messages import ContractPeriod
from ledger.pool import Database
from records.roster import GRADES

COUNTS: Final = "SELECT item, kind, grade, result, n FROM records.period_count WHERE stream = $1 AND period = $2"
SERVED: Final = """
SELECT grade, count(*) AS recipients, count(*) FILTER (WHERE done > 0) AS reached, min(last_done_at) AS oldest
FROM records.served WHERE stream = $1 AND period = $2 GROUP BY grade
"""
SILENT: Final = """
SELECT recipient, grade, last_done_at FROM records.served
WHERE stream = $1 AND period = $2 AND grade = $3 ORDER BY last_done_at NULLS FIRST LIMIT $4
"""
MISSED: Final = """
SELECT b.id, r.row_no, r.recipient, r.item, r.starts_at FROM records.record r
JOIN records.batch b ON b.number = r.batch
WHERE b.stream = $1 AND b.period = $2 AND r.grade = 'A' AND r.result = 'missed'
  AND NOT EXISTS (SELECT FROM records.record c WHERE c.corrects_batch = r.batch AND c.corrects_row = r.row_no)
ORDER BY r.starts_at LIMIT $3
"""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One target: what the contract asks, what was done, and the rest by result."""

    item: str
    planned: Decimal | None  # None: the period has no such target
    done: int
    by_result: Mapping[str, int]
    by_grade: Mapping[str, int]  # done


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One risk grade: how many are expected, how many were reached at least once."""

    grade: str
    expected: int
    reached: int
    missed: int  # services
    silent_since: datetime | None  # the oldest last service; None: somebody never, or nobody on record

    @property
    def share(self) -> Decimal | None:
        """Coverage; None where nobody is expected."""
        return (Decimal(self.reached) / self.expected).quantize(Decimal("0.0001")) if self.expected else None


@dataclass(frozen=True, slots=True)
class Missed:
    """A service of grade A that did not take place."""

    record: str  # <batch>#<row>
    recipient: str
    item: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Silent:
    """A recipient and the last service done; None: none in this period."""

    recipient: str
    grade: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """A period as its records tell it."""

    period: str
    rows: int
    items: tuple[ItemLine, ...]
    grades: tuple[GradeLine, ...]
    missed_a: tuple[Missed, ...]
    silent: tuple[Silent, ...]


async def report(
    db: Database, stream: str, period: ContractPeriod, expected: Mapping[str, int], *, shown: int = 20
) -> PeriodReport:
    """The report of a period.  `expected`: recipients due service, by grade; `shown`: how many names each list gives."""
    counted = await db.fetch(COUNTS, stream, period.key)
    served = {r["grade"]: r for r in await db.fetch(SERVED, stream, period.key)}
    missed = await db.fetch(MISSED, stream, period.key, shown)
    silent = [r for grade in GRADES for r in await db.fetch(SILENT, stream, period.key, grade, shown)]
    lines: dict[str, ItemLine] = {item: ItemLine(item, target, 0, {}, {}) for item, target in period.targets.items()}
    missed_by: dict[str, int] = {}
    for r in counted:
        old = lines.get(r["item"]) or ItemLine(r["item"], None, 0, {}, {})
        done, n = r["result"] == "done", int(r["n"])
        by_result = {**old.by_result, r["result"]: old.by_result.get(r["result"], 0) + n}
        by_grade = {**old.by_grade, r["grade"]: old.by_grade.get(r["grade"], 0) + n} if done else old.by_grade
        lines[r["item"]] = ItemLine(old.item, old.planned, old.done + (n if done else 0), by_result, by_grade)
        if r["result"] == "missed":
            missed_by[r["grade"]] = missed_by.get(r["grade"], 0) + n
    return PeriodReport(
        period=period.key,
        rows=sum(int(r["n"]) for r in counted),
        items=tuple(lines.values()),
        grades=tuple(_grade(g, served, expected.get(g, 0), missed_by.get(g, 0)) for g in GRADES),
        missed_a=tuple(Missed(f"{r['id']}#{r['row_no']}", r["recipient"], r["item"], r["starts_at"]) for r in missed),
        silent=tuple(Silent(r["recipient"], r["grade"], r["last_done_at"]) for r in silent),
    )


def _grade(grade: str, served: Mapping[str, Any], expected: int, missed: int) -> GradeLine:
    row = served.get(grade)
    if row is None:
        return GradeLine(grade, expected, 0, missed, None)
    reached, oldest = row["reached"], row["oldest"]
    everybody = reached >= expected and reached == row["recipients"]
    return GradeLine(grade, expected, reached, missed, oldest if everybody else None)
