"""Bidding: scoring; the system computes prices, totals and ranks.  JL44-4.3.2, E-11 … E-27, HR-BID-3"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from domain.bidding.eligibility import enough, method_of
from domain.bidding.messages import BidsScored, Ranked, ScoreBids
from domain.bidding.panel.conflict import unbiased
from domain.bidding.parties.agency import by_document
from domain.bidding.parties.conflicts import invalid
from domain.bidding.scoring import abnormally_low, points, ranked
from domain.bidding.sealed.reading import as_revealed
from domain.calendar import beijing_date
from domain.forms import at_most, finding, require
from domain.given import Decision, Given
from domain.project import Project
from domain.publication.messages import Solicitation
from domain.publication.terms import price_weight
from domain.supervision.messages import Finding


def qualified(project: Project) -> tuple[str, ...]:
    """The bidders of the round that passed and still stand, in the order of receipt."""
    checked = project.round.qualified
    return tuple(
        uscc
        for uscc in project.round.bids
        if uscc in checked and checked[uscc].passes and invalid(uscc, project) is None
    )


def score(command: ScoreBids, given: Given) -> Decision:
    project = given.project
    terms = project.publication.solicitation
    assert terms is not None, "bidding without terms"  # the stage says so
    found = [
        *_ready(given),
        *_registered(given),
        *unbiased(given),
        *_offers(command, terms, given),
        *_scores(command, terms, given),
    ]
    if any(f.blocks for f in found if f):
        return given.settle(command, found)
    prices = {offer.supplier: offer.price_yuan for offer in command.offers}
    found.extend(_abnormal(prices, terms, given))
    scored = BidsScored(
        round=project.publication.round,
        ranking=_ranking(command, terms, given, prices),
        price_weight=price_weight(terms),
        report=command.report,
        dissent=command.dissent,
        on=given.on,
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
        yield enough(len(qualified(project)), given, "合格供应商")


def _offers(command: ScoreBids, terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """Only the qualified are evaluated, each once, none above the ceiling, and enough of them.  E-20, R-B08"""
    passed = qualified(given.project)
    counted = Counter(offer.supplier for offer in command.offers)
    for number, offer in enumerate(command.offers):
        where = f"offers[{number}]"
        yield require(
            given, "JL44-1.4b", offer.supplier in passed, f"{offer.supplier} 未通过资格审查，不得评审", field=where
        )
        yield at_most(given, "R-B08", offer.price_yuan, terms.ceiling_yuan, "报价", field=f"{where}.price_yuan")
        yield require(given, "JL44-1.4b", offer.price_yuan > 0, "报价须大于零", field=f"{where}.price_yuan")
    twice = [uscc for uscc, times in counted.items() if times > 1]
    yield require(given, "JL44-1.4b", not twice, f"同一供应商有两份最后报价：{'、'.join(twice)}", field="offers")
    if len(counted) < len(passed):
        yield enough(len(counted), given, "提交最后报价的供应商")
    yield from as_revealed({offer.supplier: offer.price_yuan for offer in command.offers}, given)


def _scores(command: ScoreBids, terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """Every member, every offered bid, every criterion but price, once.  HR-BID-3"""
    committee = given.project.round.committee
    if committee is None or terms.evaluation != "comprehensive_scoring":
        return
    wanted = {
        (offer.supplier, member.person, criterion.key)
        for offer in command.offers
        for member in committee.members
        for criterion in terms.criteria
        if not criterion.price
    }
    counted = Counter((s.supplier, s.member, s.criterion) for s in command.scores)
    missing = sorted(wanted - counted.keys())
    stray = sorted(counted.keys() - wanted)
    twice = sorted(key for key, times in counted.items() if times > 1)
    for keys, words in ((missing, "缺少评分"), (stray, "不应有的评分"), (twice, "重复的评分")):
        listed = ["/".join(key) for key in keys]
        reason = f"{words}{len(keys)}项：{'、'.join(listed[:5])}{'……' if len(listed) > 5 else ''}"
        yield require(given, "HR-BID-3", not keys, reason, field="scores", keys=listed)


def _ranking(command: ScoreBids, terms: Solicitation, given: Given, prices: dict[str, Decimal]) -> tuple[Ranked, ...]:
    method = method_of(given)
    bids = given.project.round.bids
    by_price = terms.evaluation != "comprehensive_scoring"
    placed = points(
        prices,
        command.scores,
        () if by_price else terms.criteria,
        price_weight(terms),
        method.price_formula or "lowest_price_proportional",
        {uscc: bid.received_at for uscc, bid in bids.items()},
    )
    tie_rule = "price_then_receipt" if by_price else method.tie_rule or "score_then_price"
    return tuple(
        Ranked(rank=rank, supplier=p.supplier, name=bids[p.supplier].name, price_yuan=p.price_yuan, total=p.total)
        for rank, p in enumerate(ranked(placed, tie_rule), start=1)
    )


def _abnormal(prices: dict[str, Decimal], terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """The committee must start its review of such a price; the record names the bid.  E-27"""
    rules = given.rules
    if not method_of(given).inside_gpl or not rules.has("E-27", "test"):
        return
    rates = {name: rules.ratio("E-27", name) for name in ("below_average", "below_ceiling")}
    second = rules.ratio("E-27", "below_second_lowest")
    for uscc, grounds in abnormally_low(prices, terms.ceiling_yuan, below_second_lowest=second, **rates):
        bid = given.project.round.bids[uscc]
        reason = f"{bid.name}（{uscc}）报价 {prices[uscc]} 元{grounds}：评审小组应启动异常低价审查并留存说明"
        found = finding(given, "E-27", reason, field="offers", supplier=uscc)
        yield found.model_copy(update={"blocks": False}) if found else None
