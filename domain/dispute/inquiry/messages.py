"""Inquiry: a supplier asks, the buyer answers; below the limit it objects.  GPL 51, Regulation 52"""

from datetime import date

from domain.dispute.challenge.messages import OPEN
from domain.message import Command, Event
from domain.values import Key, Sha256, Text, Uscc


class AskInquiry(Command, zh="提出询问", roles=("clerk", "supplier"), during=OPEN):
    """A supplier asks about the purchase; what may affect the result keeps the contract from being signed."""

    inquiry: Key
    supplier: Uscc
    question: Text
    may_affect_result: bool = False


class AnswerInquiry(Command, zh="答复询问", roles=("clerk", "head"), during=OPEN):
    """The answer; it may not touch trade secrets."""

    inquiry: Key
    answer: Text


class RecordObjection(Command, zh="登记异议", roles=("clerk", "supplier"), during=OPEN):
    """Below the limit there is no statutory challenge: what a supplier brings before the buyer is recorded and answered."""

    objection: Key
    supplier: Uscc
    points: Text
    digest: Sha256


class AnswerObjection(Command, zh="答复异议", roles=("clerk", "head"), during=OPEN):
    objection: Key
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


class ObjectionRecorded(Event, zh="异议已登记"):
    objection: Key
    supplier: Uscc
    points: Text
    digest: Sha256
    on: date


class ObjectionAnswered(Event, zh="异议已答复"):
    """Orders the message to who objected."""

    objection: Key
    supplier: Uscc
    answer: Text
    on: date


InquiryEvent = InquiryAsked | InquiryAnswered | ObjectionRecorded | ObjectionAnswered
