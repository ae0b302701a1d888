"""The messages that clarifications and a termination order: to one supplier each, of nobody else.  87号令 arts. 27, 29"""

from typing import Any

from domain.effect import EffectKind
from domain.publication.clarifications.messages import ClarificationSent, TerminationTold


def clarification(event: ClarificationSent) -> tuple[EffectKind, str, dict[str, Any]]:
    """Question and answer, without who asked."""
    text = f"采购文件澄清（{event.question}）：问：{event.text}　答：{event.answer}"
    return (
        "message",
        f"澄清：{event.question}（{event.name}）",
        {"to": event.name, "supplier": event.supplier, "text": text},
    )


def termination(event: TerminationTold) -> tuple[EffectKind, str, dict[str, Any]]:
    """That the purchase has ended, and why."""
    text = f"“{event.project}”采购活动已终止。原因：{event.reason}。所收取的费用和保证金依法退还。"
    return "message", f"告知采购终止：{event.name}", {"to": event.name, "supplier": event.supplier, "text": text}
