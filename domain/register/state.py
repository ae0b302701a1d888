"""Registers: a person with dated roles, a supplier with bars, a buyer's year, a list."""

from domain.register.house.state import BuyerYear, Listing, evolve_buyer, evolve_listing
from domain.register.persons.state import Grant, Person, evolve_person
from domain.register.suppliers.state import Supplier, evolve_supplier

__all__ = [
    "BuyerYear",
    "Grant",
    "Listing",
    "Person",
    "Supplier",
    "evolve_buyer",
    "evolve_listing",
    "evolve_person",
    "evolve_supplier",
]
