"""`jieli survey`: one-time sheets printed, answers entered, a sample drawn again.  HR-EV-4, JL44-4.5.0

A token is known to its sheet alone: never an argument, never a log, never the ledger, which keeps the hash of a hash.
"""

import secrets
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.facts import Facts, gather, read_bytes
from commandline.options import As, CommandId, Data, Json, command_id_of, settings_of
from commandline.output import answer
from commandline.running import run

if TYPE_CHECKING:
    from activities.interface import Outcome
    from domain.evaluation.survey.state import Survey
    from settings import Settings

app = typer.Typer(help="满意度抽样：一次性问卷、作答、重抽核对（survey of recipients）", no_args_is_help=True)
Of = Annotated[str, typer.Argument(metavar="PROJECT", help="项目编号")]
Key = Annotated[str, typer.Option("--survey", metavar="KEY", help="抽样编号")]
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read for another
_LENGTH: Final = 20  # 31^20: nobody guesses one


def token() -> str:
    """A sheet's secret, in groups that can be read aloud and typed."""
    signs = [secrets.choice(_LETTERS) for _ in range(_LENGTH)]
    return "-".join("".join(signs[n : n + 5]) for n in range(0, _LENGTH, 5))


def proof(secret: str) -> str:
    """What is sent in a token's stead: its SHA-256, however it was typed."""
    return sha256(secret.replace("-", "").replace(" ", "").strip().lower().encode()).hexdigest()


@app.command("issue")
def issue(
    project: Of,
    survey: Key,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="问卷代码表：*.csv，只存这一份")],
    link: Annotated[
        str | None, typer.Option("--link", metavar="URL", help="作答网址；代码附在 # 之后，不进入服务器日志")
    ] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """按样本数生成一次性问卷代码，写成一张可以打印裁开的表；台账只记摘要的摘要（one-time sheets）。"""
    from commandline.outcome import tell
    from commandline.streams import check_project_id

    check_project_id(project)
    if output.exists() or not output.parent.is_dir():
        raise wrong_use(f"-o：{output} 已存在" if output.exists() else f"-o：没有文件夹 {output.parent}")
    outcome, stream, many = run(_issue(settings_of(data), (project, survey, output, link, actor, command_id)))
    code = tell(outcome, stream, as_json=as_json)
    if code == DONE:
        sys.stderr.write(f"{many} 份问卷代码 → {output}（只有这一份，发出后销毁）\n")
    return code


async def _issue(
    settings: "Settings", asked: tuple[str, str, Path, str | None, str | None, str | None]
) -> "tuple[Outcome, str, int]":
    """The sheet is written before the ledger is asked, so that no token is lost; a refusal takes it away again."""
    from commandline.acting import Wish, send_by
    from commandline.connection import connected
    from domain.evaluation.survey.decide import token_of

    project, key, output, link, actor, command_id = asked
    async with connected(settings, worker=True) as connection:
        many = (await _survey(connection, project, key)).sampled
        if many == 0:
            raise wrong_use(f"抽样“{key}”尚未抽取样本（draw-survey）")
        sheet = [token() for _ in range(many)]
        _write(output, sheet, link)
        tokens = sorted(token_of(proof(secret)) for secret in sheet)
        wish = Wish(
            project,
            "IssueSurveyTokens",
            Facts({"survey": key, "tokens": tokens}),
            actor,
            command_id_of(command_id),
        )
        try:
            outcome, stream = await send_by(connection, wish)
        except BaseException:
            sys.stderr.write(f"没有得到答复：{output} 保留，先核对问卷是否已发放。\n")
            raise
        if outcome.refusal is not None:
            output.unlink()
        return outcome, stream, many


def _write(output: Path, sheet: list[str], link: str | None) -> None:
    """For its owner's eyes only.  Excel reads the mark at the beginning."""
    lines = ["序号,问卷代码,作答网址"]
    lines += [f"{n},{secret},{link + '#' + secret if link else ''}" for n, secret in enumerate(sheet, start=1)]
    try:
        output.touch(mode=0o600, exist_ok=False)
        output.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    except OSError as error:
        raise wrong_use(f"-o：不能写入 {output}：{error.strerror}") from error


