"""Breach: the supplier is heard, the letter to finance arrives, the contract that ended is replaced by care.  HR-BR-1, JL44-4.4.4a"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.breach.aftermath import agenda as aftermath
from domain.breach.cure import agenda as cure
from domain.breach.grounds import referred_in_any_case
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    yield from _statements(project, rules)
    yield from _referrals(project, rules)
    yield from _letters(project, rules)
    yield from _leaving(project, rules)
    yield from cure.agenda(project)
    yield from aftermath.agenda(project, rules)


def _statements(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """The supplier's own days to state its case; then its statement, or its silence, is recorded."""
    if not rules.has("HR-BR-1", "statement_within"):
        return
    for key, found in project.breach.found.items():
        if key not in project.breach.heard:
            due = deadline(rules, "HR-BR-1", "statement_within", found.on)
            title = f"听取承接主体对违约“{key}”的陈述"
            since = end_of_day(found.on)
            yield duty(
                project.watch,
                f"breach.statement.{key}",
                title,
                due,
                rule="HR-BR-1",
                who="supplier",
                rules=rules,
                since=since,
            )


def _referrals(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """The Regulation hands these breaches to finance: the buyer has no choice of its own.  EX-15"""
    if not rules.has("HR-BR-1", "refer_within"):
        return
    breach = project.breach
    for key, found in breach.found.items():
        heard = breach.heard.get(key)
        if heard is None or key in breach.referred or not referred_in_any_case(found.kind, rules):
            continue
        due = deadline(rules, "HR-BR-1", "refer_within", heard.on)
        title = f"违约“{key}”移送财政部门"
        yield duty(project.watch, f"breach.refer.{key}", title, due, rule="EX-15", who="head", rules=rules)


def _letters(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.has("HR-BR-1", "deliver_within"):
        return
    for key, referred in project.breach.referred.items():
        if key not in project.breach.delivered:
            due = deadline(rules, "HR-BR-1", "deliver_within", referred.on)
            title = f"移送财政部门的材料送达（{key}）"
            rule = "JL44-4.4.4a"
            yield duty(project.watch, f"breach.letter.{key}", title, due, rule=rule, who="clerk", rules=rules)


def _leaving(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """The contract ends before its term, by notice or by the supplier's leaving: who serves next is settled before."""
    breach = project.breach
    days = [
        *([(breach.dissolved.effective_on, breach.dissolved.notified_on)] if breach.dissolved is not None else []),
        *([(breach.exit.leaves_on, breach.exit.on)] if breach.exit is not None else []),
    ]
    if days and project.performance.completed_on is None and not project.takeover.triggered:
        leaves_on, known_on = min(days)
        ahead = rules.period("HR-EX-1", "arrange_before") if rules.has("HR-EX-1", "arrange_before") else None
        last = rules.calendar.subtract(leaves_on, ahead) if ahead is not None else leaves_on
        due = end_of_day(max(last, min(known_on, leaves_on)))
        title = "承接主体退出：安排交接，必要时启动临时接管"
        yield duty(project.watch, "breach.leaving", title, due, rule="JL44-4.4.3a", who="duty_officer", rules=rules)
