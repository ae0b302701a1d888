"""Challenge: the rules.  Received if it is in time, answered in six parts by somebody who did not evaluate.  DQ-01 … DQ-06, R-M06"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain.calendar import beijing_date
from domain.dispute.challenge.messages import (
    AnswerChallenge,
    ChallengeAnswered,
    ChallengeCompleted,
    ChallengeDeclined,
    ChallengeFiled,
    ChallengeReturned,
    CompleteChallenge,
    DeclineChallenge,
    FileChallenge,
    ReturnForCompletion,
)
from domain.forms import allowed_kind, deadline, finding, inside_gpl, parts, require
from domain.given import Decision, Given
from domain.project import Project
from domain.publication.messages import NoticePublished
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

ChallengeCommand = FileChallenge | ReturnForCompletion | CompleteChallenge | DeclineChallenge | AnswerChallenge


def decide(command: ChallengeCommand, given: Given) -> Decision:
    match command:
        case FileChallenge():
            return _file(command, given)
        case ReturnForCompletion():
            return _send_back(command, given)
        case CompleteChallenge():
            return _complete(command, given)
        case DeclineChallenge():
            return _decline(command, given)
        case AnswerChallenge():
            return _answer(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- received


def _file(command: FileChallenge, given: Given) -> Decision:
    """Receipt may not be refused but for lateness; outside the Procurement Law the path doesn't apply.  DQ-01, DQ-04, R-M06"""
    if not inside_gpl(given.project.plan, given.rules):
        return given.settle(command, [_outside(given)])
    found = [
        _fresh(command.challenge, given),
        *(_acceptable(command, given).values()),
    ]
    filed = ChallengeFiled(**command.model_dump(), round=given.project.publication.round or None, on=given.on)
    return given.settle(command, found, filed)


def _outside(given: Given) -> Finding | None:
    reason = "限额标准以下的采购不适用政府采购质疑投诉程序"
    remedy = "向购买主体反映（RecordGrievance），或者向监督机关举报（RecordTip）"
    return finding(given, "R-M06", reason, remedy=remedy)


def _fresh(key: str, given: Given) -> Finding | None:
    dispute = given.project.dispute
    used = key in dispute.challenges or key in dispute.declined
    return require(given, "DQ-04", not used, "质疑编号已用", field="challenge")


def _acceptable(command: FileChallenge | DeclineChallenge, given: Given) -> dict[str, Finding | None]:
    """What stands against accepting a challenge, by the ground on which it is declined."""
    return {
        "late": _in_time(command, given),
        "not_participant": _took_part(command, given),
        "repeated": _once(command, given),
    }


def _in_time(command: FileChallenge | DeclineChallenge, given: Given) -> Finding | None:
    """Within its days of the day on which the supplier should have known; papers count from their posting.  DQ-01, T-05"""
    known = known_since(command.about, given.project, given.rules)
    if known is None:
        words = {"documents": "采购文件尚未公告", "process": "采购程序尚未开始", "result": "成交结果尚未公告"}
        return finding(given, "DQ-02", f"{words[command.about]}，质疑期限尚未起算", field="about")
    last = deadline(given.rules, "DQ-01", "challenge_within", known).on
    reason = f"质疑期限自{known}起算，至{last}届满，现为{given.on}"
    remedy = "登记不予受理并告知理由（DeclineChallenge）"
    kept = given.on <= last
    return None if kept else finding(given, "DQ-01", reason, remedy=remedy, known=known, last=last)


def _took_part(command: FileChallenge | DeclineChallenge, given: Given) -> Finding | None:
    """The documents anyone challenges who may bid by them; process and result, who took part, once that is settled.

    94号令 art. 11
    """
    now = given.project.round
    took_part = command.supplier in (*now.bids, *now.withdrawn, *now.invited)
    if command.about == "documents" or not now.closed or took_part:
        return None
    remedy = "登记不予受理并告知理由（DeclineChallenge）"
    return finding(given, "DQ-01", "没有参加本项目采购活动，不能就过程和结果提出质疑", field="supplier", remedy=remedy)


def _once(command: FileChallenge | DeclineChallenge, given: Given) -> Finding | None:
    """All points of one step at once, where the documents ask for that.  DQ-03"""
    terms, number = given.project.publication.solicitation, given.project.publication.round
    if terms is None or not terms.one_time_challenge:
        return None
    before = [
        c
        for c in given.project.dispute.challenges.values()
        if (c.supplier, c.about) == (command.supplier, command.about) and c.round in (None, number)
    ]
    if not before:
        return None
    reason = f"采购文件要求一次性提出同一环节的质疑，该供应商已提出“{before[0].challenge}”"
    remedy = "登记不予受理并告知理由（DeclineChallenge）"
    return finding(given, "DQ-03", reason, field="about", remedy=remedy, option=True)


