"""The keeper of histories: puts every closed run that is not yet in the archive there, whatever closed it."""

from typing import Final

from temporalio import workflow

from workflows.asking import ask

with workflow.unsafe.imports_passed_through():
    from activities.interface import ARCHIVE_RUN, CLOSED_RUNS, KeeperStart

PAGE: Final = 50


@workflow.defn(name="KeeperWorkflow")
class KeeperWorkflow:
    """Started by a schedule; each run looks once and archives what it finds, page by page."""

    @workflow.run
    async def run(self, start: KeeperStart | None = None) -> int:
        """How many runs it has put away."""
        start = start or KeeperStart()
        archived = start.archived
        while True:
            page = await ask(CLOSED_RUNS, PAGE, "查找未封存的历史")
            for run in page.runs:
                await ask(ARCHIVE_RUN, run, f"封存 {run.workflow_id}")
                archived += 1
                if workflow.info().get_current_history_length() >= start.continue_after:
                    workflow.continue_as_new(start.model_copy(update={"archived": archived}))
            if not page.more:
                return archived
