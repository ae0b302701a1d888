"""Dispute.  财政部令第94号"""

from domain.given import Decision, Given
from domain.dispute.messages import FileChallenge, AnswerChallenge, RegisterComplaint, RegisterComplaintDecision

DisputeCommand = FileChallenge | AnswerChallenge | RegisterComplaint | RegisterComplaintDecision


def decide(command: DisputeCommand, given: Given) -> Decision:
    raise NotImplementedError(type(command).__name__)
