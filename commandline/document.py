"""`jieli document`: papers from what is on record, in Word or PDF.  101号令, JL44-4.3.3, GPL Regulation arts. 43, 45"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from commandline.exits import DONE, wrong_use
from commandline.options import Data, Json, settings_of
from commandline.output import answer
from commandline.running import run

if TYPE_CHECKING:
    from documents.paper import Paper
    from domain.project import Project
    from domain.rulebook import RuleBook

    Make = Callable[["Project", "RuleBook"], "Paper"]

app = typer.Typer(
    help="文书：公告、合同、会签单、验收单、通知书、采购活动记录，Word 或 PDF（papers in Word or PDF）",
    no_args_is_help=True,
)
Of = Annotated[str, typer.Argument(metavar="PROJECT", help="项目编号")]
Supplier = Annotated[str, typer.Argument(metavar="USCC", help="供应商的统一社会信用代码")]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="写到哪里：*.docx 或 *.pdf")]
Force = Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")]
ENDINGS: Final = (".docx", ".pdf")


@app.command("notice")
def notice(
    project: Of,
    key: Annotated[str, typer.Argument(metavar="NOTICE", help="公告的编号；或投诉编号（财政部门的处理结果公告）")],
    output: Output,
    force: Force = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """一份公告，按官方栏目顺序（a notice in its official order）。"""

    def make(of: "Project", rules: "RuleBook") -> "Paper":
        from documents.notices import complaint_notice
        from documents.notices import notice as made

        registered = key not in of.publication.ordered and key in of.publication.complaint_notices
        return complaint_notice(of, key, rules) if registered else made(of, key, rules)

    return _write(project, make, output, force=force, data=data, as_json=as_json)


@app.command("contract")
def contract(project: Of, output: Output, force: Force = False, data: Data = None, as_json: Json = False) -> int:
    """合同（已签订的，或草案），八项内容，金额并用大写（the contract in its eight parts）。"""

    return _write(project, _made("contract", "contract"), output, force=force, data=data, as_json=as_json)


@app.command("countersigning")
def countersigning(project: Of, output: Output, force: Force = False, data: Data = None, as_json: Json = False) -> int:
    """会签单（who agreed to what）。"""

    return _write(project, _made("contract", "countersigning"), output, force=force, data=data, as_json=as_json)


@app.command("acceptance")
def acceptance(
    project: Of,
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="期间的编号")],
    output: Output,
    force: Force = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """某一期间的验收单（the acceptance sheet of a period）。"""

    return _write(project, _made("acceptance", "acceptance", period), output, force=force, data=data, as_json=as_json)


@app.command("visit-sheet")
def visit_sheet(
    project: Of,
    output: Output,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="服务月份")],
    force: Force = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """某月的上门服务登记表：没有网络的村打印后手填，回来补录（a month's visit sheet, keyed in later）。"""

    return _write(project, _made("visiting", "visit_sheet", month), output, force=force, data=data, as_json=as_json)


@app.command("award")
def award(project: Of, output: Output, force: Force = False, data: Data = None, as_json: Json = False) -> int:
    """成交（中标）通知书（the notice of award）。"""

    return _write(project, _made("bidders", "award"), output, force=force, data=data, as_json=as_json)


@app.command("not-awarded")
def not_awarded(
    project: Of, supplier: Supplier, output: Output, force: Force = False, data: Data = None, as_json: Json = False
) -> int:
    """给未成交供应商的评审结果通知书（the letter to one that did not win）。"""

    return _write(project, _made("bidders", "to_loser", supplier), output, force=force, data=data, as_json=as_json)


@app.command("record")
def record(project: Of, output: Output, force: Force = False, data: Data = None, as_json: Json = False) -> int:
    """采购活动记录，按政府采购法第四十二条的内容（the record of the procurement）。"""

    return _write(project, _made("record", "record"), output, force=force, data=data, as_json=as_json)


@app.command("receipt")
def receipt(
    project: Of, supplier: Supplier, output: Output, force: Force = False, data: Data = None, as_json: Json = False
) -> int:
    """响应文件接收回执（the receipt of a bid）。"""

    return _write(project, _made("bidders", "bid_receipt", supplier), output, force=force, data=data, as_json=as_json)


def _made(room: str, name: str, *words: str) -> "Make":
    """The paper of this name in this room of `documents/`, which is loaded when it is wanted."""

    def make(of: "Project", rules: "RuleBook") -> "Paper":
        paper: Paper = getattr(import_module(f"documents.{room}"), name)(of, *words, rules)
        return paper

    return make


def _write(project: str, make: "Make", output: Path, *, force: bool, data: Path | None, as_json: bool) -> int:
    """The paper into its file, whole or not at all; the file's form is its name's ending."""
    import hashlib

    from commandline.standing import at_point
    from domain.project import Project

    _check(output, force=force)
    settings = settings_of(data)
    standing = run(at_point(settings, project, None))
    assert isinstance(standing.state, Project)
    if standing.state.planning.plan is None and standing.state.contract.opened is None:
        raise wrong_use(f"{project} 还没有有效计划，没有可以生成的文书")
    from documents.rendering import FORMS

    paper = make(standing.state, standing.rules)
    content = FORMS[output.suffix.lower()](paper, settings.font_dir)
    _put(output, content)
    told = {
        "file": str(output),
        "title": paper.title,
        "on": paper.on,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "headings": [s.heading for s in (*paper.sections, *paper.appendix) if s.heading is not None],
    }
    answer(told, lambda out: out.print(f"{paper.title} → {output}（{len(content)} 字节）"), as_json=as_json)
    return DONE


def _check(output: Path, *, force: bool) -> None:
    """Before anything is asked: the ending is one we know, the folder is there, nothing is overwritten unasked."""
    if output.suffix.lower() not in ENDINGS:
        raise wrong_use(f"-o：“{output.name}”的扩展名应为 {' 或 '.join(ENDINGS)}")
    if output.is_dir():
        raise wrong_use(f"-o：{output} 是目录，请写出文件名")
    if not output.parent.is_dir():
        raise wrong_use(f"-o：没有目录 {output.parent}")
    if output.exists() and not force:
        raise wrong_use(f"-o：{output} 已存在；要覆盖请加 --force")


def _put(output: Path, content: bytes) -> None:
    partial = output.with_name(f".{output.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise wrong_use(f"-o：不能写入 {output}：{error.strerror}") from error
