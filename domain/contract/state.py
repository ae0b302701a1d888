"""Contract: draft, signature, filing, supplements."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

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
from domain.contract.succession.messages import BuyerSucceeded, ContractSuccessionEvent, SupplierSucceeded


@dataclass(frozen=True, slots=True)
class Contract:
    draft: ContractTerms | None = None
    drafted_by: str = ""
    terms: ContractTerms | None = None  # as signed
    signed_on: date | None = None
    filed_on: date | None = None
    supplements: tuple[ContractSupplemented, ...] = ()
    opened: RunningContractOpened | None = None  # before Jieli, not judged
    successions: tuple[ContractSuccessionEvent, ...] = ()

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
        case ContractDrafted():
            return replace(state, draft=event.terms, drafted_by=event.by)
        case ContractSigned():
            return replace(state, terms=event.terms, signed_on=event.signed_on)
        case ContractFiled():
            return replace(state, filed_on=event.on)
        case ContractSupplemented():
            return replace(state, supplements=(*state.supplements, event))
        case RunningContractOpened():
            return replace(state, terms=event.terms, signed_on=event.signed_on, opened=event)
        case SupplierSucceeded():
            named = {"supplier": event.successor, "supplier_name": event.name}
            terms = state.terms.model_copy(update=named) if state.terms else None
            return replace(state, terms=terms, successions=(*state.successions, event))
        case BuyerSucceeded():
            return replace(state, successions=(*state.successions, event))
        case _:
            assert_never(event)
