"""A person with dated roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.register.persons.messages import (
    DelegationEnded,
    DelegationGiven,
    PersonEvent,
    PersonRegistered,
    RoleDelegated,
    RoleEnded,
    RoleGranted,
    TokenIssued,
    TokenRevoked,
)
from domain.supervision.state import Watch
from domain.values import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role a person holds, from one day to another; `delegated_by` where it is another's."""

    role: Role
    division: str
    uscc: str | None
    from_on: date
    until_on: date | None
    delegated_by: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Person:
    id: str = ""
    name: str = ""
    organisation: str = ""
    uscc: str | None = None
    grants: tuple[Grant, ...] = ()
    lent: tuple[DelegationGiven, ...] = ()  # roles that others may act in
    tokens: Mapping[str, date] = field(default_factory=dict)  # digest → last day
    watch: Watch = Watch()

    def believes(self, digest: str, day: date) -> bool:
        """Whether a token of this digest speaks for the person on a day."""
        return digest in self.tokens and day <= self.tokens[digest]

    def holds(self, role: Role, day: date) -> tuple[Grant, ...]:
        """The grants of a role in force on a day."""
        return tuple(g for g in self.grants if g.role == role and g.holds_on(day))


def evolve_person(state: Person, event: PersonEvent) -> Person:
    match event:
        case PersonRegistered():
            return replace(state, id=event.person, name=event.name, organisation=event.organisation, uscc=event.uscc)
        case RoleGranted():
            grant = Grant(event.role, event.division, event.uscc or state.uscc, event.from_on, event.until_on)
            return replace(state, grants=(*state.grants, grant))
        case RoleEnded():
            ended = tuple(
                replace(g, until_on=event.ends_on)
                if g.role == event.role and g.delegated_by is None and g.holds_on(event.ends_on)
                else g
                for g in state.grants
            )
            return replace(state, grants=ended)
        case RoleDelegated():
            grant = Grant(event.role, event.division, event.uscc, event.from_on, event.until_on, event.from_person)
            return replace(state, grants=(*state.grants, grant))
        case DelegationGiven():
            return replace(state, lent=(*state.lent, event))
        case DelegationEnded():
            borrowed = tuple(_ended(g, event) for g in state.grants)
            return replace(state, grants=borrowed)
        case TokenIssued():
            return replace(state, tokens={**state.tokens, event.digest: event.until_on})
        case TokenRevoked():
            return replace(state, tokens={k: v for k, v in state.tokens.items() if k != event.digest})
        case _:
            assert_never(event)


def _ended(grant: Grant, event: DelegationEnded) -> Grant:
    if grant.role != event.role or grant.delegated_by != event.from_person:
        return grant
    return replace(grant, until_on=min(grant.until_on or event.ends_on, event.ends_on))
