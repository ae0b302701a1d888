"""Award: report, confirmation or its fiction, result; then what is told, the bonds, what follows an undone award.

R-P13 … R-P17
"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty, taking
from domain.award.bonds import agenda as bonds
from domain.award.telling import agenda as telling
from domain.award.telling.decide import announced
from domain.award.undoing import agenda as undoing
from domain.calendar import end_of_day
from domain.dispute.suspension import suspended_until
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import Method, Ref, RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if project.contract.opened is not None or project.publication.round == 0:
        return
    yield from bonds.agenda(project, rules)
    now = project.round
    if now.scored is None or now.failed is not None or project.bidding.cancelled_on is not None:
        return
    method = rules.method(project.plan.method)
    yield from _report(project, method, rules)
    yield from _confirmation(project, method, rules)
    yield from _result(project, method, rules)
    yield from telling.agenda(project, rules)
    yield from undoing.agenda(project, rules)


def _due(project: Project, key: str, title: str, ref: Ref, start: date, who: str, rules: RuleBook) -> AgendaItem:
    due, since = deadline(rules, *ref, start), end_of_day(start)
    return duty(project.watch, key, title, due, rule=ref[0], who=who, rules=rules, since=since)


def _report(project: Project, method: Method, rules: RuleBook) -> Iterator[AgendaItem]:
    scored = project.round.scored
    if scored is None or project.award.report_on is not None or project.award.confirmed is not None:
        return
    if _self_organised(project) and rules.knows("R-P16"):  # no agency sends it a report: one period for both
        title = "自行组织招标：评审报告归卷，确定中标供应商"
        yield _due(project, "award.own-tender", title, ("R-P16", "confirm_within"), scored.on, "head", rules)
    elif method.report_period is not None:
        yield _due(project, "award.report", "评审报告送交购买主体", method.report_period, scored.on, "clerk", rules)


def _self_organised(project: Project) -> bool:
    """A tender that the buyer itself holds: nobody sends it the report.  R-P16, 87号令 art. 68"""
    terms = project.publication.solicitation
    return (
        project.plan.method in ("open_tender", "invited_tender") and terms is not None and terms.conducted_by == "buyer"
    )


def _confirmation(project: Project, method: Method, rules: RuleBook) -> Iterator[AgendaItem]:
    """Inside the Procurement Law silence confirms the first-ranked; a suspension stops the days, which then begin anew."""
    award = project.award
    if award.report_on is None or award.confirmed is not None or award.displaced:
        return
    if method.confirmation_period is None:
        return
    period = method.confirmation_period
    if _self_organised(project) and rules.knows("R-P16") and project.round.scored is not None:
        period = ("R-P16", "confirm_within")
    selected = project.bidding.framework.selected
    if selected is not None and selected.round == project.publication.round:
        return
    ends = [suspended_until(c, project, rules) for c in project.dispute.complaints.values() if c.suspends]
    scored = project.round.scored
    begins = scored.on if period[0] == "R-P16" and scored is not None else award.report_on
    corrected = [c.on for c in project.round.results.corrections]  # another result: the days begin with its report
    start = max([begins, *ends, *corrected])
    title = "确定成交供应商"
    if not method.inside_gpl or not rules.knows("R-P15") or project.plan.sets_framework:
        yield _due(project, "award.decision", title, period, start, "head", rules)
        return
    moment = end_of_day(deadline(rules, *period, start).on)
    silence = f"{title}，逾期视为确定排序第一者"
    item = taking(project.watch, "award.confirm", silence, moment, rule="R-P15", who="head")
    if item is not None:
        yield item
        return
    clause = period[0]  # silence could not confirm the first-ranked: a person must decide
    yield duty(project.watch, "award.decision", title, moment, rule=clause, who="head", rules=rules, since=moment)


def _result(project: Project, method: Method, rules: RuleBook) -> Iterator[AgendaItem]:
    confirmed = project.award.confirmed
    period = method.result_publication_period
    if confirmed is None or period is None or announced(project) is not None:
        return
    title = "公告成交结果"
    yield _due(project, "award.result", title, period, confirmed.on, "clerk", rules)
