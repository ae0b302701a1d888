"""`jieli law diff`: what changed between two days, or between two editions.  Asks no server.  JL44-6.1, JL44-6.3"""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commandline.exits import DONE, wrong_use
from commandline.law_options import Division, place_of
from commandline.options import Data, Json, settings_of
from commandline.output import answer, table
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from law import LawBook
    from law.comparing import Change

_EDITION: Final = re.compile(r"[0-9a-f]{12,64}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_HERE: Final = "current"
_KINDS: Final = {"added": "新增", "removed": "失效", "changed": "变更"}
_SAYS: Final = "日期（2026-11-23）、法规版本（12 位以上十六进制数）、版本文件的路径，或者 current（本程序所带的版本）"


def diff(
    before: Annotated[str, typer.Argument(metavar="FROM", help="日期、版本、版本文件或 current")],
    after: Annotated[str, typer.Argument(metavar="TO", help="同上；两者须同为日期或同为版本")],
    division: Division = None,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """两个日期之间、两个版本之间，哪些条款和数值不同（rules and values that changed, with their sources）。"""
    import law
    from law.comparing import between_days, between_editions

    days = [_day(word) for word in (before, after)]
    told: dict[str, Any]
    if days[0] is not None and days[1] is not None:
        place, book = place_of(division, data), law.load()
        changes = between_days(book.rulebook(place, days[0]), book.rulebook(place, days[1]))
        told = {"from": days[0], "to": days[1], "division": place, "edition": book.edition}
    elif days == [None, None]:
        if division is not None:
            raise wrong_use("--division 只用于比较两个日期；版本之间比较全部层级")
        old, new = _edition(before, data), _edition(after, data)
        changes = between_editions(old, new)
        told = {"from": old.edition, "to": new.edition}
    else:
        raise wrong_use(f"“{before}”与“{after}”不能相比：两者须同为日期，或同为版本")
    told |= {"different": bool(changes), "changes": changes}
    answer(told, lambda out: _shown(out, told, changes), as_json=as_json)
    return DONE  # a difference is information, not a fault


def _day(word: str) -> date | None:
    if not _DATE.fullmatch(word):
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise wrong_use(f"“{word}”不是有效日期，写成 2026-11-23") from None


def _edition(word: str, data: Path | None) -> "LawBook":
    import law
    from commandline.facts import read_bytes

    own = law.load()
    if word == _HERE or (_EDITION.fullmatch(word) and own.edition.startswith(word)):
        return own
    if not Path(word).exists():
        if not _EDITION.fullmatch(word):
            raise wrong_use(f"“{word}”既不是文件，也不是{_SAYS}")
        address = settings_of(data).archive
        if "://" not in address and not Path(address).is_dir():
            raise wrong_use(f"没有档案 {address}，找不到法规版本 {word[:12]}")
        return run(_kept(address, word))
    try:
        return law.LawBook.from_bundle(read_bytes(Path(word)))
    except law.LawError as error:
        raise wrong_use(f"{word} 不是可用的法规版本：{error}") from error


async def _kept(address: str, beginning: str) -> "LawBook":
    """The edition in the archive whose number begins so; the archive alone is asked."""
    import law
    from activities.files import FileStore

    store = FileStore(address)
    async for name in store.names("law"):
        try:
            book = law.LawBook.from_bundle(await store.get(name, "law"))
        except (law.LawError, ValueError):
            continue  # an edition of a shape that this program no longer reads
        if book.edition.startswith(beginning):
            return book
    raise wrong_use(f"档案 {address} 中没有可读的法规版本 {beginning[:12]}")


def _shown(out: "Console", told: dict[str, Any], changes: "list[Change]") -> None:
    ends = [str(told[key])[:12] for key in ("from", "to")]
    where = f"{told['division']}：" if "division" in told else ""
    title = f"{where}{ends[0]} → {ends[1]}"
    if not changes:
        out.print(f"{title}：没有不同。")
        return
    made = table(title, "", "条款", "标题", "内容", "原", "现", "层级", "出处")
    for c in changes:
        was, now = _short(c.before), _short(c.after)
        made.add_row(_KINDS[c.kind], c.rule, c.title, c.part or "整条", was, now, c.layer, c.source)
    out.print(made)
    counted = "，".join(f"{word} {sum(c.kind == kind for c in changes)}" for kind, word in _KINDS.items())
    out.print(counted, style="dim")


def _short(words: str | None, most: int = 60) -> str:
    if words is None:
        return "—"
    return words if len(words) <= most else f"{words[: most - 1]}…"
