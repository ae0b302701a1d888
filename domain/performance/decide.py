"""Performance: the rules.  Start, reports, inspection, rectification, acceptance, end.  JL44-4.4.2, 4.4.3b, 4.5.2a, R-S15"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.contract.messages import ContractPeriod
from domain.forms import finding, gate, require, warning
from domain.given import Decision, Given
from domain.message import Command
from domain.performance.acceptance import accept, accepted, ended_on, over_on, reportable, service_periods
from domain.performance.incidents import decide as incidents
from domain.performance.incidents.messages import (
    CloseIncident,
    IncidentCommand,
    NotifyOfIncident,
    RemedyIncident,
    ReportIncident,
)
from domain.performance.inspection import decide as inspection
from domain.performance.inspection import rectifying
from domain.performance.inspection.messages import CommitInspectionSample, DrawInspectionSample, InspectionCommand
from domain.performance.messages import (
    AcceptPeriod,
    CompletePerformance,
    FinancialReported,
    OrderRectification,
    PerformanceCompleted,
    PerformanceStarted,
    RecheckRectification,
    RecordInspection,
    ReportRectification,
    ServiceReported,
    StartPerformance,
    SubmitFinancialReport,
    SubmitServiceReport,
    SupplierUrged,
    UrgeSupplier,
)
from domain.performance.passing import decide as passing
from domain.performance.passing.messages import AnswerPassingOnSign, PassingCommand, RaisePassingOnSign
from domain.performance.records.decide import record
from domain.performance.records.evidence import evidenced
from domain.performance.records.messages import RecordServiceBatch
from domain.performance.roster import decide as roster
from domain.performance.roster.messages import (
    AgreeMonthlyRoster,
    DrawUpMonthlyRoster,
    EnrolRecipients,
    RecordRosterChange,
)
from domain.performance.staff import decide as staff
from domain.performance.staff.messages import RecordStaffCheck, ReportStaff, SetStaffing, StaffCommand
from domain.performance.suspension import decide as suspension
from domain.performance.suspension.messages import ResumePerformance, SuspendPerformance
from domain.project import Project
from domain.supervision.messages import Finding

PerformanceCommand = (
    StartPerformance
    | SubmitServiceReport
    | SubmitFinancialReport
    | RecordInspection
    | OrderRectification
    | ReportRectification
    | RecheckRectification
    | UrgeSupplier
    | AcceptPeriod
    | CompletePerformance
    | RecordServiceBatch
    | EnrolRecipients
    | RecordRosterChange
    | DrawUpMonthlyRoster
    | AgreeMonthlyRoster
    | IncidentCommand
    | StaffCommand
    | suspension.SuspensionCommand
    | InspectionCommand
    | PassingCommand
)


def reads(command: Command, project: Project) -> tuple[str, ...]:  # noqa: ARG001 - the command alone says it
    return inspection.reads(command)


def decide(command: PerformanceCommand, given: Given) -> Decision:
    match command:
        case StartPerformance():
            return _start(command, given)
        case SubmitServiceReport():
            return _report(command, given)
        case SubmitFinancialReport():
            found = [*reportable(command.period, given), *_sums(command, given)]
            return given.settle(command, found, FinancialReported(**command.model_dump(), on=given.on))
        case RecordInspection() | CommitInspectionSample() | DrawInspectionSample():
            return inspection.decide(command, given)
        case OrderRectification():
            return rectifying.order(command, given)
        case ReportRectification():
            return rectifying.report(command, given)
        case RecheckRectification():
            return rectifying.recheck(command, given)
        case RaisePassingOnSign() | AnswerPassingOnSign():
            return passing.decide(command, given)
        case UrgeSupplier():
            return given.settle(command, [], SupplierUrged(**command.model_dump(), on=given.on))
        case AcceptPeriod():
            return accept(command, given)
        case CompletePerformance():
            return _complete(command, given)
        case RecordServiceBatch():
            return record(command, given)
        case EnrolRecipients() | RecordRosterChange() | DrawUpMonthlyRoster() | AgreeMonthlyRoster():
            return roster.decide(command, given)
        case ReportIncident() | NotifyOfIncident() | RemedyIncident() | CloseIncident():
            return incidents.decide(command, given)
        case SetStaffing() | RecordStaffCheck() | ReportStaff():
            return staff.decide(command, given)
        case SuspendPerformance() | ResumePerformance():
            return suspension.decide(command, given)
        case _:
            assert_never(command)


# ---------------------------------------------------------------- start


def _start(command: StartPerformance, given: Given) -> Decision:
    """Signed, announced, measured by indicators, and with an approved takeover plan: none of these may be missing."""
    project = given.project
    terms = project.contract.terms
    if terms is None:
        return given.settle(command, [finding(given, "JL44-4.3.3", "合同尚未签订")])
    entered = project.contract.opened is not None  # signed and announced before Jieli, not judged
    announced = entered or project.publication.shown("contract") is not None
    pending = [c for c in project.dispute.unanswered if c.may_affect_result]
    end = ended_on(project)
    found = [
        require(given, "JL44-4.4.3a", end is None, f"合同已于{end}解除"),
        *gate(given, "start_performance"),
        staff.searched(given),
        require(given, "JL44-4.3.6", announced, "合同尚未公告", field="contract"),
        require(
            given, "JL44-4.5.1a", project.evaluation.system is not None, "尚未制定绩效指标体系", field="indicators"
        ),
        require(
            given,
            "JL44-4.3.3",
            given.on >= terms.starts_on,
            f"合同自{terms.starts_on}起履行",
            field="starts_on",
            starts_on=terms.starts_on,
        ),
        *(finding(given, "DQ-13", f"投诉 {c.document_number} 处理期间暂停") for c in project.dispute.suspending),
        *(finding(given, "R-P29", f"质疑“{c.challenge}”答复前中止履行") for c in pending),
    ]
    return given.settle(command, found, PerformanceStarted(on=given.on))


# ---------------------------------------------------------------- reports


def _report(command: SubmitServiceReport, given: Given) -> Decision:
    """A report may be sent again until its period is accepted; what falls short of the target is said aloud."""
    found = reportable(command.period, given)
    period = given.project.contract.period(command.period)
    if period is None:
        return given.settle(command, found)
    unknown = sorted(set(command.figures) - set(period.targets))
    done = accepted(given.project, command.period)
    found += [
        require(given, "JL44-4.4.0", not done, "该履约期已验收，报告不能再改", field="period"),
        require(
            given,
            "JL44-4.5.2a",
            not unknown,
            f"合同没有这些指标：{'、'.join(unknown)}",
            field="figures",
            known=sorted(period.targets),
        ),
        *evidenced(command.period, command.figures, command.batches, given),
        *_bands(period, command.figures, given),
        *roster.billable(period, command.figures, given),
    ]
    reported = ServiceReported(**command.model_dump(), shortfalls=shortfalls(period, command.figures), on=given.on)
    return given.settle(command, found, reported)


def shortfalls(period: ContractPeriod, figures: dict[str, Decimal]) -> dict[str, Decimal]:
    """Target minus actual, where it is short; a figure that wasn't given counts as nothing done."""
    actual = {name: figures.get(name, Decimal(0)) for name in period.targets}
    return {name: target - actual[name] for name, target in period.targets.items() if actual[name] < target}


