"""A dispute's duty: so many days from a day, on whoever owes it."""

from datetime import date

from domain.agenda import AgendaItem, duty
from domain.calendar import end_of_day
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import Ref, RuleBook


def owes(
    project: Project, key: str, title: str, ref: Ref, start: date, who: str, rules: RuleBook, *, rule: str | None = None
) -> AgendaItem:
    """The duty by its period `ref`; `rule` is cited instead where the duty is one law's and the days another's."""
    due, since = deadline(rules, *ref, start), end_of_day(start)
    return duty(project.watch, key, title, due, rule=rule or ref[0], who=who, rules=rules, since=since)
