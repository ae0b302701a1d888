"""The acts of a takeover with few keys to press: decide, ratify, answer, engage, cover, notify, handover, report, end.

Each sends the same commands as `jieli project do`, which stays the way of all the others.  JL44-4.4.3c
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.facts import Facts
from commandline.options import MORNING, As, CommandId, Data, Json, command_id_of, day, moment, settings_of
from commandline.output import answer
from commandline.running import run

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from domain.takeover.state import Takeover

Which = Annotated[str, typer.Argument(metavar="TAKEOVER", help="接管编号，或项目编号（最近一次）")]
Reasons = Annotated[str, typer.Option("--reasons", metavar="TEXT", help="理由")]
Standby = Annotated[str | None, typer.Argument(metavar="STANDBY", help="接管单位：编号或名称；只有一家时可省")]
_COUNT: Final = re.compile(r"^([A-Z])=(\d{1,7})$")
_MONEY: Final = re.compile(r"^([a-z0-9][a-z0-9._-]*)=(\d{1,12}(?:\.\d{1,2})?)$")


def counts(words: Sequence[str], where: str) -> dict[str, int]:
    """`A=2 B=8`, or `A=2,B=8`: recipients by grade.  Exit 2 for anything else, and for a grade told twice."""
    found: dict[str, int] = {}
    for word in (part for text in words for part in re.split(r"[,，、]", text) if part):
        match = _COUNT.match(word.strip())
        if match is None:
            raise wrong_use(f"{where}：“{word}”应写成 A=12（风险等级=人数），多个写成 A=2 B=8 或 A=2,B=8")
        if match[1] in found:
            raise wrong_use(f"{where}：{match[1]} 级给出了两次")
        found[match[1]] = int(match[2])
    return found


def decide(
    takeover: Which,
    reasons: Reasons,
    no: Annotated[bool, typer.Option("--no", help="决定不启动；不写即决定启动")] = False,
    alone: Annotated[bool, typer.Option("--alone", help="联系不上他人，一人先行启动，须由另一人追认")] = False,
    tried: Annotated[
        list[str] | None, typer.Option("--tried", help="先行启动：联系过而未接通的人员编号；可重复")
    ] = None,
    opinion: Annotated[str | None, typer.Option("--opinion", metavar="@FILE", help="法律顾问意见")] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """决定是否接管：启动即按预案询问接管单位（decide；--alone：break the glass）。"""
    if no and alone:
        raise wrong_use("--no 与 --alone 只能写一个")
    if tried and not alone:
        raise wrong_use("--tried 只用于 --alone")
    facts = Facts({"reasons": reasons})
    if opinion is not None:
        facts.body["opinion"] = facts.evidence([opinion])[0]
    if alone:
        facts.body["tried"] = tried or []
    else:
        facts.body["start"] = not no
    return _one(
        takeover, "break-glass" if alone else "decide-takeover", facts, actor, command_id, data, as_json=as_json
    )


def ratify(
    takeover: Which,
    reasons: Reasons,
    no: Annotated[bool, typer.Option("--no", help="不予追认")] = False,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """追认先行启动，由启动人以外的人作出（ratify）。"""
    return _one(
        takeover,
        "ratify-start",
        Facts({"agrees": not no, "reasons": reasons}),
        actor,
        command_id,
        data,
        as_json=as_json,
    )


def answered(
    takeover: Which,
    standby: Standby = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="理由、可派人数等")] = None,
    no: Annotated[bool, typer.Option("--no", help="不同意；不写即同意")] = False,
    can: Annotated[list[str] | None, typer.Option("--can", metavar="A=N", help="能服务的人数；默认预案所列")] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """登记接管单位的答复（a provider's answer）。"""
    if reason is None:
        raise wrong_use("--reason：写明答复的理由，例如 --reason 可派护理员6人")
    run_ = _read(takeover, data)
    key = _standby(run_, standby, [a.standby for a in run_.waiting] or list(run_.asked), "已询问")
    facts = Facts({"standby": key, "accepts": not no, "reason": reason})
    if can:
        facts.body["can_serve"] = counts(can, "--can")
    return _one(takeover, "answer-standby", facts, actor, command_id, data, as_json=as_json)


