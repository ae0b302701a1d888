"""Service records: once, adding up, corrected and never taken away; a report says what they say.  S102-23, SA-12, HR-SR-3"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from domain.calendar import BEIJING
from domain.contract.messages import ContractPeriod
from domain.performance.messages import AcceptPeriod, PeriodAccepted, ServiceReported, SubmitServiceReport
from domain.performance.records.limits import limits
from domain.performance.records.messages import RecordServiceBatch, ServiceBatchRecorded, ServiceCount
from domain.performance.records.row import ServiceRecord, counts, leaf, root
from domain.performance.records.state import late_rows
from domain.project import Project
from tests.domain.running import AMOUNT, STATEMENT, passed, performing, reported, terms
from tests.domain.scene import SUPPLIER, SUPPLIER_2, D, Scene, day, rulebook

DIGESTS = {"sr-1": "1" * 64, "sr-2": "2" * 64, "sr-3": "3" * 64}


def count(n: int, **changes: Any) -> ServiceCount:
    values: dict[str, Any] = {"item": "visits", "kind": "visit", "grade": "A", "result": "done", "count": n}
    return ServiceCount(**{**values, **changes})


def batch(key: str = "sr-1", done: int = 390, missed: int = 10, **changes: Any) -> RecordServiceBatch:
    """So many visits done, and so many missed."""
    counts = (count(done), count(missed, result="missed")) if missed else (count(done),)
    values: dict[str, Any] = {
        "period": "q1",
        "batch": key,
        "provider": SUPPLIER,
        "digest": DIGESTS.get(key, "9" * 64),
        "file": D,
        "rows": done + missed,
        "counts": counts,
    }
    return RecordServiceBatch(**{**values, **changes})


def serving(*batches: RecordServiceBatch) -> Scene:
    scene = performing().on("2026-05-31")
    for one in batches:
        scene = scene.when(one).then()
    return scene


def report(visits: int, *named: str) -> SubmitServiceReport:
    return SubmitServiceReport(period="q1", figures={"visits": Decimal(visits)}, digest=D, batches=named)


ACCEPT = AcceptPeriod(period="q1", result="passed", recipients_invited=3, members=("赵",), **STATEMENT)


def test_a_batch_goes_on_record_by_digest_and_counts() -> None:
    """S102-23"""
    after = serving(batch())
    records = after.states[after.home].performance.records  # type: ignore[union-attr]
    assert records.batches["sr-1"].digest == DIGESTS["sr-1"]
    assert records.done("q1") == {"visits": Decimal(390)}


def test_a_period_that_the_contract_has_not_takes_no_records() -> None:
    """JL44-4.4.2"""
    serving().when(batch(period="q9")).refused("JL44-4.4.2")


def test_a_period_that_has_not_begun_takes_no_records() -> None:
    """JL44-4.4.2"""
    serving().when(batch(period="q2")).refused("JL44-4.4.2")


def test_the_same_batch_is_recorded_once() -> None:
    """HR-SR-3"""
    serving(batch()).when(batch(digest="8" * 64)).refused("HR-SR-3")


def test_the_same_rows_under_another_name_are_refused() -> None:
    """HR-SR-3: one digest, one batch, in whichever period"""
    refusal = serving(batch()).on("2026-08-31").when(batch("sr-2", period="q2", digest=DIGESTS["sr-1"]))
    assert refusal.refused("HR-SR-3").findings[0].facts["batch"] == "sr-1"


def test_counts_that_do_not_add_up_are_refused() -> None:
    """HR-SR-3"""
    serving().when(batch(rows=401)).refused("HR-SR-3")
    serving().when(batch(rows=400)).accepted(ServiceBatchRecorded)


def test_a_kind_of_count_stands_once() -> None:
    """HR-SR-3"""
    serving().when(batch(rows=20, counts=(count(10), count(10)))).refused("HR-SR-3")


def test_an_item_that_the_period_has_not_is_refused() -> None:
    """HR-SR-3"""
    found = serving().when(batch(rows=5, counts=(count(5, item="meals"),))).refused("HR-SR-3")
    assert found.findings[0].facts["known"] == ["visits"]


def test_records_of_a_stranger_are_refused() -> None:
    """HR-SR-3"""
    serving().when(batch(provider=SUPPLIER_2)).refused("HR-SR-3")


def test_a_member_of_the_consortium_hands_in_records_too() -> None:
    """HR-SR-3"""
    joint = performing(terms(joint=(SUPPLIER_2,))).on("2026-05-31")
    joint.when(batch(provider=SUPPLIER_2)).accepted(ServiceBatchRecorded)


def test_a_correction_takes_the_place_of_rows_on_record() -> None:
    """SA-12: ten visits written down as missed were done"""
    correction = batch("sr-2", done=10, missed=0, corrects=(count(10, result="missed"),))
    after = serving(batch()).when(correction).then()
    assert after.states[after.home].performance.records.done("q1") == {"visits": Decimal(400)}  # type: ignore[union-attr]


def test_a_correction_of_more_than_is_on_record_is_refused() -> None:
    """SA-12; before the Act was in force, HR-SR-3"""
    more = batch("sr-2", done=11, missed=0, corrects=(count(11, result="missed"),))
    serving(batch()).on("2026-07-02").when(more).refused("SA-12")
    serving(batch()).on("2026-06-02").when(more).refused("HR-SR-3")


def test_the_same_rows_are_not_corrected_twice() -> None:
    """SA-12"""
    first = batch("sr-2", done=10, missed=0, corrects=(count(10, result="missed"),))
    again = batch("sr-3", done=1, missed=0, corrects=(count(1, result="missed"),))
    serving(batch(), first).on("2026-07-02").when(again).refused("SA-12")


def test_a_correction_never_takes_more_rows_than_it_brings() -> None:
    """HR-SR-3"""
    serving(batch()).when(batch("sr-2", done=1, missed=0, corrects=(count(2, result="missed"),))).refused("HR-SR-3")


# ---------------------------------------------------------------- reports


def test_a_report_says_what_its_records_say() -> None:
    """S102-23"""
    accepted = serving(batch()).when(report(390, "sr-1"), role="clerk").accepted(ServiceReported)
    assert next(e for _, e in accepted.events if isinstance(e, ServiceReported)).batches == ("sr-1",)


def test_a_report_of_more_than_its_records_is_refused_with_what_to_do() -> None:
    """S102-23"""
    refusal = serving(batch()).when(report(400, "sr-1"), role="clerk").refused("S102-23")
    assert "visits 报告 400，记录 390" in refusal.findings[0].reason
    assert "更正报告的数字" in refusal.findings[0].remedy


def test_a_report_of_less_than_its_records_is_refused_too() -> None:
    """S102-23"""
    serving(batch()).when(report(389, "sr-1"), role="clerk").refused("S102-23")


def test_a_report_may_not_name_a_batch_that_is_not_on_record() -> None:
    """S102-23"""
    serving(batch()).when(report(390, "sr-2"), role="clerk").refused("S102-23")


def test_a_report_that_passes_over_its_records_is_told() -> None:
    """S102-23"""
    serving(batch()).when(report(400), role="clerk").warned("S102-23")


def test_a_report_without_any_records_is_as_before() -> None:
    """S102-23: other evidence than rows is lawful"""
    accepted = serving().when(report(400), role="clerk").accepted(ServiceReported)
    assert [type(e) for _, e in accepted.events] == [ServiceReported]


def test_items_without_records_have_other_evidence() -> None:
    """S102-23"""
    first, *rest = terms().periods[1:]
    both = first.model_copy(update={"targets": {"visits": Decimal(400), "surveys": Decimal(1)}})
    assert isinstance(both, ContractPeriod)
    scene = performing(terms(periods=(terms().periods[0], both, *rest), amount_yuan=AMOUNT)).on("2026-05-31")
    figures = {"visits": Decimal(390), "surveys": Decimal(1)}
    told = SubmitServiceReport(period="q1", figures=figures, digest=D, batches=("sr-1",))
    scene.when(batch()).then().when(told, role="clerk").accepted(ServiceReported)


def test_at_acceptance_later_records_that_differ_from_the_report_are_told() -> None:
    """S102-23"""
    late = serving(batch()).when(report(390, "sr-1"), role="clerk").then().when(batch("sr-2", done=5, missed=0)).then()
    late.on("2026-06-02").when(ACCEPT, by="wang").warned("S102-23")


def test_at_acceptance_records_that_agree_are_not_spoken_of() -> None:
    """S102-23"""
    same = serving(batch()).when(report(390, "sr-1"), role="clerk").then().on("2026-06-02").when(ACCEPT, by="wang")
    assert [type(e) for _, e in same.accepted().events] == [PeriodAccepted]


def test_records_after_acceptance_are_taken_and_told() -> None:
    """S102-23: they change nothing that was accepted"""
    done = serving().has(reported("q1", date(2026, 5, 31)), passed("q1", date(2026, 6, 1))).on("2026-06-02")
    done.when(batch()).warned("S102-23")


# ---------------------------------------------------------------- rows and their digest


def row(minute: int = 0, **changes: Any) -> ServiceRecord:
    begins = datetime(2026, 3, 2, 9, minute, tzinfo=BEIJING)
    whole = ServiceRecord(
        kind="visit",
        recipient="r-220122-abcdefgh23",
        staff="s-07",
        township="220122100",
        starts_at=begins,
        ends_at=begins + timedelta(minutes=30),
        result="done",
        item="visits",
        grade="A",
    )
    return whole._replace(**changes)


def _tree(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\1" + _tree(leaves[:k]) + _tree(leaves[k:])).digest()


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 33])
def test_the_digest_is_the_root_of_the_rfcs_tree(n: int) -> None:
    """S102-23"""
    leaves = [leaf(row(minute)) for minute in range(n)]
    assert root(leaves) == _tree(leaves).hex()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "call"},
        {"recipient": "r-220122-abcdefgh24"},
        {"staff": "s-08"},
        {"township": "220122101"},
        {"starts_at": datetime(2026, 3, 2, 9, 0, 1, tzinfo=BEIJING)},
        {"ends_at": datetime(2026, 3, 2, 9, 31, tzinfo=BEIJING)},
        {"result": "missed"},
        {"item": "calls"},
        {"grade": "B"},
        {"note": D},
        {"corrects": "sr-1#1"},
    ],
    ids=lambda change: str(next(iter(change))),
)
def test_every_part_of_a_row_is_in_its_digest(change: dict[str, Any]) -> None:
    """SA-12"""
    assert leaf(row(**change)) != leaf(row())


def test_a_moment_has_one_digest_in_whichever_zone_it_is_told() -> None:
    """SA-12"""
    same = row(starts_at=row().starts_at.astimezone(UTC), ends_at=row().ends_at.astimezone(UTC))
    assert leaf(same) == leaf(row())


def test_no_rows_have_no_digest() -> None:
    """S102-23"""
    with pytest.raises(ValueError, match="at least one"):
        root([])


def test_rows_are_counted_as_the_act_tells_them() -> None:
    """S102-23"""
    told = counts([row(), row(1), row(2, result="missed"), row(3, grade="B")])
    assert [(c.grade, c.result, c.count) for c in told] == [("A", "done", 2), ("A", "missed", 1), ("B", "done", 1)]


def test_the_limits_are_the_laws() -> None:
    """HR-SR-1, HR-SR-2"""
    rules = rulebook("220122", date(2026, 5, 31))
    bounds = limits(rules, terms().periods[1], day("2026-05-31"))
    assert bounds.longest["visit"] == timedelta(hours=rules.period("HR-SR-1", "longest_visit").count)
    assert bounds.kinds == set(rules.kinds("HR-SR-2", "kinds"))
    assert (bounds.in_period(date(2026, 3, 1)), bounds.in_period(date(2026, 2, 28))) == (True, False)
    assert (bounds.on_time(date(2026, 4, 30)), bounds.on_time(date(2026, 4, 29))) == (True, False)


def test_rows_keyed_in_late_are_marked_and_taken_in() -> None:
    """HR-SR-1: by their number, which is no more than there are rows"""
    at = performing().on("2026-05-31")
    told = at.when(batch(late=12), by="zhao").warned("HR-SR-1").then()
    project = told.states[told.home]
    assert isinstance(project, Project)
    assert late_rows(project.performance.records.of_period("q1")) == 12
    at.when(batch(late=401), by="zhao").refused("HR-SR-1")
