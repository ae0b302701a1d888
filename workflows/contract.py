"""Contract: eight parts, two signatures, an approved takeover plan, and then the first day.  四（三）"""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until performance starts."""
    await case.until(lambda: past(case, "contract"))
