"""The empty roster: Chinese headings, drop-downs, numbers kept as text, and a sheet that explains each column."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from vault.columns import COLUMNS
from vault.tables import MOST_ROWS

_ROWS: Final = MOST_ROWS  # the last row for which drop-downs and text form are laid out


def make(path: Path, items: Mapping[str, str]) -> None:
    """Write the template; `items` are the service items, code and name. Raises OSError."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            sheet, guide = book.add_worksheet("花名册"), book.add_worksheet("填写说明")
            text = book.add_format({"num_format": "@"})
            must = book.add_format({"bold": True, "bg_color": "#FFE699", "text_wrap": True, "border": 1})
            may = book.add_format({"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "border": 1})
            for n, column in enumerate(COLUMNS):
                sheet.set_column(n, n, column.width, text)
                sheet.write_string(0, n, column.heading, must if column.required else may)
                choices = [f"{code} {name}" for code, name in items.items()] if column.field == "items" else None
                _drop_down(sheet, guide, n, choices or list(column.choices), closed=column.closed, says=column.says)
            sheet.freeze_panes(1, 2)
            _explain(guide, book.add_format({"bold": True}), items)
    except FileCreateError as error:
        raise OSError(getattr(error.args[0], "errno", None), getattr(error.args[0], "strerror", str(error))) from None


def _drop_down(sheet: Any, guide: Any, n: int, choices: list[str], *, closed: bool, says: str) -> None:
    rule: dict[str, object] = {"validate": "any", "input_message": says[:255]}
    if choices:
        for row, choice in enumerate(choices):
            guide.write_string(row, 10 + n, choice)
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(10 + n)
        source = f"=填写说明!${letter}$1:${letter}${len(choices)}"  # a list in place may hold 255 characters only
        rule |= {"validate": "list", "source": source, "error_type": "stop" if closed else "information"}
        rule |= {"error_message": "请从下拉列表中选择" if closed else "可多选：用顿号分开"}
    sheet.data_validation(1, n, _ROWS, n, rule)


def _explain(guide: Any, bold: Any, items: Mapping[str, str]) -> None:
    lines = [("列", "是否必填", "怎么填"), *((c.heading, "必填" if c.required else "", c.says) for c in COLUMNS)]
    lines += [("", "", ""), ("服务事项代码", "", "名称"), *((code, "", name) for code, name in items.items())]
    for row, line in enumerate(lines):
        for column, words in enumerate(line):
            guide.write_string(row, column, words, bold if row == 0 else None)
    guide.set_column(0, 0, 22)
    guide.set_column(2, 2, 60)
    guide.set_column(10, 10 + len(COLUMNS), None, None, {"hidden": True})
