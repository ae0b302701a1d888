"""Persons: registered, given dated roles, lent roles, tokens.  HR-WHO"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.values import Division, DocumentNumber, Name, PersonId, Role, Sha256, Text, Uscc


class PersonCommand(Command, home="register"):
    """What is judged in the stream of the person it concerns."""

    person: PersonId

    def stream(self) -> str:
        return f"person/{self.person}"


class RegisterPerson(PersonCommand, zh="登记人员", roles=("administrator",)):
    """A person who acts here.  The first of an installation becomes its administrator."""

    name: Name
    organisation: Name
    uscc: Uscc | None = None


class GrantRole(PersonCommand, zh="授予角色", roles=("administrator",)):
    """A dated role in a division, and where it is a buyer's or a supplier's, in that organisation."""

    role: Role
    division: Division
    from_on: date
    until_on: date | None = None
    document: DocumentNumber
    uscc: Uscc | None = Field(
        default=None, description="the organisation for which it is held, where that is another than the person's own"
    )


class EndRole(PersonCommand, zh="终止角色", roles=("administrator",)):
    role: Role
    ends_on: date
    reason: Text


class DelegateRole(PersonCommand, zh="委托代理"):
    """A person lets another act in one of their roles for a time (代理)."""

    person: PersonId = Field(description="who acts instead")
    role: Role
    from_on: date
    until_on: date
    reason: Text


class IssueToken(PersonCommand, zh="签发令牌", roles=("administrator",)):
    """A token that says who acts, for sites where names alone are not believed.  Only its digest is ever recorded."""

    digest: Sha256
    until_on: date


class RevokeToken(PersonCommand, zh="吊销令牌", roles=("administrator",)):
    digest: Sha256
    reason: Text


class PersonRegistered(Event, zh="人员已登记"):
    person: PersonId
    name: Name
    organisation: Name
    uscc: Uscc | None = None


class RoleGranted(Event, zh="角色已授予"):
    role: Role
    division: Division
    from_on: date
    until_on: date | None = None
    document: DocumentNumber
    uscc: Uscc | None = None


class RoleEnded(Event, zh="角色已终止"):
    role: Role
    ends_on: date
    reason: Text


class RoleDelegated(Event, zh="角色已委托"):
    """In the stream of the person who acts instead."""

    role: Role
    division: Division
    from_person: PersonId
    uscc: Uscc | None = None
    from_on: date
    until_on: date
    reason: Text


class DelegationGiven(Event, zh="已委托代理"):
    """In the stream of the person who lends the role: to whom, so that it ends with the role itself."""

    role: Role
    to_person: PersonId
    until_on: date


class DelegationEnded(Event, zh="代理已终止"):
    """In the stream of the person who acted instead: the role that was lent has ended."""

    role: Role
    from_person: PersonId
    ends_on: date


class TokenIssued(Event, zh="令牌已签发"):
    digest: Sha256
    until_on: date


class TokenRevoked(Event, zh="令牌已吊销"):
    digest: Sha256
    reason: Text


PersonEvent = (
    PersonRegistered
    | RoleGranted
    | RoleEnded
    | RoleDelegated
    | DelegationGiven
    | DelegationEnded
    | TokenIssued
    | TokenRevoked
)
