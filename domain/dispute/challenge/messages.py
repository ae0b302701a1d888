"""Challenge: filed with the buyer, completed, declined with its reason, answered.  94号令 arts. 10–16"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Key, Name, Sha256, Text, Uscc

OPEN = ("publication", "bidding", "award", "contract", "performance", "framework")
LONG = (*OPEN, "evaluation", "closing")  # what was filed is owed an answer, though the purchase was called off
About = Literal["documents", "process", "result"]
DeclineGround = Literal["late", "not_participant", "repeated"]


class FileChallenge(Command, zh="提出质疑", roles=("clerk", "supplier"), during=OPEN):
    """A supplier challenges documents, process or result; receipt may not be refused."""

    challenge: Key
    supplier: Uscc
    about: About
    points: Text
    digest: Sha256
    may_affect_result: bool


class ReturnForCompletion(Command, zh="要求补正质疑函", roles=("clerk",), during=LONG):
    """The letter lacks something: its author is asked to complete it.  The days for the answer run on."""

    challenge: Key
    missing: tuple[Text, ...] = Field(min_length=1)


class CompleteChallenge(Command, zh="补正质疑函", roles=("clerk", "supplier"), during=LONG):
    challenge: Key
    supplier: Uscc
    digest: Sha256


class DeclineChallenge(Command, zh="不予受理质疑", roles=("clerk",), during=OPEN):
    """The letter is kept and its author told why it is not accepted: late, no participant, or made a second time."""

    challenge: Key
    supplier: Uscc
    about: About
    points: Text
    digest: Sha256
    ground: DeclineGround
    reason: Text


class AnswerChallenge(Command, zh="答复质疑", roles=("clerk", "head"), during=LONG):
    """The answer, in the six parts of the law; it goes to the challenger and to the other suppliers concerned."""

    challenge: Key
    upheld: bool
    answer: Text
    digest: Sha256
    grounds: Text | None = Field(default=None, description="the facts and the law that the answer rests on")
    tells_right_to_complain: bool = False
    no_trade_secrets: bool = Field(default=False, description="the answer was checked and holds no trade secret")
    affects_result: bool | None = Field(default=None, description="whether what is upheld reaches the result")
    remedy: Key | None = Field(default=None, description="change_document, rerun, next_candidate")


class ChallengeFiled(Event, zh="质疑已提出"):
    challenge: Key
    supplier: Uscc
    about: About
    points: Text
    digest: Sha256
    may_affect_result: bool
    on: date
    round: int | None = None


class ChallengeReturned(Event, zh="质疑函已退回补正"):
    """Orders the letter to its author."""

    challenge: Key
    supplier: Uscc
    missing: tuple[Text, ...]
    on: date


class ChallengeCompleted(Event, zh="质疑函已补正"):
    challenge: Key
    supplier: Uscc
    digest: Sha256
    on: date


class ChallengeDeclined(Event, zh="质疑不予受理"):
    """Orders the letter to its author."""

    challenge: Key
    supplier: Uscc
    about: About
    points: Text
    digest: Sha256
    ground: DeclineGround
    reason: Text
    on: date


class ChallengeAnswered(Event, zh="质疑已答复"):
    """Orders the letter, where it names who is told."""

    challenge: Key
    upheld: bool
    answer: Text
    digest: Sha256
    on: date
    grounds: Text | None = None
    affects_result: bool | None = None
    remedy: Key | None = None
    answered_by: Name | None = None
    told: tuple[Uscc, ...] | None = None  # none: from before letters were recorded


ChallengeEvent = ChallengeFiled | ChallengeReturned | ChallengeCompleted | ChallengeDeclined | ChallengeAnswered
