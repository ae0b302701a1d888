"""Suppliers: the rules for registration and bars.  JL44-2.2.2, JL44-4.4.4b"""

from typing import assert_never

from domain.forms import require
from domain.given import Decision, Given
from domain.register.suppliers.messages import BarEntered, EnterBar, RegisterSupplier, SupplierRegistered
from domain.register.suppliers.state import Supplier

SuppliersCommand = RegisterSupplier | EnterBar


def decide(command: SuppliersCommand, given: Given) -> Decision:
    match command:
        case RegisterSupplier():
            new = given.state(Supplier, command.stream()).name == ""
            found = [require(given, "JL44-2.2.2", new, f"供应商 {command.uscc} 已登记", field="uscc")]
            return given.settle(command, found, SupplierRegistered(**command.model_dump()))
        case EnterBar():
            return _bar(command, given)
        case _:
            assert_never(command)


def _bar(command: EnterBar, given: Given) -> Decision:
    """Only a competent authority's decision, by number, scope and dates.  JL44-4.4.4b, GPL 13, 77"""
    found = [
        require(
            given, "JL44-4.4.4b", command.until_on >= command.from_on, "禁止期限的终止日早于起始日", field="until_on"
        ),
        require(
            given,
            "JL44-4.4.4b",
            given.state(Supplier, command.stream()).name != "",
            f"供应商 {command.uscc} 尚未登记",
            field="uscc",
        ),
    ]
    return given.settle(command, found, BarEntered(**command.model_dump(exclude={"uscc"})))
