"""Streams: the empty state of each kind, and how an event changes it."""

from dataclasses import replace
from datetime import datetime
from typing import Final, get_args

from domain.approval import state as approval
from domain.approval.messages import ApprovalEvent
from domain.award import state as award
from domain.award.messages import AwardEvent
from domain.bidding import state as bidding
from domain.bidding.messages import BiddingEvent
from domain.breach import state as breach
from domain.breach.messages import BreachEvent
from domain.closing import state as closing
from domain.closing.messages import ClosingEvent
from domain.contract import state as contract
from domain.contract.messages import ContractEvent
from domain.dispute import state as dispute
from domain.dispute.messages import DisputeEvent
from domain.effects import answered, ordered
from domain.evaluation import state as evaluation
from domain.evaluation.messages import EvaluationEvent
from domain.funding import state as funding
from domain.funding.messages import FundingEvent, PoolEvent
from domain.given import State
from domain.ids import key_of, kind_of
from domain.message import Event
from domain.payment import state as payment
from domain.payment.messages import PaymentEvent
from domain.performance import state as performance
from domain.performance.messages import PerformanceEvent
from domain.planning import state as planning
from domain.planning.messages import PlanningEvent, PurchaseRecorded, PurchaseTakenBack
from domain.project import Project
from domain.publication import state as publication
from domain.publication.messages import PublicationEvent
from domain.register.messages import ListEvent, PersonEvent, SupplierEvent
from domain.register.state import (
    BuyerYear,
    Listing,
    Person,
    Supplier,
    evolve_buyer,
    evolve_listing,
    evolve_person,
    evolve_supplier,
)
from domain.supervision import state as supervision
from domain.supervision.messages import HouseEvent, SupervisionEvent
from domain.supervision.state import Watch, evolve_watch
from domain.takeover.desk import evolve_desk
from domain.takeover.messages import TakeoverEvent, TakeoverPlanEvent
from domain.takeover.state import Takeover, evolve

_HOUSE: Final = get_args(HouseEvent)


def empty(stream: str) -> State:
    """The state of a stream in which nothing has happened."""
    match kind_of(stream):
        case "project":
            return Project(id=key_of(stream))
        case "takeover":
            return Takeover()
        case "pool":
            return funding.Pool()
        case "buyer":
            return BuyerYear()
        case "supplier":
            return Supplier(uscc=key_of(stream))
        case "person":
            return Person(id=key_of(stream))
        case "register":
            return Listing()


def fold(state: State, event: Event, stream: str, version: int, at: datetime) -> State:
    """The state after one event.  TypeError (a bug) for an event that doesn't belong in this kind of stream."""
    state = replace(state, watch=_watch(state.watch, event, f"{stream}@{version}", at))
    if not isinstance(event, _HOUSE):
        state = _evolve(state, event)
    return replace(state, last_at=at) if isinstance(state, Project) else state


def _watch(watch: Watch, event: Event, ref: str, at: datetime) -> Watch:
    """Effects are ordered by events, and answered by events: both are seen here, whatever the stage."""
    effects = {k: e for k, e in watch.effects.items() if not answered(e, event)}
    if (effect := ordered(event, ref)) is not None:
        effects[effect.id] = effect.model_copy(update={"since": at})
    if len(effects) != len(watch.effects) or effect is not None:
        watch = replace(watch, effects=effects)
    return evolve_watch(watch, event) if isinstance(event, _HOUSE) else watch


def _evolve(state: State, event: Event) -> State:
    match state:
        case Project():
            return _evolve_project(state, event)
        case Takeover() if isinstance(event, get_args(TakeoverEvent)):
            return evolve(state, event)
        case funding.Pool() if isinstance(event, get_args(PoolEvent)):
            return funding.evolve_pool(state, event)
        case Person() if isinstance(event, get_args(PersonEvent)):
            return evolve_person(state, event)
        case Supplier() if isinstance(event, get_args(SupplierEvent)):
            return evolve_supplier(state, event)
        case BuyerYear() if isinstance(event, PurchaseRecorded | PurchaseTakenBack):
            return evolve_buyer(state, event)
        case Listing() if isinstance(event, get_args(ListEvent)):
            return evolve_listing(state, event)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to a {type(state).__name__}")


# which stage of a project an event belongs to, and that stage's evolve
_STAGES: Final = {
    event: (stage, change)
    for union, stage, change in (
        (PlanningEvent, "planning", planning.evolve),
        (ApprovalEvent, "approval", approval.evolve),
        (FundingEvent, "funding", funding.evolve),
        (PublicationEvent, "publication", publication.evolve),
        (BiddingEvent, "bidding", bidding.evolve),
        (AwardEvent, "award", award.evolve),
        (DisputeEvent, "dispute", dispute.evolve),
        (ContractEvent, "contract", contract.evolve),
        (PerformanceEvent, "performance", performance.evolve),
        (PaymentEvent, "payment", payment.evolve),
        (TakeoverPlanEvent, "takeover", evolve_desk),
        (BreachEvent, "breach", breach.evolve),
        (EvaluationEvent, "evaluation", evaluation.evolve),
        (SupervisionEvent, "supervision", supervision.evolve),
        (ClosingEvent, "closing", closing.evolve),
    )
    for event in get_args(union)
}


def stage_of(event: type[Event]) -> str:
    """The stage of a project that an event belongs to; `house` for the clock's and the effects' own, `register` for the rest."""
    if event in _HOUSE:
        return "house"
    return _STAGES[event][0] if event in _STAGES else "register"


def _evolve_project(state: Project, event: Event) -> Project:
    if type(event) not in _STAGES:
        raise TypeError(f"{type(event).__name__} does not belong to a project")
    stage, change = _STAGES[type(event)]
    changed: Project = replace(state, **{stage: change(getattr(state, stage), event)})  # type: ignore[arg-type]
    return changed
