"""Running contracts as a workbook: five sheets, a contract a row, its periods, items, supplements and evaluations beside.  HR-OE-1

Nothing is judged here but the form: every fault by its sheet, row and column.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, NamedTuple

from commandline.exits import Stop, wrong_use
from commandline.facts import Facts

CONTRACTS, PERIODS, ITEMS, SUPPLEMENTS, EVALUATIONS = "在途合同", "履约期", "购买内容", "补充合同", "年度评价"
_LEVELS: Final = {"省": "province", "市": "city", "县": "county", "乡镇": "township"}
_SOURCES: Final = {"社会救助工作经费": "work_funds", "困难群众救助补助资金": "relief_subsidy", "其他资金": "other"}
_CONDITIONS: Final = {"预付": "advance", "验收": "acceptance", "结算": "settlement"}
_YES: Final = {"是": True, "否": False, "": False}

# by sheet: code → heading; a * marks what must be filled in
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    CONTRACTS: {
        "number": "合同编号*",
        "title": "项目名称*",
        "buyer": "购买主体*",
        "buyer_uscc": "购买主体代码*",
        "level": "层级*",
        "division": "行政区划代码*",
        "supplier_name": "承接主体*",
        "supplier": "承接主体代码*",
        "signed_on": "签订日期*",
        "starts_on": "开始日期*",
        "ends_on": "结束日期*",
        "amount_yuan": "合同金额（元）*",
        "paid_yuan": "已付款（元）*",
        "advance_outstanding_yuan": "尚未扣回的预付款（元）",
        "method": "采购方式*",
        "method_reason": "方式理由*",
        "source": "资金来源*",
        "pool": "资金池*",
        "need": "需求*",
        "own_capacity": "自身能力*",
        "price_basis": "价格依据*",
        "whom_served": "服务对象",
        "a": "A级人数",
        "b": "B级人数",
        "c": "C级人数",
        "content": "服务内容*",
        "quality": "质量要求",
        "settlement": "结算方式",
        "rights_and_duties": "权利义务",
        "liability": "违约责任",
        "bond_form": "保证金形式",
        "bond_yuan": "保证金（元）",
        "bond_reference": "保证金凭证号",
        "bond_received_on": "保证金收取日期",
        "bond_scan": "保证金凭证（文件）",
        "text": "合同文本（文件）*",
        "evidence": "迁入凭证（文件）*",
    },
    PERIODS: {
        "number": "合同编号*",
        "key": "期号*",
        "title": "名称*",
        "starts_on": "开始日期*",
        "ends_on": "结束日期*",
        "payable_yuan": "应付（元）*",
        "condition": "付款条件",
        "targets": "目标",
        "accepted": "已验收",
        "deduction_yuan": "扣款（元）",
        "ground": "扣款依据",
    },
    ITEMS: {
        "number": "合同编号*",
        "code": "目录编号*",
        "description": "内容*",
        "quantity": "数量*",
        "unit": "单位*",
        "quality": "质量*",
    },
    SUPPLEMENTS: {
        "number": "合同编号*",
        "key": "编号*",
        "amount_yuan": "金额（元）*",
        "on": "日期*",
        "reason": "事由",
        "accepted": "已验收",
    },
    EVALUATIONS: {"number": "合同编号*", "year": "第几年*", "score": "得分*", "on": "日期*"},
}
MUST_HAVE: Final = (CONTRACTS, PERIODS, ITEMS)


class Fault(NamedTuple):
    """What is wrong, where: sheet, row as Excel counts it, column in words."""

    sheet: str
    line: int
    column: str
    clause: str
    problem: str
    remedy: str = ""


@dataclass
class Row:
    """One row of a sheet; `take` reads a cell, and notes what can't be read."""

    sheet: str
    line: int
    cells: Mapping[str, Any]
    faults: list[Fault]

    def fault(self, code: str, problem: str, clause: str = "HR-OE-1") -> None:
        heading = COLUMNS[self.sheet].get(code, code).rstrip("*")
        self.faults.append(Fault(self.sheet, self.line, heading, clause, problem))

    def text(self, code: str) -> str | None:
        """The words of a cell, None where it is empty; a whole number loses Excel's `.0`."""
        value = self.cells.get(code)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        words = "" if value is None else str(value).strip()
        if not words and COLUMNS[self.sheet][code].endswith("*"):
            self.fault(code, "没有填写")
        return words or None

    def day(self, code: str) -> str | None:
        value = self.cells.get(code)
        if isinstance(value, datetime | date):
            return value.isoformat()[:10]
        words = self.text(code)
        try:
            return date.fromisoformat(words.replace("/", "-").replace(".", "-")).isoformat() if words else None
        except ValueError:
            self.fault(code, f"“{words}”不是日期，写成 2026-04-01")
            return None

    def number(self, code: str) -> str | None:
        """A decimal as it is meant: Excel's 0.1 + 0.2 is rounded to four places."""
        value = self.cells.get(code)
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                found = Decimal(repr(value)).quantize(Decimal("0.0001")).normalize()
            else:
                words = self.text(code)
                if words is None:
                    return None
                found = Decimal(words.replace(",", "").replace("，", ""))
        except InvalidOperation:
            self.fault(code, f"“{value}”不是数")
            return None
        return f"{found:f}"

    def choice(self, code: str, among: Mapping[str, Any], default: Any = None) -> Any:
        words = self.text(code)
        if words is None:
            return default
        if words in among.values():
            return words
        if words not in among:
            self.fault(code, f"“{words}”应为 {'、'.join(w for w in among if w)}")
            return default
        return among[words]


