"""Credit records: the rules.  On every platform once, with receipt; off show when the bar ends, is repaired or was wrong.

JL44-4.4.4c, CR-04, CR-06, HR-CR-1
"""

from typing import assert_never

from domain.agenda import AgendaItem
from domain.forms import finding, require, someone_else
from domain.given import Accepted, Decision, Given
from domain.message import Event
from domain.register.credit.messages import (
    AnswerCreditObjection,
    ApplyForRepair,
    AskPlatformAgain,
    CreditDisputeMarked,
    CreditDisputeOrdered,
    CreditObjected,
    CreditObjectionAnswered,
    CreditReportOrdered,
    CreditShown,
    CreditTakenDown,
    CreditWithdrawalOrdered,
    ObjectToCredit,
    Reason,
    RegisterCreditReport,
    RegisterRepairDecision,
    RepairApplied,
    RepairDecided,
    ReportCredit,
)
from domain.register.credit.state import Credit, Showing
from domain.register.suppliers.state import Supplier
from domain.supervision.messages import EffectOrderedAgain, Finding

CreditCommand = (
    ReportCredit
    | RegisterCreditReport
    | AskPlatformAgain
    | ObjectToCredit
    | AnswerCreditObjection
    | ApplyForRepair
    | RegisterRepairDecision
)
RULE = "JL44-4.4.4c"


def decide(command: CreditCommand, given: Given) -> Decision:
    supplier = given.state(Supplier, str(command.stream()))
    match command:
        case ReportCredit():
            return _report(command, supplier, given)
        case RegisterCreditReport():
            return _receipt(command, supplier.credit, given)
        case AskPlatformAgain():
            return _again(command, supplier, given)
        case ObjectToCredit():
            return _object(command, supplier.credit, given)
        case AnswerCreditObjection():
            return _answer(command, supplier.credit, given)
        case ApplyForRepair():
            return _apply(command, supplier.credit, given)
        case RegisterRepairDecision():
            return _repair(command, supplier.credit, given)
        case _:
            assert_never(command)


def _report(command: ReportCredit, supplier: Supplier, given: Given) -> Decision:
    """Only what a competent authority decided, while it holds, once."""
    bar = next((b for b in supplier.bars if b.document_number == command.document_number), None)
    if bar is None:
        reason = f"没有登记处罚决定“{command.document_number}”的禁止（EnterBar）：没有决定不能公示失信"
        return given.settle(command, [finding(given, RULE, reason, field="document_number")])
    platforms = dict.fromkeys((*given.rules.kinds(RULE, "platforms"), *command.also))
    found = [
        require(given, RULE, not supplier.credit.of(command.report), "该报送编号已用", field="report"),
        require(
            given, RULE, not supplier.credit.reported(bar.document_number), "该决定已报送", field="document_number"
        ),
        require(given, RULE, given.on <= bar.until_on, f"禁止期限已于{bar.until_on}届满，不再公示", field="report"),
    ]
    orders = (
        CreditReportOrdered(
            report=command.report,
            platform=platform,
            supplier=command.uscc,
            name=supplier.name_on(given.on),
            authority=bar.authority,
            document_number=bar.document_number,
            scope=bar.scope,
            from_on=bar.from_on,
            until_on=bar.until_on,
            by=given.by,
            on=given.on,
        )
        for platform in platforms
    )
    return given.settle(command, found, *orders)


def _receipt(command: RegisterCreditReport, credit: Credit, given: Given) -> Decision:
    """Done is done, however often the platform says so.  A showing that comes after its end is ordered down again."""
    showing = credit.showings.get((command.report, command.platform))
    if showing is None:
        return given.settle(command, [finding(given, RULE, "没有向该平台报送", field="platform")])
    if command.action in ("mark", "unmark"):
        return _dispute_receipt(command, showing, given)
    shows = command.action == "show"
    done = showing.shown if shows else showing.down
    if done is not None and given.by == "adapter":
        return Accepted()
    asked = shows or showing.withdrawn is not None
    found = [
        require(given, RULE, done is None, "该平台的回执已登记", field="platform"),
        require(given, RULE, asked, "没有报送停止公示", field="action"),
        require(given, RULE, command.done_on <= given.at.date(), "日期晚于今天", field="done_on"),
    ]
    facts = command.model_dump(exclude={"uscc", "action"})
    if not shows:
        return given.settle(command, found, CreditTakenDown(**facts))
    late = showing.withdrawn
    again = [_down(showing, late.reason, given)] if late is not None else []
    return given.settle(command, found, CreditShown(**facts), *again)


def _dispute_receipt(command: RegisterCreditReport, showing: Showing, given: Given) -> Decision:
    """The platform's word on the mark: the one that was asked for last."""
    order, disputed = showing.dispute, command.action == "mark"
    asked = order is not None and order.disputed == disputed
    if given.by == "adapter" and (showing.marked is not None or not asked):
        return Accepted()
    found = [
        require(given, RULE, asked, "没有报送这一标注", field="action"),
        require(given, RULE, showing.marked is None, "该平台的回执已登记", field="platform"),
        require(given, RULE, command.done_on <= given.at.date(), "日期晚于今天", field="done_on"),
    ]
    facts = command.model_dump(exclude={"uscc", "action"})
    return given.settle(command, found, CreditDisputeMarked(**facts, disputed=disputed))


