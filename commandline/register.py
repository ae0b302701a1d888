"""`jieli register`: persons, roles, suppliers, bars, allocations — what is no project's."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, wrong_use
from commandline.facts import gather
from commandline.options import As, CommandId, Data, Evidence, File, Json, OccurredOn, command_id_of, settings_of
from commandline.output import answer, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from settings import Settings

app = typer.Typer(help="登记：人员、角色、供应商、资金下达（registers）", no_args_is_help=True)
KINDS: Final = ("person", "supplier", "pool", "buyer", "register")


@app.command("do")
def do(
    command: Annotated[str | None, typer.Argument(help="指令，例如 register-person")] = None,
    facts: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE …", help="指令的内容")] = None,
    file: File = None,
    actor: As = None,
    command_id: CommandId = None,
    occurred_on: OccurredOn = None,
    evidence: Evidence = None,
    help_commands: Annotated[
        bool, typer.Option("--help-commands", help="列出全部指令；写上指令名，列出其字段")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """作一项登记；不写指令则列出全部指令（send a command to a register）。"""
    if help_commands or command is None:
        from commandline.commands import show_commands

        show_commands(("register",), command, as_json=as_json)
        return DONE
    from commandline.acting import Wish, formed, send
    from commandline.outcome import tell

    gathered = gather(facts or [], file)
    parsed = formed(command, gathered)
    stream = parsed.stream()
    if stream is None:
        raise wrong_use(f"“{type(parsed).zh}”属于某个项目或接管：jieli project do 编号 {command} 名称=值 …")
    number, proofs = command_id_of(command_id), gathered.evidence(evidence or ())
    outcome, home = run(send(settings_of(data), Wish(stream, command, gathered, actor, number, occurred_on, proofs)))
    return tell(outcome, home, as_json=as_json)


@app.command("token")
def token(
    person: Annotated[str, typer.Argument(help="人员编号")],
    days: Annotated[int, typer.Option("--days", min=1, max=730, help="有效天数")] = 365,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """签发令牌：只显示这一次，账本只存其摘要（a token for JIELI_TOKEN; shown once）。"""
    import secrets
    from datetime import datetime, timedelta

    from commandline.acting import Wish, send
    from commandline.facts import Facts
    from commandline.outcome import tell
    from domain.calendar import BEIJING
    from domain.canonical import digest

    secret = secrets.token_urlsafe(32)
    until = (datetime.now(BEIJING) + timedelta(days=days)).date().isoformat()
    facts = Facts({"person": person, "digest": digest(secret), "until_on": until})
    wish = Wish(f"person/{person}", "IssueToken", facts, actor, command_id_of(None))
    outcome, home = run(send(settings_of(data), wish))
    if outcome.refusal is not None:
        return tell(outcome, home, as_json=as_json)
    issued = {"person": person, "token": f"{person}.{secret}", "until_on": until}
    answer(
        issued, lambda out: out.print(f"JIELI_TOKEN={person}.{secret}\n有效至 {until}；只显示这一次。"), as_json=as_json
    )
    return DONE


_LIST: Final = """
SELECT stream, kind, title, version, data::text AS data FROM readmodel.register
WHERE world = $1 AND ($2::text IS NULL OR kind = $2) ORDER BY kind, stream
"""


@app.command("list")
def list_register(
    kind: Annotated[str | None, typer.Option("--kind", help="person · supplier · pool · buyer · register")] = None,
    story: Annotated[str | None, typer.Option("--story", help="某个故事中的登记；默认真实的")] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """列出登记：人员及其角色、供应商、资金池（what is registered）。"""
    if kind is not None and kind not in KINDS:
        raise wrong_use(f"--kind：没有“{kind}”；可选：{'、'.join(KINDS)}")
    rows = run(_list(settings_of(data), story or "real", kind))
    answer({"registers": rows}, lambda out: _show(out, rows), as_json=as_json)
    return DONE


async def _list(settings: "Settings", world: str, kind: str | None) -> list[dict[str, Any]]:
    import json

    from commandline.connection import connected

    async with connected(settings) as connection:
        rows = [dict(row) for row in await connection.held.pool.fetch(_LIST, world, kind)]
    return [row | {"data": json.loads(row["data"])} for row in rows]


def _show(out: "Console", rows: list[dict[str, Any]]) -> None:
    made = table("", "登记", "名称", "内容")
    for row in rows:
        made.add_row(row["stream"], row["title"] or "", _content(row["kind"], row["data"]))
    out.print(made)


def _content(kind: str, data: dict[str, Any]) -> str:
    from domain.values import ROLE_TITLES

    if kind == "person":
        titles: dict[Any, str] = {**ROLE_TITLES}
        roles = "、".join(f"{titles.get(r['role'], r['role'])}（{r['division']}）" for r in data.get("roles", ()))
        return f"{data.get('organisation', '')}  {roles or '尚无角色'}"
    return "  ".join(f"{name}={value}" for name, value in data.items() if not isinstance(value, list | dict)) or ""
