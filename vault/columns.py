"""The columns of a roster: their headings, what they hold, and what stands in a drop-down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vault.identity import BASES, CAPACITIES, NO_NUMBER, STATUSES


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `required`: no row without it. `choices`: offered in a drop-down; `closed`: nothing else is taken."""

    field: str
    heading: str
    width: int
    says: str
    required: bool = False
    choices: tuple[str, ...] = ()
    closed: bool = True


FREQUENCIES: Final = ("每日1次", "每周1次", "每周2次", "每周3次", "每月1次", "每月2次", "每季度1次", "每年1次", "按需")
COLUMNS: Final = (
    Column("name", "姓名", 12, "与身份证一致", required=True),
    Column("id_number", "身份证号", 22, "18位，按文本填写（不要让表格软件变成数字）；没有的留空，写明原因"),
    Column("born_on", "出生日期", 13, "有身份证号的可空，填了须一致；没有的必填，例如 1951-03-07"),
    Column("phone", "联系电话", 15, "手机11位，或带区号的座机，例如 0431-83200000"),
    Column("address", "住址", 30, "能上门的地址", required=True),
    Column("township", "乡镇（街道）代码", 17, "9位乡级或12位村级区划代码，须在本县（市、区）内", required=True),
    Column("items", "服务事项", 20, "目录代码或名称，多项用顿号分开，例如 A.10、A.12", required=True, closed=False),
    Column(
        "frequency", "服务频次", 12, "例如 每周2次、每月1次、按需", required=True, choices=FREQUENCIES, closed=False
    ),
    Column("grade", "风险等级", 9, "A、B 或 C", required=True, choices=("A", "B", "C")),
    Column("minor", "是否未成年人", 12, "可空；填了须与出生日期一致", choices=("是", "否")),
    Column("guardian", "监护人（代理人）", 15, "未成年人、限制或无民事行为能力的必填"),
    Column("guardian_phone", "监护人（代理人）电话", 18, "未成年人、限制或无民事行为能力的必填"),
    Column("health", "健康与失能情况", 24, "只写提供服务所必需的"),
    Column("basis", "处理依据", 12, "法定职责，或者单独同意（书面留存）", required=True, choices=tuple(BASES)),
    Column("status", "状态", 9, "在服、暂停或终止", required=True, choices=tuple(STATUSES)),
    Column("status_on", "状态日期", 13, "该状态自哪一天起，例如 2027-01-01", required=True),
    Column("projects", "项目编号", 24, "可空；多个用顿号分开，例如 220122-2027-k3x9qa"),
    Column("remarks", "备注", 24, "可空"),
    Column("no_number", "无身份证号的原因", 16, "没有身份证号的必填", choices=NO_NUMBER),
    Column("other_number", "其他证件号码", 20, "可空；出生医学证明、户口簿、护照等的号码：以此辨认同一人"),
    Column("capacity", "民事行为能力", 13, "可空；限制或无的，须有监护人（代理人）", choices=CAPACITIES),
)
BY_HEADING: Final[Mapping[str, Column]] = {column.heading: column for column in COLUMNS}
BY_FIELD: Final[Mapping[str, Column]] = {column.field: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, and what to do. It never repeats what names a person."""

    row: int  # as a table program counts; the headings are row 1
    column: str
    problem: str
    remedy: str

    def told(self) -> dict[str, object]:
        place = f"第{self.row}行" + (f"“{self.column}”" if self.column else "")
        return {
            "field": place,
            "row": self.row,
            "column": self.column,
            "problem": self.problem,
            "remedy": self.remedy,
        }
