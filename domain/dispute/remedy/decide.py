"""Remedy: the rules.  Only what the law lets follow at this stage; finance is told, and alone decides on penalties.

DQ-06, DQ-14, R-X02, R-X03, R-X10
"""

from typing import assert_never

from domain.breach.messages import ContractDissolved
from domain.dispute.remedies import lawful_remedy, upheld_matter
from domain.dispute.remedy.messages import (
    FinanceReported,
    RecordRemedy,
    RemedyTaken,
    ReportToFinance,
    RevokeContract,
)
from domain.forms import finding, require
from domain.given import Decision, Given
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

RemedyCommand = RecordRemedy | RevokeContract | ReportToFinance


def decide(command: RemedyCommand, given: Given) -> Decision:
    match command:
        case RecordRemedy():
            return _record(command, given)
        case RevokeContract():
            return _revoke(command, given)
        case ReportToFinance():
            return _report(command, given)
        case _:
            assert_never(command)


def _record(command: RecordRemedy, given: Given) -> Decision:
    found = [
        *upheld_matter(command.of, command.key, given),
        lawful_remedy(command.of, command.key, command.remedy, given),
        _corrected(command, given) if command.remedy == "change_document" else None,
    ]
    return given.settle(command, found, RemedyTaken(**command.model_dump(), on=given.on))


def _corrected(command: RecordRemedy, given: Given) -> Finding | None:
    """The documents are changed by a correction that shows, made after the matter was upheld.  DQ-06"""
    dispute = given.project.dispute
    upheld = dispute.answers.get(command.key) if command.of == "challenge" else dispute.decisions.get(command.key)
    shown = given.project.publication.shown("correction")
    corrected = upheld is not None and shown is not None and shown.published_on >= upheld.on
    return require(given, "DQ-06", corrected, "更正公告尚未发布（OrderNotice correction）", field="remedy")


def _revoke(command: RevokeContract, given: Given) -> Decision:
    """Only by finance's decision, and only before the first day of service.  DQ-14"""
    project = given.project
    signed = project.contract.terms is not None and project.breach.dissolved is None
    found = [
        *upheld_matter("complaint", command.complaint, given),
        require(given, "DQ-14", signed, "没有已签订的合同", field="complaint"),
        lawful_remedy("complaint", command.complaint, "revoke_contract", given),
        require(given, "DQ-14", command.notified_on <= given.at.date(), "通知日期晚于今天", field="notified_on"),
    ]
    revoked = ContractDissolved(
        key=command.complaint,
        ground="complaint_decision",
        notice=command.notice,
        notified_on=command.notified_on,
        effective_on=command.notified_on,
    )
    facts = "依投诉处理决定撤销尚未履行的合同"
    taken = RemedyTaken(
        of="complaint", key=command.complaint, remedy="revoke_contract", facts=facts, changes_result=True, on=given.on
    )
    return given.settle(command, found, revoked, taken)


# ---------------------------------------------------------------- finance


def penalty_clause(method: str, rules: RuleBook) -> str:
    """The rule under which finance looks at a winner that refuses to sign.  R-X02, R-X03"""
    own = rules.has("R-X03", "methods") and method in rules.kinds("R-X03", "methods")
    return "R-X03" if own else "R-X02"


def _report(command: ReportToFinance, given: Given) -> Decision:
    project = given.project
    clause = "DQ-06" if command.about == "result_changed" else penalty_clause(project.plan.method, given.rules)
    match command.about:
        case "refused_to_sign":
            known = any(r.supplier == command.supplier for r in project.award.refusals)
            missing = require(given, clause, known, "没有该供应商拒绝签订合同的记录", field="supplier")
        case "result_changed":
            taken = project.dispute.remedies.get(("challenge", command.key or ""))
            known = taken is not None and taken.changes_result
            missing = require(given, clause, known, "没有因该质疑改变成交结果的记录", field="key")
        case _:
            assert_never(command.about)
    again = (command.about, command.key or command.supplier) in project.dispute.reported
    found = [missing, finding(given, clause, "已报告财政部门", field="about") if again else None]
    return given.settle(command, found, FinanceReported(**command.model_dump(), clause=clause, on=given.on))
