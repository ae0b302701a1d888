"""Dispute: the rules, by topic.  GPL 51–58, 财政部令第94号"""

from domain.agenda import AgendaItem
from domain.dispute.challenge import decide as challenge
from domain.dispute.challenge.decide import ChallengeCommand
from domain.dispute.complaint import decide as complaint
from domain.dispute.complaint.decide import ComplaintCommand
from domain.dispute.inquiry import decide as inquiry
from domain.dispute.inquiry.decide import InquiryCommand
from domain.dispute.remedy import decide as remedy
from domain.dispute.remedy.decide import RemedyCommand
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project

DisputeCommand = InquiryCommand | ChallengeCommand | ComplaintCommand | RemedyCommand


def reads(command: Command, project: Project) -> tuple[str, ...]:
    return complaint.reads(command, project)


def decide(command: DisputeCommand, given: Given) -> Decision:
    if isinstance(command, InquiryCommand):
        return inquiry.decide(command, given)
    if isinstance(command, ChallengeCommand):
        return challenge.decide(command, given)
    if isinstance(command, ComplaintCommand):
        return complaint.decide(command, given)
    return remedy.decide(command, given)


def take(_item: AgendaItem, _given: Given) -> Accepted:
    """A suspension has lasted its longest: that it is over is the whole effect.  DQ-13"""
    return Accepted()
