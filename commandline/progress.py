"""How a contract's service goes, on one page for the monthly meeting.  JL44-4.5.2a, HR-MO-1"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from commandline.exits import wrong_use
from commandline.output import plain, table, yuan

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.standing import Standing

_STYLES: Final = {"达标": None, "预警": "yellow", "未达标": "bold red"}
_RESULTS: Final = {
    None: "未验收",
    "passed": "合格",
    "passed_with_deduction": "扣减后合格",
    "failed": "不合格",
    "brought_in": "迁入前已验收",
}


def progress_document(standing: "Standing", period: str | None) -> dict[str, Any]:
    """Ready for JSON, and for the page.  Exit 2 where there is no contract, or no such period."""
    from domain.performance.progress import progress
    from domain.project import Project

    project = standing.state
    assert isinstance(project, Project)
    terms = project.contract.terms
    if terms is None:
        raise wrong_use(f"{standing.id} 尚未签订合同，没有可以监控的进度")
    told = progress(project, standing.rules, standing.today)
    known = [p.key for p in told.periods]
    if period is not None and period not in known:
        raise wrong_use(f"--period：合同中没有履约期“{period}”；有：{'、'.join(known)}")
    shown = [p for p in told.periods if period in (None, p.key)]
    return {
        "project_id": standing.id,
        "title": plan.title if (plan := project.plan_on_record) else None,
        "supplier": terms.supplier_name,
        "on": told.on,
        "periods": [_period(p) for p in shown],
        "open_orders": [plain(order) for order in told.open_orders],
        "inspections": told.inspections,
        "incidents_open": told.incidents_open,
        "money": {
            name: sum((getattr(p, name) for p in shown), start=Decimal("0.00"))
            for name in ("planned_yuan", "invoiced_yuan", "paid_yuan")
        },
    }


def _period(period: Any) -> dict[str, Any]:
    told: dict[str, Any] = plain(period)
    for line, target in zip(told["targets"], period.targets, strict=True):
        line |= {"actual": plain(target.actual), "apart": target.apart}
    return told


def progress_page(out: "Console", told: dict[str, Any]) -> None:
    """One page: targets, reports, money, what stands open."""
    out.print(f"{told['title']}　{told['supplier']}", style="bold")
    out.print(f"{told['project_id']}  截至 {told['on']}", style="dim")
    _targets(out, told["periods"])
    _reports(out, told["periods"])
    _money(out, told)
    _open(out, told)


def _targets(out: "Console", periods: list[dict[str, Any]]) -> None:
    made = table("目标完成（HR-MO-1）", "履约期", "目标", "全期计划", "至今应完成", "实际", "完成率", "", "服务记录")
    for period in periods:
        for one in period["targets"]:
            ratio = f"{Decimal(one['ratio']):.1%}" if one["ratio"] is not None else "—"
            rows = "—" if one["recorded"] is None else one["recorded"]
            rows += "　与报告不符" if one["apart"] else ""
            band = one["band"] or ("未开始" if not period["begun"] else "未报")
            style = _STYLES.get(one["band"] or "")
            cells = (period["key"], one["name"], one["planned"], one["by_now"], one["actual"], ratio, band, rows)
            made.add_row(*cells, style=style)
    out.print(made)


def _reports(out: "Console", periods: list[dict[str, Any]]) -> None:
    made = table("报告、检查和验收", "履约期", "服务报告", "财务报告", "检查", "补录（行）", "人月：确认／报告", "验收")
    for period in periods:
        if not period["begun"]:
            continue
        agreed, billed = period["months_agreed"] or "—", period["months_billed"] or "—"
        late = period["service_report"]["late_days"] or period["financial_report"]["late_days"]
        made.add_row(
            period["key"],
            _handed(period["service_report"], period),
            _handed(period["financial_report"], period),
            str(period["inspections"]),
            str(period["rows_late"]),
            f"{agreed}／{billed}",
            _RESULTS[period["accepted"]],
            style="yellow" if late else None,
        )
    out.print(made)


def _handed(report: dict[str, Any], period: dict[str, Any]) -> str:
    late = f"，逾期 {report['late_days']} 日" if report["late_days"] else ""
    if report["on"] is not None:
        return f"{report['on']}{late}"
    return "—" if period["accepted"] == "brought_in" else f"未报（{report['due']} 前）{late}"


def _money(out: "Console", told: dict[str, Any]) -> None:
    made = table("资金（元）", "履约期", "计划", "已开票", "已支付")
    names = ("planned_yuan", "invoiced_yuan", "paid_yuan")
    for period in told["periods"]:
        made.add_row(period["key"], *(yuan(period[name]) for name in names))
    made.add_row("合计", *(yuan(told["money"][name]) for name in names), style="bold")
    out.print(made)


def _open(out: "Console", told: dict[str, Any]) -> None:
    if told["open_orders"]:
        made = table("未了的整改", "编号", "问题", "期限", "", "复查未通过")
        for order in told["open_orders"]:
            state = "待复查" if order["reported"] else "已逾期" if order["overdue"] else "整改中"
            style = "bold red" if order["overdue"] else None
            made.add_row(order["key"], order["finding"], order["due"], state, f"{order['failed']} 次", style=style)
        out.print(made)
    else:
        out.print("没有未了的整改。", style="dim")
    out.print(f"检查共 {told['inspections']} 次；未结的事件 {told['incidents_open']} 件")