def known_since(about: str, project: Project, rules: RuleBook) -> date | None:
    """The day from which a challenge's days count: documents and result, the end of their notice's period; process,
    the end of the last step.  None before there is one.  DQ-02"""
    publication = project.publication
    match about:
        case "documents":
            shown = publication.offered(round=publication.round) or publication.offered()
        case "result":
            shown = _result_of_round(project)
        case _:
            return _last_step(project)
    if shown is None:
        return None
    method = rules.method(project.plan.method)
    period = method.notice_period if about == "documents" else method.result_notice_period
    return deadline(rules, *period, shown.published_on).on if period is not None else shown.published_on


def _result_of_round(project: Project) -> NoticePublished | None:
    """The result that shows; after another round began, only that round's own."""
    shown, scored = project.publication.shown("result"), project.round.scored
    if shown is None or project.publication.round <= 1 or project.plan.sets_framework:
        return shown
    return shown if scored is not None and shown.published_on >= scored.on else None


def _last_step(project: Project) -> date | None:
    """The end of the last step of the purchase that is on record."""
    now = project.round
    shown, terms = project.publication.offered(), project.publication.solicitation
    ends = [
        project.award.confirmed.on if project.award.confirmed else None,
        now.scored.on if now.scored else None,
        beijing_date(now.opened.opened_at) if now.opened else None,
        now.failed.on if now.failed else None,
        beijing_date(terms.response_deadline) if now.closed and terms else None,
        shown.published_on if shown else None,
    ]
    return max((day for day in ends if day is not None), default=None)


# ---------------------------------------------------------------- completed, declined


def _send_back(command: ReturnForCompletion, given: Given) -> Decision:
    filed = given.project.dispute.challenges.get(command.challenge)
    if filed is None:
        return given.settle(command, [_unknown(command.challenge, given)])
    found = [*_open(command.challenge, given)]
    sent = ChallengeReturned(**command.model_dump(), supplier=filed.supplier, on=given.on)
    return given.settle(command, found, sent)


def _complete(command: CompleteChallenge, given: Given) -> Decision:
    dispute = given.project.dispute
    asked = dispute.returned.get(command.challenge)
    own = asked is not None and asked.supplier == command.supplier
    found = [
        require(given, "DQ-04", asked is not None, "该质疑没有要求补正", field="challenge"),
        require(given, "DQ-04", asked is None or own, "补正须由质疑供应商作出", field="supplier"),
        *_open(command.challenge, given),
    ]
    return given.settle(command, found, ChallengeCompleted(**command.model_dump(), on=given.on))


def _open(key: str, given: Given) -> Iterator[Finding | None]:
    yield require(given, "DQ-04", key not in given.project.dispute.answers, "该质疑已答复", field="challenge")


def _unknown(key: str, given: Given) -> Finding | None:
    return finding(given, "DQ-04", f"没有质疑“{key}”", field="challenge")


def _decline(command: DeclineChallenge, given: Given) -> Decision:
    """Only for what the record shows; else the letter must be received and answered.  DQ-04"""
    if not inside_gpl(given.project.plan, given.rules):
        return given.settle(command, [_outside(given)])
    stands = _acceptable(command, given)[command.ground] is not None
    words = {"late": "质疑在期限之内", "not_participant": "该供应商参加了采购活动", "repeated": "没有重复提出质疑"}
    found = [
        _fresh(command.challenge, given),
        require(given, "DQ-04", stands, f"{words[command.ground]}，不得拒收", field="ground"),
    ]
    return given.settle(command, found, ChallengeDeclined(**command.model_dump(), on=given.on))


# ---------------------------------------------------------------- answered


def _answer(command: AnswerChallenge, given: Given) -> Decision:
    """A late answer is recorded as what it is: the alarm was raised, the duty is done."""
    project = given.project
    filed = project.dispute.challenges.get(command.challenge)
    if filed is None:
        return given.settle(command, [_unknown(command.challenge, given)])
    present = {
        "challenger": filed.supplier,
        "received_and_project": f"{filed.on}{project.plan.title}",
        "matters_and_grounds": command.grounds,
        "right_to_complain": command.tells_right_to_complain or None,
        "answerer": given.actor.name or given.by,
        "date": given.on,
    }
    secrets = "未确认答复不涉及商业秘密"
    found = [
        *_open(command.challenge, given),
        *parts(given, "DQ-05", "answer_parts", present, "质疑答复"),
        require(given, "DQ-05", command.no_trade_secrets, secrets, field="no_trade_secrets"),
        _not_an_evaluator(given),
        allowed_kind(given, "DQ-06", "remedies", command.remedy, "处理方式", field="remedy")
        if command.remedy is not None
        else None,
    ]
    kept = command.model_dump(exclude={"tells_right_to_complain", "no_trade_secrets"})
    others = tuple(uscc for uscc in project.round.bids if uscc != filed.supplier)
    answered = ChallengeAnswered(
        **kept, on=given.on, answered_by=given.actor.name or given.by, told=(filed.supplier, *others)
    )
    return given.settle(command, found, answered)


def _not_an_evaluator(given: Given) -> Finding | None:
    """Who evaluated the bids does not answer for the evaluation: persons are compared, not roles."""
    committee = given.project.round.committee
    members = {m.person for m in committee.members} if committee is not None else set()
    return require(given, "JL44-4.4.0", given.by not in members, "质疑答复须由评审小组成员以外的人作出", actor=given.by)
