"""The account of a project on a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from audit.account import Chapter, Explanation, Line, TakeoverAccount
from audit.words import VALUES, yuan


def render(account: Explanation) -> RenderableType:
    """The whole account, for rich."""
    return Group(*_parts(account))


def _parts(account: Explanation) -> Iterator[RenderableType]:
    yield Text(f"{account.title}　{account.project}", style="bold")
    supplier = f"　承接主体：{account.supplier}" if account.supplier else ""
    yield Text(f"购买主体：{account.buyer}{supplier}　阶段：{account.stage}")
    counts = f"拒绝 {account.refusals} 次，提示 {account.warnings} 次，补录 {account.late_entries} 件"
    departures = f"；原则上条款的例外：{'、'.join(account.departures)}" if account.departures else ""
    yield Text(f"{counts}{departures}")
    for chapter in account.chapters:
        yield _chapter(chapter)
    yield _money(account)
    for takeover in account.takeovers:
        yield _takeover(takeover)
    yield Text(f"法规版本（摘要前缀）：{'、'.join(account.editions)}", style="dim")
    for remark in account.remarks:
        yield Text(f"注：{remark}", style="yellow")


def _chapter(chapter: Chapter) -> Table:
    table = Table(title=chapter.title, title_justify="left", title_style="bold", expand=True)
    table.add_column("位置", justify="right", no_wrap=True)
    table.add_column("时间（北京）", no_wrap=True)
    table.add_column("何人")
    table.add_column("何事", ratio=1)
    table.add_column("依据")
    table.add_column("版本·摘要", no_wrap=True)
    for line in chapter.lines:
        who = f"{line.name}（{line.role}）" if line.role and line.role != line.name else line.name
        style = "red" if line.refused else None
        table.add_row(
            str(line.pos), f"{line.at:%Y-%m-%d %H:%M}", who, _what(line), line.clause or "", _proof(line), style=style
        )
    return table


def _what(line: Line) -> Text:
    text = Text(line.title, style="bold")
    if line.late:
        text.append(f"　补录：发生于 {line.occurred_on}", style="yellow")
    if line.says:
        text.append(f"\n{line.says}", style="not bold")
    for following in line.follows:
        text.append(f"\n{following}", style="not bold cyan")
    return text


def _proof(line: Line) -> str:
    return f"{line.edition[:6]}·{line.hash[:8]}"


def _money(account: Explanation) -> Table:
    money = account.money
    table = Table(title="资金", title_justify="left", title_style="bold")
    table.add_column("项目")
    table.add_column("金额", justify="right")
    rows = {
        "预算": money.budget_yuan,
        "已落实": money.reserved_yuan,
        "合同": money.contract_yuan,
        "验收应付": money.payable_yuan,
        "扣减": money.deducted_yuan,
        "已支付": money.paid_yuan,
        "其中迁入前已付": money.paid_before_yuan,
    }
    for title, amount in rows.items():
        table.add_row(title, yuan(amount) if amount is not None else "—")
    return table


def _takeover(takeover: TakeoverAccount) -> Table:
    table = Table(title=f"临时接管 {takeover.takeover}", title_justify="left", title_style="bold")
    table.add_column("项目")
    table.add_column("内容")
    table.add_row("情形", takeover.ground)
    table.add_row("服务中断自", f"{takeover.gap_since:%Y-%m-%d %H:%M}")
    table.add_row("报警", f"{takeover.opened_at:%Y-%m-%d %H:%M}")
    table.add_row("决定", f"{takeover.decided_at:%Y-%m-%d %H:%M}" if takeover.decided_at else "—")
    table.add_row("依次询问", "、".join(takeover.asked) or "—")
    table.add_row("接管单位", takeover.provider or "—")
    table.add_row("接管费用", yuan(takeover.engaged_yuan))
    for grade in takeover.covered:
        waited = f"{grade.hours} 小时后恢复服务" if grade.hours is not None else "尚未全部恢复"
        table.add_row(f"{grade.grade} 级 {grade.recipients} 人", waited)
    outcome = VALUES["outcome"].get(takeover.outcome or "", takeover.outcome or "进行中")
    table.add_row("结局", f"{outcome}（{takeover.ended_on}）" if takeover.ended_on else outcome)
    return table
