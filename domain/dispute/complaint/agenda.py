"""Complaint: what finance and the respondents owe, and the day on which a suspension ends by itself.  DQ-08 … DQ-13, PB-10"""

from collections.abc import Iterator

from domain.agenda import AgendaItem, duty, taking
from domain.calendar import end_of_day
from domain.dispute.complaint.decide import decision_due
from domain.dispute.complaint.messages import ComplaintRegistered
from domain.dispute.due import owes
from domain.dispute.suspension import suspended_until
from domain.project import Project
from domain.rulebook import RuleBook


def agenda(project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    dispute = project.dispute
    for key, lodged in dispute.lodged.items():
        if key not in dispute.complaints and key not in dispute.complaints_declined:
            item, title = f"dispute.examine.{key}", "财政部门审查投诉书"
            yield owes(project, item, title, ("DQ-08", "examine_within"), lodged.on, "finance", rules)
    for complaint in dispute.complaints.values():
        if complaint.complaint not in dispute.decisions:
            yield from _undecided(complaint, project, rules)
    for key, decided in dispute.decisions.items():
        if key not in project.publication.complaint_notices and rules.knows("PB-10"):
            item, title = f"dispute.publish.{key}", "财政部门公告投诉处理结果"
            ref = ("HR-DQ-1", "publish_within")
            yield owes(project, item, title, ref, decided.on, "finance", rules, rule="PB-10")


def _undecided(complaint: ComplaintRegistered, project: Project, rules: RuleBook) -> Iterator[AgendaItem]:
    key, dispute = complaint.complaint, project.dispute
    lodged = dispute.lodged.get(key)
    received = lodged.on if lodged is not None else complaint.on
    copies = dispute.copies.get(key)
    if copies is None:
        item, title = f"dispute.copies.{key}", "财政部门向被投诉人和有关当事人发出投诉书副本"
        yield owes(project, item, title, ("DQ-10", "send_within"), received, "finance", rules)
    else:
        ref, title = ("DQ-11", "reply_within"), "就投诉作出书面说明"
        if (key, None) not in dispute.replies:
            yield owes(project, f"dispute.reply.{key}", title, ref, copies.on, "clerk", rules)
        for uscc in copies.suppliers:
            if (key, uscc) not in dispute.replies:
                yield owes(project, f"dispute.reply.{key}.{uscc}", title, ref, copies.on, "supplier", rules)
    due, title = decision_due(complaint, project, rules), "财政部门作出投诉处理决定"
    since = end_of_day(received)
    item = f"dispute.decision.{key}"
    yield duty(project.watch, item, title, due, rule="DQ-12", who="finance", rules=rules, since=since)
    if complaint.suspends:
        moment = end_of_day(suspended_until(complaint, project, rules))
        resumes = taking(
            project.watch, f"dispute.resume.{key}", "暂停期满，采购活动恢复", moment, rule="DQ-13", who="clerk"
        )
        if resumes is not None:
            yield resumes
