"""Talks in consultation and negotiation: with each supplier, what they change, the final offers.  E-20, E-21, HR-BID-5"""

from datetime import datetime

from pydantic import Field

from domain.message import Command, Event
from domain.publication.messages import Moment
from domain.values import Key, Sha256, Text, Uscc, Yuan


class RecordTalks(Command, zh="登记磋商、谈判", roles=("clerk",), during=("bidding",)):
    """One round of talks of the whole committee with one supplier.  HR-BID-5"""

    talk: int = Field(ge=1, description="which round of talks")
    supplier: Uscc
    summary: Text
    record: Sha256


class ChangeByTalks(Command, zh="磋商中变动需求", roles=("clerk",), during=("bidding",)):
    """What the talks change of the documents, told in writing to all suppliers at once.  E-21"""

    parts: tuple[Key, ...] = Field(min_length=1, description="technical_needs, service_needs, draft_terms")
    text: Text
    digest: Sha256
    told: tuple[Uscc, ...] = Field(min_length=1)
    agreed_by: tuple[Key, ...] = Field(description="the members who decided so: more than half")


class RequestOffers(Command, zh="要求提交最后报价", roles=("clerk",), during=("bidding",)):
    """After the talks all suppliers hand in a final offer by the same moment.  E-20"""

    due: Moment
    reason: Text


class SubmitFinalOffer(Command, zh="提交最后报价", roles=("clerk", "supplier", "adapter"), during=("bidding",)):
    """A supplier's last price; who hands in none is out.  E-20"""

    supplier: Uscc
    price_yuan: Yuan
    digest: Sha256


class TalksHeld(Event, zh="磋商、谈判已登记"):
    round: int
    talk: int
    supplier: Uscc
    summary: Text
    record: Sha256
    at: datetime


class NeedsChanged(Event, zh="磋商变动已通知"):
    round: int
    parts: tuple[Key, ...]
    text: Text
    digest: Sha256
    told: tuple[Uscc, ...]
    agreed_by: tuple[Key, ...]
    at: datetime


class OffersRequested(Event, zh="已要求最后报价"):
    round: int
    due: datetime
    reason: Text


class FinalOfferSubmitted(Event, zh="最后报价已提交"):
    round: int
    supplier: Uscc
    price_yuan: Yuan
    digest: Sha256
    submitted_at: datetime


TalksCommand = RecordTalks | ChangeByTalks | RequestOffers | SubmitFinalOffer
TalksEvent = TalksHeld | NeedsChanged | OffersRequested | FinalOfferSubmitted
