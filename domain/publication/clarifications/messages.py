"""Clarifications: documents taken, questions, answers to all who took them, what is told when the purchase ends.  87号令 arts. 27, 29"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.values import Key, Name, Sha256, Text, Uscc, Yuan

_AFTER = ("publication", "bidding", "award", "contract", "performance", "evaluation", "closing")


class RecordDocumentTaken(Command, zh="登记获取采购文件", roles=("clerk", "supplier", "adapter"), during=("bidding",)):
    """A supplier takes the documents while they are offered; what it pays is what the documents say."""

    supplier: Uscc
    name: Name
    fee_yuan: Yuan | None = None


class AskClarification(Command, zh="提出澄清要求", roles=("clerk", "supplier"), during=("bidding",)):
    """A supplier asks about the documents before the deadline."""

    question: Key
    supplier: Uscc
    name: Name
    text: Text


class AnswerClarification(Command, zh="答复澄清要求", roles=("clerk",), during=("bidding",)):
    """The buyer's written answer, to all who took the documents and without the asker's name."""

    question: Key
    answer: Text
    affects_bids: bool = Field(description="whether it may affect how bids are made: then days are left for it")
    correction: Key | None = Field(
        default=None, description="the correction that says so on the official site, and moves the deadline if need be"
    )


class ReturnDocumentFees(Command, zh="退还采购文件费用", roles=("clerk",), during=_AFTER):
    """What was paid for the documents goes back when the purchase ends without a result.  87号令 art. 29"""

    round: int
    suppliers: tuple[Uscc, ...] = Field(min_length=1)
    receipt: Sha256


class DocumentTaken(Event, zh="采购文件已获取"):
    round: int
    supplier: Uscc
    name: Name
    fee_yuan: Yuan | None = None
    on: date


class ClarificationAsked(Event, zh="澄清要求已提出"):
    round: int
    question: Key
    supplier: Uscc
    name: Name
    text: Text
    on: date


class ClarificationAnswered(Event, zh="澄清要求已答复"):
    round: int
    question: Key
    answer: Text
    affects_bids: bool
    correction: Key | None = None
    by: str
    on: date


class ClarificationSent(Event, zh="澄清已送达获取采购文件者"):
    """Orders the message to one of those who took the documents.  It names no asker."""

    round: int
    question: Key
    supplier: Uscc
    name: Name
    text: Text
    answer: Text
    on: date


class DocumentFeesReturned(Event, zh="采购文件费用已退还"):
    round: int
    suppliers: tuple[Uscc, ...]
    receipt: Sha256
    on: date


class TerminationTold(Event, zh="采购终止已告知"):
    """Orders the message to one who took the documents, was invited or bid.  87号令 art. 29"""

    round: int
    supplier: Uscc
    name: Name
    project: Name
    reason: Text
    on: date


ClarificationCommand = RecordDocumentTaken | AskClarification | AnswerClarification | ReturnDocumentFees
ClarificationEvent = (
    DocumentTaken
    | ClarificationAsked
    | ClarificationAnswered
    | ClarificationSent
    | DocumentFeesReturned
    | TerminationTold
)