def engage(
    takeover: Which,
    document: Annotated[str, typer.Option("--document", metavar="@FILE", help="委托书")],
    standby: Standby = None,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="YUAN", help="金额（元）；预案所列为零的可省")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="天数；默认预案所列")] = None,
    starts: Annotated[str | None, typer.Option("--from", metavar="DATE", help="自哪一天；默认今天")] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """委托已同意的接管单位（engage a provider）。"""
    run_ = _read(takeover, data)
    open_ = [key for key in run_.accepted if key not in run_.engaged]
    key = _standby(run_, standby, open_, "已同意而未委托")
    planned = run_.standby(key)
    assert planned is not None
    if amount is None and planned.amount_yuan:
        raise wrong_use(f"--amount：写明金额（元）；预案所列最多 {planned.amount_yuan} 元")
    facts = Facts({"standby": key, "amount_yuan": amount or "0", "starts_on": day(starts, "--from").isoformat()})
    facts.body["days"] = days or planned.days_of_cover
    facts.body["document"] = facts.evidence([document])[0]
    return _one(takeover, "engage-standby", facts, actor, command_id, data, as_json=as_json)


def cover(
    takeover: Which,
    served: Annotated[list[str], typer.Argument(metavar="A=N …", help="各风险等级现在共有多少人恢复了服务")],
    by: Annotated[str | None, typer.Option("--by", metavar="STANDBY", help="接管单位；只委托了一家时可省")] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="何时恢复；默认现在")] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """登记恢复服务的人数，几个等级一次登记（who is served again, by grade）。"""
    from domain.calendar import BEIJING

    told = counts(served, "A=N")
    run_ = _read(takeover, data)
    key = _standby(run_, by, list(run_.engaged), "已委托", "--by")
    when = moment(at, "--at", MORNING) if at is not None else datetime.now(BEIJING)
    each = [{"standby": key, "grade": g, "covered": n, "covered_at": when.isoformat()} for g, n in told.items()]
    return _several(takeover, "record-coverage", [Facts(body) for body in each], actor, data, as_json=as_json)


