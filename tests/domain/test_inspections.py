"""Inspections: two who go, none of them the supplier's, a sample nobody chose; rechecks by another person.  HR-IN-2, HR-PF-1"""

from datetime import date
from hashlib import sha256
from typing import Any

from domain.performance.inspection.messages import (
    CommitInspectionSample,
    DrawInspectionSample,
    InspectionSampleCommitted,
    InspectionSampleDrawn,
)
from domain.performance.messages import (
    InspectionRecorded,
    OrderRectification,
    RecheckRectification,
    RecordInspection,
    RectificationRechecked,
    ReportRectification,
)
from domain.performance.roster.messages import Enrolment, RecipientsEnrolled, RosterChanged
from domain.register.persons.messages import PersonRegistered
from domain.supervision.messages import DeadlineMissed, WarningNoted
from tests.domain.running import performing
from tests.domain.scene import BUYER, SUPPLIER, D, Scene

PHOTO = "b" * 64
PEOPLE = tuple(f"r-220122-{letter * 10}" for letter in "abcdefghij")
SEED = "二〇二六年四月一日封存的一句话，无人知晓"


def known() -> Scene:
    """A contract under way; the ministry's Qian and the supplier's Sun are registered."""
    qian = PersonRegistered(person="qian", name="钱", organisation="农安县民政局", uscc=BUYER)
    sun = PersonRegistered(person="sun", name="孙", organisation="春风中心", uscc=SUPPLIER)
    at = performing().on("2026-04-01")
    return at.has(qian, stream="person/qian").has(sun, stream="person/sun")


def enrolled() -> Scene:
    entries = tuple(
        Enrolment(recipient=who, grade="B", township="220122102", from_on=date(2026, 3, 1)) for who in PEOPLE
    )
    return known().has(
        RecipientsEnrolled(ground="initial", entries=entries, document=D, by="town", on=date(2026, 3, 1))
    )


def inspect(**changes: Any) -> RecordInspection:
    values: dict[str, Any] = {"key": "i1", "place": "合隆镇", "digest": D, "inspectors": ("qian",), "photos": (PHOTO,)}
    return RecordInspection(**{**values, **changes})


def warnings(scene: Scene) -> list[str]:
    return [e.reason for _, e in scene.accepted().events if isinstance(e, WarningNoted)]


def test_two_inspect_and_their_photos_stay_by_digest() -> None:
    """HR-IN-2, JL44-4.4.1: one alone is told, and the same person twice is one"""
    seen = known().when(inspect(), by="zhao")
    recorded = seen.accepted(InspectionRecorded).events[0][1]
    assert isinstance(recorded, InspectionRecorded)
    assert (recorded.by, recorded.inspectors, recorded.photos) == ("zhao", ("qian",), (PHOTO,))
    assert warnings(seen) == []
    known().when(inspect(inspectors=()), by="zhao").warned("HR-IN-2")
    known().when(inspect(), by="qian").warned("HR-IN-2")


def test_nobody_inspects_his_own_employers_service() -> None:
    """JL44-4.4.1: neither as the one who records it nor beside him; and somebody unknown is nobody"""
    known().when(inspect(inspectors=("sun",)), by="zhao").refused("JL44-4.4.1")
    known().when(inspect(), by="sun", role="inspector", uscc=SUPPLIER).refused("JL44-4.4.1")
    known().when(inspect(inspectors=("nobody",)), by="zhao").refused("JL44-4.4.1")


def test_who_was_visited_is_on_the_roster() -> None:
    """JL44-4.4.1"""
    at = enrolled()
    at.when(inspect(visited=PEOPLE[:2]), by="zhao").accepted(InspectionRecorded)
    at.when(inspect(visited=("r-220122-zzzzzzzzzz",)), by="zhao").refused("JL44-4.4.1")
    at.when(inspect(visited=(PEOPLE[0], PEOPLE[0])), by="zhao").refused("JL44-4.4.1")


# ---------------------------------------------------------------- the sample


def committed() -> Scene:
    commit = CommitInspectionSample(key="i1", commitment=sha256(SEED.encode()).hexdigest(), count=3)
    return enrolled().when(commit, by="zhao").accepted_then(InspectionSampleCommitted)


def draw(**changes: Any) -> DrawInspectionSample:
    values: dict[str, Any] = {"key": "i1", "seed": SEED, "lot": "春风", "witness": "孙"}
    return DrawInspectionSample(**{**values, **changes})


def drawn_by(at: Scene) -> tuple[str, ...]:
    event = at.accepted(InspectionSampleDrawn).events[0][1]
    assert isinstance(event, InspectionSampleDrawn)
    return event.recipients


