"""Incidents: told in time or told late, everybody informed, stopped, closed by another.  HR-IC-1, HR-IC-2, HR-IC-3, EX-12, EX-14"""

from datetime import date, datetime
from typing import Any

import pytest

from domain.calendar import BEIJING
from domain.performance.incidents.messages import (
    INCIDENT_KINDS,
    CloseIncident,
    IncidentClosed,
    IncidentNotified,
    IncidentRemedied,
    IncidentReported,
    NotifyOfIncident,
    RemedyIncident,
    ReportIncident,
    Told,
)
from domain.supervision.messages import DeadlineMissed, DeadlineTook, WarningNoted
from domain.takeover.watching.messages import ConcludeReview, ReviewConcluded, ReviewOpened
from tests.domain.running import performing
from tests.domain.scene import SUPPLIER, D, Scene, rulebook

WHO = "r-220122-" + "a" * 10
OTHER = "r-220122-" + "b" * 10


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def fall(**changes: Any) -> ReportIncident:
    """Known at eight in the morning of 9 April, a Thursday."""
    values: dict[str, Any] = {
        "key": "i1",
        "kind": "injury",
        "known_at": moment("2026-04-09T08:00"),
        "recipients": (WHO,),
        "affected": 1,
        "place": "滨河社区",
        "what": "洗浴时滑倒",
        "measures": "送医并通知家属",
        "digest": D,
    }
    return ReportIncident(**{**values, **changes})


def at_ten() -> Scene:
    return performing().on("2026-04-09")  # ten in the morning


def reported(**changes: Any) -> Scene:
    return at_ten().when(fall(**changes), by="nurse", role="supplier", uscc=SUPPLIER).then()


def told(told: Told, at: str = "2026-04-09T10:00") -> NotifyOfIncident:
    return NotifyOfIncident(key="i1", told=told, told_at=moment(at), manner="phone", digest=D)


def remedy(*, stopped: bool = True) -> RemedyIncident:
    return RemedyIncident(key="i1", measures="加装防滑垫", stopped=stopped, digest=D)


def close(*, at_fault: bool = False) -> CloseIncident:
    return CloseIncident(key="i1", cause="地面湿滑", supplier_at_fault=at_fault, conclusion="已整改", digest=D)


def event(of: Scene) -> IncidentReported:
    return next(e for _, e in of.accepted(IncidentReported).events if isinstance(e, IncidentReported))


# ---------------------------------------------------------------- the report clock


def test_an_injury_told_within_its_hours_is_in_time() -> None:
    """HR-IC-1"""
    scene = at_ten().when(fall(), by="nurse", role="supplier", uscc=SUPPLIER)
    assert not event(scene).late
    assert event(scene).by_supplier
    assert not [e for _, e in scene.accepted().events if isinstance(e, WarningNoted)]


@pytest.mark.parametrize("kind", INCIDENT_KINDS)
def test_each_kind_has_its_clock_the_limit_itself_is_in_time_and_a_minute_later_is_late(kind: Any) -> None:
    """HR-IC-1, EX-12: late is taken in, flagged and told, never refused"""
    limit = rulebook("220122", date(2026, 4, 9)).period("HR-IC-1", f"report_{kind}")
    begun = {"known_at": moment("2026-04-01T08:00"), "kind": kind}
    last = datetime.fromtimestamp(moment("2026-04-01T08:00").timestamp() + limit.count * 3600, tz=BEIJING)
    in_time = performing().on(last.replace(tzinfo=None).isoformat() + ".000")
    assert not event(in_time.when(fall(**begun), by="nurse", role="supplier", uscc=SUPPLIER)).late
    later = datetime.fromtimestamp(last.timestamp() + 60, tz=BEIJING)
    overdue = performing().on(later.replace(tzinfo=None).isoformat() + ".000")
    asked = overdue.when(fall(**begun), by="nurse", role="supplier", uscc=SUPPLIER)
    assert event(asked).late
    asked.warned("EX-12" if kind == "data_leak" else "HR-IC-1")


