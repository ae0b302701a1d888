"""The page of the monthly meeting: planned, actual, bands, reports, money, what stands open.  JL44-4.5.2a, HR-MO-1"""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from commandline.exits import Stop
from commandline.progress import progress_document, progress_page
from commandline.standing import Standing
from domain.payment.messages import InvoiceRegistered
from domain.performance.messages import (
    InspectionRecorded,
    RectificationOrdered,
    RectificationRechecked,
    RectificationReported,
    ServiceReported,
)
from domain.performance.progress import PeriodProgress, Progress, progress
from domain.performance.records.messages import ServiceBatchRecorded, ServiceCount
from domain.performance.roster.messages import MonthlyRosterAgreed
from domain.project import Project
from tests.domain.running import passed, performing
from tests.domain.scene import HOME, SUPPLIER, D, Scene, day, rulebook


def of(at: Scene) -> Project:
    project = at.states[HOME]
    assert isinstance(project, Project)
    return project


def told(at: Scene, on: str) -> Progress:
    return progress(of(at), rulebook("220122", date.fromisoformat(on)), date.fromisoformat(on))


def q1(at: Scene, on: str = "2026-06-20") -> PeriodProgress:
    return told(at, on).periods[0]


def report(visits: int, on: date = date(2026, 6, 5)) -> ServiceReported:
    return ServiceReported(period="q1", figures={"visits": Decimal(visits)}, digest=D, on=on)


def batch(done: int, late: int = 0) -> ServiceBatchRecorded:
    count = ServiceCount(item="visits", kind="visit", grade="A", result="done", count=done)
    values: dict[str, Any] = {"period": "q1", "batch": "b1", "provider": SUPPLIER, "digest": D, "file": D}
    return ServiceBatchRecorded(**values, rows=done, counts=(count,), by="li", on=date(2026, 6, 2), late=late)


@pytest.mark.parametrize(
    ("visits", "ratio", "band"),
    [
        (400, "1", "达标"),
        (360, "0.9", "达标"),
        (359, "0.8975", "预警"),
        (320, "0.8", "预警"),
        (319, "0.7975", "未达标"),
    ],
)
def test_a_target_stands_in_the_houses_bands(visits: int, ratio: str, band: str) -> None:
    """HR-MO-1: each band from its own edge on"""
    (one,) = q1(performing().has(report(visits))).targets
    assert (one.planned, one.by_now, one.ratio, one.band) == (400, 400, Decimal(ratio), band)


def test_in_its_course_a_period_is_asked_for_its_part() -> None:
    """JL44-4.5.2a: half the days (46 of 92) ask for half; what hasn't begun, or nobody told of, has no band"""
    (half,) = q1(performing().has(report(200, date(2026, 4, 15))), "2026-04-15").targets
    assert (half.by_now, half.ratio, half.band) == (Decimal("200.00"), 1, "达标")
    (silent,) = q1(performing(), "2026-04-15").targets
    assert (silent.ratio, silent.band) == (None, None)
    later = told(performing(), "2026-04-15").periods[1]
    assert (later.begun, later.targets[0].by_now, later.targets[0].band) == (False, 0, None)


def test_rows_stand_beside_the_claim_and_for_it_where_there_is_none() -> None:
    """S102-23, HR-SR-1: the claim is not corrected by the rows, it is told apart"""
    at = performing().has(batch(380, late=12))
    (alone,) = q1(at).targets
    assert (alone.actual, alone.claimed, alone.apart, alone.band) == (380, None, False, "达标")
    (both,) = q1(at.has(report(400))).targets
    assert (both.actual, both.recorded, both.apart) == (400, 380, True)
    assert q1(at).rows_late == 12


def test_reports_are_late_by_their_days() -> None:
    """HR-RP-1: ten days after 31 May; what is wanting is late until today"""
    period = q1(performing().has(report(400, date(2026, 6, 13))))
    assert (period.service_report.due, period.service_report.late_days) == (date(2026, 6, 10), 3)
    assert (period.financial_report.on, period.financial_report.late_days) == (None, 10)
    assert q1(performing(), "2026-06-10").financial_report.late_days == 0


def test_person_months_and_money_by_period() -> None:
    """HR-RO-3, JL44-4.5.2b"""
    agreed = MonthlyRosterAgreed(month="2026-03", person_months=Decimal("2.5"), digest=D, by="sun", on=date(2026, 4, 2))
    invoice = InvoiceRegistered(
        number="F1", kind="发票", period="q1", amount_yuan=Decimal("150000.00"), digest=D, on=date(2026, 6, 8)
    )
    period = q1(performing().has(agreed, passed("q1", date(2026, 6, 5)), invoice))
    assert (period.months_agreed, period.months_billed, period.accepted) == (Decimal("2.5"), None, "passed")
    assert (period.planned_yuan, period.invoiced_yuan, period.paid_yuan) == (150000, 150000, 0)


def troubled() -> Scene:
    """One order overdue, another reported; a third closed."""
    seen = InspectionRecorded(key="i1", place="合隆镇", findings=("少人",), digest=D, by="zhao", on=date(2026, 5, 4))
    orders = [
        RectificationOrdered(key=key, finding="少人", due=date(2026, 5, 12), on=date(2026, 5, 5))
        for key in ("r1", "r2", "r3")
    ]
    reports = [
        RectificationReported(key=key, measures="已补", digest=D, on=date(2026, 5, 11), by="sun")
        for key in ("r2", "r3")
    ]
    check = RectificationRechecked(key="r3", passed=True, note="到位", on=date(2026, 5, 13))
    return performing().has(seen, *orders, *reports, check)


def test_what_stands_open_is_named() -> None:
    """HR-TK-06"""
    shown = told(troubled(), "2026-05-20")
    assert [(o.key, o.reported, o.overdue) for o in shown.open_orders] == [("r1", False, True), ("r2", True, False)]
    assert (shown.periods[0].inspections, shown.periods[1].inspections) == (1, 0)


# ---------------------------------------------------------------- the page


def standing(at: Scene, on: str = "2026-06-20") -> Standing:
    moment = day(on)
    rules = rulebook("220122", moment.date())
    return Standing("220122-2026-abc123", HOME, of(at), 1, 1, moment, moment.date(), moment, rules, ())


def page(at: Scene, period: str | None = None) -> str:
    out = io.StringIO()
    progress_page(Console(file=out, width=160), progress_document(standing(at), period))
    return out.getvalue()


def test_one_page_for_people() -> None:
    """JL44-4.5.2a"""
    text = page(troubled().has(report(319), batch(300)))
    for words in (
        "未达标",
        "79.8%",
        "与报告不符",
        "未报（2026-06-10 前），逾期 10 日",
        "已逾期",
        "待复查",
        "150,000.00",
    ):
        assert words in text, text
    assert "没有未了的整改" in page(performing())
    assert "达标" not in page(performing(), "q2")


def test_a_period_of_the_contract_or_none() -> None:
    """JL44-4.4.2: a period that isn't there is wrong use, and so is a project without a contract"""
    shown = progress_document(standing(performing()), "q2")
    assert [p["key"] for p in shown["periods"]] == ["q2"]
    with pytest.raises(Stop, match="q1、q2"):
        progress_document(standing(performing()), "q9")
    first = day("2026-01-05")
    empty = Standing("p", HOME, Project(), 1, 1, first, first.date(), first, rulebook("220122", first.date()), ())
    with pytest.raises(Stop, match="尚未签订合同"):
        progress_document(empty, None)
