"""Performance: who owes which report, inspection, acceptance or recheck, and by when.  JL44-4.4.2, JL44-4.5.2a"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.calendar import Deadline, Period, end_of_day
from domain.contract.messages import ContractPeriod
from domain.forms import PREDICATES, deadline
from domain.performance import urging
from domain.performance.acceptance import acceptance_due, accepted, ended_on, over_on, service_periods
from domain.performance.incidents import agenda as incidents_agenda
from domain.performance.inspection import rectifying
from domain.performance.passing import agenda as passing_agenda
from domain.performance.roster import agenda as roster_agenda
from domain.performance.staff import agenda as staff_agenda
from domain.performance.suspension import agenda as suspension_agenda
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    contract = project.contract
    if contract.terms is None or contract.signed_on is None:
        return
    stage = project.stage
    if stage == "contract":
        due = _start_due(project, contract.terms.starts_on, contract.signed_on, rules)
        yield duty(project.watch, "performance.start", "开始履约", due, rule="HR-PF-2", who="head", rules=rules)
    if stage == "performance":
        yield from rectifying.agenda(project, rules)
        yield from urging.agenda(project, rules)
        yield from _inspection(project, rules)
        yield from _completion(project, rules)
    yield from incidents_agenda.agenda(project, rules)
    yield from staff_agenda.agenda(project, rules)
    yield from suspension_agenda.agenda(project, rules)
    if stage in ("performance", "evaluation"):
        for period in service_periods(project):
            yield from _period(project, period, rules, reporting=stage == "performance")
        yield from _result_notice(project, rules)
        yield from roster_agenda.agenda(project, rules)
        yield from passing_agenda.agenda(project, rules)


def _start_due(project: Project, starts_on: date, signed_on: date, rules: RuleBook) -> Deadline:
    """The contract's first day, or the first working day after it; or some days after a later signature, or after a
    running contract came in."""
    opened = project.contract.opened
    since = opened.on if opened is not None and opened.on is not None else signed_on
    if since < starts_on:
        return rules.calendar.add(starts_on, Period(0, "WD"))
    return deadline(rules, "HR-PF-2", "start_within", since)


def _period(project: Project, period: ContractPeriod, rules: RuleBook, *, reporting: bool) -> Iterator[AgendaItem]:
    """Reports from the supplier, then acceptance by the buyer; nothing for what the contract's end has cut off."""
    performance, watch = project.performance, project.watch
    end = ended_on(project)
    if end is not None and end < period.starts_on:
        return
    opened = project.contract.opened
    if opened is not None and period.key in opened.accepted_periods:
        return
    report = performance.reports.get(period.key)
    settled = period.key in performance.accepted
    if settled and (not reporting or period.key in performance.financial):
        return  # nothing of it is due any more
    due = deadline(rules, "HR-RP-1", "due_after", over_on(project, period))
    if reporting and report is None and not settled:
        yield duty(
            watch,
            f"performance.report.{period.key}",
            f"提交服务报告：{period.title}",
            due,
            rule="HR-RP-1",
            who="supplier",
            rules=rules,
        )
    if reporting and period.key not in performance.financial:
        yield duty(
            watch,
            f"performance.finance.{period.key}",
            f"提交财务报告：{period.title}",
            due,
            rule="JL44-4.4.2",
            who="supplier",
            rules=rules,
        )
    accept_by = acceptance_due(project, period, rules)
    if not settled and accept_by is not None:
        yield duty(
            watch,
            f"performance.accept.{period.key}",
            f"验收：{period.title}",
            accept_by,
            rule="HR-AC-1",
            who="reviewer",
            rules=rules,
        )


def _inspection(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """The next inspection, counted from the last one; none after the term."""
    performance = project.performance
    if performance.started_on is None or project.contract.terms is None:
        return
    last = max((i.on for i in performance.inspections.values()), default=performance.started_on)
    due = deadline(rules, "HR-IN-1", "every", last)
    if due.on <= (ended_on(project) or project.contract.terms.ends_on):
        key = f"performance.inspect.{last.isoformat()}"
        yield duty(project.watch, key, "检查服务现场", due, rule="HR-IN-1", who="clerk", rules=rules)


def _completion(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    end = ended_on(project)
    over = end if end is not None else max(p.ends_on for p in project.contract.periods)
    bridged = (c.on for c in project.takeover.closed.values())  # while others bridged it, it could not be completed
    days = [over, *(a.on for a in project.performance.accepted.values()), *bridged]
    done = all(p.key in project.performance.accepted or accepted(project, p.key) for p in service_periods(project))
    if (done or end is not None) and project.takeover.active is None:
        due = deadline(rules, "HR-PF-2", "complete_within", max(days))
        yield duty(project.watch, "performance.complete", "登记履约完成", due, rule="HR-PF-2", who="head", rules=rules)


def _result_notice(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Each acceptance of a public service is published: as many notices as acceptances.  GPL Regulation art. 45"""
    if not PREDICATES["service_items"](project.plan, rules):
        return
    shown = sum(1 for n in project.publication.published.values() if n.kind == "acceptance")
    for done in tuple(project.performance.accepted.values())[shown:]:
        due = deadline(rules, "PB-09", "publish_within", done.on)
        key = f"performance.publish.{done.period}"
        title, since = f"发布验收结果公告：{done.period}", end_of_day(done.on)
        yield duty(project.watch, key, title, due, rule="PB-09", who="clerk", rules=rules, since=since)
