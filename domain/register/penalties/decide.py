"""Penalties: the rules.  The buyer refers; finance files, gives notice, hears whoever asks, decides in its days.

R-X01, R-X02, R-X03, R-X10, CR-04, JL44-4.4.4a, JL44-4.4.4b, J-D6
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import assert_never

from domain.forms import deadline, finding, last_day_of_term, not_before, require, warning
from domain.given import Decision, Given
from domain.message import Command
from domain.project import Project
from domain.register.penalties.messages import (
    HearingHeld,
    HearingRequested,
    PenaltyCaseFiled,
    PenaltyDecided,
    PenaltyNoticeServed,
    RegisterHearing,
    RegisterHearingRequest,
    RegisterPenaltyCase,
    RegisterPenaltyDecision,
    RegisterPenaltyNotice,
)
from domain.register.penalties.state import Case, Penalties
from domain.register.suppliers.messages import EnterBar
from domain.register.suppliers.state import Supplier
from domain.supervision.messages import Finding

PenaltyCommand = (
    RegisterPenaltyCase | RegisterPenaltyNotice | RegisterHearingRequest | RegisterHearing | RegisterPenaltyDecision
)
RULE = "R-X10"


def reads(command: Command) -> tuple[str, ...]:
    """The project from which the matter was referred."""
    return (f"project/{command.project}",) if isinstance(command, RegisterPenaltyCase) else ()


def decide(command: PenaltyCommand, given: Given) -> Decision:
    if isinstance(command, RegisterPenaltyCase):
        return _file(command, given)
    case = _penalties(command.uscc, given).cases.get(command.case)
    if case is None:
        reason = f"没有财政立案“{command.case}”（RegisterPenaltyCase）"
        return given.settle(command, [finding(given, RULE, reason, field="case")])
    if case.decided is not None:
        return given.settle(command, [finding(given, RULE, "该案已作出决定", field="case")])
    match command:
        case RegisterPenaltyNotice():
            return _notice(command, case, given)
        case RegisterHearingRequest():
            return _request(command, case, given)
        case RegisterHearing():
            return _hearing(command, case, given)
        case RegisterPenaltyDecision():
            return _decision(command, case, given)
        case _:
            assert_never(command)


def _penalties(uscc: str, given: Given) -> Penalties:
    return given.state(Supplier, f"supplier/{uscc}").penalties


def _file(command: RegisterPenaltyCase, given: Given) -> Decision:
    """A case rests on a referral; the buyer itself is no authority that punishes.  GPL 13"""
    project = given.state(Project, f"project/{command.project}")
    terms, plan = project.contract.terms, project.plan_on_record
    referred = project.breach.referred.get(command.referral)
    if terms is None or plan is None or referred is None:
        reason = f"项目 {command.project} 没有移送过违约“{command.referral}”（ReferToFinance）"
        return given.settle(command, [finding(given, "JL44-4.4.4a", reason, field="referral")])
    own = command.authority == plan.buyer.name
    last = deadline(given.rules, RULE, "limitation", project.breach.found[command.referral].on).on
    too_late = f"自发现违法行为起已逾二年（{last}），不再给予处罚：由财政部门核对"
    found = [
        require(given, "JL44-4.4.4a", terms.supplier == command.uscc, "移送的不是该供应商", field="uscc"),
        require(given, RULE, not own, "购买主体无权处罚，处罚由财政部门决定", field="authority"),
        require(given, RULE, command.case not in _penalties(command.uscc, given).cases, "该案已登记", field="case"),
        *_not_ahead(command.filed_on >= referred.on, "立案不能早于移送", "filed_on", given),
        _today(command.filed_on <= given.at.date(), "filed_on", given),
        warning(given, RULE, too_late, field="filed_on") if command.filed_on > last else None,
    ]
    filed = PenaltyCaseFiled(
        **command.model_dump(exclude={"uscc"}), contract_yuan=project.contract.amount_yuan, method=plan.method
    )
    return given.settle(command, found, filed)


def _not_ahead(kept: bool, reason: str, field: str, given: Given) -> Iterator[Finding | None]:
    yield require(given, RULE, kept, reason, field=field)


def _today(kept: bool, field: str, given: Given) -> Finding | None:
    return require(given, RULE, kept, "日期晚于今天", field=field)


def _notice(command: RegisterPenaltyNotice, case: Case, given: Given) -> Decision:
    """Whoever is to be barred is told that it may ask for a hearing.  行政处罚法 63"""
    told = not command.bars or command.hearing_told
    found = [
        *_not_ahead(command.served_on >= case.filed.filed_on, "告知不能早于立案", "served_on", given),
        _today(command.served_on <= given.at.date(), "served_on", given),
        require(given, RULE, told, "拟禁止参加政府采购的，须告知有权要求听证", field="hearing_told"),
    ]
    return given.settle(command, found, PenaltyNoticeServed(**command.model_dump(exclude={"uscc"})))


def _request(command: RegisterHearingRequest, case: Case, given: Given) -> Decision:
    if case.noticed is None:
        return given.settle(command, [finding(given, RULE, "财政部门尚未告知拟作的处罚", field="case")])
    last = deadline(given.rules, RULE, "hearing_within", case.noticed.served_on).on
    in_time = case.noticed.served_on <= command.requested_on <= last
    speaks = given.by in ("adapter", "clock") or not given.actor.uscc or _may_speak(command, given)
    found = [
        require(given, "HR-WHO", speaks, "听证由当事供应商要求", field="actor"),
        require(given, RULE, case.requested is None, "听证申请已登记", field="case"),
        require(given, RULE, in_time, f"听证应在{last}前要求", field="requested_on", last=last),
        _today(command.requested_on <= given.at.date(), "requested_on", given),
    ]
    return given.settle(command, found, HearingRequested(**command.model_dump(exclude={"uscc"})))


def _may_speak(command: RegisterHearingRequest, given: Given) -> bool:
    """A supplier's people ask for their own supplier; finance and clerks enter what came on paper."""
    day = given.at.date()
    if given.actor.holds("finance", day) or given.actor.holds("clerk", day):
        return True
    return any(g.uscc == command.uscc for g in given.actor.holds("supplier", day))


