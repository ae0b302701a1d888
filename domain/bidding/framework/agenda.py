"""Framework: tell who was admitted, sign, file, review applications, announce exits, end it.  R-P17, E-32, E-33"""

from collections.abc import Iterator
from datetime import date

from domain.agenda import AgendaItem, duty
from domain.bidding.framework.signing import signing_due
from domain.bidding.framework.state import Framework
from domain.calendar import end_of_day
from domain.forms import deadline, inside_gpl
from domain.project import Project
from domain.rulebook import Ref, RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    plan = project.planning.plan
    if plan is None or not rules.knows("R-M17"):
        return
    if plan.calls_off:
        yield from _call_off(project, rules)
    if not plan.sets_framework or project.stage != "framework":
        return
    framework = project.bidding.framework
    yield from _result(project, framework, rules)
    yield from _agreements(project, framework, rules)
    for supplier, asked in framework.applications.items():
        ref = ("E-32", "review_within")
        yield _due(project, f"review.{supplier}", f"审核{asked.name}的加入申请", ref, asked.on, rules)
    for supplier, provider in framework.providers.items():
        if provider.left_on is not None and not _shown_since(project, "framework_exit", provider.left_on):
            ref, title = ("E-32", "exit_notice_within"), f"公告{provider.name}退出框架协议"
            yield _due(project, f"exit.{supplier}", title, ref, provider.left_on, rules)
    ends = [p.agreement.ends_on for p in framework.remaining.values() if p.agreement is not None]
    if ends and len(ends) == len(framework.remaining):
        ref = ("HR-CL-1", "settle_within")
        yield _due(project, "end", "框架协议期满，终结项目", ref, max(ends), rules, who="head")


def _due(
    project: Project, key: str, title: str, ref: Ref, start: date, rules: RuleBook, *, who: str = "clerk"
) -> AgendaItem:
    due, since = deadline(rules, *ref, start), end_of_day(start)
    return duty(project.watch, f"framework.{key}", title, due, rule=ref[0], who=who, rules=rules, since=since)


def _shown_since(project: Project, kind: str, day: date) -> bool:
    shown = project.publication.shown(kind)
    return shown is not None and shown.published_on >= day


def _result(project: Project, framework: Framework, rules: RuleBook) -> Iterator[AgendaItem]:
    selected = framework.selected
    if selected is not None and not _shown_since(project, "result", selected.on):
        ref, title = ("R-P17", "publish_within"), "公告入围结果并发出入围通知书"
        yield _due(project, f"result.{selected.round}", title, ref, selected.on, rules)
    for supplier, reviewed in framework.reviewed.items():
        if not _shown_since(project, "result", reviewed.on):
            ref, title = ("E-32", "result_within"), f"公告{reviewed.name}的审核结果"
            yield _due(project, f"result.{supplier}", title, ref, reviewed.on, rules)


def _agreements(project: Project, framework: Framework, rules: RuleBook) -> Iterator[AgendaItem]:
    shown, due = project.publication.shown("result"), signing_due(project, rules)
    for supplier, provider in framework.remaining.items():
        if (
            provider.agreement is None
            and shown is not None
            and due is not None
            and shown.published_on >= provider.since
        ):
            ref, title = ("E-33", "sign_within"), f"与{provider.name}签订框架协议"
            yield _due(project, f"sign.{supplier}", title, ref, shown.published_on, rules, who="head")
        if provider.agreement is not None and provider.filed_on is None:
            ref, title = ("E-33", "file_within"), f"{provider.name}框架协议副本报财政部门备案"
            yield _due(project, f"file.{supplier}", title, ref, provider.agreement.signed_on, rules)


def _call_off(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    confirmed = project.award.confirmed
    if confirmed is None or project.publication.shown("result") is not None or not inside_gpl(project.plan, rules):
        return
    ref, title = ("R-P17", "publish_within"), "公告框架协议下的成交结果"
    yield _due(project, "call-off.result", title, ref, confirmed.on, rules)
