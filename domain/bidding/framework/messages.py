"""Framework: who is admitted, their agreements, what is called off, who leaves.  财政部令第110号; R-M17, E-30 … E-33"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import DocumentNumber, Name, ProjectId, Quantity, Score, Sha256, Text, Uscc, Yuan

Way = Literal["direct_choice", "mini_competition", "rotation"]  # 直接选定 · 二次竞价 · 顺序轮候
RemovalGround = Literal["not_performing_after_request", "barred", "agreed_ground"]

_LIFE = ("framework",)


class Provider(Value):
    """One that was admitted (入围供应商), with the unit price it offered."""

    supplier: Uscc
    name: Name
    price_yuan: Yuan
    rank: int


class Quote(Value):
    """What a provider asks per unit in a mini-competition."""

    supplier: Uscc
    unit_price_yuan: Yuan


# ---------------------------------------------------------------- stage one and the framework's life


class SelectProviders(Command, zh="确定入围供应商", roles=("head",), during=("award",)):
    """The first of the ranking are admitted, at least two, and some are not.  110号令 art. 27"""

    suppliers: tuple[Uscc, ...] = Field(min_length=1)
    reason: Text


class SignAgreement(Command, zh="签订框架协议", roles=("head",), during=_LIFE):
    """The agreement with one provider: its price, what it can take, its term.  110号令 art. 29"""

    supplier: Uscc
    number: DocumentNumber
    price_yuan: Yuan
    capacity: Quantity
    starts_on: date
    ends_on: date
    signed_on: date
    text: Sha256


class FileAgreement(Command, zh="框架协议备案", roles=("clerk",), during=_LIFE):
    """The agreement's copy reached finance."""

    supplier: Uscc
    receipt: DocumentNumber


class ApplyToFramework(Command, zh="申请加入框架协议", roles=("clerk", "supplier"), during=_LIFE):
    """Of the open type: any supplier that takes the set price may ask at any time.  110号令 art. 39"""

    supplier: Uscc
    digest: Sha256


class ReviewApplication(Command, zh="审核加入申请", roles=("clerk", "reviewer"), during=_LIFE):
    supplier: Uscc
    passes: bool
    reason: Text


class LeaveFramework(Command, zh="退出框架协议", roles=("clerk", "supplier"), during=_LIFE):
    """Of the open type: a provider may leave at any time.  110号令 art. 20"""

    supplier: Uscc
    reason: Text


class RequestPerformance(Command, zh="要求入围供应商履行", roles=("clerk", "head")):
    """What the provider fails to do, and the request to do it: without one nobody is removed for that."""

    supplier: Uscc
    failing: Text
    digest: Sha256


class RemoveProvider(Command, zh="清退入围供应商", roles=("head",)):
    """A provider that does not perform though it was asked to, that is barred, or as was agreed.  110号令 art. 19"""

    supplier: Uscc
    ground: RemovalGround
    reason: Text
    evidence: Sha256


class RecordFeedback(Command, zh="登记用户反馈", roles=("clerk", "reviewer")):
    """What those served say of a provider, kept and shown.  110号令 art. 16"""

    supplier: Uscc
    project: ProjectId = Field(description="the call-off that the feedback is about")
    rating: Score
    answers: int = Field(ge=1, description="how many answered")
    words: Text


class OpenTopUp(Command, zh="决定补充征集", roles=("head",), during=_LIFE):
    """Another round of stage one, where too few providers are left.  110号令 art. 31"""

    suffers: Text = Field(description="how the framework's execution suffers")
    minutes: Sha256


class EndFramework(Command, zh="终结框架协议项目", roles=("head",), during=_LIFE):
    """The agreements have run out, or no provider is left."""

    reason: Text
    minutes: Sha256


# ---------------------------------------------------------------- stage two


class CallOff(Command, zh="框架协议下授予合同", roles=("head",), during=("award",)):
    """In a project of its own: which provider gets this contract, by the agreed way.  110号令 art. 32"""

    supplier: Uscc
    way: Way
    quantity: Quantity
    unit_price_yuan: Yuan
    quotes: tuple[Quote, ...] = ()
    choice: Sha256 | None = Field(default=None, description="of a direct choice: the recipients' own, on paper")
    reason: Text


class ProvidersSelected(Event, zh="入围供应商已确定"):
    round: int
    providers: tuple[Provider, ...]
    eliminated: tuple[Uscc, ...]
    reason: Text
    on: date


class AgreementSigned(Event, zh="框架协议已签订"):
    supplier: Uscc
    number: DocumentNumber
    price_yuan: Yuan
    capacity: Quantity
    starts_on: date
    ends_on: date
    signed_on: date
    text: Sha256


class AgreementFiled(Event, zh="框架协议已备案"):
    supplier: Uscc
    receipt: DocumentNumber
    on: date


class ApplicationReceived(Event, zh="加入申请已收到"):
    supplier: Uscc
    name: Name
    digest: Sha256
    on: date


class ApplicationReviewed(Event, zh="加入申请已审核"):
    supplier: Uscc
    name: Name
    passes: bool
    price_yuan: Yuan
    reason: Text
    by: str
    on: date


class ProviderLeft(Event, zh="入围供应商已退出"):
    supplier: Uscc
    reason: Text
    on: date


class PerformanceRequested(Event, zh="已要求入围供应商履行"):
    supplier: Uscc
    failing: Text
    digest: Sha256
    on: date


class ProviderRemoved(Event, zh="入围供应商已清退"):
    supplier: Uscc
    ground: RemovalGround
    reason: Text
    evidence: Sha256
    on: date


class FeedbackRecorded(Event, zh="用户反馈已登记"):
    supplier: Uscc
    project: ProjectId
    rating: Score
    answers: int
    words: Text
    on: date


class TopUpOpened(Event, zh="补充征集已决定"):
    suffers: Text
    minutes: Sha256
    on: date


class FrameworkEnded(Event, zh="框架协议项目已终结"):
    reason: Text
    minutes: Sha256
    on: date


class CallOffRecorded(Event, zh="框架协议已使用"):
    """In the framework's stream: what was called off, by which project."""

    project: ProjectId
    supplier: Uscc
    way: Way
    quantity: Quantity
    amount_yuan: Yuan
    on: date


class CalledOff(Event, zh="框架协议下合同已授予"):
    """In the call-off's own stream: how the provider came to it."""

    framework: ProjectId
    supplier: Uscc
    way: Way
    quantity: Quantity
    unit_price_yuan: Yuan
    quotes: tuple[Quote, ...] = ()
    choice: Sha256 | None = None
    on: date


FrameworkEvent = (
    ProvidersSelected
    | AgreementSigned
    | AgreementFiled
    | ApplicationReceived
    | ApplicationReviewed
    | ProviderLeft
    | PerformanceRequested
    | ProviderRemoved
    | FeedbackRecorded
    | TopUpOpened
    | FrameworkEnded
    | CallOffRecorded
    | CalledOff
)
