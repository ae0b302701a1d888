"""Evaluation: three parties, one score, published.  四（五）"""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until the result is out."""
    await case.until(lambda: past(case, "evaluation"))
