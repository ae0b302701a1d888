"""Incidents by key: what was reported, who was told, whether it is stopped, how it was closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.performance.incidents.messages import (
    IncidentClosed,
    IncidentEvent,
    IncidentNotified,
    IncidentRemedied,
    IncidentReported,
    Told,
)


@dataclass(frozen=True, slots=True)
class Incident:
    reported: IncidentReported
    told: Mapping[Told, IncidentNotified] = field(default_factory=dict)
    remedies: tuple[IncidentRemedied, ...] = ()
    closed: IncidentClosed | None = None

    @property
    def stopped(self) -> bool:
        """Whether the last remedy says that it harms nobody further."""
        return bool(self.remedies) and self.remedies[-1].stopped


@dataclass(frozen=True, slots=True)
class Incidents:
    by_key: Mapping[str, Incident] = field(default_factory=dict)

    @property
    def open(self) -> Mapping[str, Incident]:
        return {key: incident for key, incident in self.by_key.items() if incident.closed is None}


def evolve_incidents(state: Incidents, event: IncidentEvent) -> Incidents:
    if isinstance(event, IncidentReported):
        return Incidents({**state.by_key, event.key: Incident(event)})
    return Incidents({**state.by_key, event.key: _after(state.by_key[event.key], event)})


def _after(incident: Incident, event: IncidentNotified | IncidentRemedied | IncidentClosed) -> Incident:
    match event:
        case IncidentNotified():
            return replace(incident, told={**incident.told, event.told: event})
        case IncidentRemedied():
            return replace(incident, remedies=(*incident.remedies, event))
        case IncidentClosed():
            return replace(incident, closed=event)
        case _:
            assert_never(event)