def _again(command: AskPlatformAgain, supplier: Supplier, given: Given) -> Decision:
    effect = supplier.watch.effects.get(command.effect)
    if effect is None:
        return given.settle(command, [finding(given, "HR-EFFECT", "没有这一待办事项", field="effect")])
    waits = effect.refused is not None or effect.retry_at is not None
    found = [require(given, "HR-EFFECT", waits, f"“{effect.summary}”正在办理，不必再次提交", field="effect")]
    again = EffectOrderedAgain(effect=effect.id, attempt=effect.attempt + 1, reason=command.reason, by=given.by)
    return given.settle(command, found, again)


# ---------------------------------------------------------------- objection, repair


def _on_show(report: str, credit: Credit, given: Given) -> Finding | None:
    shown = any(s.withdrawn is None for s in credit.of(report))
    return require(given, RULE, shown, f"没有正在公示的记录“{report}”", field="report")


def _own(given: Given) -> Finding | None:
    """A supplier's people speak for their own supplier; clerks enter what came on paper."""
    grants = given.actor.holds("supplier", given.at.date())
    other = bool(grants) and not any(f"supplier/{g.uscc}" in given.home for g in grants)
    clerk = bool(given.actor.holds("clerk", given.at.date()))
    return require(given, "HR-WHO", clerk or not other, "只能就本单位的记录提出", field="actor")


def _object(command: ObjectToCredit, credit: Credit, given: Given) -> Decision:
    found = [
        _own(given),
        _on_show(command.report, credit, given),
        require(given, RULE, command.objection not in credit.objections, "该异议已登记", field="objection"),
    ]
    objected = CreditObjected(**command.model_dump(exclude={"uscc"}), on=given.on)
    first = not credit.disputed(command.report)
    marks = _marked(credit.of(command.report), command.objection, given, disputed=True) if first else ()
    return given.settle(command, found, objected, *marks)


def _answer(command: AnswerCreditObjection, credit: Credit, given: Given) -> Decision:
    objection = credit.objections.get(command.objection)
    if objection is None:
        return given.settle(command, [finding(given, RULE, "没有这一异议", field="objection")])
    showings = credit.of(objection.report)
    found = [
        require(given, RULE, command.objection not in credit.answered, "该异议已答复", field="objection"),
        *(someone_else(given, RULE, by, "异议的答复") for by in {s.ordered.by for s in showings}),
    ]
    event = CreditObjectionAnswered(**command.model_dump(exclude={"uscc"}), by=given.by, on=given.on)
    if command.upheld:
        return given.settle(command, found, event, *_all_down(showings, "objection", given))
    others = [o for o in credit.disputed(objection.report) if o.objection != command.objection]
    stands = () if others else _marked(showings, command.objection, given, disputed=False)
    return given.settle(command, found, event, *stands)


def _marked(
    showings: tuple[Showing, ...], objection: str, given: Given, *, disputed: bool
) -> tuple[CreditDisputeOrdered, ...]:
    """While an objection is under way the record says so wherever it is shown; answered in the record's favour, no longer."""
    return tuple(
        CreditDisputeOrdered(
            report=s.ordered.report,
            platform=s.ordered.platform,
            supplier=s.ordered.supplier,
            document_number=s.ordered.document_number,
            objection=objection,
            disputed=disputed,
            on=given.on,
        )
        for s in showings
        if s.withdrawn is None and (disputed or s.dispute is not None)
    )


def _apply(command: ApplyForRepair, credit: Credit, given: Given) -> Decision:
    found = [
        _own(given),
        _on_show(command.report, credit, given),
        require(given, RULE, command.repair not in credit.repairs, "该修复申请已登记", field="repair"),
    ]
    return given.settle(command, found, RepairApplied(**command.model_dump(exclude={"uscc"}), on=given.on))


def _repair(command: RegisterRepairDecision, credit: Credit, given: Given) -> Decision:
    """Whoever decided to punish decides on repair.  CR-06"""
    applied = credit.repairs.get(command.repair)
    if applied is None:
        return given.settle(command, [finding(given, RULE, "没有这一修复申请", field="repair")])
    showings = credit.of(applied.report)
    by = {s.ordered.authority for s in showings}
    found = [
        require(given, RULE, command.repair not in credit.decided, "该修复申请已决定", field="repair"),
        require(given, RULE, command.authority in by, f"修复由作出处罚决定的{'、'.join(by)}决定", field="authority"),
    ]
    event = RepairDecided(**command.model_dump(exclude={"uscc"}), on=given.on)
    return given.settle(command, found, event, *(_all_down(showings, "repaired", given) if command.granted else ()))


# ---------------------------------------------------------------- off show


def _down(showing: Showing, reason: Reason, given: Given) -> CreditWithdrawalOrdered:
    order = showing.ordered
    return CreditWithdrawalOrdered(
        report=order.report,
        platform=order.platform,
        supplier=order.supplier,
        document_number=order.document_number,
        reason=reason,
        on=given.on,
    )


def _all_down(showings: tuple[Showing, ...], reason: Reason, given: Given) -> tuple[Event, ...]:
    """Also where no receipt of the showing came: the platform may show it all the same."""
    return tuple(_down(showing, reason, given) for showing in showings if showing.withdrawn is None)


def take(item: AgendaItem, given: Given) -> Accepted:
    """A bar is over: its record goes off show on every platform.  CR-04"""
    supplier = given.states[given.home]
    assert isinstance(supplier, Supplier)
    showings = supplier.credit.of(item.key.removeprefix("credit.expire."))
    return Accepted(tuple((given.home, event) for event in _all_down(showings, "expired", given)))
