"""What a credit platform is asked: to show a record, or to show it no longer.  JL44-4.4.4c"""

from typing import Any

from domain.effect import Effect, EffectKind
from domain.message import Event
from domain.register.credit.messages import (
    CreditReportOrdered,
    CreditShown,
    CreditTakenDown,
    CreditWithdrawalOrdered,
)

Order = tuple[EffectKind, str, dict[str, Any]]


def show(event: CreditReportOrdered) -> Order:
    body = event.model_dump(mode="json", exclude={"by", "on"})
    return "credit", f"信用公示：{event.name}（{event.document_number}，{event.platform}）", {**body, "action": "show"}


def withdraw(event: CreditWithdrawalOrdered) -> Order:
    body = event.model_dump(mode="json", exclude={"on"})
    return "credit", f"停止公示：{event.document_number}（{event.platform}）", {**body, "action": "withdraw"}


def answered(effect: Effect, event: Event) -> bool:
    """A receipt answers its own order; an order to take a record down overtakes one to show it that is still open."""
    match event:
        case CreditShown():
            return _is(effect, event, "show")
        case CreditTakenDown():
            return _is(effect, event, "withdraw")
        case CreditWithdrawalOrdered():  # the show, or an earlier withdrawal that a later one repeats
            return _is(effect, event, "show") or _is(effect, event, "withdraw")
        case _:
            return False


def _is(effect: Effect, event: CreditShown | CreditTakenDown | CreditWithdrawalOrdered, action: str) -> bool:
    body = effect.body
    asked = (body.get("report"), body.get("platform"), body.get("action"))
    return effect.kind == "credit" and asked == (event.report, event.platform, action)
