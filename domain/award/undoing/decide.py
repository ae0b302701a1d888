"""Undoing: the rules.  What becomes of an award that its winner refuses, or that is void.  R-S17, R-P29, DQ-06, DQ-14"""

from collections.abc import Iterator
from typing import assert_never

from domain.award.undoing.messages import (
    AwardVoided,
    ProcurementRestarted,
    RecordRefusalToSign,
    RefusalToSignRecorded,
    RestartProcurement,
    VoidAward,
)
from domain.bidding.messages import RoundFailed
from domain.contract.decide import signing_due
from domain.dispute.messages import RemedyTaken
from domain.dispute.remedies import lawful_remedy, upheld_matter
from domain.dispute.suspension import standstill
from domain.forms import finding, require
from domain.given import Decision, Given
from domain.supervision.messages import Finding

UndoingCommand = RecordRefusalToSign | VoidAward | RestartProcurement


def decide(command: UndoingCommand, given: Given) -> Decision:
    match command:
        case RecordRefusalToSign():
            return _refuse(command, given)
        case VoidAward():
            return _void(command, given)
        case RestartProcurement():
            return _restart(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- the winner refuses


def _refuse(command: RecordRefusalToSign, given: Given) -> Decision:
    """Only before a contract: whoever stops in mid-performance is in breach, and no next candidate follows for that."""
    project = given.project
    confirmed = project.award.confirmed
    if project.contract.terms is not None or project.performance.started_on is not None:
        reason = "合同已签订：中途不履行属于违约，不适用拒签后确定下一候选人的规定"
        remedy = "认定违约（FindBreach），解除合同后依法另行采购，必要时启动临时接管"
        return given.settle(command, [finding(given, "R-S17", reason, remedy=remedy)])
    if confirmed is None:
        return given.settle(command, [finding(given, "R-S17", "尚未确定成交供应商，谈不上拒签")])
    found = [
        require(
            given, "R-S17", command.supplier == confirmed.supplier, f"成交供应商是{confirmed.name}", field="supplier"
        ),
        *(_lapsed(given) if command.how == "lapsed" else ()),
    ]
    refused = RefusalToSignRecorded(**command.model_dump(), name=confirmed.name, on=given.on)
    return given.settle(command, found, refused)


def _lapsed(given: Given) -> Iterator[Finding | None]:
    """The days have run out, and it was not a standstill that kept the winner from signing.  R-P20, R-P29"""
    due, clause = signing_due(given.project, given.rules)
    reason = f"签订期限至{due.on}，尚未届满"
    yield require(given, clause, given.on > due.on, reason, field="how", due=due.on)
    yield from standstill(given)


# ---------------------------------------------------------------- the award is void


def _void(command: VoidAward, given: Given) -> Decision:
    """What was upheld reaches the result, and no contract is signed.  DQ-06, DQ-14"""
    project = given.project
    confirmed = project.award.confirmed
    clause = "DQ-06" if command.ground == "challenge" else "DQ-14"
    if confirmed is None or project.contract.terms is not None:
        reason = "没有已确定而尚未签订合同的成交结果"
        remedy = "合同已签订的，撤销合同（RevokeContract）或者登记赔偿（RecordRemedy）"
        return given.settle(command, [finding(given, clause, reason, remedy=remedy)])
    found = [*upheld_matter(command.ground, command.key, given)]
    voided = AwardVoided(**command.model_dump(), supplier=confirmed.supplier, name=confirmed.name, on=given.on)
    taken = RemedyTaken(
        of=command.ground, key=command.key, remedy="void_award", facts=command.reason, changes_result=True, on=given.on
    )
    return given.settle(command, found, voided, taken)


# ---------------------------------------------------------------- the purchase starts again


def _restart(command: RestartProcurement, given: Given) -> Decision:
    project = given.project
    number = project.publication.round
    clause = {"refusal": "R-S17", "challenge": "DQ-06", "complaint": "DQ-14", "conflict": "R-S05"}[command.ground]
    unsigned = project.contract.terms is None
    found = [
        require(given, clause, unsigned, "合同已签订，不能在本项目重新开展采购活动"),
        require(given, clause, number > 0 and project.round.failed is None, "没有正在进行的轮次"),
        *_ground(command, given),
    ]
    restarted = ProcurementRestarted(**command.model_dump(), round=number, on=given.on)
    failed = RoundFailed(
        round=number, reason=command.reason, bids=len(project.round.bids), on=given.on, cause=command.ground
    )
    taken = (command.ground, command.key or "") in project.dispute.remedies  # its award was void already
    if command.ground in ("refusal", "conflict") or command.key is None or taken:
        return given.settle(command, found, restarted, failed)
    remedy = RemedyTaken(
        of=command.ground,
        key=command.key,
        remedy="rerun",
        facts=command.reason,
        changes_result=project.award.confirmed is not None,
        on=given.on,
    )
    return given.settle(command, found, restarted, failed, remedy)


def _ground(command: RestartProcurement, given: Given) -> Iterator[Finding | None]:
    """A refusal on record; or what was upheld, and may be answered by starting again."""
    if command.ground == "refusal":
        displaced = given.project.award.displaced
        refused = any(isinstance(e, RefusalToSignRecorded) for e in displaced.values())
        yield require(
            given, "R-S17", refused, "没有成交供应商拒绝签订合同的记录（RecordRefusalToSign）", field="ground"
        )
        return
    if command.ground == "conflict":
        project = given.project
        now = {round for round, _ in project.bidding.parties.conflicts}
        found = project.publication.round in now
        yield require(given, "R-S05", found, "本轮没有认定不得参加的记录（RecordConflict）", field="ground")
        return
    clause = "DQ-06" if command.ground == "challenge" else "DQ-14"
    if command.key is None:
        yield finding(given, clause, "写明是哪一件质疑或者投诉", field="key")
        return
    voided = any(
        isinstance(e, AwardVoided) and (e.ground, e.key) == (command.ground, command.key)
        for e in given.project.award.displaced.values()
    )
    if not voided:  # a void award may be followed by another round, though its matter was already dealt with
        yield from upheld_matter(command.ground, command.key, given)
        yield lawful_remedy(command.ground, command.key, "rerun", given)
