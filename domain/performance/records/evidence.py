"""What a report says is what its service records say.  S102-23"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from domain.forms import require, warning
from domain.given import Given
from domain.supervision.messages import Finding

TOLD_AGAIN = "更正报告的数字，或补交、更正服务记录后重新提交报告。"


def evidenced(
    period: str, figures: Mapping[str, Decimal], named: Collection[str], given: Given
) -> Iterator[Finding | None]:
    """A report that names its batches says what they say; batches that it passes over are told.  S102-23"""
    records = given.project.performance.records
    on_record = {b.batch for b in records.of_period(period)}
    unknown = sorted(set(named) - on_record)
    yield require(given, "S102-23", not unknown, f"该履约期没有这些服务记录批次：{'、'.join(unknown)}", field="batches")
    if named and not unknown:
        differing = differences(figures, records.done(period, named))
        reason = f"报告数字与服务记录不符：{'；'.join(differing)}"
        yield require(given, "S102-23", not differing, reason, field="figures", remedy=TOLD_AGAIN)
    silent = sorted(on_record - set(named))
    if silent:
        yield warning(given, "S102-23", f"报告没有引用在案的服务记录批次：{'、'.join(silent)}", field="batches")


def still_evidenced(period: str, given: Given) -> Finding | None:
    """At acceptance: whether all batches now on record still come to what was reported."""
    project = given.project
    report = project.performance.reports.get(period)
    if report is None or not project.performance.records.of_period(period):
        return None
    differing = differences(report.figures, project.performance.records.done(period))
    if not differing:
        return None
    reason = f"服务报告与在案的服务记录不符：{'；'.join(differing)}"
    return warning(given, "S102-23", reason, field="report", remedy=TOLD_AGAIN)


def differences(figures: Mapping[str, Decimal], done: Mapping[str, Decimal]) -> list[str]:
    """Items of which records are kept, where the report says another number.  Other items have other evidence."""
    told = {item: figures.get(item, Decimal(0)) for item in done}
    return [f"{item} 报告 {told[item]:f}，记录 {count:f}" for item, count in done.items() if told[item] != count]
