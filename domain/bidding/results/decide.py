"""Beside the scores: signatures, recordings, signs of rigging, past results: the rules.  E-24, E-25, E-26, AD-10, S102-17"""

from collections.abc import Iterator
from typing import assert_never

from domain.bidding.panel.voting import majority
from domain.bidding.results.correction import break_tie, correct
from domain.bidding.results.messages import (
    BreakTie,
    CorrectEvaluation,
    DecideRigging,
    PastResultsPresented,
    PresentPastResults,
    ProceedingsRecorded,
    RecordProceedings,
    RecordRiggingSign,
    ReportSigned,
    ResultsCommand,
    RiggingDecided,
    RiggingSignRecorded,
    SignReport,
)
from domain.bidding.standing import standing
from domain.forms import allowed_kind, finding, require
from domain.given import Decision, Given
from domain.supervision.messages import Finding
from domain.takeover.running import own


def decide(command: ResultsCommand, given: Given) -> Decision:
    match command:
        case SignReport():
            return _sign(command, given)
        case CorrectEvaluation():
            return correct(command, given)
        case BreakTie():
            return break_tie(command, given)
        case RecordRiggingSign():
            return _sign_of_rigging(command, given)
        case DecideRigging():
            return _decide_rigging(command, given)
        case RecordProceedings():
            return _proceedings(command, given)
        case PresentPastResults():
            return _past(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- signatures


def _sign(command: SignReport, given: Given) -> Decision:
    """Every member once; who dissents says why; who doesn't sign and is silent agrees by law.  E-24"""
    found = [*_signatures(command, given)]
    deemed = tuple(s.member for s in command.signatures if s.stance == "does_not_sign" and s.reason is None)
    signed = ReportSigned(round=given.project.publication.round, **command.model_dump(), deemed=deemed)
    return given.settle(command, found, signed)


def _signatures(command: SignReport, given: Given) -> Iterator[Finding | None]:
    committee = given.project.round.committee
    seats = [member.person for member in committee.members] if committee is not None else []
    signers = [signature.member for signature in command.signatures]
    kept = sorted(signers) == sorted(seats)
    reason = f"评审小组每名成员签名一次：{'、'.join(seats)}；现为{'、'.join(signers)}"
    yield require(given, "E-24", kept, reason, field="signatures")
    for number, signature in enumerate(command.signatures):
        if signature.stance == "dissents":
            where = f"signatures[{number}].reason"
            reason = f"{signature.member}持有异议，应当签署不同意见并说明理由"
            yield require(given, "E-24", signature.reason is not None, reason, field=where)
    scored = given.project.round.scored
    same = scored is not None and scored.report == command.report
    yield require(given, "E-24", same, "签名的不是现行评审报告", field="report")


# ---------------------------------------------------------------- signs of rigging


def _sign_of_rigging(command: RecordRiggingSign, given: Given) -> Decision:
    now = given.project.round
    strangers = [uscc for uscc in command.suppliers if uscc not in now.bids]
    several = len(set(command.suppliers)) > 1
    found = [
        allowed_kind(given, "E-26", "presumptions", command.kind, "串通迹象", field="kind"),
        require(given, "E-26", now.opened is not None, "响应文件尚未开启"),
        require(given, "E-26", not strangers, f"没有响应文件：{'、'.join(strangers)}", field="suppliers"),
        require(given, "E-26", several, "串通至少涉及两家供应商", field="suppliers"),
        require(given, "E-26", command.sign not in now.results.signs, f"迹象“{command.sign}”已登记", field="sign"),
    ]
    recorded = RiggingSignRecorded(round=given.project.publication.round, **command.model_dump())
    return given.settle(command, found, recorded)


def _decide_rigging(command: DecideRigging, given: Given) -> Decision:
    results = given.project.round.results
    pending = command.sign in results.undecided
    found = [
        require(given, "E-26", pending, f"没有未认定的迹象“{command.sign}”", field="sign"),
        *majority(command.agreed_by, given, "E-26"),
    ]
    return given.settle(command, found, RiggingDecided(round=given.project.publication.round, **command.model_dump()))


# ---------------------------------------------------------------- recordings


def _proceedings(command: RecordProceedings, given: Given) -> Decision:
    opened = given.project.round.opened
    whole = command.began_at < command.ended_at <= given.at
    since = opened is not None and (command.part == "evaluation" or command.began_at <= opened.opened_at)
    found = [
        allowed_kind(given, "E-25", "parts", command.part, "录音录像", field="part"),
        require(given, "E-25", whole, "录音录像的起止时间有误", field="ended_at"),
        require(given, "E-25", since, "开标录音录像应当自开启之前开始，全程录制", field="began_at"),
    ]
    recorded = ProceedingsRecorded(round=given.project.publication.round, **command.model_dump())
    return given.settle(command, found, recorded)


# ---------------------------------------------------------------- past results


def _past(command: PresentPastResults, given: Given) -> Decision:
    """Only under a criterion published for it, a supplier's own; evidence from anywhere counts alike.  AD-10, S102-17, JL44-4.5.1b"""
    terms = given.project.publication.solicitation
    published = terms is not None and any(c.key == command.criterion and c.past_performance for c in terms.criteria)
    found = [
        require(given, "JL44-4.0", given.project.round.opened is not None, "响应文件尚未开启"),
        require(given, "JL44-1.4b", command.supplier in standing(given.project), "未通过资格审查", field="supplier"),
        own(command.supplier, given),
        *_each_result_once(command, given),
    ]
    if not published:
        reason = f"采购文件没有公布以往评价因素“{command.criterion}”，评审小组不得参考以往评价结果"
        found.append(finding(given, "AD-10", reason, field="criterion"))
    presented = PastResultsPresented(round=given.project.publication.round, **command.model_dump())
    return given.settle(command, found, presented)


def _each_result_once(command: PresentPastResults, given: Given) -> Iterator[Finding | None]:
    """A result that there is already, counted once, whoever gave it."""
    future = [r.buyer for r in command.results if r.concluded_on > given.on]
    yield require(given, "AD-10", not future, f"评价结果的日期晚于今天：{'、'.join(future)}", field="results")
    distinct = len(set(command.results)) == len(command.results)
    yield require(given, "AD-10", distinct, "同一评价结果重复提交", field="results")
