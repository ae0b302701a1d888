"""Events that no receipt covers: how many, which, and why that may be."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from audit.histories import Found
from audit.receipts import home_workflow
from ledger.pool import Pool

_PAGE: Final = 1000
_ROWS: Final = "SELECT pos, stream, version, meta FROM ledger.event WHERE pos = ANY ($1::bigint[]) ORDER BY pos"

FLYING: Final = "正在登记，回执还没有写入历史；稍后再核对一次"
UNREACHED: Final = "Temporal 无法连接，回执若在那里则未核对"
NO_HISTORY: Final = "所属流程的历史一段也没有：保留期届满而未封存、Temporal 已重建，或从备份恢复"
GAP: Final = "所属流程的较早一段历史缺失：保留期届满而未封存，或已丢失"
BYPASS: Final = "所属流程的历史齐全，其中却没有它：流程被强行终止，或绕过流程直接写入台账，须查明"


@dataclass
class Held:
    """Which runs of which workflows were seen."""

    runs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    predecessors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    flying: set[str] = field(default_factory=set)

    def add(self, history: Found) -> None:
        started = history.history.events[0].workflow_execution_started_event_attributes
        self.runs[history.workflow].add(history.run)
        if started.continued_execution_run_id:
            self.predecessors[history.workflow].add(started.continued_execution_run_id)

    def why(self, workflow: str | None, *, reached: bool) -> str:
        """Why an event of this workflow may have no receipt."""
        if workflow is not None and workflow in self.flying:
            return FLYING
        if not reached:
            return UNREACHED
        if workflow is None or workflow not in self.runs:
            return NO_HISTORY
        return GAP if self.predecessors[workflow] - self.runs[workflow] else BYPASS


async def explain_uncovered(pool: Pool, covered: bytearray, held: Held, *, reached: bool) -> list[str]:
    """One sentence per reason, with the number of events and the first of them."""
    groups: dict[str, list[str]] = defaultdict(list)
    missing = [pos for pos, there in enumerate(covered) if not there]
    for start in range(0, len(missing), _PAGE):
        for row in await pool.fetch(_ROWS, missing[start : start + _PAGE]):
            why = held.why(_home(row["meta"]), reached=reached)
            groups[why].append(f"{row['stream']}@{row['version']}")
    return [
        f"{len(names)} 个事件没有回执，只由哈希链核对（{why}）：{'、'.join(names[:5])}{' 等' if len(names) > 5 else ''}"
        for why, names in groups.items()
    ]


def _home(meta: str) -> str | None:
    try:
        home = json.loads(meta).get("home")
    except (ValueError, AttributeError):
        return None
    return home_workflow(home) if isinstance(home, str) else None
