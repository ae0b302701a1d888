"""Publication: what the rules say of a round's terms, all at once.  JL44-4.3.2, E-10, E-13, R-B01, R-B06"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from domain.bidding.parties.agency import conducted
from domain.forms import at_most, finding, one_year_from, require, three_years_from
from domain.given import Given
from domain.publication.criteria import criteria_findings
from domain.publication.documents import document_findings
from domain.publication.messages import Solicitation
from domain.rulebook import Method
from domain.supervision.messages import Finding


def solicitation_findings(terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """Every finding on the terms of a round, so that the clerk sees them all at once."""
    plan = given.project.plan
    method = given.rules.method(plan.method)
    yield from _criteria(terms, method, given)
    yield from _money(terms, method, given)
    yield _renewals(terms, given)
    yield from document_findings(terms, method, given)
    yield from conducted(terms, given)
    yield from criteria_findings(terms, method, given)
    here = "solicitation"
    late = terms.response_deadline > given.at
    yield require(given, "JL44-4.0", late, "响应截止时间须晚于现在", field=f"{here}.response_deadline")
    opens = terms.opens_at >= terms.response_deadline
    yield require(given, "JL44-4.0", opens, "开启时间不得早于响应截止时间", field=f"{here}.opens_at")


def _renewals(terms: Solicitation, given: Given) -> Finding | None:
    """Renewals are said beforehand, and with them the contract lasts three years at most.  JL44-4.3.5"""
    if terms.renewals is None:
        return None
    plan, rules = given.project.plan, given.rules
    last = plan.ends_on
    for _ in range(terms.renewals.times):
        last = one_year_from(last + timedelta(days=1), rules)
    longest = three_years_from(plan.starts_on, rules)
    if last <= longest:
        return None
    reason = f"连同续签可至{last}，超过三年（最长至{longest}）"
    return finding(given, "JL44-4.3.5", reason, field="solicitation.renewals", option=True, longest=longest)


def _criteria(terms: Solicitation, method: Method, given: Given) -> Iterator[Finding | None]:
    where = "solicitation.criteria"
    clause = "E-11" if method.inside_gpl else method.clause
    if terms.evaluation not in method.evaluation:
        reason = f"“{method.title}”须采用{'、'.join(method.evaluation)}：不能简单以“价低者得”作为选择标准"
        yield finding(given, "JL44-4.3.2", reason, field="solicitation.evaluation", evaluation=terms.evaluation)
    elif terms.evaluation == "lowest_price":
        stated = bool(terms.substantive)
        missing = "按最低价成交的，须在实质性要求中写明质量和服务标准"
        yield require(given, "JL44-4.3.2", stated, missing, field="solicitation.substantive")
        reason = "按最低价成交：质量和服务相等的才比价格，不能简单以“价低者得”作为选择标准（JL44-4.3.2）"
        yield finding(given, "R-M10", reason, field="solicitation.evaluation")
    keys = [c.key for c in terms.criteria]
    yield require(given, clause, len(keys) == len(set(keys)), "评审因素的编号重复", field=where)
    if terms.evaluation != "comprehensive_scoring":
        return
    if all(c.price for c in terms.criteria):
        yield finding(given, "JL44-4.3.2", "评审因素只有价格：不能简单以“价低者得”作为选择标准", field=where)
    total = sum((c.weight for c in terms.criteria), start=Decimal(0))
    yield require(given, clause, total == 1, f"评审因素权重之和为 {total}，应为 1", field=where, total=total)
    yield _price_weight(terms, method, given)


def _price_weight(terms: Solicitation, method: Method, given: Given) -> Finding | None:
    """Within the method's bounds, unless another weight was agreed to where the method allows that.  E-10, E-13"""
    waiver = method.price_weight_waiver
    if terms.fixed_price_yuan is not None:  # then the price is not scored at all (E-14)
        return None
    if method.price_weight_clause is None or (waiver is not None and given.project.approval.agreed(waiver)):
        return None
    weight = price_weight(terms)
    lowest, highest = method.price_weight_min or Decimal(0), method.price_weight_max or Decimal(1)
    reason = f"价格权重为 {weight}，应在 {lowest} 至 {highest} 之间"
    within = lowest <= weight <= highest
    return require(
        given,
        method.price_weight_clause,
        within,
        reason,
        field="solicitation.criteria",
        weight=weight,
        lowest=lowest,
        highest=highest,
    )


def price_weight(terms: Solicitation) -> Decimal:
    """The price's share of the whole; all of it where nothing is scored."""
    if terms.evaluation != "comprehensive_scoring":
        return Decimal(1)
    return sum((c.weight for c in terms.criteria if c.price), start=Decimal(0))


def _money(terms: Solicitation, method: Method, given: Given) -> Iterator[Finding | None]:
    """The highest price within the plan's; a lowest price and a high bid bond are forbidden.  R-B01, R-B06"""
    plan, rules = given.project.plan, given.rules
    highest = plan.highest_price_yuan
    yield at_most(given, "R-B06", terms.ceiling_yuan, highest, "最高限价", field="solicitation.ceiling_yuan")
    if terms.floor_yuan is not None and not rules.flag("R-B06", "min_price_allowed"):
        yield finding(given, "R-B06", f"设定了最低限价 {terms.floor_yuan} 元", field="solicitation.floor_yuan")
    if terms.bid_bond_yuan is not None and method.inside_gpl:
        most = (plan.budget_yuan * rules.ratio("R-B01", "bid_bond_max")).quantize(Decimal("0.01"))
        yield at_most(given, "R-B01", terms.bid_bond_yuan, most, "投标保证金", field="solicitation.bid_bond_yuan")
