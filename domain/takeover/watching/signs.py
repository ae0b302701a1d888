"""What a project's own record says against its supplier, by the law's numbers.  HR-TK-01, HR-TK-18, EX-12"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from domain.calendar import Deadline, end_of_day
from domain.contract.messages import ContractPeriod
from domain.evaluation.scoring import POOR, band, pro_rata
from domain.forms import deadline
from domain.performance.acceptance import ended_on, over_on, service_periods, taken_over
from domain.performance.incidents.duties import stopped_by
from domain.performance.messages import ServiceReported
from domain.performance.records.messages import ServiceBatchRecorded
from domain.project import Project
from domain.rulebook import RuleBook

ZERO: Final = Decimal(0)
FULL: Final = Decimal(100)


def silent(project: Project, rules: RuleBook) -> tuple[tuple[str, Deadline], ...]:
    """Periods of which no service report came, and the day on which that silence becomes a sign."""
    heard, opened = project.performance.reports, project.contract.opened
    before = opened.accepted_periods if opened is not None else ()
    end = ended_on(project)  # what the contract's end has cut off is owed by nobody
    quiet = (p for p in service_periods(project) if p.key not in heard and p.key not in project.performance.accepted)
    return tuple(
        (p.key, deadline(rules, "HR-TK-18", "silence", deadline(rules, "HR-RP-1", "due_after", over_on(project, p)).on))
        for p in quiet
        if p.key not in before and (end is None or p.starts_on <= end)
    )


def missed(project: Project, rules: RuleBook) -> tuple[ServiceBatchRecorded, ...]:
    """T1: batches of service records with a missed visit of the gravest grade, or too few done of those due; each as handed in."""
    worst, least = rules.kinds("HR-TK-03", "grades")[0], rules.ratio("HR-TK-01", "coverage_min")

    def grave(batch: ServiceBatchRecorded) -> bool:
        lost = sum(c.count for c in batch.counts if c.result == "missed")
        done = sum(c.count for c in batch.counts if c.result == "done")
        gravest = any(c.result == "missed" and c.grade == worst for c in batch.counts)
        return gravest or done < least * (done + lost)

    return tuple(batch for batch in project.performance.records.batches.values() if grave(batch))


def interrupted(batch: ServiceBatchRecorded, rules: RuleBook) -> str:
    """T1: what a batch says of an interruption, in words; empty where nothing.  By the rows' own times, as computed at the import."""
    worst, limit = rules.kinds("HR-TK-03", "grades")[0], rules.period("HR-TK-01", "gap_limit").count
    hours = next((h for grade, h in batch.gap_hours.items() if grade == worst), 0)
    said = [f"{worst}级对象最长{hours}小时无人服务"] if hours > limit else []
    least, days = rules.ratio("HR-TK-01", "coverage_min"), rules.period("HR-TK-01", "coverage_days").count
    run = longest = 0
    before: date | None = None
    for day in batch.days:
        follows = before is not None and (day.on - before).days == 1
        low = day.done < least * day.due
        run = (run + 1 if follows else 1) if low else 0
        longest, before = max(longest, run), day.on
    if longest >= days:
        said.append(f"连续{longest}日完成率低于{least:.0%}")
    return "；".join(said)


def failed(project: Project, rules: RuleBook) -> tuple[tuple[str, ...], date | None]:
    """T7: assessments failed in a row, as many as the law's number; and when the last of them was judged."""
    judged = project.performance.accepted
    run = _in_a_row([(p.key, judged[p.key].result == "failed") for p in service_periods(project) if p.key in judged])
    if len(run) < rules.count("HR-TK-01", "failed_assessments"):
        return (), None
    return run, max(judged[key].on for key in run)


def poor(project: Project, rules: RuleBook) -> tuple[tuple[str, ...], date | None]:
    """T7: periods in a row, as many as the law's quarters, whose service falls into the band 差; and when the last was reported.

    A period's points are its figures against the contract's targets, pro rata (PF-05), in the bands of PF-04.  Only a report
    made when the period was over tells the whole of it; what a takeover bridged tells of the gap that it answered.
    """
    reports = project.performance.reports
    whole = [
        p
        for p in service_periods(project)
        if p.targets and p.key in reports and reports[p.key].on >= over_on(project, p) and not taken_over(project, p)
    ]
    run = _in_a_row([(p.key, band(_points(p, reports[p.key]), rules) == POOR) for p in whole])
    if len(run) < rules.count("HR-TK-01", "poor_quarters"):
        return (), None
    return tuple(f"poor.{key}" for key in run), max(reports[key].on for key in run)


def _points(period: ContractPeriod, report: ServiceReported) -> Decimal:
    """The mean over the period's targets, 0 … 100."""
    points = [pro_rata(report.figures.get(name, ZERO), target) for name, target in period.targets.items() if target]
    return sum(points, start=ZERO) / len(points) if points else FULL


def _in_a_row(judged: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """The last unbroken run of bad ones; a good one breaks it."""
    run: list[str] = []
    for key, bad in judged:
        run = [*run, key] if bad else []
    return tuple(run)


def harmed(project: Project) -> tuple[tuple[str, ...], datetime | None]:
    """T4: incidents in which a recipient was harmed by the supplier's fault, or abuse that it kept to itself or told late; and
    when the last of them was known here."""
    harm: dict[str, datetime] = {}
    for key, incident in project.performance.incidents.by_key.items():
        reported, closed = incident.reported, incident.closed
        hidden = reported.kind == "abuse" and (reported.late or not reported.by_supplier)
        at_fault = closed is not None and closed.supplier_at_fault and reported.kind != "data_leak"
        if closed is not None and at_fault:
            harm[key] = end_of_day(closed.on)
        elif hidden:
            harm[key] = reported.told_at
    return tuple(harm), max(harm.values(), default=None)


def leaking(project: Project, rules: RuleBook) -> tuple[tuple[str, datetime], ...]:
    """T9: leaks that nobody has stopped, and the moment at which each becomes a sign."""
    return tuple(
        (key, stopped_by(incident.reported, rules))
        for key, incident in project.performance.incidents.open.items()
        if incident.reported.kind == "data_leak" and not incident.stopped
    )


def understaffed(project: Project, rules: RuleBook) -> tuple[tuple[str, ...], date | None]:
    """T3: the last staff report, where its share of key staff is below the law's number."""
    staff = project.performance.staff
    last = staff.last
    share = staff.key_share
    if last is None or share is None or share >= rules.ratio("HR-TK-01", "key_staff_min"):
        return (), None
    return (f"staff.{last.as_of.isoformat()}",), last.on
