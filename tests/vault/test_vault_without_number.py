"""Who has no ID number comes in with a stated reason, is found again, and is the same row once there is a number.  DP-01, SA-06"""

from pathlib import Path

import pytest
from people import TERMS, as_csv, entries, number, person

from vault.checking import check
from vault.columns import Problem
from vault.store import RowsWrong, Vault, list_clear
from vault.tables import read

NEWBORN = {
    "id_number": "",
    "no_number": "新生儿未落户",
    "born_on": "2026-10-02",
    "guardian": "李桂兰",
    "guardian_phone": "13800138000",
}


def newborn(**other: str) -> dict[str, str]:
    return person(1, **(NEWBORN | other))


def elder(**other: str) -> dict[str, str]:
    """Who refuses to say a number."""
    return person(2, id_number="", no_number="拒绝提供", born_on="1948-05-06") | other


def problems(folder: Path, *rows: dict[str, str]) -> list[tuple[str, str]]:
    file = folder / "roster.csv"
    file.write_bytes(as_csv(rows))
    found = check(read(file), TERMS)
    return [(one.column, one.problem) for one in found if isinstance(one, Problem)]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (elder(no_number=""), "身份证号", "未填写"),
        (elder(no_number="忘了"), "无身份证号的原因", "不在可选范围"),
        (elder(born_on=""), "出生日期", "须填写"),
        (elder(born_on="2027-01-01"), "出生日期", "晚于今天"),
        (newborn(guardian=""), "监护人（代理人）", "未成年人须填写"),
        (elder(capacity="无"), "监护人（代理人）", "限制或无民事行为能力的须填写"),
        (person(3, capacity="限制"), "监护人（代理人）电话", "限制或无民事行为能力的须填写"),
        (person(3, no_number="拒绝提供"), "无身份证号的原因", "已有身份证号"),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, row: dict[str, str], column: str, words: str) -> None:
    assert any(c == column and words in p for c, p in problems(tmp_path, row)), problems(tmp_path, row)


def test_the_same_person_twice_in_a_file_is_told_and_namesakes_with_numbers_are_not(tmp_path: Path) -> None:
    both = problems(tmp_path, elder(), elder(name="李 桂兰2"))
    assert both == [("姓名", "与第2行是同一人")]
    assert problems(tmp_path, elder(other_number="户0001"), elder(other_number="户0002")) == []
    assert (
        problems(tmp_path, elder(other_number="户 0001"), elder(other_number="户0001", name="另一人"))[0][0]
        == "其他证件号码"
    )


async def test_who_refuses_a_number_is_found_again_and_is_the_same_once_it_is_known(
    vault: Vault, tmp_path: Path
) -> None:
    (id,) = (await vault.bring_in(entries(tmp_path, elder()), "he")).new
    assert (await vault.bring_in(entries(tmp_path, elder()), "he")).unchanged == (id,)
    known = person(2, id_number=number(77, born="19480506"))
    assert (await vault.bring_in(entries(tmp_path, known), "he")).changed == (id,)
    assert (await vault.read(id, "he", ["id_number"], "核对")).id_number == known["id_number"]
    assert (await vault.bring_in(entries(tmp_path, known), "he")).unchanged == (id,)
    with pytest.raises(RowsWrong) as wrong:  # never again without: the number would be lost
        await vault.bring_in(entries(tmp_path, elder()), "he")
    assert [p.column for p in wrong.value.problems] == ["身份证号"]
    assert len(await list_clear(vault.db, ("220122",))) == 1


async def test_a_newborn_is_known_by_the_birth_certificate(vault: Vault, tmp_path: Path) -> None:
    """The name may change at registration: that is said, and then meant"""
    (id,) = (await vault.bring_in(entries(tmp_path, newborn(name="李宝宝", other_number="P220123456")), "he")).new
    paper = {"other_number": "p220123456", "guardian": "李桂兰", "guardian_phone": "13800138000"}
    registered = person(1, name="李小满", id_number=number(9, born="20261002"), **paper)
    with pytest.raises(RowsWrong) as wrong:
        await vault.bring_in(entries(tmp_path, registered), "he")
    assert [p.column for p in wrong.value.problems] == ["姓名"]
    assert (await vault.bring_in(entries(tmp_path, registered), "he", renamed=True)).changed == (id,)


async def test_namesakes_born_on_a_day_are_two_where_each_has_a_number(vault: Vault, tmp_path: Path) -> None:
    one, other = (person(5, id_number=number(n, born="19500101"), name="王芳") for n in (11, 12))
    assert len((await vault.bring_in(entries(tmp_path, one, other), "he")).new) == 2
    third = person(5, name="王芳", id_number="", no_number="持其他证件", other_number="E12345678", born_on="1950-01-01")
    assert len((await vault.bring_in(entries(tmp_path, third), "he")).new) == 1
