"""One page of a takeover, to be read aloud on the telephone: who must act by when, who is not served and since when.  JL44-4.4.3c"""

from typing import TYPE_CHECKING, Any, Final

from commandline.citing import show_citations
from commandline.output import due, table, when, yuan
from commandline.page import refusals, span_left
from commandline.standing import cited_on, waiting_each
from commandline.takeover_words import ITEMS, OUTCOMES, ROUTES, STATUSES, answered_by, grounds
from domain.capitals import capitals

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from commandline.standing import Standing
    from domain.takeover.state import Takeover

ONE_BY_ONE: Final = 12  # recipients named on the page; the rest is counted, and told by --each
NEXT_STEPS: Final = 3


def takeover_page(out: "Console", standing: "Standing", agenda: list[dict[str, Any]], *, each: bool = False) -> None:
    """The page of a takeover; `each`: every recipient's own hours."""
    from domain.takeover.state import Takeover

    takeover = standing.state
    assert isinstance(takeover, Takeover)
    _head(out, standing, takeover)
    if takeover.ended is None:
        _first(out, standing, takeover, agenda)
    _by_grade(out, standing, takeover)
    _warnings(out, standing, takeover)
    _agenda(out, standing, agenda)
    _providers(out, takeover)
    _handed_over(out, standing, takeover)
    _one_by_one(out, standing, each=each)
    refusals(out, takeover.watch.refusals, standing.names)
    show_citations(out, cited_on(standing))


def _head(out: "Console", standing: "Standing", takeover: "Takeover") -> None:
    drill = "〔演练〕" if takeover.drill else ""
    out.print(f"{drill}临时接管 {standing.id}  {STATUSES.get(takeover.status, takeover.status)}", style="bold")
    if standing.title:
        out.print(standing.title)
    version = "" if standing.version == standing.of else f"（共 {standing.of} 版）"
    out.print(
        f"{when(standing.now)} 的情况（北京时间）；第 {standing.version} 版{version}，最后一次办理在 {when(standing.last_at)}",
        style="dim",
    )
    if (opened := takeover.opened) is not None:
        title = grounds(standing.rules).get(opened.ground, "")
        out.print(f"情形 {opened.ground}{f'（{title}）' if title else ''}：{opened.facts}")
    if (ended := takeover.ended) is not None:
        out.print(f"{ended.on} 结束：{OUTCOMES.get(ended.outcome, ended.outcome)}；{ended.reasons}", style="bold")


def _first(out: "Console", standing: "Standing", takeover: "Takeover", agenda: list[dict[str, Any]]) -> None:
    """The one line that matters at night."""
    for shift in takeover.roster.shifts:
        if shift.from_at <= standing.now < shift.until_at:
            out.print(f"现在值班：{shift.name}（至 {when(shift.until_at)}）")
    if takeover.opened is not None and not takeover.roster.on_duty(standing.now):
        people = "、".join(standing.names.get(p, p) for p in takeover.opened.plan.deciders)
        out.print(f"{'此刻无人值班；' if takeover.roster.shifts else ''}预案的决策人：{people}")
    if agenda:
        item = agenda[0]
        words = f"最先：{item['title']}，{due(item['due'])} 之前（{span_left(item)}），由{item['who_title']}办理"
        out.print(words, style="bold red" if item["hours_left"] < 24 else "bold yellow")


def _by_grade(out: "Console", standing: "Standing", takeover: "Takeover") -> None:
    from domain.takeover.bridge.agenda import cover_due

    opened = takeover.opened
    if opened is None or not opened.without_provider:
        return
    missing = takeover.uncovered
    made = table("谁还没有人服务", "等级", "仍无人服务", "已恢复", "不再需要", "自", "至", "中断", "恢复期限")
    for grade in sorted(opened.without_provider):
        since, until = takeover.gap(grade)
        open_ = bool(missing.get(grade))
        made.add_row(
            grade,
            f"{missing.get(grade, 0)} 人",
            f"{takeover.covered_of(grade)} 人",
            f"{takeover.people.gone(grade)} 人",
            when(since),
            "" if until is None else when(until),
            f"{hours_between(since, until or standing.now)} 小时",
            due(cover_due(takeover, grade, standing.rules)) if open_ else "✓",
            style="bold red" if open_ else None,
        )
    out.print(made)


