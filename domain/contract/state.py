"""Contract: draft, signature, filing, supplements."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.contract.bond.messages import PerformanceBondReceived, PerformanceBondReturned
from domain.contract.change.messages import ContractAmended, ContractRenewed
from domain.contract.messages import (
    ContractDrafted,
    ContractEvent,
    ContractFiled,
    ContractPeriod,
    ContractSigned,
    ContractSupplemented,
    ContractTerms,
    RunningContractOpened,
)
from domain.contract.opening.messages import (
    OpeningCorrected,
    OpeningCorrectionDeclined,
    OpeningCorrectionProposed,
)
from domain.contract.seals.messages import SealOrdered, SealRecorded
from domain.contract.subcontract.messages import SubcontractRegistered
from domain.contract.succession.messages import BuyerSucceeded, ContractSuccessionEvent, SupplierSucceeded


@dataclass(frozen=True, slots=True)
class Contract:
    draft: ContractTerms | None = None
    drafted_by: str = ""
    terms: ContractTerms | None = None  # as signed, with its renewals and amendments
    signed: ContractTerms | None = None  # as signed, nothing else
    signed_on: date | None = None
    filed_on: date | None = None
    supplements: tuple[ContractSupplemented, ...] = ()
    opened: RunningContractOpened | None = None  # before Jieli, not judged
    correcting: OpeningCorrectionProposed | None = None  # of the opening entry, waiting for another person
    successions: tuple[ContractSuccessionEvent, ...] = ()
    seals_ordered: Mapping[str, SealOrdered] = field(default_factory=dict)  # by party
    seals: Mapping[str, SealRecorded] = field(default_factory=dict)  # by party
    bond: PerformanceBondReceived | None = None
    bond_returned: PerformanceBondReturned | None = None
    renewals: tuple[ContractRenewed, ...] = ()
    amendments: tuple[ContractAmended, ...] = ()
    changes: tuple[tuple[str, date], ...] = ()  # supplements, renewals, amendments, in order: key and day
    subcontracts: tuple[SubcontractRegistered, ...] = ()
    filed: frozenset[str] = frozenset()  # the changes whose copies reached finance

    @property
    def original_yuan(self) -> Decimal:
        """What was signed first: the measure of supplements.  GPL 49"""
        return self.signed.amount_yuan if self.signed else Decimal("0.00")

    @property
    def amount_yuan(self) -> Decimal:
        """The contract's value with its supplements; 0 before signing."""
        base = self.terms.amount_yuan if self.terms else Decimal("0.00")
        return base + sum((s.amount_yuan for s in self.supplements), start=Decimal("0.00"))

    @property
    def periods(self) -> tuple[ContractPeriod, ...]:
        """The signed periods; each supplement is one more, accepted and paid under its own key."""
        if self.terms is None:
            return ()
        ends_on = self.terms.ends_on
        more = (
            ContractPeriod(
                key=s.key,
                title=f"补充合同 {s.key}",
                starts_on=min(s.on, ends_on),
                ends_on=ends_on,
                payable_yuan=s.amount_yuan,
            )
            for s in self.supplements
        )
        return (*self.terms.periods, *more)

    def supplier_on(self, day: date) -> tuple[str, str] | None:
        """Credit code and name of the supplier on a day: before a succession the old one's.  None before signing."""
        for event in self.successions:
            if isinstance(event, SupplierSucceeded) and day < event.from_on:
                return event.predecessor, event.predecessor_name
        return (self.terms.supplier, self.terms.supplier_name) if self.terms else None

    def period(self, key: str) -> ContractPeriod | None:
        return next((p for p in self.periods if p.key == key), None)


def evolve(state: Contract, event: ContractEvent) -> Contract:
    match event:
        case ContractDrafted():  # another text: seals on the former one are no seals of it
            return replace(state, draft=event.terms, drafted_by=event.by, seals={}, seals_ordered={})
        case ContractSigned():
            return replace(state, terms=event.terms, signed=event.terms, signed_on=event.signed_on)
        case ContractFiled() if event.key is not None:
            return replace(state, filed=state.filed | {event.key})
        case ContractFiled():
            return replace(state, filed_on=event.on)
        case ContractSupplemented():
            supplements, changes = (*state.supplements, event), (*state.changes, (event.key, event.on))
            return replace(state, supplements=supplements, changes=changes)
        case RunningContractOpened():
            return _opened(state, event)
        case OpeningCorrectionProposed():
            return replace(state, correcting=event)
        case OpeningCorrectionDeclined():
            return replace(state, correcting=None)
        case OpeningCorrected():
            return replace(_opened(state, event.becomes), correcting=None)
        case SealOrdered():
            return replace(state, seals_ordered={**state.seals_ordered, event.party: event})
        case SealRecorded():
            return replace(state, seals={**state.seals, event.party: event})
        case PerformanceBondReceived():
            return replace(state, bond=event)
        case PerformanceBondReturned():
            return replace(state, bond_returned=event)
        case ContractRenewed():
            return _renewed(state, event)
        case ContractAmended():
            terms = state.terms.model_copy(update={event.part: event.becomes}) if state.terms else None
            amendments, changes = (*state.amendments, event), (*state.changes, (event.key, event.on))
            return replace(state, terms=terms, amendments=amendments, changes=changes)
        case SupplierSucceeded():
            named = {"supplier": event.successor, "supplier_name": event.name}
            terms = state.terms.model_copy(update=named) if state.terms else None
            return replace(state, terms=terms, successions=(*state.successions, event))
        case SubcontractRegistered():  # the supplier stays liable for all: nothing else of the contract changes
            return replace(state, subcontracts=(*state.subcontracts, event))
        case BuyerSucceeded():
            return replace(state, successions=(*state.successions, event))
        case _:
            assert_never(event)


def _opened(state: Contract, event: RunningContractOpened) -> Contract:
    """The contract as it came in, with its supplements; those signed here stay."""
    before = {s.key for s in state.opened.supplements} if state.opened is not None else set()
    brought = tuple(
        ContractSupplemented(key=s.key, amount_yuan=s.amount_yuan, reason=s.reason, text=event.evidence, on=s.on)
        for s in event.supplements
    )
    here = tuple(s for s in state.supplements if s.key not in before)
    return replace(
        state,
        terms=event.terms,
        signed=event.terms,
        signed_on=event.signed_on,
        opened=event,
        supplements=(*brought, *here),
    )


def _renewed(state: Contract, event: ContractRenewed) -> Contract:
    """The term goes on: performance, payment and takeover see one contract with more periods."""
    assert state.terms is not None, "a renewal of no contract"
    longer = {
        "ends_on": event.ends_on,
        "amount_yuan": state.terms.amount_yuan + event.amount_yuan,
        "periods": (*state.terms.periods, *event.periods),
    }
    return replace(
        state,
        terms=state.terms.model_copy(update=longer),
        renewals=(*state.renewals, event),
        changes=(*state.changes, (event.key, event.signed_on)),
    )
