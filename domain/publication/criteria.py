"""Publication: what is scored and how: criteria, past results, fixed price, deductions.  AD-10, E-14 … E-17, N46-05, N46-06"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from domain.forms import at_most, finding, inside_gpl, require, warning
from domain.given import Given
from domain.planning.messages import Band, Criterion
from domain.publication.messages import Solicitation
from domain.rulebook import Method
from domain.supervision.messages import Finding

_HERE: Final = "solicitation"
# the words of a criterion that make a person look twice, and the clause they are held against
_LINTS: Final = (
    ("qualification_words", "E-15", "似属资格条件，资格条件不得作为评审因素"),
    ("vague_words", "E-16", "用语模糊，评审因素应当细化和量化"),
    ("demand_words", "E-17", "似属客观、不可量化的指标，应当列为实质性要求"),
)


def criteria_findings(terms: Solicitation, method: Method, given: Given) -> Iterator[Finding | None]:
    """Every finding on what is scored."""
    if terms.evaluation == "comprehensive_scoring":
        for number, criterion in enumerate(terms.criteria):
            where = f"{_HERE}.criteria[{number}]"
            yield from _words(criterion, terms, where, given)
            yield from _bands(criterion.bands, where, given)
            yield from _past(criterion, where, given)
    yield from _fixed_price(terms, method, given)
    yield from _deductions(terms, method, given)


# ---------------------------------------------------------------- words and intervals


def _words(criterion: Criterion, terms: Solicitation, where: str, given: Given) -> Iterator[Finding | None]:
    """What the text can tell; a person decides.  E-15, E-16, E-17"""
    if not given.rules.knows("HR-BID-4"):
        return
    text = f"{criterion.title}\n{criterion.standard or ''}"
    for name, clause, why in _LINTS:
        words = [word for word in given.rules.kinds("HR-BID-4", name) if word in text]
        if words:
            yield warning(given, clause, f"评审因素“{criterion.title}”中的“{'、'.join(words)}”{why}", field=where)
    again = [asked for asked in terms.qualification if asked in text]
    if again:
        reason = f"评审因素“{criterion.title}”重复了资格条件“{again[0]}”，资格条件不得作为评审因素"
        yield warning(given, "E-15", reason, field=where)


def _bands(bands: tuple[Band, ...], where: str, given: Given) -> Iterator[Finding | None]:
    """Intervals lie side by side and each scores something of its own.  E-16"""
    if not bands:
        return
    ordered = sorted(bands, key=lambda band: band.at_least or Decimal(0))
    for band in ordered:
        empty = band.below is not None and band.below <= (band.at_least or 0)
        yield require(given, "E-16", not empty, "区间的上限应高于下限", field=f"{where}.bands")
    for lower, upper in pairwise(ordered):
        joined = lower.below is not None and lower.below == (upper.at_least or Decimal(0))
        reason = f"区间之间有重叠或者空档：{lower.below} 与 {upper.at_least}"
        yield require(given, "E-16", joined, reason, field=f"{where}.bands")
    distinct = len({band.score for band in bands}) == len(bands)
    yield require(given, "E-16", distinct, "各区间应当设置不同的分值", field=f"{where}.bands")


# ---------------------------------------------------------------- past results


def _past(criterion: Criterion, where: str, given: Given) -> Iterator[Finding | None]:
    """Past evaluations weigh only quantified and on equal evidence from anywhere.  AD-10, R-S09, S102-17"""
    if not given.rules.knows("HR-BID-4"):
        return
    text = f"{criterion.title}\n{criterion.standard or ''}"
    past = [word for word in given.rules.kinds("HR-BID-4", "past_words") if word in text]
    local = [word for word in given.rules.kinds("HR-BID-4", "local_words") if word in text]
    if criterion.past_performance:
        quantified = any(sign.isnumeric() for sign in criterion.standard or "") or bool(criterion.bands)
        reason = f"以往评价因素“{criterion.title}”须写明量化的评分标准（各等次得多少分）"
        yield require(given, "AD-10", quantified, reason, field=f"{where}.standard")
        reason = f"以往评价因素“{criterion.title}”限于“{'、'.join(local)}”：应接受各地同等证据"
        yield require(given, "AD-10", not local, reason, field=where)
        reason = f"以“{'、'.join(local)}”的业绩作为加分条件"
        yield require(given, "R-S09", not local, reason, field=where)
    elif past:
        reason = f"评审因素“{criterion.title}”中的“{'、'.join(past)}”似属以往评价：须标明并量化（past_performance）"
        yield warning(given, "AD-10", reason, field=f"{where}.past_performance")
        if local:
            reason = f"似以“{'、'.join(local)}”的业绩、奖项作为加分条件"
            yield warning(given, "R-S09", reason, field=where)


# ---------------------------------------------------------------- the price


def _fixed_price(terms: Solicitation, method: Method, given: Given) -> Iterator[Finding | None]:
    """Where the price is fixed it is not scored, and what fixes it is a ground of the method.  E-14"""
    fixed = terms.fixed_price_yuan
    if fixed is None:
        return
    name = f"grounds_{method.name}"
    grounds = given.rules.kinds("E-14", name) if given.rules.has("E-14", name) else ()
    where = f"{_HERE}.fixed_price_ground"
    if terms.fixed_price_ground not in grounds:
        reason = f"“{method.title}”固定价格须有依据：{'、'.join(grounds) or '无'}；现为“{terms.fixed_price_ground}”"
        yield finding(given, "E-14", reason, field=where, option=True)
    if terms.evaluation != "comprehensive_scoring" or any(c.price for c in terms.criteria):
        reason = "固定价格的项目，价格不列为评审因素"
        yield finding(given, "E-14", reason, field=f"{_HERE}.criteria", option=True)
    yield at_most(given, "R-B06", fixed, terms.ceiling_yuan, "固定价格", field=f"{_HERE}.fixed_price_yuan")


def _deductions(terms: Solicitation, method: Method, given: Given) -> Iterator[Finding | None]:
    """Unreserved: small firms' prices are scored with a deduction, within its bounds.  N46-05, N46-06"""
    plan, rules = given.project.plan, given.rules
    reserved = plan.sme.reserved and not any(r.failed is not None for r in given.project.bidding.rounds.values())
    stated = [rate for rate in (terms.sme_deduction, terms.sme_share_deduction) if rate is not None]
    if reserved:
        reason = "专门面向中小企业的采购不再给予价格扣除"
        yield require(given, "N46-05", not stated, reason, field=f"{_HERE}.sme_deduction")
        return
    for clause, name, rate in (
        ("N46-05", "sme_deduction", terms.sme_deduction),
        ("N46-06", "sme_share_deduction", terms.sme_share_deduction),
    ):
        if rate is None or not rules.has(clause, "deduction_min"):
            continue
        lowest, highest = rules.ratio(clause, "deduction_min"), rules.ratio(clause, "deduction_max")
        reason = f"价格扣除比例为 {rate}，应在 {lowest} 至 {highest} 之间"
        yield require(given, clause, lowest <= rate <= highest, reason, field=f"{_HERE}.{name}")
    priced = terms.fixed_price_yuan is None and terms.evaluation != "agreed_price"
    if priced and method.inside_gpl and inside_gpl(plan, rules) and terms.sme_deduction is None:
        reason = "未预留份额的项目，采购文件应写明对小微企业报价的扣除比例（sme_deduction）"
        yield warning(given, "N46-05", reason, field=f"{_HERE}.sme_deduction")
