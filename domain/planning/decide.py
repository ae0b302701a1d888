"""Planning: the rules.  Commands and state in, events or a refusal out.  JL44-1.*, JL44-3.*, JL44-4.1.1, JL44-4.3.4, JL44-4.3.5"""

from collections.abc import Iterator
from typing import assert_never

from domain.bidding.framework.calloff import call_off_findings, carried
from domain.forms import (
    finding,
    gate,
    require,
)
from domain.given import Decision, Given
from domain.message import Command
from domain.planning.findings import method_findings, plan_findings
from domain.planning.guidance import decide as guidance
from domain.planning.guidance.messages import AnswerGuidance, GiveGuidance, IssueCountyPlan
from domain.planning.messages import (
    AbandonPlan,
    AnswerSuspicion,
    ChangeMethod,
    DetermineProject,
    MethodChanged,
    Plan,
    PlanAbandoned,
    PlanRevised,
    ProjectDetermined,
    ProjectStarted,
    PurchaseRecorded,
    ReplacementLinked,
    RevisePlan,
    StartProject,
    SuspicionAnswered,
)
from domain.planning.splitting import purchase, splitting, year_of
from domain.planning.traps import suspicions
from domain.project import Project
from domain.rulebook import Need
from domain.supervision.messages import Finding

PlanningCommand = (
    StartProject
    | RevisePlan
    | AbandonPlan
    | AnswerSuspicion
    | DetermineProject
    | ChangeMethod
    | guidance.GuidanceCommand
    | IssueCountyPlan
)
__all__ = ["PlanningCommand", "decide", "plan_findings", "reads", "suspicions"]


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """The buyer's year shows splitting; a replacement is linked in the failed project's stream too."""
    match command:
        case StartProject() | RevisePlan():
            return _county_plans(command.plan)
        case DetermineProject() if project.planning.plan is not None:
            plan = project.planning.plan
            others = [f"project/{id}" for id in (plan.replaces, plan.framework) if id is not None]
            return (year_of(plan), *others, *_county_plans(plan))
        case ChangeMethod() if project.planning.plan is not None:
            return (year_of(project.plan),)
        case _:
            return ()


def _county_plans(plan: Plan) -> tuple[str, ...]:
    name = guidance.register_of(plan)
    return (name,) if name else ()


def decide(command: PlanningCommand, given: Given) -> Decision:
    match command:
        case StartProject():
            return _start(command, given)
        case RevisePlan():
            return _revise(command, given)
        case AbandonPlan():
            return given.settle(command, [], PlanAbandoned(reason=command.reason, on=given.on))
        case AnswerSuspicion():
            return _answer(command, given)
        case DetermineProject():
            return _determine(command, given)
        case ChangeMethod():
            return _change_method(command, given)
        case GiveGuidance() | AnswerGuidance():
            return guidance.decide(command, given)
        case IssueCountyPlan():
            return guidance.decide_county_plan(command, given)
        case _:
            assert_never(command)


def _start(command: StartProject, given: Given) -> Decision:
    fresh = require(given, "JL44-4.0", given.project.planning.plan is None, "项目已启动：修改计划请用 RevisePlan")
    started = ProjectStarted(
        plan=command.plan,
        author=given.by,
        submitted_on=given.on,
        suspicions=tuple(suspicions(command.plan, given.rules)),
    )
    return given.settle(command, [fresh, *plan_findings(command.plan, given)], started)


def _revise(command: RevisePlan, given: Given) -> Decision:
    revised = PlanRevised(
        plan=command.plan,
        author=given.by,
        submitted_on=given.on,
        reason=command.reason,
        suspicions=tuple(suspicions(command.plan, given.rules)),
    )
    before = given.project.planning.plan
    same = before is None or before.buyer.uscc == command.plan.buyer.uscc
    kept = require(given, "JL44-1.1", same, "修改计划不能更换购买主体", field="plan.buyer.uscc")
    return given.settle(command, [kept, *plan_findings(command.plan, given)], revised)


def _answer(command: AnswerSuspicion, given: Given) -> Decision:
    planning = given.project.planning
    known = any(s.key == command.suspicion for s in planning.suspicions)
    return given.settle(
        command,
        [
            require(given, "JL44-3.2.0", known, f"没有疑点“{command.suspicion}”", field="suspicion"),
            require(
                given, "JL44-3.2.0", given.by != planning.author, "疑点须由编制人以外的人回答", author=planning.author
            ),
        ],
        SuspicionAnswered(suspicion=command.suspicion, confirmed=command.confirmed, reason=command.reason, by=given.by),
    )


