"""Remedy: what was upheld is carried out, and finance is told.  DQ-06, DQ-14, R-X02, R-X03"""

from collections.abc import Iterator

from domain.agenda import AgendaItem
from domain.dispute.due import owes
from domain.dispute.remedies import owed
from domain.dispute.remedy.decide import penalty_clause
from domain.forms import inside_gpl
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    if not rules.knows("HR-DQ-1") or not rules.knows("HR-AW-1"):
        return
    for matter in owed(project):
        rule, word = ("DQ-06", "质疑") if matter.of == "challenge" else ("DQ-14", "投诉")
        key, title = f"dispute.remedy.{matter.of}.{matter.key}", f"办理成立的{word}“{matter.key}”"
        yield owes(project, key, title, ("HR-DQ-1", "remedy_within"), matter.on, "head", rules, rule=rule)
    yield from _reports(project, rules)


def _reports(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    ref, reported = ("HR-AW-1", "report_within"), project.dispute.reported
    for (of, key), taken in project.dispute.remedies.items():
        if of == "challenge" and taken.changes_result and ("result_changed", key) not in reported:
            item, title = f"dispute.report.{key}", "成交结果改变，书面报告财政部门"
            yield owes(project, item, title, ref, taken.on, "head", rules, rule="DQ-06")
    if not project.award.refusals or not inside_gpl(project.plan, rules):
        return
    for refusal in project.award.refusals:
        if ("refused_to_sign", refusal.supplier) not in reported:
            clause = penalty_clause(project.plan.method, rules)
            item, title = f"dispute.report.{refusal.supplier}", f"{refusal.name}拒绝签订合同，移送财政部门"
            yield owes(project, item, title, ref, refusal.on, "head", rules, rule=clause)
