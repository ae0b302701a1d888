"""Publication: the rules.  What is offered, the notices that say so, and since when they show.  JL44-4.2.1, JL44-4.3.2"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from domain.calendar import beijing_date
from domain.forms import PREDICATES, finding, gate, not_before, parts, require
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project
from domain.publication.messages import (
    NoticeKind,
    NoticeOrdered,
    NoticePublished,
    OrderNotice,
    PrepareSolicitation,
    RegisterPublication,
    SolicitationPrepared,
)
from domain.publication.terms import solicitation_findings
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

PublicationCommand = PrepareSolicitation | OrderNotice | RegisterPublication

OF_A_ROUND = ("solicitation", "invitation", "correction", "termination")
_PARTS = {  # the others: NT-<kind>
    "solicitation": "JL44-4.2.1",
    "invitation": "JL44-4.2.1",
    "intention": "PB-02",
    "single_source": "NT-single-source",
}


def reads(_command: Command, _project: Project) -> tuple[str, ...]:
    return ()


def decide(command: PublicationCommand, given: Given) -> Decision:
    match command:
        case PrepareSolicitation():
            return _prepare(command, given)
        case OrderNotice():
            return _order(command, given)
        case RegisterPublication():
            return _register(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- the terms of a round


def _prepare(command: PrepareSolicitation, given: Given) -> Decision:
    number = given.project.publication.round + 1
    found = [
        *_another_round(given),
        _corrected(command, given),
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
    yield require(given, "JL44-4.0", failed or not published, f"第{number}轮已公告且未失败，不能另行编制采购文件")
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


# ---------------------------------------------------------------- notices


def parts_clause(kind: NoticeKind) -> str:
    """The rule that says what a notice of this kind holds."""
    return _PARTS.get(kind, f"NT-{kind}")


def notice_parts(kind: NoticeKind, rules: RuleBook) -> tuple[str, ...]:
    """The fields that a notice of this kind must have, by the law in force."""
    clause = parts_clause(kind)
    return rules.kinds(clause, "notice_parts") if rules.has(clause, "notice_parts") else ()


def _order(command: OrderNotice, given: Given) -> Decision:
    publication = given.project.publication
    clause = parts_clause(command.kind)
    fresh = command.notice not in publication.ordered
    found = [
        require(given, "JL44-4.2.1", fresh, f"公告“{command.notice}”已提交，只能用更正公告更正", field="notice"),
        _lawful_now(command, given),
        *(
            parts(given, clause, "notice_parts", command.fields, "公告")
            if given.rules.has(clause, "notice_parts")
            else ()
        ),
    ]
    if command.kind in ("solicitation", "invitation"):
        found.extend(_supplier_periods(given, given.on))
    found.extend(_put_off(command.response_deadline, command.kind, given.on, given))
    ordered = NoticeOrdered(
        **command.model_dump(),
        round=publication.round if command.kind in OF_A_ROUND else None,
        by=given.by,
        on=given.on,
    )
    return given.settle(command, found, ordered)


def _lawful_now(command: OrderNotice, given: Given) -> Finding | None:
    """No notice before that which it announces is on record.  JL44-4.0"""
    project = given.project
    publication, number = project.publication, project.publication.round
    match command.kind:
        case "intention":
            begun = "项目确定之后、编制采购文件之前才公开采购意向"
            return require(given, "JL44-4.0", project.planning.determined_on is not None and number == 0, begun)
        case "solicitation" | "invitation":
            return _offer_lawful_now(command, given)
        case "single_source":
            lawful = "single_source" in given.rules.method(project.plan.method).notices
            ready = lawful and project.planning.determined_on is not None and project.award.confirmed is None
            return require(given, "R-M18", ready, "项目未确定采用单一来源方式，不能发布单一来源公示", field="kind")
        case "correction":
            known = command.corrects is not None and command.corrects in publication.published
            return require(given, "JL44-4.2.1", known, "更正公告须指明已发布的原公告", field="corrects")
        case "termination":
            ended = project.round.failed is not None or project.bidding.cancelled_on is not None
            return require(given, "JL44-4.0", ended, "采购未失败也未终止，不能发布终止公告")
        case "result":
            return require(given, "JL44-4.0", project.award.confirmed is not None, "成交供应商尚未确定")
        case "contract":
            return require(given, "JL44-4.3.6", project.contract.signed_on is not None, "合同尚未签订")
        case "acceptance":
            return require(given, "PB-08", bool(project.performance.accepted), "尚无已验收的期间")
        case "takeover":
            return require(given, "JL44-4.4.3c", bool(project.takeover.triggered), "没有启动临时接管")
        case "evaluation":
            return require(given, "JL44-4.5.1b", project.evaluation.concluded is not None, "绩效评价尚未完成")
        case "departure":
            return require(given, "AD-12", bool(project.supervision.departures), "没有登记的例外")
        case _:
            assert_never(command.kind)


def _offer_lawful_now(command: OrderNotice, given: Given) -> Finding | None:
    """A prepared round that isn't over; by invitation only where the method is by invitation.  JL44-1.4b"""
    project = given.project
    method = given.rules.method(project.plan.method)
    if command.kind not in method.notices:
        right = "邀请公告" if "invitation" in method.notices else "采购公告"
        return finding(given, "JL44-4.3.1", f"“{method.title}”须发布{right}", field="kind", lawful=method.notices)
    ready = project.publication.round > 0 and project.round.failed is None and project.bidding.cancelled_on is None
    if not ready:
        return finding(given, "JL44-4.0", "没有已编制采购文件的轮次", field="kind")
    number = project.publication.round
    shown = project.publication.offered(round=number)
    return require(given, "JL44-4.2.1", shown is None, f"第{number}轮已公告，只能用更正公告更正", field="kind")


