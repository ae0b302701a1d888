"""Who may do what with recipients: by role, and only for people who live in the role's own division.

Narrower than for projects: nobody reads upwards. A township's people see their township, a county's their county, and a role that
belongs to a province sees the province. Suppliers see nobody here: what they need comes from the buyer (EX-13).  SA-06, PIPL 28
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from domain.register.persons.state import Grant, Person
from domain.values import ROLE_TITLES, Role

Act = Literal["list", "import", "read", "hold", "erase", "reads", "rotate"]

ACTS: Final[dict[Act, tuple[Role, ...]]] = {
    "list": ("clerk", "reviewer", "head", "duty_officer", "county", "township", "inspector", "auditor"),
    "import": ("clerk", "county", "township"),
    "read": ("clerk", "reviewer", "head", "duty_officer", "county", "township", "inspector", "auditor"),
    "hold": ("clerk", "reviewer", "head", "county", "finance", "inspector", "auditor"),
    "erase": ("clerk", "reviewer", "head", "county"),
    "reads": ("head", "county", "inspector", "auditor"),
    "rotate": ("administrator",),
}
ACT_TITLES: Final[dict[Act, str]] = {
    "list": "查看服务对象名册",
    "import": "导入服务对象",
    "read": "查看服务对象身份信息",
    "hold": "设置或解除保留",
    "erase": "申请或确认删除",
    "reads": "查看读取记录",
    "rotate": "更换主密钥",
}


class NotAllowed(Exception):  # noqa: N818 (it says what is the case)
    """This person may not do this, or not for that place."""


def divisions(person: Person, act: Act, day: date) -> tuple[str, ...]:
    """Where a person may do this on a day. Raises NotAllowed where nowhere."""
    grants: Iterable[Grant] = [grant for role in ACTS[act] for grant in person.holds(role, day)]
    found = tuple(sorted({grant.division for grant in grants}))
    if not found:
        titles = "、".join(ROLE_TITLES[role] for role in ACTS[act])
        who = person.name or "该人员"
        raise NotAllowed(f"{ACT_TITLES[act]}由{titles}作出，{who}当日没有这样的角色")
    return found


def require_reach(allowed: Iterable[str], place: str) -> None:
    """Raises NotAllowed unless the place lies in one of the divisions."""
    known = tuple(allowed)
    if not any(place.startswith(division) for division in known):
        raise NotAllowed(f"您的角色只及于 {'、'.join(known)}，该服务对象不在其内")