@dataclass
class Entry:
    """One contract of the workbook: its row, the facts of its command, and the rows of its periods."""

    row: Row
    number: str
    facts: Facts
    lines: dict[str, list[Row]] = field(default_factory=dict)


def read(path: Path, content: bytes) -> tuple[list[Entry], list[Fault]]:
    """The contracts of a workbook, with all that can't be read.  Exit 2 where it is no such workbook."""
    faults: list[Fault] = []
    sheets = {name: list(_rows(path, content, name, faults)) for name in COLUMNS}
    entries: dict[str, Entry] = {}
    for row in sheets[CONTRACTS]:
        number = row.text("number")
        if number is None:
            continue
        if number in entries:
            row.fault("number", f"合同“{number}”在第 {entries[number].row.line} 行已有", "HR-OE-3")
            continue
        entries[number] = Entry(row, number, Facts())
    for name in (PERIODS, ITEMS, SUPPLEMENTS, EVALUATIONS):
        for row in sheets[name]:
            of = row.text("number")
            if of is None:
                continue
            if of not in entries:
                row.fault("number", f"“{CONTRACTS}”表中没有合同“{of}”")
                continue
            entries[of].lines.setdefault(name, []).append(row)
    for entry in entries.values():
        for name in (PERIODS, ITEMS):
            if name not in entry.lines:
                entry.row.fault("number", f"“{name}”表中没有这份合同的行")
        entry.facts.body = _command(entry, path.parent)
    return list(entries.values()), faults


def _rows(path: Path, content: bytes, sheet: str, faults: list[Fault]) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    from records.reading import Unreadable
    from records.reading import read as read_sheet

    try:
        names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    except (CalamineError, OSError, ValueError) as error:
        raise wrong_use(f"{path} 不是可以读取的 Excel 工作簿（.xlsx）：{error}") from error
    if sheet not in names:
        if sheet in MUST_HAVE:
            raise wrong_use(f"{path} 没有工作表“{sheet}”；空白表：jieli project running-template -o FILE.xlsx")
        return
    columns = {heading.rstrip("*"): code for code, heading in COLUMNS[sheet].items()}
    columns |= {heading: code for code, heading in COLUMNS[sheet].items()}
    optional = frozenset(code for code, heading in COLUMNS[sheet].items() if not heading.endswith("*"))
    try:
        found = read_sheet("a.xlsx", content, columns, optional, sheet)
    except Unreadable as error:
        raise wrong_use(f"{path}“{sheet}”表：{error}") from error
    for line, cells in found.rows:
        yield Row(sheet, line, dict(zip(found.columns, cells, strict=True)), faults)


def _command(entry: Entry, near: Path) -> dict[str, Any]:
    """The facts of OpenRunningContract."""
    row = entry.row
    amount = row.number("amount_yuan")
    days = {name: row.day(name) for name in ("starts_on", "ends_on")}
    periods, supplements = entry.lines.get(PERIODS, []), entry.lines.get(SUPPLEMENTS, [])
    supplier = {"supplier": row.text("supplier"), "supplier_name": row.text("supplier_name")}
    content = row.text("content")
    bond = row.number("bond_yuan")
    words = {name: row.text(name) for name in ("quality", "settlement", "rights_and_duties", "liability")}
    body: dict[str, Any] = {
        "plan": _plan(entry, amount, days),
        "terms": {
            "number": entry.number,
            "content": content,
            **words,
            **supplier,
            **days,
            "amount_yuan": amount,
            "performance_bond_yuan": bond,
            "text": _document(row, "text", entry.facts, near),
            "periods": [_period(p) for p in periods],
        },
        "signed_on": row.day("signed_on"),
        "paid_yuan": row.number("paid_yuan"),
        "advance_outstanding_yuan": row.number("advance_outstanding_yuan"),
        "accepted_periods": [p.text("key") for p in (*periods, *supplements) if p.choice("accepted", _YES, False)],
        "deductions": list(_deductions(periods)),
        "supplements": [
            _plain({"key": s.text, "amount_yuan": s.number, "on": s.day, "reason": s.text}) for s in supplements
        ],
        "evaluations": [
            _plain({"year": e.text, "score": e.number, "on": e.day}) for e in entry.lines.get(EVALUATIONS, [])
        ],
        "evidence": _document(row, "evidence", entry.facts, near),
    }
    if bond is not None:
        body["bond"] = {
            "form": row.text("bond_form"),
            "amount_yuan": bond,
            "reference": row.text("bond_reference"),
            "received_on": row.day("bond_received_on"),
            "scan": _document(row, "bond_scan", entry.facts, near),
        }
    told: dict[str, Any] = _filled(body)
    return told


