"""Complaint: the rules.  After a challenge, in its days; finance's own days; who complains without ground is counted.

DQ-07 … DQ-15, R-X04, R-X05
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from domain.calendar import Deadline, Period
from domain.dispute.complaint.messages import (
    ComplaintCopiesSent,
    ComplaintDaysExcluded,
    ComplaintDecided,
    ComplaintDeclined,
    ComplaintLodged,
    ComplaintRegistered,
    ComplaintReplied,
    DeclineComplaint,
    ExcludeComplaintDays,
    LodgeComplaint,
    NoteReview,
    RegisterComplaint,
    RegisterComplaintDecision,
    ReplyToComplaint,
    ReviewNoted,
    SendComplaintCopies,
)
from domain.dispute.remedies import standing
from domain.forms import allowed_kind, deadline, finding, require
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.register.state import Supplier
from domain.register.suppliers.messages import ComplaintUnfounded
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

ComplaintCommand = (
    LodgeComplaint
    | DeclineComplaint
    | RegisterComplaint
    | SendComplaintCopies
    | ReplyToComplaint
    | ExcludeComplaintDays
    | RegisterComplaintDecision
    | NoteReview
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """Who came after the challenger, and how often it complained without ground, stand in its own stream.  R-X05"""
    if isinstance(command, LodgeComplaint):
        filed = project.dispute.challenges.get(command.challenge)
        return (f"supplier/{filed.supplier}",) if filed is not None else ()
    if not isinstance(command, RegisterComplaintDecision):
        return ()
    challenge = project.dispute.complained(command.complaint)
    return (f"supplier/{challenge.supplier}",) if challenge is not None else ()


def decide(command: ComplaintCommand, given: Given) -> Decision:
    match command:
        case LodgeComplaint():
            return _lodge(command, given)
        case DeclineComplaint():
            return _decline(command, given)
        case RegisterComplaint():
            return _accept(command, given)
        case SendComplaintCopies():
            return _copies(command, given)
        case ReplyToComplaint():
            return _reply(command, given)
        case ExcludeComplaintDays():
            return _exclude(command, given)
        case RegisterComplaintDecision():
            return _decide(command, given)
        case NoteReview():
            return _review(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- received and examined


def _lodge(command: LodgeComplaint, given: Given) -> Decision:
    dispute = given.project.dispute
    challenge = dispute.challenges.get(command.challenge)
    own = challenge is None or command.supplier in (challenge.supplier, *_heirs(challenge.supplier, given))
    found = [
        require(given, "DQ-08", command.complaint not in dispute.lodged, "投诉编号已用", field="complaint"),
        require(given, "DQ-07", own, "投诉须由提出该质疑的供应商提起", field="supplier"),
    ]
    return given.settle(command, found, ComplaintLodged(**command.model_dump(), on=given.on))


def _heirs(supplier: str, given: Given) -> frozenset[str]:
    """Who has taken over the challenger's rights whole since.  Civil Code 67"""
    return given.state(Supplier, f"supplier/{supplier}").heirs_on(given.on)


def _decline(command: DeclineComplaint, given: Given) -> Decision:
    """Told within its days of the examination; a late telling is recorded with a warning.  DQ-09"""
    dispute = given.project.dispute
    lodged = dispute.lodged.get(command.complaint)
    if lodged is None:
        return given.settle(command, [finding(given, "DQ-09", "没有收到该投诉书的登记", field="complaint")])
    last = deadline(given.rules, "DQ-09", "tell_within", command.examined_on).on
    late = require(given, "DQ-09", given.on <= last, f"不予受理须在{last}前告知", field="examined_on", last=last)
    examined = lodged.on <= command.examined_on <= given.on
    open_still = command.complaint not in dispute.complaints and command.complaint not in dispute.complaints_declined
    found = [
        require(given, "DQ-09", open_still, "该投诉已受理或者已告知不予受理", field="complaint"),
        require(given, "DQ-09", examined, "审查日期不在收到投诉之后", field="examined_on"),
        late.model_copy(update={"blocks": False}) if late is not None else None,
    ]
    return given.settle(command, found, ComplaintDeclined(**command.model_dump(), on=given.on))


def _accept(command: RegisterComplaint, given: Given) -> Decision:
    """Only after a challenge; the day it occurred on is the day on which finance received the complaint.  DQ-07"""
    dispute = given.project.dispute
    fresh = command.complaint not in dispute.complaints and command.complaint not in dispute.complaints_declined
    found = [
        require(given, "DQ-07", fresh, "投诉编号已用", field="complaint"),
        _after_challenge(command, given),
    ]
    return given.settle(command, found, ComplaintRegistered(**command.model_dump(), on=given.on))


def _after_challenge(command: RegisterComplaint, given: Given) -> Finding | None:
    dispute, rules = given.project.dispute, given.rules
    challenge = dispute.challenges.get(command.challenge)
    if challenge is None:
        return finding(given, "DQ-07", "投诉须先经质疑：没有该质疑", field="challenge")
    lodged = dispute.lodged.get(command.complaint)
    received = lodged.on if lodged is not None else given.on
    answer = dispute.answers.get(command.challenge)
    answer_due = deadline(rules, "DQ-04", "answer_within", challenge.on).on
    if answer is None and received <= answer_due:
        return finding(given, "DQ-07", f"质疑答复期限至{answer_due}，尚未答复的期满后才能投诉", field="challenge")
    start = max(answer.on, answer_due) if answer is not None else answer_due
    last = deadline(rules, "DQ-07", "complain_within", start).on
    return require(given, "DQ-07", received <= last, f"投诉期限至{last}届满，现为{received}", last=last)


