"""What a contract's terms must hold: eight parts, what was awarded and planned, periods that add up.  JL44-4.3.3 … 4.3.5"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from domain.contract.messages import ContractTerms
from domain.forms import at_most, finding, inside_gpl, one_year_from, parts, require, three_years_from
from domain.given import Given
from domain.planning.messages import FIVE_CONDITIONS
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
        yield require(
            given,
            clause,
            terms.supplier == award.supplier,
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
    yield from _periods(terms, given)
    if terms.performance_bond_yuan is not None:
        most = terms.amount_yuan * given.rules.ratio("R-B02", "performance_bond_max")
        yield at_most(
            given, "R-B02", terms.performance_bond_yuan, most, "履约保证金", field="terms.performance_bond_yuan"
        )


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


def _periods(terms: ContractTerms, given: Given) -> Iterator[Finding | None]:
    keys = [p.key for p in terms.periods]
    field = "terms.periods"
    yield require(given, "HR-CT-1", len(set(keys)) == len(keys), "履约期编号重复", field=field)
    for period in terms.periods:
        inside = terms.starts_on <= period.starts_on <= period.ends_on <= terms.ends_on
        yield require(given, "HR-CT-1", inside, f"履约期“{period.key}”不在合同期限之内", field=field)
    ordered = sorted((p for p in terms.periods if p.condition == "acceptance"), key=lambda p: p.starts_on)
    for before, after in pairwise(ordered):
        apart = before.ends_on < after.starts_on
        yield require(given, "HR-CT-1", apart, f"履约期“{before.key}”与“{after.key}”重叠", field=field)
    total = sum((p.payable_yuan for p in terms.periods), start=Decimal("0.00"))
    reason = f"各期应付合计 {total} 元，合同金额 {terms.amount_yuan} 元，应当相等"
    yield require(given, "HR-CT-1", total == terms.amount_yuan, reason, field=field, total_yuan=total)


def warning(found: Finding | None) -> Finding | None:
    """The same finding, said but not standing in the way."""
    return found.model_copy(update={"blocks": False}) if found else None
