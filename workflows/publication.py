"""Publication: the terms of a round are fixed and shown to all.  四（二）"""

from workflows.case import Case
from workflows.stages import past


async def run(case: Case) -> None:
    """Until the round's notice is out."""
    await case.until(lambda: past(case, "publication"))
