"""What an event says, in Chinese, from its own fields: one line that an auditor can read.

Digests, keys and whole documents are left out: they stand in the ledger.  A field without a word here is left out, too.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from domain.calendar import BEIJING
from domain.message import COMMANDS
from domain.rulebook import RuleBook

LABELS: Final[Mapping[str, str]] = {
    "command": "指令",
    "kind": "种类",
    "title": "标题",
    "name": "名称",
    "payee": "收款人",
    "supplier": "承接主体",
    "ground": "情形",
    "method": "采购方式",
    "amount_yuan": "金额",
    "price_yuan": "报价",
    "payable_yuan": "应付",
    "deduction_yuan": "扣减",
    "contract_yuan": "合同金额",
    "paid_yuan": "已付",
    "deducted_yuan": "扣减",
    "released_yuan": "退回",
    "income_yuan": "收入",
    "expense_yuan": "支出",
    "pool": "资金",
    "period": "期次",
    "number": "号码",
    "invoice": "发票",
    "payment": "支付",
    "result": "结果",
    "score": "得分",
    "band": "等次",
    "round": "轮次",
    "bids": "响应数",
    "signed_on": "签订日",
    "document_number": "文号",
    "document": "文号",
    "issued_by": "出具单位",
    "issued_on": "出具日",
    "corrects": "更正的记录",
    "keep_until": "保存至",
    "manner": "方式",
    "done_on": "实施日",
    "done_by": "实施单位",
    "keeper": "保管单位",
    "finance_document": "财政文号",
    "body": "单位",
    "authority": "机关",
    "receipt": "回执",
    "key": "事项",
    "item": "事项",
    "due": "期限",
    "late_days": "逾期天数",
    "interest_days": "计息天数",
    "interest_yuan": "逾期利息",
    "notified_on": "通知日",
    "effective_on": "生效日",
    "leaves_on": "退出日",
    "paid_on": "支付日",
    "published_on": "发布日",
    "takeover": "接管",
    "standby": "接管单位",
    "route": "途径",
    "gap_since": "服务中断自",
    "answer_by": "答复期限",
    "starts_on": "起",
    "ends_on": "止",
    "grade": "等级",
    "covered": "已恢复",
    "hours": "各级等待小时数",
    "without_provider": "无人服务",
    "told": "已告知人数",
    "week": "周次",
    "outcome": "结局",
    "replacement": "新项目",
    "agrees": "同意",
    "upheld": "成立",
    "passed": "通过",
    "passes": "通过",
    "serious": "严重违约",
    "start": "启动",
    "refused": "拒绝",
    "deemed": "视为确定",
    "clause": "条款",
    "rule": "依据",
    "reason": "理由",
    "reasons": "理由",
    "facts": "事实",
    "about": "内容",
    "finding": "问题",
    "statement": "陈述",
    "note": "备注",
    "was": "原为",
    "becomes": "改为",
    "error": "原因",
    "retry_at": "再试",
}
VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "outcome": {"returned": "交还原承接主体", "replaced": "由新承接主体接续", "terminated": "终止"},
    "result": {"passed": "合格", "passed_with_deduction": "合格（扣减）", "failed": "不合格"},
    "about": {"documents": "采购文件", "process": "采购过程", "result": "采购结果"},
    "route": {
        "own_performance": "购买主体自行提供",
        "supplement": "追加不超过10%",
        "framework": "框架协议",
        "emergency_single_source": "紧急单一来源",
        "emergency_procurement": "紧急采购",
        "below_limit": "限额标准以下",
    },
    "manner": {"shredded": "粉碎", "pulped": "化浆", "burnt": "焚毁", "erased": "删除清除"},
    "ground": {
        "agreed": "协商一致",
        "refusal": "拒绝履行",
        "delay_after_demand": "催告后仍迟延",
    },
}
_LONG: Final = 200
_MOMENT: Final = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")


def sentence(payload: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """`金额 505,000.00 元；理由 …`; `titles` has the law's words for kinds of approvals and needs."""
    return "；".join(f"{LABELS[name]} {shown}" for name, shown in _parts(payload, titles))


def _parts(payload: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in LABELS:  # the order of the labels is the order of telling
        if (value := payload.get(name)) is None:
            continue
        shown = titles.get(value, "") if name == "kind" else _shown(name, value)
        if shown:
            yield name, shown


def titles_of(rules: RuleBook) -> Mapping[str, str]:
    """The law's words for what is to be on record, and for each approval and method."""
    needs = {need.what: need.title for point in rules.gates() for need in rules.gate(point)}
    return needs | {approval.kind: approval.title for approval in rules.approvals()}


def _shown(name: str, value: Any) -> str:
    if isinstance(value, str) and value in VALUES.get(name, {}):
        return VALUES[name][value]
    match value:
        case bool():
            return "是" if value else "否"
        case int():
            return str(value)
        case str() if name == "command":
            return COMMANDS[value].zh if value in COMMANDS else value
        case str() if name.endswith("_yuan"):
            return yuan(value)
        case str() if len(value) == 64 and value.isalnum():
            return ""  # a digest
        case str() if _MOMENT.match(value):
            return moment(datetime.fromisoformat(value))
        case str():
            return value if len(value) <= _LONG else f"{value[:_LONG]}…"
        case dict() if all(isinstance(v, int | str) for v in value.values()):
            return "、".join(f"{k} {v}" for k, v in value.items())
        case _:
            return ""


def moment(when: datetime) -> str:
    """`2026-05-11 13:40`, Beijing time; a midnight is the end of the day before it."""
    local = when.astimezone(BEIJING)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def yuan(value: str | Decimal) -> str:
    """`505,000.00 元`"""
    try:
        return f"{Decimal(value):,.2f} 元"
    except InvalidOperation:
        return str(value)
