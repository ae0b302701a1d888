"""Starting the workflow that is the home of a stream: its argument is the start alone, everything else is in the ledger."""

from datetime import datetime
from typing import Any, Final

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.interface import Collapse, CollapseStart, WorkflowStart
from domain.calendar import BEIJING
from domain.ids import REAL, collapse_of, key_of, kind_of, workflow_of, world_of

STORY_BEGINS: Final = datetime(2020, 1, 1, tzinfo=BEIJING)
_TITLES: Final = {"project": "项目", "takeover": "临时接管", "pool": "资金池", "person": "人员", "supplier": "供应商"}
_TYPES: Final = {"project": "ProjectWorkflow", "takeover": "TakeoverWorkflow"}


class Starter:
    """Knows how a stream's home is started; `build` goes into the memo so that `up` knows runs of another build."""

    def __init__(self, client: Client, task_queue: str, build: str, continue_after: int) -> None:
        self._client = client
        self.task_queue = task_queue
        self._build = build
        self._continue_after = continue_after

    def _start(self, stream: str, story_at: datetime | None) -> WorkflowStart:
        story = (story_at or STORY_BEGINS) if world_of(stream) != REAL else None
        return WorkflowStart(stream=stream, story_from=story, continue_after=self._continue_after)

    async def start(self, stream: str, story_at: datetime | None = None) -> bool:
        """Start the home of a stream; False where it runs already."""
        try:
            await self._client.start_workflow(
                _type(stream),
                self._start(stream, story_at),
                id=workflow_of(stream),
                task_queue=self.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                memo={"build": self._build},
                static_summary=_summary(stream),
            )
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def start_collapse(self, workflow_id: str) -> bool:
        """Start what goes through a supplier's collapse, or goes on with it; False where it runs already.  HR-TK-21"""
        stream, collapse = collapse_of(workflow_id)
        try:
            await self._client.start_workflow(
                "SupplierCollapse",
                CollapseStart(of=Collapse(stream=stream, collapse=collapse), continue_after=self._continue_after),
                id=workflow_id,
                task_queue=self.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                memo={"build": self._build},
                static_summary=f"供应商整体停摆 {key_of(stream)}{_told(stream)}",
            )
        except WorkflowAlreadyStartedError:
            return False
        return True

    def operation(self, stream: str, story_at: datetime | None) -> WithStartWorkflowOperation[Any, Any]:
        """Start the home with an update, or use the one that runs."""
        return WithStartWorkflowOperation(
            _type(stream),
            self._start(stream, story_at),
            id=workflow_of(stream),
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            memo={"build": self._build},
            static_summary=_summary(stream),
        )


def _type(stream: str) -> str:
    return _TYPES.get(kind_of(stream), "RegisterWorkflow")


def _summary(stream: str) -> str:
    """A Chinese line for Temporal's pages."""
    return f"{_TITLES.get(kind_of(stream), '登记')} {key_of(stream)}{_told(stream)}"


def _told(stream: str) -> str:
    world = world_of(stream)
    return "" if world == REAL else f"〔故事 {world}〕"
