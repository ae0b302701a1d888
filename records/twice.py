"""The same person, the same month, the same service in two contracts: on both rosters, or in the rows of both.  HR-RO-3

An offline finding across contracts: no rule reads it.  A pseudonym is one person's within a county, so it shows within a county.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from domain.performance.roster.state import Place, bounds
from domain.project import Project
from ledger.pool import Database
from records.comparing import moments

_ROWS: Final = """
SELECT recipient, item, jsonb_object_agg(stream, n)::text AS told FROM (
  SELECT recipient, item, stream, count(*) AS n FROM records.standing
  WHERE stream = ANY($1) AND starts_at >= $2 AND starts_at < $3 AND result = 'done' GROUP BY recipient, item, stream) by_stream
GROUP BY recipient, item HAVING count(*) > 1 ORDER BY recipient, item
"""


@dataclass(frozen=True, slots=True)
class Twice:
    """One person in two contracts or more.  `counts`: days due on both (of rosters), or services done (of rows), by contract."""

    kind: Literal["roster", "rows"]
    recipient: str
    month: str
    item: str  # of the directory (rosters), or the contracts' target (rows); empty: a roster doesn't say
    counts: Mapping[str, int]  # by project


async def twice(db: Database, projects: Mapping[str, Project], month: str) -> tuple[Twice, ...]:
    """Among these projects (by stream), in one month."""
    first, last = bounds(month)
    found = list(_rosters(projects, month))
    for row in await db.fetch(_ROWS, list(projects), *moments(first, last)):
        told = {projects[stream].id: n for stream, n in json.loads(row["told"]).items()}
        found.append(Twice("rows", row["recipient"], month, row["item"], told))
    return tuple(found)


def _rosters(projects: Mapping[str, Project], month: str) -> Iterator[Twice]:
    """Due under both on the same days, with a service item in common (or where a roster names none)."""
    by_person: dict[str, list[tuple[str, Place]]] = {}
    for project in projects.values():
        for who, place in project.performance.roster.places.items():
            by_person.setdefault(who, []).append((project.id, place))
    for who, places in sorted(by_person.items()):
        for (one, a), (other, b) in combinations(places, 2):
            days = _together(a, b, month)
            common = sorted(set(a.items) & set(b.items))
            if not days or (a.items and b.items and not common):
                continue
            for item in common or [""]:
                yield Twice("roster", who, month, item, {one: days, other: days})


def _together(one: Place, other: Place, month: str) -> int:
    """Days of a month on which both are due."""
    first, last = bounds(month)
    spans = [(max(a, c, first), min(b or last, d or last, last)) for a, b in one.spans for c, d in other.spans]
    return sum(max((b - a).days + 1, 0) for a, b in spans)
