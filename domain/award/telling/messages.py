"""Telling: the notice of award, and what each other bidder is told.  GPL Regulation art. 43, 87号令 art. 69"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.values import DocumentNumber, Name, Score, Sha256, Text, Uscc


class SendAwardNotice(Command, zh="发出成交通知书", roles=("clerk",), during=("contract",)):
    """The notice of award goes to the winner: the thirty days for signing begin.  GPL 46, Regulation 43"""

    number: DocumentNumber
    digest: Sha256


class InformBidders(
    Command, zh="告知未成交供应商", roles=("clerk",), during=("contract", "performance", "evaluation", "closing")
):
    """Each bidder that did not win is told what the record holds of its own bid.  87号令 art. 69"""

    reasons: dict[Uscc, Text] = Field(
        default_factory=dict, description="only for a bid that was neither found unqualified nor ranked: why not"
    )


class AwardNoticeSent(Event, zh="成交通知书已发出"):
    """Orders the letter to the winner."""

    supplier: Uscc
    name: Name
    number: DocumentNumber
    digest: Sha256
    on: date


class BidderInformed(Event, zh="未成交供应商已告知"):
    """Orders the letter to one bidder.  It holds that bidder's own result alone."""

    round: int
    supplier: Uscc
    name: Name
    project: Name
    winner: Name
    reason: Text | None = None
    score: Score | None = None
    rank: int | None = None
    on: date


TellingEvent = AwardNoticeSent | BidderInformed
