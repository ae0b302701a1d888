"""The columns of a file of service records, and the words that stand in them: Chinese for people, codes for programs."""

from collections.abc import Mapping
from typing import Final

SHEET: Final = "服务记录"

# code → heading, in the template's order
COLUMNS: Final[Mapping[str, str]] = {
    "kind": "种类",
    "recipient": "服务对象",
    "staff": "服务人员",
    "township": "乡镇",
    "starts_at": "开始",
    "ends_at": "结束",
    "result": "结果",
    "item": "项目",
    "grade": "等级",
    "note": "备注摘要",
    "corrects": "更正",
}
OPTIONAL: Final = frozenset({"note", "corrects"})
KINDS: Final[Mapping[str, str]] = {"visit": "上门", "call": "电话", "meal": "送餐", "escort": "陪同"}
RESULTS: Final[Mapping[str, str]] = {"done": "完成", "not_home": "不在家", "refused": "拒绝", "missed": "未服务"}

# what may stand for each code
COLUMN_OF: Final = {**{c: c for c in COLUMNS}, **{zh: c for c, zh in COLUMNS.items()}}
KIND_OF: Final = {**{c: c for c in KINDS}, **{zh: c for c, zh in KINDS.items()}}
RESULT_OF: Final = {**{c: c for c in RESULTS}, **{zh: c for c, zh in RESULTS.items()}}

ROSTER_COLUMNS: Final[Mapping[str, str]] = {
    "recipient": "服务对象",
    "grade": "等级",
    "from_on": "自",
    "to_on": "至",
}
ROSTER_COLUMN_OF: Final = {**{c: c for c in ROSTER_COLUMNS}, **{zh: c for c, zh in ROSTER_COLUMNS.items()}}
