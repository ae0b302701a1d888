"""The official words for what happens to an archive after closing.  HR-CL-4, HR-CL-5"""

from collections.abc import Mapping
from typing import Final

from domain.register.archive.messages import AddendumKind, HoldGround, Manner

ADDENDA: Final[Mapping[AddendumKind, str]] = {
    "audit_finding": "审计发现",
    "tip": "举报处理结果",
    "court": "法院裁判",
    "finance": "财政部门决定",
    "correction": "登记更正",
    "other": "其他",
}
GROUNDS: Final[Mapping[HoldGround, str]] = {
    "audit": "审计",
    "inspection": "监督检查",
    "court": "法院",
    "discipline": "纪检监察",
    "dispute": "争议未了",
    "unsettled": "债权债务未了",
    "other": "其他",
}
MANNERS: Final[Mapping[Manner, str]] = {"shredded": "粉碎", "pulped": "化浆", "burnt": "焚毁", "erased": "删除清除"}
