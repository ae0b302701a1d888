"""A buyer's year, and the lists of the house itself."""

from dataclasses import dataclass, replace
from typing import assert_never

from domain.planning.guidance.messages import CountyPlanIssued
from domain.planning.messages import PurchaseRecorded, PurchaseTakenBack
from domain.register.archive.messages import (
    AddendumChecked,
    AddendumRecorded,
    ArchiveDestroyed,
    ArchiveKept,
    DestructionDecided,
    DestructionProposed,
    HoldLifted,
    HoldPlaced,
)
from domain.register.archive.state import Archives, evolve_archives
from domain.register.house.messages import (
    CalendarLoaded,
    EditionKept,
    HistoryArchived,
    InstallationFounded,
    LimitConfirmed,
    ListEvent,
)
from domain.register.successions.messages import SuccessionChecked, SuccessionRecorded
from domain.register.successions.state import Successions, evolve_successions
from domain.register.tips.messages import (
    InformantAllowed,
    InformantAnswered,
    InformantAsked,
    TipAccepted,
    TipConcluded,
    TipRegistered,
)
from domain.register.tips.state import Tips, evolve_tips
from domain.supervision.state import Watch


@dataclass(frozen=True, slots=True)
class BuyerYear:
    """What a buyer has determined to buy in a year: splitting shows here.  GPL Regulation art. 28"""

    purchases: tuple[PurchaseRecorded, ...] = ()
    watch: Watch = Watch()


def evolve_buyer(state: BuyerYear, event: PurchaseRecorded | PurchaseTakenBack) -> BuyerYear:
    """A purchase stands once in its year, as it was recorded last; one that was called off not at all."""
    others = tuple(p for p in state.purchases if p.project != event.project)
    match event:
        case PurchaseRecorded():
            return replace(state, purchases=(*others, event))
        case PurchaseTakenBack():
            return replace(state, purchases=others)
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Listing:
    """A register of the house itself: installation, histories, editions, calendars."""

    administrator: str | None = None
    runs: frozenset[str] = frozenset()  # archived runs of workflows
    editions: frozenset[str] = frozenset()
    calendars: tuple[CalendarLoaded, ...] = ()
    limits: tuple[LimitConfirmed, ...] = ()
    county_plans: tuple[CountyPlanIssued, ...] = ()  # in register/county-plans-<division>
    successions: Successions = Successions()  # of public bodies, in register/organisations
    tips: Tips = Tips()  # in register/tips-<division>
    archives: Archives = Archives()  # of closed projects, in register/archive-<division>
    watch: Watch = Watch()


def evolve_listing(state: Listing, event: ListEvent) -> Listing:
    match event:
        case InstallationFounded():
            return replace(state, administrator=event.administrator)
        case HistoryArchived():
            return replace(state, runs=state.runs | {event.run})
        case EditionKept():
            return replace(state, editions=state.editions | {event.edition})
        case CalendarLoaded():
            return replace(state, calendars=(*state.calendars, event))
        case LimitConfirmed():
            return replace(state, limits=(*state.limits, event))
        case CountyPlanIssued():
            return replace(state, county_plans=(*state.county_plans, event))
        case SuccessionRecorded() | SuccessionChecked():
            return replace(state, successions=evolve_successions(state.successions, event))
        case (
            TipRegistered()
            | TipAccepted()
            | TipConcluded()
            | InformantAnswered()
            | InformantAsked()
            | InformantAllowed()
        ):
            return replace(state, tips=evolve_tips(state.tips, event))
        case (
            ArchiveKept()
            | AddendumRecorded()
            | AddendumChecked()
            | HoldPlaced()
            | HoldLifted()
            | DestructionProposed()
            | DestructionDecided()
            | ArchiveDestroyed()
        ):
            return replace(state, archives=evolve_archives(state.archives, event))
        case _:
            assert_never(event)
