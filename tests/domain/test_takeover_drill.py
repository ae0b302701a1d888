"""Drills: the same steps, marked everywhere, and nothing of it reaches beyond the house.  HR-TK-10, HR-TK-16"""

from datetime import date
from decimal import Decimal

from domain.effect import Effect
from domain.effects import ordered
from domain.funding.messages import PoolCharged
from domain.ids import is_drill, project_of_takeover
from domain.takeover.asking.messages import StandbyAsked
from domain.takeover.bridge.messages import StandbyEngaged
from domain.takeover.drill.messages import DrillClosed, DrillOpened, StartDrill
from domain.takeover.ending.messages import EndTakeover, TakeoverClosed, TakeoverEnded
from domain.takeover.state import Takeover
from domain.takeover.trigger.messages import TakeoverOpened, TriggerTakeover
from domain.values import Grade
from tests.domain.bridging import EVERYONE, RUN, STOPPED, TAKEOVER, answer, cover, decide, engage, prepared, triggered
from tests.domain.running import performing
from tests.domain.scene import HOME, PROJECT, D, Scene, day

DRILL = f"{PROJECT}-TD1"
REHEARSED = f"takeover/{DRILL}"
SOME: dict[Grade, int] = {"A": 2, "B": 3}


def drill() -> StartDrill:
    return StartDrill(ground="T2", scenario="承接主体书面停业", without_provider=SOME)


def drilling() -> Scene:
    return prepared().when(drill(), by="li", role="clerk").then().in_stream(REHEARSED)


def end(outcome: str = "terminated") -> EndTakeover:
    return EndTakeover.model_validate(
        {"outcome": outcome, "reasons": "联系电话有两个过期，已更正", "confirmation": D, "replacement": None}
    )


def test_a_drill_opens_a_stream_of_its_own_and_triggers_nothing() -> None:
    scene = prepared().when(drill(), by="li", role="clerk")
    scene.accepted(DrillOpened, TakeoverOpened)
    project = scene.then()
    assert project.states[HOME].takeover.active is None  # type: ignore[union-attr]
    assert is_drill(f"sim.story.{REHEARSED}")
    assert not is_drill(RUN)
    assert project_of_takeover(DRILL) == PROJECT


def test_a_drill_needs_a_plan_in_force_and_is_the_only_one() -> None:
    performing().when(drill(), by="li", role="clerk").refused("JL44-4.4.3b")
    drilling().in_stream(HOME).when(drill(), by="li", role="clerk").refused("HR-TK-16")
    triggered().in_stream(HOME).when(drill(), by="li", role="clerk").refused("HR-TK-16")
    over = StartDrill(ground="T2", scenario="…", without_provider={"A": 99})
    prepared().when(over, by="li", role="clerk").refused("JL44-4.4.3c")


def test_a_drill_never_stands_in_the_way_of_the_real_thing() -> None:
    alarm = TriggerTakeover(ground="T1", facts="停止上门", evidence=(D,), gap_since=STOPPED, without_provider=EVERYONE)
    scene = drilling().in_stream(HOME).when(alarm, by="li")
    opened = next(s for s, e in scene.accepted().events if isinstance(e, TakeoverOpened))
    assert opened == f"takeover/{TAKEOVER}"


def test_it_is_walked_like_the_real_thing_without_money() -> None:
    scene = drilling().when(decide(), by="duty-1").then().when(answer("s1")).then()
    scene = scene.when(engage("s1", amount_yuan=Decimal(30000), starts_on=date(2026, 7, 6)), by="duty-1")
    accepted = scene.accepted(StandbyEngaged)
    assert not [e for _, e in accepted.events if isinstance(e, PoolCharged)]
    scene = scene.then().on("2026-07-06T16:00")
    for grade, count in SOME.items():
        scene = scene.when(cover(grade, count, scene.at)).then()
    run = scene.states[REHEARSED]
    assert isinstance(run, Takeover)
    assert (run.status, run.drill) == ("interim", True)
    scene.when(end("replaced"), by="duty-1").refused("HR-TK-16")
    scene = scene.when(end(), by="duty-1")
    accepted = scene.accepted(TakeoverEnded, DrillClosed)
    assert not [e for _, e in accepted.events if isinstance(e, TakeoverClosed)]
    closed = next(e for _, e in accepted.events if isinstance(e, DrillClosed))
    assert closed.hours == {"A": 2, "B": 2}


def test_a_drill_that_was_held_is_the_years_drill() -> None:
    """HR-TK-10"""
    scene = drilling().when(decide(), by="duty-1").then().when(end(), by="duty-1").then().in_stream(HOME)
    assert scene.item("takeover.drill").due == day("2027-07-07T00:00")
    assert prepared().item("takeover.drill").due == day("2027-03-02T00:00")


def test_every_effect_of_a_drill_says_so() -> None:
    asked = StandbyAsked(
        standby="s1", name="接管单位", route="framework", asked_at=day("2026-07-06"), answer_by=day("2026-07-07")
    )
    real, marked = ordered(asked, f"{RUN}@3"), ordered(asked, f"{REHEARSED}@3")
    assert isinstance(real, Effect)
    assert isinstance(marked, Effect)
    assert (real.drill, marked.drill) == (False, True)
    assert marked.summary.startswith("【演练】")
    assert marked.body["text"].startswith("【演练】")
    assert "演练" not in real.summary + real.body["text"]
