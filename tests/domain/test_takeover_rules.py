"""Takeover, rule by rule: every HR-TK rule kept once, and broken once under exactly its own id.

A rule is broken in one of three ways: the act is refused; it is noted beside an act that goes on; or its clock rings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

import pytest

import law
from domain.given import Accepted
from domain.message import Event
from domain.performance.messages import OrderRectification, RectificationOrdered
from domain.publication.messages import NoticeOrdered, NoticePublished, OrderNotice, RegisterPublication
from domain.register.collapses.messages import CollapseDeclared
from domain.supervision.messages import DeadlineMissed
from domain.takeover.asking.messages import ProposeStandby, StandbyAccepted, StandbyAdded, TakeoverDecided
from domain.takeover.bridge.messages import CoverageRecorded, StandbyEngaged
from domain.takeover.care.messages import HandoverRecorded, RecipientsNotified
from domain.takeover.drill.messages import DrillClosed, DrillOpened
from domain.takeover.ending.messages import TakeoverClosed
from domain.takeover.money.messages import BridgeSettled
from domain.takeover.people.messages import RecipientsListed
from domain.takeover.plan.messages import TakeoverPlanMade
from domain.takeover.roster.messages import DutyRosterSet
from domain.takeover.trigger.messages import TakeoverTriggered
from domain.takeover.watching.messages import GapReported
from tests.domain import (
    test_register_collapses,
    test_takeover,
    test_takeover_drill,
    test_takeover_people,
    test_takeover_run,
    test_takeover_start,
    test_takeover_watching,
)
from tests.domain.bridging import (
    EVERYONE,
    TAKEOVER,
    accepted,
    answer,
    cover,
    covered,
    decide,
    engage,
    engaged,
    prepared,
    standby,
    started,
    takeover_plan,
    township,
    triggered,
)
from tests.domain.running import performing
from tests.domain.scene import DIVISION, HOME, PROJECT, Scene, day, scene

How = Literal["refused", "noted", "rings"]


@dataclass(frozen=True)
class Line:
    """One rule: what is done by it, what comes of it, and what breaks it.  `item`: the duty whose clock rings."""

    rule: str
    right: Callable[[], Scene]
    becomes: type[Event]
    wrong: Callable[[], Scene]
    how: How = "refused"
    item: str = ""


def _gap(served: int) -> Scene:
    """A missed recipient of grade A, or none."""
    return test_takeover_watching.reported({**EVERYONE, "A": served})


def _covered_a() -> Scene:
    return engaged().on("2026-07-08T07:00").when(cover("A", 10, day("2026-07-08T07:00")))


def _rectify(working_days: int) -> Scene:
    order = OrderRectification(key="r1", finding="上门不足", working_days=working_days)
    return performing().on("2026-04-01").when(order, by="zhao")


def _drilled() -> Scene:
    rehearsed = test_takeover_drill.drilling().when(decide(start=False), by="duty-1").then()
    return rehearsed.when(test_takeover_drill.end(), by="wang", role="head")


def _own(amount: int) -> Scene:
    return test_takeover.make(takeover_plan(standbys=(township(amount_yuan=Decimal(amount)),)))


def _decided(by: str) -> Scene:
    return triggered(triggered_by="duty-1").on("2026-07-06T15:00").when(decide(), by=by, role="duty_officer")


def _proposed(to: Scene) -> Scene:
    return to.when(ProposeStandby(standby=standby("x"), reasons="三镇敬老院先接"), by="qin", role="county")


def _alone(paid: int) -> Scene:
    """One person has started the takeover; nobody has ratified it."""
    glass = test_takeover_start.broken().when(answer("own")).then()
    if not paid:
        return glass.when(engage("own", amount_yuan=Decimal(0)), by="duty-1")
    glass = glass.when(answer("own", accepts=False)).then().when(answer("s1")).then()
    return glass.when(engage("s1", amount_yuan=Decimal(paid)), by="duty-1")


def _shift(person: str) -> Scene:
    return test_takeover_start.kept(test_takeover_start.shift(person, "2026-07-06T08:00", "2026-07-07T08:00"))


def _listed(*ones: str) -> Scene:
    return triggered().when(test_takeover_people.people(*ones), by="li", role="clerk")


def _settled(used: int) -> Scene:
    return engaged().when(test_takeover_people.settle(used), by="li", role="clerk")


def _reported(a: int) -> Scene:
    return prepared().when(test_takeover_watching.gap({**EVERYONE, "A": a}), by="wu", role="township")


def _supplement(cross_cover: bool) -> Scene:
    own = Decimal(2000000)
    plan = test_takeover.with_first(route="supplement", own_contract_yuan=own, cross_cover=cross_cover)
    return test_takeover.make(plan)


def _collapsed(of: Scene) -> Scene:
    return of.when(test_register_collapses.declare(), by="duty-1")


def _taken_on(key: str) -> Scene:
    """Three of the old supplier's people go to who serves now: an interim provider, or the township itself."""
    plan = takeover_plan(standbys=(township("own") if key == "own" else standby(key),))
    money = Decimal(0) if key == "own" else Decimal(30000)
    return accepted(plan).when(engage(key, amount_yuan=money, former_staff=3), by="duty-1")


