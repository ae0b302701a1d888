"""Which prices call for a review, and whether each has had its review before scores count.  E-27, E-28, E-29"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from domain.bidding.eligibility import method_of
from domain.bidding.scoring import abnormally_low
from domain.forms import finding, require, warning
from domain.given import Given
from domain.publication.messages import Solicitation
from domain.supervision.messages import Finding


def triggered(prices: Mapping[str, Decimal], terms: Solicitation, given: Given) -> dict[str, str]:
    """The bids whose price is to be reviewed, with grounds.  Offered prices, undeducted; none where the price is fixed."""
    rules = given.rules
    if not method_of(given).inside_gpl or not rules.has("E-27", "test") or terms.fixed_price_yuan is not None:
        return {}
    raised = terms.abnormal_rates.model_dump() if terms.abnormal_rates is not None else {}
    names = ("below_average", "below_second_lowest", "below_ceiling")
    rates = {name: raised.get(name) or rules.ratio("E-27", name) for name in names}
    # a framework is bid for by the unit, its ceiling is the whole: only prices are held against prices
    ceiling = terms.ceiling_yuan if terms.framework is None else Decimal(0)
    return dict(abnormally_low(prices, ceiling, **rates)) if prices else {}


def known_prices(given: Given) -> dict[str, Decimal]:
    """What is on record of the round's prices: the final offers, else those read out at the opening."""
    now = given.project.round
    if now.talks.offers:
        return {uscc: offer.price_yuan for uscc, offer in now.talks.offers.items()}
    return {offer.supplier: offer.price_yuan for offer in now.opened.prices} if now.opened else {}


def reviewed(prices: Mapping[str, Decimal], terms: Solicitation, given: Given) -> Iterator[Finding | None]:
    """No score counts before each such price was asked about and found justified; the record names the bid.  E-27, E-29"""
    now = given.project.round
    # those found invalid were conforming when the tests were made: they stay in the average
    gone = {uscc: d.price_yuan for uscc, d in now.review.decided.items() if uscc in now.out and uscc not in prices}
    for uscc, grounds in triggered({**gone, **prices}, terms, given).items():
        if uscc in gone:
            continue
        name = now.bids[uscc].name
        reason = f"{name}（{uscc}）报价 {prices[uscc]} 元{grounds}：评审小组应启动异常低价审查并留存说明"
        yield warning(given, "E-27", reason, field="offers", supplier=uscc)
        decided = now.review.decided.get(uscc)
        done = decided is not None and decided.justified and decided.price_yuan == prices[uscc]
        reason = (
            f"{name}（{uscc}）报价 {prices[uscc]} 元尚未完成异常低价审查："
            "先要求说明（AskPriceExplanation），再由评审小组认定（DecidePriceReview）"
        )
        yield require(given, "E-29", done, reason, field="offers", supplier=uscc)
    for asked in now.review.open:
        if asked.supplier in prices:
            reason = f"{now.bids[asked.supplier].name}的异常低价审查尚未认定（DecidePriceReview）"
            yield finding(given, "E-29", reason, field="offers", supplier=asked.supplier)
