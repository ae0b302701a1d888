"""Who may do what with recipients: by role, and never beyond the role's own division.  SA-06, EX-13"""

from datetime import date

import pytest

from domain.register.persons.state import Grant, Person
from domain.values import Role
from vault.access import ACTS, Act, NotAllowed, divisions, require_reach

DAY = date(2026, 11, 23)


def holding(role: Role, division: str, until: date | None = None) -> Person:
    return Person("li-na", "李娜", grants=(Grant(role, division, None, date(2020, 1, 1), until),))


@pytest.mark.parametrize(("act", "role"), [(act, role) for act, roles in ACTS.items() for role in roles])
def test_a_role_named_for_an_act_may_do_it_where_it_holds(act: Act, role: Role) -> None:
    assert divisions(holding(role, "220122100"), act, DAY) == ("220122100",)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["supplier", "evaluator", "legal_adviser"])
def test_suppliers_and_outsiders_may_do_nothing_here(act: Act, role: Role) -> None:
    with pytest.raises(NotAllowed):
        divisions(holding(role, "220122"), act, DAY)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "rotate"])
def test_the_administrator_keeps_keys_and_reads_nobody(act: Act) -> None:
    with pytest.raises(NotAllowed):
        divisions(holding("administrator", "22"), act, DAY)


def test_a_role_that_has_ended_opens_nothing() -> None:
    with pytest.raises(NotAllowed, match="李娜"):
        divisions(holding("township", "220122100", until=date(2026, 11, 22)), "read", DAY)
    with pytest.raises(NotAllowed):
        divisions(Person(), "list", DAY)


@pytest.mark.parametrize(
    ("role", "division", "place", "reached"),
    [
        ("township", "220122100", "220122100", True),
        ("township", "220122100", "220122100001", True),
        ("township", "220122100", "220122101", False),
        ("auditor", "220122", "220122101", True),
        ("auditor", "220183", "220122101", False),
        ("auditor", "22", "220122101", True),
        ("clerk", "220122100001", "220122100", False),
    ],
)
def test_nobody_reads_beside_or_above_their_division(role: Role, division: str, place: str, reached: bool) -> None:
    allowed = divisions(holding(role, division), "read", DAY)
    if reached:
        require_reach(allowed, place)
    else:
        with pytest.raises(NotAllowed, match=division):
            require_reach(allowed, place)
