"""What a credit platform is asked: to show a record, or to show it no longer.  JL44-4.4.4c"""

from typing import Any

from domain.effect import Effect, EffectKind
from domain.message import Event
from domain.register.credit.messages import (
    CreditDisputeMarked,
    CreditDisputeOrdered,
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


def dispute(event: CreditDisputeOrdered) -> Order:
    body = event.model_dump(mode="json", exclude={"on", "disputed"})
    action, what = ("mark", "标注异议处理中") if event.disputed else ("unmark", "撤去异议标注")
    return "credit", f"{what}：{event.document_number}（{event.platform}）", {**body, "action": action}


def answered(effect: Effect, event: Event) -> bool:
    """A receipt answers its own order; an order to take a record down overtakes one to show it that is still open."""
    match event:
        case CreditShown():
            return _is(effect, event, "show")
        case CreditTakenDown():
            return _is(effect, event, "withdraw")
        case CreditDisputeMarked():
            return _is(effect, event, "mark" if event.disputed else "unmark")
        case CreditDisputeOrdered():  # the last word is asked for, an earlier one no longer
            return _is(effect, event, "unmark" if event.disputed else "mark")
        case CreditWithdrawalOrdered() if _is(effect, event, "mark") or _is(effect, event, "unmark"):
            return True  # what is no longer shown needs no mark
        case CreditWithdrawalOrdered():  # the show, or an earlier withdrawal that a later one repeats
            return _is(effect, event, "show") or _is(effect, event, "withdraw")
        case _:
            return False


def _is(
    effect: Effect,
    event: CreditShown | CreditTakenDown | CreditWithdrawalOrdered | CreditDisputeOrdered | CreditDisputeMarked,
    action: str,
) -> bool:
    body = effect.body
    asked = (body.get("report"), body.get("platform"), body.get("action"))
    return effect.kind == "credit" and asked == (event.report, event.platform, action)
