"""Evaluation: indicators before the service starts, three parties, the result, its publication.  JL44-4.5.0 … 4.5.1b"""

from collections.abc import Iterator
from typing import get_args

from domain.agenda import AgendaItem, duty
from domain.calendar import Period
from domain.evaluation.indicators import PARTY_TITLES
from domain.evaluation.messages import Party
from domain.evaluation.years import RULE, due_years
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    evaluation, watch = project.evaluation, project.watch
    terms, signed_on = project.contract.terms, project.contract.signed_on
    if project.stage == "contract" and terms is not None and signed_on is not None and evaluation.system is None:
        opened = project.contract.opened  # of a running contract: when it has come in
        since = opened.on if opened is not None and opened.on is not None else signed_on
        due = rules.calendar.add(max(terms.starts_on, since), Period(0, "WD"))
        yield duty(watch, "evaluation.indicators", "制定绩效指标", due, rule="JL44-4.5.1a", who="clerk", rules=rules)
    yield from _years(project, rules)
    if project.stage != "evaluation" or project.performance.completed_on is None:
        return
    due = deadline(rules, "HR-EV-1", "evaluate_within", project.performance.completed_on)
    if evaluation.concluded is None:
        missing = [p for p in get_args(Party) if p not in evaluation.parties]
        for party in missing:
            who = "evaluator" if party == "third_party" else "clerk"
            title = f"登记{PARTY_TITLES[party]}评价"
            yield duty(watch, f"evaluation.party.{party}", title, due, rule="JL44-4.5.0", who=who, rules=rules)
        if not missing:
            yield duty(watch, "evaluation.conclude", "形成评价结果", due, rule="HR-EV-1", who="head", rules=rules)
    elif not project.evaluation_published:
        due = deadline(rules, "HR-EV-1", "publish_within", evaluation.concluded.on)
        yield duty(watch, "evaluation.publish", "公开评价结果", due, rule="JL44-4.5.1b", who="clerk", rules=rules)


def _years(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """Each year of a long contract, and the publication of its result.  HR-EV-5, JL44-4.5.1b"""
    if project.stage != "performance" or not rules.knows(RULE):
        return
    watch = project.watch
    for year, ends in due_years(project, rules):
        concluded = project.evaluation.part(year).concluded
        if concluded is None:
            due = deadline(rules, RULE, "evaluate_within", ends)
            yield duty(
                watch, f"evaluation.year.{year}", f"第{year}年度绩效评价", due, rule=RULE, who="clerk", rules=rules
            )
    last = max((p.concluded.on for p in project.evaluation.years.values() if p.concluded), default=None)
    if last is not None and not project.evaluation_published:
        due = deadline(rules, "HR-EV-1", "publish_within", last)
        key = f"evaluation.publish.{project.evaluation.results}"
        yield duty(watch, key, "公开年度评价结果", due, rule="JL44-4.5.1b", who="clerk", rules=rules)
