"""Bidding: the round under way and those that failed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.bidding.framework.messages import FrameworkEvent
from domain.bidding.framework.state import Framework
from domain.bidding.framework.state import evolve as evolve_framework
from domain.bidding.messages import (
    BiddingClosed,
    BiddingEvent,
    BidReceived,
    BidsOpened,
    BidsScored,
    BidWithdrawn,
    CommitteeAppointed,
    ProcurementCancelled,
    QualificationChecked,
    Ranked,
    RoundFailed,
    SuppliersInvited,
)
from domain.bidding.panel.messages import MemberReplaced, PanelEvent
from domain.bidding.panel.state import Panel
from domain.bidding.panel.state import evolve as evolve_panel
from domain.bidding.parties.messages import PartiesEvent
from domain.bidding.parties.state import Parties
from domain.bidding.parties.state import evolve as evolve_parties
from domain.bidding.prequalification.messages import PrequalificationEvent
from domain.bidding.prequalification.state import Prequalification
from domain.bidding.prequalification.state import evolve as evolve_prequalification
from domain.bidding.results.messages import EvaluationCorrected, ResultsEvent, TieBroken
from domain.bidding.results.state import Results
from domain.bidding.results.state import evolve as evolve_results
from domain.bidding.review.messages import ReviewEvent
from domain.bidding.review.state import Reviews
from domain.bidding.review.state import evolve as evolve_review
from domain.bidding.sealed.messages import SealedBidInvalid, SealedEvent
from domain.bidding.sealed.state import Sealed
from domain.bidding.sealed.state import evolve as evolve_sealed
from domain.bidding.talks.messages import TalksEvent
from domain.bidding.talks.state import Talks
from domain.bidding.talks.state import evolve as evolve_talks


@dataclass(frozen=True, slots=True)
class Round:
    """One round of bidding."""

    invited: tuple[str, ...] = ()
    invited_because: tuple[str, ...] = ()  # the reasons, one for each invitation
    bids: Mapping[str, BidReceived] = field(default_factory=dict)
    withdrawn: Mapping[str, BidWithdrawn] = field(default_factory=dict)
    closed: bool = False
    committee: CommitteeAppointed | None = None
    opened: BidsOpened | None = None
    qualified: Mapping[str, QualificationChecked] = field(default_factory=dict)
    scored: BidsScored | None = None
    failed: RoundFailed | None = None
    panel: Panel = Panel()
    sealed: Sealed = Sealed()
    talks: Talks = Talks()
    review: Reviews = Reviews()
    results: Results = Results()

    @property
    def out(self) -> Mapping[str, str]:
        """Whose bid was found invalid since the opening, and the clause that says so.  E-26, E-29"""
        unjustified = {uscc: "E-29" for uscc, decided in self.review.decided.items() if not decided.justified}
        return {**unjustified, **dict.fromkeys(self.results.rigged, "E-26")}


@dataclass(frozen=True, slots=True)
class Bidding:
    rounds: Mapping[int, Round] = field(default_factory=dict)
    cancelled_on: date | None = None
    cancelled_because: str = ""
    parties: Parties = Parties()
    framework: Framework = Framework()
    prequalification: Prequalification = Prequalification()

    @property
    def examined(self) -> Prequalification | None:
        """The prequalification that holds: with the round that failed, its own is over too.  R-P06, 87号令 art. 43"""
        held = self.prequalification
        over = any(now.failed is not None and number >= held.round for number, now in self.rounds.items())
        return None if held.until is None or over else held

    def round(self, number: int) -> Round:
        """The round of this number, empty where nothing has happened in it."""
        return self.rounds.get(number, Round())


def evolve(state: Bidding, event: BiddingEvent) -> Bidding:
    if isinstance(event, ProcurementCancelled):
        return replace(state, cancelled_on=event.on, cancelled_because=event.reason)
    if isinstance(event, PartiesEvent):
        return replace(state, parties=evolve_parties(state.parties, event))
    if isinstance(event, PrequalificationEvent):
        return replace(state, prequalification=evolve_prequalification(state.prequalification, event))
    if isinstance(event, FrameworkEvent):
        return replace(state, framework=evolve_framework(state.framework, event))
    return replace(state, rounds={**state.rounds, event.round: _evolve(state.round(event.round), event)})


def _evolve(state: Round, event: "_RoundEvent") -> Round:
    if isinstance(event, PanelEvent):
        return replace(_reseated(state, event), panel=evolve_panel(state.panel, event))
    if isinstance(event, SealedEvent):
        return replace(state, bids=_still_bids(state, event), sealed=evolve_sealed(state.sealed, event))
    if isinstance(event, TalksEvent):
        return replace(state, talks=evolve_talks(state.talks, event))
    if isinstance(event, ReviewEvent):
        return replace(state, review=evolve_review(state.review, event))
    if isinstance(event, ResultsEvent):
        return replace(_reranked(state, event), results=evolve_results(state.results, event))
    match event:
        case SuppliersInvited():
            because = (*state.invited_because, event.reason)
            return replace(state, invited=(*state.invited, *event.suppliers), invited_because=because)
        case BidReceived():
            return replace(state, bids={**state.bids, event.supplier: event})
        case BidWithdrawn():
            left = {k: v for k, v in state.bids.items() if k != event.supplier}
            return replace(state, bids=left, withdrawn={**state.withdrawn, event.supplier: event})
        case BiddingClosed():
            return replace(state, closed=True)
        case CommitteeAppointed():
            return replace(state, committee=event, panel=replace(state.panel, recused={}))
        case BidsOpened():
            return replace(state, opened=event)
        case QualificationChecked():
            return replace(state, qualified={**state.qualified, event.supplier: event})
        case BidsScored():
            return replace(state, scored=event)
        case RoundFailed():
            return replace(state, failed=event)
        case _:
            assert_never(event)


def _reranked(state: Round, event: ResultsEvent) -> Round:
    """The result as a correction, or the decision of a tie, leaves it."""
    if state.scored is None:
        return state
    match event:
        case EvaluationCorrected():
            result = {"ranking": event.ranking, "ties": event.ties, "report": event.report}
            return replace(state, scored=state.scored.model_copy(update=result))
        case TieBroken():
            rest = tuple(tie for tie in state.scored.ties if set(tie) != set(event.order))
            result = {"ranking": _reordered(state.scored.ranking, event.order), "ties": rest}
            spent = state.panel.revealed | ({event.draw} if event.draw is not None else set())
            panel = replace(state.panel, revealed=spent)
            return replace(state, scored=state.scored.model_copy(update=result), panel=panel)
        case _:
            return state


def _reordered(ranking: tuple[Ranked, ...], order: tuple[str, ...]) -> tuple[Ranked, ...]:
    """The same places, those of the tie taken in its new order."""
    by_supplier = {place.supplier: place for place in ranking}
    queue = iter(order)
    taken = [by_supplier[next(queue)] if place.supplier in order else place for place in ranking]
    return tuple(place.model_copy(update={"rank": rank}) for rank, place in enumerate(taken, start=1))


def _reseated(state: Round, event: PanelEvent) -> Round:
    """The committee with another in the place of one who left."""
    if not isinstance(event, MemberReplaced) or state.committee is None:
        return state
    members = tuple(event.replacement if m.person == event.member else m for m in state.committee.members)
    return replace(state, committee=state.committee.model_copy(update={"members": members}))


def _still_bids(state: Round, event: SealedEvent) -> Mapping[str, BidReceived]:
    """What can't be read is no bid: the others go on."""
    if not isinstance(event, SealedBidInvalid):
        return state.bids
    return {uscc: bid for uscc, bid in state.bids.items() if uscc != event.supplier}


_RoundEvent = (
    SuppliersInvited
    | BidReceived
    | BidWithdrawn
    | BiddingClosed
    | CommitteeAppointed
    | BidsOpened
    | QualificationChecked
    | BidsScored
    | RoundFailed
    | PanelEvent
    | SealedEvent
    | TalksEvent
    | ReviewEvent
    | ResultsEvent
)