def _plan(entry: Entry, amount: str | None, days: Mapping[str, str | None]) -> dict[str, Any]:
    """The plan, as far as it can be known: what nobody judges stays short."""
    row = entry.row
    content = row.cells.get("content")
    graded = {grade: row.number(grade.lower()) for grade in "ABC"}
    source = row.choice("source", _SOURCES)
    return {
        "title": row.text("title"),
        "buyer": {
            "name": row.text("buyer"),
            "uscc": row.text("buyer_uscc"),
            "level": row.choice("level", _LEVELS),
            "division": row.text("division"),
        },
        "need": row.text("need"),
        "own_capacity": row.text("own_capacity"),
        "items": [
            _plain(
                {"code": i.text, "description": i.text, "quantity": i.number, "unit": i.text, "quality": i.text},
            )
            for i in entry.lines.get(ITEMS, [])
        ],
        "tasks": [str(content)] if content else [],
        "whom_served": row.text("whom_served"),
        "recipients": {grade: n for grade, n in graded.items() if n is not None},
        **days,
        "price_basis": row.text("price_basis"),
        "budget_yuan": amount,
        "method": row.text("method"),
        "method_reason": row.text("method_reason"),
        "funding": [{"source": source, "pool": row.text("pool"), "amount_yuan": amount, "earmarked": True}],
        "negative_list": [],
        "sme": {"reserved": False, "reason": "迁入前，不作评判"},
    }


def _period(row: Row) -> dict[str, Any]:
    period = _plain(
        {"key": row.text, "title": row.text, "starts_on": row.day, "ends_on": row.day, "payable_yuan": row.number},
    )
    period["condition"] = row.choice("condition", _CONDITIONS, "acceptance")
    period["targets"] = {}
    for part in (row.text("targets") or "").replace(";", "；").split("；"):
        name, equals, amount = part.replace("＝", "=").partition("=")
        if equals and name.strip():
            period["targets"][name.strip()] = amount.strip()
        elif part.strip():
            row.fault("targets", f"“{part}”应写成 名称=数量，几项以“；”分开")
    return period


def _deductions(periods: list[Row]) -> Iterator[dict[str, Any]]:
    for row in periods:
        amount = row.number("deduction_yuan")
        if amount is not None:
            yield {"period": row.text("key"), "amount_yuan": amount, "ground": row.text("ground") or ""}


def _plain(read: Mapping[str, Callable[[str], str | None]]) -> dict[str, Any]:
    return {code: of(code) for code, of in read.items()}


def _document(row: Row, code: str, facts: Facts, near: Path) -> str | None:
    """A file beside the workbook, by its name."""
    name = row.text(code)
    if name is None:
        return None
    try:
        return facts.document(name.removeprefix("@"), near)
    except Stop as stop:
        row.fault(code, str(stop))
        return None


def _filled(value: Any) -> Any:
    """Without what was left empty."""
    if isinstance(value, dict):
        return {k: _filled(v) for k, v in value.items() if v is not None}
    return [_filled(v) for v in value] if isinstance(value, list) else value


def template() -> bytes:
    """The empty workbook: headings, lists to choose from, and a first sheet that says how."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": CONTRACTS, "created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the format has no zone
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    chosen: dict[str, Mapping[str, Any]] = {
        "level": _LEVELS,
        "source": _SOURCES,
        "condition": _CONDITIONS,
        "accepted": {"是": 1, "否": 0},
    }
    for name, columns in COLUMNS.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for n, (code, heading) in enumerate(columns.items()):
            plain = code.endswith(("_on", "_yuan")) or code in ("on", "quantity", "a", "b", "c", "year", "score")
            sheet.set_column(n, n, 18, None if plain else text)
            sheet.write_string(0, n, heading, bold)
            if code in chosen:
                sheet.data_validation(1, n, 2000, n, {"validate": "list", "source": list(chosen[code])})
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 100)
    notes = (
        "标 * 的必须填写；一份合同一行，其他各表以“合同编号”对应。",
        "合同金额为最初签订的金额，补充合同另列；各期应付合计等于合同金额。",
        "已付款包括预付款；超过已验收各期（减去扣款）的部分，填在“尚未扣回的预付款”。",
        "目标写成 名称=数量，几项以“；”分开；文件写文件名，与本表放在同一文件夹。",
        "采购方式填代码，例如 below_limit、competitive_consultation；目录编号例如 A.10。",
        "先检查：jieli project open-running FILE.xlsx --dry-run；有一处错误则一份也不迁入。",
    )
    for n, note in enumerate(notes):
        about.write_string(n, 0, note)
    book.close()
    return out.getvalue()