def _supplier_periods(given: Given, published_on: date) -> list[Finding | None]:
    """From the notice suppliers have the method's days for the documents and for their bid.  R-P01, R-P03, R-P07, R-P09"""
    project = given.project
    terms = project.publication.solicitation
    if terms is None:
        return []
    method = given.rules.method(project.plan.method)
    found: list[Finding | None] = []
    if method.response_period is not None:
        last = beijing_date(terms.response_deadline)
        what = "自公告至响应截止"
        found.append(not_before(given, *method.response_period, published_on, last, what, field="response_deadline"))
    if method.document_period is not None and terms.documents_available_until is not None:
        until, what = terms.documents_available_until, "采购文件提供期限"
        field = "documents_available_until"
        found.append(not_before(given, *method.document_period, published_on, until, what, field=field))
    remedy = "推迟日期，重新编制采购文件并另行公告"
    return [f.model_copy(update={"remedy": remedy}) if f else None for f in found]


def _put_off(later: datetime | None, kind: NoticeKind, shown_on: date, given: Given) -> Iterator[Finding | None]:
    """A correction may put the deadline off while the round is open, never forward.  R-P04, R-P08, R-P11, HR-BID-1"""
    terms = given.project.publication.solicitation
    if later is None or terms is None:
        return
    where = "response_deadline"
    yield require(given, "JL44-4.2.1", kind == "correction", "响应截止时间只能以更正公告推迟", field=where)
    still_open = given.at < terms.response_deadline and not given.project.round.closed
    yield require(given, "HR-BID-1", still_open, "响应截止时间已到，不能再推迟", field=where)
    is_later = later > terms.response_deadline
    yield require(given, "JL44-4.2.1", is_later, "更正后的响应截止时间须晚于原截止时间", field=where)
    period = given.rules.method(given.project.plan.method).clarification_period
    if period is not None:
        yield not_before(given, *period, shown_on, beijing_date(later), "自更正公告至响应截止", field=where)


def _register(command: RegisterPublication, given: Given) -> Decision:
    publication = given.project.publication
    ordered = publication.ordered.get(command.notice)
    if ordered is None:
        return given.settle(command, [finding(given, "JL44-4.2.1", f"没有公告“{command.notice}”", field="notice")])
    if command.notice in publication.published:
        if given.by == "adapter":  # the site was asked twice: done is done
            return Accepted()
        return given.settle(command, [finding(given, "JL44-4.2.1", "该公告的发布已登记", field="notice")])
    published_on = beijing_date(command.published_at)
    past = command.published_at <= given.at
    found = [require(given, "PB-05", past, "发布时间晚于现在", field="published_at")]
    if ordered.kind in ("solicitation", "invitation") and ordered.round == publication.round:
        found.extend(_supplier_periods(given, published_on))
    found.extend(_put_off(ordered.response_deadline, ordered.kind, published_on, given))
    published = NoticePublished(**command.model_dump(), kind=ordered.kind, published_on=published_on)
    return given.settle(command, found, published)
