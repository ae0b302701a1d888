"""Which events order an effect, and which answer it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.award.telling import letters as telling
from domain.award.telling.messages import AwardNoticeSent, BidderInformed
from domain.bidding.parties.messages import CreditChecked, CreditCheckRequested
from domain.breach.aftermath.decide import duties_letter
from domain.breach.aftermath.messages import EndDutiesCalled
from domain.breach.messages import ReferralDelivered, ReferredToFinance
from domain.contract.messages import ContractDrafted
from domain.contract.seals.messages import SealOrdered, SealRecorded
from domain.dispute import letters as dispute
from domain.dispute.challenge.messages import ChallengeAnswered, ChallengeDeclined, ChallengeReturned
from domain.dispute.inquiry.messages import GrievanceAnswered, InquiryAnswered
from domain.dispute.remedy.messages import FinanceReported
from domain.effect import Effect, EffectKind
from domain.ids import is_drill
from domain.message import Event
from domain.payment.messages import PaymentApproved, PaymentMade, PaymentReturned
from domain.publication.clarifications import letters as clarifications
from domain.publication.clarifications.messages import ClarificationSent, TerminationTold
from domain.publication.messages import NoticeOrdered, NoticePublished, NoticeWithdrawn
from domain.register.credit import orders as credit
from domain.register.credit.messages import CreditDisputeOrdered, CreditReportOrdered, CreditWithdrawalOrdered
from domain.register.letters.decide import letter as joint_letter
from domain.register.letters.messages import DepartmentAsked
from domain.register.suppliers.messages import BarEntered, OffenceRecorded
from domain.supervision.messages import DeadlineMissed, EffectAcknowledged
from domain.takeover.asking import serving
from domain.takeover.asking.messages import StandbyAsked, StandbysExhausted, TakeoverDecided
from domain.takeover.watching.messages import ReviewOpened

Order = tuple[
    EffectKind, str, dict[str, Any]
]  # what kind of effect, one line for people, what the outside system is told


def ordered(event: Event, ref: str) -> Effect | None:
    """The effect that an event orders; `ref` is the event's `stream@version` and becomes the effect's id."""
    make = ORDERS.get(type(event))
    order = make(event) if make is not None else None
    if order is None:
        return None
    kind, summary, body = order
    if is_drill(ref.rsplit("@", 1)[0]):
        body = {**body, "drill": True} | ({"text": f"【演练】{body['text']}"} if "text" in body else {})
        return Effect(id=ref, kind=kind, summary=f"【演练】{summary}", body=body, drill=True)
    return Effect(id=ref, kind=kind, summary=summary, body=body)


def _publish(event: NoticeOrdered) -> Order:
    body: dict[str, Any] = {
        "notice": event.notice,
        "kind": event.kind,
        "title": event.title,
        "fields": event.fields,
        "corrects": event.corrects,
    }
    if event.sections:  # the notice as it is to be shown, in official order
        body["sections"] = [section.model_dump() for section in event.sections]
    return "publish", f"发布公告：{event.title}", body


def _pay(event: PaymentApproved) -> Order:
    body = {
        "payment": event.payment,
        "amount_yuan": f"{event.amount_yuan:.2f}",
        "payee": event.payee,
        "period": event.period,
    }
    if event.account is not None:  # the account itself is known to the treasury; we have its digest
        body["account"] = event.account
    if event.interest_of is not None:
        body["interest_of"] = event.interest_of
    if event.charged_to is not None:
        body["charged_to"] = event.charged_to
    return "pay", f"支付 {event.amount_yuan:.2f} 元", body


def _ask_standby(event: StandbyAsked) -> Order:
    text = f"请于{event.answer_by.isoformat()}前答复能否接管"
    return "message", f"询问接管单位：{event.name}", {"to": event.name, "text": text, "standby": event.standby}


def _all_declined(event: StandbysExhausted) -> Order:
    ways = f"；可用途径：{'、'.join(event.routes)}" if event.routes else ""
    body = {"to": "县级民政部门、同级人民政府", "text": f"接管单位均未接受，须另行落实接管途径{ways}"}
    return "message", "报告：接管单位均未接受", body


def _alarm(event: DeadlineMissed) -> Order:
    body = {"to": event.who, "text": f"期限已过：{event.key}（{event.rule}）", "key": event.key}
    return "message", f"告警：{event.key}", body


def _interrupted(event: ReviewOpened) -> Order | None:
    """Records that tell of an interruption are told to the duty officer at once; any other review waits on the agenda.  T1"""
    if event.alarm_at is None:
        return None
    body = {"to": "duty_officer", "text": f"疑似服务中断：{event.facts}；请在期限内作出复核结论", "sign": event.sign}
    return "message", f"告警：复核 {event.sign}", body


def _check(event: CreditCheckRequested) -> Order:
    body = {"check": event.check, "supplier": event.supplier, "name": event.name, "source": event.source}
    return "check", f"查询信用记录：{event.name}（{event.source}）", body


def _seal(event: SealOrdered) -> Order:
    body = {"party": event.party, "signer": event.signer, "number": event.number, "text": event.text}
    return "seal", f"电子签章：{event.number}（{event.signer}）", body


def _refer(event: ReferredToFinance) -> Order:
    return "letter", "移送财政部门", {"key": event.key, "file": event.file, "facts": event.facts}


def _review_bar(event: BarEntered) -> Order | None:
    """A bar ends no running contract: people look, project by project, whether it can go on.  AD-08"""
    facts = f"{event.authority}{event.document_number}：自{event.from_on}至{event.until_on}禁止参加（{event.scope}）"
    return _review(event.reviews, "T10", facts, event.scan)


def _review_offence(event: OffenceRecorded) -> Order | None:
    """A licence lost or a business suspended: a qualification may be gone.  T3"""
    facts = f"{event.authority}{event.document_number}（{event.decided_on}）：{event.kind}，资质可能丧失"
    return _review(event.reviews, "T3", facts, event.evidence)


def _review(suppliers: tuple[str, ...], sign: str, facts: str, evidence: str) -> Order | None:
    if not suppliers:
        return None
    body = {"suppliers": list(suppliers), "sign": sign, "facts": facts[:500], "evidence": [evidence]}
    return "review", f"在全部在执行项目开启复核（{sign}）", body


# every event that orders an effect; a stage that writes letters has its own file for them
ORDERS: Final[Mapping[type[Event], Callable[[Any], Order | None]]] = {
    NoticeOrdered: _publish,
    PaymentApproved: _pay,
    StandbyAsked: _ask_standby,
    StandbysExhausted: _all_declined,
    TakeoverDecided: serving.decision,
    DeadlineMissed: _alarm,
    ReviewOpened: _interrupted,
    CreditCheckRequested: _check,
    SealOrdered: _seal,
    ReferredToFinance: _refer,
    AwardNoticeSent: telling.award_notice,
    BidderInformed: telling.own_result,
    ChallengeReturned: dispute.completion,
    ChallengeDeclined: dispute.not_accepted,
    ChallengeAnswered: dispute.answer,
    InquiryAnswered: dispute.inquiry,
    GrievanceAnswered: dispute.grievance,
    FinanceReported: dispute.report,
    ClarificationSent: clarifications.clarification,
    TerminationTold: clarifications.termination,
    EndDutiesCalled: duties_letter,
    CreditReportOrdered: credit.show,
    CreditWithdrawalOrdered: credit.withdraw,
    CreditDisputeOrdered: credit.dispute,
    DepartmentAsked: joint_letter,
    BarEntered: _review_bar,
    OffenceRecorded: _review_offence,
}


def answered(effect: Effect, event: Event) -> bool:
    """Whether an event is the answer to an outstanding effect, whoever gave it."""
    match event:
        case NoticePublished() | NoticeWithdrawn():
            return effect.kind == "publish" and effect.body["notice"] == event.notice
        case PaymentMade() | PaymentReturned():
            return effect.kind == "pay" and effect.body["payment"] == event.payment
        case CreditChecked():
            return effect.kind == "check" and effect.body["check"] == event.check
        case SealRecorded():
            return effect.kind == "seal" and effect.body["party"] == event.party
        case ContractDrafted():  # another text: a seal of the former one is no longer wanted
            return effect.kind == "seal"
        case ReferralDelivered():
            return effect.kind == "letter" and effect.body.get("key") == event.key
        case EffectAcknowledged():
            return effect.id == event.effect
        case _:
            return credit.answered(effect, event)
