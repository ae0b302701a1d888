"""How far a role reaches: the buyer's own people act for their organisation, departments for their division.  HR-WHO"""

from typing import Final

from domain.planning.messages import Buyer
from domain.register.persons.state import Grant
from domain.values import Role

BUYERS_OWN: Final[tuple[Role, ...]] = ("clerk", "reviewer", "head", "legal_adviser")


def reaches(grant: Grant, buyer: Buyer) -> bool:
    """The buyer's own people act for their organisation, departments for their division and those below or above it."""
    if grant.role in BUYERS_OWN:
        return grant.uscc == buyer.uscc if grant.uscc else grant.division == buyer.division
    return buyer.division.startswith(grant.division) or grant.division.startswith(buyer.division)
