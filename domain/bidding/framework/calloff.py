"""Framework: the rules of stage two.  A call-off is a project of its own that needs no new competition.  110号令 arts. 32–36"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from domain.award.messages import AwardConfirmed
from domain.bidding.eligibility import barred
from domain.bidding.framework.messages import CalledOff, CallOff, CallOffRecorded
from domain.bidding.framework.state import Framework
from domain.forms import at_least, at_most, finding, require, someone_else
from domain.given import Decision, Given
from domain.planning.messages import Plan
from domain.project import Project
from domain.publication.messages import FrameworkTerms
from domain.supervision.messages import Finding


def call_off_reads(command: CallOff, project: Project) -> tuple[str, ...]:
    """The framework's own stream, and the provider's: a bar may have been entered since."""
    framework = project.planning.plan.framework if project.planning.plan is not None else None
    return (*((f"project/{framework}",) if framework else ()), f"supplier/{command.supplier}")


def _said(given: Given, reason: str, field: str) -> Finding | None:
    return finding(given, "R-M17", reason, field=field, option=True)


def call_off_findings(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """At determination: the framework that the plan names is one, and contracts may be given under it today."""
    if not plan.calls_off:
        return
    if plan.framework is None:
        yield _said(given, "框架协议下的合同须写明所依据的框架协议项目", "plan.framework")
        return
    framework = given.state(Project, f"project/{plan.framework}")
    if framework.planning.plan is None or not framework.plan.sets_framework:
        yield _said(given, f"{plan.framework} 不是框架协议项目", "plan.framework")
    elif framework.bidding.framework.ended_on is not None or not framework.bidding.framework.serving(given.on):
        yield _said(given, f"{plan.framework} 目前没有在有效期内的框架协议", "plan.framework")


def carried(found: Sequence[Finding | None], plan: Plan, given: Given) -> list[Finding | None]:
    """What was prepared and reviewed for the framework holds for its call-offs: it isn't asked for again."""
    if not plan.calls_off or plan.framework is None:
        return list(found)
    done = given.state(Project, f"project/{plan.framework}").approval
    return [
        f
        for f in found
        if f is None or f.field is None or (f.field not in done.preparations and done.agreed(f.field) is None)
    ]


def call_off(command: CallOff, given: Given) -> Decision:
    """To one of the providers, by the agreed way, not above the agreed price, within what it can take."""
    project = given.project
    plan = project.plan
    if not plan.calls_off or plan.framework is None:
        return given.settle(command, [_said(given, "本项目不是框架协议下的采购", "plan.method")])
    of = given.state(Project, f"project/{plan.framework}")
    framework, terms = of.bidding.framework, of.publication.solicitation
    amount = (command.quantity * command.unit_price_yuan).quantize(Decimal("0.01"), ROUND_HALF_UP)
    provider = framework.serving(given.on).get(command.supplier) if framework.ended_on is None else None
    if provider is None or terms is None or terms.framework is None:
        reason = f"{command.supplier} 目前不是在有效期内的入围供应商，不能授予合同"
        return given.settle(command, [_said(given, reason, "supplier")])
    found = [
        someone_else(given, "JL44-4.4.0", project.planning.author, "合同的授予"),
        barred(command.supplier, given),
        _blocking(
            at_most(given, "R-M17", command.unit_price_yuan, provider.price_yuan, "单价", field="unit_price_yuan")
        ),
        _blocking(
            at_most(given, "R-M17", command.quantity, framework.free(command.supplier), "数量", field="quantity")
        ),
        at_most(given, "R-B08", amount, plan.highest_price_yuan, "合同金额", field="quantity"),
        *_way(command, framework, terms.framework, given),
    ]
    award = AwardConfirmed(
        supplier=command.supplier, name=provider.name, price_yuan=amount, reason=command.reason, on=given.on
    )
    called = CalledOff(framework=plan.framework, on=given.on, **command.model_dump(exclude={"reason"}))
    recorded = CallOffRecorded(
        project=project.id,
        supplier=command.supplier,
        way=command.way,
        quantity=command.quantity,
        amount_yuan=amount,
        on=given.on,
    )
    return given.settle(command, found, called, award, also=((f"project/{plan.framework}", recorded),))


def framework_of(project: Project) -> tuple[str, ...]:
    """The stream of the framework under which a project calls off."""
    plan = project.planning.plan
    return (f"project/{plan.framework}",) if plan is not None and plan.calls_off and plan.framework else ()


def still_serving(given: Given) -> Finding | None:
    """No contract is signed with a provider that left or was removed since the call-off.  R-M17, E-31"""
    award = given.project.award.confirmed
    if award is None or not framework_of(given.project):
        return None
    of = given.state(Project, framework_of(given.project)[0])
    provider = of.bidding.framework.providers.get(award.supplier)
    if provider is None or provider.remains:
        return None
    return _said(given, f"{award.name}已退出或者被清退，不能再签订框架协议下的合同", "terms.supplier")


def _blocking(found: Finding | None) -> Finding | None:
    """The option beyond its bounds: it stands in the way as a must does."""
    return found.model_copy(update={"blocks": True}) if found is not None else None


def _way(command: CallOff, framework: Framework, terms: FrameworkTerms, given: Given) -> Iterator[Finding | None]:
    """Direct choice by those served, a mini-competition, or by turns: as the documents fixed it.  E-30"""
    agreed = command.way in terms.second_stage
    yield require(given, "E-30", agreed, f"征集文件约定的第二阶段方式为{'、'.join(terms.second_stage)}", field="way")
    serving = framework.serving(given.on)
    match command.way:
        case "direct_choice":
            words = "直接选定须附服务对象的选择"
            yield require(given, "E-30", command.choice is not None, words, field="choice")
        case "mini_competition":
            quoted = {q.supplier: q.unit_price_yuan for q in command.quotes}
            strangers = [uscc for uscc in quoted if uscc not in serving]
            yield require(given, "E-30", not strangers, f"不是入围供应商：{'、'.join(strangers)}", field="quotes")
            least = Decimal(given.rules.count("R-M17", "min_suppliers"))
            yield at_least(given, "E-30", Decimal(len(quoted)), least, "二次竞价的报价家数", field="quotes")
            lowest = min(quoted.values(), default=None)
            won = lowest is not None and quoted.get(command.supplier) == lowest == command.unit_price_yuan
            yield require(given, "E-30", won, "二次竞价由报价最低者成交", field="supplier")
        case "rotation":
            able = {u: p for u, p in serving.items() if framework.free(u) >= command.quantity}
            turn = min(able, key=lambda u: (len(framework.given_to(u)), able[u].rank), default=None)
            yield require(given, "E-30", turn == command.supplier, f"按顺序轮候应为 {turn}", field="supplier")
