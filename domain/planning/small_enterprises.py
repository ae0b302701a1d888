"""Small and medium enterprises: reserved, in part reserved, or by which exception not.  N46-01 … N46-04, N46-11"""

from collections.abc import Iterator
from decimal import Decimal

from domain.forms import at_least, finding, inside_gpl, require
from domain.given import Given
from domain.planning.messages import Plan, SmeReservation
from domain.supervision.messages import Finding

FRAMEWORK = "framework"


def sme_findings(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """Below the limit 46号 does not bind.  Up to its amount the whole is reserved, above it a share."""
    rules, sme = given.rules, plan.sme
    if not inside_gpl(plan, rules) or not rules.has("N46-01", "reserved_up_to"):
        return
    yield from _exception(plan, given)
    limit = rules.yuan("N46-01", "reserved_up_to")
    excused = sme.exception is not None and sme.reason is not None
    if plan.budget_yuan <= limit:
        reason = f"预算在{limit}元以下且适宜中小企业，应专门面向中小企业采购；不预留须说明46号文第六条的情形和理由"
        yield require(given, "N46-01", sme.reserved or excused, reason, field="plan.sme")
    elif not excused:
        yield from _shares(sme, given)
    if sme.reserved:
        reason = "专门面向中小企业将排除社会组织（社会团体、民办非企业单位不是企业）"
        warning = finding(given, "N46-11", reason, field="plan.sme")
        yield warning.model_copy(update={"blocks": False}) if warning else None


def _exception(plan: Plan, given: Given) -> Iterator[Finding | None]:
    exception = plan.sme.exception
    if exception is None or not given.rules.has("N46-04", "exceptions"):
        return
    known = given.rules.kinds("N46-04", "exceptions")
    if exception not in known:
        reason = f"46号文第六条没有“{exception}”这一情形；有：{'、'.join(known)}"
        yield finding(given, "N46-04", reason, field="plan.sme.exception", option=True)
    if exception == FRAMEWORK and FRAMEWORK not in plan.method:
        reason = "本项目不是框架协议采购，不能以此为由不预留"
        yield finding(given, "N46-04", reason, field="plan.sme.exception", option=True)


def _shares(sme: SmeReservation, given: Given) -> Iterator[Finding | None]:
    """Of the budget for SMEs, and of that for the small and micro ones.  46号 art. 8"""
    rules = given.rules
    share = Decimal(1) if sme.reserved else sme.reserved_share or Decimal(0)
    least, micro = rules.ratio("N46-02", "reserved_share"), rules.ratio("N46-02", "small_micro_share")
    yield at_least(given, "N46-02", share, least, "预留给中小企业的份额", field="plan.sme.reserved_share")
    of_it = sme.small_micro_share or Decimal(0)
    yield at_least(given, "N46-02", of_it, micro, "其中预留给小微企业的比例", field="plan.sme.small_micro_share")
    if rules.has("N46-03", "reserved_share"):
        more = rules.ratio("N46-03", "reserved_share")
        yield at_least(given, "N46-03", share, more, "预留给中小企业的份额", field="plan.sme.reserved_share")
