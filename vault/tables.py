"""Rosters as tables: .xlsx, and CSV in UTF-8 or GB18030, read into rows of text; the pseudonymous roster written."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from vault.columns import BY_HEADING, COLUMNS

LARGEST: Final = 50 * 1024 * 1024  # bytes of one file
MOST_ROWS: Final = 100_000  # of one file: more are split
_WHOLE: Final = 10**15  # a table program keeps whole numbers exactly up to here; longer digits have lost their end


class BadTable(ValueError):  # noqa: N818 (it says what is wrong)
    """The file is no roster: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row as text, by field. `rounded`: fields whose digits a table program has rounded away."""

    number: int
    cells: dict[str, str]
    rounded: frozenset[str] = frozenset()


def read(path: Path) -> list[Row]:
    """The rows under the headings; empty ones are passed over. Raises BadTable."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadTable(f"文件超过 {LARGEST // 1024 // 1024} MB：请分成几个文件")
        raw = path.read_bytes()
    except OSError as error:
        raise BadTable(f"无法读取 {path}：{error.strerror}") from None
    match path.suffix.lower():
        case ".xlsx":
            lines: Iterator[Sequence[object]] = _sheet(raw)
        case ".csv":
            lines = _comma(raw)
        case other:
            raise BadTable(f"“{other or path.name}”不是花名册的格式：应为 .xlsx 或 .csv")
    headings = _headings(next(lines, ()))
    rows = []
    for number, line in enumerate(lines, 2):
        cells, rounded = {}, set()
        for field, value in zip(headings, line, strict=False):
            if field is None:
                continue
            cells[field] = _text(value)
            if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _WHOLE:
                rounded.add(field)
        if any(cells.values()):
            rows.append(Row(number, cells, frozenset(rounded)))
        if len(rows) > MOST_ROWS:
            raise BadTable(f"一个文件最多 {MOST_ROWS} 行：请分成几个文件")
    if not rows:
        raise BadTable("表头以下没有内容：从第2行起，每人一行")
    return rows


def _sheet(raw: bytes) -> Iterator[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        yield from book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + 3)
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise BadTable(f"不是可以打开的 .xlsx 文件（{type(error).__name__}）：请另存为“Excel 工作簿”") from None


def _comma(raw: bytes) -> Iterator[Sequence[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadTable("不是 UTF-8 或 GB18030 编码的文本：请另存为“CSV UTF-8”")
    if "\0" in text:
        raise BadTable("含有空字符，不是 CSV 文本：请另存为“CSV UTF-8”")
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error:
        raise BadTable("CSV 的引号不配对：请用表格软件另存为 CSV") from None


def _headings(line: Sequence[object]) -> list[str | None]:
    """The field of each column; a column without heading is passed over."""
    told = [_text(value).rstrip("*＊").strip() for value in line]
    unknown = [heading for heading in told if heading and heading not in BY_HEADING]
    missing = [column.heading for column in COLUMNS if column.required and column.heading not in told]
    twice = sorted({heading for heading in told if heading and told.count(heading) > 1})
    if not unknown and not missing and not twice:
        return [BY_HEADING[heading].field if heading else None for heading in told]
    if len(missing) == sum(column.required for column in COLUMNS):
        raise BadTable("第1行不是花名册的表头：请用 jieli recipient template 生成的模板")
    said = [
        f"缺少列：{'、'.join(missing)}" if missing else "",
        f"不认识的列有{len(unknown)}个（第{'、'.join(str(told.index(u) + 1) for u in unknown)}列）" if unknown else "",
        f"重复的列：{'、'.join(twice)}" if twice else "",
    ]
    raise BadTable("；".join(part for part in said if part) + "。表头须与模板一致（jieli recipient template）")


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()


def write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for people, .xlsx or .csv, as its name says. Raises OSError."""
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
        return
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("花名册")
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, str(value))
        sheet.freeze_panes(1, 0)
