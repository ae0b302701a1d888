"""Urging (督促): where a report shows a target badly missed, the buyer says so in writing.  JL44-4.5.2a, HR-PF-4"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.contract.messages import ContractPeriod
from domain.forms import deadline
from domain.performance.acceptance import service_periods, taken_over
from domain.performance.decide import elapsed
from domain.performance.messages import ServiceReported
from domain.project import Project
from domain.rulebook import RuleBook

RULE = "HR-PF-4"


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """From the report on, until the supplier was urged or ordered to put it right, or the period was judged."""
    if not rules.has(RULE, "urge_within") or not rules.has("HR-MO-1", "alarm_below"):
        return
    performance = project.performance
    acts = [*(u.on for u in performance.urged), *(o.on for o in performance.orders.values())]
    for period in service_periods(project):
        report = performance.reports.get(period.key)
        if report is None or period.key in performance.accepted or taken_over(project, period):
            continue
        missed = _missed(period, report, rules)
        if missed and not any(on >= report.on for on in acts):
            due = deadline(rules, RULE, "urge_within", report.on)
            title = f"督促承接主体：{period.title}的{'、'.join(missed)}未达标"
            key = f"performance.urge.{period.key}"
            yield duty(project.watch, key, title, due, rule=RULE, who="clerk", rules=rules)


def _missed(period: ContractPeriod, report: ServiceReported, rules: RuleBook) -> list[str]:
    """The targets that lie below the house's line of alarm, by what was to be done up to the report."""
    least, part = rules.ratio("HR-MO-1", "alarm_below"), elapsed(period, report.on)
    figures = report.figures
    return [name for name, target in period.targets.items() if figures.get(name, 0) < target * part * least]
