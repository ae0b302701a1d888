"""`jieli bid`: sealed bids, from the key of a round to their opening and its check.  HR-SB-1 … HR-SB-6"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commandline.exits import DONE, REFUSED, wrong_use
from commandline.options import As, CommandId, Data, Json, command_id_of, settings_of
from commandline.output import answer, say, table, when, yuan
from commandline.passphrases import PassphraseFiles, passphrases
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(help="加密响应文件：开标密钥、递交、开启、核对（sealed bids）", no_args_is_help=True)
ProjectId = Annotated[str, typer.Argument(help="项目编号")]


@app.command("keys")
def keys(
    project: ProjectId,
    holders: Annotated[str, typer.Option("--holders", metavar="A,B", help="两名持有人的人员编号")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="两半密钥文件放入的文件夹")],
    replace: Annotated[
        str | None, typer.Option("--replace", metavar="REASON", help="更换已登记的密钥，写明理由")
    ] = None,
    passphrase_file: PassphraseFiles = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """为本轮生成密钥：公钥登记，私钥拆成两半，各以持有人的口令加密（the round's key）。"""
    from commandline.bid_keys import register
    from commandline.outcome import tell
    from commandline.streams import check_project_id

    check_project_id(project)
    two = _two_people(holders)
    words = passphrases(two, passphrase_file or (), new=True)
    number = command_id_of(command_id)
    made = run(register(settings_of(data), project, two, words, out, replace, actor, number))
    if made.outcome.refusal is not None:
        return tell(made.outcome, made.stream, as_json=as_json)
    told = {
        "project_id": project,
        "round": made.round,
        "public_key": made.public_key,
        "halves": [{"holder": holder, "file": str(path)} for holder, path in made.files],
        "command_id": made.outcome.command_id,
    }

    def show(out: "Console") -> None:
        out.print(f"✓ 第{made.round}轮开标密钥已登记", style="bold green")
        out.print(f"公钥 {made.public_key}")
        for holder, path in made.files:
            out.print(f"  {holder} 的一半：{path}")
        out.print("把每一半交给各自的持有人，只留一份，不得存放在一处。")

    answer(told, show, as_json=as_json)
    return DONE


def _two_people(text: str) -> tuple[str, str]:
    people = [part.strip() for part in text.split(",") if part.strip()]
    if len(people) != 2:
        raise wrong_use(f"--holders：“{text}”应为两名人员编号，以逗号分开，例如 wang-fang,li-na")
    return people[0], people[1]


