"""Planning: the rules.  Commands and state in, events or a refusal out.  JL44-1.*, JL44-3.*, JL44-4.1.1, JL44-4.3.4, JL44-4.3.5"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import (
    finding,
    forbidden_kind,
    gate,
    inside_gpl,
    one_year_from,
    require,
    three_years_from,
)
from domain.given import Decision, Given
from domain.message import Command
from domain.planning.messages import (
    FIVE_CONDITIONS,
    AbandonPlan,
    AnswerSuspicion,
    DetermineProject,
    Plan,
    PlanAbandoned,
    PlanRevised,
    ProjectDetermined,
    ProjectStarted,
    PurchaseRecorded,
    ReplacementLinked,
    RevisePlan,
    StartProject,
    Suspicion,
    SuspicionAnswered,
)
from domain.project import Project
from domain.register.state import BuyerYear
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

PlanningCommand = StartProject | RevisePlan | AbandonPlan | AnswerSuspicion | DetermineProject
_CONDITION_TITLES = dict(
    zip(FIVE_CONDITIONS, ("预算有保障", "内容相对固定", "连续性强", "经费来源稳定", "价格变化幅度小"), strict=True)
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """The buyer's year shows splitting; a replacement is linked in the failed project's stream too."""
    match command:
        case DetermineProject() if project.planning.plan is not None:
            plan = project.planning.plan
            year = f"buyer/{plan.buyer.uscc}-{plan.starts_on.year}"
            return (year, f"project/{plan.replaces}") if plan.replaces else (year,)
        case _:
            return ()


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
    return given.settle(command, [*plan_findings(command.plan, given)], revised)


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
        *(finding(given, s.clause, f"已确认：{s.words}（{s.where}）", field=s.key) for s in confirmed),
        *(
            finding(
                given,
                s.clause,
                f"疑点尚未回答：{s.words}（{s.where}）",
                field=s.key,
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
        *gate(given, "determine_project"),
        _splitting(plan, given),
    ]
    recorded = PurchaseRecorded(
        project=project.id,
        method=plan.method,
        items=tuple(i.code for i in plan.items),
        amount_yuan=plan.budget_yuan,
        on=given.on,
    )
    also: list[tuple[str, PurchaseRecorded | ReplacementLinked]] = [
        (f"buyer/{plan.buyer.uscc}-{plan.starts_on.year}", recorded)
    ]
    if plan.replaces:
        failed = given.state(Project, f"project/{plan.replaces}")
        found.append(
            require(
                given,
                "JL44-4.0",
                failed.planning.plan is not None,
                f"被接续的项目 {plan.replaces} 不存在",
                field="plan.replaces",
            )
        )
        also.append((f"project/{plan.replaces}", ReplacementLinked(replacement=project.id)))
    return given.settle(command, found, ProjectDetermined(minutes=command.minutes, on=given.on), also=tuple(also))


def _splitting(plan: Plan, given: Given) -> Finding | None:
    """Below the limit alone, above it together with what this buyer has determined of the same items this year."""
    if inside_gpl(plan, given.rules):
        return None
    year = given.state(BuyerYear, f"buyer/{plan.buyer.uscc}-{plan.starts_on.year}")
    codes = {item.code for item in plan.items}
    same = [p for p in year.purchases if codes & set(p.items) and p.project != plan.replaces]
    together = plan.budget_yuan + sum((p.amount_yuan for p in same), start=type(plan.budget_yuan)(0))
    whole = plan.model_copy(update={"budget_yuan": together})
    reason = f"同一预算年度内同类事项合计 {together} 元，已达采购限额标准，单项在限额以下，疑似化整为零"
    return (
        finding(given, "R-M07", reason, projects=[p.project for p in same])
        if same and inside_gpl(whole, given.rules)
        else None
    )


# ---------------------------------------------------------------- what the rules say of a plan, all at once


def plan_findings(plan: Plan, given: Given) -> Iterator[Finding | None]:
    """Every finding on a plan, so that its author sees them all at once."""
    yield from _buyer(plan, given)
    yield from _content(plan, given)
    yield from _term(plan, given)
    yield from _suppliers(plan, given)
    yield from _method(plan, given)
    yield from _money(plan, given)


def _buyer(plan: Plan, given: Given) -> Iterator[Finding | None]:
    if plan.buyer.level == "township":
        yield require(
            given,
            "JL44-1.2",
            plan.county_plan is not None,
            "乡镇（街道）的项目须引用县级计划和要求",
            field="plan.county_plan",
        )
    if plan.county_coordinated:
        yield require(
            given,
            "JL44-1.3",
            bool(plan.townships_served),
            "纳入县级统筹的项目须列明所服务的乡镇",
            field="plan.townships_served",
        )


def _content(plan: Plan, given: Given) -> Iterator[Finding | None]:
    rules = given.rules
    known = {item.code: item for item in rules.items()}
    for number, item in enumerate(plan.items):
        where = f"plan.items[{number}].code"
        if item.code in known:
            continue
        if item.outside_catalogue_basis is None:
            yield finding(
                given, "JL44-3.1.1", f"目录中没有事项“{item.code}”，且未说明依据", field=where, code=item.code
            )
        else:
            warning = finding(
                given, "JL44-3.1.1", f"目录外事项“{item.code}”：{item.outside_catalogue_basis}", field=where
            )
            yield warning.model_copy(update={"blocks": False}) if warning else None
    if any(known[i.code].kind == "service" for i in plan.items if i.code in known):
        named = plan.whom_served is not None and sum(plan.recipients.values()) > 0
        yield require(given, "JL44-3.1.2", named, "服务性工作须写明服务对象及人数", field="plan.whom_served")
    for answer in plan.negative_list:
        if answer.applies:
            yield finding(
                given, answer.clause, f"属于不得购买的事项：{answer.note or answer.clause}", field="plan.negative_list"
            )


def _term(plan: Plan, given: Given) -> Iterator[Finding | None]:
    rules = given.rules
    longest = three_years_from(plan.starts_on, rules)
    if plan.ends_on > longest:
        yield finding(
            given,
            "JL44-4.3.5",
            f"合同期限至{plan.ends_on}，超过三年（最长至{longest}）",
            field="plan.ends_on",
            option=True,
            longest=longest,
        )
    elif plan.ends_on > one_year_from(plan.starts_on, rules):
        met = {c.condition for c in plan.long_term if c.met}
        missing = [_CONDITION_TITLES[c] for c in FIVE_CONDITIONS if c not in met]
        reason = f"期限超过1年，尚缺条件：{'、'.join(missing)}"
        yield require(given, "JL44-4.3.4", not missing, reason, field="plan.long_term", missing=missing)


def _suppliers(plan: Plan, given: Given) -> Iterator[Finding | None]:
    for number, condition in enumerate(plan.supplier_conditions):
        where = f"plan.supplier_conditions[{number}].kind"
        yield forbidden_kind(given, "R-S09", "prohibited_kinds", condition.kind, "供应商条件", field=where)
        yield forbidden_kind(given, "R-S10", "prohibited_kinds", condition.kind, "供应商条件", field=where)
    if plan.individuals_reason is not None:
        yield finding(
            given, "JL44-2.1.4", f"拟允许个人承接：{plan.individuals_reason}", field="plan.individuals_reason"
        )


def _method(plan: Plan, given: Given) -> Iterator[Finding | None]:
    rules = given.rules
    if plan.method in ("inquiry", "询价"):
        yield finding(given, "R-M16", "询价只适用于货物，购买服务不得采用", field="plan.method")
        return
    if plan.method not in {m.name for m in rules.methods()}:
        yield finding(
            given,
            "JL44-4.3.1",
            f"没有采购方式“{plan.method}”",
            field="plan.method",
            known=[m.name for m in rules.methods()],
        )
        return
    inside = inside_gpl(plan, rules)
    if inside and not rules.method(plan.method).inside_gpl:
        reason = f"预算 {plan.budget_yuan} 元已达采购限额标准，须采用政府采购方式"
        yield finding(given, "R-M01", reason, field="plan.method", budget_yuan=plan.budget_yuan)
    if inside and plan.budget_yuan <= rules.yuan("N46-01", "reserved_up_to"):
        excused = plan.sme.reserved or (plan.sme.exception is not None and plan.sme.reason is not None)
        reason = "预算在200万元以下且适宜中小企业，应专门面向中小企业采购；不预留须说明46号文第六条的情形和理由"
        yield require(given, "N46-01", excused, reason, field="plan.sme")
    if inside and plan.sme.reserved and rules.knows("N46-11"):
        warning = finding(
            given, "N46-11", "专门面向中小企业将排除社会组织（社会团体、民办非企业单位不是企业）", field="plan.sme"
        )
        yield warning.model_copy(update={"blocks": False}) if warning else None
    if plan.criteria and all(c.price for c in plan.criteria):
        yield finding(given, "JL44-4.3.2", "评审因素只有价格：不能简单以“价低者得”作为选择标准", field="plan.criteria")


def _money(plan: Plan, given: Given) -> Iterator[Finding | None]:
    if plan.ceiling_yuan is not None:
        yield require(
            given, "R-B06", plan.ceiling_yuan <= plan.budget_yuan, "最高限价不得超过预算", field="plan.ceiling_yuan"
        )
    years = {int(line.pool.rsplit("-", 1)[1]) for line in plan.funding}
    term = set(range(plan.starts_on.year, plan.ends_on.year + 1))
    yield require(
        given, "JL44-5.1", years <= term, "资金年度须在合同期限之内", field="plan.funding", years=sorted(years)
    )
    if any(line.source == "relief_subsidy" for line in plan.funding):
        kinds = {item.code: item.kind for item in given.rules.items()}
        if any(kinds.get(item.code) == "administrative" for item in plan.items):
            yield finding(
                given, "FD-02", "事务性工作从困难群众救助补助资金列支：请核对资金管理办法", field="plan.funding"
            )


def suspicions(plan: Plan, rules: RuleBook) -> Iterator[Suspicion]:
    """Words that look like what the negative list forbids; they ask a person, they refuse nothing."""
    texts = [("need", plan.need), *((f"tasks[{n}]", t) for n, t in enumerate(plan.tasks))]
    texts += [(f"items[{n}].description", i.description) for n, i in enumerate(plan.items)]
    for clause in rules.kinds("JL44-3.2.0", "items"):
        words_of = f"negative_{clause[-1]}"
        if not rules.has("HR-TW", words_of):
            continue
        number = 0
        for where, text in texts:
            words = [w for w in rules.kinds("HR-TW", words_of) if w in text]
            if words:
                number += 1
                key = f"{clause.lower()}-{number}"
                yield Suspicion(key=key, clause=clause, words="、".join(words), where=f"{where}：{text}"[:400])
