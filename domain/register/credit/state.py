"""Credit records: where each report stands on each platform; objections and repairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.register.credit.messages import (
    CreditDisputeMarked,
    CreditDisputeOrdered,
    CreditEvent,
    CreditObjected,
    CreditObjectionAnswered,
    CreditReportOrdered,
    CreditShown,
    CreditTakenDown,
    CreditWithdrawalOrdered,
    RepairApplied,
    RepairDecided,
)


@dataclass(frozen=True, slots=True)
class Showing:
    """One report on one platform."""

    ordered: CreditReportOrdered
    shown: CreditShown | None = None
    withdrawn: CreditWithdrawalOrdered | None = None  # ordered off show; last order
    down: CreditTakenDown | None = None
    dispute: CreditDisputeOrdered | None = None  # last order to mark, or to take the mark off
    marked: CreditDisputeMarked | None = None  # its receipt


@dataclass(frozen=True, slots=True)
class Credit:
    showings: Mapping[tuple[str, str], Showing] = field(default_factory=dict)  # by report and platform
    objections: Mapping[str, CreditObjected] = field(default_factory=dict)
    answered: Mapping[str, CreditObjectionAnswered] = field(default_factory=dict)
    repairs: Mapping[str, RepairApplied] = field(default_factory=dict)
    decided: Mapping[str, RepairDecided] = field(default_factory=dict)

    def of(self, report: str) -> tuple[Showing, ...]:
        """A report on all its platforms."""
        return tuple(s for (key, _), s in self.showings.items() if key == report)

    def disputed(self, report: str) -> tuple[CreditObjected, ...]:
        """The objections to a report that nobody has answered yet."""
        return tuple(o for k, o in self.objections.items() if o.report == report and k not in self.answered)

    def reported(self, document_number: str) -> bool:
        return any(s.ordered.document_number == document_number for s in self.showings.values())

    def off_show(self, document_number: str) -> bool:
        """Its time is over, or a repair ended it: no platform is to show it any more."""
        showings = [s for s in self.showings.values() if s.ordered.document_number == document_number]
        return bool(showings) and all(s.withdrawn is not None for s in showings)


def evolve(state: Credit, event: CreditEvent) -> Credit:
    match event:
        case CreditReportOrdered():
            return replace(state, showings={**state.showings, (event.report, event.platform): Showing(event)})
        case CreditShown():
            return _changed(state, event, shown=event)
        case CreditWithdrawalOrdered():
            return _changed(state, event, withdrawn=event, down=None)
        case CreditTakenDown():
            return _changed(state, event, down=event)
        case CreditDisputeOrdered():
            return _changed(state, event, dispute=event, marked=None)
        case CreditDisputeMarked():
            return _changed(state, event, marked=event)
        case CreditObjected():
            return replace(state, objections={**state.objections, event.objection: event})
        case CreditObjectionAnswered():
            return replace(state, answered={**state.answered, event.objection: event})
        case RepairApplied():
            return replace(state, repairs={**state.repairs, event.repair: event})
        case RepairDecided():
            return replace(state, decided={**state.decided, event.repair: event})
        case _:
            assert_never(event)


def _changed(
    state: Credit,
    event: CreditShown | CreditWithdrawalOrdered | CreditTakenDown | CreditDisputeOrdered | CreditDisputeMarked,
    **step: CreditEvent | None,
) -> Credit:
    key = (event.report, event.platform)
    return replace(state, showings={**state.showings, key: replace(state.showings[key], **step)})  # type: ignore[arg-type]
