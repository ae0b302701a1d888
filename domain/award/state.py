"""Award: report, confirmation, bonds returned."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain.award.messages import AwardConfirmed, AwardEvent, BidBondsReturned, EvaluationReportSubmitted


@dataclass(frozen=True, slots=True)
class Award:
    report_on: date | None = None
    confirmed: AwardConfirmed | None = None
    bonds_returned: frozenset[str] = frozenset()


def evolve(state: Award, event: AwardEvent) -> Award:
    match event:
        case EvaluationReportSubmitted():
            return replace(state, report_on=event.on)
        case AwardConfirmed():
            return replace(state, confirmed=event)
        case BidBondsReturned():
            return replace(state, bonds_returned=state.bonds_returned | set(event.suppliers))
        case _:
            assert_never(event)