def test_what_was_told_by_telephone_is_entered_later_with_its_own_moment() -> None:
    """HR-IC-1: villages have no network; the buyer's side says when the call came, a supplier may not"""
    rung = fall(kind="death", told_at=moment("2026-04-09T09:00"), known_at=moment("2026-04-09T08:30"))
    days_later = performing().on("2026-04-13")
    assert not event(days_later.when(rung, by="zhao", role="clerk")).late
    days_later.when(rung, by="nurse", role="supplier", uscc=SUPPLIER).refused("HR-IC-1")


def test_the_moments_of_a_report_follow_each_other() -> None:
    """HR-IC-1"""
    at_ten().when(fall(known_at=moment("2026-04-09T10:01")), by="zhao", role="clerk").refused("HR-IC-1")
    at_ten().when(fall(told_at=moment("2026-04-09T10:01")), by="zhao", role="clerk").refused("HR-IC-1")


def test_people_are_counted_once_and_a_key_is_used_once() -> None:
    """HR-IC-1"""
    at_ten().when(fall(recipients=(WHO, WHO), affected=2), by="zhao", role="clerk").refused("HR-IC-1")
    at_ten().when(fall(recipients=(WHO, OTHER)), by="zhao", role="clerk").refused("HR-IC-1")
    reported().when(fall(), by="zhao", role="clerk").refused("HR-IC-1")


# ---------------------------------------------------------------- who is told


def owed(scene: Scene) -> set[str]:
    return {i.key.rsplit(".", 1)[1] for i in scene.agenda() if ".tell." in i.key}


def test_who_must_know_is_on_the_agenda_until_told_and_missing_it_raises_an_alarm() -> None:
    """HR-IC-2: a death is told to the family, the police and the superior within 24 hours"""
    scene = reported(kind="death")
    assert owed(scene) == {"family", "police", "superior"}
    item = scene.item("performance.incident.i1.tell.police")
    assert item.due == moment("2026-04-10T10:00")
    scene.wake(item.key).accepted(DeadlineMissed)
    after = scene.when(told("police"), by="zhao").then()
    assert owed(after) == {"family", "superior"}


def test_harm_to_a_minor_is_told_to_police_and_civil_affairs() -> None:
    """EX-14: Law on the Protection of Minors art. 11; of a grown-up's injury only the family is told"""
    assert owed(reported()) == {"family"}
    scene = reported(minors=True)
    assert owed(scene) == {"family", "police", "civil_affairs"}
    assert scene.item("performance.incident.i1.tell.police").rule == "EX-14"


def test_a_leak_is_told_to_the_authority_and_the_persons() -> None:
    """EX-12: PIPL 57"""
    scene = reported(kind="data_leak")
    assert owed(scene) == {"data_authority", "persons"}
    assert scene.item("performance.incident.i1.tell.persons").rule == "EX-12"


def test_telling_is_recorded_once_after_the_fact_and_late_telling_is_told() -> None:
    """HR-IC-2"""
    scene = reported()
    scene.when(told("family"), by="zhao").accepted(IncidentNotified)
    scene.when(told("family", "2026-04-09T07:59"), by="zhao").refused("HR-IC-2")
    scene.when(told("family", "2026-04-09T11:00"), by="zhao").refused("HR-IC-2")
    scene.when(told("family"), by="zhao").then().when(told("family"), by="zhao").refused("HR-IC-2")
    scene.on("2026-04-13").when(told("family", "2026-04-12T10:00"), by="zhao").warned("HR-IC-2")


def test_of_an_unknown_incident_nothing_is_recorded() -> None:
    """HR-IC-3"""
    at_ten().when(told("family"), by="zhao").refused("HR-IC-3")
    at_ten().when(remedy(), by="zhao", role="clerk").refused("HR-IC-3")
    at_ten().when(close(), by="wang").refused("HR-IC-3")


# ---------------------------------------------------------------- stopped and closed


def handled(**changes: Any) -> Scene:
    scene = reported(**changes)
    for whom in owed(scene):
        scene = scene.when(told(whom), by="zhao").then()  # type: ignore[arg-type]
    return scene.when(remedy(), by="nurse", role="supplier", uscc=SUPPLIER).accepted_then(IncidentRemedied)


