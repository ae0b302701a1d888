"""What a contract's terms must hold: eight parts, what was awarded and planned, periods that add up.  JL44-4.3.3 … 4.3.5"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from domain.contract.bond.decide import bond_terms
from domain.contract.messages import ContractTerms
from domain.contract.periods import ContractPeriod
from domain.forms import PREDICATES, at_least, finding, inside_gpl, one_year_from, parts, require, three_years_from
from domain.given import Given
from domain.planning.messages import FIVE_CONDITIONS
from domain.project import Project
from domain.register.state import Supplier
from domain.supervision.messages import Finding


def eight_parts(terms: ContractTerms, given: Given) -> list[Finding | None]:
    present = {**terms.model_dump(), "liability_for_breach": terms.liability}
    return parts(given, "JL44-4.3.3", "contract_parts", present, "合同")


def awarded_terms(terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    """What was awarded and planned, no more and nothing else."""
    project = given.project
    plan, award = project.plan, project.award.confirmed
    clause = "R-C01" if inside_gpl(plan, given.rules) else "JL44-1.4b"
    if award is not None:
        heirs = given.state(Supplier, f"supplier/{award.supplier}").heirs_on(given.on)
        yield require(
            given,
            clause,
            terms.supplier == award.supplier or terms.supplier in heirs,
            f"合同的承接主体须为成交供应商{award.name}",
            field="terms.supplier",
            awarded=award.supplier,
        )
        yield require(
            given,
            clause,
            terms.amount_yuan == award.price_yuan,
            f"合同金额 {terms.amount_yuan} 元与成交金额 {award.price_yuan} 元不一致",
            field="terms.amount_yuan",
            awarded_yuan=award.price_yuan,
        )
        bid = project.round.bids.get(award.supplier)
        codes = bid.consortium.codes if bid is not None and bid.consortium is not None else ()
        absent = [uscc for uscc in codes if uscc not in (terms.supplier, *terms.joint)]
        if absent:
            reason = f"联合体各方应当共同签订合同，缺少：{'、'.join(absent)}"
            yield finding(given, "R-S07", reason, field="terms.joint", option=True, absent=absent)
    yield from _term(terms, given)
    yield from period_findings(terms.periods, terms.starts_on, terms.ends_on, terms.amount_yuan, given, "terms.periods")
    yield from _scope(terms, clause, given)
    yield from bond_terms(terms, given)
    yield from _other_terms(terms, given)


def winner(project: Project) -> tuple[str, ...]:
    """Whose register shows who came after the one that was chosen."""
    award = project.award.confirmed
    return (award.supplier,) if award is not None else ()


def exists(terms: ContractTerms, day: date, given: Given) -> Iterator[Finding | None]:
    """Each party exists on the day of signing, by that code.  JL44-2.2.2"""
    for uscc in dict.fromkeys((terms.supplier, *terms.joint)):
        ended = given.state(Supplier, f"supplier/{uscc}").ended_on(day)
        if ended is not None:
            heirs = "、".join(n.name for n in ended.successors) or "无"
            reason = f"{uscc} 已于{ended.effective_on}终止或者换码（{ended.document_number}），承继者：{heirs}"
            yield finding(given, "JL44-2.2.2", reason, field="terms.supplier", since=ended.effective_on)


def acceptance_agreed(terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    """Inside the Procurement Law a contract for the public says how it is accepted, or takes the plan's way over: one that
    is silent on what the plan fixed is signed off the documents.  N22-11, R-X02"""
    plan, field = given.project.plan, "terms.acceptance"
    if not (inside_gpl(plan, given.rules) and PREDICATES["art11"](plan, given.rules)):
        return
    said = terms.acceptance is not None or terms.acceptance_as_planned
    reason = "合同没有约定履约验收：写明六项内容（acceptance），或者写明按采购实施计划的履约验收方案（acceptance_as_planned）"
    yield require(given, "N22-11", said, reason, field=field)
    if terms.acceptance_as_planned and terms.acceptance is None:
        there = plan.acceptance_plan is not None
        yield require(given, "N22-11", there, "采购实施计划没有可以引用的履约验收方案", field=field)


def _scope(terms: ContractTerms, clause: str, given: Given) -> Iterator[Finding | None]:
    """The items that the plan bought, in its quantities: signing off the documents is what GPL Regulation 72 punishes."""
    if not terms.items:
        return
    planned = {item.code: (item.quantity, item.unit) for item in given.project.plan.items}
    agreed = {item.code: (item.quantity, item.unit) for item in terms.items}
    differing = sorted(code for code in {*planned, *agreed} if planned.get(code) != agreed.get(code))
    reason = f"合同标的与采购文件不一致：{'、'.join(differing)}"
    yield require(given, clause, not differing, reason, field="terms.items", differing=differing)


def _other_terms(terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    """No guarantee of a loan, acceptance in all its parts, payment no later than the law, stages with their measure."""
    rules = given.rules
    no_guarantee = terms.buyer_guarantees_financing is not True
    where = "terms.buyer_guarantees_financing"
    yield require(given, "S102-25", no_guarantee, "购买主体不得为承接主体的合同融资提供担保", field=where)
    if terms.acceptance is not None:
        agreed = terms.acceptance.model_dump()
        yield from parts(given, "N22-11", "plan_parts", agreed, "合同的履约验收条款")
        plan = given.project.plan.acceptance_plan
        planned = plan.model_dump() if plan is not None else {}
        other = sorted(part for part in agreed if planned.get(part) not in (None, agreed[part]))
        reason = f"合同的验收条款与采购实施计划不一致：{'、'.join(other)}"
        yield require(given, "N22-11", not other, reason, field="terms.acceptance", differing=other)
    if terms.pay_within_days is not None and rules.has("PY-11", "pay_within"):
        most = rules.period("PY-11", "pay_within").count
        reason = f"合同约定{terms.pay_within_days}日内付款，付款条件成就、收到发票后最长{most}日"
        kept = terms.pay_within_days <= most
        yield require(given, "AD-07", kept, reason, field="terms.pay_within_days", longest=most)
    yield from _lateness(terms, given)
    stages = [p for p in terms.periods if p.condition == "acceptance"]
    unmeasured = [p.key for p in stages if not p.targets] if len(stages) > 1 else []
    staged = f"分期考核和付款的，各期应有考核目标：{'、'.join(unmeasured)}"
    yield warning(require(given, "N22-10", not unmeasured, staged, field="terms.periods"))


def _lateness(terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    """An agreed rate is no lower than the loan prime rate of that day; no audit's result is made the basis.  PY-04, PY-05"""
    rules = given.rules
    if terms.late_interest_yearly is not None and rules.has("PY-04", "lpr_one_year"):
        least = rules.ratio("PY-04", "lpr_one_year")
        where = "terms.late_interest_yearly"
        yield at_least(given, "PY-04", terms.late_interest_yearly, least, "约定的逾期年利率", field=where)
    if terms.settled_by_audit and rules.has("PY-05", "audit_by_contract_allowed"):
        allowed = rules.flag("PY-05", "audit_by_contract_allowed")
        reason = "合同不得约定以审计结果作为结算依据"
        yield require(given, "PY-05", allowed, reason, field="terms.settled_by_audit")


