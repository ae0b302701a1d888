"""What is wrong with a row is told, all of it, by line, column, rule and remedy.  HR-SR-1, HR-SR-2"""

from datetime import datetime
from typing import Any

import pytest

from domain.calendar import BEIJING
from tests.records.filing import NOW, bounds, cells, checked, faults, many, who

LATE = "2026-03-01 20:31"


@pytest.mark.parametrize(
    ("changes", "column", "clause", "words"),
    [
        ({"kind": "理发"}, "种类", "HR-SR-2", "上门、电话、送餐、陪同"),
        ({"result": "好"}, "结果", "HR-SR-2", "不认识"),
        ({"result": ""}, "结果", "HR-SR-2", "不认识"),
        ({"item": "surveys"}, "项目", "HR-SR-2", "calls、visits"),
        ({"grade": "D"}, "等级", "HR-SR-2", "A、B、C"),
        ({"grade": "A"}, "等级", "HR-SR-2", "名册中的等级为 C"),
        ({"recipient": "王老太"}, "服务对象", "HR-SR-2", "不写姓名"),
        ({"recipient": "r-220122-zzzzzzzzzz"}, "服务对象", "HR-SR-2", "不在名册之内"),
        ({"recipient": "r-220122-ended00000", "grade": "A", "starts_at": "2026-04-01 08:00", "ends_at": "2026-04-01 08:30"},
         "服务对象", "HR-SR-2", "不属于服务对象"),
        ({"staff": "李护士"}, "服务人员", "HR-SR-2", "不写姓名"),
        ({"township": "合隆镇"}, "乡镇", "HR-SR-2", "区划代码"),
        ({"township": "110101001"}, "乡镇", "HR-SR-2", "不在 220122 之内"),
        ({"note": "身体很好"}, "备注摘要", "HR-SR-2", "SHA-256"),
        ({"corrects": "17"}, "更正", "HR-SR-2", "批次#行"),
        ({"ends_at": "2026-03-01 07:59"}, "结束", "HR-SR-1", "早于开始"),
        ({"ends_at": "2026-03-01 20:01"}, "结束", "HR-SR-1", "长于 12 小时"),
        ({"kind": "电话", "ends_at": "2026-03-01 10:01"}, "结束", "HR-SR-1", "长于 2 小时"),
        ({"starts_at": "2026-02-28 08:00", "ends_at": "2026-02-28 08:30"}, "开始", "HR-SR-1", "不在履约期"),
        ({"starts_at": "2026-06-01 08:00", "ends_at": "2026-06-01 08:30"}, "开始", "HR-SR-1", "不在履约期"),
        ({"starts_at": "昨天"}, "开始", "HR-SR-1", "不是时间"),
        ({"starts_at": "2026-03-01"}, "开始", "HR-SR-1", "不是时间"),
        ({"starts_at": "2026-02-30 08:00"}, "开始", "HR-SR-1", "不是时间"),
        ({"ends_at": ""}, "结束", "HR-SR-1", "不是时间"),
    ],
)  # fmt: skip
def test_a_fault_is_told(changes: dict[str, Any], column: str, clause: str, words: str) -> None:
    """HR-SR-1, HR-SR-2"""
    found = faults(
        cells(1), cells(41, **{"grade": "C", "recipient": who(2), "starts_at": "2026-03-01 08:00", **changes})
    )
    assert [(f.line, f.field, f.clause) for f in found] == [(3, column, clause)], found
    assert words in found[0].problem
    assert found[0].remedy


def test_a_good_row_has_no_fault() -> None:
    """HR-SR-1, HR-SR-2: what the parametrised rows are changed from"""
    assert faults(cells(1), cells(41)) == []


def test_the_longest_visit_is_allowed_itself() -> None:
    """HR-SR-1"""
    assert faults(cells(1, ends_at="2026-03-01 20:00")) == []


def test_every_fault_of_every_row_is_told_at_once() -> None:
    """HR-SR-2"""
    found = faults(cells(1, kind="x", grade="D"), cells(2), cells(3, result="y"))
    assert [(f.line, f.field) for f in found] == [(2, "种类"), (2, "等级"), (4, "结果")]


def test_the_future_is_no_record() -> None:
    """HR-SR-1"""
    early = bounds(datetime(2026, 3, 1, 8, 15, tzinfo=BEIJING))
    assert [f.field for f in faults(cells(1), limits=early)] == ["结束"]
    assert faults(cells(1), limits=bounds(datetime(2026, 3, 1, 8, 30, tzinfo=BEIJING))) == []


