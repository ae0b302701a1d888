"""The urgent negotiation: never for the buyer's own delay, and not without the suppliers' days.  R-M13, R-P07; GPL 30(3)"""

from collections.abc import Iterator
from datetime import datetime

from domain.calendar import beijing_date
from domain.forms import allowed_kind, finding, not_before
from domain.given import Given
from domain.supervision.messages import Finding
from domain.takeover.bridge.messages import EngageStandby
from domain.takeover.plan.messages import Standby

ROUTE = "urgent_negotiation"
RULE = "R-M13"
REMEDY = "改用其他途径（自行提供、既有承接主体追加、框架协议）先行衔接，并如实登记拖延的原因"


def urgent(standby: Standby, command: EngageStandby, asked_at: datetime, given: Given) -> Iterator[Finding | None]:
    """Where the urgency comes from is declared with its evidence when the provider is engaged: before, nobody can know it.

    The provider was asked on the day on which the negotiation's documents went out.
    """
    if standby.route != ROUTE:
        return
    if given.rules.has(RULE, "urgency_causes"):
        if command.urgency is None:
            reason = "紧急竞争性谈判须说明紧急需要的由来（urgency）：采购人不可预见、非因采购人拖延"
            yield finding(given, RULE, reason, field="urgency")
        else:
            found = allowed_kind(given, RULE, "urgency_causes", command.urgency, "紧急需要的由来", field="urgency")
            yield found.model_copy(update={"remedy": REMEDY}) if found is not None else None
        if command.urgency_evidence is None:
            yield finding(given, RULE, "紧急需要的由来须附证明材料（urgency_evidence）", field="urgency_evidence")
    what = "自发出谈判文件至提交首次响应文件"
    yield not_before(given, "R-P07", "response", beijing_date(asked_at), given.on, what, field="standby")
