"""Replay: every history ever sealed, run again through today's workflows, must ask for the same things at the same places."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter
from temporalio.service import RPCError
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from activities.interface import Run
from audit.histories import Found, Reach, Unreadable, everywhere
from audit.watching import Watching, differences
from workflows import ALL
from workflows.contain import Contain

Source = AsyncIterable[Found | Unreadable | Run]
Progress = Callable[[str, int], None]
_TOLD: Final = 5  # differences told of one run
_STARVED: Final = "TMPRL1101"  # the SDK's own mark: a workflow that did not yield in time
_TRIES: Final = 5


class Failure(BaseModel):
    """A history that today's code doesn't follow."""

    workflow: str
    run: str
    says: str

    def __str__(self) -> str:
        return f"{self.workflow}（{self.run[:8]}）：{self.says}"


class ReplayReport(BaseModel):
    """`events` are Temporal's history events, of `histories` runs; each different history is replayed once."""

    histories: int
    events: int
    failures: list[Failure]
    not_replayed: list[str]

    @property
    def good(self) -> bool:
        return not self.failures


@dataclass
class _Feed:
    """Hands the replayer one history after another, and knows which one it is at."""

    source: Source
    not_replayed: list[str] = field(default_factory=list)
    unreadable: list[Failure] = field(default_factory=list)
    current: Found | None = None
    tries: int = 0
    again: bool = False
    _seen: set[str] = field(default_factory=set)

    def starved(self, failure: Exception | None) -> bool:
        """Whether the run had no processor for the SDK's two seconds: on a busy machine an honest one, so it is replayed again."""
        self.again = failure is not None and _STARVED in str(failure) and self.tries < _TRIES
        return self.again

    async def histories(self) -> AsyncIterator[WorkflowHistory]:
        try:
            async for one in self.source:
                if isinstance(one, Unreadable):
                    self.unreadable.append(Failure(workflow=one.file, run="", says=one.says))
                elif isinstance(one, Run):
                    self.not_replayed.append(f"{one.workflow_id}（{one.run_id[:8]}）已因保留期届满被 Temporal 删除")
                elif len(one.history.events) > 1 and one.digest not in self._seen:
                    # A run whose first task isn't even scheduled asks for nothing; the replayer would wait for ever.
                    self._seen.add(one.digest)
                    self.current = one
                    self.tries, self.again = 0, True
                    while self.again:
                        self.tries, self.again = self.tries + 1, False
                        yield one.replayable()
        except RPCError as error:
            self.not_replayed.append(f"Temporal 无法连接（{error}）：其中的历史没有全部重放")


async def replay(
    source: Source,
    *,
    workflows: Sequence[type] = ALL,
    converter: DataConverter = pydantic_data_converter,
    on_progress: Progress | None = None,
) -> ReplayReport:
    """Replay every history of a source: `held(...)` below, or `audit.histories.in_folder`."""
    feed, runner = _Feed(source), Watching(UnsandboxedWorkflowRunner())
    replayer = Replayer(workflows=workflows, data_converter=converter, workflow_runner=runner, interceptors=[Contain()])
    failures: list[Failure] = []
    histories = events = 0
    async with replayer.workflow_replay_iterator(feed.histories()) as results:
        async for result in results:
            one = feed.current
            assert one is not None
            asked = runner.asked.pop(result.history.run_id, None)
            if feed.starved(result.replay_failure):
                continue
            histories += 1
            events += len(one.history.events)
            if result.replay_failure is not None:
                failures.append(Failure(workflow=one.workflow, run=one.run, says=f"不能重放：{result.replay_failure}"))
            elif asked is not None:
                failures += [
                    Failure(workflow=one.workflow, run=one.run, says=says)
                    for says in (await differences(one, asked, converter))[:_TOLD]
                ]
            if on_progress is not None:
                on_progress("重放历史", histories)
    return ReplayReport(
        histories=histories,
        events=events,
        failures=[*feed.unreadable, *failures],
        not_replayed=feed.not_replayed,
    )


def held(reach: Reach) -> Source:
    """All that the archive and the running server hold, closed runs and open ones."""
    return everywhere(reach)
