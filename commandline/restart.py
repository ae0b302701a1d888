"""Starting workflows again from the ledger: runs of another build at `up`, lost ones at `recover`."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution

    from activities.starting import Starter
    from ledger.pool import Database

KEEPER: Final = "keeper"
_RUNNING: Final = "ExecutionStatus = 'Running'"
_OVER: Final = """
SELECT stream FROM readmodel.project WHERE status = 'closed'
UNION ALL SELECT stream FROM readmodel.takeover WHERE status = 'ended'
"""


async def open_streams(db: "Database") -> list[str]:
    """Every project and takeover of the ledger that is not over, of stories too.

    The heads of the streams say which there are; the read model only spares those that are over: a stream that it doesn't
    know is started, and ends at once if it has to.
    """
    from domain.ids import kind_of
    from ledger.read import streams

    over = {str(row["stream"]) for row in await db.fetch(_OVER)}
    heads = [head.stream for head in await streams(db)]
    return [name for name in heads if kind_of(name) in ("project", "takeover") and name not in over]


async def open_collapses(db: "Database") -> list[str]:
    """The workflows of every supplier's collapse whose projects have not all answered yet.  HR-TK-21"""
    import json

    from domain.ids import collapse_workflow
    from ledger.read import read_types

    found: dict[str, bool] = {}
    for event in await read_types(db, ("CollapseDeclared", "CollapseReported")):
        workflow_id = collapse_workflow(event.stream, json.loads(event.payload)["collapse"])
        found[workflow_id] = event.type == "CollapseDeclared"
    return [workflow_id for workflow_id, going in found.items() if going]


async def end_other_builds(client: "Client", db: "Database", starter: "Starter", build: str) -> int:
    """Before the worker of this build takes over: runs of another build end, and what is open starts afresh.

    A new build may not replay an old run's history; the ledger holds all that a fresh run needs.  Registers start again
    with their next command.
    """
    from temporalio.service import RPCError, RPCStatusCode

    ended = 0
    async for execution in client.list_workflows(_RUNNING):
        if await _build_of(execution) == build:
            continue
        try:
            handle = client.get_workflow_handle(execution.id, run_id=execution.run_id)
            await handle.terminate(f"由构建 {build} 从账本重新开始")
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:  # it has just ended by itself
                raise
        ended += 1
    if ended:
        for stream in await open_streams(db):
            await starter.start(stream)
        for workflow_id in await open_collapses(db):
            await starter.start_collapse(workflow_id)
    return ended


async def _build_of(execution: "WorkflowExecution") -> Any:
    return (await execution.memo()).get("build")


async def keep_histories(client: "Client", task_queue: str) -> None:
    """The schedule of the keeper, who archives closed runs every hour; once made, it stays."""
    from datetime import timedelta

    from temporalio.client import (
        Schedule,
        ScheduleActionStartWorkflow,
        ScheduleAlreadyRunningError,
        ScheduleIntervalSpec,
        ScheduleOverlapPolicy,
        SchedulePolicy,
        ScheduleSpec,
    )

    action = ScheduleActionStartWorkflow("KeeperWorkflow", id=KEEPER, task_queue=task_queue)
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(hours=1))])
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP)
    try:
        await client.create_schedule(KEEPER, Schedule(action=action, spec=spec, policy=policy))
    except ScheduleAlreadyRunningError:
        return
