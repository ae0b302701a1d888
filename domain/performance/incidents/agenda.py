"""Incidents: who is still to be told, what is still to be stopped, closed, looked at.  EX-12, EX-14, HR-IC-1 … HR-IC-3"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty
from domain.forms import deadline
from domain.performance.incidents.duties import CLOCK, CLOSING, LEAK, stopped_by, telling
from domain.performance.incidents.messages import INCIDENT_TITLES, TOLD_TITLES
from domain.performance.incidents.state import Incident
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    for key, incident in project.performance.incidents.open.items():
        yield from _telling(project, key, incident, rules)
        yield from _ending(project, key, incident, rules)


def _telling(project: Project, key: str, incident: Incident, rules: RuleBook) -> Iterator[AgendaItem]:
    title = INCIDENT_TITLES[incident.reported.kind]
    for owed in telling(incident.reported, rules):
        if owed.told in incident.told:
            continue
        yield duty(
            project.watch,
            f"performance.incident.{key}.tell.{owed.told}",
            f"通报{TOLD_TITLES[owed.told]}：{title}",
            owed.by,
            rule=owed.clause,
            who="clerk",
            rules=rules,
            since=incident.reported.told_at,
        )


def _ending(project: Project, key: str, incident: Incident, rules: RuleBook) -> Iterator[AgendaItem]:
    reported = incident.reported
    title = INCIDENT_TITLES[reported.kind]
    if reported.kind == "data_leak" and not incident.stopped:
        yield duty(
            project.watch,
            f"performance.incident.{key}.stop",
            f"采取补救措施：{title}",
            stopped_by(reported, rules),
            rule=LEAK if rules.knows(LEAK) else CLOCK,
            who="supplier",
            rules=rules,
            since=reported.told_at,
        )
    due = deadline(rules, CLOSING, "close_within", reported.on)
    key = f"performance.incident.{key}.close"
    yield duty(project.watch, key, f"查明原因并办结：{title}", due, rule=CLOSING, who="reviewer", rules=rules)
