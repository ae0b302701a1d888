"""Excel, CSV and JSON lines say the same; a file that is none of them is told in whole sentences."""

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from records.checking import check
from records.reading import Unreadable, read
from records.roster import Expected, roster_of
from records.template import as_csv as csv_template
from records.template import as_excel
from records.words import COLUMN_OF, COLUMNS, OPTIONAL, SHEET
from tests.records.filing import ROSTER, as_csv, bounds, cells, many


def excel(rows: list[dict[str, Any]], sheet: str = SHEET, *, dates: bool = True) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.add_worksheet("封面").write(0, 0, "不是数据")
    page, moment = book.add_worksheet(sheet), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for n, heading in enumerate(COLUMNS.values()):
        page.write(0, n, heading)
    for line, row in enumerate(rows, start=1):
        for n, code in enumerate(COLUMNS):
            value = row[code]
            if dates and code.endswith("_at") and value:
                page.write_datetime(line, n, datetime.fromisoformat(value), moment)
            elif code == "township":
                page.write_number(line, n, int(value))
            elif value:
                page.write(line, n, value)
    book.close()
    return content.getvalue()


def json_lines(rows: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps({k: v or None for k, v in r.items()}, ensure_ascii=False) for r in rows).encode()


def rows_of(name: str, content: bytes) -> Any:
    told = check(read(name, content, COLUMN_OF, OPTIONAL, SHEET), bounds(), ROSTER)
    assert told.faults == []
    return told.rows


def test_three_forms_say_the_same() -> None:
    """S102-23: whichever way they come, the digest is one"""
    rows = list(many(50))
    plain = rows_of("a.csv", as_csv(rows))
    assert len(plain) == 50
    assert rows_of("a.csv", as_csv(rows, "gb18030")) == plain
    assert rows_of("a.csv", as_csv(rows, "utf-8-sig")) == plain
    assert rows_of("A.XLSX", excel(rows)) == plain
    assert rows_of("a.xlsx", excel(rows, dates=False)) == plain
    assert rows_of("a.jsonl", json_lines(rows)) == plain


def test_blank_lines_are_passed_over_and_lines_keep_their_numbers() -> None:
    """HR-SR-2"""
    content = as_csv([cells(1)]) + b",,,,,,,,,,\r\n\r\n" + as_csv([cells(2, kind="x")]).split(b"\r\n", 1)[1]
    told = check(read("a.csv", content, COLUMN_OF, OPTIONAL, SHEET), bounds(), ROSTER)
    assert (told.lines, [f.line for f in told.faults]) == ([2], [5])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "空的"),
        ("a.csv", b"\n\n", "空的"),
        ("a.csv", b"\xff\xff\xff", "GB18030"),
        ("a.csv", "种类,姓名\n".encode(), "不认识的列：姓名"),
        ("a.csv", "种类,服务对象\n".encode(), "缺少的列"),
        ("a.csv", "种类,种类\n".encode(), "重复的列：种类"),
        ("a.csv", as_csv([]) + b"a,b,c,d,e,f,g,h,i,j,k,l\n", "多于表头"),
        ("a.csv", as_csv([]) + b'"open', "不是有效的 CSV"),
        ("a.csv", as_csv([]) + b"\0", "空字符"),
        ("a.xlsx", b"PK nonsense", "不是可以读取的 Excel"),
        ("a.xls", b"", "不认识的文件类型“.xls”"),
        ("a", b"", "不认识的文件类型"),
        ("a.jsonl", b"", "空的"),
        ("a.jsonl", b"{", "第 1 行不是有效的 JSON"),
        ("a.jsonl", b"[]", "JSON 对象"),
        ("a.jsonl", b'\n{"kind": "visit"}', "第 2 行：缺少的列"),
        ("a.jsonl", json.dumps({**cells(1), "name": "x"}).encode(), "第 1 行：不认识的列：name"),
    ],
)
def test_what_is_no_such_file_is_told(name: str, content: bytes, words: str) -> None:
    """HR-SR-2"""
    with pytest.raises(Unreadable, match=words):
        read(name, content, COLUMN_OF, OPTIONAL, SHEET)


def test_the_templates_are_read_back_as_empty_files() -> None:
    """HR-SR-2"""
    for name, content in (("t.csv", csv_template()), ("t.xlsx", as_excel(["visits", "calls"]))):
        sheet = read(name, content, COLUMN_OF, OPTIONAL, SHEET)
        assert (sheet.columns, sheet.rows) == (tuple(COLUMNS), [])


def test_the_template_is_the_same_each_time() -> None:
    """HR-SR-2"""
    assert as_excel(["visits"]) == as_excel(["visits"])


def test_a_roster_is_read() -> None:
    """HR-SR-2"""
    text = "服务对象,等级,自,至\nr-220122-aaaaaaaaaa,A,2026-03-01,2026/3/9\nr-220122-bbbbbbbbbb,B,,\n"
    roster = roster_of("roster.csv", text.encode())
    ended = roster.get("r-220122-aaaaaaaaaa")
    assert isinstance(ended, Expected)
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 9), date(2026, 3, 10))
    assert [ended.on(d) for d in days] == [False, True, True, False]
    assert roster.by_grade(date(2026, 3, 10), date(2026, 5, 1)) == {"A": 0, "B": 1, "C": 0}


@pytest.mark.parametrize("line", ["r-1,A,soon,", "r-1,X,,", ",A,,", "r-0,A,,"])
def test_a_wrong_roster_is_told_by_its_line(line: str) -> None:
    """HR-SR-2"""
    with pytest.raises(Unreadable, match="名册第 3 行"):
        roster_of("roster.csv", f"服务对象,等级,自,至\nr-0,A,,\n{line}\n".encode())
