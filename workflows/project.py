"""The project workflow: reading `run` is reading chapter 四 of the guide."""

from temporalio import workflow

from workflows import award, bidding, closing, contract, evaluation, funding, performance, planning, publication
from workflows.home import Home

with workflow.unsafe.imports_passed_through():
    from activities.interface import Progress, WorkflowStart


@workflow.defn(name="ProjectWorkflow")
class ProjectWorkflow(Home):
    """One procurement project, from plan to archive.  Each stage does what is not yet done: a fresh run, a continued run
    and a run rebuilt from the ledger are the same thing."""

    @workflow.init
    def __init__(self, start: WorkflowStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: WorkflowStart) -> Progress:
        """Live through the stages in the guide's order; the last word is the ledger's progress."""
        case = self.case
        await case.open()
        await planning.run(case)  # 四（一） the project is determined
        await funding.run(case)  # 四（一） its budget is settled
        while not bidding.over(case):  # a failed round is followed by another, or by its cancellation
            await publication.run(case)  # 四（二） published
            await bidding.run(case)  # 四（三） purchased
        await award.run(case)
        await contract.run(case)
        await performance.run(case)  # 四（四） supervised and paid; a takeover runs beside it
        await evaluation.run(case)  # 四（五） evaluated
        await closing.run(case)
        await case.rest()
        return case.progress
