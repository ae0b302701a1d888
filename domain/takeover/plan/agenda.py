"""The plan: made and approved before the service begins, rehearsed every year.  JL44-4.4.3b, HR-TK-10"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook

DAY = timedelta(days=1)

DRILL = "takeover_drill"  # the preparation that records a drill


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """While a contract stands and its service isn't over."""
    desk, terms = project.takeover, project.contract.terms
    started_on = project.performance.started_on
    if terms is None:
        return
    if desk.approved_on is None:
        yield _plan(project, end_of_day((started_on or _begins(project, terms.starts_on, rules)) - DAY), rules)
    elif started_on is not None and rules.has("HR-TK-10", "drill_every"):
        drill = project.approval.preparations.get(DRILL)
        done = (drill.done_on,) if drill is not None else ()
        last = max((started_on, *done, *(d.on for d in desk.drilled.values())))
        due = deadline(rules, "HR-TK-10", "drill_every", last)
        yield duty(project.watch, "takeover.drill", "演练临时接管预案", due, rule="HR-TK-10", who="clerk", rules=rules)


def _begins(project: Project, starts_on: date, rules: RuleBook) -> date:
    """The day on which the service begins here: of a contract that came in running, some days after it came.  HR-PF-2"""
    opened = project.contract.opened
    if opened is None or opened.on is None or opened.on < starts_on:
        return starts_on
    return deadline(rules, "HR-PF-2", "start_within", opened.on).on


def _plan(project: Project, start_at: datetime, rules: RuleBook) -> AgendaItem:
    """Before the service begins; a plan changed later is approved within days, and the old one holds meanwhile."""
    desk = project.takeover
    if desk.plan is None:
        title = "编制临时接管预案"
        return duty(project.watch, "takeover.plan", title, start_at, rule="JL44-4.4.3b", who="clerk", rules=rules)
    changed = project.performance.started_on is not None and desk.made_on is not None
    due = deadline(rules, "HR-TK-02", "decide_other", desk.made_on) if changed and desk.made_on else start_at
    title = "批准临时接管预案"
    return duty(project.watch, "takeover.approval", title, due, rule="JL44-4.4.3b", who="head", rules=rules)
