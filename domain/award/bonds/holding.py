"""Which bonds the buyer holds, since when each must go back, and what a late one costs.  R-P23 … R-P26"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.award.telling.decide import told_on
from domain.calendar import Deadline
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import Ref, RuleBook


@dataclass(frozen=True, slots=True)
class Held:
    """One bond that is with the buyer.  `since` and `ref`: the day and the period after which it must be back."""

    round: int
    supplier: str
    amount_yuan: Decimal
    ref: Ref | None = None
    since: date | None = None

    def due(self, rules: RuleBook) -> Deadline | None:
        """The last day for the return; None while the bond still secures something."""
        if self.ref is None or self.since is None or not rules.knows(self.ref[0]):
            return None
        return deadline(rules, *self.ref, self.since)


def held(project: Project) -> Iterator[Held]:
    """Every bond that is with the buyer, round by round.

    Where the receipt of bonds was not recorded in a round that asked for them, every bidder's is taken to be held.
    """
    bonds = project.award.bonds
    for number, terms in enumerate(project.publication.rounds, start=1):
        now = project.bidding.round(number)
        recorded = {s: b.amount_yuan for (n, s), b in bonds.received.items() if n == number}
        asked = terms.bid_bond_yuan
        amounts = recorded or (dict.fromkeys((*now.bids, *now.withdrawn), asked) if asked is not None else {})
        for supplier, amount in amounts.items():
            if not bonds.settled(number, supplier):
                ref, since = _back(project, number, supplier)
                yield Held(number, supplier, amount, ref, since)


def _back(project: Project, number: int, supplier: str) -> tuple[Ref | None, date | None]:
    """The period within which a bond goes back, and the day from which it runs."""
    now = project.bidding.round(number)
    withdrawn = now.withdrawn.get(supplier)
    if withdrawn is not None and withdrawn.on is not None and supplier not in now.bids:
        return ("R-P26", "return_within"), withdrawn.on
    if now.failed is not None:
        return ("R-P25", "return_within"), now.failed.on
    if project.bidding.cancelled_on is not None:
        return ("R-P25", "return_within"), project.bidding.cancelled_on
    if project.plan.sets_framework:
        return _of_framework(project, number, supplier)
    confirmed = project.award.confirmed
    if number != project.publication.round or confirmed is None or supplier in project.award.displaced:
        return None, None
    if supplier == confirmed.supplier:
        return ("R-P23", "winner_within"), project.contract.signed_on
    return ("R-P23", "losers_within"), told_on(project)


def _of_framework(project: Project, number: int, supplier: str) -> tuple[Ref | None, date | None]:
    """Several are admitted at once: the others' go back once the result shows, each provider's after its agreement."""
    framework, shown = project.bidding.framework, project.publication.shown("result")
    if framework.selected is None or framework.selected.round < number:
        return None, None
    provider = framework.providers.get(supplier)
    if provider is None:
        return ("R-P23", "losers_within"), shown.published_on if shown is not None else None
    return ("R-P23", "winner_within"), provider.agreement.signed_on if provider.agreement is not None else None


def interest(amount: Decimal, base_rate: Decimal, days: int, rules: RuleBook) -> Decimal:
    """What so many days of another's money cost, in yuan to the fen.  R-P24, HR-AW-3"""
    yearly = base_rate * rules.ratio("R-P24", "rate_multiple")
    exact = amount * yearly * days / rules.count("HR-AW-3", "days_in_year")
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
