"""Dispute: the rules, by topic.  GPL 51–58, 财政部令第94号"""

from domain.agenda import AgendaItem
from domain.dispute.challenge import decide as challenge
from domain.dispute.challenge.decide import ChallengeCommand
from domain.dispute.complaint import decide as complaint
from domain.dispute.complaint.decide import ComplaintCommand
from domain.dispute.inquiry import decide as inquiry
from domain.dispute.inquiry.decide import InquiryCommand
from domain.dispute.remedy import decide as remedy
from domain.dispute.remedy.decide import RemedyCommand
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project

DisputeCommand = InquiryCommand | ChallengeCommand | ComplaintCommand | RemedyCommand


def reads(command: Command, project: Project) -> tuple[str, ...]:
    return complaint.reads(command, project)


def decide(command: DisputeCommand, given: Given) -> Decision:
    if isinstance(command, InquiryCommand):
        return inquiry.decide(command, given)
    if isinstance(command, ChallengeCommand):
        return challenge.decide(command, given)
    if isinstance(command, ComplaintCommand):
        return complaint.decide(command, given)
    return remedy.decide(command, given)


<<<<<<< HEAD
# ---------------------------------------------------------------- challenge


def _file(command: FileChallenge, given: Given) -> Decision:
    """Receipt may not be refused but for lateness; outside the Procurement Law the path doesn't apply.  DQ-01, DQ-04, R-M06"""
    dispute = given.project.dispute
    if not inside_gpl(given.project.plan, given.rules):
        reason = "限额标准以下的采购不适用政府采购质疑投诉程序"
        remedy = "向购买主体反映，或者向监督机关举报（RecordTip）"
        return given.settle(command, [finding(given, "R-M06", reason, remedy=remedy)])
    found = [
        require(given, "DQ-04", command.challenge not in dispute.challenges, "质疑编号已用", field="challenge"),
        _in_time(command, given),
        _at_once(command, given),
    ]
    return given.settle(command, found, ChallengeFiled(**command.model_dump(), on=given.on))


def _at_once(command: FileChallenge, given: Given) -> Finding | None:
    """All points against one step in one challenge, where the documents say so.  DQ-03"""
    project = given.project
    terms = project.publication.solicitation
    if terms is None or not terms.one_time_challenge:
        return None
    before = [
        c for c in project.dispute.challenges.values() if (c.supplier, c.about) == (command.supplier, command.about)
    ]
    if not before:
        return None
    reason = f"采购文件要求一次性提出针对同一采购程序环节的质疑，已提出“{before[0].challenge}”"
    return finding(given, "DQ-03", reason, field="about", option=True, before=before[0].challenge)


def _in_time(command: FileChallenge, given: Given) -> Finding | None:
    """Within its days of the day on which the supplier should have known; papers count from their posting.  DQ-01, T-05"""
    known = known_since(command.about, given.project, given.rules)
    if known is None:
        words = {"documents": "采购文件尚未公告", "process": "采购程序尚未开始", "result": "成交结果尚未公告"}
        return finding(given, "DQ-02", f"{words[command.about]}，质疑期限尚未起算", field="about")
    last = deadline(given.rules, "DQ-01", "challenge_within", known).on
    reason = f"质疑期限自{known}起算，至{last}届满，现为{given.on}"
    return require(given, "DQ-01", given.on <= last, reason, known=known, last=last)


def known_since(about: str, project: Project, rules: RuleBook) -> date | None:
    """The day from which a challenge's days count: documents and result, the end of their notice's period; process,
    the end of the last step.  None before there is one.  DQ-02"""
    publication = project.publication
    match about:
        case "documents":
            shown = publication.offered(round=publication.round) or publication.offered()
        case "result":
            shown = publication.shown("result")
        case _:
            return _last_step(project)
    if shown is None:
        return None
    method = rules.method(project.plan.method)
    period = method.notice_period if about == "documents" else method.result_notice_period
    return deadline(rules, *period, shown.published_on).on if period is not None else shown.published_on


def _last_step(project: Project) -> date | None:
    """The end of the last step of the purchase that is on record."""
    now = project.round
    ends = [
        project.award.confirmed.on if project.award.confirmed else None,
        now.scored.on if now.scored else None,
        beijing_date(now.opened.opened_at) if now.opened else None,
        now.failed.on if now.failed else None,
        _deadline_day(project) if now.closed else None,
        _noticed_on(project),
    ]
    return max((day for day in ends if day is not None), default=None)


def _deadline_day(project: Project) -> date | None:
    terms = project.publication.solicitation
    return beijing_date(terms.response_deadline) if terms else None


def _noticed_on(project: Project) -> date | None:
    shown = project.publication.offered()
    return shown.published_on if shown else None


def _answer(command: AnswerChallenge, given: Given) -> Decision:
    """A late answer is recorded as what it is: the alarm was raised, the duty is done."""
    dispute = given.project.dispute
    known = command.challenge in dispute.challenges
    found = [
        require(given, "DQ-04", known, f"没有质疑“{command.challenge}”", field="challenge"),
        require(given, "DQ-04", command.challenge not in dispute.answers, "该质疑已答复", field="challenge"),
    ]
    return given.settle(command, found, ChallengeAnswered(**command.model_dump(), on=given.on))


# ---------------------------------------------------------------- complaint


def _complain(command: RegisterComplaint, given: Given) -> Decision:
    """Only after a challenge; the day it occurred on is the day on which finance received the complaint.  DQ-07"""
    dispute = given.project.dispute
    fresh = command.complaint not in dispute.complaints
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
    answer = dispute.answers.get(command.challenge)
    answer_due = deadline(rules, "DQ-04", "answer_within", challenge.on).on
    if answer is None and given.on <= answer_due:
        return finding(given, "DQ-07", f"质疑答复期限至{answer_due}，尚未答复的期满后才能投诉", field="challenge")
    start = max(answer.on, answer_due) if answer is not None else answer_due
    last = deadline(rules, "DQ-07", "complain_within", start).on
    return require(given, "DQ-07", given.on <= last, f"投诉期限至{last}届满，现为{given.on}", last=last)


def _decide(command: RegisterComplaintDecision, given: Given) -> Decision:
    dispute = given.project.dispute
    known = command.complaint in dispute.complaints
    found = [
        require(given, "DQ-12", known, f"没有投诉“{command.complaint}”", field="complaint"),
        require(given, "DQ-12", command.complaint not in dispute.decisions, "该投诉已处理", field="complaint"),
    ]
    return given.settle(command, found, ComplaintDecided(**command.model_dump(), on=given.on))
=======
def take(_item: AgendaItem, _given: Given) -> Accepted:
    """A suspension has lasted its longest: that it is over is the whole effect.  DQ-13"""
    return Accepted()
>>>>>>> edae9ff (Award and dispute in rooms by topic: what bidders are told (R-P19), bid bonds (R-P23 … R-P26), undone awards (R-S17), inquiries (R-S18), the steps of challenge and complaint (DQ-04 … DQ-15))
