"""The letters and messages that a dispute orders: who they go to, and what they say.  R-S18, DQ-04, DQ-06, R-X02"""

from typing import Any

from domain.dispute.challenge.messages import ChallengeAnswered, ChallengeDeclined, ChallengeReturned
from domain.dispute.inquiry.messages import GrievanceAnswered, InquiryAnswered
from domain.dispute.remedy.messages import FinanceReported
from domain.effect import EffectKind

Order = tuple[EffectKind, str, dict[str, Any]]


def completion(event: ChallengeReturned) -> Order:
    """What the challenge lacks, to its author."""
    body = {"to": event.supplier, "text": f"质疑“{event.challenge}”须补正：{'；'.join(event.missing)}"}
    return "letter", f"要求补正质疑函：{event.challenge}", body


def not_accepted(event: ChallengeDeclined) -> Order:
    """Why a challenge is not accepted, to its author."""
    return "letter", f"不予受理质疑：{event.challenge}", {"to": event.supplier, "text": event.reason}


def answer(event: ChallengeAnswered) -> Order | None:
    """The answer, to the challenger and to the others concerned; none where nobody is named."""
    if event.told is None:
        return None
    verdict = "成立" if event.upheld else "不成立"
    text = f"质疑“{event.challenge}”{verdict}：{event.answer}。不服的，可以在答复期满后依法向财政部门投诉。"
    body = {"to": "、".join(event.told), "suppliers": list(event.told), "text": text, "digest": event.digest}
    return "letter", f"质疑答复：{event.challenge}", body


def inquiry(event: InquiryAnswered) -> Order:
    return "message", f"答复询问：{event.inquiry}", {"to": event.supplier, "text": event.answer}


def grievance(event: GrievanceAnswered) -> Order:
    return "message", f"答复反映：{event.grievance}", {"to": event.supplier, "text": event.answer}


def report(event: FinanceReported) -> Order:
    """To finance, which alone may punish (GPL 13, 77)."""
    title = "成交结果改变" if event.about == "result_changed" else "成交供应商拒绝签订合同"
    body = {
        "to": "同级财政部门",
        "about": event.about,
        "clause": event.clause,
        "facts": event.facts,
        "file": event.file,
    }
    return "letter", f"书面报告财政部门：{title}", {**body, "supplier": event.supplier, "matter": event.key}
