"""Coverage in the open: every rule is used and tested, or the page says why not; and the page claims nothing untrue."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from law.coverage import COLUMNS, PAGE, ROOT, figures, main, overclaims, page
from law.gathering import KINDS, Coverage, Reason, Row, gather


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return gather(ROOT)


@pytest.fixture(scope="module")
def shown() -> str:
    return (ROOT / PAGE).read_text(encoding="utf-8")


def test_every_id_is_accounted_for(coverage: Coverage) -> None:
    assert coverage.faults() == []


def test_the_list_is_whole(coverage: Coverage) -> None:
    """The number of ids of each table of the rule book's list."""
    listed = Counter(section.title.split(":")[0] for section in coverage.sections for _ in section.rows)
    assert {name: listed[name] for name in ("T", "AD", "S102", "J-D", "SA", "G", "R-M", "R-P", "R-B", "R-S", "R-X", "E")} == {
        "T": 6, "AD": 14, "S102": 27, "J-D": 8, "SA": 16, "G": 20, "R-M": 19, "R-P": 29, "R-B": 9, "R-S": 18, "R-X": 10, "E": 33,
    }  # fmt: skip
    assert {name: listed[name] for name in ("N22", "N46", "PB", "DQ", "PY", "CR", "PF", "FD", "EX", "DP")} == {
        "N22": 14, "N46": 11, "PB": 10, "DQ": 15, "PY": 14, "CR": 8, "PF": 11, "FD": 5, "EX": 16, "DP": 4,
    }  # fmt: skip


def test_every_clause_of_the_guide_and_of_its_annex_has_its_row(coverage: Coverage) -> None:
    assert sum(id.startswith("JL44-") for id in coverage.rows) == 55 + 20


def test_the_page_claims_nothing_that_is_not_so(coverage: Coverage, shown: str) -> None:
    """To put it right: `python -m law.coverage`.  A use or a test added since is no fault of the page."""
    assert overclaims(shown, coverage) == []


def test_what_the_page_calls_tested_is_named_by_a_test(shown: str) -> None:
    """Read from the page alone, against the files alone."""
    rows = [line.split(" | ") for line in shown.splitlines() if line.count(" | ") == len(COLUMNS) - 1]
    claims = {row[0].removeprefix("| ") for row in rows if "/test_" in row[6]}
    files = [file for file in (ROOT / "tests").rglob("test_*.py") if file != Path(__file__)]
    tests = "\n".join(file.read_text(encoding="utf-8") for file in files)
    annex = {f"JL44-A.{number}" for number in range(1, 21)}  # gone through by code: A.1 … A.20
    assert len(claims) > 200
    assert [id for id in claims - annex if id not in tests] == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (lambda text: text.replace("| R-P20 |", "| R-P99 |"), "R-P20 is not on the page"),
        (lambda text: text.replace("| DP-01 | 敏感个人信息 |", "| DP-01 | 敏感信息 |"), "DP-01: title"),
        (
            lambda text: text.replace(
                "| DP-02 | 保存期限最短和删除 | must | V1 | national/personal-data.toml |  |",
                "| DP-02 | 保存期限最短和删除 | must | V1 | national/personal-data.toml | closing/decide |",
            ),
            "DP-02: used in closing/decide",
        ),
        (lambda text: text.replace("Fujian", "Zhejiang"), "R-M05: the reason"),
    ],
)
def test_a_page_that_says_too_much_is_found_out(changed: object, told: str, coverage: Coverage) -> None:
    assert callable(changed)
    spoiled = changed(page(coverage))
    if told.endswith("on the page"):
        assert "R-P99 is on the page and nowhere else" in overclaims(spoiled, coverage)
    else:
        assert any(told in found for found in overclaims(spoiled, coverage))


def test_a_fresh_page_has_no_fault(coverage: Coverage) -> None:
    assert overclaims(page(coverage), coverage) == []


def row(**more: object) -> Row:
    base = Row("R-P20", "签订合同的期限", "must", "V1+", "national/periods.toml", (), (), None)
    return Row(**{**base.__dict__, **more})  # type: ignore[arg-type]


def faults(*rows: Row) -> list[str]:
    from law.gathering import Section

    return Coverage((Section("x", rows),), {}).faults()


def test_a_rule_that_nothing_uses_needs_a_reason() -> None:
    assert faults(row())
    assert faults(row(reason=Reason("awaits", "awaits bonds"))) == []


def test_a_rule_that_is_used_now_leaves_its_old_reason_behind() -> None:
    newly = row(used=("contract/agenda",), reason=Reason("awaits", "awaits bonds"))
    assert (faults(newly), newly.open and newly.open.kind) == ([], "untested")
    both = row(used=("contract/agenda",), tested=("domain/test_contract",), reason=Reason("awaits", "awaits bonds"))
    assert (faults(both), both.open) == ([], None)


def test_what_judges_in_a_rules_stead_is_used_and_tested_itself() -> None:
    stead = row(id="G-09", file=None, reason=Reason("as", "judged under R-P20", ("R-P20",)))
    assert faults(stead, row(reason=Reason("awaits", "awaits bonds")))
    assert faults(stead, row(used=("a",), tested=("b",))) == []


def test_what_code_carries_is_spoken_of_there() -> None:
    assert faults(row(reason=Reason("built_in", "counted", file="domain/calendar.py", test="tests/law/x.py")))


def test_a_docstring_is_no_use() -> None:
    import ast

    from law.gathering import _literals

    tree = ast.parse('"""R-P20"""\ndef f():\n    """R-P21"""\n    g("R-P22", description="R-P23")  # R-P24\n')
    assert [text for text, _ in _literals(tree)] == ["R-P22"]


def test_the_figures_add_up(coverage: Coverage) -> None:
    counted = figures(coverage)
    assert counted["ids"] == counted["used and tested"] + sum(counted[kind] for kind in KINDS) + counted["no reason"]
    assert counted["no reason"] == 0


def test_the_command_says_its_figures_and_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("domain", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/law-coverage.toml").write_bytes((ROOT / "docs/law-coverage.toml").read_bytes())
    assert main(["--check"], tmp_path) == 1
    assert "out of date" in capsys.readouterr().err
    assert (main([], tmp_path), main(["--check"], tmp_path)) == (0, 0)
    assert "used and tested" in capsys.readouterr().out


def test_it_is_a_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "law.coverage", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode in (0, 1), ran.stderr  # a page may lag behind a use added since
    assert "ids" in ran.stdout
