"""Workflows broken on purpose, to prove that a replay can fail: one waits a minute longer, one asks for one activity more.

And one that is not broken, only starved.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

from workflows.asking import ask
from workflows.clock import Clock
from workflows.home import Home
from workflows.project import ProjectWorkflow

with workflow.unsafe.imports_passed_through():
    from activities.interface import PROGRESS, Progress, WorkflowStart


class _SlowClock(Clock):
    async def sleep_until(self, wake: datetime | None, interrupted: Callable[[], bool], summary: str) -> None:
        later = wake + timedelta(minutes=1) if wake is not None else None
        await super().sleep_until(later, interrupted, summary)


@workflow.defn(name="ProjectWorkflow")
class LongerWait(Home):
    """The true one, except that every wait is a minute longer."""

    @workflow.init
    def __init__(self, start: WorkflowStart) -> None:
        super().__init__(start)
        self.case.clock = _SlowClock(start.story_from)

    @workflow.run
    async def run(self, start: WorkflowStart) -> Progress:
        return await ProjectWorkflow.run(self, start)  # type: ignore[arg-type]


@workflow.defn(name="ProjectWorkflow")
class OneActivityMore(Home):
    """The true one, except that it asks for progress twice."""

    @workflow.init
    def __init__(self, start: WorkflowStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: WorkflowStart) -> Progress:
        await ask(PROGRESS, start.stream, "读取台账进度")
        return await ProjectWorkflow.run(self, start)  # type: ignore[arg-type]


class _BackdatingClock(Clock):
    def now(self) -> datetime:
        return super().now() - timedelta(days=1)


@workflow.defn(name="ProjectWorkflow")
class OtherArgument(Home):
    """The true one, except that it says that acts were made a day earlier."""

    @workflow.init
    def __init__(self, start: WorkflowStart) -> None:
        super().__init__(start)
        self.case.clock = _BackdatingClock(start.story_from)

    @workflow.run
    async def run(self, start: WorkflowStart) -> Progress:
        return await ProjectWorkflow.run(self, start)  # type: ignore[arg-type]


@workflow.defn(name="ProjectWorkflow")
class Starved(Home):
    """The true one, except that the SDK's deadlock detector once strikes, as it does on a busy machine after two seconds."""

    times = 0

    @workflow.init
    def __init__(self, start: WorkflowStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: WorkflowStart) -> Progress:
        Starved.times += 1
        if Starved.times == 1:
            raise RuntimeError("[TMPRL1101] Potential deadlock detected")
        return await ProjectWorkflow.run(self, start)  # type: ignore[arg-type]


__all__ = ["LongerWait", "OneActivityMore", "OtherArgument", "Starved"]
