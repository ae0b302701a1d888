"""Takeover: by which lawful route an interim provider is paid.  law.md §14.2; GPL 31(2), 49; JL44-4.4.3b"""

from collections.abc import Iterator
from decimal import Decimal

from domain.forms import allowed_kind, at_most, finding, procurement_limit, require
from domain.given import Given
from domain.ids import kind_of
from domain.planning.emergency import event_findings
from domain.supervision.messages import Finding
from domain.takeover.plan.messages import Standby

EVENT_APPROVAL = "emergency_event"
METHOD_APPROVAL = "finance_method_approval"  # a name of law/national/approvals.toml


def warn(found: Finding | None) -> Finding | None:
    """The same finding as a warning: where care must not wait, the rule is noted and doesn't stand in the way."""
    return found.model_copy(update={"blocks": False}) if found is not None else None


def route_findings(standby: Standby, amount_yuan: Decimal, given: Given, field: str) -> Iterator[Finding | None]:
    """What the route of a provider says of an amount, in the plan and again when it is engaged."""
    rules = given.rules
    yield allowed_kind(given, "HR-TK-11", "routes", standby.route, "接管途径", field=field)
    match standby.route:
        case "own_performance":
            free = amount_yuan == 0
            yield require(given, "HR-TK-11", free, f"{standby.name}自行提供服务，不发生采购金额", field=field)
            return
        case "supplement":
            yield _supplement(standby, amount_yuan, given, field)
        case "emergency_single_source" | "urgent_negotiation":
            large = rules.has("R-M04", "open_tender") and amount_yuan >= rules.yuan("R-M04", "open_tender")
            reason = f"紧急采购（{standby.name}）{amount_yuan} 元已达公开招标数额标准，须取得财政部门批准（{METHOD_APPROVAL}）"
            named = not large or METHOD_APPROVAL in standby.approvals
            yield require(given, "R-M02", named, reason, field=field, amount_yuan=amount_yuan)
        case "below_limit" if rules.knows("R-M04"):
            limit = procurement_limit(given.project.plan, rules)
            reason = f"{standby.name}的金额 {amount_yuan} 元已达采购限额标准 {limit} 元，不能按限额标准以下办理"
            below = amount_yuan < limit  # 以上 includes the limit itself (T-04)
            yield require(given, "R-M04", below, reason, field=field, amount_yuan=amount_yuan, limit_yuan=limit)
        case "emergency_procurement":
            yield from _emergency(standby, given, field)
        case "below_limit" | "framework":
            pass
    yield require(given, "HR-TK-11", standby.uscc is not None, f"{standby.name}须写明统一社会信用代码", field=field)


def _emergency(standby: Standby, given: Given, field: str) -> Iterator[Finding | None]:
    """Only with the recorded event, named in the plan and on record when the provider is engaged.  EM-01"""
    rules = given.rules
    about = event_findings(standby.ground, standby.route_basis, given, f"{field}.ground")
    yield from about
    if rules.has("EM-01", "grounds") and not any(f.blocks for f in about):
        grounds = rules.kinds("EM-01", "grounds")
        reason = f"紧急采购须写明突发事件的情形：{'、'.join(grounds)}；现为“{standby.ground or '未写明'}”"
        yield require(given, "EM-01", standby.ground in grounds, reason, field=f"{field}.ground")
    named = EVENT_APPROVAL in standby.approvals
    reason = f"预案须写明以有权机关认定突发事件的文书为前提（approvals：{EVENT_APPROVAL}）"
    yield require(given, "EM-01", named, reason, field=f"{field}.approvals")
    if kind_of(given.home) == "takeover":  # the provider is engaged now
        recorded = given.project.approval.agreed(EVENT_APPROVAL) is not None
        reason = "没有登记有权机关认定突发事件的文书：承接主体停止服务本身不是突发事件"
        yield require(given, "EM-01", recorded, reason, field=field)


def _supplement(standby: Standby, amount_yuan: Decimal, given: Given, field: str) -> Finding | None:
    """A share of that provider's own contract, and no more.  GPL 49"""
    if standby.own_contract_yuan is None:
        return finding(given, "R-B05", f"{standby.name}以追加方式接管，须写明其自有合同金额", field=field)
    most = standby.own_contract_yuan * given.rules.ratio("R-B05", "addition_max")
    return at_most(given, "R-B05", amount_yuan, most.quantize(Decimal("0.01")), "追加金额", field=field)


def approvals_on_record(standby: Standby, given: Given) -> list[str]:
    """Those approvals that the plan names for a provider and that nobody has given yet."""
    return [kind for kind in standby.approvals if given.project.approval.agreed(kind) is None]
