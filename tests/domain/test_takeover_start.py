"""Break-glass, the duty roster, several asked at once.  HR-TK-14, HR-TK-15, HR-TK-09"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from domain.register.messages import PersonRegistered, RoleGranted
from domain.supervision.messages import DeadlineMissed
from domain.takeover.asking.messages import StandbyAsked, StandbyLapsed, StandbysExhausted, TakeoverDecided
from domain.takeover.bridge.messages import StandbyEngaged
from domain.takeover.roster.messages import (
    DutyHandedOver,
    DutyRosterSet,
    HandOverDuty,
    RosterCarried,
    SetDutyRoster,
    Shift,
)
from domain.takeover.start.messages import BreakGlass, GlassBroken, RatifyStart, StartRatified
from domain.takeover.state import Takeover
from tests.domain.bridging import (
    RUN,
    answer,
    cover,
    decide,
    engage,
    prepared,
    standby,
    takeover_plan,
    township,
    triggered,
)
from tests.domain.scene import DIVISION, HOME, SUPPLIER_3, D, Scene, day

FRIDAY = "2026-07-10T18:30"


def run(scene: Scene) -> Takeover:
    state = scene.states[RUN]
    assert isinstance(state, Takeover)
    return state


def keys(scene: Scene) -> set[str]:
    return {item.key for item in scene.agenda()}


def glass() -> BreakGlass:
    return BreakGlass(reasons="星期五晚上，负责人联系不上，A级对象无人照料", tried=("wang",))


def broken() -> Scene:
    """One duty officer starts alone on Friday evening; the first provider of two and the township can be asked."""
    plan = takeover_plan(standbys=(township(), standby("s1")))
    return triggered(plan).on(FRIDAY).when(glass(), by="duty-1").then()


# ---------------------------------------------------------------- one person starts


def test_one_person_starts_and_the_providers_are_asked_at_once() -> None:
    scene = triggered().on(FRIDAY).when(glass(), by="duty-1")
    scene.accepted(GlassBroken, TakeoverDecided, StandbyAsked)
    assert run(scene.then()).start.alone
    assert run(scene.then()).status == "bridging"


def test_only_the_roster_breaks_the_glass_and_only_before_a_decision() -> None:
    triggered().on(FRIDAY).when(glass(), by="stranger").refused("JL44-4.4.3b")
    triggered().when(glass(), by="li", role="clerk").refused("HR-WHO")
    triggered().when(decide(), by="duty-1").then().when(glass(), by="duty-1").refused("JL44-4.4.3c")


def test_until_a_second_person_agrees_no_money_is_committed_but_care_begins() -> None:
    """HR-TK-14"""
    scene = broken()
    scene = scene.when(answer("own")).then().when(answer("own", accepts=False)).then().when(answer("s1")).then()
    scene.when(engage("s1", amount_yuan=Decimal(9000)), by="duty-1").refused("HR-TK-14")
    own = broken().when(answer("own")).then()
    own = own.when(engage("own", amount_yuan=Decimal(0)), by="duty-1")
    own.accepted(StandbyEngaged)
    own = own.then().on("2026-07-10T20:00")
    own.when(cover("A", 10, own.at, key="own")).accepted()


def test_ratified_by_another_money_may_be_committed() -> None:
    scene = broken().when(answer("own", accepts=False)).then().when(answer("s1")).then().on("2026-07-11T09:00")
    scene.when(RatifyStart(agrees=True, reasons="情况属实"), by="duty-1").refused("HR-TK-14")
    scene = scene.when(RatifyStart(agrees=True, reasons="情况属实"), by="wang", role="head")
    scene.accepted(StartRatified)
    scene = scene.then()
    assert not {k for k in keys(scene) if k.startswith("takeover.ratify")}
    scene.when(engage("s1", amount_yuan=Decimal(9000)), by="duty-1").accepted(StandbyEngaged)
    scene.when(RatifyStart(agrees=True, reasons="再次"), by="zhao", role="head").refused("HR-TK-14")


def test_what_was_decided_by_two_needs_no_ratification() -> None:
    scene = triggered().when(decide(), by="duty-1").then()
    scene.when(RatifyStart(agrees=True, reasons="多余"), by="wang", role="head").refused("HR-TK-14")


def test_unratified_it_climbs_the_roster_to_county_and_government() -> None:
    scene = broken()
    climbing = [i for i in scene.agenda() if i.key.startswith("takeover.ratify")]
    assert [i.who for i in climbing] == ["wang", "county", "government"]
    assert climbing[0].due == day("2026-07-11T18:30")
    assert [b.due - a.due for a, b in pairwise(climbing)] == [timedelta(hours=4)] * 2
    scene.wake("takeover.ratify.wang")
    scene = scene.on("2026-07-11T18:30").wake("takeover.ratify.wang")
    scene.accepted(DeadlineMissed)


def test_a_limit_ends_the_authority_never_the_care() -> None:
    """Unratified after its day: what is arranged goes on, what is new waits."""
    scene = broken().when(answer("own")).then()
    scene = scene.when(engage("own", amount_yuan=Decimal(0)), by="duty-1").then().on("2026-07-12T12:00")
    scene.when(cover("A", 10, scene.at, key="own")).accepted()
    late = scene.when(RatifyStart(agrees=True, reasons="周末才看到"), by="wang", role="head")
    late.warned("HR-TK-14")
    refused = scene.when(RatifyStart(agrees=False, reasons="应当先问乡镇"), by="wang", role="head").then()
    assert run(refused).start.alone
    assert "takeover.ratify.county" in keys(refused)
    refused.when(RatifyStart(agrees=True, reasons="县里追认"), by="qin", role="county").accepted(StartRatified)


# ---------------------------------------------------------------- the roster


def shift(person: str, since: str, until: str) -> Shift:
    return Shift(person=person, name=person, from_at=day(since), until_at=day(until))


NIGHT = shift("duty-1", "2026-07-06T08:00", "2026-07-07T08:00")
NEXT = shift("duty-2", "2026-07-07T08:00", "2026-07-08T08:00")


def people(scene: Scene) -> Scene:
    for person in ("duty-1", "duty-2"):
        scene = scene.has(
            PersonRegistered(person=person, name=person, organisation="民政局"),
            RoleGranted(role="duty_officer", division=DIVISION, from_on=date(2026, 1, 1), document="任命"),
            stream=f"person/{person}",
        )
    return scene


def kept(*shifts: Shift) -> Scene:
    ready = people(prepared())
    return ready.when(SetDutyRoster(shifts=shifts or (NIGHT, NEXT), document=D), by="li", role="clerk")


def test_every_hour_has_its_person_and_the_rosters_end_is_seen() -> None:
    """HR-TK-15"""
    scene = kept()
    scene.accepted(DutyRosterSet)
    scene = scene.then()
    assert scene.item("takeover.roster.202607080800").due == day("2026-07-08T08:00")


def test_an_hour_that_nobody_answers_is_told() -> None:
    late = shift("duty-2", "2026-07-07T10:00", "2026-07-08T08:00")
    scene = kept(NIGHT, late)
    scene.warned("HR-TK-15")
    assert "takeover.roster.202607070800" in keys(scene.then())


@pytest.mark.parametrize(
    "wrong", [shift("stranger", "2026-07-06T08:00", "2026-07-07T08:00"), shift("duty-1", "2026-07-07", "2026-07-06")]
)
def test_a_shift_is_a_duty_officers_and_has_an_end(wrong: Shift) -> None:
    kept(wrong).refused("HR-TK-15")


def test_a_new_roster_leaves_what_lies_before_it() -> None:
    scene = kept().then().when(SetDutyRoster(shifts=(shift("duty-1", "2026-07-07T20:00", "2026-07-09"),), document=D))
    shifts = next(e for _, e in scene.accepted().events if isinstance(e, DutyRosterSet)).shifts
    assert [(s.person, s.until_at) for s in shifts] == [
        ("duty-1", NIGHT.until_at),
        ("duty-2", day("2026-07-07T20:00")),
        ("duty-1", day("2026-07-09")),
    ]


def test_who_is_on_duty_hands_the_rest_over_and_the_run_knows() -> None:
    scene = triggered().in_stream(HOME)
    scene = people(scene).when(SetDutyRoster(shifts=(NIGHT, NEXT), document=D), by="li", role="clerk")
    scene.accepted(DutyRosterSet, RosterCarried)
    scene = scene.then()
    given = HandOverDuty(to="duty-2", name="duty-2", open_matters="等待夕阳红答复")
    scene.when(given, by="duty-2").refused("HR-TK-15")
    scene.when(HandOverDuty(to="duty-1", name="d", open_matters="无"), by="duty-1").refused("HR-TK-15")
    scene = scene.when(given, by="duty-1")
    scene.accepted(DutyHandedOver, RosterCarried)
    scene = scene.then().in_stream(RUN).on("2026-07-06T15:00")
    assert run(scene).roster.on_duty(scene.at) == ("duty-2",)
    scene.when(decide(), by="duty-2").accepted(TakeoverDecided)  # on duty, though the plan doesn't name them
    scene.on("2026-07-06T13:00").when(decide(), by="duty-2").refused("JL44-4.4.3b")


# ---------------------------------------------------------------- several at once


def small() -> Scene:
    plan = takeover_plan(
        standbys=(
            standby("s1", capacity={"A": 6, "B": 20, "C": 30}),
            standby("s2", uscc=SUPPLIER_3, capacity={"A": 4}),
            township(),
        )
    )
    return triggered(plan).on("2026-07-06T15:00").when(decide(), by="duty-1")


def test_where_one_cannot_serve_all_several_are_asked_at_once() -> None:
    asked = [e.standby for _, e in small().accepted().events if isinstance(e, StandbyAsked)]
    assert asked == ["s1", "s2"]
    assert {"takeover.standby.s1", "takeover.standby.s2"} <= keys(small().then())


def test_who_falls_out_is_replaced_by_the_next_while_the_others_are_awaited() -> None:
    scene = small().then().on("2026-07-06T16:00").when(answer("s2", accepts=False))
    assert [e.standby for _, e in scene.accepted().events if isinstance(e, StandbyAsked)] == ["own"]
    scene = scene.then().when(answer("s1", accepts=False))
    assert not [e for _, e in scene.accepted().events if isinstance(e, StandbyAsked | StandbysExhausted)]
    scene = scene.then().wake("takeover.standby.own")
    scene.accepted(StandbyLapsed, StandbysExhausted)
