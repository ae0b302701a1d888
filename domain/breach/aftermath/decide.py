"""After the end: the rules.  EX-04 … EX-08"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.breach.aftermath.messages import (
    CallEndDuties,
    ChargeSubstitute,
    EndDutiesCalled,
    EndingSettled,
    MitigationNoted,
    NoteMitigation,
    SettleEnding,
    SubstituteCharged,
)
from domain.breach.grounds import unknown
from domain.effect import EffectKind
from domain.forms import at_most, finding, parts, require, warning
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.supervision.messages import Finding
from domain.takeover.state import Takeover

AftermathCommand = NoteMitigation | ChargeSubstitute | SettleEnding | CallEndDuties
ZERO = Decimal("0.00")


def reads(command: Command) -> tuple[str, ...]:
    """The takeover in which the cost arose."""
    if isinstance(command, ChargeSubstitute) and command.takeover is not None:
        return (f"takeover/{command.takeover}",)
    return ()


def decide(command: AftermathCommand, given: Given) -> Decision:
    match command:
        case NoteMitigation():
            return _mitigate(command, given)
        case ChargeSubstitute():
            return _charge(command, given)
        case SettleEnding():
            return _settle(command, given)
        case CallEndDuties():
            return _duties(command, given)
        case _:
            assert_never(command)


def ended_on(project: Project) -> date | None:
    """The day on which the contract ended before its term: dissolved, or left by the supplier."""
    breach = project.breach
    days = [
        *([breach.dissolved.effective_on] if breach.dissolved is not None else []),
        *([breach.exit.leaves_on] if breach.exit is not None else []),
    ]
    return min(days, default=None)


def _ended(clause: str, given: Given) -> Finding | None:
    end = ended_on(given.project)
    return require(given, clause, end is not None and end <= given.on, "合同尚未提前终止", field="stage")


def _mitigate(command: NoteMitigation, given: Given) -> Decision:
    breach = given.project.breach
    known = breach.found.get(command.key)
    if known is None:
        return given.settle(command, [unknown(command.key, given)])
    found = [
        require(given, "EX-07", command.key not in breach.aftermath.mitigated, "措施已登记", field="key"),
        require(given, "EX-07", command.since <= given.at.date(), "日期晚于今天", field="since"),
    ]
    return given.settle(command, found, MitigationNoted(**command.model_dump(), on=given.on))


def _charge(command: ChargeSubstitute, given: Given) -> Decision:
    """Only a defaulter bears it, only what it cost beyond the contract, only where the loss was kept small."""
    breach = given.project.breach
    known = breach.found.get(command.key)
    if known is None:
        reason = f"没有认定过违约“{command.key}”：替代履行费用只由违约方负担"
        return given.settle(command, [finding(given, "EX-06", reason, field="key")])
    kept_small = command.key in breach.aftermath.mitigated or bool(given.project.takeover.triggered)
    reason = "没有防止损失扩大的登记（NoteMitigation），也没有启动接管"
    found = [
        require(given, "EX-06", command.charge not in breach.aftermath.charged, "该费用已登记", field="charge"),
        require(given, "EX-04", breach.aftermath.settled is None, "终止结算已办理，不能再增加费用", field="charge"),
        require(given, "EX-06", command.key in breach.heard, "尚未听取承接主体陈述", field="key"),
        require(given, "EX-07", kept_small, reason, field="key"),
        require(
            given, "EX-06", command.cost_yuan > command.saved_yuan, "费用没有超出合同应付的部分", field="cost_yuan"
        ),
        *_of_takeover(command, given),
    ]
    owed = max(command.cost_yuan - command.saved_yuan, ZERO)
    return given.settle(command, found, SubstituteCharged(**command.model_dump(), owed_yuan=owed, on=given.on))


def _of_takeover(command: ChargeSubstitute, given: Given) -> Iterator[Finding | None]:
    """No more than what the interim providers cost: by their account, before that what they were engaged for; nothing twice."""
    if command.takeover is None:
        return
    run = given.state(Takeover, f"takeover/{command.takeover}")
    ours = command.takeover in given.project.takeover.triggered
    yield require(given, "EX-06", ours, f"本项目没有接管 {command.takeover}", field="takeover")
    known = sum((_cost(run, key) for key in run.engaged), start=ZERO)
    charged = (c for c in given.project.breach.aftermath.charged.values() if c.takeover == command.takeover)
    left = known - sum((c.cost_yuan for c in charged), start=ZERO)
    yield at_most(given, "EX-06", command.cost_yuan, left, "替代履行费用", field="cost_yuan")


def _cost(run: Takeover, key: str) -> Decimal:
    """What one engagement with its extension may cost, or cost: its account is on record (HR-TK-17)."""
    account = run.settled.get(key)
    if account is not None:
        return account.used_yuan
    more = run.extended.amount_yuan if run.extended is not None and run.extended_key == key else ZERO
    return run.engaged[key].amount_yuan + more


def _settle(command: SettleEnding, given: Given) -> Decision:
    """All against all; what was accepted is owed whatever the breach, an advance that was not earned goes back.

    A penalty far above the loss is told (EX-08).
    """
    aftermath = given.project.breach.aftermath
    substitute = aftermath.substitute_yuan
    claim = max(command.penalty_yuan, command.loss_yuan + substitute)
    opened = given.project.contract.opened
    before = opened.accepted_yuan - opened.paid_yuan if opened is not None else ZERO
    waits = given.project.billed_yuan - given.project.payment.promised_yuan + before
    unearned = max(-waits, ZERO)
    balance = claim + unearned - command.accepted_yuan
    reason = f"已验收而未支付的为 {waits} 元"
    found = [
        _ended("EX-04", given),
        require(given, "EX-04", aftermath.settled is None, "终止结算已办理"),
        require(given, "EX-04", command.accepted_yuan == max(waits, ZERO), reason, field="accepted_yuan", waits=waits),
        *_penalty(command, command.loss_yuan + substitute, given),
        _exempt(command, substitute, given),
    ]
    settled = EndingSettled(
        **command.model_dump(),
        substitute_yuan=substitute,
        unearned_yuan=unearned or None,
        owed_by_supplier_yuan=max(balance, ZERO),
        owed_to_supplier_yuan=max(-balance, ZERO),
        on=given.on,
    )
    return given.settle(command, found, settled)


def _penalty(command: SettleEnding, loss: Decimal, given: Given) -> Iterator[Finding | None]:
    if command.penalty_yuan == 0 or not given.rules.has("EX-08", "too_high"):
        return
    beyond = given.rules.ratio("EX-08", "too_high")
    most = loss * (1 + beyond)
    if command.penalty_yuan > most:
        reason = f"违约金 {command.penalty_yuan} 元超过损失 {beyond * 100:.0f}% 以上（{most:.2f}元），可能被请求减少"
        yield warning(given, "EX-08", reason, field="penalty_yuan", loss=loss)


def _exempt(command: SettleEnding, substitute: Decimal, given: Given) -> Finding | None:
    """Whom force majeure kept from performing owes nothing for it, but for a part that was not its doing, or came after delay.

    Civil Code 180, 590
    """
    dissolved = given.project.breach.dissolved
    if dissolved is None or dissolved.ground != "force_majeure":
        return None
    claims = command.penalty_yuan > 0 or command.loss_yuan > 0 or substitute > 0
    reason = "因不可抗力不能履行的，部分或者全部免除责任：仍要求违约金、赔偿、替代履行费用的，写明不予免除的部分和理由（not_exempt）"
    return require(given, "EX-17", not claims or command.not_exempt is not None, reason, field="not_exempt")


def _duties(command: CallEndDuties, given: Given) -> Decision:
    terms = given.project.contract.terms
    found = [
        _ended("EX-05", given),
        *parts(given, "EX-05", "duties", command.duties, "终止后的义务"),
        require(given, "EX-05", given.project.breach.aftermath.duties is None, "已告知"),
    ]
    to = terms.supplier_name if terms is not None else ""
    if not to:
        return given.settle(command, [*found, finding(given, "EX-05", "合同尚未签订")])
    return given.settle(command, found, EndDutiesCalled(to=to, **command.model_dump(), on=given.on))


def duties_letter(event: EndDutiesCalled) -> tuple[EffectKind, str, dict[str, object]]:
    """To the supplier whose contract ended."""
    said = "；".join(event.duties.values())
    return "letter", f"告知终止后的义务：{event.to}", {"to": event.to, "text": said, "digest": event.text}
