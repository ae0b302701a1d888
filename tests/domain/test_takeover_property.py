"""Takeover: whatever happens in whatever order, nobody who has no provider is forgotten.  JL44-4.4.3c"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.given import Accepted
from domain.message import Command
from domain.takeover.asking.messages import ProposeStandby, StandbyAsked, StandbysExhausted
from domain.takeover.drill.messages import StartDrill
from domain.takeover.people.messages import EndNeed
from domain.takeover.start.messages import BreakGlass, RatifyStart
from domain.takeover.state import Takeover
from domain.values import Role
from tests.domain.bridging import (
    EVERYONE,
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
from tests.domain.scene import PROJECT, SUPPLIER_2, SUPPLIER_3, D, Scene

KEYS = ("s1", "s2", "s3")
PLAN = takeover_plan(
    standbys=(
        standby("s1", capacity={"A": 6, "B": 20, "C": 30}),
        standby("s2", uscc=SUPPLIER_3),
        standby("s3", uscc=SUPPLIER_2, capacity={"A": 10, "B": 5}),
    )
)
some_key = st.sampled_from(KEYS)
some_grade = st.sampled_from(("A", "B", "C"))
some_count = st.integers(0, 30)
some_offer: st.SearchStrategy[dict[str, int]] = st.one_of(
    st.just({}), st.fixed_dictionaries({"A": some_count, "B": some_count, "C": some_count})
)
step = st.one_of(
    st.tuples(st.just("yes"), some_key, some_offer),
    st.tuples(st.just("no"), some_key),
    st.tuples(st.just("engage"), some_key),
    st.tuples(st.just("cover"), some_key, some_grade, some_count),
    st.tuples(st.just("died"), some_grade, st.integers(1, 30)),
    st.tuples(st.just("ratify"), st.booleans()),
    st.tuples(st.just("another")),
    st.tuples(st.just("clock")),
    st.tuples(st.just("wait"), st.integers(1, 72)),
)


def command(kind: str, what: tuple[Any, ...], scene: Scene) -> Command:
    match kind:
        case "yes":
            return answer(what[0], can_serve=what[1])
        case "no":
            return answer(what[0], accepts=False)
        case "engage":
            return engage(what[0], amount_yuan=Decimal(1000))
        case "died":
            return EndNeed(grade=what[0], count=what[1], reason="died", digest=D, ended_at=scene.at)
        case "ratify":
            return RatifyStart(agrees=what[0], reasons="看过了")
        case "another":
            return ProposeStandby(standby=township("town"), reasons="县里协调")
        case _:
            return cover(what[1], what[2], scene.at, key=what[0])


def clock(scene: Scene) -> Scene:
    """The clock comes to the first wake of all."""
    first = min((i for i in scene.agenda() if i.wake is not None), key=lambda i: (i.wake, i.key), default=None)
    return scene if first is None else happened(scene.wake(first.key))


def happened(scene: Scene) -> Scene:
    return scene.then() if isinstance(scene.answer, Accepted) else scene


def nobody_is_forgotten(scene: Scene) -> None:
    takeover = scene.states[scene.home]
    assert isinstance(takeover, Takeover)
    items = {item.key: item for item in scene.agenda()}
    for grade, count in takeover.uncovered.items():
        assert count > 0
        assert items[f"takeover.cover.{grade}"].who  # somebody is named, before the limit and after it
    if takeover.decided is None:
        assert "takeover.decide" in items
        return
    for key in takeover.accepted:
        assert key in takeover.engaged or f"takeover.engage.{key}" in items
    if takeover.short:  # an answer is awaited, or others have to find a way
        asked = {key for key in items if key.startswith("takeover.standby.")}
        assert asked or {"takeover.stranded.county", "takeover.stranded.government"} <= items.keys()
    if takeover.start.alone:  # someone else than who started is named, up to the government
        climbing = {i.who for k, i in items.items() if k.startswith("takeover.ratify.")}
        assert {"county", "government"} <= climbing - {takeover.start.glass.by if takeover.start.glass else ""}
        assert all(e.amount_yuan == 0 for e in takeover.engaged.values())  # nothing was committed by one person
    for item in items.values():
        assert item.wake is not None or item.does == "wait"


def alarm() -> Scene:
    """Opened, nothing decided."""
    return triggered(PLAN)


def drilled() -> Scene:
    """The same, as a drill: what must hold in earnest holds there too."""
    drill = StartDrill(ground="T2", scenario="演练", without_provider=EVERYONE)
    scene = happened(prepared(PLAN).when(drill, by="li", role="clerk"))
    return scene.in_stream(f"takeover/{PROJECT}-TD1")


def alone() -> Scene:
    """One person started it on their own."""
    return happened(triggered(PLAN).when(BreakGlass(reasons="联系不上他人"), by="duty-1"))


def served() -> Scene:
    """The first said no, the second serves everybody: what is lost from here on opens the gap again."""
    scene = happened(triggered(PLAN).when(decide(), by="duty-1"))
    scene = happened(scene.when(answer("s1", accepts=False), by="duty-1", role="clerk"))
    scene = happened(scene.when(answer("s2"), by="duty-1", role="clerk"))
    scene = happened(scene.when(engage("s2"), by="duty-1"))
    for grade, count in EVERYONE.items():
        scene = happened(scene.when(cover(grade, count, scene.at, key="s2"), by="duty-1", role="clerk"))
    return scene


def later(scene: Scene, hours: int) -> Scene:
    return Scene(home=scene.home, at=scene.at + timedelta(hours=hours), states=scene.states, versions=scene.versions)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from((alarm, served, alone, drilled)), st.lists(step, max_size=25), st.integers(0, 5))
def test_under_any_order_somebody_is_named_for_everybody_without_provider(
    start: Callable[[], Scene], steps: list[Any], decided_after: int
) -> None:
    scene = start()
    nobody_is_forgotten(scene)
    for number, (kind, *what) in enumerate(steps):
        if number == decided_after:
            scene = happened(scene.when(decide(), by="duty-1"))
        if kind == "clock":
            scene = clock(scene)
        elif kind == "wait":
            scene = later(scene, what[0])
        else:
            role: Role = "head" if kind == "ratify" else "duty_officer" if kind in ("engage", "another") else "clerk"
            by = "wang" if kind == "ratify" else "duty-1"
            scene = happened(scene.when(command(kind, tuple(what), scene), by=by, role=role))
        nobody_is_forgotten(scene)


@settings(max_examples=60, deadline=None)
@given(st.lists(step.filter(lambda s: s[0] not in ("wait", "died", "ratify", "another")), max_size=20))
def test_each_provider_is_asked_once_in_the_plans_order(steps: list[Any]) -> None:
    """HR-TK-09; and that all were asked in vain is said once."""
    scene = happened(alarm().when(decide(), by="duty-1"))
    asked, exhausted = ["s1", "s2"], 0  # the first can't serve all: two are asked at once
    for kind, *what in steps:
        if kind == "clock":
            waking = min((i for i in scene.agenda() if i.wake), key=lambda i: (i.wake, i.key), default=None)
            after = scene.wake(waking.key) if waking is not None else scene
        else:
            role: Role = "duty_officer" if kind == "engage" else "clerk"
            after = scene.when(command(kind, tuple(what), scene), by="duty-1", role=role)
        answered = after.answer.events if isinstance(after.answer, Accepted) else ()
        asked += [event.standby for _, event in answered if isinstance(event, StandbyAsked)]
        exhausted += sum(isinstance(event, StandbysExhausted) for _, event in answered)
        scene = happened(after)
    assert asked == list(KEYS[: len(asked)])
    assert exhausted <= 1


def test_everybody_may_be_covered_in_the_end() -> None:
    """The happy end exists: all that was said above is no empty truth."""
    takeover = served().states[RUN]
    assert isinstance(takeover, Takeover)
    assert takeover.status == "interim"
