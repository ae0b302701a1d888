"""Bidding: the values that its messages share: a member, a score, an offer, a place.  JL44-4.3.1, E-03, HR-BID-3"""

from typing import Literal

from pydantic import Field

from domain.message import Value
from domain.values import Key, Name, Score, Text, Uscc, Yuan


class Member(Value):
    """A member of the committee."""

    person: Key
    name: Name
    kind: Literal["expert", "buyer"]
    conflict: Text | None = Field(
        default=None, description="a ground of recusal, if there is one (GPL Regulation art. 9)"
    )
    chair: bool = Field(
        default=False, description="heads the committee (组长); never the buyer's representative (E-03)"
    )
    employer: Uscc | None = Field(default=None, description="where the member works: neither agency nor bidder")
    agency_staff: bool = Field(default=False, description="works for the procurement agency: may not sit (E-03)")
    legal: bool = Field(default=False, description="a legal expert (E-05)")


class CriterionScore(Value):
    """What one member gives one bid under one criterion, 0 … 100 (price is computed, not given)."""

    supplier: Uscc
    member: Key
    criterion: Key
    score: Score


class FinalOffer(Value):
    supplier: Uscc
    price_yuan: Yuan


class Ranked(Value):
    """One bid's place."""

    rank: int
    supplier: Uscc
    name: Name
    price_yuan: Yuan = Field(description="the price offered, which is also the contract's")
    total: Score
    evaluated_yuan: Yuan | None = Field(
        default=None, description="the price scored, where a deduction for small firms applies (N46-05, N46-06)"
    )
