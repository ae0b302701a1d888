"""`jieli project open-running`: a workbook of running contracts; each fault by its row, all or nothing, once.  HR-OE-1 … HR-OE-3"""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from calling import Ran, here, inside
from living import Living
from python_calamine import CalamineWorkbook

from commandline.exits import Stop
from commandline.opening_import import Ready, form
from commandline.opening_sheet import (
    COLUMNS,
    CONTRACTS,
    EVALUATIONS,
    ITEMS,
    PERIODS,
    SUPPLEMENTS,
    Fault,
    read,
    template,
)
from domain.calendar import BEIJING
from domain.contract.messages import RunningContractOpened
from tests.domain.scene import BUYER, SUPPLIER, scene

ONE: dict[str, dict[str, Any]] = {
    CONTRACTS: {
        "number": "NA-2026-07",
        "title": "特困人员照料护理服务",
        "buyer": "农安县民政局",
        "buyer_uscc": BUYER,
        "level": "县",
        "division": 220122.0,  # as Excel has it
        "supplier_name": "春风社会工作服务中心",
        "supplier": SUPPLIER,
        "signed_on": date(2026, 2, 20),
        "starts_on": "2026/3/1".replace("/3/1", "-03-01"),
        "ends_on": date(2026, 12, 31),
        "amount_yuan": 120000.0,
        "paid_yuan": "65,000",
        "advance_outstanding_yuan": 6000.0,
        "method": "below_limit",
        "method_reason": "限额标准以下",
        "source": "困难群众救助补助资金",
        "pool": "220122-2026",
        "need": "分散供养特困人员照料",
        "own_capacity": "没有照料人员",
        "price_basis": "市场询价",
        "a": 1.0,
        "b": 2.0,
        "content": "上门照料、送餐、巡访",
        "text": "contract.pdf",
        "evidence": "@proof.pdf",
    },
    PERIODS: {
        "number": "NA-2026-07",
        "key": "q1",
        "title": "第一期",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 6, 30),
        "payable_yuan": 60000.0,
        "targets": "照料人次=900；送餐=1800",
        "accepted": "是",
        "deduction_yuan": 1000.0,
        "ground": "合同第八条",
    },
    ITEMS: {
        "number": "NA-2026-07",
        "code": "A.10",
        "description": "照料护理",
        "quantity": 36.0,
        "unit": "人月",
        "quality": "按标准",
    },
    SUPPLEMENTS: {
        "number": "NA-2026-07",
        "key": "b1",
        "amount_yuan": 5000.0,
        "on": date(2026, 5, 1),
        "reason": "增加人数",
    },
    EVALUATIONS: {"number": "NA-2026-07", "year": 1.0, "score": 88.5, "on": date(2026, 6, 1)},
}
SECOND = {
    "number": "NA-2026-07",
    "key": "q2",
    "title": "第二期",
    "starts_on": date(2026, 7, 1),
    "ends_on": date(2026, 12, 31),
    "payable_yuan": 60000.0,
}


