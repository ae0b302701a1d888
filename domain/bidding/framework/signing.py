"""Framework: the agreements, and what the documents fix of them.  E-30, E-33, R-M17"""

from collections.abc import Iterator

from domain.bidding.eligibility import barred
from domain.bidding.framework.messages import AgreementFiled, AgreementSigned, FileAgreement, SignAgreement
from domain.calendar import Deadline
from domain.forms import deadline, finding, framework_term_from, require
from domain.given import Decision, Given
from domain.planning.messages import OPEN_FRAMEWORK
from domain.project import Project
from domain.publication.messages import FrameworkTerms, Solicitation
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding


def signing_due(project: Project, rules: RuleBook) -> Deadline | None:
    """The last day for signing: from the notice that tells who was admitted; None before that."""
    shown = project.publication.shown("result")
    return deadline(rules, "E-33", "sign_within", shown.published_on) if shown is not None else None


def sign(command: SignAgreement, given: Given) -> Decision:
    """As offered and as the documents had it: price, term, a provider that may still take part.  110号令 art. 29"""
    project = given.project
    provider = project.bidding.framework.remaining.get(command.supplier)
    if provider is None:
        stranger = finding(given, "R-M17", f"{command.supplier} 不是现有的入围供应商", field="supplier", option=True)
        return given.settle(command, [stranger])
    due = signing_due(project, given.rules)
    reason = f"协议价格 {command.price_yuan} 元与入围报价 {provider.price_yuan} 元不一致"
    found = [
        require(given, "E-33", provider.agreement is None, "已与该供应商签订框架协议", field="supplier"),
        require(given, "E-33", due is not None, "入围结果尚未公告，入围通知书未发出", field="result"),
        require(given, "JL44-4.4.0", command.signed_on <= given.at.date(), "签订日期晚于今天", field="signed_on"),
        require(given, "R-C01", command.price_yuan == provider.price_yuan, reason, field="price_yuan"),
        *_term(command, given),
        barred(command.supplier, given),
    ]
    if due is not None and project.plan.method != OPEN_FRAMEWORK:
        late = require(given, "E-33", command.signed_on <= due.on, f"签订框架协议的期限为{due.on}，已逾期", due=due.on)
        # a late signature is still a duty: it is said aloud and doesn't stand in the way
        found.append(late.model_copy(update={"blocks": False}) if late is not None else None)
    return given.settle(command, found, AgreementSigned(**command.model_dump()))


def _term(command: SignAgreement, given: Given) -> Iterator[Finding | None]:
    terms = _terms(given.project)
    longest = framework_term_from(command.starts_on, given.rules)
    yield require(given, "E-30", command.starts_on <= command.ends_on, "协议结束日早于开始日", field="ends_on")
    reason = f"框架协议有效期至{command.ends_on}，超过两年（最长至{longest}）"
    yield require(given, "E-30", command.ends_on <= longest, reason, field="ends_on", longest=longest)
    inside = terms is not None and command.ends_on <= terms.ends_on
    yield require(given, "R-C01", inside, "框架协议有效期超出征集文件确定的期限", field="ends_on")


def _terms(project: Project) -> FrameworkTerms | None:
    return project.publication.solicitation.framework if project.publication.solicitation else None


def file(command: FileAgreement, given: Given) -> Decision:
    provider = given.project.bidding.framework.providers.get(command.supplier)
    signed = provider.agreement if provider is not None else None
    found = [
        require(given, "E-33", signed is not None, "尚未签订框架协议，无从备案", field="supplier"),
        require(given, "E-33", provider is None or provider.filed_on is None, "框架协议已备案", field="receipt"),
    ]
    if signed is not None:
        due = deadline(given.rules, "E-33", "file_within", signed.signed_on)
        late = require(given, "E-33", given.on <= due.on, f"备案期限为{due.on}，已逾期", due=due.on)
        found.append(late.model_copy(update={"blocks": False}) if late is not None else None)
    return given.settle(command, found, AgreementFiled(**command.model_dump(), on=given.on))


def framework_findings(terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """What a framework's documents fix: ways of stage two, term, and price first unless the government sets it.  E-30"""
    plan, fixed = given.project.plan, terms.framework
    where = "solicitation.framework"
    if not plan.sets_framework:
        stray = "只有框架协议写明第二阶段的方式和有效期"
        yield finding(given, "R-M17", stray, field=where, option=True) if fixed is not None else None
        return
    if fixed is None:
        missing = "征集文件须写明框架协议的有效期和第二阶段成交方式"
        yield finding(given, "R-M17", missing, field=where, option=True)
        return
    longest = framework_term_from(fixed.starts_on, given.rules)
    reason = f"框架协议有效期至{fixed.ends_on}，超过两年（最长至{longest}）"
    yield require(given, "E-30", fixed.starts_on <= fixed.ends_on <= longest, reason, field=f"{where}.ends_on")
    if plan.method == OPEN_FRAMEWORK:
        priced = fixed.set_price_yuan is not None
        yield require(given, "E-30", priced, "开放式框架协议须写明付费标准", field=f"{where}.set_price_yuan")
        return
    if terms.evaluation == "comprehensive_scoring":
        words = "封闭式框架协议采用价格优先法；只有执行政府定价、指导价的，才可以采用质量优先法"
        quality = fixed.government_price and not any(c.price for c in terms.criteria)
        yield require(given, "E-30", quality, words, field="solicitation.evaluation")
