"""Planning: the plan is put forward, reviewed, guided; the head determines the project.  四（一）"""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until the project is determined, or its plan abandoned."""
    await case.until(lambda: past(case, "planning"))