# ---------------------------------------------------------------- copies, statements, days that don't count


def _known(clause: str, key: str, given: Given) -> Iterator[Finding | None]:
    dispute = given.project.dispute
    yield require(given, clause, key in dispute.complaints, f"没有投诉“{key}”", field="complaint")
    yield require(given, clause, key not in dispute.decisions, "该投诉已处理", field="complaint")


def _copies(command: SendComplaintCopies, given: Given) -> Decision:
    sent = command.complaint in given.project.dispute.copies
    found = [
        *_known("DQ-10", command.complaint, given),
        require(given, "DQ-10", not sent, "投诉书副本已发出", field="complaint"),
    ]
    return given.settle(command, found, ComplaintCopiesSent(**command.model_dump(), on=given.on))


def _reply(command: ReplyToComplaint, given: Given) -> Decision:
    dispute = given.project.dispute
    copies = dispute.copies.get(command.complaint)
    asked = copies is not None and (command.supplier is None or command.supplier in copies.suppliers)
    again = (command.complaint, command.supplier) in dispute.replies
    found = [
        require(given, "DQ-11", asked, "没有收到投诉答复通知书及投诉书副本的记录", field="complaint"),
        require(given, "DQ-11", not again, "答复说明已提交", field="complaint"),
    ]
    return given.settle(command, found, ComplaintReplied(**command.model_dump(), on=given.on))


def _exclude(command: ExcludeComplaintDays, given: Given) -> Decision:
    found = [
        *_known("DQ-12", command.complaint, given),
        allowed_kind(given, "DQ-12", "exclusions", command.ground, "不计入的事由", field="ground"),
        require(given, "DQ-12", command.from_on <= command.until_on, "终止日早于起始日", field="until_on"),
    ]
    return given.settle(command, found, ComplaintDaysExcluded(**command.model_dump()))


def decision_due(complaint: ComplaintRegistered, project: Project, rules: RuleBook) -> Deadline:
    """Finance's last day: its working days from receipt, and as many more as were excluded.  DQ-12"""
    lodged = project.dispute.lodged.get(complaint.complaint)
    start = lodged.on if lodged is not None else complaint.on
    period = rules.period("DQ-12", "decide_within")
    excluded: set[date] = set()
    for days in project.dispute.excluded:
        if days.complaint == complaint.complaint:
            length = (days.until_on - days.from_on).days + 1
            excluded |= {days.from_on + timedelta(days=n) for n in range(length)}
    working = sum(rules.calendar.is_working_day(day) for day in excluded if day > start)
    return rules.calendar.add(start, Period(period.count + working, period.unit))


# ---------------------------------------------------------------- decided, taken further


def _decide(command: RegisterComplaintDecision, given: Given) -> Decision:
    project = given.project
    found = [
        *_known("DQ-12", command.complaint, given),
        require(
            given, "DQ-14", not (command.upheld and command.outcome), "投诉成立的，不写驳回的情形", field="outcome"
        ),
    ]
    decided = ComplaintDecided(
        **command.model_dump(exclude={"unfounded_elsewhere"}), on=given.on, standing=standing(project)
    )
    challenge = project.dispute.complained(command.complaint)
    if challenge is None or command.outcome not in ("unfounded", "false"):
        return given.settle(command, found, decided)
    counted = ComplaintUnfounded(
        project=project.id, complaint=command.complaint, false=command.outcome == "false", on=given.on
    )
    found += _without_ground(command, given.state(Supplier, f"supplier/{challenge.supplier}"), given)
    return given.settle(command, found, decided, also=((f"supplier/{challenge.supplier}", counted),))


def _without_ground(command: RegisterComplaintDecision, supplier: Supplier, given: Given) -> Iterator[Finding | None]:
    """What finance may draw from it: said aloud, decided by finance alone (EnterBar registers it).  R-X04, R-X05"""
    if command.outcome == "false" and (
        false := finding(given, "R-X04", "虚假、恶意投诉，由财政部门列入不良行为记录名单")
    ):
        yield false.model_copy(update={"blocks": False})
    if not given.rules.has("R-X05", "within"):
        return
    since = [c for c in supplier.unfounded if deadline(given.rules, "R-X05", "within", c.on).on >= given.on]
    count = len(since) + 1 + command.unfounded_elsewhere
    many = count >= given.rules.count("R-X05", "complaints")
    reason = f"12个月内投诉查无实据{count}次，由财政部门列入不良行为记录名单"
    if many and (often := finding(given, "R-X05", reason, count=count)):
        yield often.model_copy(update={"blocks": False})


def _review(command: NoteReview, given: Given) -> Decision:
    decided = command.complaint in given.project.dispute.decisions
    reason = "尚无投诉处理决定，不能申请复议或者提起诉讼"
    found = [None if decided else finding(given, "DQ-15", reason, field="complaint", option=True)]
    return given.settle(command, found, ReviewNoted(**command.model_dump(), on=given.on))
