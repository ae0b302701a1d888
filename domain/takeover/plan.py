"""Takeover: the plan, its approval, the trigger.  JL44-4.4.3b, JL44-4.4.3c, AD-08, AD-09, AD-14"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, time

from domain.bidding.eligibility import barred
from domain.calendar import BEIJING, beijing_date
from domain.forms import finding, parts, require, someone_else
from domain.given import Decision, Given
from domain.performance.roster.decide import served
from domain.project import Project
from domain.register.state import Person
from domain.supervision.messages import Finding
from domain.takeover.messages import (
    ApproveTakeoverPlan,
    MakeTakeoverPlan,
    Standby,
    TakeoverOpened,
    TakeoverPlan,
    TakeoverPlanApproved,
    TakeoverPlanMade,
    TakeoverTriggered,
    TriggerTakeover,
)
from domain.takeover.routes import route_findings, warn
from domain.values import Grade

DECIDING = ("duty_officer", "head")


def next_id(project: Project) -> str:
    """The id of the takeover that the next trigger opens: no counter, it follows from what is on record."""
    return f"{project.id}-T{len(project.takeover.triggered) + 1}"


def beijing(moment: datetime) -> datetime:
    """A moment as people here write it: without a zone it is Beijing time."""
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment.astimezone(BEIJING)


# ---------------------------------------------------------------- the plan


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
    of_project = counted(given.project.plan.recipients)
    same = counted(plan.recipients) == of_project or not (full or plan.recipients)
    reason = f"预案覆盖的服务对象 {counted(plan.recipients)} 与项目计划 {of_project} 不一致"
    yield require(given, "JL44-4.4.3b", same, reason, field="plan.recipients", planned=of_project)
    for what, keys in (("接管单位", [s.key for s in plan.standbys]), ("步骤", [s.key for s in plan.steps])):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        yield require(
            given, "JL44-4.4.3b", not twice, f"{what}的编号重复：{'、'.join(twice)}", field="plan", keys=twice
        )
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


# ---------------------------------------------------------------- the trigger


def trigger(command: TriggerTakeover, given: Given) -> Decision:
    """In time, so that recipients' rights are not harmed.  JL44-4.4.3c"""
    project = given.project
    desk, terms, rules = project.takeover, project.contract.terms, given.rules
    since = beijing(command.gap_since)
    if command.ground in rules.kinds("HR-TK-01", "review_only_triggers"):
        reason = "禁止参加政府采购的决定不终止正在履行的合同，只启动复核；不能仅以此启动接管"
        remedy = "先复核能否继续履行；承接主体确实不能提供服务的，以相应情形（T1–T9）启动"
        blocked = finding(given, "AD-08", reason, field="ground")
        return given.settle(command, [blocked.model_copy(update={"remedy": remedy}) if blocked else None])
    if desk.in_force is None:
        return given.settle(command, [finding(given, "JL44-4.4.3b", "没有经批准的接管预案")])
    active = desk.active
    foreseen = command.ground in desk.in_force.grounds
    found = [
        require(
            given,
            "JL44-4.4.3c",
            active is None,
            "已有接管正在进行",
            takeover=active.takeover if active else None,
        ),
        require(given, "JL44-4.4.3c", since <= given.at, "服务中断时间晚于现在", field="gap_since"),
        _during_service(since, given),
        *without_provider(command.without_provider, desk.in_force, given),
        served(command.without_provider, beijing_date(since), given),
        warn(require(given, "JL44-4.4.3b", foreseen, f"预案未列入情形 {command.ground}", field="ground")),
        require(
            given,
            "JL44-4.4.3c",
            max(command.minors, command.wholly_disabled) <= sum(command.without_provider.values()),
            "其中未成年人、失能人员不能多于无人服务的人数",
            field="minors",
        ),
    ]
    if terms is None:
        return given.settle(command, [*found, finding(given, "JL44-4.3.3", "合同尚未签订")])
    takeover = next_id(project)
    triggered = TakeoverTriggered(takeover=takeover, ground=command.ground, gap_since=since, at=given.at)
    opened = TakeoverOpened(
        project=project.id,
        ground=command.ground,
        facts=command.facts,
        evidence=command.evidence,
        gap_since=since,
        opened_at=given.at,
        without_provider=counted(command.without_provider),
        plan=desk.in_force,
        supplier=terms.supplier,
        triggered_by=given.by,
        pool_division=project.plan.funding[0].pool.rsplit("-", 1)[0],
        shifts=desk.roster.shifts,
        minors=command.minors,
        wholly_disabled=command.wholly_disabled,
    )
    return given.settle(command, found, triggered, also=((f"takeover/{takeover}", opened),))


def _during_service(since: datetime, given: Given) -> Finding | None:
    started_on = given.project.performance.started_on
    if started_on is None:
        return None
    begun = since >= datetime.combine(started_on, time(0), BEIJING)
    return require(given, "JL44-4.4.3c", begun, f"服务自{started_on}开始，不能在此之前中断", field="gap_since")


def without_provider(counts: Mapping[Grade, int], plan: TakeoverPlan, given: Given) -> Iterator[Finding | None]:
    """More than none, no more than the plan covers; administrative work may serve nobody directly."""
    over = {g: n for g, n in counts.items() if not 0 <= n <= plan.recipients.get(g, 0)}
    reason = f"无人服务的人数 {dict(counts)} 超出预案所列 {dict(plan.recipients)}"
    yield require(given, "JL44-4.4.3c", not over, reason, field="without_provider", over=over)
    some = sum(counts.values()) > 0 or not sum(plan.recipients.values())
    yield require(given, "JL44-4.4.3c", some, "须写明有多少服务对象无人服务", field="without_provider")
