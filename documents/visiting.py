"""The visit sheet (上门服务登记表) of a month: printed where there is no network, filled in by hand, keyed in later.  JL44-4.5.2a, S102-23

It names recipients by pseudonym alone; who goes where is told apart from it.
"""

import re

from documents.paper import NotOnRecord, Paper, Section, Signature, Table
from domain.performance.roster.state import bounds
from domain.project import Project
from domain.rulebook import RuleBook

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")
_BLANK = "　"


def visit_sheet(project: Project, month: str, _rules: RuleBook) -> Paper:
    """A line for each recipient who is due in the month, with boxes for day, result and signatures.  Raises NotOnRecord."""
    terms = project.contract.terms
    if terms is None:
        raise NotOnRecord("合同尚未签订，没有可登记的服务")
    if not _MONTH.match(month):
        raise NotOnRecord(f"月份写成 2026-11 的样子：{month}")
    roster = project.performance.roster
    due = roster.days(month)
    if not due:
        raise NotOnRecord(f"{month}名册上没有应服务的对象")
    first, last = bounds(month)
    rows = tuple(
        (who, roster.places[who].grade, roster.places[who].township, f"{days}", *_asked(project, who), *(_BLANK,) * 4)
        for who, days in due.items()
    )
    return Paper(
        title="上门服务登记表",
        issuer=project.plan.buyer.name,
        on=last,
        number=f"合同编号：{terms.number}",
        sections=(
            Section(
                "一、基本情况",
                (
                    f"项目：{project.plan.title}（{project.id}）",
                    f"承接主体：{terms.supplier_name}",
                    f"服务月份：{month}（{first:%m月%d日}至{last:%m月%d日}），应服务{len(due)}人",
                    "只写代号，不写姓名、证件号、电话。结果：完成、不在家、拒绝、未服务。",
                ),
            ),
            Section(
                "二、登记",
                (),
                Table(
                    (
                        "服务对象",
                        "等级",
                        "区划",
                        "应服务天数",
                        "项目",
                        "频次",
                        "日期时间",
                        "结果",
                        "服务人员",
                        "签字或按印",
                    ),
                    rows,
                ),
            ),
            Section(
                "三、补录", ("回到有网络处后，按“服务记录”模板（jieli records template）逐行录入，原表留存备查。",)
            ),
        ),
        signatures=(
            Signature("服务人员（签字）"),
            Signature("村（社区）见证人（签字）"),
            Signature("录入人（签字）、录入日期"),
        ),
    )


def _asked(project: Project, who: str) -> tuple[str, str]:
    """Which items, how often, where the roster says so."""
    place = project.performance.roster.places[who]
    return "、".join(place.items) or "按合同", place.frequency or "按合同"
