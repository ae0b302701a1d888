"""Breach: findings, the supplier's word, the end of the contract, the letter to finance.  JL44-4.4.3a, JL44-4.4.4a, EX-02, EX-03

The buyer ends a contract; it punishes nobody: that is finance's alone (GPL 13, 77).
"""

from collections.abc import Iterator
from typing import assert_never

from domain.breach.messages import (
    BreachFound,
    BreachStatementHeard,
    ContractDissolved,
    DissolveContract,
    ExitNotified,
    ExitVoluntarily,
    FindBreach,
    HearBreachStatement,
    ReferralDelivered,
    ReferredToFinance,
    ReferToFinance,
    RegisterReferralReceipt,
)
from domain.calendar import end_of_day
from domain.forms import allowed_kind, deadline, finding, require, someone_else
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.asking import own

BreachCommand = (
    FindBreach | HearBreachStatement | DissolveContract | ExitVoluntarily | ReferToFinance | RegisterReferralReceipt
)
WITHOUT_BREACH = ("agreed", "force_majeure")  # grounds that rest on nobody's breach


def reads(command: Command, project: Project) -> tuple[str, ...]:  # noqa: ARG001 - the project's own stream suffices
    return ()


def decide(command: BreachCommand, given: Given) -> Decision:
    match command:
        case FindBreach():
            return _find(command, given)
        case HearBreachStatement():
            return _hear(command, given)
        case DissolveContract():
            return _dissolve(command, given)
        case ExitVoluntarily():
            return _exit(command, given)
        case ReferToFinance():
            return _refer(command, given)
        case RegisterReferralReceipt():
            return _receipt(command, given)
        case _:
            assert_never(command)


def _signed(given: Given) -> Finding | None:
    return require(given, "JL44-4.3.3", given.project.contract.terms is not None, "合同尚未签订")


def _own(given: Given) -> Finding | None:
    """For the supplier its own people speak, no stand-by's."""
    terms = given.project.contract.terms
    return own(terms.supplier, given) if terms is not None else None


def _unknown(key: str, given: Given) -> Finding | None:
    return finding(given, "JL44-4.4.4a", f"没有认定过违约“{key}”（FindBreach）", field="key")


# ---------------------------------------------------------------- found, heard


def _find(command: FindBreach, given: Given) -> Decision:
    new = command.key not in given.project.breach.found
    found = [
        _signed(given),
        require(given, "JL44-4.4.4a", new, f"违约“{command.key}”已认定", field="key"),
    ]
    event = BreachFound(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, event)


def _hear(command: HearBreachStatement, given: Given) -> Decision:
    """The statement; or, once its days are over, the record that the supplier was asked and made none."""
    breach = given.project.breach
    known = breach.found.get(command.key)
    if known is None:
        return given.settle(command, [_unknown(command.key, given)])
    found = [
        _own(given),
        require(given, "HR-BR-1", command.key not in breach.heard, "该违约的陈述已记录", field="key"),
    ]
    if not command.made and given.rules.has("HR-BR-1", "statement_within"):
        last = deadline(given.rules, "HR-BR-1", "statement_within", known.on).on
        over = given.at >= end_of_day(last)
        reason = f"承接主体可以陈述至{last}，期满后才能记录其未作陈述"
        found.append(require(given, "HR-BR-1", over, reason, field="made", until=last))
    return given.settle(command, found, BreachStatementHeard(**command.model_dump(), on=given.on))


# ---------------------------------------------------------------- the end of the contract


def _dissolve(command: DissolveContract, given: Given) -> Decision:
    """By notice, on a ground of the Civil Code; an ordinary breach suffices, the two aggravations are not asked for."""
    contract = given.project.contract
    found = [
        _signed(given),
        require(given, "EX-02", given.project.breach.dissolved is None, "合同已解除"),
        allowed_kind(given, "EX-02", "grounds", command.ground, "解除事由", field="ground"),
        *_rests_on_breach(command, given),
        require(given, "EX-03", command.notified_on <= given.at.date(), "通知日期晚于今天", field="notified_on"),
        require(
            given, "EX-03", command.effective_on >= command.notified_on, "解除不能早于通知到达", field="effective_on"
        ),
        require(
            given,
            "EX-03",
            contract.signed_on is None or command.notified_on >= contract.signed_on,
            "通知早于合同签订",
            field="notified_on",
        ),
    ]
    return given.settle(command, found, ContractDissolved(**command.model_dump()))


def _rests_on_breach(command: DissolveContract, given: Given) -> Iterator[Finding | None]:
    if command.ground in WITHOUT_BREACH:
        return
    breach = given.project.breach
    known = breach.found.get(command.key)
    if known is None:
        yield _unknown(command.key, given)
        return
    heard = command.key in breach.heard
    yield require(given, "HR-BR-1", heard, "尚未听取承接主体陈述（HearBreachStatement）", field="key")
    if known.by:  # a finding from before its finder was recorded names nobody
        yield someone_else(given, "JL44-4.4.0", known.by, "合同的解除")
    if given.rules.has("EX-02", "lapses_after"):
        last = deadline(given.rules, "EX-02", "lapses_after", known.on).on
        reason = f"解除权自知道解除事由之日起一年内行使，已于{last}消灭"
        yield require(given, "EX-02", command.notified_on <= last, reason, field="notified_on", until=last)


def _exit(command: ExitVoluntarily, given: Given) -> Decision:
    """The supplier leaves of itself: not before its notice, and never a reason to leave recipients alone."""
    found = [
        _own(given),
        require(given, "JL44-4.4.3a", given.project.breach.exit is None, "承接主体已通知退出"),
        require(given, "JL44-4.4.3a", command.leaves_on >= given.on, "退出不能早于通知之日", field="leaves_on"),
    ]
    return given.settle(command, found, ExitNotified(**command.model_dump(), on=given.on))


# ---------------------------------------------------------------- finance


def _refer(command: ReferToFinance, given: Given) -> Decision:
    """Only what is serious and has a very bad effect; finance alone decides on it.  JL44-4.4.4a, R-X10"""
    breach = given.project.breach
    known = breach.found.get(command.key)
    if known is None:
        return given.settle(command, [_unknown(command.key, given)])
    both = known.serious and known.very_bad_effect
    reason = "移送处罚须情节严重且造成恶劣社会影响，两者缺一不可；一般违约按合同处理"
    found = [
        require(given, "JL44-4.4.4a", both, reason, field="key", serious=known.serious, effect=known.very_bad_effect),
        require(given, "HR-BR-1", command.key in breach.heard, "尚未听取承接主体陈述", field="key"),
        require(given, "JL44-4.4.4a", command.key not in breach.referred, "已移送财政部门", field="key"),
    ]
    return given.settle(command, found, ReferredToFinance(**command.model_dump(), on=given.on))


def _receipt(command: RegisterReferralReceipt, given: Given) -> Decision:
    breach = given.project.breach
    found = [
        require(given, "JL44-4.4.4c", command.key in breach.referred, "没有这一移送", field="key"),
        require(given, "JL44-4.4.4c", command.key not in breach.delivered, "移送回执已登记", field="key"),
    ]
    return given.settle(command, found, ReferralDelivered(**command.model_dump()))
