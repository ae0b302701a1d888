"""The trigger: the rules.  JL44-4.4.3c, AD-08"""

from collections.abc import Iterator, Mapping
from datetime import datetime, time

from domain.calendar import BEIJING, beijing_date
from domain.forms import finding, require
from domain.given import Decision, Given
from domain.performance.roster.decide import served
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.hours import beijing
from domain.takeover.plan.decide import counted
from domain.takeover.plan.messages import TakeoverPlan
from domain.takeover.routes import warn
from domain.takeover.trigger.messages import TakeoverOpened, TakeoverTriggered, TriggerTakeover
from domain.values import Grade


def next_id(project: Project) -> str:
    """The id of the takeover that the next trigger opens: no counter, it follows from what is on record."""
    return f"{project.id}-T{len(project.takeover.triggered) + 1}"


def trigger(command: TriggerTakeover, given: Given) -> Decision:
    """In time, so that recipients' rights are not harmed.  JL44-4.4.3c"""
    plan, terms = given.project.takeover.in_force, given.project.contract.terms
    if (review_only := _review_only(command, given)) is not None:
        return given.settle(command, [review_only])
    if plan is None:
        return given.settle(command, [finding(given, "JL44-4.4.3b", "没有经批准的接管预案")])
    found = list(_findings(command, plan, given))
    if terms is None:
        return given.settle(command, [*found, finding(given, "JL44-4.3.3", "合同尚未签订")])
    triggered, opened = opening(command, plan, terms.supplier, given)
    return given.settle(command, found, triggered, also=((f"takeover/{triggered.takeover}", opened),))


def _review_only(command: TriggerTakeover, given: Given) -> Finding | None:
    """A bar does not end running contracts: it opens a review.  AD-08"""
    if command.ground not in given.rules.kinds("HR-TK-01", "review_only_triggers"):
        return None
    reason = "禁止参加政府采购的决定不终止正在履行的合同，只启动复核；不能仅以此启动接管"
    remedy = "先复核能否继续履行；承接主体确实不能提供服务的，以相应情形（T1–T9）启动"
    blocked = finding(given, "AD-08", reason, field="ground")
    return blocked.model_copy(update={"remedy": remedy}) if blocked is not None else None


def _findings(command: TriggerTakeover, plan: TakeoverPlan, given: Given) -> Iterator[Finding | None]:
    since, active = beijing(command.gap_since), given.project.takeover.active
    running = active.takeover if active else None
    yield require(
        given,
        "JL44-4.4.3c",
        active is None,
        f"已有接管正在进行：{running}",
        takeover=running,
        remedy="不必再次启动：在已有的接管中继续办理；新发现的无人服务对象，补充登记名单",
    )
    reason = f"服务中断时间晚于现在：写的是 {since:%Y-%m-%d %H:%M}，现在是 {beijing(given.at):%Y-%m-%d %H:%M}"
    remedy = "按实际中断的时间填写（北京时间）；预计将要中断的，先报告缺口（report-gap），中断时再启动"
    yield require(given, "JL44-4.4.3c", since <= given.at, reason, field="gap_since", remedy=remedy)
    yield _of_collapsed(command.collapsed, given)
    yield _during_service(since, given)
    yield from without_provider(command.without_provider, plan, given)
    yield served(command.without_provider, beijing_date(since), given)
    foreseen = command.ground in plan.grounds
    yield warn(require(given, "JL44-4.4.3b", foreseen, f"预案未列入情形 {command.ground}", field="ground"))
    within = max(command.minors, command.wholly_disabled) <= sum(command.without_provider.values())
    reason = "其中未成年人、失能人员不能多于无人服务的人数"
    yield require(given, "JL44-4.4.3c", within, reason, field="minors")


def _of_collapsed(collapsed: str | None, given: Given) -> Finding | None:
    """A collapse reaches the contracts of that supplier, no others.  HR-TK-21"""
    terms = given.project.contract.terms
    if collapsed is None or terms is None:
        return None
    reason = f"本项目的承接主体是{terms.supplier_name}，不是停摆的供应商 {collapsed}"
    return require(given, "HR-TK-21", collapsed == terms.supplier, reason, field="collapsed")


def opening(
    command: TriggerTakeover, plan: TakeoverPlan, supplier: str, given: Given
) -> tuple[TakeoverTriggered, TakeoverOpened]:
    """What stands in the project, and what begins the run; the same whoever raises the alarm, a person or the clock."""
    project, since = given.project, beijing(command.gap_since)
    triggered = TakeoverTriggered(takeover=next_id(project), ground=command.ground, gap_since=since, at=given.at)
    opened = TakeoverOpened(
        project=project.id,
        ground=command.ground,
        facts=command.facts,
        evidence=command.evidence,
        gap_since=since,
        opened_at=given.at,
        without_provider=counted(command.without_provider),
        plan=plan,
        supplier=supplier,
        triggered_by=given.by,
        pool_division=project.plan.funding[0].pool.rsplit("-", 1)[0],
        shifts=project.takeover.roster.shifts,
        minors=command.minors,
        wholly_disabled=command.wholly_disabled,
    )
    return triggered, opened


def _during_service(since: datetime, given: Given) -> Finding | None:
    """A contract that came in running was served before it came: from its own first day, not from its first day here."""
    started_on, terms = given.project.performance.started_on, given.project.contract.terms
    if started_on is None:
        return None
    if given.project.contract.opened is not None and terms is not None:
        started_on = min(started_on, terms.starts_on)
    begun = since >= datetime.combine(started_on, time(0), BEIJING)
    reason, remedy = f"服务自{started_on}开始，不能在此之前中断", f"填写{started_on}以后实际中断的时间"
    return require(given, "JL44-4.4.3c", begun, reason, field="gap_since", remedy=remedy)


def without_provider(counts: Mapping[Grade, int], plan: TakeoverPlan, given: Given) -> Iterator[Finding | None]:
    """More than none, no more than the plan covers; administrative work may serve nobody directly."""
    over = {g: n for g, n in counts.items() if not 0 <= n <= plan.recipients.get(g, 0)}
    reason = f"无人服务的人数（{in_words(counts)}）超出预案所列（{in_words(plan.recipients)}）"
    remedy = "按预案所列人数以内填写；确有更多服务对象的，先以现有人数启动，再修改预案"
    yield require(given, "JL44-4.4.3c", not over, reason, field="without_provider", over=over, remedy=remedy)
    some = sum(counts.values()) > 0 or not sum(plan.recipients.values())
    reason, remedy = "须写明有多少服务对象无人服务", "按风险等级填写人数；一时数不清的，先按预案所列的人数填写"
    yield require(given, "JL44-4.4.3c", some, reason, field="without_provider", remedy=remedy)


def in_words(counts: Mapping[Grade, int]) -> str:
    """Recipients by grade as people say it."""
    return "、".join(f"{grade}级{count}人" for grade, count in sorted(counts.items())) or "无"