def elapsed(period: ContractPeriod, day: date) -> Decimal:
    """How much of a period is over on a day, 0 … 1: what a report in its course is measured by."""
    days = (period.ends_on - period.starts_on).days + 1
    past = (min(day, period.ends_on) - period.starts_on).days + 1
    return Decimal(max(past, 0)) / Decimal(days)


def _bands(period: ContractPeriod, figures: dict[str, Decimal], given: Given) -> list[Finding | None]:
    """Planned against actual, by the house's warning bands.  JL44-4.5.2a"""
    if not given.rules.knows("HR-MO-1"):
        return []
    warn = given.rules.ratio("HR-MO-1", "warn_below")
    alarm = given.rules.ratio("HR-MO-1", "alarm_below")
    found: list[Finding | None] = []
    for name, target in period.targets.items():
        planned = target * elapsed(period, given.on)
        rate = figures.get(name, Decimal(0)) / planned if planned else Decimal(1)
        if rate < warn:
            level = "报警" if rate < alarm else "预警"
            reason = f"{level}：“{name}”完成进度的 {rate:.0%}，低于 {alarm if rate < alarm else warn:.0%}"
            found.append(finding(given, "HR-MO-1", reason, field=f"figures.{name}", rate=round(rate, 4)))
    return found


def _sums(command: SubmitFinancialReport, given: Given) -> Iterator[Finding | None]:
    """The costs by kind come to the expense; spending that the period can't carry is told.  JL44-4.4.2"""
    if not command.costs:
        return
    total = sum(command.costs.values(), start=Decimal(0))
    reason = f"分项成本合计 {total}，与支出 {command.expense_yuan} 不符"
    yield require(given, "JL44-4.4.2", total == command.expense_yuan, reason, field="costs", total=total)
    period = given.project.contract.period(command.period)
    if period is not None and 0 < period.payable_yuan < command.expense_yuan:
        reason = f"支出 {command.expense_yuan} 多于本期应付 {period.payable_yuan}：说明资金来源"
        yield warning(given, "JL44-4.4.2", reason, field="expense_yuan")


# ---------------------------------------------------------------- end


def _complete(command: CompletePerformance, given: Given) -> Decision:
    """Every period is over and accepted, or the contract has ended; nobody is being bridged."""
    project = given.project
    end = ended_on(project)
    dissolved = end is not None and end <= given.on
    waiting = [
        p.key
        for p in service_periods(project)
        if p.key not in project.performance.accepted and not accepted(project, p.key)
    ]
    last = max(p.ends_on for p in project.contract.periods)
    active = project.takeover.active
    orders = [o.key for o in project.performance.open_orders]
    found = [
        require(given, "JL44-4.4.3c", active is None, "临时接管尚未结束", takeover=active.takeover if active else None),
        require(
            given, "JL44-4.0", dissolved or given.on > last, f"最后一期至{last}，尚未结束", field="period", last=last
        ),
        require(given, "JL44-4.0", dissolved or not waiting, f"尚未验收：{'、'.join(waiting)}", field="period"),
        _unsettled(waiting, given) if dissolved else None,
        require(given, "HR-TK-06", dissolved or not orders, f"整改尚未复查通过：{'、'.join(orders)}", field="key"),
    ]
    return given.settle(command, found, PerformanceCompleted(on=given.on))


def _unsettled(waiting: list[str], given: Given) -> Finding | None:
    """After the contract's end what was served before is still to be accepted and paid.  PY-06"""
    begun = [
        p.key for p in given.project.contract.periods if p.key in waiting and p.starts_on <= over_on(given.project, p)
    ]
    if not begun:
        return None
    found = finding(given, "JL44-4.5.2b", f"合同已解除，已开始的履约期尚未验收结算：{'、'.join(begun)}", field="period")
    return found.model_copy(update={"blocks": False}) if found else None
