"""Award: report, confirmation or its fiction, result, bonds.  R-P13, R-P14, R-P15, R-P17, R-P23"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import end_of_day
from domain.dispute.suspension import suspended_until
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import Method, Ref, RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.contract.opened is not None or project.round.scored is None or project.bidding.cancelled_on is not None:
        return
    method = rules.method(project.plan.method)
    yield from _report(project, method, rules)
    yield from _confirmation(project, method, rules)
    yield from _result(project, method, rules)
    yield from _bonds(project, rules)


def _due(project: Project, key: str, title: str, ref: Ref, start: date, who: str, rules: RuleBook) -> AgendaItem:
    due, since = deadline(rules, *ref, start), end_of_day(start)
    return duty(project.watch, key, title, due, rule=ref[0], who=who, rules=rules, since=since)


def _report(project: Project, method: Method, rules: RuleBook) -> Iterator[AgendaItem]:
    scored = project.round.scored
    if scored is not None and project.award.report_on is None and method.report_period is not None:
        yield _due(project, "award.report", "评审报告送交购买主体", method.report_period, scored.on, "clerk", rules)


def _confirmation(project: Project, method: Method, rules: RuleBook) -> Iterator[AgendaItem]:
    """Inside the Procurement Law silence confirms the first-ranked; a suspension stops the days, which then begin anew."""
    award = project.award
    if award.report_on is None or award.confirmed is not None or method.confirmation_period is None:
        return
    ends = [suspended_until(c, project, rules) for c in project.dispute.complaints.values() if c.suspends]
    start = max([award.report_on, *ends])
    title = "确定成交供应商"
    if not method.inside_gpl or not rules.knows("R-P15"):
        yield _due(project, "award.decision", title, method.confirmation_period, start, "head", rules)
        return
    moment = end_of_day(deadline(rules, *method.confirmation_period, start).on)
    silence = f"{title}，逾期视为确定排序第一者"
    item = taking(project.watch, "award.confirm", silence, moment, rule="R-P15", who="head")
    if item is not None:
        yield item
        return
    clause = method.confirmation_period[0]  # silence could not confirm the first-ranked: a person must decide
    yield duty(project.watch, "award.decision", title, moment, rule=clause, who="head", rules=rules, since=moment)


def _result(project: Project, method: Method, rules: RuleBook) -> Iterator[AgendaItem]:
    confirmed = project.award.confirmed
    period = method.result_publication_period
    if confirmed is None or period is None or project.publication.shown("result") is not None:
        return
    title = "公告成交结果并发出成交通知书，告知未成交供应商"
    yield _due(project, "award.result", title, period, confirmed.on, "clerk", rules)


def _bonds(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """The losers' after the notice of award, the winner's after the contract.  R-P23"""
    terms, award = project.publication.solicitation, project.award
    if terms is None or terms.bid_bond_yuan is None or award.confirmed is None or not rules.knows("R-P23"):
        return
    winner = award.confirmed.supplier
    losers = [uscc for uscc in project.round.bids if uscc != winner and uscc not in award.bonds_returned]
    shown = project.publication.shown("result")
    if losers and shown is not None:
        ref, title = ("R-P23", "losers_within"), f"退还未成交供应商保证金（{len(losers)}家）"
        yield _due(project, "award.bonds.losers", title, ref, shown.published_on, "clerk", rules)
    signed_on = project.contract.signed_on
    if signed_on is not None and winner not in award.bonds_returned:
        ref, title = ("R-P23", "winner_within"), "退还成交供应商保证金"
        yield _due(project, "award.bonds.winner", title, ref, signed_on, "clerk", rules)
