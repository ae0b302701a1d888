"""One supplier fails altogether: all of its running contracts are triggered, none is forgotten, none twice.  HR-TK-21

The ledger says which projects were named and what became of each; this goes through those without an answer, some at a
time, and has the whole recorded.  So a run that was lost, or continued as new, goes on where it stood.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from temporalio import workflow

from workflows.asking import ask

with workflow.unsafe.imports_passed_through():
    from activities.interface import (
        COLLAPSE_ANSWERS,
        COLLAPSE_REPORT,
        COLLAPSE_STANDING,
        COLLAPSE_TRIGGER,
        CollapseAnswers,
        CollapseBatch,
        CollapseStart,
    )

AT_ONCE: Final = 8  # projects that are asked side by side
LATER: Final = timedelta(minutes=5)  # before those without an answer are asked again


@workflow.defn(name="SupplierCollapse")
class SupplierCollapse:
    """Started after the collapse is on record; its query says how far it is."""

    @workflow.init
    def __init__(self, start: CollapseStart) -> None:
        self._standing = CollapseAnswers()

    @workflow.run
    async def run(self, start: CollapseStart) -> CollapseAnswers:
        """Until every project has answered and that is on record."""
        self._learn(await ask(COLLAPSE_STANDING, start.of, "读取台账：哪些项目已有结果"))
        while self._standing.waiting:
            for projects in _batches(self._standing.waiting):
                if workflow.info().get_current_history_length() >= start.continue_after:
                    workflow.continue_as_new(start)
                batch = CollapseBatch(of=start.of, projects=projects)
                await ask(COLLAPSE_TRIGGER, batch, f"启动接管：{'、'.join(projects)}", seconds=60)
                self._learn(await ask(COLLAPSE_ANSWERS, batch, "读取台账：各项目的结果"))
            if self._standing.waiting:  # a bug in one project's handling keeps only that one waiting
                await workflow.sleep(LATER)
        if not self._standing.reported:
            await ask(COLLAPSE_REPORT, start.of, "登记整体停摆处理结果")
            self._standing = self._standing.model_copy(update={"reported": True})
        return self._standing

    def _learn(self, found: CollapseAnswers) -> None:
        """What was found of some is added to what is known of all."""
        known = self._standing
        triggered, refused = {**known.triggered, **found.triggered}, {**known.refused, **found.refused}
        named = dict.fromkeys((*known.waiting, *found.waiting))
        waiting = tuple(p for p in named if p not in triggered and p not in refused)
        self._standing = CollapseAnswers(
            triggered=triggered, refused=refused, waiting=waiting, reported=known.reported or found.reported
        )
        done, total = len(triggered) + len(refused), self._standing.total
        workflow.set_current_details(f"**{done}/{total}** 个项目已有结果：启动 {len(triggered)}，被拒 {len(refused)}")

    @workflow.query(description="处理到哪里")
    def standing(self) -> CollapseAnswers:
        """Which projects were triggered, which refused and why, which have not answered."""
        return self._standing


def _batches(projects: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for first in range(0, len(projects), AT_ONCE):
        yield projects[first : first + AT_ONCE]
