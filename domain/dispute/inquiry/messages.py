"""Inquiry: a supplier asks, the buyer answers; below the limit it brings a grievance.  GPL 51, Regulation 52"""

from datetime import date

from domain.dispute.challenge.messages import LONG, OPEN
from domain.message import Command, Event
from domain.values import Key, Sha256, Text, Uscc


class AskInquiry(Command, zh="提出询问", roles=("clerk", "supplier"), during=OPEN):
    """A supplier asks about the purchase; what may affect the result keeps the contract from being signed."""

    inquiry: Key
    supplier: Uscc
    question: Text
    may_affect_result: bool = False


class AnswerInquiry(Command, zh="答复询问", roles=("clerk", "head"), during=LONG):
    """The answer; it may not touch trade secrets."""

    inquiry: Key
    answer: Text


class RecordGrievance(Command, zh="登记供应商反映", roles=("clerk", "supplier"), during=OPEN):
    """Below the limit there is no statutory challenge: what a supplier brings before the buyer is recorded and answered."""

    grievance: Key
    supplier: Uscc
    points: Text
    digest: Sha256


class AnswerGrievance(Command, zh="答复供应商反映", roles=("clerk", "head"), during=LONG):
    grievance: Key
    answer: Text


class InquiryAsked(Event, zh="询问已提出"):
    inquiry: Key
    supplier: Uscc
    question: Text
    may_affect_result: bool = False
    on: date


class InquiryAnswered(Event, zh="询问已答复"):
    """Orders the message to who asked."""

    inquiry: Key
    supplier: Uscc
    answer: Text
    on: date


class GrievanceRecorded(Event, zh="供应商反映已登记"):
    grievance: Key
    supplier: Uscc
    points: Text
    digest: Sha256
    on: date


class GrievanceAnswered(Event, zh="供应商反映已答复"):
    """Orders the message to who objected."""

    grievance: Key
    supplier: Uscc
    answer: Text
    on: date


InquiryEvent = InquiryAsked | InquiryAnswered | GrievanceRecorded | GrievanceAnswered
