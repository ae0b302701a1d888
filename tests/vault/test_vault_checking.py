"""A roster's rows: each fault is told with row, column and remedy, and never repeats what names a person.  DP-01, SA-06"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import ITEMS, TERMS, TODAY, as_csv, child, entries, heading, number, person
from stdnum.cn import ric

from vault.checking import Terms, check
from vault.columns import COLUMNS, Problem
from vault.identity import BadIdNumber, age_on, check_digit, id_number, pseudonym
from vault.tables import BadTable, read, write
from vault.template import make


def problems(folder: Path, *rows: dict[str, str], terms: Terms = TERMS) -> list[Problem]:
    file = folder / "roster.csv"
    file.write_bytes(as_csv(rows))
    return [one for one in check(read(file), terms) if isinstance(one, Problem)]


@given(st.integers(0, 999), st.dates(date(1900, 1, 1), date(2020, 12, 31)))
def test_the_check_digit_is_that_of_the_standard(n: int, born: date) -> None:
    first = f"220122{born:%Y%m%d}{n:03d}"
    assert ric.calc_check_digit(first + "0") == check_digit(first)
    assert id_number(first + check_digit(first)) == first + check_digit(first)


@pytest.mark.parametrize("wrong", ["", "22012219450307", "22012219450307123a1", "2201221945030712３4"])
def test_what_is_no_id_number_is_refused(wrong: str) -> None:
    with pytest.raises(BadIdNumber):
        id_number(wrong)


def test_every_single_slip_of_a_digit_is_found() -> None:
    right = number(123)
    for place in range(17):
        for digit in "0123456789":
            if digit != right[place]:
                with pytest.raises(BadIdNumber):
                    id_number(right[:place] + digit + right[place + 1 :])


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (person(name=""), "name", "未填写"),
        (person(id_number=number(5)[:17]), "id_number", "现为17位"),
        (person(id_number=number(5)[:-1] + ("0" if number(5)[-1] != "0" else "1")), "id_number", "校验位"),
        (child(id_number=number(5, born="20261231")), "id_number", "晚于今天"),
        (person(id_number=number(5, born="19450231")), "id_number", "出生日期不存在"),
        (person(born_on="1945-03-08"), "born_on", "不一致"),
        (person(born_on="去年"), "born_on", "不是有效日期"),
        (person(phone="1380013800"), "phone", "不是手机号码"),
        (person(township="220122"), "township", "9位"),
        (person(township="220183100"), "township", "不在 220122 内"),
        (person(items="A.99"), "items", "目录中没有"),
        (person(frequency="经常"), "frequency", "写法"),
        (person(grade="D"), "grade", "不在可选范围"),
        (person(basis=""), "basis", "未填写"),
        (person(basis="随便"), "basis", "不在可选范围"),
        (person(status="服务中"), "status", "不在可选范围"),
        (person(status_on=""), "status_on", "未填写"),
        (person(status="终止", status_on="2027-01-01"), "status_on", "晚于今天"),
        (person(projects="第一个项目"), "projects", "写法"),
        (person(minor="是"), "minor", "已满18周岁"),
        (child(minor="否"), "minor", "未满18周岁"),
        (child(guardian=""), "guardian", "未成年人须填写"),
        (child(guardian_phone=""), "guardian_phone", "未成年人须填写"),
        (person(remarks="字" * 2001), "remarks", "超过2000字"),
        (person(remarks="一\x07二"), "remarks", "控制字符"),
    ],
)
def test_a_fault_is_told_with_its_row_its_column_and_what_to_do(
    tmp_path: Path, row: dict[str, str], column: str, words: str
) -> None:
    (problem,) = problems(tmp_path, person(2), row)
    assert (problem.row, problem.column) == (3, heading(column))
    assert words in problem.problem
    assert problem.remedy
    told = str(problem.told())
    for value in (row["name"], row["id_number"], row["phone"], row["address"], row.get("guardian")):
        assert not value or value not in told


def test_all_faults_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, person(1, grade="X", phone="1"), person(2), person(3, name=""))
    assert [(p.row, p.column) for p in found] == [(2, heading("phone")), (2, heading("grade")), (4, heading("name"))]


def test_one_person_twice_in_a_file_is_told_with_the_other_row(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, person(1), person(2), person(1, name="李桂兰"))
    assert (problem.row, problem.column) == (4, heading("id_number"))
    assert "第2行" in problem.problem


def test_a_township_reads_in_its_own_people_only(tmp_path: Path) -> None:
    theirs = Terms("", ("220122100",), ITEMS, 18, TODAY)
    assert problems(tmp_path, person(1, township="220122100001"), terms=theirs) == []
    (problem,) = problems(tmp_path, person(1, township="220122101"), terms=theirs)
    assert "220122100" in problem.problem


def test_lawful_rows_become_entries(tmp_path: Path) -> None:
    old, young = entries(tmp_path, person(1, born_on="1940/3/7", status_on="2026年1月2日"), child(minor="是"))
    assert (old.served.items, old.served.minor, old.served.status_on) == (("A.10", "A.12"), False, date(2026, 1, 2))
    assert (young.served.minor, young.identity.guardian) == (True, "李桂兰")
    assert old.identity.born_on == date(1940, 3, 7)
    assert "李桂兰" not in repr(old)


@given(st.dates(date(1930, 1, 1), date(2026, 1, 1)), st.integers(0, 40000))
def test_age_grows_on_the_birthday(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    years = age_on(born, day)
    assert years >= 0
    assert born.replace(year=born.year + years, day=min(born.day, 28)) <= day
    assert age_on(born, born.replace(year=born.year + 18, day=min(born.day, 28)) - timedelta(days=1)) == 17


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_of_our_offices(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(as_csv([person(1, name="𠮷田桂兰")], encoding))
    assert read(file)[0].cells["name"] == "𠮷田桂兰"


def test_the_template_can_be_filled_and_read_back(tmp_path: Path) -> None:
    import python_calamine

    empty, filled = tmp_path / "empty.xlsx", tmp_path / "filled.xlsx"
    make(empty, ITEMS)
    book = python_calamine.CalamineWorkbook.from_path(str(empty))
    assert book.sheet_names == ["花名册", "填写说明"]
    assert book.get_sheet_by_name("花名册").to_python()[0] == [column.heading for column in COLUMNS]
    with pytest.raises(BadTable, match="没有内容"):
        read(empty)
    write(filled, [c.heading for c in COLUMNS], [[person(1).get(c.field, "") for c in COLUMNS]])
    assert read(filled)[0].cells["id_number"] == person(1)["id_number"]


def test_the_template_offers_choices_in_drop_downs(tmp_path: Path) -> None:
    import zipfile

    make(tmp_path / "empty.xlsx", ITEMS)
    with zipfile.ZipFile(tmp_path / "empty.xlsx") as package:
        sheet, words = package.read("xl/worksheets/sheet1.xml").decode(), package.read("xl/sharedStrings.xml").decode()
    assert sheet.count('type="list"') == sum(bool(c.choices) for c in COLUMNS) + 1  # and the service items
    assert all(word in words for word in ("在服", "法定职责", "每周2次", "A.10 照料护理"))


def test_an_id_number_that_excel_made_a_number_is_told_as_such(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "roster.xlsx")) as book:
        sheet = book.add_worksheet()
        for n, column in enumerate(COLUMNS):
            sheet.write_string(0, n, column.heading + ("*" if column.required else ""))
            value = person(1).get(column.field, "")
            (sheet.write_number(1, n, int(value)) if column.field == "id_number" else sheet.write_string(1, n, value))
    (problem,) = check(read(tmp_path / "roster.xlsx"), TERMS)
    assert isinstance(problem, Problem)
    assert "存成了数字" in problem.problem


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"x", "格式"),
        ("a.xlsx", b"no workbook", "不是可以打开"),
        ("a.csv", b"\xff\xff\xff", "编码"),
        ("a.csv", b"", "表头"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "表头"),
        ("a.csv", as_csv([]), "没有内容"),
        ("a.csv", as_csv([person()]).replace("姓名".encode(), "名字".encode(), 1), "缺少列：姓名"),
        ("a.csv", b'"unclosed', "引号"),
        ("a.csv", as_csv([person()]) + b"\0", "空字符"),
    ],
)
def test_a_file_that_is_no_roster_is_told_as_such(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadTable, match=words):
        read(tmp_path / name)


def test_a_pseudonym_is_chance() -> None:
    made = {pseudonym("220122100") for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"r-220122-[a-z2-7]{10}", id) for id in made)
