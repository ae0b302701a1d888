"""Registers: persons with dated roles, delegations, suppliers, bars, the house's own lists.  HR-WHO, JL44-2.2.2, JL44-4.4.4b"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.given import Accepted, Given, Refusal
from domain.judge import judge
from domain.message import Command
from domain.planning.messages import StartProject
from domain.register.house.decide import unconfirmed
from domain.register.messages import (
    ArchiveHistory,
    BarEntered,
    CalendarLoaded,
    ConfirmLimit,
    DelegateRole,
    DelegationEnded,
    EditionKept,
    EndRole,
    EnterBar,
    GrantRole,
    HistoryArchived,
    InstallationFounded,
    IssueToken,
    KeepEdition,
    LimitConfirmed,
    LoadCalendar,
    PersonRegistered,
    RegisterPerson,
    RegisterSupplier,
    RevokeToken,
    RoleDelegated,
    RoleEnded,
    RoleGranted,
    SupplierRegistered,
    TokenIssued,
    TokenRevoked,
)
from domain.register.state import Listing, Person, Supplier
from tests.domain.builders import lawful_plan
from tests.domain.scene import BUYER, DIVISION, SUPPLIER, D, Scene, rulebook, scene

INSTALLATION = "register/installation"
WANG = "person/wang"


def at(command: Command, *, founded: bool = True) -> Scene:
    """In the stream that judges the command, in an installation that has its administrator."""
    home = command.stream()
    assert home is not None
    begun = scene(home=home)
    return begun.has(InstallationFounded(administrator="admin"), stream=INSTALLATION) if founded else begun


def person(name: str = "wang") -> RegisterPerson:
    return RegisterPerson(person=name, name="王某", organisation="农安县民政局", uscc=BUYER)


def known(scene_: Scene, name: str = "wang") -> Scene:
    registered = PersonRegistered(**person(name).model_dump())
    return scene_.has(registered, stream=f"person/{name}")


def grant(**changes: Any) -> GrantRole:
    values = {"person": "wang", "role": "head", "division": DIVISION, "from_on": date(2026, 1, 1), "document": "任命"}
    return GrantRole(**{**values, **changes})


def granted(**changes: Any) -> Scene:
    return known(at(grant())).when(grant(**changes)).then()


def who(scene_: Scene, name: str = "wang") -> Person:
    state = scene_.states[f"person/{name}"]
    assert isinstance(state, Person)
    return state


# ---------------------------------------------------------------- local limits

LIMITS = {"limit": 300000, "limit_city": 500000, "open_tender": 2000000}


def confirm(**changes: Any) -> ConfirmLimit:
    values = {
        "clause": "R-M04",
        "division": "2201",
        "values": LIMITS,
        "document_number": "吉财采购〔2023〕1号",
        "document_on": date(2023, 12, 1),
        "file": D,
    }
    return ConfirmLimit(**{**values, **changes})


def test_a_local_limit_is_confirmed_with_the_number_of_its_document() -> None:
    """HR-LM-1, R-M04: today's values, by somebody who may; it holds for the division and those within."""
    answer = at(confirm()).when(confirm(), by="fin", role="finance")
    answer.accepted(LimitConfirmed)
    listing = answer.then().states["register/limits"]
    assert isinstance(listing, Listing)
    rules = rulebook("220122", date(2026, 1, 5))
    assert not unconfirmed("R-M04", "220122", listing, rules)
    assert unconfirmed("R-M04", "2202", listing, rules)
    assert unconfirmed("R-M04", "220122", listing, rulebook("220122", date(2023, 6, 1)))  # other values then
    at(confirm()).when(confirm(), by="wang", role="clerk").refused("HR-WHO")


