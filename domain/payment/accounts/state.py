"""The accounts of the contract's suppliers: which wait for a second person, which was confirmed last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.payment.accounts.messages import AccountConfirmed, AccountEvent, AccountRegistered


@dataclass(frozen=True, slots=True)
class Accounts:
    waiting: Mapping[str, AccountRegistered] = field(
        default_factory=dict
    )  # by supplier: the last that nobody confirmed
    confirmed: Mapping[str, AccountConfirmed] = field(default_factory=dict)  # by supplier


def evolve_accounts(state: Accounts, event: AccountEvent) -> Accounts:
    match event:
        case AccountRegistered():
            return replace(state, waiting={**state.waiting, event.supplier: event})
        case AccountConfirmed():
            waiting = {k: a for k, a in state.waiting.items() if k != event.supplier}
            return replace(state, waiting=waiting, confirmed={**state.confirmed, event.supplier: event})
        case _:
            assert_never(event)