def _opened() -> Scene:
    return triggered().in_stream(HOME)


def _announced() -> Scene:
    """Ordered, and shown by the official site on the next day."""
    ordered = _opened().when(notice(), by="li", role="clerk").accepted_then(NoticeOrdered).on("2026-07-07")
    receipt = RegisterPublication(notice="takeover-1", published_at=day("2026-07-07T09:00"), receipt="R-1")
    return ordered.when(receipt, by="li", role="clerk")


def notice(without: str = "") -> OrderNotice:
    """The takeover's notice with its parts, but for one.  NT-takeover"""
    said = {"reason": "原承接主体停止服务", "arrangement": "由临时承接单位服务", "contact": "12345热线"}
    fields = {name: text for name, text in said.items() if name != without}
    return OrderNotice(notice="takeover-1", kind="takeover", title="临时接管公告", fields=fields)


TABLE: Final = (
    Line(
        "HR-TK-01",
        lambda: prepared().when(test_takeover.trigger(ground="T1")),
        TakeoverTriggered,
        lambda: _gap(9),
        "rings",
        "takeover.gap",
    ),
    Line(
        "HR-TK-02",
        lambda: triggered().on("2026-07-06T15:00").when(decide(), by="duty-1"),
        TakeoverDecided,
        triggered,
        "rings",
        "takeover.decide",
    ),
    Line("HR-TK-03", _covered_a, CoverageRecorded, engaged, "rings", "takeover.cover.A"),
    Line(
        "HR-TK-04",
        lambda: engaged().when(test_takeover_run.hand("keys")),
        HandoverRecorded,
        lambda: engaged().when(test_takeover_run.hand("furniture")),
    ),
    Line(
        "HR-TK-05",
        lambda: accepted().when(engage(days=90), by="duty-1"),
        StandbyEngaged,
        lambda: accepted(takeover_plan(standbys=(standby("s1", days_of_cover=200),))).when(
            engage(days=91), by="duty-1"
        ),
    ),
    Line("HR-TK-06", lambda: _rectify(10), RectificationOrdered, lambda: _rectify(11)),
    Line(
        "HR-TK-07",
        lambda: triggered().when(test_takeover_run.tell(60)),
        RecipientsNotified,
        lambda: triggered().when(test_takeover_run.tell(61)),
    ),
    Line(
        "HR-TK-08",
        lambda: started().when(test_takeover_run.hand("final_account")),
        HandoverRecorded,
        started,
        "rings",
        "takeover.account",
    ),
    Line(
        "HR-TK-09",
        lambda: started().on("2026-07-06T16:00").when(answer("s1")),
        StandbyAccepted,
        lambda: started().on("2026-07-06T16:00").when(answer("s2")),
    ),
    Line("HR-TK-10", _drilled, DrillClosed, prepared, "rings", "takeover.drill"),
    Line("HR-TK-11", lambda: _own(0), TakeoverPlanMade, lambda: _own(1)),
    Line("HR-TK-12", lambda: _decided("wang"), TakeoverDecided, lambda: _decided("duty-1"), "noted"),
    Line("HR-TK-13", lambda: _proposed(test_takeover_people.stranded()), StandbyAdded, lambda: _proposed(covered())),
    Line("HR-TK-14", lambda: _alone(0), StandbyEngaged, lambda: _alone(9000)),
    Line("HR-TK-15", lambda: _shift("duty-1"), DutyRosterSet, lambda: _shift("stranger")),
    Line(
        "HR-TK-16",
        lambda: prepared().when(test_takeover_drill.drill(), by="li", role="clerk"),
        DrillOpened,
        lambda: (
            test_takeover_drill.drilling()
            .in_stream(prepared().home)
            .when(test_takeover_drill.drill(), by="li", role="clerk")
        ),
    ),
    Line("HR-TK-17", lambda: _settled(60000), BridgeSettled, lambda: _settled(90001)),
    Line("HR-TK-18", lambda: _reported(10), GapReported, lambda: _reported(11)),
    Line("HR-TK-19", lambda: _listed("r-1", "r-2"), RecipientsListed, lambda: _listed("r-1", "r-1")),
    Line("HR-TK-20", lambda: _supplement(True), TakeoverPlanMade, lambda: _supplement(False), "noted"),
    Line(
        "HR-TK-21",
        lambda: _collapsed(test_register_collapses.known()),
        CollapseDeclared,
        lambda: _collapsed(scene(home=test_register_collapses.STREAM, at=day("2026-05-11"))),
    ),
    Line("HR-TK-22", _announced, NoticePublished, _opened, "rings", f"takeover.notice.{TAKEOVER}"),
    Line("HR-TK-23", lambda: _taken_on("s1"), StandbyEngaged, lambda: _taken_on("own")),
)
each = pytest.mark.parametrize("line", TABLE, ids=[line.rule for line in TABLE])


