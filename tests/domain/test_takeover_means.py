"""What bridges the gap: routes by their own rules, places, money and days beside the days needed.  R-M13, R-P07, AD-14, HR-TK-05"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.project import Project
from domain.takeover.bridge.messages import ExtendInterim, StandbyEngaged
from domain.takeover.means import means, replaced_by
from domain.takeover.plan.messages import TakeoverPlan
from domain.takeover.state import Takeover
from tests.domain.bridging import (
    EVERYONE,
    RUN,
    accepted,
    answer,
    covered,
    engage,
    engaged,
    standby,
    started,
    takeover_plan,
)
from tests.domain.running import plan as project_plan
from tests.domain.scene import DIVISION, HOME, SUPPLIER_3, D, Scene, rulebook


def negotiated() -> TakeoverPlan:
    first = standby("s1", route="urgent_negotiation", route_basis="政府采购法第三十条第三项")
    return takeover_plan(standbys=(first, standby("s2", uscc=SUPPLIER_3)))


def engage_by_negotiation(on: str = "2026-07-09", **changes: Any) -> Scene:
    """The documents went out on Monday 6 July; the responses are in three working days later, on Thursday."""
    declared = {"urgency": "unforeseen", "urgency_evidence": D, "starts_on": date(2026, 7, 9), **changes}
    return accepted(negotiated()).on(on).when(engage("s1", **declared), by="duty-1")


def test_an_urgent_negotiation_declares_where_the_urgency_comes_from() -> None:
    """R-M13, GPL 30(3): not for the buyer's own delay; declared with evidence, which stays on record."""
    event = engage_by_negotiation().accepted(StandbyEngaged).events[0][1]
    assert isinstance(event, StandbyEngaged)
    assert (event.urgency, event.urgency_evidence) == ("unforeseen", D)
    refusal = engage_by_negotiation(urgency="own_delay").refused("R-M13")
    assert "先行衔接" in refusal.findings[0].remedy
    assert engage_by_negotiation(urgency=None).refused("R-M13").findings[0].field == "urgency"
    assert engage_by_negotiation(urgency_evidence=None).refused("R-M13").findings[0].field == "urgency_evidence"


@pytest.mark.parametrize(("on", "lawful"), [("2026-07-08", False), ("2026-07-09", True)])
def test_an_urgent_negotiation_leaves_three_working_days(on: str, lawful: bool) -> None:
    """R-P07"""
    answered = engage_by_negotiation(on)
    answered.accepted(StandbyEngaged) if lawful else answered.refused("R-P07")


def test_another_route_declares_no_urgency() -> None:
    accepted().when(engage(), by="duty-1").accepted(StandbyEngaged)


# ---------------------------------------------------------------- what there is


def run(scene: Scene) -> Takeover:
    state = scene.states[RUN]
    assert isinstance(state, Takeover)
    return state


def test_before_anybody_is_engaged_each_covers_what_the_plan_says_from_today() -> None:
    first, second = means(run(started()), date(2026, 7, 6))
    assert (first.capacity, first.route, first.amount_yuan, first.days) == (EVERYONE, "framework", Decimal(90000), 90)
    assert (first.until, first.engaged) == (date(2026, 10, 3), False)
    assert second.key == "s2"


def test_who_declined_covers_nothing() -> None:
    declined = started().on("2026-07-06T16:00").when(answer("s1", accepts=False)).then()
    first = means(run(declined), date(2026, 7, 6))[0]
    assert (first.days, first.until) == (0, None)


def test_who_is_engaged_covers_until_its_last_day_extended_with_its_money() -> None:
    first = means(run(engaged()), date(2026, 7, 6))[0]
    assert (first.until, first.days, first.amount_yuan, first.engaged) == (
        date(2026, 8, 5),
        30,
        Decimal(90000),
        True,
    )
    more = ExtendInterim(days=10, body="县政府", document_number="1号", scan=D, amount_yuan=Decimal(20000))
    longer = covered().on("2026-08-04").when(more, by="wang", role="head").then()
    first = means(run(longer), date(2026, 8, 4))[0]
    assert (first.until, first.days, first.amount_yuan) == (date(2026, 8, 15), 40, Decimal(110000))


def test_the_days_needed_are_the_law_calendars() -> None:
    """AD-14 is an estimate; this is what the law makes one wait for, by the plan's own method."""
    project = engaged().states[HOME]
    assert isinstance(project, Project)
    rules = rulebook(DIVISION, date(2026, 7, 6))
    needed = replaced_by(project.plan, rules, date(2026, 7, 6))
    assert needed is not None
    assert needed > date(2026, 8, 5)  # the intention's thirty days alone outlast this engagement (PB-01)
    assert replaced_by(project_plan(method="no_such_method"), rules, date(2026, 7, 6)) is None
