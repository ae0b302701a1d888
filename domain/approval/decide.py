"""Approvals: who may give which, and the two persons behind an outside body's document.  JL44-4.0, 外部文书登记"""

from typing import assert_never

from domain.approval.giving import chain_order_of_documents, give, known
from domain.approval.messages import (
    ApprovalGiven,
    CheckOutsideAct,
    GiveApproval,
    OutsideActChecked,
    OutsideActRegistered,
    RecordPreparation,
    RegisterOutsideAct,
)
from domain.approval.preparing import prepare, reads
from domain.forms import finding, require, someone_else
from domain.given import Decision, Given
from domain.supervision.messages import Finding

__all__ = ["ApprovalCommand", "decide", "reads"]

ApprovalCommand = RecordPreparation | GiveApproval | RegisterOutsideAct | CheckOutsideAct


def decide(command: ApprovalCommand, given: Given) -> Decision:
    match command:
        case RecordPreparation():
            return prepare(command, given)
        case GiveApproval():
            return give(command, given)
        case RegisterOutsideAct():
            return _register(command, given)
        case CheckOutsideAct():
            return _check(command, given)
        case _:
            assert_never(command)


def _register(command: RegisterOutsideAct, given: Given) -> Decision:
    is_known = known(command.kind, given)
    bodies = given.rules.approval(command.kind).outside_bodies if is_known else ()
    found = [
        require(given, "JL44-4.0", is_known, f"没有审批事项“{command.kind}”", field="kind"),
        require(given, "JL44-4.0", not is_known or bool(bodies), f"“{command.kind}”不能以外部文书代替", field="kind"),
        require(
            given,
            "JL44-4.0",
            command.act not in given.project.approval.outside,
            f"文书“{command.act}”已登记",
            field="act",
        ),
        require(given, "JL44-4.0", command.document_on <= given.at.date(), "文书日期晚于今天", field="document_on"),
    ]
    found.append(_authority(command, given))
    version = given.project.planning.version
    event = OutsideActRegistered(**command.model_dump(), by=given.by, plan_version=version)
    return given.settle(command, found, event)


def _authority(command: RegisterOutsideAct, given: Given) -> Finding | None:
    """Where the law names who may decide, the body is one of them.  R-M03"""
    if not known(command.kind, given):
        return None
    kind = given.rules.approval(command.kind)
    if kind.authorities is None or not given.rules.has(*kind.authorities):
        return None
    names = given.rules.kinds(*kind.authorities)
    reason = f"“{kind.title}”不能由“{command.body}”作出；有权机关：{'、'.join(names)}"
    return require(given, kind.authorities[0], command.body in names, reason, field="body")


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
        plan_version=act.plan_version,
    )
    events = (checked, approval) if command.matches else (checked,)
    found = [someone_else(given, "JL44-4.4.0", act.by, "核对")]
    if command.matches:
        found += chain_order_of_documents(act.kind, given)
    return given.settle(command, found, *events)
