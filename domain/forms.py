"""The forms of a rule, each written once: parts, bounds, counts, kinds, another person, periods, gates.

Every form answers None where the rule is kept (or not in force), and a `Finding` where it is not.  Whether that finding
stands in the way is the rule's own matter: a *must* blocks unless its mark is M; an *in principle* rule blocks unless a
departure from it is on record; all else warns.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from domain import chains
from domain.calendar import Deadline
from domain.given import Given
from domain.ids import kind_of
from domain.planning.guidance import standing as guidance
from domain.planning.messages import EMERGENCY, EMERGENCY_DIRECT, Plan
from domain.project import Project
from domain.rulebook import Need, RuleBook
from domain.supervision.messages import Finding


def finding(
    given: Given,
    clause: str,
    reason: str,
    *,
    field: str | None = None,
    remedy: str = "",
    option: bool = False,
    **facts: Any,
) -> Finding | None:
    """A finding under a clause; None where the clause isn't in force for this division on this day.

    `option`: the clause is a *may*, and the act uses the option beyond its own bounds: that blocks as a *must* does.
    """
    if not given.rules.knows(clause):
        return None
    rule = given.rules.rule(clause)
    departed = rule.departable and clause in departures(given)
    blocks = rule.mark != "M" and (rule.blocks or option or (rule.departable and not departed))
    if departed:
        reason = f"{reason}（已登记例外）"
    return Finding(
        clause=clause,
        reason=reason,
        blocks=blocks,
        remedy=remedy or rule.remedy,
        field=field,
        force=rule.force,
        mark=rule.mark,
        facts={k: _plain(v) for k, v in facts.items()},
    )


def warning(given: Given, clause: str, reason: str, *, field: str | None = None, **facts: Any) -> Finding | None:
    """A finding that asks a person to look: it never stands in the way, whatever the rule's force."""
    found = finding(given, clause, reason, field=field, **facts)
    return found.model_copy(update={"blocks": False}) if found else None


def departures(given: Given) -> Collection[str]:
    """The *in principle* clauses from which this project departs on record."""
    if kind_of(given.home) not in ("project", "takeover"):
        return ()
    return given.project.supervision.departures.keys()


def _plain(value: Any) -> Any:
    """A fact as canonical JSON can hold it."""
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return [_plain(v) for v in value]
        case Mapping():
            return {str(k): _plain(v) for k, v in value.items()}
        case _:
            return value


def require(
    given: Given, clause: str, kept: bool, reason: str, *, field: str | None = None, **facts: Any
) -> Finding | None:
    """The plainest form: a condition that must hold."""
    return None if kept else finding(given, clause, reason, field=field, **facts)


def parts(given: Given, clause: str, name: str, present: Mapping[str, object], what: str) -> list[Finding | None]:
    """Parts that must be present: one finding for each that is missing or empty."""
    needed = given.rules.kinds(clause, name)
    return [
        finding(given, clause, f"{what}缺少“{part}”", field=part, missing=part)
        for part in needed
        if present.get(part) in (None, "", (), [], {})
    ]


def at_most(
    given: Given, clause: str, value: Decimal, limit: Decimal, what: str, *, field: str | None = None, remedy: str = ""
) -> Finding | None:
    """An upper bound; the limit itself is allowed (以内 includes the number, T-04)."""
    reason = f"{what}为 {value}，不得超过 {limit}"
    return require(given, clause, value <= limit, reason, field=field, remedy=remedy, value=value, limit=limit)


def at_least(
    given: Given, clause: str, value: Decimal, limit: Decimal, what: str, *, field: str | None = None
) -> Finding | None:
    """A lower bound; the limit itself is allowed."""
    return require(
        given, clause, value >= limit, f"{what}为 {value}，不得少于 {limit}", field=field, value=value, limit=limit
    )


def allowed_kind(
    given: Given, clause: str, name: str, kind: str, what: str, *, field: str | None = None
) -> Finding | None:
    """A kind that must be among those the rule lists."""
    kinds = given.rules.kinds(clause, name)
    return require(
        given, clause, kind in kinds, f"{what}“{kind}”不在允许之列：{'、'.join(kinds)}", field=field, kind=kind
    )


def forbidden_kind(
    given: Given, clause: str, name: str, kind: str, what: str, *, field: str | None = None
) -> Finding | None:
    """A kind that must not be among those the rule lists."""
    return require(
        given,
        clause,
        kind not in given.rules.kinds(clause, name),
        f"{what}“{kind}”为禁止的类型",
        field=field,
        kind=kind,
    )


