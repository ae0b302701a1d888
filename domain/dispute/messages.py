"""Dispute: challenge to the buyer, complaint to finance.  财政部令第94号"""

from datetime import date
from typing import Literal

from domain.message import Command, Event
from domain.values import DocumentNumber, Key, Name, Sha256, Text, Uscc

_OPEN = ("publication", "bidding", "award", "contract", "performance")


class FileChallenge(Command, zh="提出质疑", roles=("clerk", "supplier"), during=_OPEN):
    """A supplier challenges documents, process or result; receipt may not be refused."""

    challenge: Key
    supplier: Uscc
    about: Literal["documents", "process", "result"]
    points: Text
    digest: Sha256
    may_affect_result: bool


class AnswerChallenge(Command, zh="答复质疑", roles=("clerk", "head"), during=_OPEN):
    challenge: Key
    upheld: bool
    answer: Text
    digest: Sha256


class RegisterComplaint(Command, zh="登记投诉", roles=("clerk", "inspector"), during=_OPEN):
    """A complaint that the finance department has accepted."""

    complaint: Key
    challenge: Key
    body: Name
    document_number: DocumentNumber
    suspends: bool
    scan: Sha256


class RegisterComplaintDecision(Command, zh="登记投诉处理决定", roles=("clerk", "inspector"), during=_OPEN):
    complaint: Key
    upheld: bool
    document_number: DocumentNumber
    decision: Text
    scan: Sha256


class ChallengeFiled(Event, zh="质疑已提出"):
    challenge: Key
    supplier: Uscc
    about: Literal["documents", "process", "result"]
    points: Text
    digest: Sha256
    may_affect_result: bool
    on: date


class ChallengeAnswered(Event, zh="质疑已答复"):
    challenge: Key
    upheld: bool
    answer: Text
    digest: Sha256
    on: date


class ComplaintRegistered(Event, zh="投诉已登记"):
    complaint: Key
    challenge: Key
    body: Name
    document_number: DocumentNumber
    suspends: bool
    scan: Sha256
    on: date


class ComplaintDecided(Event, zh="投诉已处理"):
    complaint: Key
    upheld: bool
    document_number: DocumentNumber
    decision: Text
    scan: Sha256
    on: date


DisputeEvent = ChallengeFiled | ChallengeAnswered | ComplaintRegistered | ComplaintDecided
