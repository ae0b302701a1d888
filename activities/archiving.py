"""Archiving: closed runs of workflows, by digest, outside PostgreSQL; and the edition of the law that judges.

A history's bytes are deterministic, so that the same run always has the same digest.
"""

import gzip
import logging
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID, uuid5

from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import History
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.files import FileStore
from activities.interface import ARCHIVE_RUN, CLOSED_RUNS, Archived, Run, RunPage
from activities.sending import Sender, envelope
from domain.message import EVENTS
from ledger.pool import Pool
from ledger.read import read_streams

log = logging.getLogger("jieli.archiving")
HISTORIES: Final = "register/histories"
FOLDER: Final = "histories"
_IDS: Final = UUID("d0b1a1f3-1f0c-5c5a-8f0e-7a51c1a4c9d2")  # fixed: one run is archived under one command id


class Archivist:
    """The activities `closed_runs` and `archive_run`."""

    def __init__(self, client: Client, pool: Pool, store: FileStore, sender: Sender) -> None:
        self._client = client
        self._pool = pool
        self._store = store
        self._sender = sender

    @activity.defn(name=CLOSED_RUNS.name)
    async def closed_runs(self, limit: int) -> RunPage:
        """Closed runs that Temporal still holds and the archive doesn't, at most `limit`."""
        known = await archived_runs(self._pool)
        found: list[Run] = []
        async for run in self._closed():
            if run.run_id not in known:
                found.append(run)
                if len(found) == limit:
                    return RunPage(runs=tuple(found), more=True)
        return RunPage(runs=tuple(found))

    async def _closed(self) -> AsyncIterator[Run]:
        async for execution in self._client.list_workflows("ExecutionStatus != 'Running'"):
            if execution.status != WorkflowExecutionStatus.RUNNING:
                yield Run(workflow_id=execution.id, run_id=execution.run_id)

    @activity.defn(name=ARCHIVE_RUN.name)
    async def archive_run(self, run: Run) -> Archived:
        """Put one closed run's history into the archive and have that recorded.  A second time is no harm."""
        history = await fetch(self._client, run)
        content = seal(history)
        file = await self._store.put(content, FOLDER)
        closed_as = history.events[-1].event_type if history.events else 0
        archived = Archived(run=run, file=file, events=len(history.events), closed_as=closing(closed_as))
        body = {
            "workflow": run.workflow_id,
            "run": run.run_id,
            "file": file,
            "events": archived.events,
            "closed_as": archived.closed_as,
        }
        sent = envelope(
            HISTORIES, "ArchiveHistory", body, actor="adapter", command_id=uuid5(_IDS, f"history\n{run.run_id}\n{file}")
        )
        if not await self._sender.check_id(sent):
            await self._sender.submit(sent)
        return archived


async def fetch(client: Client, run: Run) -> History:
    """A run's whole history.  An empty one where Temporal no longer has it."""
    history = History()
    try:
        async for event in client.get_workflow_handle(run.workflow_id, run_id=run.run_id).fetch_history_events():
            history.events.append(event)
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
    return history


def seal(history: History) -> bytes:
    """A history as it lies in the archive: deterministic protobuf, compressed without a time stamp."""
    return gzip.compress(history.SerializeToString(deterministic=True), compresslevel=6, mtime=0)


def unseal(content: bytes) -> History:
    """The history of archived bytes."""
    return History.FromString(gzip.decompress(content))


def closing(event_type: int) -> str:
    """How a run ended, in Temporal's words."""
    name = EventType.Name(event_type)  # type: ignore[arg-type]
    return name.removeprefix("EVENT_TYPE_WORKFLOW_EXECUTION_").lower()


async def archived_runs(pool: Pool) -> dict[str, str]:
    """Run id → digest of the file, of every archived history."""
    runs: dict[str, str] = {}
    for stored in await read_streams(pool, {HISTORIES: 0}):
        if stored.type == "HistoryArchived":
            event = EVENTS[stored.type].restore(stored.payload).model_dump()
            runs[event["run"]] = event["file"]
    return runs