def someone_else(given: Given, clause: str, author: str, what: str) -> Finding | None:
    """Another person than the author: persons are compared, not roles; a delegate's act counts as the delegate's own."""
    return require(given, clause, given.by != author, f"{what}须由{author}以外的人作出", author=author, actor=given.by)


def deadline(rules: RuleBook, clause: str, name: str, start: date) -> Deadline:
    """The last day of a period that began on `start` (not counted; a holiday's end rolls on, T-02)."""
    return rules.calendar.add(start, rules.period(clause, name))


def not_before(
    given: Given, clause: str, name: str, start: date, day: date, what: str, *, field: str | None = None
) -> Finding | None:
    """A period of at least so long must lie between `start` and `day`."""
    if not given.rules.knows(clause):
        return None
    earliest = given.rules.calendar.add(start, given.rules.period(clause, name)).on
    period = given.rules.period(clause, name)
    reason = f"{what}：自{start}起不得少于{period}，最早为{earliest}，现为{day}"
    return require(given, clause, day >= earliest, reason, field=field, start=start, day=day, earliest=earliest)


# ---------------------------------------------------------------- gates: what a step rests on


def _art11(plan: Plan, rules: RuleBook) -> bool:
    return (
        _service_items(plan, rules)
        or plan.treated_as_art11 is True
        or plan.budget_yuan >= rules.yuan("N22-01", "amount")
    )


def _service_items(plan: Plan, rules: RuleBook) -> bool:
    codes = {item.code for item in rules.items() if item.kind == "service"}
    return any(item.code in codes for item in plan.items)


def procurement_limit(plan: Plan, rules: RuleBook) -> Decimal:
    """From this amount on a purchase lies inside the Procurement Law.  law.md R-M04"""
    return rules.yuan("R-M04", "limit" if plan.buyer.level in ("county", "township") else "limit_city")


def inside_gpl(plan: Plan, rules: RuleBook) -> bool:
    """Whether the Procurement Law binds this purchase (T-04: the limit itself is inside)."""
    return plan.budget_yuan >= procurement_limit(plan, rules)


def _above_open_tender(plan: Plan, rules: RuleBook) -> bool:
    waived = rules.has("EM-04", "methods") and plan.method in rules.kinds("EM-04", "methods")
    return plan.budget_yuan >= rules.yuan("R-M04", "open_tender") and plan.method != "open_tender" and not waived


def _sole_supplier_above_threshold(plan: Plan, rules: RuleBook) -> bool:
    return plan.method_ground == "only_one_supplier" and plan.budget_yuan >= rules.yuan("R-M04", "open_tender")


def _intention_due(plan: Plan, rules: RuleBook) -> bool:
    excused = rules.kinds("PB-04", "grounds") if rules.has("PB-04", "grounds") else ()
    return inside_gpl(plan, rules) and plan.method_ground not in excused


def _large_budget(plan: Plan, rules: RuleBook) -> bool:
    return plan.budget_yuan >= rules.yuan("E-02", "amount")


def _multi_year(plan: Plan, rules: RuleBook) -> bool:
    return plan.ends_on > one_year_from(plan.starts_on, rules)


def one_year_from(start: date, rules: RuleBook) -> date:
    """The last day of a term that began on `start` and lasts as long as a term generally may (JL44-4.3.4)."""
    return last_day_of_term(start, rules.period("JL44-4.3.4", "term").count)


def three_years_from(start: date, rules: RuleBook) -> date:
    """The last day of the longest lawful term that began on `start` (JL44-4.3.5)."""
    return last_day_of_term(start, rules.period("JL44-4.3.5", "term").count)


def framework_term_from(start: date, rules: RuleBook) -> date:
    """The last day of the longest lawful framework agreement that began on `start` (E-30)."""
    return last_day_of_term(start, rules.period("E-30", "term").count)


def last_day_of_term(start: date, years: int) -> date:
    """A term's first day counts: one year from 1 January ends on 31 December."""
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)


PREDICATES: Final[Mapping[str, Callable[[Plan, RuleBook], bool]]] = {
    "always": lambda _plan, _rules: True,
    "service_items": _service_items,
    "inside_gpl": inside_gpl,
    "below_limit": lambda plan, rules: not inside_gpl(plan, rules),
    "above_open_tender": _above_open_tender,
    "multi_year": _multi_year,
    "township_buyer": lambda plan, _rules: plan.buyer.level == "township",
    "county_coordinated": lambda plan, _rules: plan.county_coordinated,
    "unearmarked_funds": lambda plan, _rules: any(not line.earmarked for line in plan.funding),
    "art11": _art11,
    "single_source": lambda plan, _rules: plan.method == "single_source",
    "sole_supplier_above_threshold": _sole_supplier_above_threshold,
    "large_budget": _large_budget,
    "intention_due": _intention_due,
    "framework": lambda plan, _rules: plan.sets_framework,
    "emergency": lambda plan, _rules: plan.method in EMERGENCY,
    "emergency_direct": lambda plan, _rules: plan.method == EMERGENCY_DIRECT,
}


