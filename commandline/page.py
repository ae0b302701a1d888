"""One page of a project, for people: where it stands, what is due, what it costs, what went wrong."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from commandline.afterwards import show_archive
from commandline.citing import show_citations
from commandline.notices import notices
from commandline.output import due, table, when, yuan
from commandline.outstanding import outstanding, show_outstanding
from commandline.standing import cited_on
from domain.capitals import capitals

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.standing import Standing
    from domain.planning.messages import Plan
    from domain.project import Project


def project_page(out: "Console", standing: "Standing", told: dict[str, Any]) -> None:
    """The page of a project."""
    from domain.project import Project

    project = standing.state
    assert isinstance(project, Project)
    plan = project.planning.plan or (project.contract.opened.plan if project.contract.opened else None)
    out.print(plan.title if plan else "（计划被拒绝，等待修改：revise-plan，或放弃：abandon-plan）", style="bold")
    out.print(f"{standing.id}  {_point(standing)}", style="dim")
    out.print(_stepper(project.stage))
    if project.takeover.active:
        active = project.takeover.active.takeover
        out.print(f"▲ 临时接管进行中：{active}（jieli takeover show {active}）", style="bold red")
    if plan:
        method = plan.method
        known = {m.name: m.title for m in standing.rules.methods()}
        _plan(out, plan, known.get(method, method))
    _doubts(out, project)
    _agenda(out, told["agenda"])
    show_outstanding(out, outstanding(project.watch.effects.values()))
    notices(out, project)
    show_contract(out, project)
    _providers(out, project)
    _payments(out, project)
    _takeovers(out, project)
    show_archive(out, told["archive"])
    refusals(out, project.watch.refusals, standing.names)
    show_citations(out, cited_on(standing))


def _point(standing: "Standing") -> str:
    whole = "" if standing.version == standing.of else f"（共 {standing.of} 版）"
    return f"第 {standing.version} 版{whole}，至 {when(standing.last_at)}（北京时间）"


def _stepper(stage: str) -> str:
    """The guide's stages in order, the present one marked."""
    from domain.values import ORDER, STAGE_TITLES

    if stage == "closed":
        return " → ".join(f"✓{STAGE_TITLES[s]}" for s in ORDER) + " → 【已结项】"
    place = "contract" if stage == "framework" else stage
    here = ORDER.index(next(s for s in ORDER if s == place)) if place in ORDER else 0
    marks = [f"✓{STAGE_TITLES[s]}" if n < here else STAGE_TITLES[s] for n, s in enumerate(ORDER)]
    marks[here] = f"【{STAGE_TITLES[stage]}】"
    return " → ".join(marks)


def _money(amount: Decimal) -> str:
    return f"{yuan(amount)} 元（{capitals(amount)}）"


def _doubts(out: "Console", project: "Project") -> None:
    """Words of the plan that a person has to look at before the project is determined."""
    if project.stage != "planning" or not project.planning.unanswered:
        return
    made = table("待回答的疑点（answer-suspicion）", "疑点", "条款", "字样", "位置")
    for doubt in project.planning.unanswered:
        made.add_row(doubt.key, doubt.clause, doubt.words, doubt.where)
    out.print(made)


def _plan(out: "Console", plan: "Plan", method: str) -> None:
    made = table("", "", "")
    made.show_header = False
    made.add_row("采购单位", f"{plan.buyer.name}（{plan.buyer.division}）")
    made.add_row("事项", "；".join(f"{i.code} {i.description}（{i.quantity:f} {i.unit}）" for i in plan.items))
    made.add_row("期限", f"{plan.starts_on} 至 {plan.ends_on}")
    made.add_row("预算", _money(plan.budget_yuan))
    made.add_row("采购方式", method)
    if plan.recipients:
        made.add_row(
            "服务对象", "，".join(f"{grade} 级 {count} 人" for grade, count in sorted(plan.recipients.items()))
        )
    out.print(made)


