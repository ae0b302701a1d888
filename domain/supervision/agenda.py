"""Supervision: a departure from an *in principle* rule is disclosed within its days.  AD-12, HR-FD-6"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import DepartureRecorded


def undisclosed(project: Project) -> tuple[DepartureRecorded, ...]:
    """Departures on record of whose clause no published notice speaks."""
    publication = project.publication
    told = [
        publication.ordered[key].fields.get("clause", "")
        for key, notice in publication.published.items()
        if notice.kind == "departure"
    ]
    return tuple(d for d in project.supervision.departures.values() if not any(d.clause in words for words in told))


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.has("HR-FD-6", "disclose_within"):
        return
    for departure in undisclosed(project):
        due = deadline(rules, "HR-FD-6", "disclose_within", departure.on)
        key, title = f"supervision.departure.{departure.clause}", f"公示例外说明：{departure.clause}"
        yield duty(project.watch, key, title, due, rule="AD-12", who="clerk", rules=rules)