def unsaid(terms: ContractTerms, given: Given) -> Finding | None:
    """A draft that is silent on the guarantee is told to say that there is none.  S102-25"""
    said = terms.buyer_guarantees_financing is not None
    reason = "合同宜写明购买主体不为承接主体的融资提供任何担保"
    return warning(require(given, "S102-25", said, reason, field="terms.buyer_guarantees_financing"))


def _term(terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    plan, rules = given.project.plan, given.rules
    yield require(given, "JL44-4.3.3", terms.starts_on <= terms.ends_on, "合同结束日早于开始日", field="terms.ends_on")
    longest = three_years_from(terms.starts_on, rules)
    if terms.ends_on > longest:
        reason = f"合同期限至{terms.ends_on}，超过三年（最长至{longest}）"
        yield finding(given, "JL44-4.3.5", reason, field="terms.ends_on", option=True, longest=longest)
    elif terms.ends_on > one_year_from(terms.starts_on, rules):
        missing = set(FIVE_CONDITIONS) - {c.condition for c in plan.long_term if c.met}
        reason = "合同期限超过1年，而计划没有逐项证明五个条件"
        yield require(given, "JL44-4.3.4", not missing, reason, field="terms.ends_on", missing=sorted(missing))
    inside = plan.starts_on <= terms.starts_on and terms.ends_on <= plan.ends_on
    clause = "R-C01" if inside_gpl(plan, rules) else "JL44-4.1.1"
    reason = f"合同期限 {terms.starts_on}—{terms.ends_on} 超出计划的期限 {plan.starts_on}—{plan.ends_on}"
    yield require(given, clause, inside, reason, field="terms.ends_on")


def period_findings(
    periods: tuple[ContractPeriod, ...],
    starts_on: date,
    ends_on: date,
    amount_yuan: Decimal,
    given: Given,
    field: str,
) -> Iterator[Finding | None]:
    """Keys of their own, inside the term, apart, and together what is payable.  HR-CT-1"""
    keys = [p.key for p in periods]
    yield require(given, "HR-CT-1", len(set(keys)) == len(keys), "履约期编号重复", field=field)
    for period in periods:
        inside = starts_on <= period.starts_on <= period.ends_on <= ends_on
        yield require(given, "HR-CT-1", inside, f"履约期“{period.key}”不在合同期限之内", field=field)
    ordered = sorted((p for p in periods if p.condition == "acceptance"), key=lambda p: p.starts_on)
    for before, after in pairwise(ordered):
        apart = before.ends_on < after.starts_on
        yield require(given, "HR-CT-1", apart, f"履约期“{before.key}”与“{after.key}”重叠", field=field)
    total = sum((p.payable_yuan for p in periods), start=Decimal("0.00"))
    reason = f"各期应付合计 {total} 元，合同金额 {amount_yuan} 元，应当相等"
    yield require(given, "HR-CT-1", total == amount_yuan, reason, field=field, total_yuan=total)


def warning(found: Finding | None) -> Finding | None:
    """The same finding, said but not standing in the way."""
    return found.model_copy(update={"blocks": False}) if found else None
