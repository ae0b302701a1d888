"""`jieli recipient template` and `import`: the empty roster out, the filled one in — all rows or none."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, WRONG_USE, Stop, wrong_use
from commandline.options import As, Data, Json, settings_of
from commandline.output import answer, say
from commandline.running import run
from commandline.vaulting import at_vault

if TYPE_CHECKING:
    from datetime import date

    from commandline.vaulting import Desk
    from domain.rulebook import RuleBook
    from vault.columns import Problem
    from vault.store import Imported
    from vault.tables import Row

TOLD: Final = 200  # problems that are told at once
EACH: Final = 2_000  # rows after which a word on the way is said


def template(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="写到哪里：*.xlsx")],
    data: Data = None,
    as_json: Json = False,
) -> int:
    """空白花名册：中文表头、下拉选项（the empty roster, with drop-downs）。"""
    from vault.template import make

    check_output(output, (".xlsx",))
    items = {item.code: item.name for item in _rules(settings_of(data).division, None).items()}
    put(output, lambda file: make(file, items))
    answer({"file": str(output)}, lambda out: out.print(f"空白花名册 → {output}"), as_json=as_json)
    return DONE


def import_roster(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="花名册：*.xlsx 或 *.csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    renamed: Annotated[bool, typer.Option("--renamed", help="同一身份证号、不同姓名的，确已改名")] = False,
    division: Annotated[str | None, typer.Option("--division", help="只收这一地区的；默认 JIELI_DIVISION")] = None,
    actor: As = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """导入花名册：逐行检查，全部写入或者全不写入（all rows or none）。"""
    from vault.tables import read

    settings = settings_of(data)
    place = division or settings.division or ""
    if place and not (place.isascii() and place.isdigit() and len(place) in (2, 4, 6, 9, 12)):
        raise wrong_use(f"--division：“{place}”不是区划代码")
    rows = read(file)

    async def work() -> "Imported":
        async with at_vault(settings, actor, "import") as desk:
            return await _bring_in(desk, rows, place, dry_run=dry_run, renamed=renamed)

    made = run(work())
    counts = {"new": len(made.new), "changed": len(made.changed), "unchanged": len(made.unchanged)}
    ids = {"new": () if dry_run else made.new, "changed": made.changed, "unchanged": made.unchanged}
    told: dict[str, Any] = {"dry_run": dry_run, "rows": len(rows), "counts": counts, **ids}
    verb = "检查通过（未写入）" if dry_run else "已导入"
    words = f"✓ {verb}：新增 {counts['new']} 人，变更 {counts['changed']} 人，未变 {counts['unchanged']} 人。"
    answer(told, lambda out: out.print(words), as_json=as_json)
    return DONE


async def _bring_in(desk: "Desk", rows: "list[Row]", place: str, *, dry_run: bool, renamed: bool) -> "Imported":
    from vault.checking import Terms, check
    from vault.columns import Problem
    from vault.identity import Entry
    from vault.store import RowsWrong

    rules = _rules(place or desk.divisions[0], desk.today)
    items = {item.code: item.name for item in rules.items()}
    terms = Terms(place, desk.divisions, items, rules.count("EX-14", "minor_under"), desk.today)
    found = check(rows, terms, _progress("已检查"))
    problems = [one for one in found if isinstance(one, Problem)]
    if problems:
        raise _rows_wrong(problems, len(rows))
    entries = [one for one in found if isinstance(one, Entry)]
    try:
        vault = await desk.vault()
        return await vault.bring_in(entries, desk.by, dry_run=dry_run, renamed=renamed, progress=_progress("已加密"))
    except RowsWrong as error:
        raise _rows_wrong(error.problems, len(rows)) from None


def _rows_wrong(problems: "list[Problem] | tuple[Problem, ...]", rows: int) -> Stop:
    wrong = len({problem.row for problem in problems})
    more = f"，先列出{TOLD}处" if len(problems) > TOLD else ""
    message = f"共{rows}行，其中{wrong}行有误（{len(problems)}处{more}），没有写入任何一行："
    return Stop(WRONG_USE, "rows_wrong", message, [problem.told() for problem in problems[:TOLD]])


def _progress(verb: str) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if of > EACH and (done % EACH == 0 or done == of):
            say(f"{verb} {done}/{of} 行")

    return tell


def _rules(division: str | None, on: "date | None") -> "RuleBook":
    from datetime import datetime

    import law
    from commandline.law_options import PROVINCE
    from domain.calendar import BEIJING

    return law.load().rulebook(division or PROVINCE, on or datetime.now(BEIJING).date())


def check_output(output: Path, endings: tuple[str, ...]) -> None:
    """Exit 2 before anything is asked: the ending is known, the folder is there, nothing is overwritten."""
    if output.suffix.lower() not in endings:
        raise wrong_use(f"-o：“{output.name}”的扩展名应为 {' 或 '.join(endings)}")
    if not output.parent.is_dir():
        raise wrong_use(f"-o：没有目录 {output.parent}")
    if output.exists():
        raise wrong_use(f"-o：{output} 已存在：换一个文件名，或先移走它")


def put(output: Path, make: Callable[[Path], None]) -> None:
    """The file, whole or not at all."""
    partial = output.with_name(f".part-{output.name}")
    try:
        make(partial)
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise wrong_use(f"-o：不能写入 {output}：{error.strerror}") from error
