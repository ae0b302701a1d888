"""A supplier: its names and heads by date, relations, offences, bars; who came after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.register.collapses.messages import CollapseDeclared, CollapsedProjectSettled, CollapseReported
from domain.register.credit.messages import (
    CreditDisputeMarked,
    CreditDisputeOrdered,
    CreditObjected,
    CreditObjectionAnswered,
    CreditReportOrdered,
    CreditShown,
    CreditTakenDown,
    CreditWithdrawalOrdered,
    RepairApplied,
    RepairDecided,
)
from domain.register.credit.state import Credit
from domain.register.credit.state import evolve as evolve_credit
from domain.register.letters.messages import DepartmentAsked, DepartmentReplied
from domain.register.letters.state import Letters
from domain.register.letters.state import evolve as evolve_letters
from domain.register.penalties.messages import (
    HearingHeld,
    HearingRequested,
    PenaltyCaseFiled,
    PenaltyDecided,
    PenaltyNoticeServed,
)
from domain.register.penalties.state import Penalties
from domain.register.penalties.state import evolve as evolve_penalties
from domain.register.successions.messages import SuccessionChecked, SuccessionRecorded, SupplierSucceeding
from domain.register.successions.state import Successions, evolve_successions
from domain.register.suppliers.messages import (
    BarEntered,
    ComplaintUnfounded,
    OffenceRecorded,
    PrincipalRecorded,
    RelationEnded,
    RelationRecorded,
    RunningContractNoted,
    SupplierEvent,
    SupplierInvoiced,
    SupplierRegistered,
)
from domain.supervision.state import Watch


@dataclass(frozen=True, slots=True)
class Supplier:
    uscc: str = ""
    name: str = ""  # as first registered
    kind: str = ""
    branch_of: str | None = None
    bars: tuple[BarEntered, ...] = ()
    principals: tuple[tuple[date, str], ...] = ()  # who headed it since when
    relations: tuple[RelationRecorded, ...] = ()
    offences: tuple[OffenceRecorded, ...] = ()
    successions: Successions = Successions()
    predecessors: tuple[SupplierSucceeding, ...] = ()
    unfounded: tuple[ComplaintUnfounded, ...] = ()  # complaints that finance found nothing in
    collapses: Mapping[str, CollapseDeclared] = field(default_factory=dict)
    reported: Mapping[str, CollapseReported] = field(default_factory=dict)
    untaken: tuple[
        tuple[str, str], ...
    ] = ()  # collapse and project: its trigger was refused, nobody has settled it yet
    invoices: Mapping[str, str] = field(default_factory=dict)  # by number: the project it was shown to
    contracts: Mapping[str, str] = field(
        default_factory=dict
    )  # running ones that came in, by number: into which project
    penalties: Penalties = Penalties()
    credit: Credit = Credit()
    letters: Letters = Letters()
    watch: Watch = Watch()

    @property
    def collapsing(self) -> CollapseDeclared | None:
        """The collapse whose projects have not all answered yet.  HR-TK-21"""
        return next((c for k, c in self.collapses.items() if k not in self.reported), None)

    def barred_on(self, day: date, division: str | None = None) -> BarEntered | None:
        """The bar in force on a day for purchases of a division (None: anywhere); one that names no place holds everywhere.

        JL44-4.4.4b: it bars only within the time and the scope that the decision names.
        """
        return next(
            (
                b
                for b in self.bars
                if b.from_on <= day <= b.until_on
                and (division is None or not b.reach or any(division.startswith(_stem(r)) for r in b.reach))
            ),
            None,
        )

    def principal_on(self, day: date) -> str | None:
        """Who headed it on a day; None where nobody is on record."""
        return max(((since, who) for since, who in self.principals if since <= day), default=(day, None))[1]

    def name_on(self, day: date) -> str:
        """Its name on a day: a change of name doesn't reach back."""
        names = [
            (s.effective_on, s.successors[0].name)
            for s in self.successions.of(self.uscc)
            if s.kind == "rename" and s.successors[0].uscc == self.uscc and s.effective_on <= day
        ]
        return max(names, default=(day, self.name))[1]

    def relation_on(self, other: str, day: date) -> RelationRecorded | None:
        """The relation to another supplier that was in force on a day.  R-S05"""
        return next(
            (
                r
                for r in self.relations
                if r.other == other and r.from_on <= day and (r.until_on is None or day <= r.until_on)
            ),
            None,
        )

    def ended_on(self, day: date) -> SuccessionRecorded | None:
        """The merger, split or dissolution by which it had ceased to exist on a day."""
        return next(
            (
                s
                for s in self.successions.of(self.uscc)
                if s.effective_on <= day and self.uscc not in {n.uscc for n in s.successors}
            ),
            None,
        )

    def heirs_on(self, day: date) -> frozenset[str]:
        """Who had taken over its rights and duties whole by a day, under another code: renamed or merged.  Civil Code 67"""
        whole = (s for s in self.successions.of(self.uscc) if s.kind in ("rename", "merge") and s.effective_on <= day)
        return frozenset(n.uscc for s in whole for n in s.successors) - {self.uscc}


