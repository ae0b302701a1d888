"""The register workflow: the home of every stream that is no project's and no takeover's, so that every event has a receipt."""

from temporalio import workflow

from workflows.home import Home

with workflow.unsafe.imports_passed_through():
    from activities.interface import WorkflowStart


@workflow.defn(name="RegisterWorkflow")
class RegisterWorkflow(Home):
    """A person, a supplier, a pool, a list: started with its first command, it stays."""

    @workflow.init
    def __init__(self, start: WorkflowStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: WorkflowStart) -> None:
        """There is no end to a register; a long run continues as a new one."""
        await self.case.open()
        await self.case.until(lambda: False)
