"""The duty roster: an hour that nobody answers is filled before it comes.  HR-TK-15"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    """For a project that keeps a roster: its gaps, and its end while the service runs."""
    roster = project.takeover.roster
    if project.performance.started_on is None or roster.ends_at is None:
        return
    for at in (*(since for since, _ in roster.gaps), roster.ends_at):
        title = f"排定值班表：{at:%Y-%m-%d %H:%M}起无人值班"
        key = f"takeover.roster.{at:%Y%m%d%H%M}"
        yield duty(project.watch, key, title, at, rule="HR-TK-15", who="head", rules=rules)
