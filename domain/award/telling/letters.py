"""The letters that telling orders: who they go to, and what they say.  R-P17, R-P19"""

from typing import Any

from domain.award.telling.messages import AwardNoticeSent, BidderInformed
from domain.effect import EffectKind


def award_notice(event: AwardNoticeSent) -> tuple[EffectKind, str, dict[str, Any]]:
    """The notice of award, to the winner."""
    body = {"to": event.name, "supplier": event.supplier, "number": event.number, "digest": event.digest}
    return "letter", f"成交通知书：{event.name}", body


def own_result(event: BidderInformed) -> tuple[EffectKind, str, dict[str, Any]]:
    """A bidder's own result: never another's score, price or papers."""
    parts = [f"“{event.project}”已确定成交供应商：{event.winner}。"]
    parts += [f"贵单位未成交的原因：{event.reason}。"] if event.reason is not None else []
    parts += [f"贵单位的评审得分为{event.score.normalize():f}分。"] if event.score is not None else []
    parts += [f"贵单位排序第{event.rank}。"] if event.rank is not None else []
    body = {"to": event.name, "supplier": event.supplier, "text": "".join(parts)}
    return "letter", f"告知未成交供应商：{event.name}", body
