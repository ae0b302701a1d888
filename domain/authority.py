"""Authority: who may send a command, on that day, for that division or organisation.  HR-WHO"""

from typing import Final

from domain.forms import finding, require
from domain.given import Given
from domain.ids import kind_of
from domain.message import Command
from domain.planning.messages import Plan
from domain.reach import reaches
from domain.register import decide as register
from domain.register.messages import DelegateRole
from domain.register.state import Grant, Listing
from domain.supervision.messages import Finding
from domain.takeover.state import Takeover
from domain.values import RESERVED, ROLE_TITLES

GUIDE: Final = "JL44-1.1"  # in force where and when the guide is


def who(command: Command, given: Given) -> Finding | None:
    """The person holds, on that day, a role that may send this command, for this division or organisation."""
    roles = type(command).roles
    if not roles:  # the command's own rule asks (GiveApproval) or anyone registered may (DelegateRole)
        known = given.actor.name != "" or isinstance(command, DelegateRole)
        return require(given, "HR-WHO", known, f"没有登记人员“{given.by}”", field="actor")
    if given.by in roles and given.by in RESERVED:
        return None
    if type(command).home == "register" and register.founding(command, _listing(given)):
        return None
    grants = [g for role in roles for g in given.actor.holds(role, given.at.date())]
    titles = "、".join(ROLE_TITLES[r] for r in roles if r not in RESERVED)
    if not grants:
        return finding(
            given,
            "HR-WHO",
            f"“{type(command).zh}”由{titles}作出，{given.actor.name or given.by}当日没有该角色",
            field="actor",
        )
    if any(_reaches(grant, command, given) for grant in grants):
        return None
    return finding(given, "HR-WHO", f"{given.actor.name}的角色不及于本项目的地区或单位", field="actor")


def role_of(command: Command, given: Given) -> str:
    """The role in which a person sends this command; empty where it needs none."""
    if given.by in RESERVED:
        return given.by
    day = given.at.date()
    roles = type(command).roles or tuple(grant.role for grant in given.actor.grants)
    return next((role for role in roles if given.actor.holds(role, day)), "")


def _listing(given: Given) -> Listing:
    state = given.states.get(given.stream(register.INSTALLATION))
    return state if isinstance(state, Listing) else Listing(administrator="unknown")


def _reaches(grant: Grant, command: Command, given: Given) -> bool:
    """A buyer's own people act for their organisation, a supplier's for theirs; departments for their division."""
    if kind_of(given.home) not in ("project", "takeover") or grant.role == "administrator":
        return True
    plan = given.project.plan_on_record or getattr(command, "plan", None)
    if grant.role == "supplier":
        return grant.uscc is not None and grant.uscc in _suppliers(command, given)
    return not isinstance(plan, Plan) or reaches(grant, plan.buyer)


def _suppliers(command: Command, given: Given) -> set[str]:
    """Whose business this is, on the supplier's side."""
    project = given.project
    named = {getattr(command, "supplier", None)}
    named |= {project.contract.terms.supplier} if project.contract.terms else set()
    run = given.states.get(given.home)
    plan = run.opened.plan if isinstance(run, Takeover) and run.opened else project.takeover.plan
    named |= {standby.uscc for standby in (plan.standbys if plan else ())}
    return {uscc for uscc in named if uscc}


def placed(given: Given) -> Finding | None:
    """Whether there is law to judge by: the guide's, for this division on this day."""
    if kind_of(given.home) not in ("project", "takeover", "pool") or given.rules.knows(GUIDE):
        return None
    reason = f"没有适用于 {given.rules.division} 在 {given.rules.on} 的操作指南"
    return finding(given, "HR-PLACE", reason, field="division", division=given.rules.division)