def _hearing(command: RegisterHearing, case: Case, given: Given) -> Decision:
    asked = case.requested
    found = [
        require(given, RULE, asked is not None, "没有要求听证的登记（RegisterHearingRequest）", field="case"),
        require(given, RULE, case.held is None, "听证已登记", field="case"),
        *_not_ahead(asked is None or command.held_on >= asked.requested_on, "听证不能早于申请", "held_on", given),
        *_announced(command, given),
        _today(command.held_on <= given.at.date(), "held_on", given),
    ]
    return given.settle(command, found, HearingHeld(**command.model_dump(exclude={"uscc"})))


def _announced(command: RegisterHearing, given: Given) -> Iterator[Finding | None]:
    """The parties are told of time and place days before.  行政处罚法 64(2), 85"""
    if not given.rules.has(RULE, "hearing_notice"):
        return
    if command.notified_on is None:
        yield warning(given, RULE, "没有登记听证通知的日期（notified_on）：应在听证七日前通知", field="notified_on")
        return
    yield not_before(
        given, RULE, "hearing_notice", command.notified_on, command.held_on, "听证通知", field="notified_on"
    )


# ---------------------------------------------------------------- the decision


def _decision(command: RegisterPenaltyDecision, case: Case, given: Given) -> Decision:
    """Its own lateness is finance's matter: said aloud, never a reason not to know the decision."""
    last = deadline(given.rules, RULE, "decide_within", case.filed.filed_on).on
    late = f"处罚决定应自立案之日起九十日内（{last}前）作出"
    found = [
        *_not_ahead(command.decided_on >= case.filed.filed_on, "决定不能早于立案", "decided_on", given),
        _today(command.decided_on <= given.at.date(), "decided_on", given),
        *(_heard(command, case, given) if command.outcome == "penalty" else ()),
        *_whole(command, given),
        warning(given, RULE, late, field="decided_on", last=last) if command.decided_on > last else None,
        *_measured(command, case, given),
    ]
    return given.settle(command, found, PenaltyDecided(**command.model_dump(exclude={"uscc"})))


