"""Persons: the rules for roles, delegations and tokens.  HR-WHO"""

from datetime import date
from typing import assert_never

from domain.forms import finding, require
from domain.given import Decision, Given
from domain.message import Command
from domain.register.house.messages import InstallationFounded
from domain.register.house.state import Listing
from domain.register.persons.messages import (
    DelegateRole,
    DelegationEnded,
    DelegationGiven,
    EndRole,
    GrantRole,
    IssueToken,
    PersonRegistered,
    RegisterPerson,
    RevokeToken,
    RoleDelegated,
    RoleEnded,
    RoleGranted,
    TokenIssued,
    TokenRevoked,
)
from domain.register.persons.state import Person
from domain.supervision.messages import Finding

PersonsCommand = RegisterPerson | GrantRole | EndRole | DelegateRole | IssueToken | RevokeToken
INSTALLATION = "register/installation"


def reads(command: Command, home: object) -> tuple[str, ...]:
    """The installation shows who founded it; a role that ends takes along what was lent of it."""
    match command:
        case RegisterPerson():
            return (INSTALLATION,)
        case EndRole() if isinstance(home, Person):
            return tuple(f"person/{lent.to_person}" for lent in home.lent if lent.role == command.role)
        case _:
            return ()


def founding(command: Command, listing: Listing) -> bool:
    """The first person of an installation registers without anyone's leave, and becomes its administrator."""
    return isinstance(command, RegisterPerson) and listing.administrator is None


def decide(command: PersonsCommand, given: Given) -> Decision:
    match command:
        case RegisterPerson():
            return _person(command, given)
        case GrantRole():
            in_order = command.until_on is None or command.until_on >= command.from_on
            found = [
                _known(command.person, given),
                require(given, "HR-WHO", in_order, "终止日早于起始日", field="until_on"),
            ]
            return given.settle(command, found, RoleGranted(**command.model_dump(exclude={"person"})))
        case EndRole():
            return _end(command, given)
        case DelegateRole():
            return _delegate(command, given)
        case IssueToken():
            found = [
                _known(command.person, given),
                require(given, "HR-WHO", command.until_on >= given.on, "令牌的截止日已过", field="until_on"),
            ]
            return given.settle(command, found, TokenIssued(digest=command.digest, until_on=command.until_on))
        case RevokeToken():
            issued = command.digest in given.state(Person, command.stream()).tokens
            found = [require(given, "HR-WHO", issued, "没有这个令牌", field="digest")]
            return given.settle(command, found, TokenRevoked(digest=command.digest, reason=command.reason))
        case _:
            assert_never(command)


def _known(person: str, given: Given) -> Finding | None:
    known = given.state(Person, f"person/{person}").name != ""
    return require(given, "HR-WHO", known, f"没有登记人员“{person}”", field="person")


def _person(command: RegisterPerson, given: Given) -> Decision:
    new = given.state(Person, command.stream()).name == ""
    found = [require(given, "HR-WHO", new, f"人员“{command.person}”已登记", field="person")]
    registered = PersonRegistered(**command.model_dump())
    if not founding(command, given.state(Listing, INSTALLATION)):
        return given.settle(command, found, registered)
    administrator = RoleGranted(role="administrator", division="22", from_on=date(2020, 1, 1), document="系统启用")
    founded = InstallationFounded(administrator=command.person)
    return given.settle(command, found, registered, administrator, also=((INSTALLATION, founded),))


def _delegate(command: DelegateRole, given: Given) -> Decision:
    own = [g for g in given.actor.holds(command.role, command.from_on) if g.delegated_by is None]
    if not own:
        return given.settle(
            command, [finding(given, "HR-WHO", "只能委托本人当时持有的角色，受托的角色不得再转托", field="role")]
        )
    found = [
        require(given, "HR-WHO", command.person != given.by, "不能委托给本人", field="person"),
        require(given, "HR-WHO", command.until_on >= command.from_on, "终止日早于起始日", field="until_on"),
        _known(command.person, given),
        require(given, "HR-WHO", command.role != "administrator", "系统管理员角色不得委托", field="role"),
    ]
    delegated = RoleDelegated(
        role=command.role,
        division=own[0].division,
        from_person=given.by,
        uscc=own[0].uscc,
        from_on=command.from_on,
        until_on=min(command.until_on, own[0].until_on or command.until_on),
        reason=command.reason,
    )
    given_away = DelegationGiven(role=command.role, to_person=command.person, until_on=delegated.until_on)
    return given.settle(command, found, delegated, also=((f"person/{given.by}", given_away),))


def _end(command: EndRole, given: Given) -> Decision:
    """A role ends, and with it every delegation of it: nobody acts in a role that its holder no longer has."""
    person = given.state(Person, command.stream())
    held = any(g.delegated_by is None for g in person.holds(command.role, command.ends_on))
    found = [require(given, "HR-WHO", held, f"“{command.person}”当日并无该角色", field="role")]
    ended = DelegationEnded(role=command.role, from_person=command.person, ends_on=command.ends_on)
    borrowers = dict.fromkeys(lent.to_person for lent in person.lent if lent.role == command.role)
    also = tuple((f"person/{borrower}", ended) for borrower in borrowers)
    event = RoleEnded(role=command.role, ends_on=command.ends_on, reason=command.reason)
    return given.settle(command, found, event, also=also)