def _stem(division: str) -> str:
    """What all divisions within one begin with: 220000 → 22, 220100 → 2201."""
    if len(division) != 6:
        return division
    return division[:2] if division.endswith("0000") else division[:4] if division.endswith("00") else division


def evolve_supplier(state: Supplier, event: SupplierEvent) -> Supplier:
    match event:
        case SupplierRegistered():
            heads = ((date.min, event.principal),) if event.principal is not None else ()
            return replace(
                state,
                uscc=event.uscc,
                name=event.name,
                kind=event.kind,
                branch_of=event.branch_of,
                principals=heads,
            )
        case BarEntered():
            return replace(state, bars=(*state.bars, event))
        case PrincipalRecorded():
            return replace(state, principals=(*state.principals, (event.from_on, event.principal)))
        case RelationRecorded():
            return replace(state, relations=(*state.relations, event))
        case RelationEnded():
            return replace(state, relations=tuple(_ended(r, event) for r in state.relations))
        case OffenceRecorded():
            return replace(state, offences=(*state.offences, event))
        case SuccessionRecorded() | SuccessionChecked():
            return replace(state, successions=evolve_successions(state.successions, event))
        case SupplierSucceeding():
            return replace(state, predecessors=(*state.predecessors, event))
        case ComplaintUnfounded():
            return replace(state, unfounded=(*state.unfounded, event))
        case CollapseDeclared():
            return replace(state, collapses={**state.collapses, event.collapse: event})
        case CollapseReported():
            refused = tuple((event.collapse, project) for project in event.refused)
            reported = {**state.reported, event.collapse: event}
            return replace(state, reported=reported, untaken=(*state.untaken, *refused))
        case CollapsedProjectSettled():
            settled = (event.collapse, event.project)
            return replace(state, untaken=tuple(one for one in state.untaken if one != settled))
        case SupplierInvoiced():
            return replace(state, invoices={**state.invoices, event.number: event.project})
        case RunningContractNoted():
            return replace(state, contracts={**state.contracts, event.number: event.project})
        case PenaltyCaseFiled() | PenaltyNoticeServed() | HearingRequested() | HearingHeld() | PenaltyDecided():
            return replace(state, penalties=evolve_penalties(state.penalties, event))
        case CreditReportOrdered() | CreditShown() | CreditWithdrawalOrdered() | CreditTakenDown():
            return replace(state, credit=evolve_credit(state.credit, event))
        case CreditDisputeOrdered() | CreditDisputeMarked():
            return replace(state, credit=evolve_credit(state.credit, event))
        case CreditObjected() | CreditObjectionAnswered() | RepairApplied() | RepairDecided():
            return replace(state, credit=evolve_credit(state.credit, event))
        case DepartmentAsked() | DepartmentReplied():
            return replace(state, letters=evolve_letters(state.letters, event))
        case _:
            assert_never(event)


def _ended(relation: RelationRecorded, event: RelationEnded) -> RelationRecorded:
    if (relation.other, relation.ground) != (event.other, event.ground):
        return relation
    return relation.model_copy(update={"until_on": min(relation.until_on or event.ended_on, event.ended_on)})
