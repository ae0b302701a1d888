"""Talks: the rules.  All are heard, all are told, only needs and draft terms change, final offers come in time.  E-20, E-21, HR-BID-5"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import assert_never

from domain.bidding.eligibility import enough, method_of
from domain.bidding.panel.voting import majority
from domain.bidding.standing import standing
from domain.bidding.talks.messages import (
    ChangeByTalks,
    FinalOfferSubmitted,
    NeedsChanged,
    OffersRequested,
    RecordTalks,
    RequestOffers,
    SubmitFinalOffer,
    TalksCommand,
    TalksHeld,
)
from domain.forms import allowed_kind, at_most, finding, require
from domain.given import Decision, Given
from domain.supervision.messages import Finding


def decide(command: TalksCommand, given: Given) -> Decision:
    match command:
        case RecordTalks():
            return _talk(command, given)
        case ChangeByTalks():
            return _change(command, given)
        case RequestOffers():
            return _request(command, given)
        case SubmitFinalOffer():
            return _offer(command, given)
        case _:
            assert_never(command)


def _ready(given: Given) -> Iterator[Finding | None]:
    """A method with talks, a committee, every bid checked, and no final offers asked for yet."""
    now, method = given.project.round, method_of(given)
    lawful = method.name in given.rules.kinds("E-21", "methods")
    yield require(given, "E-21", lawful, f"“{method.title}”不经磋商、谈判，不得变动采购文件和报价")
    yield require(given, method.committee_clause, now.committee is not None, "评审小组尚未组建")
    unchecked = [uscc for uscc in now.bids if uscc not in now.qualified]
    opened = now.opened is not None and not unchecked
    yield require(given, "JL44-2.2.1", opened, "响应文件尚未开启或者尚未全部资格审查", unchecked=unchecked)


def _standing(uscc: str, given: Given) -> Finding | None:
    reason = f"{uscc} 未通过资格审查或者已退出评审"
    return require(given, "JL44-1.4b", uscc in standing(given.project), reason, field="supplier")


def _talk(command: RecordTalks, given: Given) -> Decision:
    talks = given.project.round.talks
    found = [
        *_ready(given),
        require(given, "HR-BID-5", talks.requested is None, "已要求最后报价，不得再磋商"),
        _standing(command.supplier, given),
        _in_turn(command, given),
    ]
    held = TalksHeld(round=given.project.publication.round, **command.model_dump(), at=given.at)
    return given.settle(command, found, held)


def _in_turn(command: RecordTalks, given: Given) -> Finding | None:
    """A further round begins when everybody was heard in the one before.  HR-BID-5"""
    talks = given.project.round.talks
    before = command.talk - 1
    unheard = set(standing(given.project)) - talks.heard.get(before, frozenset()) if before else set()
    reason = f"第{before}轮尚未与 {'、'.join(sorted(unheard))} 磋商"
    return require(given, "HR-BID-5", not unheard, reason, field="talk")


def _change(command: ChangeByTalks, given: Given) -> Decision:
    """Technical and service needs and draft terms; everybody is told in writing.  E-21"""
    untold = [uscc for uscc in standing(given.project) if uscc not in command.told]
    found = [
        *_ready(given),
        require(given, "E-21", given.project.round.talks.requested is None, "已要求最后报价，不得再变动"),
        *(
            allowed_kind(given, "E-21", "changeable", part, "变动的内容", field=f"parts[{number}]")
            for number, part in enumerate(command.parts)
        ),
        require(given, "E-21", not untold, f"尚未书面通知：{'、'.join(untold)}", field="told", untold=untold),
        *majority(command.agreed_by, given, "E-21"),
    ]
    changed = NeedsChanged(round=given.project.publication.round, **command.model_dump(), at=given.at)
    return given.settle(command, found, changed)


def _request(command: RequestOffers, given: Given) -> Decision:
    now = given.project.round
    parties = set(standing(given.project))
    last = max(now.talks.heard, default=0)
    unheard = parties - now.talks.heard.get(last, frozenset())
    after = not now.talks.changes or last > now.talks.changed_after
    found = [
        *_ready(given),
        enough(len(parties), given, "磋商、谈判的供应商"),
        require(given, "HR-BID-5", not unheard, f"尚未与 {'、'.join(sorted(unheard))} 磋商", field="due"),
        require(given, "HR-BID-5", after, "需求变动后须再与每一家磋商一轮", field="due"),
        require(given, "E-20", command.due > given.at, "最后报价的时限须晚于现在", field="due"),
        require(given, "E-20", now.talks.requested is None, "已要求最后报价", field="due"),
    ]
    requested = OffersRequested(round=given.project.publication.round, **command.model_dump())
    return given.settle(command, found, requested)


def _offer(command: SubmitFinalOffer, given: Given) -> Decision:
    project = given.project
    requested, terms = project.round.talks.requested, project.publication.solicitation
    assert terms is not None, "bidding without terms"  # the stage says so
    found = [
        require(given, "E-20", requested is not None, "尚未要求提交最后报价（RequestOffers）"),
        _standing(command.supplier, given),
        at_most(given, "R-B08", command.price_yuan, terms.ceiling_yuan, "最后报价", field="price_yuan"),
        require(given, "JL44-1.4b", command.price_yuan > 0, "报价须大于零", field="price_yuan"),
    ]
    if requested is not None and given.at > requested.due:
        found.append(finding(given, "E-20", f"已过最后报价时限 {requested.due.isoformat()}", field="supplier"))
    submitted = FinalOfferSubmitted(round=project.publication.round, **command.model_dump(), submitted_at=given.at)
    return given.settle(command, found, submitted)


def final_offers(offers: Mapping[str, Decimal], given: Given) -> Iterator[Finding | None]:
    """What is scored is what was handed in, from enough suppliers, once the time is over or all have.  E-20"""
    project = given.project
    talks = project.round.talks
    if talks.requested is None:
        return
    handed_in = {uscc: offer.price_yuan for uscc, offer in talks.offers.items() if uscc in standing(project)}
    waiting = [uscc for uscc in standing(project) if uscc not in talks.offers]
    over = not waiting or given.at > talks.requested.due
    reason = f"最后报价时限未到，尚未提交：{'、'.join(waiting)}"
    yield require(given, "E-20", over, reason, field="offers")
    differing = sorted(uscc for uscc in {*offers, *handed_in} if offers.get(uscc) != handed_in.get(uscc))
    reason = f"与已提交的最后报价不一致：{'、'.join(differing)}"
    yield require(given, "E-20", not differing, reason, field="offers", differing=differing)
    if enough(len(handed_in), given, "提交最后报价的供应商") is not None:
        reason = f"提交最后报价的供应商{len(handed_in)}家，不足"
        yield finding(given, "E-20", reason, field="offers", remedy="宣布本轮失败（FailRound）后重新采购")
