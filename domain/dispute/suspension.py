"""Suspension: how long an open dispute stops the purchase, and what an upheld one changes.  R-P29, DQ-06, DQ-13"""

from datetime import date

from domain.dispute.messages import ComplaintRegistered
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


def upheld(project: Project) -> int:
    """How many challenges and complaints about process or result were upheld: each may displace one of the ranking."""
    dispute = project.dispute
    challenged = {k for k, c in dispute.challenges.items() if c.about != "documents" and c.may_affect_result}
    by_answer = {k for k, a in dispute.answers.items() if a.upheld and k in challenged}
    by_decision = {
        dispute.complaints[k].challenge
        for k, d in dispute.decisions.items()
        if d.upheld and dispute.complaints[k].challenge in challenged
    }
    return len(by_answer | by_decision)