def _noted(answered: Scene) -> list[str]:
    assert isinstance(answered.answer, Accepted)
    return [clause for _, event in answered.answer.events if (clause := getattr(event, "clause", None))]


@each
def test_what_keeps_to_the_rule_is_done_without_a_word_of_it(line: Line) -> None:
    right = line.right()
    right.accepted(line.becomes)
    assert line.rule not in _noted(right)
    if line.item:
        assert line.item not in {item.key for item in right.then().agenda()}


@each
def test_what_breaks_it_is_answered_under_exactly_that_rule(line: Line) -> None:
    wrong = line.wrong()
    match line.how:
        case "refused":
            refusal = wrong.refused(line.rule)
            assert {f.clause for f in refusal.findings if f.blocks} == {line.rule}
            assert refusal.findings[0].remedy
        case "noted":
            assert _noted(wrong) == [line.rule]
        case "rings":
            assert wrong.item(line.item).rule == line.rule
            events = [type(event) for _, event in _rung(wrong, line.item).accepted().events]
            assert DeadlineMissed in events or TakeoverTriggered in events


def test_the_notice_of_a_takeover_has_its_parts() -> None:
    """NT-takeover"""
    _opened().when(notice(without="contact"), by="li", role="clerk").refused("NT-takeover")


def test_an_earlier_takeovers_notice_does_not_announce_the_next() -> None:
    """HR-TK-22"""
    closed = TakeoverClosed(takeover=TAKEOVER, outcome="returned", on=date(2026, 7, 20))
    scene = _announced().then().has(closed).on("2026-08-03")
    again = scene.when(test_takeover.trigger(gap_since=day("2026-08-03T08:00"))).then()
    assert again.item(f"takeover.notice.{PROJECT}-T2").rule == "HR-TK-22"


def test_a_drill_is_never_announced() -> None:
    """HR-TK-16, HR-TK-22: neither is a notice due, nor may one be ordered."""
    scene = test_takeover_drill.drilling().in_stream(HOME)
    assert not [item.key for item in scene.agenda() if item.key.startswith("takeover.notice")]
    scene.when(notice(), by="li", role="clerk").refused("JL44-4.4.3c")


def _rung(scene: Scene, key: str) -> Scene:
    """The clock goes on, past the reminders, to the moment at which the item strikes."""
    struck = scene.item(key).due
    while True:
        scene = scene.wake(key)
        if scene.at >= struck:
            return scene
        scene = scene.then()


def test_the_table_has_every_rule_of_the_takeover_and_none_twice() -> None:
    rules = law.load().rulebook(DIVISION, date(2026, 12, 1))
    assert [line.rule for line in TABLE] == sorted(r.id for r in rules.rules() if r.id.startswith("HR-TK-"))
