"""A project: the state of all its stages, folded from its stream.  JL44-4.0"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.approval.state import Approvals
from domain.award.state import Award
from domain.bidding.state import Bidding, Round
from domain.breach.state import Breach
from domain.closing.state import Closing
from domain.contract.state import Contract
from domain.contract.succession.messages import BuyerSucceeded
from domain.dispute.state import Dispute
from domain.evaluation.state import Evaluation
from domain.funding.state import Funding
from domain.payment.state import Payment
from domain.performance.state import Performance
from domain.planning.messages import OPEN_FRAMEWORK, Plan
from domain.planning.state import Planning
from domain.publication.state import Publication
from domain.supervision.state import Supervision, Watch
from domain.takeover.desk import TakeoverDesk


@dataclass(frozen=True, slots=True)
class Project:
    """One procurement project.  Its stage is not stored: it follows from what is on record."""

    id: str = ""
    planning: Planning = Planning()
    approval: Approvals = Approvals()
    funding: Funding = Funding()
    publication: Publication = Publication()
    bidding: Bidding = Bidding()
    award: Award = Award()
    dispute: Dispute = Dispute()
    contract: Contract = Contract()
    performance: Performance = Performance()
    payment: Payment = Payment()
    takeover: TakeoverDesk = TakeoverDesk()
    breach: Breach = Breach()
    evaluation: Evaluation = Evaluation()
    supervision: Supervision = Supervision()
    closing: Closing = Closing()
    watch: Watch = Watch()
    last_at: datetime | None = None
    _stage: str | None = field(default=None, init=False, repr=False, compare=False)  # found once; a copy finds its own

    @property
    def plan(self) -> Plan:
        """The plan in force.  ValueError before there is one: ask `planning.plan` where that can be."""
        plan = self.plan_on_record
        if plan is None:
            raise ValueError(f"project {self.id} has no plan yet")
        return plan

    @property
    def plan_on_record(self) -> Plan | None:
        """The plan in force, in the name of the buyer that stands in it today.  HR-SU-2"""
        plan = self.planning.plan or (self.contract.opened.plan if self.contract.opened else None)
        for event in self.contract.successions:
            if plan is not None and isinstance(event, BuyerSucceeded):
                named = {"name": event.name, "uscc": event.successor, "division": event.division}
                plan = plan.model_copy(update={"buyer": plan.buyer.model_copy(update=named)})
        return plan

    @property
    def round(self) -> Round:
        """The round of bidding under way."""
        return self.bidding.round(self.publication.round)

    @property
    def stage(self) -> str:
        """The stage that the project is in, or `closed`."""
        if self._stage is None:
            object.__setattr__(self, "_stage", self._found_stage())
        assert self._stage is not None
        return self._stage

    def _found_stage(self) -> str:  # the order of the questions is the guide's order
        if self.closing.closed_on is not None or self.planning.abandoned_on is not None:
            return "closed"
        if self.bidding.cancelled_on is not None or self.bidding.framework.ended_on is not None:
            return "closing"
        if self.contract.opened is None:
            return self._stage_before_contract() or self._stage_after_award()
        return self._stage_after_award()

    def _stage_before_contract(self) -> str | None:
        if self.planning.determined_on is None:
            return "planning"
        if self.plan.sets_framework:  # each call-off settles its own money
            return self._stage_of_competition() or "framework"
        if not all(self.funding.covers(line.pool) for line in self.plan.funding):
            return "funding"
        if self.plan.calls_off:
            return "award" if self.award.confirmed is None else None
        return self._stage_of_competition()

    def _stage_of_competition(self) -> str | None:
        number = self.publication.round
        if number == 0 or self.round.failed is not None or not self._round_published(number):
            return "publication"
        framework = self.bidding.framework
        selected = framework.selected
        if self.plan.method == OPEN_FRAMEWORK:  # the offer stands: whoever is willing may ask
            return None
        if self.plan.sets_framework and selected is not None and selected.round == number:
            return "publication" if framework.topping_up else None
        if self.round.scored is None:
            return "bidding"
        return "award" if self.award.confirmed is None else None

    def _round_published(self, number: int) -> bool:
        return self.publication.offered(round=number) is not None

    def _stage_after_award(self) -> str:
        if self.performance.started_on is None:
            return "contract" if self.breach.dissolved is None else "closing"  # ended before the first day of service
        if self.performance.completed_on is None:
            return "performance"
        if self.evaluation.concluded is None or not self.evaluation_published:
            return "evaluation"
        return "closing"

    @property
    def evaluation_published(self) -> bool:
        """Whether as many notices show as there are results: each year's, and the contract's.  JL44-4.5.1b"""
        shown = sum(1 for n in self.publication.published.values() if n.kind == "evaluation")
        return shown >= self.evaluation.results

    @property
    def billed_yuan(self) -> Decimal:
        """What acceptance has made payable so far."""
        return sum((a.payable_yuan for a in self.performance.accepted.values()), start=Decimal("0.00"))
