"""The review of an abnormally low price: asked, explained, decided by the committee.  E-27, E-29, 财库〔2026〕2号"""

from datetime import datetime

from pydantic import Field

from domain.message import Command, Event
from domain.publication.messages import Moment
from domain.values import Key, Sha256, Text, Uscc, Yuan


class AskPriceExplanation(Command, zh="启动异常低价审查", roles=("clerk",), during=("bidding",)):
    """The committee asks a supplier to explain its price; by the law's tests or by its own judgement.  E-27, E-29"""

    supplier: Uscc
    price_yuan: Yuan = Field(description="the price offered, before any deduction")
    answer_by: Moment
    own_judgement: Text | None = Field(default=None, description="why the committee finds it low beyond the tests")


class GivePriceExplanation(Command, zh="说明报价", roles=("clerk", "supplier", "adapter"), during=("bidding",)):
    """The supplier shows that it can perform at its price.  E-29"""

    supplier: Uscc
    summary: Text
    statement: Sha256


class DecidePriceReview(Command, zh="作出异常低价认定", roles=("clerk",), during=("bidding",)):
    """The committee's own decision, put down by the clerk: the price stands, or the bid is invalid.  E-29"""

    supplier: Uscc
    justified: bool
    reason: Text
    agreed_by: tuple[Key, ...] = Field(description="the members who decided so: more than half")
    looked_up: tuple[Sha256, ...] = Field(default=(), description="what was looked up on the web, kept by digest")


class PriceExplanationAsked(Event, zh="异常低价审查已启动"):
    round: int
    supplier: Uscc
    price_yuan: Yuan
    grounds: Text
    asked_at: datetime
    answer_by: datetime


class PriceExplained(Event, zh="报价已说明"):
    round: int
    supplier: Uscc
    summary: Text
    statement: Sha256
    explained_at: datetime


class PriceReviewDecided(Event, zh="异常低价已认定"):
    """Where it isn't justified the bid is invalid and leaves the evaluation."""

    round: int
    supplier: Uscc
    price_yuan: Yuan
    justified: bool
    reason: Text
    agreed_by: tuple[Key, ...]
    looked_up: tuple[Sha256, ...] = ()


ReviewCommand = AskPriceExplanation | GivePriceExplanation | DecidePriceReview
ReviewEvent = PriceExplanationAsked | PriceExplained | PriceReviewDecided
