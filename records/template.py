"""An empty file for a supplier to fill in: headings, lists to choose from, and on a second sheet what each column means."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from records.words import COLUMNS, KINDS, OPTIONAL, RESULTS, SHEET

_MEANINGS = {
    "kind": "上门、电话、送餐、陪同",
    "recipient": "服务对象的代号（r-…），不写姓名、证件号、电话",
    "staff": "服务人员的代号（s-…），不写姓名",
    "township": "乡镇（街道）的9位或村（社区）的12位区划代码",
    "starts_at": "北京时间，例如 2026-03-01 09:30",
    "ends_at": "北京时间；没有服务成的可以不填",
    "result": "完成、不在家、拒绝、未服务",
    "item": "合同本期的目标项目",
    "grade": "服务对象的风险等级：A、B、C",
    "note": "备注原文的 SHA-256；原文由承接主体保存",
    "corrects": "更正以前的记录时写明：批次#行，例如 sr-0123456789abcdef#17",
}
_LAST_LINE = 100_000


def as_csv() -> bytes:
    """The headings, in UTF-8 with the mark that Excel looks for."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(COLUMNS.values())
    return text.getvalue().encode("utf-8-sig")


def as_excel(items: Sequence[str] = ()) -> bytes:
    """A workbook; `items` are the period's targets, to choose from.  The same bytes each time."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": SHEET, "created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the format has no zone
    bold, moment, text = (
        book.add_format(f) for f in ({"bold": True}, {"num_format": "yyyy-mm-dd hh:mm"}, {"num_format": "@"})
    )
    sheet = book.add_worksheet(SHEET)
    sheet.freeze_panes(1, 0)
    choices = {
        "kind": list(KINDS.values()),
        "result": list(RESULTS.values()),
        "grade": ["A", "B", "C"],
        "item": list(items),
    }
    for n, (code, heading) in enumerate(COLUMNS.items()):
        sheet.set_column(n, n, 20, moment if code.endswith("_at") else text)
        sheet.write_string(0, n, heading, bold)
        chosen = choices.get(code)
        if chosen and len(",".join(chosen)) <= 255:  # the format's own limit
            sheet.data_validation(1, n, _LAST_LINE, n, {"validate": "list", "source": chosen})
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 12)
    about.set_column(1, 1, 80)
    for n, (code, heading) in enumerate(COLUMNS.items()):
        about.write_string(n, 0, heading, bold)
        about.write_string(n, 1, _MEANINGS[code] + ("（可不填）" if code in OPTIONAL else ""))
    book.close()
    return content.getvalue()
