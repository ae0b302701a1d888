"""The takeover workflow: its own history, its own clock, whatever happens to the project's.  四（四）3"""

from temporalio import workflow

from workflows.case import Case
from workflows.home import Home

with workflow.unsafe.imports_passed_through():
    from activities.interface import Progress, WorkflowStart


@workflow.defn(name="TakeoverWorkflow")
class TakeoverWorkflow(Home):
    """From the alarm until every recipient is served again, and on until the service has a lasting provider."""

    @workflow.init
    def __init__(self, start: WorkflowStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: WorkflowStart) -> Progress:
        """Decide within hours, ask the interim providers in order, cover every grade in time, hand over, return or replace."""
        case = self.case
        await case.open()
        await decision(case)
        await bridging(case)
        await interim(case)
        await case.rest()
        return case.progress


async def decision(case: Case) -> None:
    """Until the duty roster has decided."""
    await case.until(lambda: case.progress.stage not in ("none", "triggered"))


async def bridging(case: Case) -> None:
    """Until every recipient has a provider; `stranded`, when all interim providers were asked in vain, is not the end."""
    await case.until(lambda: case.progress.stage not in ("bridging", "stranded"))


async def interim(case: Case) -> None:
    """Until the takeover is ended by a recorded decision: a limit ends an authority, never the care."""
    await case.until(lambda: case.progress.closed)
