"""Funding: finance approves and the money is reserved under the ceiling.  四（一）, 五"""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until every line is reserved, or promised of a year to come."""
    await case.until(lambda: past(case, "funding"))
