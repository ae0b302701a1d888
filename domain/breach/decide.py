"""Breach: findings, the supplier's word, the end of the contract, the letter to finance.  JL44-4.4.3a, JL44-4.4.4a, EX-02, EX-03

The buyer ends a contract; it punishes nobody: that is finance's alone (GPL 13, 77).
"""

from collections.abc import Iterator
from typing import assert_never

from domain.agenda import AgendaItem
from domain.breach import grounds
from domain.breach.aftermath import decide as aftermath
from domain.breach.aftermath.messages import CallEndDuties, ChargeSubstitute, NoteMitigation, SettleEnding
from domain.breach.cure import decide as cure
from domain.breach.cure.messages import GiveCureNotice, RecordCure
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
from domain.forms import deadline, not_before, require
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.performance.suspension.decide import no_breach
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.running import own

BreachCommand = (
    FindBreach
    | HearBreachStatement
    | DissolveContract
    | ExitVoluntarily
    | ReferToFinance
    | RegisterReferralReceipt
    | cure.CureCommand
    | aftermath.AftermathCommand
)
WITHOUT_BREACH = ("agreed", "force_majeure", "public_interest")  # grounds that rest on nobody's breach


def reads(command: Command, project: Project) -> tuple[str, ...]:  # noqa: ARG001 - the command alone says it
    return aftermath.reads(command)


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
        case GiveCureNotice() | RecordCure():
            return cure.decide(command, given)
        case NoteMitigation() | ChargeSubstitute() | SettleEnding() | CallEndDuties():
            return aftermath.decide(command, given)
        case _:
            assert_never(command)


def take(item: AgendaItem, given: Given) -> Accepted:
    """A cure period is over: the contract ends by itself.  EX-03"""
    return cure.take(item, given)


def _own(given: Given) -> Finding | None:
    """For the supplier its own people speak, no stand-by's."""
    terms = given.project.contract.terms
    return own(terms.supplier, given) if terms is not None else None


# ---------------------------------------------------------------- found, heard


def _find(command: FindBreach, given: Given) -> Decision:
    new = command.key not in given.project.breach.found
    found = [
        grounds.signed(given),
        require(given, "JL44-4.4.4a", new, f"违约“{command.key}”已认定", field="key"),
        _passing_on(command, given),
        *no_breach(command.kind, given),
    ]
    event = BreachFound(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, event)


def _passing_on(command: FindBreach, given: Given) -> Finding | None:
    """Passing the contract on is a serious breach, whatever its size.  JL44-4.4.2, R-X02"""
    light = command.kind == "passing_on" and not command.serious
    return require(given, "JL44-4.4.2", not light, "转包属于严重违约，须认定为情节严重", field="serious")


def _hear(command: HearBreachStatement, given: Given) -> Decision:
    """The statement; or, once its days are over, the record that the supplier was asked and made none."""
    breach = given.project.breach
    known = breach.found.get(command.key)
    if known is None:
        return given.settle(command, [grounds.unknown(command.key, given)])
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
    found = [
        grounds.signed(given),
        grounds.standing(given),
        *_ground(command, given),
        *(
            grounds.rests_on_breach(command.key, command.notified_on, given)
            if command.ground not in WITHOUT_BREACH
            else ()
        ),
        *grounds.notified(command.notified_on, given),
        require(
            given, "EX-03", command.effective_on >= command.notified_on, "解除不能早于通知到达", field="effective_on"
        ),
    ]
    return given.settle(command, found, ContractDissolved(**command.model_dump()))


def _ground(command: DissolveContract, given: Given) -> Iterator[Finding | None]:
    """What the public interest or a disaster asks for is shown, not said.  EX-09, HR-EX-1"""
    shown = command.evidence is not None
    match command.ground:
        case "public_interest":
            yield require(given, "EX-09", shown, "须附继续履行将损害公共利益的证明", field="evidence")
        case "force_majeure":
            yield grounds.lawful_ground(command.ground, given)
            shown = shown or ((exit := given.project.breach.exit) is not None and exit.force_majeure is not None)
            yield require(given, "HR-EX-1", shown, "须附不可抗力的证明", field="evidence")
            exit = given.project.breach.exit
            if exit is not None and exit.force_majeure is not None:
                yield grounds.not_lapsed(exit.on, command.notified_on, given)
        case _:
            yield grounds.lawful_ground(command.ground, given)


def _exit(command: ExitVoluntarily, given: Given) -> Decision:
    """The supplier leaves of itself: not before its notice's days, and never a reason to leave recipients alone."""
    sooner = command.agreed is not None or command.force_majeure is not None
    found = [
        grounds.standing(given),
        _own(given),
        require(given, "JL44-4.4.3a", given.project.breach.exit is None, "承接主体已通知退出"),
        require(given, "JL44-4.4.3a", command.leaves_on >= given.on, "退出不能早于通知之日", field="leaves_on"),
        None
        if sooner
        else not_before(given, "HR-EX-1", "notice", given.on, command.leaves_on, "退出通知", field="leaves_on"),
    ]
    return given.settle(command, found, ExitNotified(**command.model_dump(), on=given.on))


# ---------------------------------------------------------------- finance


def _refer(command: ReferToFinance, given: Given) -> Decision:
    """What is serious and has a very bad effect; passing on and a unilateral stop in any case, since the Regulation asks for
    neither.  Finance alone decides.  JL44-4.4.4a, EX-15, R-X02, R-X10"""
    breach = given.project.breach
    known = breach.found.get(command.key)
    if known is None:
        return given.settle(command, [grounds.unknown(command.key, given)])
    both = (known.serious and known.very_bad_effect) or grounds.referred_in_any_case(known.kind, given.rules)
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
