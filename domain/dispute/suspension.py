"""Suspension: how long an open dispute stops the purchase, and what keeps a contract from being signed.  R-P29, DQ-13"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.dispute.complaint.messages import ComplaintRegistered
from domain.dispute.remedies import owed
from domain.forms import deadline, finding
from domain.given import Given
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding


def suspended_until(complaint: ComplaintRegistered, project: Project, rules: RuleBook) -> date:
    """The day of the decision, or the last day that finance may suspend for.  DQ-13"""
    decision = project.dispute.decisions.get(complaint.complaint)
    longest = deadline(rules, "DQ-13", "suspend_max", complaint.on).on
    return min(decision.on, longest) if decision is not None else longest


def suspension(given: Given) -> Finding | None:
    """A complaint that suspends the purchase on this day, at most for the law's days.  GPL 57, Regulation 54"""
    project = given.project
    for complaint in project.dispute.suspending:
        until = suspended_until(complaint, project, given.rules)
        if given.on <= until:
            reason = f"{complaint.body}已决定暂停采购活动（{complaint.document_number}），至处理决定作出，最长至{until}"
            return finding(given, "R-P29", reason, complaint=complaint.complaint, until=until)
    return None


def standstill(given: Given) -> Iterator[Finding | None]:
    """What keeps a contract from being signed: a suspension, or what is asked or challenged and may affect the result.

    R-P29, DQ-13; Regulation 54
    """
    project, dispute = given.project, given.project.dispute
    for complaint in dispute.suspending:
        until = suspended_until(complaint, project, given.rules)
        if given.on <= until:
            reason = f"投诉 {complaint.document_number} 处理期间暂停采购活动，最长至{until}"
            yield finding(given, "DQ-13", reason, field=complaint.complaint, until=until)
    for challenge in dispute.unanswered:
        if challenge.may_affect_result:
            reason = f"质疑“{challenge.challenge}”可能影响成交结果，答复前暂停签订合同"
            yield finding(given, "R-P29", reason, field=challenge.challenge)
    for inquiry in dispute.open_inquiries:
        if inquiry.may_affect_result:
            reason = f"询问“{inquiry.inquiry}”可能影响成交结果，答复前暂停签订合同"
            yield finding(given, "R-P29", reason, field=inquiry.inquiry)
    for matter in owed(project):
        if matter.reaches_result and matter.round in (None, project.publication.round):
            clause = "DQ-06" if matter.of == "challenge" else "DQ-14"
            reason = f"“{matter.key}”已认定成立，处理之前不能签订合同"
            yield finding(given, clause, reason, field=matter.key)


def standstill_days(project: Project, since: date, rules: RuleBook) -> int:
    """On how many days after `since` nothing could be signed: what is still open is taken to last as long as it may."""
    dispute = project.dispute
    spans: list[tuple[date, date]] = []
    for key, filed in dispute.challenges.items():
        if filed.may_affect_result:
            answer = dispute.answers.get(key)
            due = deadline(rules, "DQ-04", "answer_within", filed.on).on
            spans.append((filed.on, answer.on if answer is not None else due))
    for complaint in dispute.complaints.values():
        if complaint.suspends:
            spans.append((complaint.on, suspended_until(complaint, project, rules)))
    days = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    return sum(day > since for day in days)
