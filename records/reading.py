"""Files of rows as suppliers have them: Excel (.xlsx), CSV (UTF-8 or GB18030), JSON lines.  Nothing is judged here but the form."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import orjson

ENDINGS: Final = (".xlsx", ".csv", ".jsonl")
LARGEST_BYTES: Final = 128 * 1024 * 1024  # what is read whole into memory


class Unreadable(ValueError):  # noqa: N818 - it says what the file is
    """The file as a whole can't be read as what its name says; the words are for people."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows by the file's own line numbers; the columns in the file's order, by code."""

    columns: tuple[str, ...]
    rows: list[tuple[int, tuple[Any, ...]]]


def read(name: str, content: bytes, column_of: Mapping[str, str], optional: frozenset[str], sheet: str) -> Sheet:
    """The rows of a file, by the ending of its name.  Blank rows are passed over.

    `column_of`: the code of each heading that may stand there; all codes but the optional ones must.  Raises Unreadable.
    """
    if len(content) > LARGEST_BYTES:
        raise Unreadable(f"文件超过 {LARGEST_BYTES >> 20} MiB，请分成几个文件")
    match PurePath(name).suffix.lower():
        case ".xlsx":
            lines = _excel(content, sheet)
        case ".csv":
            lines = _csv(content)
        case ".jsonl":
            return _json_lines(content, column_of, optional)
        case other:
            raise Unreadable(f"不认识的文件类型“{other or name}”：应为 {'、'.join(ENDINGS)}")
    return _headed(lines, column_of, optional)


def _headed(lines: Iterator[tuple[int, list[Any]]], column_of: Mapping[str, str], optional: frozenset[str]) -> Sheet:
    """The first line that isn't blank names the columns."""
    heading = next(((number, cells) for number, cells in lines if any(map(_filled, cells))), None)
    if heading is None:
        raise Unreadable("文件是空的")
    names = [str(cell).strip() for cell in heading[1]]
    while names and not names[-1]:
        names.pop()
    columns = _columns(names, column_of, optional)
    width = len(columns)
    rows = []
    for number, cells in lines:
        if not any(map(_filled, cells)):
            continue
        if any(map(_filled, cells[width:])):
            raise Unreadable(f"第 {number} 行的单元格多于表头")
        rows.append((number, (*cells[:width], *[""] * (width - len(cells)))))
    return Sheet(columns, rows)


def _columns(names: list[str], column_of: Mapping[str, str], optional: frozenset[str]) -> tuple[str, ...]:
    """The codes of the headings: each known, none twice, none missing.  An unknown column might name somebody."""
    shown = "、".join(zh for zh, code in column_of.items() if zh != code)
    unknown = [name for name in names if name not in column_of]
    if unknown:
        raise Unreadable(f"不认识的列：{'、'.join(n or '（空）' for n in unknown)}；只能有：{shown}")
    columns = tuple(column_of[name] for name in names)
    twice = sorted({c for c in columns if columns.count(c) > 1})
    missing = sorted(set(column_of.values()) - optional - set(columns))
    for fault, codes in (("重复的列", twice), ("缺少的列", missing)):
        if codes:
            words = "、".join(next((zh for zh, code in column_of.items() if code == c != zh), c) for c in codes)
            raise Unreadable(f"{fault}：{words}")
    return columns


def _filled(cell: Any) -> bool:
    return cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())


def _excel(content: bytes, sheet: str) -> Iterator[tuple[int, list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if not names:
            raise Unreadable("工作簿中没有工作表")
        found = book.get_sheet_by_name(sheet if sheet in names else names[0])
        first = (found.start or (0, 0))[0]
        cells = found.to_python(skip_empty_area=True)
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"不是可以读取的 Excel 工作簿（.xlsx）：{error}") from error
    return ((first + n, row) for n, row in enumerate(cells, start=1))


def _csv(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    text = _text(content)
    if "\0" in text:
        raise Unreadable("文件含有空字符，不是文本")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def lines() -> Iterator[tuple[int, list[Any]]]:
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise Unreadable(f"第 {reader.line_num} 行不是有效的 CSV：{error}") from error

    return lines()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Unreadable("编码既不是 UTF-8 也不是 GB18030：请另存为 UTF-8") from error


def _json_lines(content: bytes, column_of: Mapping[str, str], optional: frozenset[str]) -> Sheet:
    """One object a line, as an interface delivers them; each names all that must be there."""
    columns = tuple(dict.fromkeys(column_of.values()))
    rows = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            given = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Unreadable(f"第 {number} 行不是有效的 JSON：{error.msg}") from error
        if not isinstance(given, dict):
            raise Unreadable(f"第 {number} 行应为一个 JSON 对象")
        try:
            _columns(list(given), column_of, optional)
        except Unreadable as error:
            raise Unreadable(f"第 {number} 行：{error}") from None
        by_code = {column_of[name]: value for name, value in given.items()}
        rows.append((number, tuple(by_code.get(code) for code in columns)))
    if not rows:
        raise Unreadable("文件是空的")
    return Sheet(columns, rows)
