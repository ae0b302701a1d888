"""An outcome as a document and in words: accepted with its events, or refused with all findings at once."""

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from commandline.citing import show_citations
from commandline.exits import DONE, REFUSED
from commandline.output import FORCES, answer, due, table, when, yuan

if TYPE_CHECKING:
    from rich.console import Console

    from activities.interface import Outcome

_NEXT: Final = 3  # duties told after an act


def document(outcome: "Outcome", stream: str) -> dict[str, Any]:
    """An outcome, ready for JSON."""
    from commandline.citing import cited
    from domain.calendar import beijing_date
    from domain.ids import division_of, key_of, kind_of
    from domain.message import COMMANDS, kebab

    events = [_event(e) for e in outcome.events]
    warnings = [e["payload"] for e in events if e["type"] == "WarningNoted"]
    found = outcome.refusal.findings if outcome.refusal is not None else ()
    clauses = [*(f.clause for f in found), *(w["clause"] for w in warnings)]
    return {
        "command_id": outcome.command_id,
        "command": kebab(outcome.command),
        "title": COMMANDS[outcome.command].zh,
        "stream": stream,
        f"{kind_of(stream)}_id": key_of(stream),
        "accepted": outcome.refusal is None,
        "replayed": outcome.replayed,
        "position": outcome.position,
        "at": outcome.at,
        "stage": outcome.progress.stage or None,
        "version": outcome.progress.version,
        "closed": outcome.progress.closed,
        "events": events,
        "warnings": warnings,
        "refusal": outcome.refusal,
        "citations": cited(clauses, division_of(stream), beijing_date(outcome.at)),
        "opened": [o.stream for o in outcome.opened],
        "next": [item.model_dump() for item in _next(outcome)],
    }


def _next(outcome: "Outcome") -> list[Any]:
    """The nearest duties that the clock watches, of an accepted act that left its stream open."""
    if outcome.refusal is not None or outcome.progress.closed:
        return []
    return sorted(outcome.progress.agenda, key=lambda item: (item.due, item.key))[:_NEXT]


def _event(event: Any) -> dict[str, Any]:
    from domain.message import EVENTS

    return {
        "stream": event.stream,
        "version": event.version,
        "position": event.pos,
        "type": event.type,
        "title": EVENTS[event.type].zh if event.type in EVENTS else event.type,
        "payload": json.loads(event.payload),
    }


def tell(outcome: "Outcome", stream: str, *, as_json: bool, waits: str = "") -> int:
    """Say what came of it; `waits` is the word that follows a refusal."""
    told = document(outcome, stream)

    answer(told, lambda out: show_outcome(out, told, waits), as_json=as_json)
    return DONE if outcome.refusal is None else REFUSED


def show_outcome(out: "Console", told: dict[str, Any], waits: str = "") -> None:
    """One outcome for people, with the id that is its receipt."""
    if told["refusal"] is None:
        _accepted(out, told)
    else:
        out.print(f"✗ “{told['title']}”被拒绝", style="bold red")
        out.print(findings_table([f.model_dump() for f in told["refusal"].findings]))
        show_citations(out, told["citations"])
        if waits:
            out.print(waits)
    out.print(f"行为编号 {told['command_id']}", style="dim")


def _accepted(out: "Console", told: dict[str, Any]) -> None:
    from commandline.takeover_words import STATUSES
    from domain.values import STAGE_TITLES

    again = "（此前已记录，未重复）" if told["replayed"] else ""
    out.print(f"✓ {told['title']}{again}", style="bold green")
    titles: dict[Any, str] = {**STAGE_TITLES, **STATUSES}
    stage = titles.get(told["stage"] or "", told["stage"] or "")
    out.print(f"{told['stream']}  第 {told['version']} 版  {stage}  {when(told['at'])}")
    for event in told["events"]:
        if event["type"] != "WarningNoted":
            elsewhere = "" if event["stream"] == told["stream"] else f"  {event['stream']}"
            out.print(f"  · {event['title']}（{event['type']}）{_detail(event['payload'])}{elsewhere}")
    for warning in told["warnings"]:
        out.print(f"  ! {warning['clause']} {warning['reason']}", style="yellow")
    show_citations(out, told["citations"])
    for doubt in (doubt for event in told["events"] for doubt in event["payload"].get("suspicions", ())):
        words = f"  ? 疑点 {doubt['key']}（{doubt['clause']}）“{doubt['words']}”：由复核人或负责人回答 answer-suspicion"
        out.print(words, style="yellow")
    for stream in told["opened"]:
        out.print(f"  → 已开启 {stream}", style="bold")
        if "takeover/" in stream:
            id = stream.rsplit("/", 1)[1]
            out.print(f"    谁须在何时之前做什么：jieli takeover show {id}", style="bold")
    _show_next(out, told)


def _detail(payload: dict[str, Any]) -> str:
    """What a clerk reads back: who, which grade and how many, what was handed over, the amount in figures and in words."""
    from commandline.takeover_words import ITEMS
    from domain.capitals import capitals

    words = [payload["name"]] if isinstance(payload.get("name"), str) else []
    if "grade" in payload and "covered" in payload:
        words.append(f"{payload['grade']} 级共 {payload['covered']} 人")
    if isinstance(payload.get("item"), str) and payload["item"] in ITEMS:
        words.append(ITEMS[payload["item"]] + ("：拒绝交出" if payload.get("refused") else ""))
    if payload.get("amount_yuan") is not None:
        words.append(f"{yuan(payload['amount_yuan'])} 元（{capitals(Decimal(payload['amount_yuan']))}）")
    return f"  {'，'.join(words)}" if words else ""


def _show_next(out: "Console", told: dict[str, Any]) -> None:
    """What comes next, by when, by whom."""
    from domain.values import ROLE_TITLES

    titles: dict[Any, str] = {**ROLE_TITLES, "government": "同级人民政府"}
    for number, item in enumerate(told["next"]):
        word = "接下来" if number == 0 else "　　　"
        out.print(
            f"{word} {due(item['due'])} 前  {item['title']}（{titles.get(item['who'], item['who'])}）", style="dim"
        )


def findings_table(findings: list[dict[str, Any]]) -> Any:
    """All findings at once: clause, force, how well its words were verified, what, what to do."""
    made = table("", "条款", "效力", "核实", "", "问题", "字段", "怎么办")
    for found in findings:
        mark = "拒绝" if found["blocks"] else "提示"
        force = FORCES.get(found["force"], found["force"])
        todo = found["remedy"] or "按条款要求修改"
        made.add_row(found["clause"], force, found["mark"], mark, found["reason"], found["field"] or "", todo)
    return made
