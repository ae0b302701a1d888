"""One carer in the rows of two suppliers, in the same month: a sign that service may have been passed on.  HR-PO-1

An offline finding across contracts: no rule reads it.  A carer's pseudonym is the supplier's own, so the same one with another
supplier may be chance: a person asks.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from domain.performance.roster.state import bounds
from ledger.pool import Database
from records.comparing import moments

_SHARED: Final = """
SELECT staff, jsonb_object_agg(stream, n)::text AS told FROM (
  SELECT r.staff, r.stream, count(*) AS n, b.provider FROM records.standing r JOIN records.batch b ON b.number = r.batch
  WHERE r.stream = ANY($1) AND r.starts_at >= $2 AND r.starts_at < $3 AND r.result <> 'missed'
  GROUP BY r.staff, r.stream, b.provider) by_stream
GROUP BY staff HAVING count(DISTINCT provider) > 1 ORDER BY staff
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """A carer's pseudonym, and how often it served by project's stream."""

    staff: str
    counts: Mapping[str, int]


async def shared(db: Database, streams: Collection[str], month: str) -> tuple[Shared, ...]:
    """Among these projects (by stream), in one month."""
    rows = await db.fetch(_SHARED, list(streams), *moments(*bounds(month)))
    return tuple(Shared(row["staff"], json.loads(row["told"])) for row in rows)
