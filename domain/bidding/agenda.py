"""Bidding: the deadline takes effect by itself; then the committee and the opening are due.  JL44-4.3.1"""

from collections.abc import Iterator
from datetime import datetime

from domain.agenda import AgendaItem, duty, taking
from domain.bidding.framework import agenda as framework
from domain.bidding.standing import standing
from domain.calendar import beijing_date, end_of_day
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from framework.agenda(project, rules)
    terms = project.publication.solicitation
    if project.stage != "bidding" or terms is None:
        return
    number, now = project.publication.round, project.round
    if not now.closed:
        item = taking(
            project.watch,
            f"bidding.deadline.{number}",
            f"第{number}轮响应截止",
            terms.response_deadline,
            rule="HR-BID-1",
            who="clerk",
        )
        if item is not None:
            yield item
    yield from _asked(project, rules)
    opening_day_ends = end_of_day(beijing_date(terms.opens_at))
    if now.committee is None:
        rule = _committee_clause(project, rules)
        yield _by_opening(project, "committee", "组建评审小组", opening_day_ends, rule, rules)
    if now.closed and now.opened is None:
        title, since = "开启响应文件，或者宣布本轮失败", terms.response_deadline
        yield _by_opening(project, "open", title, opening_day_ends, "JL44-4.3.1", rules, since)


def _asked(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """What suppliers were asked for, each by its moment: final offers, explanations of a price.  E-20, E-29"""
    number, now = project.publication.round, project.round
    requested = now.talks.requested
    if requested is not None and any(uscc not in now.talks.offers for uscc in standing(project)):
        key, title = f"bidding.offers.{number}", f"第{number}轮：提交最后报价"
        yield duty(project.watch, key, title, requested.due, rule="E-20", who="supplier", rules=rules)
    for asked in now.review.open:
        if asked.supplier not in now.review.explained:
            key, title = f"bidding.price-review.{number}.{asked.supplier.lower()}", f"第{number}轮：说明报价"
            yield duty(project.watch, key, title, asked.answer_by, rule="E-29", who="supplier", rules=rules)


def _by_opening(
    project: Project, what: str, title: str, due: datetime, rule: str, rules: RuleBook, since: datetime | None = None
) -> AgendaItem:
    """A duty of the day on which the documents say the bids are opened."""
    number = project.publication.round
    title = f"第{number}轮：{title}"
    return duty(project.watch, f"bidding.{what}.{number}", title, due, rule=rule, who="clerk", rules=rules, since=since)


def _committee_clause(project: Project, rules: RuleBook) -> str:
    return rules.method(project.plan.method).committee_clause