def gate(given: Given, point: str) -> list[Finding | None]:
    """What must be on record before this point of the procedure is passed, by the rules' own list.  JL44-4.0"""
    plan = given.project.plan
    needs = [_need(given, need) for need in given.rules.gate(point) if PREDICATES[need.when](plan, given.rules)]
    return [*needs, _chain(given, point, needs)]


def chain(project: Project, point: str, rules: RuleBook) -> tuple[chains.Step, ...]:
    """The chain of approval that a project takes before a point of the procedure.  HR-AC"""
    return chains.steps(point, project, rules, lambda name: PREDICATES[name](project.plan, rules))


def _chain(given: Given, point: str, needs: list[Finding | None]) -> Finding | None:
    """Every step of the point's chain is agreed to; what a need has said already is not said twice."""
    step = chains.open_step(given.project, chain(given.project, point, given.rules))
    if step is None:
        return None
    said = {f.field for f in needs if f is not None}
    missing = [k for k in chains.open_kinds(given.project, step) if k not in said]
    titles = "、".join(given.rules.approval(k).title for k in missing)
    return require(given, chains.RULE, not missing, f"审批链未完成：尚待{titles}", field=point, missing=missing)


def _guidance(given: Given, need: Need) -> Finding | None:
    """The county's word is on record and answered; its silence is noted and stands in nobody's way.  JL44-1.2, JL44-1.3"""
    wanting = guidance.wanting(given.project, given.rules, given.at.date())
    if wanting is None:
        return None
    found = finding(given, need.clause, wanting.reason, field=need.what, remedy=wanting.remedy)
    return found.model_copy(update={"blocks": False}) if found and wanting.silent else found


def _simplified(given: Given, need: Need) -> bool:
    """Urgency that nobody could foresee, with its evidence on record, excuses what N22-13 lists."""
    rules, project = given.rules, given.project
    if not (rules.has("N22-13", "simplifies") and need.what in rules.kinds("N22-13", "simplifies")):
        return False
    urgent = project.plan.method_ground in rules.kinds("N22-13", "grounds")
    shown = (
        "urgency_evidence" in project.approval.preparations or project.approval.agreed("emergency_event") is not None
    )
    return urgent and shown


def _need(given: Given, need: Need) -> Finding | None:
    project = given.project
    match need.form:
        case "preparation":
            done = project.approval.preparations.get(need.what)
            if done is None and _simplified(given, need):
                return None
            if done is None:
                return finding(given, need.clause, f"尚未登记：{need.title}", field=need.what)
            if need.min_count is not None and (done.count or 0) < need.min_count:
                return finding(
                    given, need.clause, f"{need.title}不少于{need.min_count}，现为{done.count or 0}", field=need.what
                )
            return None
        case "approval" if need.what == "takeover_plan_approval":
            # given by a command of its own, and gone again when the plan is changed
            approved = project.takeover.approved_on is not None
            return require(given, need.clause, approved, f"尚未取得：{need.title}", field=need.what)
        case "approval" if need.what == "county_guidance":
            return _guidance(given, need)
        case "approval":
            agreed = project.approval.agreed(need.what)
            if agreed is None:
                return finding(given, need.clause, f"尚未取得：{need.title}", field=need.what)
            if chains.lapsed(project, agreed):
                version = project.planning.version
                reason = f"{need.title}针对计划第{agreed.plan_version}版，现为第{version}版，须重新作出"
                return finding(given, need.clause, reason, field=need.what, plan_version=version)
            if "author" in need.other_than and agreed.act is None and agreed.by == project.planning.author:
                return finding(given, need.clause, f"{need.title}须由编制人以外的人作出", field=need.what)
            return None
        case "notice":
            if project.publication.shown(need.what) is None:
                return finding(given, need.clause, f"尚未公告：{need.title}", field=need.what)
            return None
        case "answer":
            answered = {a.clause for a in project.plan.negative_list}
            missing = [c for c in given.rules.kinds(need.clause, "items") if c not in answered]
            return require(
                given, need.clause, not missing, f"{need.title}：尚未逐项回答", field=need.what, missing=missing
            )
