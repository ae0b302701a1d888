"""`jieli law check`: a plan held against the law, and what lies ahead of it.  Needs no server.  JL44-3, JL44-4.0, HR-AC"""

from typing import TYPE_CHECKING, Any

from commandline.citing import citations, show_citations
from commandline.exits import DONE, REFUSED
from commandline.law_options import On, PlanFile, as_planned, plan_of
from commandline.options import Data, Json, day
from commandline.output import answer, table, yuan

if TYPE_CHECKING:
    from rich.console import Console

    from domain.chains import Step
    from domain.planning.ahead import Ahead
    from domain.planning.messages import Plan
    from domain.rulebook import Need, RuleBook


def check(
    plan: PlanFile,
    on: On = None,
    data: Data = None,  # noqa: ARG001 - every command takes it
    as_json: Json = False,
) -> int:
    """计划是否合规：一次列出全部问题与疑点，以及今后要备齐的材料和审批；有不能通过的，退出码为 1（all findings at once）。"""
    import law
    from domain.authority import placed
    from domain.planning.ahead import ahead
    from domain.planning.findings import plan_findings
    from domain.planning.traps import suspicions

    when = day(on, "--on")
    parsed = plan_of(plan)
    rules = law.load().rulebook(parsed.buyer.division, when)
    given = as_planned(rules, when)
    found = [f.model_dump() for f in plan_findings(parsed, given) if f is not None]
    found.sort(key=lambda f: not f["blocks"])
    blocks = any(f["blocks"] for f in found)
    somewhere = placed(given) is None
    doubts = [s.model_dump() for s in suspicions(parsed, rules)]
    told = {
        "title": parsed.title,
        "division": parsed.buyer.division,
        "on": when,
        "edition": rules.edition,
        "passes": not blocks,
        "findings": found,
        "suspicions": doubts,
        "citations": citations([f["clause"] for f in (*found, *doubts)], rules),
        "amount": _amount(parsed, rules) if somewhere else None,
        "ahead": [_ahead(point, rules) for point in ahead(parsed, rules)] if somewhere else [],
    }

    def shown(out: "Console") -> None:
        out.print(f"{parsed.title}（{parsed.buyer.name}，{when}）", style="bold")
        _shown(out, told)
        verdict = "✗ 按此计划启动会被拒绝" if blocks else "✓ 计划可以启动"
        out.print(verdict, style="bold red" if blocks else "bold green")

    answer(told, shown, as_json=as_json)
    return REFUSED if blocks else DONE


def _amount(plan: "Plan", rules: "RuleBook") -> dict[str, Any]:
    """Where the budget stands between the two amounts that decide the procedure.  R-M04"""
    from domain.forms import inside_gpl, procurement_limit

    threshold = rules.yuan("R-M04", "open_tender")
    return {
        "clause": "R-M04",
        "budget_yuan": plan.budget_yuan,
        "limit_yuan": procurement_limit(plan, rules),
        "open_tender_yuan": threshold,
        "inside_gpl": inside_gpl(plan, rules),
        "reaches_open_tender": plan.budget_yuan >= threshold,
    }


def _ahead(point: "Ahead", rules: "RuleBook") -> dict[str, Any]:
    from domain.planning.ahead import POINTS

    return {
        "point": point.point,
        "title": POINTS[point.point],
        "needs": [_need(need, rules) for need in point.needs],
        "chain": [_step(step, rules) for step in point.chain],
    }


def _need(need: "Need", rules: "RuleBook") -> dict[str, Any]:
    return {
        "what": need.what,
        "form": need.form,
        "title": need.title,
        "clause": need.clause,
        "by": _by(need.what, rules) if need.form == "approval" else [],
        "parts": list(rules.kinds(*need.parts)) if need.parts and rules.has(*need.parts) else [],
        "min_count": need.min_count,
    }


def _step(step: "Step", rules: "RuleBook") -> dict[str, Any]:
    kinds = [{"kind": k, "title": rules.approval(k).title, "by": _by(k, rules)} for k in step.kinds]
    return {"kinds": kinds, "when": step.when, "from_yuan": step.from_yuan, "clause": "HR-AC"}


def _by(kind: str, rules: "RuleBook") -> list[str]:
    """Who may give an approval: roles in the system, and outside bodies whose document is registered."""
    from domain.planning.ahead import approval_of
    from domain.values import ROLE_TITLES

    approval = approval_of(kind, rules)
    if approval is None:
        return []
    titles: dict[str, str] = {str(role): title for role, title in ROLE_TITLES.items()}
    roles = [titles.get(role, role) for role in approval.roles]
    return [*roles, *(body for body in approval.outside_bodies if not any(body.startswith(role) for role in roles))]


# ---------------------------------------------------------------- for people


def _shown(out: "Console", told: dict[str, Any]) -> None:
    from commandline.outcome import findings_table

    if told["findings"]:
        out.print(findings_table(told["findings"]))
    if told["suspicions"]:
        out.print(_suspicions(told["suspicions"]))
    show_citations(out, told["citations"])
    if told["amount"]:
        out.print(_amount_words(told["amount"]))
    if told["ahead"]:
        out.print(_ahead_table(told["ahead"]))


def _suspicions(doubts: list[dict[str, Any]]) -> Any:
    made = table("疑点（须由复核人或负责人回答，不因此拒绝）", "条款", "字样", "位置")
    for doubt in doubts:
        made.add_row(doubt["clause"], doubt["words"], doubt["where"])
    return made


def _amount_words(amount: dict[str, Any]) -> str:
    limit, tender = yuan(amount["limit_yuan"]), yuan(amount["open_tender_yuan"])
    track = f"已达采购限额标准 {limit}" if amount["inside_gpl"] else f"未达采购限额标准 {limit}，不属于政府采购"
    reach = "已达" if amount["reaches_open_tender"] else "未达"
    return f"预算 {yuan(amount['budget_yuan'])} 元：{track}；{reach}公开招标数额标准 {tender}（{amount['clause']}）"


def _ahead_table(points: list[dict[str, Any]]) -> Any:
    made = table("今后须备齐（现在不因此拒绝）", "何时", "事项", "依据", "由谁", "内容")
    forms = {"preparation": "材料", "approval": "审批", "notice": "公告", "answer": "答复"}
    for point in points:
        when = point["title"]
        for need in point["needs"]:
            by = "、".join(need["by"])
            least = f"；不少于 {need['min_count']}" if need["min_count"] else ""
            parts = f"{len(need['parts'])} 项内容" if need["parts"] else ""
            made.add_row(
                when, f"{forms[need['form']]}：{need['title']}", need["clause"], by, (parts + least).strip("；")
            )
            when = ""
        if point["chain"]:
            steps = (" + ".join(kind["title"] for kind in step["kinds"]) for step in point["chain"])
            made.add_row(when, f"审批链：{' → '.join(steps)}", "HR-AC", "", "")
    return made
