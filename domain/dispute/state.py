"""Dispute: inquiries, challenges and complaints, open and answered, and what followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.dispute.challenge.messages import (
    ChallengeAnswered,
    ChallengeCompleted,
    ChallengeDeclined,
    ChallengeEvent,
    ChallengeFiled,
    ChallengeReturned,
)
from domain.dispute.complaint.messages import (
    ComplaintCopiesSent,
    ComplaintDaysExcluded,
    ComplaintDecided,
    ComplaintDeclined,
    ComplaintEvent,
    ComplaintLodged,
    ComplaintRegistered,
    ComplaintReplied,
    ReviewNoted,
)
from domain.dispute.inquiry.messages import (
    GrievanceAnswered,
    GrievanceRecorded,
    InquiryAnswered,
    InquiryAsked,
    InquiryEvent,
)
from domain.dispute.messages import DisputeEvent
from domain.dispute.remedy.messages import FinanceReported, RemedyTaken


@dataclass(frozen=True, slots=True)
class Dispute:
    inquiries: Mapping[str, InquiryAsked] = field(default_factory=dict)
    inquiries_answered: frozenset[str] = frozenset()
    grievances: Mapping[str, GrievanceRecorded] = field(default_factory=dict)
    grievances_answered: frozenset[str] = frozenset()
    challenges: Mapping[str, ChallengeFiled] = field(default_factory=dict)
    returned: Mapping[str, ChallengeReturned] = field(default_factory=dict)  # those not completed yet
    declined: Mapping[str, ChallengeDeclined] = field(default_factory=dict)
    answers: Mapping[str, ChallengeAnswered] = field(default_factory=dict)
    lodged: Mapping[str, ComplaintLodged] = field(default_factory=dict)
    complaints: Mapping[str, ComplaintRegistered] = field(default_factory=dict)
    complaints_declined: frozenset[str] = frozenset()
    copies: Mapping[str, ComplaintCopiesSent] = field(default_factory=dict)
    replies: frozenset[tuple[str, str | None]] = frozenset()  # complaint and supplier; None: the buyer
    excluded: tuple[ComplaintDaysExcluded, ...] = ()
    decisions: Mapping[str, ComplaintDecided] = field(default_factory=dict)
    reviews: tuple[ReviewNoted, ...] = ()
    remedies: Mapping[tuple[str, str], RemedyTaken] = field(default_factory=dict)  # by what was upheld, and its key
    reported: frozenset[tuple[str, str | None]] = frozenset()  # what finance was told of, and of which matter

    @property
    def unanswered(self) -> tuple[ChallengeFiled, ...]:
        return tuple(c for k, c in self.challenges.items() if k not in self.answers)

    @property
    def open_inquiries(self) -> tuple[InquiryAsked, ...]:
        return tuple(i for k, i in self.inquiries.items() if k not in self.inquiries_answered)

    @property
    def suspending(self) -> tuple[ComplaintRegistered, ...]:
        """Complaints that suspend the procurement and are not decided."""
        return tuple(c for k, c in self.complaints.items() if c.suspends and k not in self.decisions)

    def complained(self, complaint: str) -> ChallengeFiled | None:
        """The challenge at the root of a complaint that finance accepted."""
        accepted = self.complaints.get(complaint)
        return self.challenges.get(accepted.challenge) if accepted is not None else None


def evolve(state: Dispute, event: DisputeEvent) -> Dispute:
    if isinstance(event, InquiryEvent):
        return _inquiry(state, event)
    if isinstance(event, ChallengeEvent):
        return _challenge(state, event)
    if isinstance(event, ComplaintEvent):
        return _complaint(state, event)
    match event:
        case RemedyTaken():
            return replace(state, remedies={**state.remedies, (event.of, event.key): event})
        case FinanceReported():
            return replace(state, reported=state.reported | {(event.about, event.key or event.supplier)})
        case _:
            assert_never(event)


def _inquiry(state: Dispute, event: InquiryEvent) -> Dispute:
    match event:
        case InquiryAsked():
            return replace(state, inquiries={**state.inquiries, event.inquiry: event})
        case InquiryAnswered():
            return replace(state, inquiries_answered=state.inquiries_answered | {event.inquiry})
        case GrievanceRecorded():
            return replace(state, grievances={**state.grievances, event.grievance: event})
        case GrievanceAnswered():
            return replace(state, grievances_answered=state.grievances_answered | {event.grievance})
        case _:
            assert_never(event)


def _challenge(state: Dispute, event: ChallengeEvent) -> Dispute:
    match event:
        case ChallengeFiled():
            return replace(state, challenges={**state.challenges, event.challenge: event})
        case ChallengeReturned():
            return replace(state, returned={**state.returned, event.challenge: event})
        case ChallengeCompleted():
            return replace(state, returned={k: v for k, v in state.returned.items() if k != event.challenge})
        case ChallengeDeclined():
            return replace(state, declined={**state.declined, event.challenge: event})
        case ChallengeAnswered():
            return replace(state, answers={**state.answers, event.challenge: event})
        case _:
            assert_never(event)


def _complaint(state: Dispute, event: ComplaintEvent) -> Dispute:
    match event:
        case ComplaintLodged():
            return replace(state, lodged={**state.lodged, event.complaint: event})
        case ComplaintDeclined():
            return replace(state, complaints_declined=state.complaints_declined | {event.complaint})
        case ComplaintRegistered():
            return replace(state, complaints={**state.complaints, event.complaint: event})
        case ComplaintCopiesSent():
            return replace(state, copies={**state.copies, event.complaint: event})
        case ComplaintReplied():
            return replace(state, replies=state.replies | {(event.complaint, event.supplier)})
        case ComplaintDaysExcluded():
            return replace(state, excluded=(*state.excluded, event))
        case ComplaintDecided():
            return replace(state, decisions={**state.decisions, event.complaint: event})
        case ReviewNoted():
            return replace(state, reviews=(*state.reviews, event))
        case _:
            assert_never(event)
