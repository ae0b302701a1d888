"""The plan: the rules of its making and its approval.  JL44-4.4.3b, AD-09, AD-14, HR-TK-20"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import assert_never

from domain.bidding.eligibility import barred
from domain.forms import parts, require, someone_else
from domain.given import Decision, Given
from domain.register.state import Person
from domain.supervision.messages import Finding
from domain.takeover.plan.messages import (
    ApproveTakeoverPlan,
    MakeTakeoverPlan,
    Standby,
    TakeoverPlan,
    TakeoverPlanApproved,
    TakeoverPlanMade,
)
from domain.takeover.routes import route_findings, warn
from domain.values import Grade

DECIDING = ("duty_officer", "head")
PlanCommand = MakeTakeoverPlan | ApproveTakeoverPlan


def decide(command: PlanCommand, given: Given) -> Decision:
    match command:
        case MakeTakeoverPlan():
            return make(command, given)
        case ApproveTakeoverPlan():
            return approve(command, given)
        case _:
            assert_never(command)


def make(command: MakeTakeoverPlan, given: Given) -> Decision:
    found = [*_whole(command.plan, given)]
    for number, standby in enumerate(command.plan.standbys):
        found.extend(standby_findings(standby, f"plan.standbys[{number}]", command.plan, given))
    return given.settle(command, found, TakeoverPlanMade(plan=command.plan, by=given.by, on=given.on))


def _whole(plan: TakeoverPlan, given: Given) -> Iterator[Finding | None]:
    full = plan.form == "full"
    if not full:
        reason = "简式预案只适用于全部为事务性工作的项目；本项目有服务性工作，须编制完整预案"
        yield require(given, "JL44-4.4.3b", _administrative(given), reason, field="plan.form")
    present = {
        "triggers": plan.grounds,
        "decision_makers": plan.deciders,
        "duty_roster": plan.deciders,
        "interim_providers": plan.standbys,
        "finisher": plan.standbys,
        "lawful_route": tuple(s.route_basis for s in plan.standbys),
        "money": plan.money,
        "days_of_cover": tuple(s for s in plan.standbys if s.days_of_cover),
        "steps": plan.steps,
        "recipients_covered": {g: n for g, n in plan.recipients.items() if n},
    }
    yield from parts(given, "JL44-4.4.3b", "full_plan_parts" if full else "short_plan_parts", present, "预案")
    if full:
        yield require(
            given, "EX-13", plan.data_package is not None, "预案须写明移交的数据包", field="plan.data_package"
        )
        yield _long_enough(plan, given)
    yield from _consistent(plan, given)
    yield from _known_deciders(plan, given)


def _consistent(plan: TakeoverPlan, given: Given) -> Iterator[Finding | None]:
    """The recipients are the project's own, and no key stands for two things."""
    full = plan.form == "full"
    of_project = counted(given.project.plan.recipients)
    same = counted(plan.recipients) == of_project or not (full or plan.recipients)
    reason = f"预案覆盖的服务对象 {counted(plan.recipients)} 与项目计划 {of_project} 不一致"
    yield require(given, "JL44-4.4.3b", same, reason, field="plan.recipients", planned=of_project)
    for what, keys in (("接管单位", [s.key for s in plan.standbys]), ("步骤", [s.key for s in plan.steps])):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        yield require(
            given, "JL44-4.4.3b", not twice, f"{what}的编号重复：{'、'.join(twice)}", field="plan", keys=twice
        )


def _known_deciders(plan: TakeoverPlan, given: Given) -> Iterator[Finding | None]:
    for decider in plan.deciders:
        person = given.state(Person, f"person/{decider}")
        on_duty = any(g.role in DECIDING and g.holds_on(given.at.date()) for g in person.grants)
        reason = f"值班决策人“{decider}”尚未登记为值班决策人或者负责人"
        yield warn(require(given, "JL44-4.4.3b", on_duty, reason, field="plan.deciders"))


def _administrative(given: Given) -> bool:
    """Whether every item bought is administrative (A.1–A.9); an item outside the catalogue is not."""
    kinds = {item.code: item.kind for item in given.rules.items()}
    return all(kinds.get(item.code) == "administrative" for item in given.project.plan.items)


def counted(recipients: Mapping[Grade, int]) -> dict[Grade, int]:
    return {grade: count for grade, count in sorted(recipients.items()) if count}


def _long_enough(plan: TakeoverPlan, given: Given) -> Finding | None:
    """The bridge should reach the far bank: a new purchase takes its time.  AD-14"""
    rules = given.rules
    if not rules.knows("AD-14"):
        return None
    size = "large_days" if given.project.plan.budget_yuan >= rules.yuan("AD-14", "large") else "days"
    least, most = rules.count("AD-14", f"{size}_min"), rules.count("AD-14", f"{size}_max")
    days = sum(s.days_of_cover for s in plan.standbys)
    reason = f"各接管单位共可覆盖{days}日，重新采购通常需要{least}至{most}日"
    return require(given, "AD-14", days >= most, reason, field="plan.standbys", days=days, least=least, most=most)


def standby_findings(standby: Standby, field: str, plan: TakeoverPlan, given: Given) -> Iterator[Finding | None]:
    terms = given.project.contract.terms
    if plan.form == "full":
        able = sum(standby.capacity.values()) > 0 and min(standby.capacity.values()) >= 0
        yield require(given, "JL44-4.4.3b", able, f"{standby.name}的承接能力须大于0", field=f"{field}.capacity")
        covers = standby.days_of_cover > 0
        yield require(
            given, "JL44-4.4.3b", covers, f"{standby.name}的可覆盖天数须大于0", field=f"{field}.days_of_cover"
        )
    yield from route_findings(standby, standby.amount_yuan, given, f"{field}.route")
    if standby.route != "own_performance":
        reason = f"{standby.name}尚无同意书：接管单位只是有合法途径的联系人，不是备选库"
        yield require(given, "AD-09", standby.consent is not None, reason, field=f"{field}.consent")
    if standby.route == "supplement":
        reason = f"{standby.name}的合同尚无互保条款"
        yield require(given, "HR-TK-20", standby.cross_cover, reason, field=f"{field}.cross_cover")
    if standby.uscc is not None:
        yield barred(standby.uscc, given, field=f"{field}.uscc")
        other = terms is None or terms.supplier != standby.uscc
        yield require(
            given, "JL44-4.4.3b", other, "承接主体不能作为自己的接管单位", field=f"{field}.uscc", uscc=standby.uscc
        )


def approve(command: ApproveTakeoverPlan, given: Given) -> Decision:
    desk = given.project.takeover
    found = [
        require(given, "JL44-4.4.3b", desk.plan is not None, "尚未编制接管预案（MakeTakeoverPlan）"),
        require(given, "JL44-4.4.3b", desk.approved_on is None, "该预案已批准"),
        someone_else(given, "JL44-4.4.3b", desk.made_by, "接管预案的批准") if desk.plan else None,
    ]
    return given.settle(command, found, TakeoverPlanApproved(by=given.by, minutes=command.minutes, on=given.on))
