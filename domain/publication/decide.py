"""Publication: the rules.  What is offered, the notices that say so, and since when they show.  JL44-4.2.1, JL44-4.3.2"""

from collections.abc import Iterator
from typing import assert_never

from domain.bidding.prequalification import decide as prequalification
from domain.forms import PREDICATES, finding, gate, not_before, require
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.publication.clarifications import decide as clarifications
from domain.publication.clarifications.messages import ClarificationCommand
from domain.publication.messages import (
    OrderNotice,
    PrepareSolicitation,
    RegisterComplaintNotice,
    RegisterPublication,
    SolicitationPrepared,
    WithdrawNotice,
)
from domain.publication.objections import decide as objections
from domain.publication.objections.messages import ObjectionCommand
from domain.publication.ordering import order
from domain.publication.registering import register, register_complaint_notice, withdraw
from domain.publication.terms import solicitation_findings
from domain.supervision.messages import Finding

PublicationCommand = (
    PrepareSolicitation
    | OrderNotice
    | RegisterPublication
    | WithdrawNotice
    | RegisterComplaintNotice
    | ObjectionCommand
    | ClarificationCommand
)


def reads(_command: Command, _project: Project) -> tuple[str, ...]:
    return ()


def decide(command: PublicationCommand, given: Given) -> Decision:
    if isinstance(command, ObjectionCommand):
        return objections.decide(command, given)
    if isinstance(command, ClarificationCommand):
        return clarifications.decide(command, given)
    match command:
        case PrepareSolicitation():
            return _prepare(command, given)
        case OrderNotice():
            return order(command, given)
        case RegisterPublication():
            return register(command, given)
        case WithdrawNotice():
            return withdraw(command, given)
        case RegisterComplaintNotice():
            return register_complaint_notice(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- the terms of a round


def _prepare(command: PrepareSolicitation, given: Given) -> Decision:
    number = given.project.publication.round + 1
    found = [
        *_another_round(given),
        _corrected(command, given),
        *objections.heeded(given),
        *prequalification.done(given),
        *gate(given, "prepare_solicitation"),
        _intention_stood(given),
        *_approved_anew(given),
        _prior_notice_stood(given),
        *solicitation_findings(command.solicitation, given),
    ]
    prepared = SolicitationPrepared(round=number, solicitation=command.solicitation, by=given.by, on=given.on)
    return given.settle(command, found, prepared)


def _another_round(given: Given) -> Iterator[Finding | None]:
    """After a round only where it failed and its end was announced, or where it was never published.  AD-02"""
    project = given.project
    number = project.publication.round
    if number == 0:
        return
    failed = project.round.failed is not None
    published = project.publication.offered(round=number) is not None
    again = project.bidding.framework.topping_up  # another round of stage one, where too few providers are left
    yield require(
        given, "JL44-4.0", failed or again or not published, f"第{number}轮已公告且未失败，不能另行编制采购文件"
    )
    rerun = given.rules.method(project.plan.method).rerun_clause
    if failed and rerun is not None:
        announced = project.publication.shown("termination", round=number) is not None
        yield require(given, rerun, announced, f"第{number}轮失败后须先发布终止公告并说明原因，再重新采购")


def _corrected(command: PrepareSolicitation, given: Given) -> Finding | None:
    """After a round that failed by its own documents other documents are offered.  E-08"""
    project = given.project
    failed, before = project.round.failed, project.publication.solicitation
    if failed is None or before is None or not failed.documents_flawed:
        return None
    other = command.solicitation.documents != before.documents
    return require(
        given, "E-08", other, "上一轮招标文件存在不合理条款，须改正后再重新招标", field="solicitation.documents"
    )


def _intention_stood(given: Given) -> Finding | None:
    """The intention stands for its days before the purchase begins.  PB-01"""
    period = given.rules.method(given.project.plan.method).intention_period
    shown = given.project.publication.shown("intention")
    if period is None or shown is None:  # the gate asks for the notice itself
        return None
    return not_before(given, *period, shown.published_on, given.on, "采购意向公开")


def _approved_anew(given: Given) -> Iterator[Finding | None]:
    """What was agreed to of the former method is not agreed to of the new one.  E-08, R-M02"""
    project = given.project
    changed = project.planning.method_changed
    if changed is None:
        return
    for need in given.rules.gate("change_method"):
        agreed = project.approval.agreed(need.what)
        if agreed is not None and PREDICATES[need.when](project.plan, given.rules) and agreed.on < changed.failed_on:
            reason = f"{need.title}作出于{agreed.on}，采购方式此后已变更，须重新取得"
            yield finding(given, need.clause, reason, field=need.what, agreed_on=agreed.on)


def _prior_notice_stood(given: Given) -> Finding | None:
    """The sole supplier's notice stands for its days before the method is approved.  R-M18"""
    project = given.project
    period = given.rules.method(project.plan.method).prior_notice_period
    shown = project.publication.shown("single_source")
    approved = project.approval.agreed("finance_method_approval")
    if period is None or shown is None or approved is None:  # the gate asks for both
        return None
    return not_before(given, *period, shown.published_on, approved.on, "单一来源公示期满后方可批准")