def _determine(command: DetermineProject, given: Given) -> Decision:
    project = given.project
    if project.planning.plan is None:
        return given.settle(command, [finding(given, "JL44-4.1.1", "尚无计划：先启动项目或修改被拒绝的计划")])
    plan = project.plan
    confirmed = project.planning.confirmed
    found: list[Finding | None] = [
        *(finding(given, s.clause, f"已确认：{s.words}（{s.where}）", field=s.key, option=True) for s in confirmed),
        *(
            finding(
                given,
                s.clause,
                f"疑点尚未回答：{s.words}（{s.where}）",
                field=s.key,
                option=True,
                remedy="由复核人或负责人回答（AnswerSuspicion）",
            )
            for s in project.planning.unanswered
        ),
        require(
            given,
            "JL44-4.4.0",
            given.by != project.planning.author,
            "编制人不得自行确定项目",
            author=project.planning.author,
        ),
        *plan_findings(plan, given),
        *carried(gate(given, "determine_project"), plan, given),
        *call_off_findings(plan, given),
        *_stale(given),
        *splitting(plan, given),
    ]
    also: list[tuple[str, PurchaseRecorded | ReplacementLinked]] = [(year_of(plan), purchase(plan, given))]
    if plan.replaces:
        failed = given.state(Project, f"project/{plan.replaces}")
        found.append(
            require(
                given,
                "JL44-4.0",
                failed.planning.plan is not None or failed.contract.opened is not None,
                f"被接续的项目 {plan.replaces} 不存在",
                field="plan.replaces",
            )
        )
        also.append((f"project/{plan.replaces}", ReplacementLinked(replacement=project.id)))
    return given.settle(command, found, ProjectDetermined(minutes=command.minutes, on=given.on), also=tuple(also))


def _change_method(command: ChangeMethod, given: Given) -> Decision:
    """Only after a failed round or an objection that was upheld (R-M19), and to another method whose ground holds.  E-08, GPL 36–37"""
    project = given.project
    failed, upheld = project.round.failed, project.publication.objections.upheld
    if failed is None and (upheld is None or project.plan.method != "single_source"):
        never = "只有在一轮采购失败之后，或者对单一来源的异议成立之后，才能变更采购方式"
        return given.settle(command, [finding(given, "E-08", never, field="method")])
    named = {"method": command.method, "method_ground": command.method_ground, "method_reason": command.reason}
    plan = project.plan.model_copy(update=named)
    other = (command.method, command.method_ground) != (project.plan.method, project.plan.method_ground)
    flawed = "招标文件存在不合理条款的，须改正后重新招标，不能改变采购方式"
    found = [
        require(given, "E-08", failed is None or not failed.documents_flawed, flawed, field="method"),
        require(given, "JL44-4.3.1", other, "采购方式没有变化：按原方式重新采购请另行编制采购文件", field="method"),
        *method_findings(plan, given),
    ]
    ended = failed or upheld
    assert ended is not None, "a changed method without a reason"
    changed = MethodChanged(**command.model_dump(), replaces=project.plan.method, failed_on=ended.on, on=given.on)
    tendered = ((year_of(plan), purchase(plan, given)),) if plan.method == "open_tender" else ()
    return given.settle(command, found, changed, also=tendered)


def _stale(given: Given) -> Iterator[Finding | None]:
    """What was agreed to before the plan was changed was agreed to of another plan; by day where no version is on record."""
    revised_on = given.project.planning.revised_on
    if revised_on is None:
        return
    for need in given.rules.gate("determine_project"):
        agreed = given.project.approval.agreed(need.what) if _of_the_plan(need) else None
        if agreed is not None and agreed.plan_version is None and agreed.on < revised_on:
            reason = f"{need.title}作出于{agreed.on}，计划已于{revised_on}修改，须重新作出"
            yield finding(given, need.clause, reason, field=need.what, agreed_on=agreed.on, revised_on=revised_on)


def _of_the_plan(need: Need) -> bool:
    return need.form == "approval" and need.what != "county_guidance"  # guidance has a standing of its own