def hours_between(since: "datetime", until: "datetime") -> int:
    """Whole hours, begun ones counted; never below none."""
    return max(0, -int((since - until).total_seconds() // 3600))


def _warnings(out: "Console", standing: "Standing", takeover: "Takeover") -> None:
    if takeover.ended is not None:
        return
    if takeover.start.alone:
        out.print("先行启动，尚待另一人追认：不得新增支出", style="bold red")
    if takeover.stranded:
        routes = "、".join(ROUTES.get(r, r) for r in standing.rules.kinds("HR-TK-11", "routes"))
        out.print(f"▲ 接管单位均未接受。可用途径：{routes}；以 propose-standby 增补", style="bold red")
    if takeover.covered is not None and not takeover.uncovered:
        hours = "，".join(f"{g} 级 {h} 小时" for g, h in sorted(takeover.covered.hours.items()))
        out.print(f"✓ 全部恢复服务，中断时长：{hours}", style="bold green")


def _agenda(out: "Console", standing: "Standing", agenda: list[dict[str, Any]]) -> None:
    if not agenda:
        out.print("没有待办期限。", style="dim")
        return
    made = table("待办", "期限", "", "事项", "由谁", "依据")
    for item in agenda:
        hours = item["hours_left"]
        style = "bold red" if hours < 0 else "yellow" if hours < 24 else None
        made.add_row(due(item["due"]), span_left(item), item["title"], item["who_title"], item["rule"], style=style)
    out.print(made)
    steps = dict.fromkeys(c for item in agenda if (c := answered_by(standing.id, item["key"])) is not None)
    for command in list(steps)[:NEXT_STEPS]:
        out.print(f"  → {command}", style="bold")


def _providers(out: "Console", takeover: "Takeover") -> None:
    if not takeover.standbys:
        return
    made = table("接管单位", "编号", "名称", "路径", "可承接", "询问", "答复", "委托", "金额")
    for standby in takeover.standbys:
        key = standby.key
        asked, engaged = takeover.asked.get(key), takeover.engaged.get(key)
        accepted = takeover.accepted.get(key)
        word = (
            "已委托"
            if engaged
            else "同意"
            if accepted
            else "未接受"
            if key in takeover.turned_down
            else "待答复"
            if asked
            else "尚未询问"
        )
        can = (accepted.can_serve if accepted else None) or standby.capacity
        made.add_row(
            key,
            standby.name,
            ROUTES.get(standby.route, standby.route),
            "，".join(f"{g} 级 {n}" for g, n in sorted(can.items())),
            when(asked.asked_at) if asked else "",
            word,
            f"{engaged.starts_on} 至 {engaged.ends_on}" if engaged else "",
            f"{yuan(engaged.amount_yuan)} 元（{capitals(engaged.amount_yuan)}）" if engaged else "",
        )
    out.print(made)


def _handed_over(out: "Console", standing: "Standing", takeover: "Takeover") -> None:
    """From the first engagement on: what of the old supplier's things is still missing, and who was told."""
    if not takeover.engaged:
        return
    needed = (*standing.rules.kinds("HR-TK-04", "handover_parts"), "data_certificate", "final_account")
    done = {item for item, record in takeover.handover.items() if not record.refused}
    refused = [ITEMS.get(i, i) for i, record in takeover.handover.items() if record.refused]
    missing = [ITEMS.get(item, item) for item in needed if item not in done]
    out.print(
        f"交接：已收 {len(done)} 项，尚缺 {'、'.join(missing) or '无'}"
        + (f"；拒绝交出 {'、'.join(refused)}" if refused else "")
    )
    weeks = "、".join(str(week) for week in sorted(takeover.reports)) or "无"
    out.print(f"已告知 {takeover.told} 人；已报第 {weeks} 周；服务对象名单 {len(takeover.people.listed)} 人")


def _one_by_one(out: "Console", standing: "Standing", *, each: bool) -> None:
    """Those who wait first, the gravest grade first; by count alone where nobody named who was served again."""
    rows = waiting_each(standing)
    if not rows:
        return
    order = sorted(rows.items(), key=lambda r: (r[1]["until"] is not None, r[1]["grade"], r[0]))
    shown = order if each else [r for r in order if r[1]["until"] is None][:ONE_BY_ONE]
    if shown:
        made = table("逐人中断时长", "编号", "等级", "自", "至", "小时")
        for one, row in shown:
            until = "仍无人服务" if row["until"] is None else when(row["until"])
            note = "（按人数登记）" if row["counted"] else ""
            made.add_row(one, row["grade"], when(row["since"]), until + note, str(row["hours"]))
        out.print(made)
    if len(shown) < len(order):
        out.print(f"名单共 {len(order)} 人，另 {len(order) - len(shown)} 人：--each 逐人列出", style="dim")
