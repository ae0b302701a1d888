"""The survey of recipients: drawn by lot from a committed list, answered once by one-time proofs.  JL44-4.5.0, PF-09, HR-EV-4

A recipient's link or sheet carries a secret token.  What comes in is its SHA-256 (the proof); what stands on record is the proof's
SHA-256.  So nobody can answer by what the ledger shows, and no answer names who gave it.
"""

from datetime import date
from typing import Final, Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import Key, Name, Recipient, Score, Sha256, Text

Manner = Literal["link", "paper", "telephone"]
Proxy = Literal["family", "carer", "village", "guardian"]
Unreached = Literal["not_reached", "declined"]
MANNER_TITLES: Final[dict[Manner, str]] = {"link": "链接作答", "paper": "纸质问卷", "telephone": "电话访问"}
PROXY_TITLES: Final[dict[Proxy, str]] = {
    "family": "家属",
    "carer": "照护人员",
    "village": "村（社区）工作人员",
    "guardian": "监护人",
}
UNREACHED_TITLES: Final[dict[Unreached, str]] = {"not_reached": "未能联系上", "declined": "拒绝作答"}
_HELD = ("performance", "evaluation")


class Attempt(Value):
    """One attempt to reach a recipient."""

    on: date
    how: Literal["visit", "telephone", "letter"]
    note: Text | None = None


class CommitSurvey(Command, zh="确定抽样名单", roles=("clerk", "evaluator"), during=_HELD):
    """The list, the size of the sample and a seed are bound before the lot is known."""

    survey: Key
    year: int | None = Field(
        default=None, ge=1, description="the contract's n-th year; the whole contract where absent"
    )
    who: Text | None = Field(
        default=None, description="who belongs to the list; as the indicator system defines the recipients where absent"
    )
    listed: int = Field(ge=1, le=100_000)
    size: int = Field(ge=1, le=100_000)
    commitment: Sha256 = Field(description="SHA-256 of the seed and the list in ascending order, one a line")
    list_digest: Sha256 = Field(description="SHA-256 of the list in ascending order, one a line")


class DrawSurvey(Command, zh="抽取样本", roles=("clerk", "evaluator", "reviewer", "inspector"), during=_HELD):
    """Seed and list are opened, and a witness gives the lot: anyone can draw again."""

    survey: Key
    seed: Text
    lot: Text
    witness: Name
    recipients: tuple[Recipient, ...] = Field(min_length=1, max_length=100_000, description="ascending")


class IssueSurveyTokens(Command, zh="发放一次性问卷", roles=("clerk", "evaluator"), during=_HELD):
    """One token for each recipient drawn; ascending, so that their order tells nothing of whose they are."""

    survey: Key
    tokens: tuple[Sha256, ...] = Field(min_length=1, description="SHA-256 of each proof, ascending")


class AnswerSurvey(Command, zh="登记问卷答复", roles=("clerk", "evaluator", "township"), during=_HELD):
    """One answer, by its one-time proof; nobody's name."""

    survey: Key
    proof: Sha256 = Field(description="SHA-256 of the token on the link or the sheet")
    manner: Manner
    scores: dict[Key, Score] = Field(min_length=1)
    proxy: Proxy | None = Field(default=None, description="who answered for the recipient")


class RecordUnreached(Command, zh="登记未能访到的对象", roles=("clerk", "evaluator", "township"), during=_HELD):
    survey: Key
    recipient: Recipient
    reason: Unreached
    attempts: tuple[Attempt, ...] = Field(min_length=1)


class CloseSurvey(Command, zh="汇总问卷", roles=("clerk", "evaluator"), during=_HELD):
    """The averages, with how many were drawn, answered, answered for, and not reached."""

    survey: Key


class SurveyCommitted(Event, zh="抽样名单已确定"):
    survey: Key
    year: int | None = None
    who: Text
    listed: int
    size: int
    commitment: Sha256
    list_digest: Sha256
    by: str
    on: date


class SurveyDrawn(Event, zh="样本已抽取"):
    survey: Key
    seed: Text
    lot: Text
    witness: Name
    sample: tuple[Recipient, ...]
    by: str
    on: date


class SurveyTokensIssued(Event, zh="一次性问卷已发放"):
    survey: Key
    tokens: tuple[Sha256, ...]
    on: date


class SurveyAnswered(Event, zh="问卷答复已登记"):
    survey: Key
    token: Sha256
    manner: Manner
    scores: dict[Key, Score]
    proxy: Proxy | None = None
    on: date


class RecipientUnreached(Event, zh="未能访到的对象已登记"):
    survey: Key
    recipient: Recipient
    reason: Unreached
    attempts: tuple[Attempt, ...]
    on: date


class SurveyClosed(Event, zh="问卷已汇总"):
    survey: Key
    year: int | None = None
    scores: dict[Key, Score]
    sampled: int
    answered: int
    proxies: int
    not_reached: int
    declined: int
    on: date


SurveyCommand = CommitSurvey | DrawSurvey | IssueSurveyTokens | AnswerSurvey | RecordUnreached | CloseSurvey
SurveyEvent = SurveyCommitted | SurveyDrawn | SurveyTokensIssued | SurveyAnswered | RecipientUnreached | SurveyClosed
