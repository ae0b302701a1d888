"""Planning: emergency procurement.  A recorded event lets it be, a provider's default never does.  财库〔2026〕12号 (EM-01 … EM-05)"""

from domain.forms import finding, warning
from domain.given import Given
from domain.planning.messages import EMERGENCY
from domain.supervision.messages import Finding

INSTRUMENT = "N-2026-12"


def not_yet(given: Given) -> Finding | None:
    """Before the measures are in force there is no such method: what there is instead.  R-M13, R-M15"""
    measures = given.rules.instrument(INSTRUMENT)
    since = measures.effective_from
    reason = f"《{measures.name}》（{measures.number}）自{since}起施行，此前没有“紧急采购”这一采购方式"
    remedy = (
        "改用竞争性谈判（适用情形unforeseeable_urgency）；只能从一家采购的，"
        "改用单一来源（适用情形unforeseeable_emergency）"
    )
    return finding(given, "R-M13", reason, field="plan.method", remedy=remedy, since=since)


def event_findings(ground: str | None, words: str, given: Given, field: str) -> list[Finding]:
    """Whether what is given as the event is a provider's default: said by name it blocks, in words it warns.  EM-01"""
    rules = given.rules
    if not rules.has("EM-01", "not_events"):
        return []
    why = "承接主体违约、停业或者退出通常不属于突发事件和不可抗力，不能作为紧急采购的事由"
    remedy = "按临时接管预案的其他途径办理，或者另行采购；确有突发事件的，登记有权机关的文书"
    if ground in rules.kinds("EM-01", "not_events"):
        found = finding(given, "EM-01", why, field=field, remedy=remedy, ground=ground)
        return [found] if found else []
    said = [word for word in rules.kinds("EM-01", "default_words") if word in words]
    found = warning(given, "EM-01", f"理由中有“{'、'.join(said)}”：{why}", field=field) if said else None
    return [found] if found else []


def addition_clause(given: Given) -> str:
    """Which rule bounds the additions to this contract: an emergency's own where it is one.  R-B05, EM-05"""
    emergency = given.project.plan.method in EMERGENCY and given.rules.has("EM-05", "addition_max")
    return "EM-05" if emergency else "R-B05"
