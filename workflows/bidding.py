"""Bidding: invitations, bids, a committee, scores; or a round that fails.  四（三）"""

from workflows.case import Case
from workflows.stages import past, stage


async def run(case: Case) -> None:
    """Until the bids are ranked, or the round has failed and publication begins anew."""
    await case.until(lambda: stage(case) == "publication" or past(case, "bidding"))


def over(case: Case) -> bool:
    """Whether a round has brought a ranking, or there will be none."""
    return past(case, "bidding")
