"""What a project's own record says against its supplier, by the law's numbers.  HR-TK-01, HR-TK-18"""

from datetime import date

from domain.calendar import Deadline
from domain.forms import deadline
from domain.performance.acceptance import ended_on, over_on, service_periods
from domain.project import Project
from domain.rulebook import RuleBook


def silent(project: Project, rules: RuleBook) -> tuple[tuple[str, Deadline], ...]:
    """Periods of which no service report came, and the day on which that silence becomes a sign."""
    heard, opened = project.performance.reports, project.contract.opened
    before = opened.accepted_periods if opened is not None else ()
    end = ended_on(project)  # what the contract's end has cut off is owed by nobody
    quiet = (p for p in service_periods(project) if p.key not in heard and p.key not in project.performance.accepted)
    return tuple(
        (p.key, deadline(rules, "HR-TK-18", "silence", deadline(rules, "HR-RP-1", "due_after", over_on(project, p)).on))
        for p in quiet
        if p.key not in before and (end is None or p.starts_on <= end)
    )


def failed(project: Project, rules: RuleBook) -> tuple[tuple[str, ...], date | None]:
    """The periods not passed, where they are as many as the law's number; and when the last of them was judged."""
    periods = [a for a in project.performance.accepted.values() if a.result == "failed"]
    if len(periods) < rules.count("HR-TK-01", "failed_assessments"):
        return (), None
    return tuple(a.period for a in periods), max(a.on for a in periods)
