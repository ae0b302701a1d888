"""Which bids of the round are still in: received, passed, not found invalid since.  JL44-1.4b, R-S05, E-26, E-29"""

from domain.bidding.parties.conflicts import invalid
from domain.project import Project


def standing(project: Project) -> tuple[str, ...]:
    """The bidders of the round that passed and are still in, in the order of receipt."""
    now = project.round
    passed = {uscc for uscc, checked in now.qualified.items() if checked.passes}
    return tuple(uscc for uscc in now.bids if uscc in passed and uscc not in now.out and invalid(uscc, project) is None)