@pytest.mark.parametrize(
    "changes",
    [
        {"values": {**LIMITS, "limit": 400000}},  # the document says otherwise: the law's data come first
        {"values": {"limit": 300000}},  # not all of them
        {"values": {**LIMITS, "other": 1}},
        {"clause": "R-P20"},  # nothing waits there
        {"clause": "X-99"},
        {"document_on": date(2026, 1, 6)},
    ],
)
def test_only_what_the_law_has_and_waits_for_it_is_confirmed(changes: dict[str, Any]) -> None:
    at(confirm()).when(confirm(**changes), by="fin", role="finance").refused("HR-LM-1")


# ---------------------------------------------------------------- persons


def test_the_first_person_of_an_installation_becomes_its_administrator() -> None:
    answer = at(person(), founded=False).when(person(), by="wang", role="clerk")
    answer.accepted(PersonRegistered, RoleGranted, InstallationFounded)
    founded = answer.then()
    assert [g.role for g in who(founded).grants] == ["administrator"]
    listing = founded.states[INSTALLATION]
    assert isinstance(listing, Listing)
    assert listing.administrator == "wang"


def test_everyone_after_is_registered_by_an_administrator() -> None:
    second = at(person()).when(person())
    assert isinstance(second.answer, Accepted)
    assert [type(e) for _, e in second.answer.events] == [PersonRegistered]
    at(person()).when(person(), by="wang", role="clerk").refused("HR-WHO")


def test_a_person_is_registered_once() -> None:
    known(at(person())).when(person()).refused("HR-WHO")


def test_roles_are_dated_and_of_the_persons_own_organisation() -> None:
    head = granted(until_on=date(2026, 6, 30))
    assert who(head).grants[0].uscc == BUYER
    assert who(head).holds("head", date(2026, 6, 30))
    assert not who(head).holds("head", date(2026, 7, 1))
    assert not who(head).holds("head", date(2025, 12, 31))


def test_a_role_goes_to_somebody_and_ends_after_it_begins() -> None:
    at(grant()).when(grant()).refused("HR-WHO")
    known(at(grant())).when(grant(until_on=date(2026, 1, 1))).accepted(RoleGranted)
    known(at(grant())).when(grant(until_on=date(2025, 12, 31))).refused("HR-WHO")
    known(at(grant())).when(grant(), role="head").refused("HR-WHO")


def end(role: Any = "head", on: date = date(2026, 3, 1)) -> EndRole:
    return EndRole(person="wang", role=role, ends_on=on, reason="调离")


def test_a_role_ends_on_a_day() -> None:
    gone = granted().when(end())
    gone.accepted(RoleEnded)
    assert who(gone.then()).holds("head", date(2026, 3, 1))
    assert not who(gone.then()).holds("head", date(2026, 3, 2))
    granted().when(end(role="clerk")).refused("HR-WHO")
    granted().when(end(on=date(2025, 12, 31))).refused("HR-WHO")


def test_the_end_of_a_role_revives_no_earlier_one() -> None:
    twice = granted(from_on=date(2024, 1, 1), until_on=date(2024, 12, 31)).when(grant()).then()
    after = twice.when(end()).then()
    assert not who(after).holds("head", date(2025, 6, 1))
    assert who(after).holds("head", date(2024, 6, 1))
    assert not who(after).holds("head", date(2026, 3, 2))


# ---------------------------------------------------------------- tokens and reserved names


def test_a_token_is_issued_by_the_administrator_and_revoked() -> None:
    """HR-WHO: only its digest is on record; it speaks for the person until its last day, or until it is revoked."""
    issue = IssueToken(person="wang", digest=D, until_on=date(2026, 12, 31))
    issued = known(at(issue)).when(issue)
    issued.accepted(TokenIssued)
    wang = who(issued.then(), "wang")
    assert wang.believes(D, date(2026, 12, 31))
    assert not wang.believes(D, date(2027, 1, 1))
    revoke = RevokeToken(person="wang", digest=D, reason="换发")
    revoked = issued.then().when(revoke)
    revoked.accepted(TokenRevoked)
    assert not who(revoked.then(), "wang").believes(D, date(2026, 6, 1))


