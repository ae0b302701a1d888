"""Telling: the rules.  A notice for the award that stands; for each loser its own reason, score and rank.  R-P17, R-P19"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain.award.telling.messages import AwardNoticeSent, BidderInformed, InformBidders, SendAwardNotice
from domain.bidding.parties.agency import result_by_document
from domain.forms import finding, require
from domain.given import Decision, Given
from domain.project import Project
from domain.publication.messages import NoticePublished
from domain.supervision.messages import Finding

TellingCommand = SendAwardNotice | InformBidders


def decide(command: TellingCommand, given: Given) -> Decision:
    match command:
        case SendAwardNotice():
            return _notice(command, given)
        case InformBidders():
            return _inform(command, given)
        case _:
            assert_never(command)


def announced(project: Project) -> NoticePublished | None:
    """The published result that announces the award which stands, and not one that was undone.  R-P17"""
    award, publication = project.award.confirmed, project.publication
    shown = publication.shown("result")
    if award is None or shown is None or shown.published_on < award.on:
        return None
    said = publication.ordered[shown.notice].fields.get("supplier")
    return shown if said is None or award.name in said else None


def told_on(project: Project) -> date | None:
    """The day on which the award that stands was told: its notice, or, where none is on record, its published result."""
    award = project.award
    if award.confirmed is None:
        return None
    if award.noticed is not None:
        return award.noticed.on
    shown = announced(project)
    return shown.published_on if shown is not None else None


def uninformed(project: Project) -> tuple[str, ...]:
    """The bidders of the round that neither won nor were told why."""
    award = project.award
    winner = award.confirmed.supplier if award.confirmed is not None else ""
    return tuple(
        uscc
        for uscc in project.round.bids
        if uscc != winner and uscc not in award.informed and uscc not in award.displaced
    )


def _notice(command: SendAwardNotice, given: Given) -> Decision:
    award = given.project.award
    if award.confirmed is None:
        return given.settle(command, [finding(given, "R-P17", "尚未确定成交供应商，无从发出成交通知书")])
    found = [
        require(given, "R-P17", award.noticed is None, "成交通知书已发出", field="number"),
        require(
            given,
            "R-P17",
            given.on >= award.confirmed.on,
            f"成交通知书早于成交日期{award.confirmed.on}",
            field="number",
        ),
        *result_by_document(given),
    ]
    sent = AwardNoticeSent(
        **command.model_dump(), supplier=award.confirmed.supplier, name=award.confirmed.name, on=given.on
    )
    return given.settle(command, found, sent)


def _inform(command: InformBidders, given: Given) -> Decision:
    project = given.project
    waiting = uninformed(project)
    strangers = [uscc for uscc in command.reasons if uscc not in waiting]
    found = [
        require(given, "R-P19", project.award.confirmed is not None, "尚未确定成交供应商，无从告知结果"),
        require(given, "R-P19", bool(waiting), "没有尚待告知的未成交供应商"),
        require(given, "R-P19", not strangers, f"无须告知原因：{'、'.join(strangers)}", field="reasons"),
    ]
    letters = [_letter(uscc, command, given) for uscc in waiting] if project.award.confirmed is not None else []
    found += list(_unexplained(letters, given))
    return given.settle(command, found, *letters)


def _letter(uscc: str, command: InformBidders, given: Given) -> BidderInformed:
    """What the record holds of this bid, and of no other's."""
    project, now = given.project, given.project.round
    checked, scored, winner = now.qualified.get(uscc), now.scored, project.award.confirmed
    assert winner is not None, "a loser without a winner"
    place = next((r for r in scored.ranking if r.supplier == uscc), None) if scored is not None else None
    terms = project.publication.solicitation
    by_points = terms is not None and terms.evaluation == "comprehensive_scoring"
    reviewed = now.review.decided.get(uscc)
    if checked is not None and not checked.passes:
        reason: str | None = checked.reason
    elif reviewed is not None and not reviewed.justified:  # found invalid for its price (E-29)
        reason = command.reasons.get(uscc, f"异常低价审查认定投标无效：{reviewed.reason}")
    else:
        reason = command.reasons.get(uscc)
    return BidderInformed(
        round=project.publication.round,
        supplier=uscc,
        name=now.bids[uscc].name,
        project=project.plan.title,
        winner=winner.name,
        reason=reason,
        score=place.total if place is not None and by_points else None,
        rank=place.rank if place is not None else None,
        on=given.on,
    )


def _unexplained(letters: list[BidderInformed], given: Given) -> Iterator[Finding | None]:
    for letter in letters:
        explained = letter.reason is not None or letter.rank is not None
        words = f"{letter.name}未列入排序，也没有资格审查不通过的记录：写明未成交的原因"
        yield require(given, "R-P19", explained, words, field=f"reasons.{letter.supplier}")
