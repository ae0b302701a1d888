"""Tips: the rules.  The buyer's own people neither enter nor handle a tip about the buyer; two open a sealed identity.  HR-TP-1, HR-TP-2"""

from collections.abc import Iterator
from typing import assert_never

from domain.closing.keeping import sealed
from domain.forms import finding, require, someone_else
from domain.given import Decision, Given
from domain.message import Command, Event
from domain.project import Project
from domain.register.archive.messages import AddendumRecorded, stream_of_archive
from domain.register.house.state import Listing
from domain.register.tips.messages import (
    AcceptTip,
    Against,
    AllowInformant,
    AnswerInformant,
    AskForInformant,
    ConcludeTip,
    InformantAllowed,
    InformantAnswered,
    InformantAsked,
    RegisterTip,
    TipAccepted,
    TipCommand,
    TipConcluded,
    TipRegistered,
)
from domain.register.tips.state import Tip
from domain.supervision.messages import Finding, FindingRecorded

RULE, SEALED, DUTY = "HR-TP-1", "HR-TP-2", "JL44-4.4.1"
_REMEDY = "由上级民政部门或者监督部门的受理人员登记、办理。"


def reads(command: Command, home: object) -> tuple[str, ...]:
    """Whose project it is about: the buyer's own people must not handle a tip about the buyer."""
    if isinstance(command, RegisterTip):
        return (f"project/{command.project}",) if command.project else ()
    followed = (AcceptTip, ConcludeTip, AnswerInformant, AskForInformant, AllowInformant)
    if isinstance(command, followed) and isinstance(home, Listing):
        tip = home.tips.by_key.get(command.key)
        if tip is None or tip.registered.project is None:
            return ()
        about = tip.registered.project
        later = (stream_of_archive(about),) if isinstance(command, ConcludeTip) else ()
        return (f"project/{about}", *later)
    return ()


def decide(command: TipCommand, given: Given) -> Decision:
    if isinstance(command, RegisterTip):
        return _register(command, given)
    tip = given.state(Listing, command.stream()).tips.by_key.get(command.key)
    if tip is None:
        return given.settle(command, [finding(given, RULE, f"没有登记过举报“{command.key}”", field="key")])
    apart = [_own(command, given), *_bypasses(tip.registered.against, tip.registered.project, command, given)]
    match command:
        case AcceptTip():
            return _accept(command, tip, apart, given)
        case ConcludeTip():
            return _conclude(command, tip, apart, given)
        case AnswerInformant():
            return _answer(command, tip, apart, given)
        case AskForInformant():
            found = [
                *apart,
                require(given, SEALED, tip.registered.cover is not None, "匿名举报，没有身份可查", field="key"),
            ]
            asked = InformantAsked(key=command.key, reason=command.reason, by=given.by, on=given.on)
            return given.settle(command, found, asked)
        case AllowInformant():
            return _allow(command, tip, apart, given)
        case _:
            assert_never(command)


def _register(command: RegisterTip, given: Given) -> Decision:
    known = given.state(Listing, command.stream()).tips.by_key
    sealed = command.cover is not None and command.commitment is not None
    bare = command.cover is None and command.commitment is None
    found = [
        _own(command, given),
        require(given, RULE, command.key not in known, f"举报“{command.key}”已登记", field="key"),
        require(given, SEALED, not command.anonymous or bare, "匿名举报不登记身份", field="anonymous"),
        require(
            given,
            SEALED,
            command.anonymous or sealed,
            "实名举报须登记密封件编号（cover）和加盐摘要（commitment），身份本身不进账本",
            field="cover",
        ),
        *_of_a_project(command, given),
        *_bypasses(command.against, command.project, command, given),
    ]
    event = TipRegistered(**command.model_dump(exclude={"division"}), by=given.by, on=given.on)
    return given.settle(command, found, event)


def _own(command: TipCommand, given: Given) -> Finding | None:
    """Everybody handles the tips of their own division alone."""
    day = given.at.date()
    own = any(g.division == command.division for role in type(command).roles for g in given.actor.holds(role, day))
    return require(given, "HR-WHO", own, f"{given.actor.name}的角色不及于{command.division}", field="division")


def _of_a_project(command: RegisterTip, given: Given) -> Iterator[Finding | None]:
    named = command.project is not None or command.against != "buyer"
    yield require(given, RULE, named, "反映购买主体的，写明项目编号", field="project")
    if command.project is not None:
        there = given.state(Project, f"project/{command.project}").plan_on_record is not None
        yield require(given, RULE, there, f"没有项目“{command.project}”", field="project")


