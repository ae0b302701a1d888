"""The acceptance sheet (验收单) of one period: what was agreed, what was done, what is payable.  GPL Regulation art. 45"""

from documents.paper import NotOnRecord, Paper, Section, Signature, Table
from domain.performance.messages import PeriodAccepted
from domain.project import Project
from domain.publication.sections import day_words, money
from domain.rulebook import RuleBook

_RESULTS = {"passed": "验收合格", "passed_with_deduction": "验收合格，扣减金额", "failed": "验收不合格"}


def acceptance(project: Project, period: str, _rules: RuleBook) -> Paper:
    """The sheet of a period that was accepted, or not.  Raises NotOnRecord.  It names no recipient."""
    done, terms = project.performance.accepted.get(period), project.contract.terms
    planned = project.contract.period(period)
    if done is None or terms is None or planned is None:
        known = "、".join(project.performance.accepted) or "无"
        raise NotOnRecord(f"期间“{period}”没有验收记录；已验收的期间：{known}")
    return Paper(
        title="政府购买服务验收单",
        issuer=project.plan.buyer.name,
        on=done.on,
        number=f"合同编号：{terms.number}",
        sections=(
            Section(
                "一、基本情况",
                (
                    f"项目名称：{project.plan.title}",
                    f"项目编号：{project.id}",
                    f"承接主体：{terms.supplier_name}",
                    f"验收期间：{planned.title}，{day_words(planned.starts_on)}至{day_words(planned.ends_on)}",
                ),
            ),
            Section("二、约定与完成", (), _figures(project, period)),
            Section("三、验收结论", _conclusion(done)),
            Section("四、验收人员", (f"邀请服务对象或其家属代表{done.recipients_invited}人参加。",)),
        ),
        signatures=tuple(Signature(f"验收人员（签字）：{name}") for name in done.members),
    )


def _figures(project: Project, period: str) -> Table:
    planned = project.contract.period(period)
    report = project.performance.reports.get(period)
    targets = planned.targets if planned is not None else {}
    figures = report.figures if report is not None else {}
    rows = tuple(
        (
            name,
            f"{targets[name].normalize():f}" if name in targets else "未约定",
            f"{figures[name].normalize():f}" if name in figures else "未报告",
        )
        for name in dict.fromkeys((*targets, *figures))
    )
    return Table(("指标", "约定", "完成"), rows or (("未约定量化指标", "无", "无"),))


def _conclusion(done: PeriodAccepted) -> tuple[str, ...]:
    said = [f"结论：{_RESULTS[done.result]}"]
    if done.deduction_yuan is not None:
        said.append(f"扣减：{money(done.deduction_yuan)}，依据：{done.deduction_ground or '无'}")
    said += [f"应付金额：{money(done.payable_yuan)}", f"验收日期：{day_words(done.on)}"]
    return tuple(said)
