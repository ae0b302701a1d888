"""The years of service of a contract, each evaluated by itself in a long one.  HR-EV-5, PF-11, JL44-4.5.1b"""

from datetime import date, timedelta
from typing import Final

from domain.forms import one_year_from
from domain.project import Project
from domain.rulebook import RuleBook

RULE: Final = "HR-EV-5"


def years(project: Project, rules: RuleBook) -> tuple[tuple[date, date], ...]:
    """First and last day of each year of service, in order, the last cut off by the contract's end."""
    terms = project.contract.terms
    if terms is None:
        return ()
    spans: list[tuple[date, date]] = []
    begins = terms.starts_on
    while begins <= terms.ends_on:
        ends = min(one_year_from(begins, rules), terms.ends_on)
        spans.append((begins, ends))
        begins = ends + timedelta(days=1)
    return tuple(spans)


def evaluable_from(ends: date, rules: RuleBook) -> date:
    """From when on a year may be evaluated: some days before its end, so that a renewal can rest on it."""
    return ends - timedelta(days=rules.period(RULE, "begin_before").count)


def due_years(project: Project, rules: RuleBook) -> tuple[tuple[int, date], ...]:
    """The years that are evaluated by themselves: all but the last, which the final evaluation covers.

    What was over before the contract came into Jieli is not asked for again.
    """
    opened = project.contract.opened
    since = opened.on if opened is not None else None
    spans = years(project, rules)[:-1]
    done = {e.year for e in opened.evaluations} if opened is not None else set()
    return tuple(
        (n, ends) for n, (_, ends) in enumerate(spans, start=1) if n not in done and (since is None or ends >= since)
    )
