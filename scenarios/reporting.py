"""What came of a story, from the read model; and the sealing of its histories."""

import json
from typing import Any, Final

from pydantic import BaseModel
from temporalio.common import WorkflowIDConflictPolicy

from ledger.read import streams
from scenarios.story import Story
from worker import Hands

# in which states a takeover is over, by what its story comes to
_OVER: Final = {"closed": ("ended",), "covered": ("interim", "ended")}


class TakeoverReport(BaseModel):
    """How one takeover went."""

    id: str
    trigger: str
    standbys_asked: list[str]
    provider: str | None
    route: str | None
    covered_hours: dict[str, int]
    outcome: str | None


class StoryReport(BaseModel):
    """What came of a story."""

    scenario: str
    project_id: str
    projects: list[str]
    finished: bool
    stage: str
    events: int
    refusals: list[dict[str, str]]
    takeovers: list[TakeoverReport]
    seconds: float
    problems: list[str]


async def seal(held: Hands) -> int:
    """Have the keeper put every closed history into the archive now."""
    archived: int = await held.client.execute_workflow(
        "KeeperWorkflow",
        id="keeper:now",
        task_queue=held.starter.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        result_type=int,
    )
    return archived


async def report(story: Story, held: Hands, seconds: float) -> StoryReport:
    """What came of the story, from the read model."""
    pool = held.pool
    rows = await pool.fetch("SELECT id, stage FROM readmodel.project WHERE world = $1", story.name)
    stages = {row["id"]: row["stage"] for row in rows}
    main = story.projects[story.head.main]
    refusals = await pool.fetch(
        "SELECT clause, command FROM readmodel.refusal WHERE world = $1 ORDER BY at, stream, version", story.name
    )
    takeovers = await pool.fetch("SELECT * FROM readmodel.takeover WHERE world = $1 ORDER BY started_at", story.name)
    running = [t["id"] for t in takeovers if t["status"] not in _OVER[story.head.goal]]
    heads = await streams(pool, f"sim.{story.name}.")
    return StoryReport(
        scenario=story.name,
        project_id=main,
        projects=list(story.projects.values()),
        finished=(stages.get(main) == "closed" if story.head.goal == "closed" else bool(takeovers)) and not running,
        stage=stages.get(main, ""),
        events=sum(head.version for head in heads),
        refusals=[{"clause": r["clause"], "command": r["command"]} for r in refusals],
        takeovers=[_takeover_report(row) for row in takeovers],
        seconds=round(seconds, 2),
        problems=[f"接管未结束：{t}" for t in running],
    )


def _takeover_report(row: Any) -> TakeoverReport:
    data = json.loads(row["data"])
    return TakeoverReport(
        id=row["id"],
        trigger=row["trigger"],
        standbys_asked=data["standbys_asked"],
        provider=row["provider"],
        route=row["route"],
        covered_hours=data["covered_hours"],
        outcome=data["outcome"],
    )
