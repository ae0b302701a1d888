"""Planning: what the rules say of a plan.  JL44-1.*, JL44-3.*, JL44-4.3.*"""

from collections.abc import Iterator
from decimal import Decimal

from domain.authority import placed
from domain.forms import (
    at_most,
    finding,
    forbidden_kind,
    framework_term_from,
    inside_gpl,
    one_year_from,
    parts,
    require,
    three_years_from,
)
from domain.funding.sources import line_findings, to_check
from domain.given import Given
from domain.planning.emergency import event_findings, not_yet
from domain.planning.guidance.decide import citation
from domain.planning.messages import EMERGENCY, FIVE_CONDITIONS, Plan
from domain.planning.small_enterprises import sme_findings
from domain.rulebook import Method, RuleBook
from domain.supervision.messages import Finding

_CONDITION_TITLES = dict(
    zip(FIVE_CONDITIONS, ("预算有保障", "内容相对固定", "连续性强", "经费来源稳定", "价格变化幅度小"), strict=True)
)


def plan_findings(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """Every finding on a plan, so that its author sees them all at once."""
    if (nowhere := placed(given)) is not None:
        yield nowhere
        return
    yield from _buyer(plan, given)
    yield from _content(plan, given)
    yield from _term(plan, given)
    yield from _suppliers(plan, given)
    yield from method_findings(plan, given)
    yield from _money(plan, given)
    yield from _acceptance(plan, given)
    yield _judged(plan, given)


def _buyer(plan: Plan, given: Given) -> Iterator[Finding | None]:
    division = given.project.id.split("-", 1)[0]  # whose law judges the project
    reason = f"购买主体所在地 {plan.buyer.division} 与项目编号的地区 {division} 不一致"
    same = plan.buyer.division.startswith(division)
    yield require(given, "JL44-1.1", same, reason, field="plan.buyer.division", division=division)
    yield from citation(plan, given)
    if plan.county_coordinated:
        county = plan.buyer.division[:6]
        beyond = [d for d in plan.townships_served if not d.startswith(county) or d == county]
        reason = f"所服务的乡镇不在{county}：{'、'.join(beyond)}"
        yield require(given, "JL44-1.3", not beyond, reason, field="plan.townships_served", beyond=beyond)
        local = plan.buyer.level in ("county", "township")
        yield require(
            given, "JL44-1.3", local, "纳入县级统筹的项目由县级或者乡镇购买主体实施", field="plan.buyer.level"
        )
        yield require(
            given,
            "JL44-1.3",
            bool(plan.townships_served),
            "纳入县级统筹的项目须列明所服务的乡镇",
            field="plan.townships_served",
        )


def _content(plan: Plan, given: Given) -> Iterator[Finding | None]:
    rules = given.rules
    known = {item.code: item for item in rules.items()}
    for number, item in enumerate(plan.items):
        where = f"plan.items[{number}].code"
        if item.code in known:
            continue
        if item.outside_catalogue_basis is None or item.outside_catalogue_reason is None:
            reason = f"目录中没有事项“{item.code}”，且未说明指导性目录依据和理由"
            yield finding(given, "JL44-3.1.1", reason, field=where, option=True, code=item.code)
        else:
            basis = f"{item.outside_catalogue_basis}；{item.outside_catalogue_reason}"
            warning = finding(
                given,
                "JL44-3.1.1",
                f"目录外事项“{item.code}”，须在公告中披露：{basis}",
                field=where,
            )
            yield warning.model_copy(update={"blocks": False}) if warning else None
    service = any(known[i.code].kind == "service" for i in plan.items if i.code in known)
    if service and (plan.whom_served is None or not sum(plan.recipients.values())):
        reason = "服务性工作须写明服务对象及人数"
        yield finding(given, "JL44-3.1.2", reason, field="plan.whom_served", option=True)
    negative = rules.kinds("JL44-3.2.0", "items")
    for answer in plan.negative_list:
        if answer.clause not in negative:
            reason = f"负面清单没有“{answer.clause}”这一项；有：{'、'.join(negative)}"
            yield finding(given, "JL44-3.2.0", reason, field="plan.negative_list")
        elif answer.applies:
            yield finding(
                given, answer.clause, f"属于不得购买的事项：{answer.note or answer.clause}", field="plan.negative_list"
            )


def _term(plan: Plan, given: Given) -> Iterator[Finding | None]:
    rules = given.rules
    if plan.sets_framework and rules.has("E-30", "term"):
        last = framework_term_from(plan.starts_on, rules)
        reason = f"框架协议有效期至{plan.ends_on}，超过两年（最长至{last}）"
        yield require(given, "E-30", plan.ends_on <= last, reason, field="plan.ends_on", longest=last)
        return
    longest = three_years_from(plan.starts_on, rules)
    if plan.ends_on > longest:
        yield finding(
            given,
            "JL44-4.3.5",
            f"合同期限至{plan.ends_on}，超过三年（最长至{longest}）",
            field="plan.ends_on",
            option=True,
            longest=longest,
        )
    elif plan.ends_on > one_year_from(plan.starts_on, rules):
        met = {c.condition for c in plan.long_term if c.met}
        missing = [_CONDITION_TITLES[c] for c in FIVE_CONDITIONS if c not in met]
        reason = f"期限超过1年，尚缺条件：{'、'.join(missing)}"
        yield require(given, "JL44-4.3.4", not missing, reason, field="plan.long_term", missing=missing)


def _suppliers(plan: Plan, given: Given) -> Iterator[Finding | None]:
    for number, condition in enumerate(plan.supplier_conditions):
        where = f"plan.supplier_conditions[{number}].kind"
        yield forbidden_kind(given, "R-S09", "prohibited_kinds", condition.kind, "供应商条件", field=where)
        yield forbidden_kind(given, "R-S10", "prohibited_kinds", condition.kind, "供应商条件", field=where)
        if given.rules.has("R-S11", "prohibited_kinds"):
            yield forbidden_kind(given, "R-S11", "prohibited_kinds", condition.kind, "供应商条件", field=where)
        if condition.similar_contracts is not None and given.rules.has("R-S12", "similar_contracts_max"):
            most = Decimal(given.rules.count("R-S12", "similar_contracts_max"))
            asked = Decimal(condition.similar_contracts)
            yield at_most(
                given, "R-S12", asked, most, "要求的同类业绩数量", field=where.replace("kind", "similar_contracts")
            )
    if plan.individuals_reason is not None:
        yield finding(
            given, "JL44-2.1.4", f"拟允许个人承接：{plan.individuals_reason}", field="plan.individuals_reason"
        )


def method_findings(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """Every finding on a plan's way of choosing the supplier: a known method, its ground, its limit, its SMEs."""
    rules = given.rules
    if plan.method in ("inquiry", "询价"):
        remedy = f"改用{_track(plan, rules)}"
        yield finding(
            given, "R-M16", f"询价只适用于货物，购买服务不得采用：{remedy}", field="plan.method", remedy=remedy
        )
        return
    if plan.method in EMERGENCY and not rules.knows("EM-01"):
        yield not_yet(given)
        return
    if plan.method not in {m.name for m in rules.methods()}:
        yield finding(
            given,
            "JL44-4.3.1",
            f"没有采购方式“{plan.method}”",
            field="plan.method",
            remedy=f"改用{_track(plan, rules)}",
            known=[m.name for m in rules.methods()],
        )
        return
    yield from _ground(plan, rules.method(plan.method), given)
    inside = inside_gpl(plan, rules)
    yield _unnamed(rules.method(plan.method), given)
    if plan.sets_framework:
        yield from _framework(plan, given)
    if plan.calls_off or plan.framework is not None:
        named = plan.calls_off and plan.framework is not None
        reason = "框架协议下的采购（framework_call_off）须写明所依据的框架协议项目，其他方式不写"
        yield None if named else finding(given, "R-M17", reason, field="plan.framework", option=True)
    if inside and not rules.method(plan.method).inside_gpl:
        reason = f"预算 {plan.budget_yuan} 元已达采购限额标准，须采用政府采购方式"
        yield finding(given, "R-M01", reason, field="plan.method", budget_yuan=plan.budget_yuan)
    if plan.budget_yuan >= rules.yuan("R-M04", "open_tender") and plan.method != "open_tender":
        reason = f"达到公开招标数额标准而采用“{rules.method(plan.method).title}”：{plan.method_reason}"
        yield finding(given, "R-M08", reason, field="plan.method")
    yield from sme_findings(plan, given)
    scored = "comprehensive_scoring" in rules.method(plan.method).evaluation
    if scored and plan.criteria and all(c.price for c in plan.criteria):
        yield finding(given, "JL44-4.3.2", "评审因素只有价格：不能简单以“价低者得”作为选择标准", field="plan.criteria")


def _track(plan: Plan, rules: RuleBook) -> str:
    """The lawful way of a plan whose method is none, by its amount.  R-M04, R-M06, R-M11, R-M14"""
    if not inside_gpl(plan, rules):
        return "限额标准以下竞争性选择（below_limit）：限额以下习惯所称“询价”的，走这条路径"
    if plan.budget_yuan >= rules.yuan("R-M04", "open_tender"):
        return "公开招标（open_tender）；采用其他方式的，先取得主管预算单位同意和设区的市、自治州以上财政部门批准"
    return "竞争性磋商（competitive_consultation）等适用于服务的方式"


def _unnamed(method: Method, given: Given) -> Finding | None:
    """A method that the law has and the guide doesn't name is used with a word of warning.  J-D4"""
    if not method.inside_gpl or not given.rules.has("JL44-4.3.1", "methods"):
        return None
    if method.name in given.rules.kinds("JL44-4.3.1", "methods"):
        return None
    reason = f"操作指南没有列举“{method.title}”（列举之后有“等方式”）：依国家规定采用，须说明理由"
    found = finding(given, "JL44-4.3.1", reason, field="plan.method")
    return found.model_copy(update={"blocks": False}) if found else None


def _framework(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """At or above the limit, for people outside the buyer's own department, who choose for themselves.  R-M17"""
    outside = plan.whom_served is not None and sum(plan.recipients.values()) > 0
    for stands, reason, where in (
        (inside_gpl(plan, given.rules), "框架协议只适用于采购限额标准以上的项目", "plan.budget_yuan"),
        (outside, "框架协议须为本部门以外的服务对象提供服务，由其自主选择：须写明服务对象", "plan.whom_served"),
    ):
        yield None if stands else finding(given, "R-M17", reason, field=where, option=True)


def _ground(plan: Plan, method: Method, given: Given) -> Iterator[Finding | None]:
    """One of the method's preconditions holds: that of every such purchase, or the one the plan names.  R-M12 … R-M15"""
    ground = plan.method_ground or method.assumed_ground
    if method.preconditions:
        listed = "、".join(method.preconditions)
        reason = f"“{method.title}”须指明适用情形之一：{listed}；现为“{ground or '未指明'}”"
        stands = ground in method.preconditions
        default = event_findings(ground, plan.method_reason, given, "plan.method_ground")
        if method.name in EMERGENCY and default:
            yield from default
            stands = stands or any(f.blocks for f in default)
        yield require(
            given, method.clause, stands, reason, field="plan.method_ground", known=list(method.preconditions)
        )
    if ground == "consistency_addition":
        yield _addition(plan, method, given)


def _addition(plan: Plan, method: Method, given: Given) -> Finding | None:
    """An addition for consistency stays within its share of the contract to which it is added.  GPL 31(3)"""
    original = plan.original_contract_yuan
    if original is None:
        reason = "添购须写明原合同金额"
        return finding(given, method.clause, reason, field="plan.original_contract_yuan")
    most = original * given.rules.ratio(method.clause, "addition_max")
    return at_most(given, method.clause, plan.budget_yuan, most, "添购金额", field="plan.budget_yuan")


def _money(plan: Plan, given: Given) -> Iterator[Finding | None]:
    if plan.ceiling_yuan is not None:
        yield require(
            given, "R-B06", plan.ceiling_yuan <= plan.budget_yuan, "最高限价不得超过预算", field="plan.ceiling_yuan"
        )
    years = {int(line.pool.rsplit("-", 1)[1]) for line in plan.funding}
    term = set(range(plan.starts_on.year, plan.ends_on.year + 1))
    yield require(
        given, "JL44-5.1", years <= term, "资金年度须在合同期限之内", field="plan.funding", years=sorted(years)
    )
    yield from line_findings(plan.funding, plan, given, "plan.funding")
    for source in to_check(plan, given.rules):
        reason = "事务性工作从困难群众救助补助资金列支：请核对资金管理办法"
        yield finding(given, "FD-02", reason, field="plan.funding", source=source)


def _judged(plan: Plan, given: Given) -> Finding | None:
    """Whether administrative work is for the public is the buyer's judgement, on record.  N22-14"""
    kinds = {item.code: item.kind for item in given.rules.items()}
    service = any(kinds.get(item.code) == "service" for item in plan.items)
    asked = inside_gpl(plan, given.rules) and not service
    reason = "事务性工作是否属于22号文第十一条项目，由购买主体判断并写明（treated_as_art11）"
    return require(
        given, "N22-14", not asked or plan.treated_as_art11 is not None, reason, field="plan.treated_as_art11"
    )


def _acceptance(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """A purchase inside the law says beforehand how it will be accepted.  N22-11"""
    if inside_gpl(plan, given.rules) and given.rules.has("N22-11", "plan_parts"):
        present = plan.acceptance_plan.model_dump() if plan.acceptance_plan is not None else {}
        yield from parts(given, "N22-11", "plan_parts", present, "履约验收方案")