def test_a_sample_is_drawn_by_the_seed_and_the_witness_together() -> None:
    """HR-IN-2: the same words draw the same people, another word draws others"""
    at = committed()
    once = drawn_by(at.when(draw(), by="zhao"))
    assert len(set(once)) == 3
    assert set(once) <= set(PEOPLE)
    assert drawn_by(at.when(draw(), by="qian")) == once
    assert len({drawn_by(at.when(draw(lot=f"第{n}签"), by="zhao")) for n in range(5)}) > 1


def test_a_draw_keeps_to_what_was_committed() -> None:
    """HR-IN-2: another seed, a second draw, no commitment, more people than there are, a roster changed behind it"""
    at = committed()
    at.when(draw(seed="另外的一句话，事后才想到的，十六字"), by="zhao").refused("HR-IN-2")
    at.when(draw(), by="zhao").then().when(draw(), by="zhao").refused("HR-IN-2")
    enrolled().when(draw(), by="zhao").refused("HR-IN-2")
    many = CommitInspectionSample(key="i2", commitment=D, count=11)
    at.when(many, by="zhao").refused("HR-IN-2")
    at.when(CommitInspectionSample(key="i1", commitment=D, count=1), by="zhao").refused("JL44-4.4.0")
    died = RosterChanged(
        recipient=PEOPLE[0], ground="death", effective_on=date(2026, 3, 20), document=D, by="town", on=date(2026, 4, 1)
    )
    at.has(died).when(draw(), by="zhao").refused("HR-IN-2")


def test_who_was_drawn_is_looked_at_or_told() -> None:
    """HR-IN-2: an inspection waits for its draw; then each one who wasn't seen is named"""
    at = committed()
    at.when(inspect(visited=PEOPLE[:1]), by="zhao").refused("HR-IN-2")
    chosen = drawn_by(at.when(draw(), by="zhao"))
    after = at.when(draw(), by="zhao").then()
    assert warnings(after.when(inspect(visited=chosen), by="zhao")) == []
    (told,) = warnings(after.when(inspect(visited=chosen[1:]), by="zhao"))
    assert chosen[0] in told


# ---------------------------------------------------------------- rectification


def ordered() -> Scene:
    order = OrderRectification(key="r1", finding="上门次数不足", working_days=5)
    return performing().on("2026-04-09").when(order, by="zhao").then()


def test_another_person_rechecks_than_the_one_who_reported() -> None:
    """HR-PF-1: persons are compared, not roles"""
    told = ordered().when(ReportRectification(key="r1", measures="补做", digest=D), by="zhao", role="clerk").then()
    check = RecheckRectification(key="r1", passed=True, note="现场看过")
    told.when(check, by="zhao").refused("HR-PF-1")
    told.when(check, by="qian").accepted(RectificationRechecked)


def missed(scene: Scene, key: str) -> Scene:
    while scene.item(key).does == "remind":
        scene = scene.wake(key).then()
    return scene.wake(key).accepted_then(DeadlineMissed)


def test_a_recheck_that_nobody_makes_goes_to_the_head() -> None:
    """HR-PF-1: until somebody rechecks; and it raises an alarm of its own"""
    told = ordered().when(ReportRectification(key="r1", measures="补做", digest=D), by="sun", uscc=SUPPLIER).then()
    above = "performance.overdue.recheck.r1"
    assert above not in {i.key for i in told.agenda()}
    late = missed(told, "performance.recheck.r1")
    assert late.item(above).who == "head"
    checked = late.when(RecheckRectification(key="r1", passed=True, note="现场看过"), by="qian").then()
    assert above not in {i.key for i in checked.agenda()}
    missed(late, above)


def test_a_rectification_that_is_not_reported_goes_to_the_head() -> None:
    """HR-TK-06, HR-PF-1"""
    late = missed(ordered(), "performance.rectify.r1")
    assert late.item("performance.overdue.rectify.r1").who == "head"
    told = late.when(ReportRectification(key="r1", measures="补做", digest=D), by="sun", uscc=SUPPLIER).then()
    assert "performance.overdue.rectify.r1" not in {i.key for i in told.agenda()}


def test_after_a_failed_recheck_the_head_hears_of_the_failures_alone() -> None:
    """HR-PF-1: what was reported and failed is counted, it is not said to be unreported"""
    told = ordered().when(ReportRectification(key="r1", measures="补做", digest=D), by="sun", uscc=SUPPLIER).then()
    failed = told.when(RecheckRectification(key="r1", passed=False, note="未动"), by="qian").then()
    late = missed(failed, "performance.rectify.r1")
    assert {k for i in late.agenda() if "overdue" in (k := i.key)} == set()
