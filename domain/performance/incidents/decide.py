"""Incidents: the rules.  Late is told, never refused; nothing is closed before everybody was told.  EX-12, EX-14, HR-IC-1 … HR-IC-3"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import finding, require, someone_else, warning
from domain.given import Decision, Given
from domain.performance.incidents.duties import CLOCK, CLOSING, LEAK, MINORS, TELLING, hours, report_within, telling
from domain.performance.incidents.messages import (
    INCIDENT_TITLES,
    TOLD_TITLES,
    CloseIncident,
    IncidentClosed,
    IncidentCommand,
    IncidentNotified,
    IncidentRemedied,
    IncidentReported,
    NotifyOfIncident,
    RemedyIncident,
    ReportIncident,
)
from domain.performance.incidents.state import Incident
from domain.supervision.messages import Finding
from domain.values import Role

_BUYERS_SIDE: tuple[Role, ...] = ("clerk", "township", "inspector")


def decide(command: IncidentCommand, given: Given) -> Decision:
    match command:
        case ReportIncident():
            return _report(command, given)
        case NotifyOfIncident():
            return _notify(command, given)
        case RemedyIncident():
            incident, found = _open(command.key, given)
            if incident is None:
                return given.settle(command, found)
            event = IncidentRemedied(**command.model_dump(), by=given.by, on=given.on)
            return given.settle(command, found, event)
        case CloseIncident():
            return _close(command, given)
        case _:
            assert_never(command)


def _report(command: ReportIncident, given: Given) -> Decision:
    buyers_side = any(given.actor.holds(role, given.at.date()) for role in _BUYERS_SIDE)
    told_at = command.told_at or given.at
    limit = report_within(command.kind, given.rules)
    late = told_at > command.known_at + hours(limit)
    known = given.project.performance.incidents.by_key
    apart = len(set(command.recipients)) == len(command.recipients) <= command.affected
    title = INCIDENT_TITLES[command.kind]
    found = [
        require(given, CLOCK, command.key not in known, f"事件“{command.key}”已报告", field="key"),
        require(given, CLOCK, command.known_at <= told_at, "知悉的时间晚于报告的时间", field="known_at"),
        require(given, CLOCK, told_at <= given.at, "报告的时间晚于现在", field="told_at"),
        require(
            given,
            CLOCK,
            command.told_at is None or buyers_side,
            "何时接到电话或者书面报告，由购买主体一方登记；承接主体按提交的时间计",
            field="told_at",
        ),
        require(given, CLOCK, apart, "服务对象重复，或者多于涉及人数", field="recipients"),
        _overdue(late, f"{title}应在知悉后{limit}内报告，现已逾期", command, given),
    ]
    event = IncidentReported(
        **command.model_dump(exclude={"told_at", "from_supplier"}),
        told_at=told_at,
        late=late,
        by_supplier=command.from_supplier or not buyers_side,
        by=given.by,
        on=given.on,
    )
    return given.settle(command, found, event)


def _overdue(late: bool, reason: str, command: ReportIncident, given: Given) -> Finding | None:
    """A late report is taken in and its lateness told: refusing it would make silence pay."""
    clause = MINORS if command.minors else LEAK if command.kind == "data_leak" else CLOCK
    return warning(given, clause, reason, field="known_at") if late else None


def _open(key: str, given: Given) -> tuple[Incident | None, list[Finding | None]]:
    incident = given.project.performance.incidents.by_key.get(key)
    if incident is None:
        return None, [finding(given, CLOSING, f"没有报告过事件“{key}”（ReportIncident）", field="key")]
    return incident, [require(given, CLOSING, incident.closed is None, "该事件已办结", field="key")]


def _notify(command: NotifyOfIncident, given: Given) -> Decision:
    incident, found = _open(command.key, given)
    if incident is None:
        return given.settle(command, found)
    told = TOLD_TITLES[command.told]
    since = incident.reported.known_at
    owed = {o.told: o for o in telling(incident.reported, given.rules)}.get(command.told)
    found += [
        require(given, TELLING, command.told not in incident.told, f"已登记通报{told}", field="told"),
        require(
            given, TELLING, since <= command.told_at <= given.at, "通报的时间须在知悉以后、现在以前", field="told_at"
        ),
    ]
    if owed is not None and command.told_at > owed.by:
        found.append(warning(given, owed.clause, f"通报{told}晚于 {owed.by:%Y-%m-%d %H:%M}", field="told_at"))
    event = IncidentNotified(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, event)


def _close(command: CloseIncident, given: Given) -> Decision:
    incident, found = _open(command.key, given)
    if incident is None:
        return given.settle(command, found)
    handlers = {incident.reported.by, *(n.by for n in incident.told.values()), *(r.by for r in incident.remedies)}
    author = given.by if given.by in handlers else incident.reported.by
    found += [
        someone_else(given, CLOSING, author, "事件的办结"),
        *_untold(incident, given),
        *_unstopped(incident, given),
    ]
    event = IncidentClosed(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, event)


def _untold(incident: Incident, given: Given) -> Iterator[Finding | None]:
    for owed in telling(incident.reported, given.rules):
        told = owed.told in incident.told
        yield require(given, owed.clause, told, f"尚未通报：{TOLD_TITLES[owed.told]}", field="told", missing=owed.told)


def _unstopped(incident: Incident, given: Given) -> Iterator[Finding | None]:
    clause = LEAK if incident.reported.kind == "data_leak" else CLOSING
    yield require(
        given, clause, incident.stopped, "尚未登记有效的补救措施（RemedyIncident，stopped = true）", field="stopped"
    )
