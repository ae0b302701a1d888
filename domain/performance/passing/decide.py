"""Signs of passing-on: raised by data or a person, answered by another person.  JL44-4.4.2, HR-PO-1"""

from collections.abc import Collection
from hashlib import sha256
from typing import assert_never

from domain.forms import require, someone_else
from domain.given import Decision, Given
from domain.performance.passing.messages import (
    AnswerPassingOnSign,
    PassingCommand,
    PassingOnSignAnswered,
    PassingOnSuspected,
    RaisePassingOnSign,
    SignKind,
)

RULE = "HR-PO-1"
_NAMED = 10  # carers in the words of a sign; all of them stand in its list


def decide(command: PassingCommand, given: Given) -> Decision:
    signs = given.project.performance.signs
    match command:
        case RaisePassingOnSign():
            new = command.key not in signs.raised
            found = [require(given, RULE, new, f"疑点“{command.key}”已提出", field="key")]
            raised = PassingOnSuspected(**command.model_dump(), by=given.by, on=given.on)
            return given.settle(command, found, raised)
        case AnswerPassingOnSign():
            sign = signs.raised.get(command.key)
            is_open = sign is not None and command.key not in signs.answered
            found = [
                require(given, RULE, is_open, f"没有待核实的疑点“{command.key}”", field="key"),
                someone_else(given, RULE, sign.by, "疑点的核实") if sign is not None else None,
            ]
            answered = PassingOnSignAnswered(**command.model_dump(), by=given.by, on=given.on)
            return given.settle(command, found, answered)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- what the data shows


def unreported(batch: str, staff: Collection[str], given: Given) -> tuple[PassingOnSuspected, ...]:
    """Carers who serve and stand on no staff report.  Only where some report named its staff; each is asked about once."""
    performance = given.project.performance
    named = {one for report in performance.staff.reports for one in report.staff}
    strangers = tuple(sorted(set(staff) - named - performance.signs.carers))
    if not named or not strangers or not _asked("unreported_carers", given):
        return ()
    shown = "、".join(strangers[:_NAMED]) + ("等" if len(strangers) > _NAMED else "")
    facts = f"服务记录中的{len(strangers)}名服务人员不在报告的人员之中：{shown}"
    key = f"carers-{_short(batch)}"
    return (_sign(key, "unreported_carers", facts, given, carers=strangers, seen=f"批次 {batch}"),)


def other_seller(number: str, seller: str | None, given: Given) -> tuple[PassingOnSuspected, ...]:
    """An invoice that neither the supplier nor a member of its consortium issued."""
    terms = given.project.contract.terms
    if seller is None or terms is None or seller in {terms.supplier, *terms.joint} or not _asked("other_seller", given):
        return ()
    key = f"seller-{_short(number)}"
    if key in given.project.performance.signs.raised:
        return ()
    facts = f"发票 {number} 的销售方 {seller} 不是承接主体 {terms.supplier}"
    return (_sign(key, "other_seller", facts, given, seller=seller, seen=f"发票 {number}"),)


def _short(number: str) -> str:
    return sha256(number.encode()).hexdigest()[:16]


def _asked(kind: SignKind, given: Given) -> bool:
    return given.rules.has(RULE, "signs") and kind in given.rules.kinds(RULE, "signs")


def _sign(
    key: str,
    kind: SignKind,
    facts: str,
    given: Given,
    *,
    seen: str,
    carers: tuple[str, ...] = (),
    seller: str | None = None,
) -> PassingOnSuspected:
    return PassingOnSuspected(
        key=key, kind=kind, facts=facts, carers=carers, seller=seller, seen=seen, by=given.by, on=given.on
    )
