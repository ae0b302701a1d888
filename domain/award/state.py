"""Award: report, confirmation, what was told, bonds, and the awards that did not stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.award.bonds import state as bonds
from domain.award.bonds.messages import BidBondForfeited, BidBondReceived, BidBondsReturned
from domain.award.bonds.state import Bonds
from domain.award.messages import AwardConfirmed, AwardEvent, EvaluationReportSubmitted
from domain.award.telling.messages import AwardNoticeSent, BidderInformed
from domain.award.undoing.messages import AwardVoided, ProcurementRestarted, RefusalToSignRecorded


@dataclass(frozen=True, slots=True)
class Award:
    """`displaced`: the winners of this round whose awards did not stand; all but bonds and restarts are of this round."""

    report_on: date | None = None
    confirmed: AwardConfirmed | None = None
    noticed: AwardNoticeSent | None = None
    informed: Mapping[str, BidderInformed] = field(default_factory=dict)
    displaced: Mapping[str, RefusalToSignRecorded | AwardVoided] = field(default_factory=dict)
    restarts: tuple[ProcurementRestarted, ...] = ()
    refusals: tuple[RefusalToSignRecorded, ...] = ()  # of all rounds
    bonds: Bonds = Bonds()


def evolve(state: Award, event: AwardEvent) -> Award:
    match event:
        case EvaluationReportSubmitted():
            return replace(state, report_on=event.on)
        case AwardConfirmed():
            return replace(state, confirmed=event, noticed=None)
        case AwardNoticeSent():
            return replace(state, noticed=event)
        case BidderInformed():
            return replace(state, informed={**state.informed, event.supplier: event})
        case RefusalToSignRecorded():
            return replace(_undone(state, event), refusals=(*state.refusals, event))
        case AwardVoided():
            return _undone(state, event)
        case ProcurementRestarted():
            return Award(restarts=(*state.restarts, event), refusals=state.refusals, bonds=state.bonds)
        case BidBondReceived() | BidBondsReturned() | BidBondForfeited():
            return replace(state, bonds=bonds.evolve(state.bonds, event))
        case _:
            assert_never(event)


def _undone(state: Award, event: RefusalToSignRecorded | AwardVoided) -> Award:
    if isinstance(event, AwardVoided) and event.ground == "correction":  # its bid stands, in another place
        return replace(state, confirmed=None, noticed=None)
    return replace(state, confirmed=None, noticed=None, displaced={**state.displaced, event.supplier: event})
