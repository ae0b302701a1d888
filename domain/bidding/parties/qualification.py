"""Parties: all that is asked of those behind a bid when it is to pass.  R-S01 … R-S07, CR-01, CR-03, N46-08, N46-09, S102-14"""

from collections.abc import Iterator

from domain.bidding.eligibility import barred
from domain.bidding.messages import CheckQualification
from domain.bidding.parties.conflicts import behind, invalid, served, tied
from domain.bidding.parties.consortium import qualifies
from domain.bidding.parties.credit import creditworthy
from domain.bidding.parties.proofs import declared, proven
from domain.bidding.parties.subcontract import share_proven
from domain.forms import finding
from domain.given import Given
from domain.supervision.messages import Finding


def sound(command: CheckQualification, given: Given) -> Iterator[Finding | None]:
    """Whether a bidder may pass, each member of a consortium for itself."""
    bid = given.project.round.bids.get(command.supplier)
    if bid is None:
        return
    own = behind(given.project, command.supplier)
    for uscc in own:
        yield from creditworthy(command, uscc, given)
    if not command.passes:
        return
    conflict = invalid(command.supplier, given.project)
    if conflict is not None:
        yield finding(given, conflict.clause, f"已认定不得参加：{conflict.reason}", field="passes")
    for uscc in own:
        if uscc != command.supplier:
            yield barred(uscc, given)
        yield from proven(command, uscc, given)
    yield from tied(own, given)
    yield from served(own, bid.name, given)
    yield from qualifies(command, given)
    yield from declared(command, given)
    yield share_proven(command, given)
