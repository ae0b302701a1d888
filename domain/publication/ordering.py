"""Publication: ordering a notice.  What it must say, when it is lawful, and that it agrees with the record.  JL44-4.2.1, PB-06"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, assert_never

from domain.bidding.parties.agency import result_by_document
from domain.calendar import beijing_date
from domain.forms import finding, not_before, parts, require
from domain.given import Decision, Given
from domain.publication.messages import NoticeKind, NoticeOrdered, OrderNotice
from domain.publication.sections import sections
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

OF_A_ROUND: Final = ("solicitation", "invitation", "correction", "termination")
_PARTS: Final = {  # the others: NT-<kind>
    "solicitation": "JL44-4.2.1",
    "invitation": "JL44-4.2.1",
    "intention": "PB-02",
    "single_source": "NT-single-source",
    "framework_exit": "NT-framework-exit",
}


def parts_clause(kind: NoticeKind) -> str:
    """The rule that says what a notice of this kind holds."""
    return _PARTS.get(kind, f"NT-{kind}")


def notice_parts(kind: NoticeKind, rules: RuleBook) -> tuple[str, ...]:
    """The fields that a notice of this kind must have, by the law in force."""
    clause = parts_clause(kind)
    return rules.kinds(clause, "notice_parts") if rules.has(clause, "notice_parts") else ()


def order(command: OrderNotice, given: Given) -> Decision:
    publication = given.project.publication
    fresh = command.notice not in publication.ordered
    found = [
        require(given, "JL44-4.2.1", fresh, f"公告“{command.notice}”已提交，只能用更正公告更正", field="notice"),
        _lawful_now(command, given),
        *_present(command, given),
        *_agrees(command, given),
        *_of_a_change(command, given),
        _based(command, given),
    ]
    if command.kind in ("solicitation", "invitation"):
        found.extend(supplier_periods(given, given.on))
    if command.kind == "result":
        found.extend(result_by_document(given))
    found.extend(put_off(command.response_deadline, command.kind, given.on, given))
    ordered = NoticeOrdered(
        **command.model_dump(),
        round=publication.round if command.kind in OF_A_ROUND else None,
        by=given.by,
        on=given.on,
        sections=sections(command, given.project, given.rules, given.on),
    )
    return given.settle(command, found, ordered)


def _present(command: OrderNotice, given: Given) -> Iterator[Finding | None]:
    """The parts that the guide and the orders want.  JL44-4.2.1, 87号令 arts. 13, 15, GPL Regulation art. 43"""
    clauses = (parts_clause(command.kind), _further(command.kind, given))
    for clause in clauses:
        if clause is not None and given.rules.has(clause, "notice_parts"):
            yield from parts(given, clause, "notice_parts", command.fields, "公告")


def _further(kind: NoticeKind, given: Given) -> str | None:
    """What the orders want of an offer beside the guide's six parts."""
    if kind != "solicitation":
        return None
    return "NT-tender" if given.project.plan.method == "open_tender" else "NT-consultation"


def _agrees(command: OrderNotice, given: Given) -> Iterator[Finding | None]:
    """Who publishes answers for the truth: what a notice says agrees with what is on record.  PB-06"""
    project = given.project
    terms, award = project.contract.terms, project.award.confirmed
    known: dict[str, str] = {}
    if command.kind in ("contract", "acceptance") and terms is not None:
        known = {"contract_number": terms.number, "supplier": terms.supplier_name}
    elif command.kind == "result" and award is not None:
        known = {"supplier": award.name}
    for name, right in known.items():
        said = command.fields.get(name)
        reason = f"公告所写“{said}”与记录的“{right}”不一致"
        yield require(given, "PB-06", said is None or right in said, reason, field=name, recorded=right)


def _of_a_change(command: OrderNotice, given: Given) -> Iterator[Finding | None]:
    """A notice names the change that it announces: one on record, in a contract notice.  JL44-4.3.6"""
    if command.change is None:
        return
    about = command.kind == "contract"
    yield require(given, "JL44-4.3.6", about, "只有合同公告才写明所公告的合同变更", field="change")
    known = command.change in dict(given.project.contract.changes)
    yield require(given, "JL44-4.3.6", known, f"没有合同变更“{command.change}”", field="change")


def _based(command: OrderNotice, given: Given) -> Finding | None:
    """An intention says on what its amount rests: the draft before the budget is approved, the budget after.  PB-03"""
    if command.kind != "intention":
        return None
    approved = given.project.approval.agreed("budget_approval") is not None
    lawful = ("department_budget", "added_in_year") if approved else ("budget_draft", "added_in_year")
    words = (
        "预算已批准，以部门预算或者年度新增为依据"
        if approved
        else "预算尚未批准，以部门预算“二上”内容或者年度新增为依据"
    )
    return require(
        given, "PB-03", command.basis in lawful, f"采购意向的依据（basis）：{words}", field="basis", lawful=lawful
    )


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
        case "prequalification":
            lawful = "prequalification" in given.rules.method(project.plan.method).notices
            open_now = number == 0 or project.round.failed is not None
            ready = lawful and project.planning.determined_on is not None and open_now
            reason = "资格预审公告只用于招标方式，在编制采购文件之前发布"
            return require(given, "NT-prequalification", ready, reason, field="kind")
        case "correction":
            known = command.corrects is not None and command.corrects in publication.published
            return require(given, "JL44-4.2.1", known, "更正公告须指明已发布的原公告", field="corrects")
        case "termination":
            ended = project.round.failed is not None or project.bidding.cancelled_on is not None
            return require(given, "JL44-4.0", ended, "采购未失败也未终止，不能发布终止公告")
        case "result":
            admitted = project.bidding.framework.selected is not None or bool(project.bidding.framework.reviewed)
            chosen = project.award.confirmed is not None or admitted
            return require(given, "JL44-4.0", chosen, "成交供应商尚未确定")
        case "framework_exit":
            gone = any(not p.remains for p in project.bidding.framework.providers.values())
            return require(given, "JL44-4.0", gone, "没有入围供应商退出或者被清退")
        case "contract":
            return require(given, "JL44-4.3.6", project.contract.signed_on is not None, "合同尚未签订")
        case "acceptance":
            return require(given, "PB-08", bool(project.performance.accepted), "尚无已验收的期间")
        case "takeover":
            return require(given, "JL44-4.4.3c", bool(project.takeover.triggered), "没有启动临时接管")
        case "evaluation":
            return require(given, "JL44-4.5.1b", project.evaluation.results > 0, "绩效评价尚未完成")
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


def supplier_periods(given: Given, published_on: date) -> list[Finding | None]:
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


def put_off(later: datetime | None, kind: NoticeKind, shown_on: date, given: Given) -> Iterator[Finding | None]:
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
