"""Bidding: scoring; the system computes prices, totals and ranks.  JL44-4.3.2, E-11 … E-29, HR-BID-3, N46-05, N46-06"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from domain.bidding.eligibility import enough, method_of, reserved_for_smes
from domain.bidding.messages import BidsScored, CriterionScore, FinalOffer, QualificationChecked, Ranked, ScoreBids
from domain.bidding.panel.conflict import unbiased
from domain.bidding.parties.agency import by_document
from domain.bidding.review.abnormal import reviewed
from domain.bidding.scoring import deducted, points, ranked, tied
from domain.bidding.sealed.reading import as_revealed
from domain.bidding.standing import standing
from domain.bidding.talks.decide import final_offers
from domain.calendar import beijing_date
from domain.forms import at_most, finding, require, warning
from domain.given import Decision, Given
from domain.publication.messages import Solicitation
from domain.publication.terms import price_weight
from domain.supervision.messages import Finding

Offers = tuple[FinalOffer, ...]
Scores = tuple[CriterionScore, ...]


def score(command: ScoreBids, given: Given) -> Decision:
    project = given.project
    terms = project.publication.solicitation
    assert terms is not None, "bidding without terms"  # the stage says so
    prices = {offer.supplier: offer.price_yuan for offer in command.offers}
    found = [
        *_ready(given),
        *_registered(given),
        *unbiased(given),
        *final_offers(prices, given),
        *score_findings(command.offers, command.scores, standing(project), terms, given),
    ]
    if any(f.blocks for f in found if f):
        return given.settle(command, found)
    found.extend(reviewed(prices, terms, given))
    if any(f.blocks for f in found if f):
        return given.settle(command, found)
    ranking, ties = evaluated(command.offers, command.scores, terms, given)
    found.extend(told(ranking, ties, given))
    scored = BidsScored(
        round=project.publication.round,
        ranking=ranking,
        price_weight=price_weight(terms),
        report=command.report,
        dissent=command.dissent,
        on=given.on,
        ties=ties,
    )
    return given.settle(command, found, scored)


def _registered(given: Given) -> Iterator[Finding | None]:
    """A platform's or an agency's report stands on record first.  AD-06"""
    opened = given.project.round.opened
    if opened is not None:
        yield from by_document("platform_evaluation", beijing_date(opened.opened_at), given)


def _ready(given: Given) -> Iterator[Finding | None]:
    project = given.project
    now = project.round
    yield require(given, "JL44-4.0", now.opened is not None, "响应文件尚未开启")
    yield require(given, method_of(given).committee_clause, now.committee is not None, "评审小组尚未组建")
    unchecked = [uscc for uscc in now.bids if uscc not in now.qualified]
    reason = f"尚未资格审查：{'、'.join(unchecked)}"
    yield require(given, "JL44-2.2.1", not unchecked, reason, unchecked=unchecked)
    if not unchecked:
        yield enough(len(standing(project)), given, "合格供应商")
    pending = now.results.undecided
    reason = f"尚未认定的串通迹象：{'、'.join(pending)}（DecideRigging）"
    yield require(given, "E-26", not pending, reason, pending=pending)


def told(ranking: tuple[Ranked, ...], ties: tuple[tuple[str, ...], ...], given: Given) -> Iterator[Finding | None]:
    """What the ranking leaves to persons: a tie, too few candidates.  E-18, E-19"""
    method = method_of(given)
    for tie in ties:
        names = "、".join(place.name for place in ranking if place.supplier in tie)
        reason = f"{names}并列：按采购文件规定的方式或者随机抽取决定次序（BreakTie），在此之前不得确定"
        yield warning(given, "E-18", reason, field="offers", tie=tie)
    least, clause = method.candidates, method.candidates_clause
    if least is None or clause is None or len(ranking) >= least:
        return
    fewer = method.candidates_exceptional
    if fewer is None or len(ranking) < fewer or enough(len(ranking), given, "候选供应商") is not None:
        yield warning(given, clause, f"候选供应商{len(ranking)}家，应推荐{least}家以上", field="offers")


# ---------------------------------------------------------------- what is handed in


def score_findings(
    offers: Offers, scores: Scores, passed: tuple[str, ...], terms: Solicitation, given: Given
) -> Iterator[Finding | None]:
    """Everything that the rules say of offers and scores, for a first evaluation and for a corrected one."""
    yield from _offers(offers, passed, terms, given)
    yield from _scores(offers, scores, terms, given)
    yield from _quantified(scores, terms, given)


def _offers(offers: Offers, passed: tuple[str, ...], terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """Only the qualified are evaluated, each once, none above the ceiling, and enough of them.  E-20, E-14, R-B08"""
    counted = Counter(offer.supplier for offer in offers)
    for number, offer in enumerate(offers):
        where = f"offers[{number}]"
        why = given.project.round.out.get(offer.supplier)
        if why is not None and offer.supplier not in passed:
            yield finding(given, why, f"{offer.supplier} 的响应已被认定无效，不得评审", field=where)
        else:
            reason = f"{offer.supplier} 未通过资格审查，不得评审"
            yield require(given, "JL44-1.4b", offer.supplier in passed, reason, field=where)
        yield at_most(given, "R-B08", offer.price_yuan, terms.ceiling_yuan, "报价", field=f"{where}.price_yuan")
        yield require(given, "JL44-1.4b", offer.price_yuan > 0, "报价须大于零", field=f"{where}.price_yuan")
        if terms.fixed_price_yuan is not None and offer.price_yuan != terms.fixed_price_yuan:
            reason = f"本项目固定价格为 {terms.fixed_price_yuan} 元"
            yield finding(given, "E-14", reason, field=f"{where}.price_yuan", option=True)
    twice = [uscc for uscc, times in counted.items() if times > 1]
    yield require(given, "JL44-1.4b", not twice, f"同一供应商有两份最后报价：{'、'.join(twice)}", field="offers")
    if len(counted) < len(passed):
        yield enough(len(counted), given, "提交最后报价的供应商")
    yield from as_revealed({offer.supplier: offer.price_yuan for offer in offers}, given)


def _scores(offers: Offers, scores: Scores, terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """Every member, every offered bid, every criterion but price, once.  HR-BID-3"""
    committee = given.project.round.committee
    if committee is None or terms.evaluation != "comprehensive_scoring":
        return
    wanted = {
        (offer.supplier, member.person, criterion.key)
        for offer in offers
        for member in committee.members
        for criterion in terms.criteria
        if not criterion.price
    }
    counted = Counter((s.supplier, s.member, s.criterion) for s in scores)
    missing = sorted(wanted - counted.keys())
    stray = sorted(counted.keys() - wanted)
    twice = sorted(key for key, times in counted.items() if times > 1)
    for keys, words in ((missing, "缺少评分"), (stray, "不应有的评分"), (twice, "重复的评分")):
        listed = ["/".join(key) for key in keys]
        reason = f"{words}{len(keys)}项：{'、'.join(listed[:5])}{'……' if len(listed) > 5 else ''}"
        yield require(given, "HR-BID-3", not keys, reason, field="scores", keys=listed)


def _quantified(scores: Scores, terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """An indicator with intervals scores one of theirs; an objective one scores the same with all.  E-16, E-22"""
    for criterion in terms.criteria:
        here = [s for s in scores if s.criterion == criterion.key]
        lawful = {band.score for band in criterion.bands}
        outside = [s for s in here if lawful and s.score not in lawful]
        listed = "、".join(f"{s.supplier}/{s.member}：{s.score}" for s in outside[:5])
        reason = f"“{criterion.title}”的评分不在各区间的分值之内：{listed}"
        yield require(given, "E-16", not outside, reason, field="scores")
        if criterion.objective:
            by_bid: dict[str, set[Decimal]] = {}
            for s in here:
                by_bid.setdefault(s.supplier, set()).add(s.score)
            differing = [uscc for uscc, given_scores in by_bid.items() if len(given_scores) > 1]
            if differing:
                reason = f"客观评审因素“{criterion.title}”评分不一致：{'、'.join(differing)}，请评审小组复核"
                yield warning(given, "E-22", reason, field="scores", differing=differing)


# ---------------------------------------------------------------- what the system computes


def evaluated(
    offers: Offers, scores: Scores, terms: Solicitation, given: Given
) -> tuple[tuple[Ranked, ...], tuple[tuple[str, ...], ...]]:
    """The ranking, and inside the law the groups that its rule leaves equal.  E-11, E-18"""
    method = method_of(given)
    bids = given.project.round.bids
    by_price = terms.evaluation != "comprehensive_scoring"
    prices = {offer.supplier: offer.price_yuan for offer in offers}
    placed = points(
        prices,
        scores,
        () if by_price else terms.criteria,
        price_weight(terms),
        method.price_formula or "lowest_price_proportional",
        {uscc: bid.received_at for uscc, bid in bids.items()},
        _deducted(prices, terms, given),
    )
    tie_rule = "price_then_receipt" if by_price else method.tie_rule or "score_then_price"
    ranking = tuple(
        Ranked(
            rank=rank,
            supplier=p.supplier,
            name=bids[p.supplier].name,
            price_yuan=p.price_yuan,
            total=p.total,
            evaluated_yuan=p.evaluated_yuan,
        )
        for rank, p in enumerate(ranked(placed, tie_rule), start=1)
    )
    return ranking, tied(placed, tie_rule) if method.inside_gpl else ()


def _deducted(prices: dict[str, Decimal], terms: Solicitation, given: Given) -> dict[str, Decimal]:
    """Small firms' prices as they are scored, by the documents' rate; unreserved purchases alone.  N46-05, N46-06"""
    if reserved_for_smes(given.project) or terms.fixed_price_yuan is not None:
        return {}
    rules = given.rules
    sizes = rules.kinds("N46-05", "sizes") if rules.has("N46-05", "sizes") else ()
    lower = {}
    for uscc, price in prices.items():
        checked = given.project.round.qualified.get(uscc)
        if checked is None:
            continue
        if terms.sme_deduction is not None and _small(checked, sizes):
            lower[uscc] = deducted(price, terms.sme_deduction)
        elif terms.sme_share_deduction is not None and _share_enough(checked, given):
            lower[uscc] = deducted(price, terms.sme_share_deduction)
    return lower


def _share_enough(checked: QualificationChecked, given: Given) -> bool:
    """Small firms hold, by the consortium's or the sub-contract's agreement, at least the share that counts.  N46-06"""
    return checked.small_share is not None and checked.small_share >= given.rules.ratio("N46-06", "share_min")


def _small(checked: QualificationChecked, sizes: tuple[str, ...]) -> bool:
    """Its own declaration says that it is small or micro.  N46-05, N46-08"""
    return checked.sme_declaration is not None and checked.sme_declaration.size in sizes