async def _survey(connection: Any, project: str, key: str) -> "Survey":
    from commandline.bid_round import project_of

    _, state = await project_of(connection, project)
    surveys = state.evaluation.surveys.by_key
    if key not in surveys:
        raise wrong_use(f"--survey：没有抽样“{key}”；有：{'、'.join(surveys) or '无'}")
    return surveys[key]


@app.command("answer")
def give_answer(
    project: Of,
    survey: Key,
    scores: Annotated[list[str], typer.Argument(metavar="INDICATOR=POINTS …", help="每项指标的分数，0 至 100")],
    token_file: Annotated[
        Path | None, typer.Option("--token-file", metavar="FILE", help="第一行是问卷代码；否则当场输入")
    ] = None,
    manner: Annotated[
        str, typer.Option("--manner", help="link 链接 · paper 纸质（代为录入）· telephone 电话")
    ] = "paper",
    proxy: Annotated[
        str | None,
        typer.Option("--proxy", help="代答的人：family 家属 · guardian 监护人 · carer 照护人员 · village 村（社区）"),
    ] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """录入一份答复：每份代码只能作答一次，代答的注明；代码不写在命令里（one answer）。"""
    from commandline.acting import Wish, formed, send
    from commandline.outcome import tell
    from commandline.streams import check_project_id

    check_project_id(project)
    body: dict[str, Any] = {
        "survey": survey,
        "proof": proof(_typed(token_file)),
        "manner": manner,
        "scores": gather(scores).body,
    }
    facts = Facts(body if proxy is None else {**body, "proxy": proxy})
    formed("AnswerSurvey", facts)
    wish = Wish(project, "AnswerSurvey", facts, actor, command_id_of(command_id))
    outcome, stream = run(send(settings_of(data), wish))
    return tell(outcome, stream, as_json=as_json)


def _typed(file: Path | None) -> str:
    """The token, from a file, from standard input or typed unseen: an argument would stand in the list of processes."""
    if file is not None:
        text = read_bytes(file).decode("utf-8-sig", "replace")
    elif not sys.stdin.isatty():
        text = sys.stdin.readline()
    else:
        text = typer.prompt("问卷代码", hide_input=True, err=True)
    first = (text.splitlines() or [""])[0].strip()
    if not first:
        raise wrong_use("没有问卷代码：用 --token-file 给出，或从标准输入给出")
    return first


@app.command("check")
def check(
    project: Of,
    survey: Key,
    listed: Annotated[Path, typer.Option("--list", metavar="FILE", help="事先确定的名单：每行一个代号")],
    data: Data = None,
    as_json: Json = False,
) -> int:
    """照在案的种子、号码和名单重抽一次，与在案的样本对照；任何人可以做（draw again）。"""
    from commandline.streams import check_project_id

    check_project_id(project)
    people = tuple(
        line.strip() for line in read_bytes(listed).decode("utf-8-sig", "replace").splitlines() if line.strip()
    )
    told = run(_check(settings_of(data), project, survey, people))
    answer(
        told,
        lambda out: out.print(
            f"{'✓ 与在案的相符' if told['same'] else '✗ 不符'}：名单 {told['listed']} 人，重抽 {told['size']} 人"
        ),
        as_json=as_json,
    )
    return DONE if told["same"] else REFUSED


async def _check(settings: "Settings", project: str, key: str, people: tuple[str, ...]) -> dict[str, Any]:
    from commandline.connection import connected

    async with connected(settings) as connection:
        return redrawn(await _survey(connection, project, key), people)


def redrawn(survey: "Survey", people: tuple[str, ...]) -> dict[str, Any]:
    """The sample as seed, lot and list on record give it, beside the one on record.  Exit 2 before the draw."""
    from domain.bidding.draw import commitment, draw
    from domain.evaluation.survey.decide import list_digest

    bound, drawn = survey.committed, survey.drawn
    if drawn is None:
        raise wrong_use(f"抽样“{bound.survey}”尚未抽取样本")
    sample = tuple(sorted(draw(drawn.seed, drawn.lot, people, bound.size)))
    list_kept = list_digest(people) == bound.list_digest
    seed_kept = commitment(drawn.seed, people) == bound.commitment
    return {
        "survey": bound.survey,
        "listed": len(people),
        "size": bound.size,
        "list_kept": list_kept,
        "seed_kept": seed_kept,
        "sample": list(sample),
        "same": list_kept and seed_kept and sample == drawn.sample,
    }