def test_a_token_for_nobody_or_for_yesterday_is_refused() -> None:
    issue = IssueToken(person="wang", digest=D, until_on=date(2026, 12, 31))
    at(issue).when(issue).refused("HR-WHO")
    late = IssueToken(person="wang", digest=D, until_on=date(2026, 1, 4))
    known(at(late)).when(late).refused("HR-WHO")
    unknown = RevokeToken(person="wang", digest=D, reason="换发")
    known(at(unknown)).when(unknown).refused("HR-WHO")


@pytest.mark.parametrize("name", ["clock", "adapter"])
def test_nobody_is_registered_as_the_clock_or_an_outside_system(name: str) -> None:
    with pytest.raises(ValidationError, match="保留"):
        person(name)


# ---------------------------------------------------------------- delegation


def delegate(**changes: Any) -> DelegateRole:
    values = {
        "person": "li",
        "role": "head",
        "from_on": date(2026, 2, 1),
        "until_on": date(2026, 2, 28),
        "reason": "出差",
    }
    return DelegateRole(**{**values, **changes})


def delegated(**changes: Any) -> Scene:
    """Wang, a head, lets Li act instead."""
    return known(at(delegate()), "li").when(delegate(**changes), by="wang", role="head")


def test_a_role_that_ends_takes_its_delegations_along() -> None:
    """HR-WHO: nobody acts in a role that its holder no longer has."""
    lent = delegated().then()
    end = EndRole(person="wang", role="head", ends_on=date(2026, 2, 10), reason="调离")
    granted = RoleGranted(role="head", division=DIVISION, from_on=date(2026, 1, 1), document="任命")
    ended = known(lent, "wang").has(granted, stream=WANG).in_stream(WANG).when(end)
    ended.accepted(RoleEnded, DelegationEnded)
    li = who(ended.then(), "li")
    assert li.holds("head", date(2026, 2, 10))
    assert not li.holds("head", date(2026, 2, 11))


def test_a_role_is_lent_for_a_time_with_its_reach() -> None:
    delegated().accepted(RoleDelegated)
    li = who(delegated().then(), "li")
    assert [(g.role, g.uscc, g.delegated_by) for g in li.holds("head", date(2026, 2, 28))] == [("head", BUYER, "wang")]
    assert not li.holds("head", date(2026, 3, 1))


@pytest.mark.parametrize(
    "change",
    [
        {"role": "finance"},  # not held
        {"person": "wang"},  # to oneself
        {"until_on": date(2026, 1, 31)},
        {"person": "nobody"},
    ],
)
def test_only_an_own_role_is_lent_to_somebody_else_who_is_known(change: dict[str, Any]) -> None:
    command = delegate(**change)
    begun = known(at(command), "li")
    begun.when(command, by="wang", role="head").refused("HR-WHO")


def acts(actor: Person, command: Command, begun: Scene) -> Any:
    """What comes of a command by just this person."""
    home = command.stream()
    assert home is not None
    rules = rulebook(DIVISION, begun.at.date())
    return judge(
        command,
        Given(at=begun.at, on=begun.at.date(), actor=actor, rules=rules, home=home, states=begun.states),
    )


def test_a_lent_role_is_not_lent_on_and_the_administrators_never() -> None:
    administrators = delegate(role="administrator")
    known(at(administrators), "li").when(administrators, by="admin", role="administrator").refused("HR-WHO")
    lent = known(delegated().then(), "zhao").on("2026-02-02")
    answer = acts(who(lent, "li"), delegate(person="zhao"), lent)
    assert isinstance(answer, Refusal)
    assert answer.clause == "HR-WHO"


def test_a_lent_role_lasts_no_longer_than_the_lenders() -> None:
    lender = who(granted(until_on=date(2026, 2, 15)))
    answer = acts(lender, delegate(), known(at(delegate()), "li").on("2026-02-01"))
    assert isinstance(answer, Accepted)
    event = answer.events[0][1]
    assert isinstance(event, RoleDelegated)
    assert event.until_on == date(2026, 2, 15)


