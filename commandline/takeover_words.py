"""The words of a takeover for people: states, routes, grounds, things handed over, the act that answers a duty."""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from domain.rulebook import RuleBook

STATUSES: Final = {
    "none": "未开启",
    "triggered": "已启动，待决定",
    "not_started": "决定不接管",
    "bridging": "衔接中",
    "stranded": "无人接受",
    "interim": "接管服务中",
    "ended": "已结束",
}
ROUTES: Final = {
    "own_performance": "自行提供",
    "supplement": "既有承接主体追加",
    "framework": "框架协议",
    "emergency_single_source": "紧急单一来源",
    "urgent_negotiation": "紧急竞争性谈判",
    "below_limit": "限额标准以下",
    "emergency_procurement": "紧急采购",
}
OUTCOMES: Final = {"returned": "交还原承接主体", "replaced": "由新承接主体接续", "terminated": "终止"}
ITEMS: Final = {
    "files": "档案",
    "schedule": "班次",
    "keys": "钥匙",
    "devices": "设备",
    "consent_forms": "同意书",
    "care_plans": "照护计划",
    "complaints": "投诉",
    "money": "款项",
    "data_certificate": "数据证明",
    "final_account": "最终结算",
}
SAYS: Final = {
    "keeps_service": "服务不断",
    "no_extra_cost": "不加费用",
    "complaints_line": "投诉渠道",
    "choose_again": "可重新选择",
}
_GROUND: Final = re.compile(r"(T\d+)([^；]+)")
# An agenda item's key begins with …: the command that answers it.
_ANSWERS: Final = (
    ("takeover.decide", "jieli takeover decide {id} --reasons 理由"),
    ("takeover.close", "jieli takeover end {id} --outcome terminated"),
    ("takeover.ratify", "jieli takeover ratify {id} --reasons 理由"),
    ("takeover.standby.", "jieli takeover answer {id} {key} --reason 理由"),
    ("takeover.engage.", "jieli takeover engage {id} {key} --document @委托书"),
    ("takeover.cover.", "jieli takeover cover {id} {key}=人数"),
    ("takeover.list", "jieli recipient call-list {id} --enter"),
    ("takeover.tell", "jieli takeover notify {id} 人数 --channel 方式 --text @告知书"),
    ("takeover.handover", "jieli takeover handover {id} 事项 … --receipt @交接清单"),
    ("takeover.data", "jieli takeover handover {id} 数据证明 --receipt @证明"),
    ("takeover.account", "jieli takeover handover {id} 最终结算 --receipt @结算表"),
    ("takeover.report.", "jieli takeover report {id} --week {key} A=人数 --paper @周报"),
    ("takeover.government", "jieli project do {id} inform-government"),
    ("takeover.stranded.", "jieli project do {id} propose-standby"),
    ("takeover.onward", "jieli takeover end {id}，或者 jieli project do {id} extend-interim"),
    ("takeover.interim", "jieli takeover end {id}，或者 jieli project do {id} extend-interim"),
)


def grounds(rules: "RuleBook") -> dict[str, str]:
    """What each ground of a takeover is, in the rule's own words.  HR-TK-01"""
    return dict(_GROUND.findall(rules.rule("HR-TK-01").text)) if rules.knows("HR-TK-01") else {}


def answered_by(id: str, key: str) -> str | None:
    """The command that answers a duty of a takeover's agenda; nothing where time alone answers it."""
    for begins, command in _ANSWERS:
        if key.startswith(begins):
            return command.format(id=id, key=key.removeprefix(begins).split(".")[0])
    return None
