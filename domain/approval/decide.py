"""Approvals: who may give which, and the two persons behind an outside body's document.  JL44-4.0, 外部文书登记"""

from typing import assert_never

from domain.approval.messages import (
    ApprovalGiven,
    CheckOutsideAct,
    GiveApproval,
    OutsideActChecked,
    OutsideActRegistered,
    PreparationRecorded,
    RecordPreparation,
    RegisterOutsideAct,
)
from domain.authority import reaches
from domain.forms import finding, require, someone_else
from domain.given import Decision, Given
from domain.values import ROLE_TITLES

OWN_COMMAND = {"takeover_plan_approval": "ApproveTakeoverPlan", "takeover_decision": "DecideTakeover"}

ApprovalCommand = RecordPreparation | GiveApproval | RegisterOutsideAct | CheckOutsideAct


def decide(command: ApprovalCommand, given: Given) -> Decision:
    match command:
        case RecordPreparation():
            late = require(given, "JL44-4.0", command.done_on <= given.at.date(), "完成日期晚于今天", field="done_on")
            return given.settle(command, [late], PreparationRecorded(**command.model_dump(), by=given.by))
        case GiveApproval():
            return _give(command, given)
        case RegisterOutsideAct():
            return _register(command, given)
        case CheckOutsideAct():
            return _check(command, given)
        case _:
            assert_never(command)


def _known(kind: str, given: Given) -> bool:
    return any(a.kind == kind for a in given.rules.approvals())


def _give(command: GiveApproval, given: Given) -> Decision:
    if not _known(command.kind, given):
        kinds = "、".join(a.kind for a in given.rules.approvals())
        return given.settle(
            command, [finding(given, "JL44-4.0", f"没有审批事项“{command.kind}”；有：{kinds}", field="kind")]
        )
    kind = given.rules.approval(command.kind)
    if command.kind in OWN_COMMAND:
        reason = f"“{kind.title}”由专门的指令作出：{OWN_COMMAND[command.kind]}"
        return given.settle(command, [finding(given, "JL44-4.0", reason, field="kind")])
    held = [g for g in given.actor.grants if g.role in kind.roles and g.holds_on(given.at.date())]
    role = next(
        (r for r in kind.roles if any(g.role == r and reaches(g, given.project.plan.buyer) for g in held)), None
    )
    titles = "、".join(ROLE_TITLES.get(r, r) for r in kind.roles)  # type: ignore[call-overload]
    opened = given.project.contract.opened
    author = opened.author if opened is not None else given.project.planning.author
    elsewhere = bool(held) and role is None
    found = [
        require(given, "HR-WHO", not elsewhere, f"{given.actor.name}的角色不及于本项目的地区或单位", field="actor"),
        require(given, kind.clause, role is not None, f"“{kind.title}”由{titles or '外部机关文书'}作出", field="kind"),
        someone_else(given, kind.clause, author, f"“{kind.title}”") if "author" in kind.other_than else None,
    ]
    event = ApprovalGiven(
        kind=command.kind,
        agrees=command.agrees,
        opinion=command.opinion,
        by=given.by,
        role=role or "",
        on=given.on,
        digest=command.digest,
    )
    return given.settle(command, found, event)


def _register(command: RegisterOutsideAct, given: Given) -> Decision:
    known = _known(command.kind, given)
    bodies = given.rules.approval(command.kind).outside_bodies if known else ()
    found = [
        require(given, "JL44-4.0", known, f"没有审批事项“{command.kind}”", field="kind"),
        require(given, "JL44-4.0", not known or bool(bodies), f"“{command.kind}”不能以外部文书代替", field="kind"),
        require(
            given,
            "JL44-4.0",
            command.act not in given.project.approval.outside,
            f"文书“{command.act}”已登记",
            field="act",
        ),
        require(given, "JL44-4.0", command.document_on <= given.at.date(), "文书日期晚于今天", field="document_on"),
    ]
    return given.settle(command, found, OutsideActRegistered(**command.model_dump(), by=given.by))


def _check(command: CheckOutsideAct, given: Given) -> Decision:
    act = given.project.approval.outside.get(command.act)
    if act is None or command.act not in given.project.approval.unchecked:
        return given.settle(command, [finding(given, "JL44-4.0", f"没有待核对的文书“{command.act}”", field="act")])
    checked = OutsideActChecked(act=command.act, matches=command.matches, note=command.note, by=given.by)
    approval = ApprovalGiven(
        kind=act.kind,
        agrees=act.agrees,
        opinion=act.opinion,
        by=act.by,
        role="outside",
        on=act.document_on,
        digest=act.scan,
        act=act.act,
        body=act.body,
        document_number=act.document_number,
    )
    events = (checked, approval) if command.matches else (checked,)
    return given.settle(command, [someone_else(given, "JL44-4.4.0", act.by, "核对")], *events)