def notify(
    takeover: Which,
    told: Annotated[int, typer.Argument(metavar="N", min=1, help="这一次告知了多少人")],
    channel: Annotated[str, typer.Option("--channel", metavar="TEXT", help="方式，例如 村干部上门")],
    text: Annotated[str, typer.Option("--text", metavar="@FILE", help="告知书")],
    says: Annotated[
        list[str] | None,
        typer.Option(
            "--says",
            metavar="PART",
            help="告知书写明了什么：服务不断、不加费用、投诉渠道、可重新选择；可重复，或用顿号连写",
        ),
    ] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """登记告知服务对象（recipients told）。"""
    from commandline.takeover_words import SAYS

    keys = {title: key for key, title in SAYS.items()} | {key: key for key in SAYS}
    parts = [part for word in says or [] for part in re.split(r"[,，、]", word) if part]
    if unknown := [part for part in parts if part not in keys]:
        raise wrong_use(f"--says：没有“{'、'.join(unknown)}”；可选：{'、'.join(SAYS.values())}")
    facts = Facts({"told": told, "channel": channel})
    if parts:
        facts.body["says"] = list(dict.fromkeys(keys[part] for part in parts))
    facts.body["text"] = facts.evidence([text])[0]
    return _one(takeover, "notify-recipients", facts, actor, command_id, data, as_json=as_json)


def handover(
    takeover: Which,
    items: Annotated[list[str], typer.Argument(metavar="ITEM …", help="事项，例如 档案 钥匙；一次可写几项")],
    receipt: Annotated[str, typer.Option("--receipt", metavar="@FILE", help="交接清单，几项共用一份")],
    refused: Annotated[bool, typer.Option("--refused", help="原承接主体拒绝交出")] = False,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """登记交接，逐项留收据（the handover, item by item）。"""
    from commandline.takeover_words import ITEMS

    keys = {title: key for key, title in ITEMS.items()}
    unknown = [item for item in items if item not in keys and item not in ITEMS]
    if unknown:
        raise wrong_use(f"没有交接事项“{'、'.join(unknown)}”；有：{'、'.join(keys)}")
    acts = []
    for item in dict.fromkeys(keys.get(item, item) for item in items):
        facts = Facts({"item": item, "refused": refused})
        facts.body["receipt"] = facts.evidence([receipt])[0]
        acts.append(facts)
    return _several(takeover, "record-handover", acts, actor, data, as_json=as_json)


def report(
    takeover: Which,
    served: Annotated[list[str], typer.Argument(metavar="A=N …", help="这一周服务的人数")],
    week: Annotated[int, typer.Option("--week", min=1, metavar="N", help="第几周，自委托之日起")],
    paper: Annotated[str, typer.Option("--paper", metavar="@FILE", help="周报")],
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """提交接管周报（the week's report）。"""
    facts = Facts({"week": week, "served": counts(served, "A=N")})
    facts.body["digest"] = facts.evidence([paper])[0]
    return _one(takeover, "report-interim", facts, actor, command_id, data, as_json=as_json)


def end(
    takeover: Which,
    reasons: Reasons,
    confirmation: Annotated[str, typer.Option("--confirmation", metavar="@FILE", help="三方交接确认书")],
    outcome: Annotated[
        str, typer.Option("--outcome", help="returned 交还 · replaced 由新承接主体接续 · terminated 终止")
    ],
    replacement: Annotated[str | None, typer.Option("--replacement", metavar="PROJECT", help="接续项目的编号")] = None,
    used: Annotated[
        list[str] | None, typer.Option("--used", metavar="STANDBY=YUAN", help="各接管单位实际使用的金额；可重复")
    ] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """结束接管：交还、接续或者终止（end）。"""
    from commandline.takeover_words import OUTCOMES

    kinds = [key for key, title in OUTCOMES.items() if outcome == key or (outcome and outcome in title)]
    if len(kinds) != 1:
        raise wrong_use(f"--outcome：没有“{outcome}”；可选：" + "、".join(f"{k}（{t}）" for k, t in OUTCOMES.items()))
    facts = Facts({"outcome": kinds[0], "reasons": reasons})
    facts.body["confirmation"] = facts.evidence([confirmation])[0]
    if replacement is not None:
        facts.body["replacement"] = replacement
    matches = [(text, _MONEY.match(text)) for text in used or []]
    if wrong := [text for text, match in matches if match is None]:
        raise wrong_use(f"--used：“{wrong[0]}”应写成 接管单位编号=金额，例如 xiyanghong=22500")
    if matches:
        facts.body["used_yuan"] = {match[1]: match[2] for _, match in matches if match is not None}
    return _one(takeover, "end-takeover", facts, actor, command_id, data, as_json=as_json)


ACTS: Final[dict[str, Callable[..., int]]] = {
    "decide": decide,
    "ratify": ratify,
    "answer": answered,
    "engage": engage,
    "cover": cover,
    "notify": notify,
    "handover": handover,
    "report": report,
    "end": end,
}


def _read(takeover: str, data: "Path | None") -> "Takeover":
    """The run as it stands, to know who was asked and who is engaged."""
    from commandline.standing import at_point
    from domain.takeover.state import Takeover

    standing = run(at_point(settings_of(data), takeover, None, takeover=True))
    assert isinstance(standing.state, Takeover)
    return standing.state


def _standby(run_: "Takeover", named: str | None, among: Sequence[str], what: str, where: str = "STANDBY") -> str:
    """The provider that is meant: by key or (part of) its name; the only one where none is named."""
    known = {s.key: s.name for s in run_.standbys}
    if named in known:
        return str(named)
    found = [key for key, name in known.items() if named in name] if named else list(dict.fromkeys(among))
    if len(found) == 1:
        return found[0]
    listed = "、".join(f"{key}（{name}）" for key, name in known.items() if key in (found or known))
    if named is None and not found:
        raise wrong_use(f"{where}：还没有{what}的接管单位；jieli takeover show 查看各单位的答复。预案所列：{listed}")
    if named is None:
        raise wrong_use(f"{where}：{what}的接管单位不止一家，写明是哪一家：{listed}")
    raise wrong_use(f"{where}：“{named}”{'不止一家' if found else '不是本次的接管单位'}：{listed}")


def _one(
    takeover: str, command: str, facts: Facts, actor: As, command_id: CommandId, data: Data, *, as_json: bool
) -> int:
    from commandline.acting import Wish, formed, send
    from commandline.outcome import tell

    formed(command, facts)
    wish = Wish(takeover, command, facts, actor, command_id_of(command_id))
    outcome, stream = run(send(settings_of(data), wish))
    return tell(outcome, stream, as_json=as_json)


def _several(takeover: str, command: str, acts: list[Facts], actor: As, data: Data, *, as_json: bool) -> int:
    """One command for each, in order; each is judged by itself, and what was refused is told beside what was not."""
    from commandline.acting import Wish, formed, send
    from commandline.outcome import document, show_outcome

    for facts in acts:
        formed(command, facts)
    wish = Wish(takeover, command, Facts(), actor, command_id_of(None))
    told: list[dict[str, Any]] = []
    for facts in acts:
        one = replace(wish, facts=facts, command_id=command_id_of(None))
        outcome, stream = run(send(settings_of(data), one))
        told.append(document(outcome, stream))
    for earlier in told[:-1]:
        earlier["next"] = []  # what comes next is said once, after the last

    def shown(out: "Console") -> None:
        for one in told:
            show_outcome(out, one)

    answer({"acts": told}, shown, as_json=as_json)
    return DONE if all(one["accepted"] for one in told) else REFUSED