def test_an_incident_is_closed_when_everybody_was_told_and_the_harm_is_stopped() -> None:
    """HR-IC-3"""
    scene = handled()
    assert scene.item("performance.incident.i1.close").who == "reviewer"
    closed = scene.when(close(), by="wang").accepted_then(IncidentClosed)
    assert not [i for i in closed.agenda() if i.key.startswith("performance.incident")]
    closed.when(close(), by="wang").refused("HR-IC-3")


def test_nobody_closes_what_they_reported_or_handled() -> None:
    """HR-IC-3"""
    handled().when(close(), by="zhao", role="head").refused("HR-IC-3")
    handled().when(close(), by="nurse", role="head").refused("HR-IC-3")


@pytest.mark.parametrize(
    ("changes", "clause"), [({}, "HR-IC-2"), ({"minors": True}, "EX-14"), ({"kind": "data_leak"}, "EX-12")]
)
def test_nothing_is_closed_before_everybody_was_told(changes: dict[str, Any], clause: str) -> None:
    """HR-IC-2, EX-12, EX-14"""
    scene = reported(**changes).when(remedy(), by="nurse", role="supplier", uscc=SUPPLIER).then()
    scene.when(close(), by="wang").refused(clause)


@pytest.mark.parametrize(("kind", "clause"), [("injury", "HR-IC-3"), ("data_leak", "EX-12")])
def test_nothing_is_closed_before_it_is_stopped(kind: str, clause: str) -> None:
    """EX-12, HR-IC-3"""
    scene = reported(kind=kind)
    for whom in owed(scene):
        scene = scene.when(told(whom), by="zhao").then()  # type: ignore[arg-type]
    scene.when(close(), by="wang").refused(clause)
    going_on = scene.when(remedy(stopped=False), by="nurse", role="supplier", uscc=SUPPLIER).then()
    going_on.when(close(), by="wang").refused(clause)


# ---------------------------------------------------------------- signs that somebody else may have to serve


def test_a_recipient_harmed_by_the_suppliers_fault_asks_whether_a_takeover_is_needed() -> None:
    """HR-TK-01 T4, HR-TK-18: once judged it is quiet; without fault there is no sign"""
    innocent = handled().when(close(), by="wang").then()
    assert not [i for i in innocent.agenda() if "review" in i.key]
    scene = handled().when(close(at_fault=True), by="wang").then()
    assert scene.item("takeover.review.T4.1").who == "duty_officer"
    judged = ConcludeReview(sign="T4", can_go_on=True, reasons="个别事故，已整改", digest=D)
    after = scene.when(judged, by="duty").accepted_then(ReviewConcluded)
    assert not [i for i in after.agenda() if "review" in i.key]
    after.when(judged, by="duty").refused("HR-TK-18")


def test_abuse_that_the_supplier_kept_to_itself_is_a_sign_at_once() -> None:
    """HR-TK-01 T4: reported by others, or late; abuse that it told in time is none yet"""
    others = at_ten().when(fall(kind="abuse", from_supplier=False), by="zhao", role="clerk").then()
    assert others.item("takeover.review.T4.1").due == moment("2026-04-10T10:00")
    late = reported(kind="abuse", known_at=moment("2026-04-09T07:59"))
    assert late.item("takeover.review.T4.1")
    in_time = reported(kind="abuse")
    assert not [i for i in in_time.agenda() if "review" in i.key]


def test_a_leak_that_nobody_stops_in_time_opens_a_review_by_itself() -> None:
    """HR-TK-01 T9, EX-12"""
    scene = reported(kind="data_leak")
    assert scene.item("performance.incident.i1.stop").rule == "EX-12"
    opened = scene.wake("takeover.leak.i1").accepted_then(DeadlineTook, ReviewOpened)
    assert opened.item("takeover.review.T9")
    stopped = scene.when(remedy(), by="nurse", role="supplier", uscc=SUPPLIER).then()
    assert not [i for i in stopped.agenda() if i.key.startswith(("takeover.leak", "performance.incident.i1.stop"))]
