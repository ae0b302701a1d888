"""Closing: the final account, the archive, the last entry."""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until the project is closed."""
    await case.until(lambda: past(case, "closing"))
