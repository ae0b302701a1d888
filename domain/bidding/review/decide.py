"""The price review: the rules.  Time to explain, the committee's own decision, silence is no proof.  E-27, E-29"""

from collections.abc import Iterator
from datetime import timedelta
from typing import assert_never

from domain.bidding.eligibility import method_of
from domain.bidding.panel.voting import majority
from domain.bidding.review.abnormal import known_prices, triggered
from domain.bidding.review.messages import (
    AskPriceExplanation,
    DecidePriceReview,
    GivePriceExplanation,
    PriceExplained,
    PriceExplanationAsked,
    PriceReviewDecided,
    ReviewCommand,
)
from domain.forms import require
from domain.given import Decision, Given
from domain.supervision.messages import Finding


def decide(command: ReviewCommand, given: Given) -> Decision:
    match command:
        case AskPriceExplanation():
            return _ask(command, given)
        case GivePriceExplanation():
            return _explain(command, given)
        case DecidePriceReview():
            return _conclude(command, given)
        case _:
            assert_never(command)


def _ask(command: AskPriceExplanation, given: Given) -> Decision:
    project = given.project
    now, terms = project.round, project.publication.solicitation
    assert terms is not None, "bidding without terms"  # the stage says so
    prices = known_prices(given)
    known = prices.get(command.supplier)
    prices[command.supplier] = command.price_yuan
    grounds = triggered(prices, terms, given).get(command.supplier)
    passed = now.qualified.get(command.supplier)
    found = [
        require(given, "E-29", now.committee is not None, "评审小组尚未组建"),
        require(given, "E-29", passed is not None and passed.passes, "只审查通过资格审查的供应商", field="supplier"),
        require(
            given,
            "E-29",
            known is None or known == command.price_yuan,
            f"审查使用供应商的报价 {known} 元，不使用扣除后的价格",
            field="price_yuan",
        ),
        require(
            given,
            "E-27",
            grounds is not None or command.own_judgement is not None,
            "报价未触发审查；评审小组认为异常低的，写明理由（own_judgement）",
            field="own_judgement",
        ),
        *_time_enough(command, given),
    ]
    asked = PriceExplanationAsked(
        round=project.publication.round,
        supplier=command.supplier,
        price_yuan=command.price_yuan,
        grounds="；".join(g for g in (grounds, command.own_judgement) if g) or "未说明",
        asked_at=given.at,
        answer_by=command.answer_by,
    )
    return given.settle(command, found, asked)


def _time_enough(command: AskPriceExplanation, given: Given) -> Iterator[Finding | None]:
    """At least so many minutes to answer, where the law says so.  E-29"""
    if not method_of(given).inside_gpl or not given.rules.has("E-29", "explain_minutes"):
        return
    least = given.rules.count("E-29", "explain_minutes")
    kept = command.answer_by - given.at >= timedelta(minutes=least)
    yield require(given, "E-29", kept, f"给供应商说明的时间不少于{least}分钟", field="answer_by", minutes=least)


def _explain(command: GivePriceExplanation, given: Given) -> Decision:
    review = given.project.round.review
    asked = review.asked.get(command.supplier)
    open_still = asked is not None and command.supplier not in review.decided
    found = [
        require(given, "E-29", open_still, f"没有对 {command.supplier} 的未决审查", field="supplier"),
        require(given, "E-29", asked is None or given.at <= asked.answer_by, "已过说明时限", field="supplier"),
    ]
    explained = PriceExplained(round=given.project.publication.round, **command.model_dump(), explained_at=given.at)
    return given.settle(command, found, explained)


def _conclude(command: DecidePriceReview, given: Given) -> Decision:
    """Not before the supplier spoke or its time is over; without an explanation nothing is justified.  E-29"""
    review = given.project.round.review
    asked = review.asked.get(command.supplier)
    explained = command.supplier in review.explained
    over = asked is None or explained or given.at > asked.answer_by
    open_still = asked is not None and command.supplier not in review.decided
    found = [
        require(given, "E-29", open_still, f"没有对 {command.supplier} 的未决审查", field="supplier"),
        require(given, "E-29", over, "说明时限未到，供应商尚未说明", field="supplier"),
        require(
            given,
            "E-29",
            explained or not command.justified,
            "供应商未作说明，不能证明其报价合理性，应作无效处理",
            field="justified",
        ),
        *majority(command.agreed_by, given, "E-29"),
    ]
    price = asked.price_yuan if asked is not None else 0
    decided = PriceReviewDecided(round=given.project.publication.round, **command.model_dump(), price_yuan=price)
    return given.settle(command, found, decided)
