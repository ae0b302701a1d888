"""`jieli records compare`: the roster against the rows; what was found, and drafts of deductions ready to send.

HR-RO-3, HR-PY-3, JL44-4.5.2a
"""

import json
import shlex
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import uuid4

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.facts import Facts
from commandline.options import As, Data, Json, settings_of
from commandline.output import answer, plain, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from commandline.connection import Connection
    from domain.project import Project
    from records.comparing import Comparison
    from records.drafting import Draft
    from settings import Settings

Of = Annotated[str, typer.Argument(metavar="PROJECT", help="项目编号")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="逐人写成 *.xlsx 或 *.csv（只有编号）")
]
FindingKey = Annotated[
    str | None, typer.Option("--finding", metavar="KEY", help="以监督检查或审计人员身份登记为监督发现（编号）")
]
HEADINGS: Final = {
    "recipient": "服务对象",
    "grade": "等级",
    "township": "乡镇",
    "frequency": "频次",
    "days_due": "应服务天数",
    "expected": "应服务次数",
    "done": "完成",
    "not_home": "不在家",
    "refused": "拒绝",
    "missed": "未服务",
    "short": "缺少",
}


def compare(
    project: Of,
    period: Annotated[str | None, typer.Option("--period", metavar="KEY", help="合同的履约期")] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="或者一个月份")] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="只算这些种类：visit · call · meal · escort；可重复，默认全部")
    ] = None,
    propose: Annotated[bool, typer.Option("--propose", help="以经办人身份提出列出的扣款（否则只印出指令）")] = False,
    finding: FindingKey = None,
    output: Output = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """名册与服务记录对照：应服务与实际、覆盖率、不应服务而计的、多付的及扣款草案（roster against rows）。"""
    from commandline.streams import check_project_id
    from domain.performance.records.messages import RECORD_KINDS

    check_project_id(project)
    if (period is None) == (month is None):
        raise wrong_use("写明 --period 履约期，或者 --month 2026-03，二者之一")
    if unknown := [k for k in kind or () if k not in RECORD_KINDS]:
        raise wrong_use(f"--kind：没有“{unknown[0]}”；可选：{'、'.join(RECORD_KINDS)}")
    _check_output(output)
    wanted = _Wanted(project, period, checked_month(month), tuple(kind or RECORD_KINDS), propose, finding, actor)
    told = run(_compare(settings_of(data), wanted))
    _write(output, [[_cell(line[name]) for name in HEADINGS] for line in told["lines"]])
    answer(told, lambda out: _show(out, told), as_json=as_json)
    refused = any(act["refusal"] for act in told["acts"])
    return REFUSED if refused else DONE


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the person asked for."""

    project: str
    period: str | None
    month: str | None
    kinds: tuple[str, ...]
    propose: bool
    finding: str | None
    actor: str | None


async def _compare(settings: "Settings", wanted: _Wanted) -> dict[str, Any]:
    from commandline.bid_round import project_of
    from commandline.connection import connected
    from commandline.records_import import period_of, rules_of
    from domain.performance.roster.decide import BILLED
    from domain.performance.roster.state import bounds
    from records.comparing import compare as compared
    from records.drafting import drafts

    async with connected(settings, worker=wanted.propose or wanted.finding is not None) as connection:
        stream, project = await project_of(connection, wanted.project)
        if not project.performance.roster.places:
            raise wrong_use("台账上没有本项目的名册：先由乡镇列入（jieli recipient enrol 项目）")
        if wanted.month is not None:
            first, last = bounds(wanted.month)
        else:
            period = period_of(project, str(wanted.period))
            first, last = period.starts_on, period.ends_on
        roster, rules = project.performance.roster, rules_of(project, stream)
        told = await compared(connection.held.pool, stream, roster, first, last, wanted.kinds)
        names = rules.kinds(BILLED, "person_months") if rules.knows(BILLED) else ()
        found = _document(project, told, names) | {"project_id": wanted.project}
        proposed = drafts(project, told, names)
        evidence = json.dumps(plain(found), ensure_ascii=False, indent=1).encode()
        found["drafts"] = [plain(d) | {"command": _command(wanted.project, d)} for d in proposed]
        found["acts"] = []
        if wanted.propose:
            found["acts"] += [await _propose(connection, wanted, d, evidence) for d in proposed if _ready(d)]
        if wanted.finding is not None:
            about = f"{first}至{last}名册与服务记录对照：{_summary(found)}"
            found["acts"].append(
                await record(connection, wanted.project, wanted.finding, about, evidence, wanted.actor)
            )
        return found


def _document(project: "Project", told: "Comparison", person_month_names: Any) -> dict[str, Any]:
    """Everything that was found, by pseudonym."""
    roster = project.performance.roster
    spoken = list(project.performance.reports.values())
    claimed = {
        r.period: {name: f"{value:f}" for name, value in r.figures.items() if name in person_month_names}
        for r in spoken
    }
    return {
        "first": told.first,
        "last": told.last,
        "grades": told.grades,
        "person_months": {"due": roster.person_months(told.first, told.last), "reported": claimed},
        "not_due": told.not_due,
        "overpaid": [o.model_dump() for o in roster.overpaid if _within(o.month, told.first, told.last)],
        "lines": [{**plain(line), "short": line.short} for line in told.lines],
    }


def _within(month: str, first: date, last: date) -> bool:
    return f"{first:%Y-%m}" <= month <= f"{last:%Y-%m}"


def _summary(found: dict[str, Any]) -> str:
    short = sum(g["short"] for g in found["grades"].values())
    return f"不应服务而计 {sum(n.count for n in found['not_due'])} 次，多计人月 {len(found['overpaid'])} 人次，缺少服务 {short} 次"


def _ready(draft: "Draft") -> bool:
    return draft.amount_yuan is not None and draft.invoice is not None


def _command(project: str, draft: "Draft") -> str:
    """The act as a person types it; what is not known yet stands in Chinese brackets."""
    facts = {
        "key": draft.key,
        "invoice": draft.invoice or "〔发票号〕",
        "amount_yuan": "〔金额〕" if draft.amount_yuan is None else f"{draft.amount_yuan:.2f}",
        "ground": draft.ground,
        "evidence": "@对照结果.json",
    }
    words = " ".join(shlex.quote(f"{name}={value}") for name, value in facts.items())
    return f"jieli project do {project} propose-deduction {words} --as 〔经办人〕"


async def _propose(connection: "Connection", wanted: _Wanted, draft: "Draft", evidence: bytes) -> dict[str, Any]:
    facts = _with(evidence, "evidence")
    facts.body |= {
        "key": draft.key,
        "invoice": draft.invoice,
        "amount_yuan": f"{draft.amount_yuan:.2f}",
        "ground": draft.ground,
    }
    return await _send(connection, wanted.project, "ProposeDeduction", facts, wanted.actor)


async def record(
    connection: "Connection", project: str, key: str, about: str, evidence: bytes, actor: str | None
) -> dict[str, Any]:
    """A finding of supervision, with the whole list as its document."""
    facts = _with(evidence, "digest")
    facts.body |= {"key": key, "about": about}
    return await _send(connection, project, "RecordFinding", facts, actor)


async def raise_sign(
    connection: "Connection",
    project: str,
    key: str,
    about: str,
    carers: list[str],
    evidence: bytes,
    actor: str | None,
) -> dict[str, Any]:
    """A sign of passing-on (HR-PO-1), with the whole list as its document."""
    facts = _with(evidence, "digest")
    facts.body |= {"key": key, "kind": "shared_carers", "facts": about, "carers": carers}
    return await _send(connection, project, "RaisePassingOnSign", facts, actor)


def _with(evidence: bytes, field: str) -> Facts:
    import hashlib

    digest = hashlib.sha256(evidence).hexdigest()
    return Facts({field: digest}, {digest: evidence})


async def _send(
    connection: "Connection", project: str, command: str, facts: Facts, actor: str | None
) -> dict[str, Any]:
    from commandline.acting import Wish, formed, send_by
    from commandline.outcome import document

    formed(command, replace(facts))
    outcome, stream = await send_by(connection, Wish(project, command, facts, actor, uuid4()))
    return document(outcome, stream)


def checked_month(text: str | None) -> str | None:
    """Exit 2 where it is none."""
    from pydantic import TypeAdapter, ValidationError

    from domain.performance.roster.messages import Month

    if text is None:
        return None
    try:
        checked: str = TypeAdapter(Month).validate_python(text)
    except ValidationError:
        raise wrong_use(f"--month：“{text}”写成 2026-03") from None
    return checked


def _check_output(output: Path | None) -> None:
    if output is not None:
        from commandline.recipient_import import check_output

        check_output(output, (".xlsx", ".csv"))


def _write(output: Path | None, lines: list[list[str]]) -> None:
    if output is not None:
        from commandline.recipient_import import put
        from vault.tables import write

        put(output, lambda file: write(file, list(HEADINGS.values()), lines))


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _show(out: "Console", told: dict[str, Any]) -> None:
    by_grade = table(
        f"名册与服务记录对照 {told['first']}—{told['last']}",
        "等级", "应服务人数", "服务到的", "覆盖率", "应服务次数", "完成", "不在家、拒绝", "缺少",
    )  # fmt: skip
    for grade, n in told["grades"].items():
        share = f"{n['reached'] / n['people']:.1%}" if n["people"] else "—"
        numbers = (n["expected"], n["done"], n["attempted"], n["short"])
        by_grade.add_row(grade, str(n["people"]), str(n["reached"]), share, *map(str, numbers))
    out.print(by_grade)
    reported = "；".join(
        f"{p} {name} {v}" for p, of in told["person_months"]["reported"].items() for name, v in of.items()
    )
    out.print(f"名册应计服务 {told['person_months']['due']} 人月；报告：{reported or '没有按人月报告'}")
    short = [line for line in told["lines"] if line["short"]]
    for line in short[:20]:
        done = f"应 {line['expected']}，完成 {line['done']}，不在家或拒绝 {line['not_home'] + line['refused']}"
        out.print(f"! {line['grade']}级 {line['recipient']} 缺少 {line['short']} 次（{done}）", style="yellow")
    if len(short) > 20:
        out.print(f"另有 {len(short) - 20} 人缺少服务；-o 写成表格", style="dim")
    for n in told["not_due"][:20]:
        out.print(f"✗ {n.recipient} {n.why}，仍计“{n.item}”{n.count} 次：{'、'.join(n.records[:3])}", style="bold red")
    for o in told["overpaid"]:
        where = f"，已随履约期 {'、'.join(o['periods'])} 验收" if o["periods"] else "，该期尚未验收：更正后再报"
        out.print(f"✗ {o['recipient']} {o['month']} 多计 {o['person_months']} 人月{where}", style="bold red")
    for draft in told["drafts"]:
        out.print(f"扣款草案：{draft['ground']}；金额 {draft['amount_yuan'] or '须按合同单价算出'} 元", style="bold")
        out.print(draft["command"], soft_wrap=True)
    if not (short or told["not_due"] or told["overpaid"]):
        out.print("✓ 没有缺少的服务，没有不应服务而计的", style="bold green")
    show_acts(out, told["acts"])


def show_acts(out: "Console", acts: list[dict[str, Any]]) -> None:
    for act in acts:
        if act["refusal"] is None:
            out.print(f"✓ {act['title']}：{act['stream']}", style="bold green")
        else:
            show_refusal(out, act)


def show_refusal(out: "Console", act: dict[str, Any]) -> None:
    """All findings that stood in an act's way."""
    from commandline.outcome import findings_table

    out.print(f"✗ “{act['title']}”被拒绝", style="bold red")
    out.print(findings_table([f.model_dump() for f in act["refusal"].findings]))
