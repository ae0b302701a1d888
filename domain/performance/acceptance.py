"""Acceptance of a period: recipients invited, deductions grounded, another person than the author.  R-S15, JL44-4.5.2b"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.calendar import Deadline, beijing_date
from domain.contract.messages import ContractPeriod
from domain.forms import PREDICATES, at_most, deadline, finding, require, someone_else, warning
from domain.given import Decision, Given
from domain.performance.acceptance_statement import statement_findings
from domain.performance.messages import AcceptPeriod, PeriodAccepted
from domain.performance.records.evidence import still_evidenced
from domain.project import Project
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding

ZERO = Decimal("0.00")


def service_periods(project: Project) -> tuple[ContractPeriod, ...]:
    """The periods in which something is served and accepted; a bare advance is none."""
    return tuple(p for p in project.contract.periods if p.condition == "acceptance" or p.targets)


def accepted(project: Project, key: str) -> bool:
    """Whether a period was accepted and not failed, here or before Jieli."""
    opened = project.contract.opened
    if opened is not None and key in opened.accepted_periods:
        return True
    done = project.performance.accepted.get(key)
    return done is not None and done.result != "failed"


def ended_on(project: Project) -> date | None:
    """The day on which the contract ended before its term; None where it runs on.  Civil Code 565"""
    return project.breach.dissolved.effective_on if project.breach.dissolved else None


def taken_over(project: Project, period: ContractPeriod) -> bool:
    """Whether a takeover bridged a part of the period."""
    for key, triggered in project.takeover.triggered.items():
        closed = project.takeover.closed.get(key)
        began = beijing_date(triggered.at)
        if began <= period.ends_on and (closed is None or closed.on >= period.starts_on):
            return True
    return False


def over_on(project: Project, period: ContractPeriod) -> date:
    """The day on which a period is over: its last, or the contract's end before it."""
    end = ended_on(project)
    return min(period.ends_on, end) if end is not None else period.ends_on


def acceptance_due(project: Project, period: ContractPeriod, rules: RuleBook) -> Deadline | None:
    """By when a reported period is to be accepted, the fixed and reasonable time of PY-03; None before its report."""
    report = project.performance.reports.get(period.key)
    if report is None:
        return None
    return deadline(rules, "HR-AC-1", "accept_within", max(report.on, over_on(project, period)))


def reportable(key: str, given: Given) -> list[Finding | None]:
    """A period of the contract that has begun."""
    period = given.project.contract.period(key)
    if period is None:
        known = "、".join(p.key for p in given.project.contract.periods)
        return [finding(given, "JL44-4.4.2", f"合同中没有履约期“{key}”；有：{known}", field="period")]
    begun = given.on >= period.starts_on
    return [require(given, "JL44-4.4.2", begun, f"履约期“{key}”自{period.starts_on}开始，尚未到期", field="period")]


def accept(command: AcceptPeriod, given: Given) -> Decision:
    project = given.project
    period = project.contract.period(command.period)
    if period is None or period.key not in {p.key for p in service_periods(project)}:
        reason = f"没有应验收的履约期“{command.period}”"
        return given.settle(command, [finding(given, "JL44-4.5.2b", reason, field="period")])
    opened = project.contract.opened
    author = opened.author if opened is not None else project.planning.author
    found = [
        someone_else(given, "JL44-4.4.0", author, "验收"),
        require(given, "JL44-4.4.0", not accepted(project, period.key), "该履约期已验收", field="period"),
        *_served(period, command, given),
        *_recipients(command, given),
        *statement_findings(command, given),
        _put_right(command, given),
        *_deduction(period, command, given),
        *_interrupted(period, command, given),
        still_evidenced(period.key, given),
    ]
    payable = ZERO if command.result == "failed" else period.payable_yuan - (command.deduction_yuan or ZERO)
    event = PeriodAccepted(**command.model_dump(), payable_yuan=max(payable, ZERO), on=given.on)
    return given.settle(command, found, event)


def _served(period: ContractPeriod, command: AcceptPeriod, given: Given) -> Iterator[Finding | None]:
    """What is accepted has been reported, and is over or done; a supplier that is gone can only fail."""
    project = given.project
    report = project.performance.reports.get(period.key)
    end = ended_on(project)
    over = given.on >= period.ends_on or (end is not None and given.on >= end)
    complete = report is not None and not report.shortfalls
    reason = f"履约期“{period.key}”至{period.ends_on}，尚未结束，目标也未全部完成"
    yield require(given, "JL44-4.5.2a", over or complete, reason, field="period", ends_on=period.ends_on)
    told = report is not None or command.result == "failed"
    yield require(given, "JL44-4.4.2", told, "尚无该履约期的服务报告", field="report")


def _recipients(command: AcceptPeriod, given: Given) -> Iterator[Finding | None]:
    """Recipients are invited, and what they say is on record.  R-S15"""
    served = PREDICATES["service_items"](given.project.plan, given.rules)
    invited = not served or command.recipients_invited > 0
    yield require(given, "R-S15", invited, "验收须邀请服务对象参与并出具意见", field="recipients_invited")
    if served and command.opinion is None:
        yield warning(given, "R-S15", "没有登记服务对象的意见：写明 opinion", field="opinion")
    elif served:
        apart = command.opinion != command.statement
        yield require(given, "R-S15", apart, "服务对象的意见须单独成文，不能就是验收书", field="opinion")


def _deduction(period: ContractPeriod, command: AcceptPeriod, given: Given) -> Iterator[Finding | None]:
    """A deduction needs a ground and stays within what is payable."""
    amount = command.deduction_yuan or ZERO
    field = "deduction_yuan"
    if command.result == "passed_with_deduction":
        yield require(given, "JL44-4.5.2b", amount > 0, "扣减验收须写明扣减金额", field=field)
        grounded = command.deduction_ground is not None
        yield require(given, "JL44-4.5.2b", grounded, "扣减须写明合同或法律依据", field="deduction_ground")
        yield at_most(given, "JL44-4.5.2b", amount, period.payable_yuan, "扣减金额", field=field)
    else:
        yield require(given, "JL44-4.5.2b", amount == 0, "只有“扣减验收”可以扣减金额", field=field)


def _interrupted(period: ContractPeriod, command: AcceptPeriod, given: Given) -> Iterator[Finding | None]:
    """After the contract's end nothing is owed; of a period that was bridged or cut short, a part at most, it warns."""
    project = given.project
    end = ended_on(project)
    if end is not None and end < period.starts_on:
        reason = f"合同已于{end}解除，该履约期没有服务"
        yield require(given, "JL44-4.4.3a", command.result == "failed", reason, field="result")
        return
    cut = taken_over(project, period) or (end is not None and end < period.ends_on)
    if cut and command.result == "passed":
        found = finding(given, "JL44-4.4.3c", "该履约期曾中断或被接管，未作扣减", field="result")
        yield found.model_copy(update={"blocks": False}) if found else None


def _put_right(command: AcceptPeriod, given: Given) -> Finding | None:
    """What was rejected is accepted only after its rectification has passed a recheck.  HR-TK-06"""
    performance = given.project.performance
    before = performance.accepted.get(command.period)
    if before is None or before.result != "failed" or command.result == "failed":
        return None
    since = [o.key for o in performance.orders.values() if o.on >= before.on]
    done = bool(since) and all(k in performance.rechecked and performance.rechecked[k].passed for k in since)
    reason = f"该期{before.on}验收不合格：先责令整改（OrderRectification），复查通过后再验收"
    return require(given, "HR-TK-06", done, reason, field="result")
