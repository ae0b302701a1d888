"""A supplier with its bars."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain.register.suppliers.messages import BarEntered, SupplierEvent, SupplierRegistered
from domain.supervision.state import Watch


@dataclass(frozen=True, slots=True)
class Supplier:
    uscc: str = ""
    name: str = ""
    kind: str = ""
    bars: tuple[BarEntered, ...] = ()
    watch: Watch = Watch()

    def barred_on(self, day: date) -> BarEntered | None:
        """The bar in force on a day.  JL44-4.4.4b"""
        return next((b for b in self.bars if b.from_on <= day <= b.until_on), None)


def evolve_supplier(state: Supplier, event: SupplierEvent) -> Supplier:
    match event:
        case SupplierRegistered():
            return replace(state, uscc=event.uscc, name=event.name, kind=event.kind)
        case BarEntered():
            return replace(state, bars=(*state.bars, event))
        case _:
            assert_never(event)
