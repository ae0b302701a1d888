"""The activity record (采购活动记录) that is kept with the procurement file, in the law's own parts.  GPL 42, DP-04"""

from documents.paper import NotOnRecord, Paper, Section
from domain.closing.record import RULE, activity_record, headings
from domain.project import Project
from domain.rulebook import RuleBook

_NUMERALS = "一二三四五六七八九十"
MISSING = "（尚未记录）"


def record(project: Project, rules: RuleBook) -> Paper:
    """What is on record so far; a part that is missing says so.  Raises NotOnRecord where the law asks for no record."""
    if not rules.has(RULE, "headings"):
        raise NotOnRecord("现行规定没有采购活动记录的内容要求")
    said = activity_record(project, rules)
    dated = project.closing.archived or project.closing.settled
    on = dated.on if dated is not None else (project.contract.signed_on or project.planning.determined_on)
    if on is None:
        raise NotOnRecord("项目尚未确定，还没有采购活动可以记录")
    return Paper(
        title="政府采购活动记录",
        issuer=project.plan.buyer.name,
        on=on,
        number=f"项目编号：{project.id}",
        sections=tuple(
            Section(f"{numeral}、{heading}", said.get(part) or (MISSING,))
            for numeral, (part, heading) in zip(_NUMERALS, headings(rules).items(), strict=False)
        ),
    )