@app.command("submit")
def submit(
    project: ProjectId,
    supplier: Annotated[str, typer.Option("--supplier", metavar="USCC", help="统一社会信用代码")],
    file: Annotated[Path, typer.Option("--file", metavar="OFFER.toml", help="报价文件：报价、声明等")],
    attach: Annotated[list[Path] | None, typer.Option("--attach", metavar="FILE", help="附件；可重复")] = None,
    members: Annotated[
        Path | None,
        typer.Option("--members", metavar="FILE", help="联合体成员（consortium）和分包（subcontracts）的文件"),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FILE", help="供应商自己留存的证明密钥（不要交给任何人）")
    ] = None,
    actor: As = None,
    command_id: CommandId = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """在本机核对、加密响应文件后递交；截止前再次递交即为替换（submit a sealed bid）。"""
    from commandline.bid_submitting import drafted, receipt, submit
    from commandline.outcome import tell
    from commandline.streams import check_project_id

    check_project_id(project)
    draft = drafted(project, supplier, file, attach or (), members)
    outcome, stream = run(submit(settings_of(data), draft, keep, actor, command_id_of(command_id)))
    if outcome.refusal is not None:
        return tell(outcome, stream, as_json=as_json)
    told = receipt(outcome, draft)

    def show(out: "Console") -> None:
        out.print("✓ 回执：加密响应文件已收到", style="bold green")
        out.print(f"{told['name']}（{told['supplier']}）  {project} 第{told['round']}轮  {when(told['received_at'])}")
        out.print(f"密文摘要 {told['envelope']}（{told['size']} 字节）")
        out.print(f"账本记录 {told['event_hash']}（第 {told['position']} 条）")
        for warning in told["warnings"]:
            out.print(f"  ! {warning['clause']} {warning['reason']}", style="yellow")

    answer(told, show, as_json=as_json)
    return DONE


@app.command("open")
def open_bids(
    project: ProjectId,
    half: Annotated[list[Path], typer.Option("--half", metavar="FILE", help="两名持有人各自的密钥文件，共两个")],
    witness: Annotated[str, typer.Option("--witness", metavar="NAME", help="在场见证的第二人")],
    price: Annotated[
        list[str] | None, typer.Option("--price", metavar="USCC=YUAN", help="纸质响应文件唱出的报价；可重复")
    ] = None,
    accept_lost: Annotated[
        bool, typer.Option("--accept-lost", help="文件库中找不回的密文记为无效；默认停下，先恢复文件库")
    ] = False,
    passphrase_file: PassphraseFiles = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """截止后两名持有人同时在场，解密并公布报价（open the sealed bids）。"""
    from commandline.bid_opening import Attendance, halves_of, opening, paper_prices
    from commandline.outcome import tell
    from commandline.streams import check_project_id

    check_project_id(project)
    halves = halves_of(project, half)
    words = passphrases([one.holder for one, _ in halves], passphrase_file or (), new=False)
    paper = paper_prices(price or ())
    attendance = Attendance(project, halves, words, witness, actor)
    outcome, stream, reads = run(opening(settings_of(data), attendance, paper, accept_lost=accept_lost))
    if outcome.refusal is not None:
        return tell(outcome, stream, as_json=as_json)
    rows: list[dict[str, Any]] = [{"valid": "price_yuan" in read, **read} for read in reads]
    told = {"project_id": project, "witness": witness, "bids": rows, "command_id": outcome.command_id}

    def show(out: "Console") -> None:
        made = table("开启记录", "供应商", "报价（元）", "结果")
        for row in rows:
            made.add_row(row["supplier"], yuan(row.get("price_yuan")), row.get("reason", "有效"))
        out.print(made)

    answer(told, show, as_json=as_json)
    return DONE


@app.command("check")
def check(
    project: Annotated[str | None, typer.Argument(help="项目编号；有 --proof 时可以省略")] = None,
    proof: Annotated[
        Path | None, typer.Option("--proof", metavar="FILE", help="供应商留存的证明密钥（bid submit --keep 所写）")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """用开启时公布的密钥把存档密文再解一次，看与公布的是否一致；供应商以留存密钥核对自己递交的（check an opening）。"""
    from commandline.streams import check_project_id

    if proof is not None:
        return _own(project, proof, data, as_json=as_json)
    if project is None:
        raise wrong_use("缺少项目编号；供应商核对自己的响应文件用 --proof FILE")
    from commandline.bid_opening import checked

    check_project_id(project)
    rows = run(checked(settings_of(data), project))
    if not rows:
        say("还没有开启过加密响应文件。")

    def show(out: "Console") -> None:
        made = table("", "轮", "供应商", "密文", "结果")
        for row in rows:
            made.add_row(str(row["round"]), row["supplier"], row["envelope"][:16], "；".join(row["doubts"]) or "一致")
        out.print(made)

    answer({"project_id": project, "bids": rows}, show, as_json=as_json)
    return REFUSED if any(row["doubts"] for row in rows) else DONE


def _own(project: str | None, file: Path, data: Path | None, *, as_json: bool) -> int:
    """What a supplier's own envelope holds, and whether that is what was read out."""
    from commandline.bid_proof import kept_of, proven

    kept = kept_of(file)
    if project not in (None, kept.project):
        raise wrong_use(f"{file}：是项目 {kept.project} 的留存密钥，不是 {project} 的")
    told = run(proven(settings_of(data), kept))

    def show(out: "Console") -> None:
        out.print(f"{kept.supplier}  {kept.project} 第{kept.round}轮  密文 {kept.envelope}")
        out.print(f"递交时的报价 {yuan(told['price_yuan'])} 元，报价文件 {told['offer']}")
        for attachment in told["attachments"]:
            out.print(f"  附件 {attachment['name']}  {attachment['digest']}")
        if told["doubts"]:
            for doubt in told["doubts"]:
                out.print(f"  ✗ {doubt}", style="bold red")
        else:
            out.print(
                "✓ " + ("开启的就是递交的" if told["opened"] else "尚未开启；存档的密文就是递交的"), style="green"
            )

    answer(told, show, as_json=as_json)
    return REFUSED if told["doubts"] else DONE
