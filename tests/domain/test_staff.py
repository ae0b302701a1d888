"""Staff: posts of the contract, shares filled, records searched where minors are served.  HR-ST-1, EX-14, HR-TK-01"""

from datetime import date
from typing import Any

import pytest

from domain.performance.messages import PerformanceStarted, StartPerformance
from domain.performance.staff.messages import (
    Filled,
    Post,
    RecordStaffCheck,
    ReportStaff,
    SetStaffing,
    StaffChecked,
    StaffingSet,
    StaffReported,
)
from domain.supervision.messages import DeadlineMissed, WarningNoted
from domain.takeover.watching.messages import ConcludeReview
from tests.domain.running import performing, signed
from tests.domain.scene import D, Scene

POSTS = (Post(post="护理员", required=10, key=True), Post(post="社工", required=2), Post(post="督导", required=1))
ALL = ("sexual_assault", "abuse", "trafficking", "violence")


def asked(minors: int = 0, posts: tuple[Post, ...] = POSTS) -> SetStaffing:
    return SetStaffing(posts=posts, minors=minors, digest=D)


def check(**changes: Any) -> RecordStaffCheck:
    values: dict[str, Any] = {"checked_on": date(2026, 2, 27), "checked": 13, "records": ALL, "digest": D}
    return RecordStaffCheck(**{**values, **changes})


def report(nurses: int = 10, workers: int = 2, lead: int = 1, **changes: Any) -> ReportStaff:
    filled = (
        Filled(post="护理员", present=nurses),
        Filled(post="社工", present=workers),
        Filled(post="督导", present=lead),
    )
    values: dict[str, Any] = {"as_of": date(2026, 4, 1), "filled": filled, "digest": D}
    return ReportStaff(**{**values, **changes})


def staffed(minors: int = 0) -> Scene:
    return performing().when(asked(minors), by="zhao").then().on("2026-04-01")


def warnings(of: Scene) -> list[str]:
    return [e.reason for _, e in of.accepted().events if isinstance(e, WarningNoted)]


def test_posts_are_set_once_each() -> None:
    """HR-ST-1"""
    performing().when(asked(), by="zhao").accepted(StaffingSet)
    performing().when(asked(posts=(POSTS[0], POSTS[0])), by="zhao").refused("HR-ST-1")


def test_every_post_is_reported_and_none_that_the_contract_does_not_have() -> None:
    """HR-ST-1"""
    staffed().when(report(), by="firm", role="clerk").accepted(StaffReported)
    assert warnings(staffed().when(report(), by="zhao", role="clerk")) == []
    some = (Filled(post="护理员", present=10),)
    staffed().when(report(filled=some), by="zhao", role="clerk").refused("HR-ST-1")
    twice = (*report().filled, Filled(post="社工", present=2))
    staffed().when(report(filled=twice), by="zhao", role="clerk").refused("HR-ST-1")
    strange = (*report().filled, Filled(post="司机", present=1))
    staffed().when(report(filled=strange), by="zhao", role="clerk").refused("HR-ST-1")
    staffed().when(report(as_of=date(2026, 4, 2)), by="zhao", role="clerk").refused("HR-ST-1")
    performing().on("2026-04-01").when(report(), by="zhao", role="clerk").refused("HR-ST-1")


def test_who_left_is_told_with_the_reason() -> None:
    """HR-ST-1: a change of staff is a report"""
    left = (Filled(post="护理员", present=10, joined=1, left=1), *report().filled[1:])
    staffed().when(report(filled=left), by="zhao", role="clerk").refused("HR-ST-1")
    staffed().when(report(filled=left, reasons="一人离职，当日补足"), by="zhao", role="clerk").accepted(StaffReported)


def test_more_than_enough_in_one_post_does_not_make_up_for_another() -> None:
    """HR-ST-1: 2 of 13 places are empty, and twelve nurses don't fill them"""
    found = warnings(staffed().when(report(nurses=12, workers=1, lead=0), by="zhao", role="clerk"))
    assert found == ["全部岗位到岗率 85%，低于 90%"]


@pytest.mark.parametrize(("nurses", "sign"), [(7, False), (6, True)])
def test_too_few_key_staff_ask_whether_the_supplier_can_go_on(nurses: int, sign: bool) -> None:
    """HR-TK-01 T3: seventy per cent itself is enough"""
    scene = staffed().when(report(nurses=nurses), by="zhao", role="clerk").then()
    items = [i.key for i in scene.agenda() if i.key.startswith("takeover.review.T3")]
    assert bool(items) is sign
    if sign:
        judged = ConcludeReview(sign="T3", can_go_on=True, reasons="三日内补足", digest=D)
        after = scene.when(judged, by="duty").then()
        assert not [i for i in after.agenda() if i.key.startswith("takeover.review")]
        worse = after.on("2026-05-01").when(report(nurses=5, as_of=date(2026, 5, 1)), by="zhao", role="clerk").then()
        assert worse.item("takeover.review.T3.2026-05-01")


def test_the_monthly_report_is_due_and_missed_aloud() -> None:
    """HR-ST-1"""
    scene = staffed()
    item = scene.item("performance.staff.2026-03-01")
    assert item.who == "supplier"
    scene.wake(item.key).then().wake(item.key).accepted(DeadlineMissed)
    again = scene.when(report(), by="zhao", role="clerk").then()
    assert "performance.staff.2026-04-01" in {i.key for i in again.agenda()}


# ---------------------------------------------------------------- minors


def test_where_minors_are_served_nobody_begins_unsearched() -> None:
    """EX-14: Law on the Protection of Minors art. 62"""
    with_minors = signed().when(asked(minors=12), by="zhao").then()
    with_minors.when(StartPerformance(), by="wang").refused("EX-14")
    searched = with_minors.when(check(), by="zhao", role="clerk").accepted_then(StaffChecked)
    searched.when(StartPerformance(), by="wang").accepted(PerformanceStarted)
    signed().when(asked(), by="zhao").then().when(StartPerformance(), by="wang").accepted(PerformanceStarted)


def test_a_search_covers_every_record_and_whoever_has_one_leaves() -> None:
    """EX-14"""
    staffed(3).when(check(records=ALL[:3]), by="zhao", role="clerk").refused("EX-14")
    staffed(3).when(check(found=1), by="zhao", role="clerk").refused("EX-14")
    staffed(3).when(check(found=1, dismissed=1), by="zhao", role="clerk").accepted(StaffChecked)
    staffed(3).when(check(found=14, dismissed=14), by="zhao", role="clerk").refused("EX-14")
    staffed(3).when(check(checked_on=date(2026, 4, 2)), by="zhao", role="clerk").refused("EX-14")


def test_the_search_is_repeated_every_year_and_an_old_one_is_told() -> None:
    """EX-14"""
    scene = staffed(3).when(check(checked_on=date(2025, 6, 1)), by="zhao", role="clerk").then()
    item = scene.item("performance.staff-check.2025-06-01")
    assert (item.rule, item.due.date()) == ("EX-14", date(2026, 6, 2))
    assert not [w for w in warnings(scene.when(report(), by="zhao", role="clerk")) if "查询" in w]
    later = scene.on("2026-06-03").when(report(as_of=date(2026, 6, 3)), by="zhao", role="clerk")
    later.warned("EX-14")
    assert not [i for i in staffed().agenda() if "staff-check" in i.key]