def test_what_is_keyed_in_after_its_month_is_marked_and_taken_in() -> None:
    """HR-SR-1: the first of March within the first of April; what cannot be (future, outside the period) stays out"""
    assert checked([cells(1)], bounds(datetime(2026, 4, 1, 9, tzinfo=BEIJING))).late == []
    later = checked([cells(1), cells(2)], bounds(datetime(2027, 3, 2, 9, tzinfo=BEIJING)))
    assert [(f.line, f.field, f.clause) for f in later.late] == [(2, "开始", "HR-SR-1"), (3, "开始", "HR-SR-1")]
    assert (later.faults, len(later.rows)) == ([], 2)
    before = cells(1, starts_at="2026-02-28 08:00", ends_at="2026-02-28 08:30")
    outside = checked([before], bounds(datetime(2027, 3, 2, 9, tzinfo=BEIJING)))
    assert ([f.clause for f in outside.faults], outside.late) == (["HR-SR-1"], [])


def test_the_same_service_twice_names_the_first_line() -> None:
    """HR-SR-2"""
    found = faults(cells(1), cells(2), cells(1, staff="s-99"))
    assert [(f.line, f.problem) for f in found] == [(4, "与第 2 行重复")]


def test_another_kind_at_the_same_time_is_another_service() -> None:
    """HR-SR-2"""
    assert faults(cells(1), cells(1, kind="陪同")) == []


def test_one_person_serves_in_one_place_at_a_time() -> None:
    """HR-SR-1"""
    found = faults(cells(1, staff="s-1"), cells(2, staff="s-1"))
    assert [(f.line, f.field, f.clause) for f in found] == [(3, "服务人员", "HR-SR-1")]


def test_one_after_the_other_is_no_overlap() -> None:
    """HR-SR-1"""
    second = cells(2, staff="s-1", starts_at="2026-03-01 08:30", ends_at="2026-03-01 09:00")
    assert faults(cells(1, staff="s-1"), second) == []


def test_a_long_visit_is_seen_behind_a_short_one() -> None:
    """HR-SR-1"""
    long = cells(1, staff="s-1", ends_at="2026-03-01 10:00")
    short = cells(2, staff="s-2", starts_at="2026-03-01 08:10", ends_at="2026-03-01 08:20")
    third = cells(3, staff="s-1", starts_at="2026-03-01 09:00", ends_at="2026-03-01 09:10")
    assert [f.line for f in faults(long, short, third)] == [4]


def test_meals_are_brought_to_several_at_once() -> None:
    """HR-SR-1"""
    meals = [cells(n, staff="s-1", kind="送餐") for n in (1, 2, 3)]
    assert faults(*meals) == []
    assert [f.line for f in faults(*meals, cells(4, staff="s-1"))] == [5]


def test_who_was_missed_was_in_nobodys_place() -> None:
    """HR-SR-1"""
    assert faults(cells(1, staff="s-1"), cells(2, staff="s-1", result="未服务", ends_at="")) == []


@pytest.mark.parametrize("field", ["recipient", "staff", "township", "item", "kind", "note", "corrects"])
@pytest.mark.parametrize("number", ["13912345678", "220122194001011234"])
def test_a_number_of_a_person_is_an_error_and_is_not_repeated(field: str, number: str) -> None:
    """HR-SR-2, PIPL 28: not in the message either"""
    found = faults(cells(1, **{field: number}))
    assert any("个人信息" in f.problem for f in found)
    assert not any(number in f.problem for f in found)


def test_a_digest_is_no_telephone_number() -> None:
    """HR-SR-2: its signs may look like one"""
    digest = ("a" * 20) + "13912345678" + ("b" * 33)
    assert faults(cells(1, note=digest)) == []


def test_times_are_beijings_and_written_in_several_ways() -> None:
    """HR-SR-1"""
    ways = (
        "2026-03-01 08:00",
        "2026/3/1 8:00",
        "2026-03-01T08:00:00+08:00",
        "2026-03-01T00:00:00Z",
        "2026-03-01 08:00:00.4",
    )
    told = checked(cells(n, starts_at=text) for n, text in enumerate(ways))
    assert told.faults == []
    assert {row.starts_at for row in told.rows} == {datetime(2026, 3, 1, 8, tzinfo=BEIJING)}


def test_progress_is_told_by_ten_thousands() -> None:
    """HR-SR-2"""
    from records.checking import check
    from records.reading import read
    from records.words import COLUMN_OF, OPTIONAL, SHEET
    from tests.records.filing import ROSTER, as_csv

    heard: list[int] = []
    sheet = read("rows.csv", as_csv(many(20_001)), COLUMN_OF, OPTIONAL, SHEET)
    assert check(sheet, bounds(NOW), ROSTER, heard.append).faults == []
    assert heard == [10_000, 20_000]