def _bypasses(against: Against, project: str | None, command: TipCommand, given: Given) -> Iterator[Finding | None]:
    """A tip about the buyer goes to its superior, past all of its own people.  JL44-4.4.1"""
    plan = given.state(Project, f"project/{project}").plan_on_record if project is not None else None
    if against != "buyer" or plan is None:
        return
    buyer = plan.buyer
    above = buyer.division.startswith(command.division) and command.division != buyer.division
    reason = f"反映购买主体的举报由上级受理：{buyer.division}的上一级，不是{command.division}"
    yield require(given, DUTY, above, reason, field="division", remedy=_REMEDY)
    theirs = given.actor.uscc == buyer.uscc or any(g.uscc == buyer.uscc for g in given.actor.grants)
    reason = f"{given.actor.name}是被反映的{buyer.name}的人员，须回避"
    yield require(given, DUTY, not theirs, reason, field="actor", remedy=_REMEDY)


def _accept(command: AcceptTip, tip: Tip, apart: list[Finding | None], given: Given) -> Decision:
    handed = command.decision != "transferred" or command.to is not None
    found = [
        *apart,
        require(given, RULE, tip.accepted is None, "已决定是否受理", field="key"),
        require(given, RULE, handed, "转交的写明转给谁", field="to"),
    ]
    event = TipAccepted(**command.model_dump(exclude={"division"}), by=given.by, on=given.on)
    return given.settle(command, found, event)


def _conclude(command: ConcludeTip, tip: Tip, apart: list[Finding | None], given: Given) -> Decision:
    """What is found true of a supplier stands in its project as a finding: the fact, not the tip."""
    found = [*apart, require(given, RULE, tip.under_way, "举报尚未受理，或者已有处理结果", field="key")]
    event = TipConcluded(**command.model_dump(exclude={"division"}), by=given.by, on=given.on)
    told = tip.registered
    if told.against != "supplier" or told.project is None or command.result == "unfounded":
        return given.settle(command, found, event)
    key = f"tip-{command.key}"[:60]
    if given.state(Project, f"project/{told.project}").stage == "closed":  # it takes no more entries: beside its seal
        return given.settle(command, found, event, also=(_afterwards(command, told.project, key, given),))
    fact = FindingRecorded(key=key, about=command.found, digest=command.digest, by=given.by, on=given.on)
    return given.settle(command, found, event, also=((f"project/{told.project}", fact),))


def _afterwards(command: ConcludeTip, project: str, key: str, given: Given) -> tuple[str, Event]:
    """What was found of a closed project, to be checked by another.  HR-CL-5"""
    archived = given.state(Project, f"project/{project}").closing.archived
    added = AddendumRecorded(
        project=project,
        key=key,
        kind="tip",
        about=command.found,
        digest=command.digest,
        issued_by=given.actor.organisation or given.by,
        issued_on=given.on,
        manifest=sealed(archived) if archived is not None else None,
        by=given.by,
        on=given.on,
    )
    return stream_of_archive(project), added


def _answer(command: AnswerInformant, tip: Tip, apart: list[Finding | None], given: Given) -> Decision:
    decided = tip.concluded is not None or (tip.accepted is not None and tip.accepted.decision != "accepted")
    found = [
        *apart,
        require(given, RULE, not tip.registered.anonymous, "匿名举报无从答复", field="key"),
        require(given, RULE, decided, "尚无处理结果，不能答复", field="key"),
        require(given, RULE, tip.answered is None, "已答复", field="key"),
    ]
    event = InformantAnswered(**command.model_dump(exclude={"division"}), by=given.by, on=given.on)
    return given.settle(command, found, event)


def _allow(command: AllowInformant, tip: Tip, apart: list[Finding | None], given: Given) -> Decision:
    if tip.asked is None:
        return given.settle(command, [finding(given, SEALED, "没有待同意的查阅申请（AskForInformant）", field="key")])
    found = [*apart, someone_else(given, SEALED, tip.asked.by, "查阅举报人身份的同意")]
    event = InformantAllowed(key=command.key, opinion=command.opinion, asked_by=tip.asked.by, by=given.by, on=given.on)
    return given.settle(command, found, event)