def test_what_was_merely_lent_ends_on_its_own_day() -> None:
    """EndRole ends a person's own role; there must be one."""
    lent = replace(delegated().then(), home="person/li")
    lent.when(EndRole(person="li", role="head", ends_on=date(2026, 2, 10), reason="返岗")).refused("HR-WHO")


# ---------------------------------------------------------------- suppliers and bars


def supplier() -> RegisterSupplier:
    return RegisterSupplier(
        uscc=SUPPLIER, name="春风社会工作服务中心", kind="social_organisation", division=DIVISION, evidence=D
    )


def bar(**changes: Any) -> EnterBar:
    values = {
        "uscc": SUPPLIER,
        "authority": "长春市财政局",
        "document_number": "长财罚〔2026〕3号",
        "scope": "政府采购活动",
        "from_on": date(2026, 3, 1),
        "until_on": date(2028, 2, 29),
        "scan": D,
    }
    return EnterBar(**{**values, **changes})


def test_a_supplier_is_registered_once_by_a_clerk() -> None:
    at(supplier()).when(supplier()).accepted(SupplierRegistered)
    at(supplier()).when(supplier()).then().when(supplier()).refused("JL44-2.2.2")
    at(supplier()).when(supplier(), role="supplier").refused("HR-WHO")


def test_a_bar_is_an_authoritys_decision_with_number_and_dates() -> None:
    """JL44-4.4.4b: nobody here decides on it."""
    entered = at(supplier()).when(supplier()).then().when(bar())
    entered.accepted(BarEntered)
    state = entered.then().states[f"supplier/{SUPPLIER}"]
    assert isinstance(state, Supplier)
    assert state.barred_on(date(2026, 3, 1)) is not None
    assert state.barred_on(date(2028, 2, 29)) is not None
    assert state.barred_on(date(2026, 2, 28)) is None
    assert state.barred_on(date(2028, 3, 1)) is None


def test_a_bar_ends_after_it_begins_and_concerns_somebody_known() -> None:
    known_ = at(supplier()).when(supplier()).then()
    known_.when(bar(until_on=date(2026, 2, 28))).refused("JL44-4.4.4b")
    at(bar()).when(bar()).refused("JL44-4.4.4b")
    known_.when(bar(), role="township").refused("HR-WHO")


# ---------------------------------------------------------------- the house's own registers


def archive(run: str = "r1") -> ArchiveHistory:
    return ArchiveHistory(workflow="project:x", run=run, file=D, events=12, closed_as="completed")


def test_what_the_house_keeps_is_kept_once_and_asked_twice_without_harm() -> None:
    edition = KeepEdition(edition=D, file=D, build="1")
    for command, event in ((archive(), HistoryArchived), (edition, EditionKept)):
        first = at(command).when(command, by="adapter")
        first.accepted(event)
        again = first.then().when(command, by="adapter")
        assert again.answer == Accepted()
        at(command).when(command, role="clerk").refused("HR-WHO")
    at(archive()).when(archive(), by="adapter").then().when(archive("r2"), by="adapter").accepted(HistoryArchived)


def test_a_years_notice_is_loaded_by_a_person() -> None:
    notice = LoadCalendar(year=2028, document_number="国办发明电〔2027〕7号", file=D)
    at(notice).when(notice).accepted(CalendarLoaded)
    at(notice).when(notice, role="supplier").refused("HR-WHO")


# ---------------------------------------------------------------- who may act at all


def test_a_role_reaches_as_far_as_its_organisation() -> None:
    start = StartProject(plan=lawful_plan())
    scene().when(start, role="clerk", uscc=BUYER).accepted()
    scene().when(start, role="clerk", uscc=SUPPLIER).refused("HR-WHO")


def test_a_day_that_has_not_come_is_no_day_to_have_acted_on() -> None:
    start = StartProject(plan=lawful_plan())
    scene().when(start, on=date(2026, 1, 6)).refused("JL44-4.4.0")
    scene().when(start, on=date(2026, 1, 4)).accepted()
