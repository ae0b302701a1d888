"""How a contract's service goes, period by period: what the monthly meeting looks at.  JL44-4.5.2a, HR-MO-1

Computed from what is on record; no rule reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from domain.contract.messages import ContractPeriod
from domain.forms import deadline
from domain.performance.acceptance import over_on, service_periods
from domain.performance.decide import elapsed
from domain.performance.roster.state import months
from domain.project import Project
from domain.rulebook import RuleBook

Band = Literal["达标", "预警", "未达标"]
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Target:
    """One target.  `by_now`: of the planned, what the days gone ask; `ratio`: actual over that, a dash where nothing is asked yet.

    `claimed` is the report's figure, `recorded` what the rows of service say; `actual` is the claim, or the rows where none is.
    """

    name: str
    planned: Decimal
    by_now: Decimal
    claimed: Decimal | None
    recorded: Decimal | None
    ratio: Decimal | None
    band: Band | None

    @property
    def actual(self) -> Decimal:
        return self.claimed if self.claimed is not None else self.recorded or Decimal(0)

    @property
    def apart(self) -> bool:
        """Whether more or less is claimed than the rows say."""
        return self.claimed is not None and self.recorded is not None and self.claimed != self.recorded


@dataclass(frozen=True, slots=True)
class Handed:
    """A report: by when it was due, when it came; late by so many days, counted until today where it is wanting."""

    due: date
    on: date | None
    late_days: int


@dataclass(frozen=True, slots=True)
class PeriodProgress:
    """A period on a day."""

    key: str
    title: str
    starts_on: date
    ends_on: date
    begun: bool
    targets: tuple[Target, ...]
    service_report: Handed
    financial_report: Handed
    accepted: str | None  # the result
    inspections: int
    rows_late: int  # service records keyed in after their time
    months_agreed: Decimal | None  # person-months that both sides confirmed
    months_billed: Decimal | None  # person-months that the report claims
    planned_yuan: Decimal
    invoiced_yuan: Decimal
    paid_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """A rectification that no recheck has closed."""

    key: str
    finding: str
    due: date
    reported: bool
    failed: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Progress:
    on: date
    periods: tuple[PeriodProgress, ...]
    open_orders: tuple[Order, ...]
    inspections: int
    incidents_open: int


def progress(project: Project, rules: RuleBook, on: date) -> Progress:
    performance = project.performance
    return Progress(
        on=on,
        periods=tuple(_period(project, p, rules, on) for p in service_periods(project)),
        open_orders=tuple(_orders(project, on)),
        inspections=len(performance.inspections),
        incidents_open=len(performance.incidents.open),
    )


def _period(project: Project, period: ContractPeriod, rules: RuleBook, on: date) -> PeriodProgress:
    performance, payment = project.performance, project.payment
    report, money = performance.reports.get(period.key), performance.financial.get(period.key)
    accepted = performance.accepted.get(period.key)
    before = project.contract.opened
    brought = before is not None and period.key in before.accepted_periods
    batches = performance.records.of_period(period.key)
    due = deadline(rules, "HR-RP-1", "due_after", over_on(project, period)).on
    figures = report.figures if report is not None else {}
    names = rules.kinds("HR-RO-3", "person_months") if rules.has("HR-RO-3", "person_months") else ()
    agreed = [
        a.person_months for m in months(period.starts_on, period.ends_on) if (a := performance.roster.agreed.get(m))
    ]
    billed = [figures[name] for name in names if name in figures]
    return PeriodProgress(
        key=period.key,
        title=period.title,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        begun=period.starts_on <= on,
        targets=tuple(_targets(project, period, rules, on)),
        service_report=_handed(due, report.on if report is not None else None, on, excused=brought),
        financial_report=_handed(due, money.on if money is not None else None, on, excused=brought),
        accepted="brought_in" if brought else accepted.result if accepted is not None else None,
        inspections=sum(1 for i in performance.inspections.values() if period.starts_on <= i.on <= period.ends_on),
        rows_late=sum(batch.late for batch in batches),
        months_agreed=sum(agreed, start=Decimal(0)) if agreed else None,
        months_billed=sum(billed, start=Decimal(0)) if billed else None,
        planned_yuan=period.payable_yuan,
        invoiced_yuan=sum((i.amount_yuan for i in payment.invoices.values() if i.period == period.key), start=ZERO),
        paid_yuan=sum((p.amount_yuan for p in payment.made.values() if p.period == period.key), start=ZERO),
    )


def _targets(project: Project, period: ContractPeriod, rules: RuleBook, on: date) -> Iterator[Target]:
    performance = project.performance
    report = performance.reports.get(period.key)
    rows = performance.records.done(period.key)
    part = elapsed(period, on)
    for name, planned in period.targets.items():
        by_now = _hundredths(planned * part)
        claimed = report.figures.get(name) if report is not None else None
        made = Target(name, planned, by_now, claimed, rows.get(name), None, None)
        known = claimed is not None or rows.get(name) is not None or report is not None
        ratio = made.actual / (planned * part) if planned and part and known else None
        yield Target(name, planned, by_now, claimed, rows.get(name), _share(ratio), _band(ratio, rules))


def _band(ratio: Decimal | None, rules: RuleBook) -> Band | None:
    """The house's warning bands.  HR-MO-1"""
    if ratio is None or not rules.knows("HR-MO-1"):
        return None
    if ratio < rules.ratio("HR-MO-1", "alarm_below"):
        return "未达标"
    return "预警" if ratio < rules.ratio("HR-MO-1", "warn_below") else "达标"


def _share(ratio: Decimal | None) -> Decimal | None:
    return None if ratio is None else ratio.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def _hundredths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _handed(due: date, on: date | None, today: date, *, excused: bool) -> Handed:
    late = max(((on or today) - due).days, 0)
    return Handed(due, on, 0 if excused and on is None else late)


def _orders(project: Project, on: date) -> Iterator[Order]:
    performance = project.performance
    for order in performance.open_orders:
        reported, checked = performance.rectified.get(order.key), performance.rechecked.get(order.key)
        waits = reported is not None and (checked is None or checked.on < reported.on)
        failed = performance.failed_rechecks.get(order.key, 0)
        yield Order(order.key, order.finding, order.due, waits, failed, overdue=not waits and on > order.due)