def _agenda(out: "Console", agenda: list[dict[str, Any]]) -> None:
    if not agenda:
        out.print("没有待办期限。", style="dim")
        return
    made = table("待办", "期限", "", "事项", "依据", "由谁", "")
    for item in agenda:
        left = item["working_days_left"]
        style = "bold red" if item["hours_left"] < 0 else "yellow" if left <= 3 else None
        mark = "暂估：该年放假通知未公布" if item["estimated"] else ""
        made.add_row(
            due(item["due"]), span_left(item), item["title"], item["rule"], item["who_title"], mark, style=style
        )
    out.print(made)


def show_contract(out: "Console", project: "Project") -> None:
    from domain.closing.account import paid_yuan
    from domain.payment.due import paid_before_yuan

    terms = project.contract.terms
    if terms is None:
        return
    signed = f"，{project.contract.signed_on} 签订" if project.contract.signed_on else ""
    out.print(
        f"合同 {terms.number}（{terms.supplier_name}）{signed}，{terms.starts_on} 至 {terms.ends_on}", style="bold"
    )
    before = paid_before_yuan(project)
    brought = f"（其中迁入前 {yuan(before)} 元）" if before else ""
    out.print(f"合同金额 {_money(project.contract.amount_yuan)}；已支付 {_money(paid_yuan(project))}{brought}")


def _providers(out: "Console", project: "Project") -> None:
    """Of a framework: its providers, what each can still take, and what those served say of it.  E-31"""
    framework = project.bidding.framework
    for supplier, provider in framework.providers.items():
        agreed = provider.agreement
        state = (
            "已退出"
            if provider.left_on
            else "已清退"
            if provider.removed_on
            else "待签订"
            if agreed is None
            else "入围"
        )
        taken = len(framework.given_to(supplier))
        rating = f"{provider.rating} 分" if provider.rating is not None else "尚无评价"
        out.print(f"{state} {provider.name}：单价 {yuan(provider.price_yuan)} 元，合同 {taken} 份，用户评价 {rating}")


def _payments(out: "Console", project: "Project") -> None:
    if not project.payment.ordered and not project.payment.invoices:
        return
    made = table("支付", "支付", "周期", "金额（元）", "状态", "日期")
    for key, order in project.payment.ordered.items():
        paid = project.payment.made.get(key)
        state = "已支付" if paid else "已退回" if key in project.payment.ended else "办理中"
        made.add_row(key, order.period, yuan(order.amount_yuan), state, str(paid.paid_on if paid else order.on))
    for invoice in project.payment.unpaid_invoices:
        made.add_row(f"发票 {invoice.number}", invoice.period, yuan(invoice.amount_yuan), "未付", str(invoice.on))
    out.print(made)


def _takeovers(out: "Console", project: "Project") -> None:
    if not project.takeover.triggered:
        return
    from commandline.takeover_words import OUTCOMES

    made = table("临时接管", "编号", "情形", "启动", "结果")
    for id, triggered in project.takeover.triggered.items():
        closed = project.takeover.closed.get(id)
        made.add_row(
            id,
            triggered.ground,
            when(triggered.at),
            OUTCOMES.get(closed.outcome, closed.outcome) if closed else "进行中",
        )
    out.print(made)


def refusals(out: "Console", refused: Sequence[Any], names: Mapping[str, str] = MappingProxyType({})) -> None:
    """The commands that were refused, the last ten, with the names of who sent them."""
    from domain.messages import COMMANDS

    if not refused:
        return
    made = table(f"被拒绝的行为（{len(refused)}）", "行为", "条款", "原因", "由谁")
    for one in refused[-10:]:
        kind = COMMANDS.get(one.command)
        made.add_row(kind.zh if kind else one.command, one.clause, one.reason, names.get(one.actor, one.actor))
    out.print(made)


def span_left(item: dict[str, Any]) -> str:
    """How long is left: in hours within three days, else in working days; what has passed is said to have passed."""
    hours = item["hours_left"]
    if hours < 0:
        late = -item["working_days_left"]
        return f"已逾期 {-hours} 小时" if hours > -72 else f"已逾期 {late} 个工作日"
    return f"剩 {hours} 小时" if hours < 72 else f"剩 {item['working_days_left']} 个工作日"
