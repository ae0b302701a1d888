"""Dispute: inquiries, challenges to the buyer, complaints to finance, what follows.  GPL 51–58, 财政部令第94号

Each topic has a room of its own; this is their door.
"""

from domain.dispute.challenge.messages import (
    AnswerChallenge,
    ChallengeAnswered,
    ChallengeEvent,
    ChallengeFiled,
    FileChallenge,
)
from domain.dispute.complaint.messages import (
    ComplaintDecided,
    ComplaintEvent,
    ComplaintRegistered,
    RegisterComplaint,
    RegisterComplaintDecision,
)
from domain.dispute.inquiry.messages import InquiryEvent
from domain.dispute.remedy.messages import RemedyEvent, RemedyTaken

DisputeEvent = InquiryEvent | ChallengeEvent | ComplaintEvent | RemedyEvent

__all__ = [
    "AnswerChallenge",
    "ChallengeAnswered",
    "ChallengeFiled",
    "ComplaintDecided",
    "ComplaintRegistered",
    "DisputeEvent",
    "FileChallenge",
    "RegisterComplaint",
    "RegisterComplaintDecision",
    "RemedyTaken",
]