def _heard(command: RegisterPenaltyDecision, case: Case, given: Given) -> Iterator[Finding | None]:
    """No penalty before the notice; none before the hearing that was asked for, or the days to ask for it are over."""
    noticed = case.noticed
    if noticed is None:
        yield finding(given, RULE, "处罚前没有告知当事人（RegisterPenaltyNotice）", field="case")
        return
    barring = command.bar_from is not None
    yield require(given, RULE, noticed.bars or not barring, "告知书没有说明拟禁止参加，须重新告知", field="bar_from")
    if case.requested is not None:
        held = case.held is not None and case.held.held_on <= command.decided_on
        yield require(given, RULE, held, "当事人要求听证的，听证后才能决定（RegisterHearing）", field="decided_on")
    elif noticed.hearing_told:
        last = deadline(given.rules, RULE, "hearing_within", noticed.served_on).on
        yield require(given, RULE, command.decided_on > last, f"要求听证的期限至{last}", field="decided_on", last=last)


def _whole(command: RegisterPenaltyDecision, given: Given) -> Iterator[Finding | None]:
    """A penalty names its ground; a bar its scope and both dates.  JL44-4.4.4b"""
    punishes = command.outcome == "penalty"
    bar = (command.bar_from, command.bar_until, command.scope)
    yield require(given, RULE, punishes == (command.ground is not None), "处罚须写明依据，不处罚则不写", field="ground")
    whole = all(part is not None for part in bar) or not any(part is not None for part in bar)
    yield require(given, "JL44-4.4.4b", whole, "禁止参加须写明范围和起止日期", field="scope")
    limits = command.bar_from is not None or not command.reach
    yield require(given, "JL44-4.4.4b", limits, "没有禁止参加，不写地域范围", field="reach")
    nothing = punishes or (command.fine_yuan is None and command.bar_from is None)
    yield require(given, RULE, nothing, "不予处罚的决定没有罚款和禁止", field="outcome")
    if command.bar_from is not None and command.bar_until is not None:
        in_order = command.bar_until >= command.bar_from
        yield require(given, "JL44-4.4.4b", in_order, "终止日早于起始日", field="bar_until")


def _measured(command: RegisterPenaltyDecision, case: Case, given: Given) -> Iterator[Finding | None]:
    """Beyond what the law allows finance: look at the decision again.  A warning, since finance alone decides."""
    rules, ground = given.rules, command.ground
    if ground is None or not rules.knows(ground):
        return
    table = "R-X03" if ground == "R-X03" else "R-X01"  # GPR 72 refers to GPL 77
    if ground == "R-X03" and case.filed.method not in rules.kinds("R-X03", "methods"):
        yield warning(given, "R-X03", "该依据只适用于谈判、单一来源采购", field="ground", method=case.filed.method)
    if command.bar_from is not None and command.bar_until is not None:
        shortest, longest = (
            last_day_of_term(command.bar_from, rules.period(table, name).count) for name in ("bar_min", "bar_max")
        )
        if not shortest <= command.bar_until <= longest + timedelta(days=1):  # some count the first day, some do not
            yield warning(given, ground, "禁止参加的期限不在一至三年之内，请核对决定书", field="bar_until")
    if command.fine_yuan is not None and table == "R-X01":
        least, most = (rules.ratio(table, name) * case.filed.contract_yuan for name in ("fine_min", "fine_max"))
        if not least <= command.fine_yuan <= most:
            reason = f"罚款应在采购金额的千分之五至千分之十（{least:.2f}至{most:.2f}元），请核对决定书"
            yield warning(given, ground, reason, field="fine_yuan")


def bar_of_case(command: EnterBar, given: Given) -> Iterator[Finding | None]:
    """A bar of a case is the decision's own: its number, authority, scope and dates.  JL44-4.4.4b, CR-04"""
    if command.case is None:
        return
    case = _penalties(command.uscc, given).cases.get(command.case)
    decided = case.decided if case is not None else None
    if case is None or decided is None or decided.bar_from is None:
        yield finding(given, "JL44-4.4.4b", "该案没有禁止参加的处罚决定（RegisterPenaltyDecision）", field="case")
        return
    said = (case.filed.authority, decided.document_number, decided.scope, decided.bar_from, decided.bar_until)
    same = said == (command.authority, command.document_number, command.scope, command.from_on, command.until_on)
    same = same and set(decided.reach) == set(command.reach)
    yield require(given, "JL44-4.4.4b", same, "机关、文号、范围或者起止日期与处罚决定不一致", field="document_number")
    entered = any(
        b.document_number == command.document_number for b in given.state(Supplier, f"supplier/{command.uscc}").bars
    )
    yield require(given, "JL44-4.4.4b", not entered, "该决定的禁止已登记", field="document_number")
