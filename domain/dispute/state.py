"""Dispute: challenges and complaints, open and answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.dispute.messages import (
    ChallengeAnswered,
    ChallengeFiled,
    ComplaintDecided,
    ComplaintRegistered,
    DisputeEvent,
)


@dataclass(frozen=True, slots=True)
class Dispute:
    challenges: Mapping[str, ChallengeFiled] = field(default_factory=dict)
    answers: Mapping[str, ChallengeAnswered] = field(default_factory=dict)
    complaints: Mapping[str, ComplaintRegistered] = field(default_factory=dict)
    decisions: Mapping[str, ComplaintDecided] = field(default_factory=dict)

    @property
    def unanswered(self) -> tuple[ChallengeFiled, ...]:
        return tuple(c for k, c in self.challenges.items() if k not in self.answers)

    @property
    def suspending(self) -> tuple[ComplaintRegistered, ...]:
        """Complaints that suspend the procurement and are not decided."""
        return tuple(c for k, c in self.complaints.items() if c.suspends and k not in self.decisions)


def evolve(state: Dispute, event: DisputeEvent) -> Dispute:
    match event:
        case ChallengeFiled():
            return replace(state, challenges={**state.challenges, event.challenge: event})
        case ChallengeAnswered():
            return replace(state, answers={**state.answers, event.challenge: event})
        case ComplaintRegistered():
            return replace(state, complaints={**state.complaints, event.complaint: event})
        case ComplaintDecided():
            return replace(state, decisions={**state.decisions, event.complaint: event})
        case _:
            assert_never(event)
