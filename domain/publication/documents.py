"""Publication: what the documents must say and what they must not ask.  R-B07, CR-02, N46-10, E-28, R-S11, R-S12, R-P03, R-P10"""

from collections.abc import Iterator

from domain.bidding.framework.signing import framework_findings
from domain.forms import at_least, at_most, finding, parts, require
from domain.given import Given
from domain.publication.messages import Solicitation
from domain.rulebook import Method
from domain.supervision.messages import Finding

_HERE = "solicitation"


def document_findings(terms: Solicitation, method: Method, given: Given) -> Iterator[Finding | None]:
    """Every finding on the documents' own statements."""
    if method.inside_gpl:
        yield from _stated(terms, method, given)
    yield from _not_asked(terms, given)
    yield from framework_findings(terms, given)
    yield from _abnormal_rates(terms, given)
    if terms.document_price_yuan is not None:
        cost = terms.document_cost_yuan
        where = f"{_HERE}.document_price_yuan"
        if cost is None:
            yield finding(given, "HR-DOC-1", "收取采购文件费用的，须写明制作和邮寄成本", field=where)
        else:
            yield at_most(given, "HR-DOC-1", terms.document_price_yuan, cost, "采购文件售价", field=where)


def _stated(terms: Solicitation, method: Method, given: Given) -> Iterator[Finding | None]:
    """What the law wants in every solicitation document.  R-B07, N46-10, CR-02, R-P03, R-P10"""
    budget = given.project.plan.budget_yuan
    where = f"{_HERE}.budget_yuan"
    if terms.budget_yuan is None:
        yield finding(given, "R-B07", "采购文件没有公开采购项目预算金额", field=where)
    else:
        reason = f"采购文件公开的预算 {terms.budget_yuan} 元与计划的预算 {budget} 元不一致"
        yield require(given, "R-B07", terms.budget_yuan == budget, reason, field=where, budget_yuan=budget)
    industry = terms.sme_industry is not None
    missing = "采购文件没有写明采购标的对应的中小企业划分标准所属行业"
    yield require(given, "N46-10", industry, missing, field=f"{_HERE}.sme_industry")
    if given.rules.has("CR-02", "document_parts"):
        yield from parts(given, "CR-02", "document_parts", terms.credit, "采购文件的信用查询条款")
    if method.document_period is not None:
        offered = terms.documents_available_until is not None
        reason = "采购文件没有写明提供期限"
        yield require(given, method.document_period[0], offered, reason, field=f"{_HERE}.documents_available_until")


def _not_asked(terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """No lot decides, and no more experience is asked for than the law has it.  R-S11, R-S12"""
    lot = terms.award_by_lot and "lottery" in given.rules.kinds("R-S11", "prohibited_kinds")
    yield require(given, "R-S11", not lot, "不得通过摇号、抽签等方式确定供应商", field=f"{_HERE}.award_by_lot")
    if terms.similar_contracts is not None and given.rules.has("R-S12", "similar_contracts_max"):
        most = given.rules.count("R-S12", "similar_contracts_max")
        reason = f"要求同类业务合同{terms.similar_contracts}个，不得超过{most}个"
        within = terms.similar_contracts <= most
        yield require(given, "R-S12", within, reason, field=f"{_HERE}.similar_contracts", most=most)


def _abnormal_rates(terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """The documents may raise the rates of the abnormally low price, up to a bound, and never lower them.  E-28"""
    if terms.abnormal_rates is None or not given.rules.has("E-28", "rate_max"):
        return
    most = given.rules.ratio("E-28", "rate_max")
    for name, rate in terms.abnormal_rates:
        if rate is None:
            continue
        where = f"{_HERE}.abnormal_rates.{name}"
        for found in (
            at_most(given, "E-28", rate, most, "异常低价比例", field=where),
            at_least(given, "E-28", rate, given.rules.ratio("E-27", name), "异常低价比例", field=where),
        ):
            # the option is used beyond its bounds: that stands in the way as a must does
            yield found.model_copy(update={"blocks": True}) if found is not None else None
