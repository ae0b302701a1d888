"""The decision as it is served: what it holds, what the old supplier goes on owing, who has a copy.  HR-TK-12, HR-TK-08, EX-05"""

from typing import Any

from domain.effect import EffectKind
from domain.forms import require
from domain.given import Given
from domain.supervision.messages import Finding
from domain.takeover.asking.messages import TakeoverDecided
from domain.takeover.routes import warn

RULE = "HR-TK-12"


def decided(start: bool, reasons: str, opinion: str | None, given: Given) -> TakeoverDecided:
    """With the reasons stand who serves next, for how long at most, how many are covered: the supplier is told all of it."""
    opened, rules = given.takeover.opened, given.rules
    plain = TakeoverDecided(start=start, reasons=reasons, opinion=opinion, by=given.by, at=given.at)
    if not start or opened is None or not rules.has("HR-TK-08", "duties"):
        return plain
    owed = (
        *rules.kinds("HR-TK-08", "duties"),
        f"配合交接{rules.period('HR-TK-08', 'cooperate_for')}",
        f"{rules.period('HR-TK-08', 'final_account')}内提交最终结算",
    )
    served = {
        "supplier": opened.supplier,
        "providers": tuple(standby.name for standby in given.takeover.standbys),
        "within": str(rules.period("HR-TK-05", "term")),
        "recipients": dict(given.takeover.without_provider),
        "duties": owed,
        "copied_to": rules.kinds(RULE, "copied_to"),
    }
    return plain.model_copy(update=served)


def advised(start: bool, opinion: str | None, given: Given) -> Finding | None:
    """The legal adviser's opinion belongs to a start; care doesn't wait for it."""
    missing = start and opinion is None
    return warn(require(given, RULE, not missing, "启动决定未附法律顾问意见，事后补附", field="opinion"))


def decision(event: TakeoverDecided) -> tuple[EffectKind, str, dict[str, Any]] | None:
    """To the supplier whose service is taken over, with a copy to finance; a decision not to start is written to nobody."""
    if event.supplier is None:
        return None
    people = "、".join(f"{grade}级{count}人" for grade, count in sorted(event.recipients.items()))
    text = (
        f"决定启动临时接管。理由：{event.reasons}。依次询问的临时承接单位：{'、'.join(event.providers)}；"
        f"期限不超过{event.within}；覆盖服务对象：{people or '事务性工作'}。"
        f"你单位可以陈述意见，陈述不停止执行；并应：{'；'.join(event.duties)}。"
    )
    body = {"to": event.supplier, "copies": list(event.copied_to), "text": text}
    return "letter", f"送达接管决定：{event.supplier}", body
