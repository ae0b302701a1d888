"""T1 from the service records: the rows' own times tell of an interruption, and the duty officer is told.  HR-TK-01, HR-TK-18, HR-SR-3"""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.effects import ordered
from domain.performance.records.messages import DayServed, RecordServiceBatch, ServiceBatchRecorded, ServiceCount
from domain.performance.records.row import ServiceRecord, days, gap_hours
from domain.takeover.watching.messages import ConcludeReview, ReviewConcluded, ReviewOpened
from domain.values import Grade
from tests.domain.bridging import prepared, triggered
from tests.domain.scene import HOME, SUPPLIER, D, Scene, day


def row(recipient: str, at: str, result: Any, grade: Grade = "A") -> ServiceRecord:
    begins = day(at)
    ends = begins + timedelta(minutes=30)
    return ServiceRecord("visit", recipient, "s-1", "220122003", begins, ends, result, "visits", grade)


def test_a_gap_runs_from_a_missed_visit_until_somebody_comes() -> None:
    """The longest of each grade, in begun hours; one that is still open runs to the last row."""
    rows = (
        row("r-1", "2026-07-01T08:00", "done"),
        row("r-1", "2026-07-02T08:00", "missed"),
        row("r-1", "2026-07-03T08:00", "missed"),
        row("r-1", "2026-07-03T09:01", "done"),
        row("r-2", "2026-07-02T08:00", "missed"),
        row("r-2", "2026-07-02T20:00", "not_home"),  # somebody came
        row("r-3", "2026-07-01T08:00", "missed", "B"),
    )
    assert gap_hours(rows) == {"A": 26, "B": 50}
    assert gap_hours(rows[:1]) == gap_hours(()) == {}


def test_coverage_by_day_leaves_out_whom_nobody_found() -> None:
    rows = (
        row("r-1", "2026-07-02T08:00", "missed"),
        row("r-1", "2026-07-01T23:30", "done"),
        row("r-2", "2026-07-01T08:00", "missed"),
        row("r-3", "2026-07-01T08:00", "not_home"),
        row("r-3", "2026-07-03T08:00", "refused"),
    )
    first, second = date(2026, 7, 1), date(2026, 7, 2)
    assert days(rows) == (DayServed(on=first, due=2, done=1), DayServed(on=second, due=1, done=0))


def batch(*by_day: tuple[int, int], gap: int = 0, since: date = date(2026, 7, 1), **changes: Any) -> RecordServiceBatch:
    """Days of so many due and done, one after another."""
    told = tuple(DayServed(on=since + timedelta(days=n), due=d, done=s) for n, (d, s) in enumerate(by_day))
    done, due = sum(s for _, s in by_day), sum(d for d, _ in by_day)
    counts = tuple(
        ServiceCount.model_validate({"item": "visits", "kind": "visit", "grade": "B", "result": r, "count": n})
        for r, n in (("done", done), ("missed", due - done))
        if n
    )
    values: dict[str, Any] = {"period": "q2", "batch": "sr-1", "provider": SUPPLIER, "digest": D, "file": D}
    more = {"rows": due, "counts": counts, "days": told, "gap_hours": {"A": gap} if gap else {}, **changes}
    return RecordServiceBatch(**{**values, **more})


def brought(command: RecordServiceBatch, to: Scene | None = None) -> Scene:
    return (to or prepared()).when(command, by="li", role="clerk")


def opened(scene: Scene) -> list[ReviewOpened]:
    return [event for _, event in scene.accepted(ServiceBatchRecorded).events if isinstance(event, ReviewOpened)]


@pytest.mark.parametrize(
    ("command", "opens"),
    [
        (batch((100, 99), gap=25), True),
        (batch((100, 99), gap=24), False),
        (batch((10, 7), (10, 7), (10, 7)), True),
        (batch((10, 7), (10, 8), (10, 7), (10, 7)), False),  # 80 per cent itself is enough
        (batch((10, 7), (10, 7)), False),
        (batch((100, 99), gap_hours={"B": 100}), False),
    ],
)
def test_an_interruption_in_the_records_opens_the_review_at_once(command: RecordServiceBatch, opens: bool) -> None:
    """HR-TK-01: a gap of grade A over 24 hours, or three days running under 80 per cent"""
    found = opened(brought(command))
    assert [review.sign for review in found] == ["T1"] * opens
    for review in found:
        order = ordered(review, f"{HOME}@9")
        assert order is not None
        assert (order.kind, order.body["to"]) == ("message", "duty_officer")


def test_days_with_a_day_between_them_are_not_running() -> None:
    told = tuple(DayServed(on=date(2026, 7, n), due=10, done=7) for n in (1, 2, 4))
    assert opened(brought(batch((10, 7), (10, 7), (10, 7), days=told))) == []


def test_the_review_is_due_within_a_day_is_opened_once_and_concluded_by_another() -> None:
    """HR-TK-18, HR-TK-02"""
    scene = brought(batch((100, 99), gap=30)).then()
    item = scene.item("takeover.review.T1")
    assert (item.due - scene.at, item.who) == (timedelta(hours=24), "duty_officer")
    assert opened(brought(batch((100, 98), gap=40, batch="sr-2", digest="b" * 64), scene)) == []
    conclude = ConcludeReview(sign="T1", can_go_on=True, reasons="人员已补足", digest=D)
    scene.when(conclude, by="li", role="duty_officer").refused("HR-TK-18")
    done = scene.when(conclude, by="duty-1")
    done.accepted(ReviewConcluded)
    assert not [i.key for i in done.then().agenda() if i.key.startswith("takeover.review.T1")]


def test_during_a_takeover_no_review_is_opened() -> None:
    assert opened(brought(batch((100, 99), gap=30), triggered().in_stream(HOME))) == []


def test_days_that_do_not_add_up_to_the_counts_are_refused() -> None:
    """HR-SR-3"""
    wrong = batch((10, 9), days=(DayServed(on=date(2026, 7, 1), due=10, done=10),))
    brought(wrong).refused("HR-SR-3")


def test_a_review_that_a_person_opened_sends_no_message() -> None:
    plain = ReviewOpened(sign="T1", facts="看看", evidence=(), by="li", on=date(2026, 7, 6))
    assert ordered(plain, f"{HOME}@9") is None
