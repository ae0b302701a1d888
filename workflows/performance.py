"""Performance: months of reports, acceptance and payment under many clocks.  四（四）"""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until performance is complete, by its term or by dissolution; a takeover has a workflow of its own."""
    await case.until(lambda: past(case, "performance"))
