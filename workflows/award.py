"""Award: the report, the confirmation or what the law deems to be one.  四（三）"""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until a supplier is confirmed, or the procurement is called off."""
    await case.until(lambda: past(case, "award"))