def workbook(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    path = folder / "running.xlsx"
    book = xlsxwriter.Workbook(path)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, columns in COLUMNS.items():
        sheet = book.add_worksheet(name)
        for n, (code, heading) in enumerate(columns.items()):
            sheet.write_string(0, n, heading)
            for line, row in enumerate(rows.get(name, []), start=1):
                value = row.get(code)
                if isinstance(value, date):
                    sheet.write_datetime(line, n, value, days)
                elif value is not None:
                    sheet.write(line, n, value)
    book.close()
    (folder / "contract.pdf").write_bytes(b"contract")
    (folder / "proof.pdf").write_bytes(b"proof")
    return path


def rows(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """One contract in two periods; `contracts`, `periods` … replace a sheet's rows."""
    whole = {name: [dict(row)] for name, row in ONE.items()}
    whole[PERIODS].append(dict(SECOND))
    return whole | changes


def formed(path: Path) -> tuple[list[Ready], list[Fault]]:
    entries, faults = read(path, path.read_bytes())
    return form(entries, faults), faults


def test_a_workbook_becomes_commands_that_the_rules_accept(tmp_path: Path) -> None:
    """HR-OE-1: advance, deduction, supplement, evaluation, both documents"""
    ready, faults = formed(workbook(tmp_path, rows()))
    assert faults == []
    command = ready[0].command
    assert (command.plan.buyer.division, command.paid_yuan) == ("220122", Decimal(65000))
    assert command.terms.periods[0].targets == {"照料人次": Decimal(900), "送餐": Decimal(1800)}
    assert (command.accepted_periods, command.supplements[0].amount_yuan) == (("q1",), Decimal(5000))
    assert (command.evaluations[0].year, command.advance_outstanding_yuan) == (1, Decimal(6000))
    assert len(ready[0].entry.facts.documents) == 2
    judged = scene().on("2026-07-01").when(command, by="li")
    judged.accepted(RunningContractOpened)


def test_the_same_contract_always_means_the_same_project_and_act(tmp_path: Path) -> None:
    """HR-OE-3: the same file again records nothing twice"""
    path = workbook(tmp_path, rows())
    (one, _), (two, _) = formed(path), formed(path)
    assert (one[0].project, one[0].command_id) == (two[0].project, two[0].command_id)
    assert one[0].project.startswith("220122-2026-")


def test_each_fault_is_told_by_sheet_row_and_column(tmp_path: Path) -> None:
    """HR-OE-1: what can't be read, and whose rows are missing"""
    broken = rows()
    broken[CONTRACTS][0] |= {"signed_on": "上个月", "level": "街道", "evidence": "nowhere.pdf"}
    broken[PERIODS][1] |= {"payable_yuan": "六万", "targets": "照料"}
    broken[SUPPLEMENTS][0] |= {"number": "NA-9999"}
    broken[CONTRACTS].append(dict(broken[CONTRACTS][0]))
    ready, faults = formed(workbook(tmp_path, broken))
    assert ready == []
    assert {(f.sheet, f.line, f.column) for f in faults} == {
        (CONTRACTS, 2, "签订日期"),
        (CONTRACTS, 2, "层级"),
        (CONTRACTS, 2, "迁入凭证（文件）"),
        (CONTRACTS, 3, "合同编号"),
        (PERIODS, 3, "应付（元）"),
        (PERIODS, 3, "目标"),
        (SUPPLEMENTS, 2, "合同编号"),
    }


def test_what_does_not_parse_is_told_by_its_row_too(tmp_path: Path) -> None:
    wrong = rows()
    wrong[CONTRACTS][0] |= {"supplier": "52220122MJ1A00001X"}
    wrong[ITEMS][0] |= {"quantity": -1.0}
    ready, faults = formed(workbook(tmp_path, wrong))
    assert ready == []
    assert (CONTRACTS, 2, "承接主体代码") in {(f.sheet, f.line, f.column) for f in faults}


def test_all_come_in_or_none_and_the_same_file_again_changes_nothing(living: Living, tmp_path: Path) -> None:
    """HR-OE-1, HR-OE-2, HR-OE-3: judged first, by the row; then sent; then already there"""
    today = datetime.now(BEIJING).date()
    first, middle, last = today - timedelta(days=90), today - timedelta(days=1), today + timedelta(days=90)
    good = rows()
    good[CONTRACTS][0] |= {"signed_on": first, "starts_on": first, "ends_on": last, "pool": f"220122-{first.year}"}
    good[CONTRACTS][0] |= {"buyer_uscc": "11220122MB1A20256A"}  # the clerk's own
    good[PERIODS][0] |= {"starts_on": first, "ends_on": middle}
    good[PERIODS][1] |= {"starts_on": today, "ends_on": last}
    good[SUPPLEMENTS][0] |= {"on": middle}
    good[EVALUATIONS][0] |= {"on": middle}
    bad = {name: [dict(row) for row in sheet] for name, sheet in good.items()}
    over = {**bad[CONTRACTS][0], "number": "NA-OVER", "ends_on": middle}
    bad[CONTRACTS].append(over)
    bad[PERIODS].append({**bad[PERIODS][0], "number": "NA-OVER", "payable_yuan": 120000.0, "deduction_yuan": None})
    bad[ITEMS].append({**bad[ITEMS][0], "number": "NA-OVER"})

    def bring(of: dict[str, list[dict[str, Any]]], *more: str) -> Ran:
        file = workbook(tmp_path, of)
        return inside("project", "open-running", file, "--as", "王芳", "--json", "--data", living.data, *more)

    refused = bring(bad)
    assert refused.code == 1, refused
    assert [(p["sheet"], p["line"], p["clause"]) for p in refused.document["problems"]] == [(CONTRACTS, 3, "HR-OE-2")]
    assert refused.document["opened"] == 0
    checked = bring(good, "--dry-run")
    assert (checked.code, [c["state"] for c in checked.document["contracts"]]) == (0, ["new"]), checked
    opened = bring(good)
    assert (opened.code, opened.document["opened"]) == (0, 1), opened
    project = opened.document["contracts"][0]["project_id"]
    shown = inside("project", "show", project, "--json", "--data", living.data)
    assert shown.document["stage"] == "contract"
    again = bring(good)
    assert (again.code, again.document["opened"], again.document["already"]) == (0, 0, 1), again
    good[CONTRACTS][0]["paid_yuan"] = 64000.0
    other = bring(good)
    assert (other.code, other.document["problems"][0]["clause"]) == (1, "HR-OE-3")


def test_a_file_that_is_no_such_workbook_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """before any server is asked"""
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook")
    assert here(capsys, "project", "open-running", str(path), "--dry-run", "--json").code == 2
    book = io.BytesIO()
    made = xlsxwriter.Workbook(book)
    made.add_worksheet("别的表")
    made.close()
    with pytest.raises(Stop):
        read(path, book.getvalue())


def test_the_template_is_what_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.xlsx"
    assert here(capsys, "project", "running-template", "-o", str(path), "--json").code == 0
    assert CalamineWorkbook.from_path(path).sheet_names == [*COLUMNS, "说明"]
    assert read(path, template()) == ([], [])
    assert here(capsys, "project", "running-template", "-o", str(path), "--json").code == 2  # never written over
