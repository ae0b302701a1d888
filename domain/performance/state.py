"""Performance: what was reported, inspected, put right, accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.performance.incidents.messages import (
    IncidentClosed,
    IncidentNotified,
    IncidentRemedied,
    IncidentReported,
)
from domain.performance.incidents.state import Incidents, evolve_incidents
from domain.performance.inspection.messages import InspectionSampleCommitted, InspectionSampleDrawn
from domain.performance.inspection.state import Samples, evolve_samples
from domain.performance.messages import (
    FinancialReported,
    InspectionRecorded,
    PerformanceCompleted,
    PerformanceEvent,
    PerformanceStarted,
    PeriodAccepted,
    RectificationOrdered,
    RectificationRechecked,
    RectificationReported,
    ServiceReported,
    SupplierUrged,
)
from domain.performance.passing.messages import PassingOnSignAnswered, PassingOnSuspected
from domain.performance.passing.state import Signs, evolve_signs
from domain.performance.records.messages import ServiceBatchRecorded
from domain.performance.records.state import ServiceRecords, evolve_records
from domain.performance.roster.messages import (
    MonthlyRosterAgreed,
    MonthlyRosterDrawnUp,
    OverpaymentFound,
    RecipientsEnrolled,
    RosterChanged,
)
from domain.performance.roster.state import RecipientRoster, evolve_roster
from domain.performance.staff.messages import StaffChecked, StaffingSet, StaffReported
from domain.performance.staff.state import Staff, evolve_staff
from domain.performance.suspension.messages import PerformanceResumed, PerformanceSuspended


@dataclass(frozen=True, slots=True)
class Performance:
    started_on: date | None = None
    completed_on: date | None = None
    reports: Mapping[str, ServiceReported] = field(default_factory=dict)
    financial: Mapping[str, FinancialReported] = field(default_factory=dict)
    inspections: Mapping[str, InspectionRecorded] = field(default_factory=dict)
    orders: Mapping[str, RectificationOrdered] = field(default_factory=dict)
    rectified: Mapping[str, RectificationReported] = field(default_factory=dict)
    rechecked: Mapping[str, RectificationRechecked] = field(default_factory=dict)
    failed_rechecks: Mapping[str, int] = field(default_factory=dict)  # of an order, how many rechecks it failed
    urged: tuple[SupplierUrged, ...] = ()
    accepted: Mapping[str, PeriodAccepted] = field(default_factory=dict)
    records: ServiceRecords = ServiceRecords()
    roster: RecipientRoster = RecipientRoster()
    incidents: Incidents = Incidents()
    staff: Staff = Staff()
    samples: Samples = Samples()
    signs: Signs = Signs()
    suspended: PerformanceSuspended | None = None  # standing still on this day

    @property
    def open_orders(self) -> tuple[RectificationOrdered, ...]:
        """Rectification orders that no passed recheck has closed."""
        return tuple(o for k, o in self.orders.items() if not (k in self.rechecked and self.rechecked[k].passed))


def evolve(state: Performance, event: PerformanceEvent) -> Performance:
    match event:
        case PerformanceStarted():
            return replace(state, started_on=event.on)
        case ServiceReported():
            return replace(state, reports={**state.reports, event.period: event})
        case FinancialReported():
            return replace(state, financial={**state.financial, event.period: event})
        case InspectionRecorded():
            return replace(state, inspections={**state.inspections, event.key: event})
        case RectificationOrdered():
            return replace(state, orders={**state.orders, event.key: event})
        case RectificationReported():
            return replace(state, rectified={**state.rectified, event.key: event})
        case RectificationRechecked():
            failed = state.failed_rechecks.get(event.key, 0) + (0 if event.passed else 1)
            counted = {**state.failed_rechecks, event.key: failed}
            return replace(state, rechecked={**state.rechecked, event.key: event}, failed_rechecks=counted)
        case SupplierUrged():
            return replace(state, urged=(*state.urged, event))
        case PeriodAccepted():
            return replace(state, accepted={**state.accepted, event.period: event})
        case PerformanceSuspended():
            return replace(state, suspended=event)
        case PerformanceResumed():
            return replace(state, suspended=None)
        case PerformanceCompleted():
            return replace(state, completed_on=event.on)
        case ServiceBatchRecorded():
            return replace(state, records=evolve_records(state.records, event))
        case (
            RecipientsEnrolled() | RosterChanged() | MonthlyRosterDrawnUp() | MonthlyRosterAgreed() | OverpaymentFound()
        ):
            return replace(state, roster=evolve_roster(state.roster, event))
        case IncidentReported() | IncidentNotified() | IncidentRemedied() | IncidentClosed():
            return replace(state, incidents=evolve_incidents(state.incidents, event))
        case StaffingSet() | StaffChecked() | StaffReported():
            return replace(state, staff=evolve_staff(state.staff, event))
        case InspectionSampleCommitted() | InspectionSampleDrawn():
            return replace(state, samples=evolve_samples(state.samples, event))
        case PassingOnSuspected() | PassingOnSignAnswered():
            return replace(state, signs=evolve_signs(state.signs, event))
        case _:
            assert_never(event)
