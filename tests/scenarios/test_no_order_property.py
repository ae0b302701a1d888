"""No order of commands reaches a signed contract with a *must* broken: stories are shuffled, thinned, hurried, falsified.

What is told is the story's own acts in another order, by other persons, at other times, with other facts; whatever the rules let
pass is looked at by a second reading of the law (`musts.py`) that asks no rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import domain.given as given_module
import law
from domain.contract.messages import ContractSigned
from domain.given import Decision, Given
from domain.message import command_type
from scenarios.rehearsal import Otherwise, Recorded, Stage
from scenarios.story import Act, Story, load
from tests.scenarios.musts import broken

# one of each way of choosing a supplier, and the two that end with a round that failed
STORIES = ("means-survey", "home-care", "open-tender", "negotiation", "single-source", "one-bidder")


@dataclass
class _Tolerant(Stage):
    """Tells on whatever is refused, malformed or without its ground."""

    def _act(self, act: Act) -> None:
        try:
            super()._act(act)
        except Otherwise as stop:
            self.problems.append(str(stop))


@cache
def until_signed(name: str) -> Story:
    """The story up to its first signature, without what time alone must bring."""
    story = load(name)
    acts = [step for step in story.steps if isinstance(step, Act)]
    signing = next(n for n, act in enumerate(acts) if _named(act) == "SignContract" and act.refused is None)
    return replace(story, steps=tuple(acts[: signing + 1]))


def _named(act: Act) -> str:
    kind = command_type(act.command)
    return kind.__name__ if kind is not None else ""


def told(story: Story) -> tuple[Recorded, ...]:
    stage = _Tolerant(story, law.load())
    return stage.tell().told


def signed(recorded: tuple[Recorded, ...]) -> bool:
    return any(isinstance(r.event, ContractSigned) for r in recorded)


# ---------------------------------------------------------------- what may be done to a story

places = st.integers(0, 199)
change = st.one_of(
    st.tuples(st.just("drop"), places),
    st.tuples(st.just("swap"), places, places),
    st.tuples(st.just("repeat"), places, st.integers(0, 40)),
    st.tuples(st.just("hurry"), places, st.integers(1, 60)),
    st.tuples(st.just("dawdle"), places, st.integers(1, 60)),
    st.tuples(st.just("other"), places, places),
    st.tuples(st.just("falsify"), places, places, st.integers(0, 5)),
)


def changed(story: Story, changes: list[tuple[Any, ...]]) -> Story:
    acts = list(story.steps)
    for kind, where, *more in changes:
        if not acts:
            break
        n = where % len(acts)
        act = acts[n]
        assert isinstance(act, Act)
        match kind:
            case "drop":
                acts.pop(n)
            case "swap":
                m = more[0] % len(acts)
                other = acts[m]
                assert isinstance(other, Act)
                acts[n], acts[m] = replace(other, at=act.at), replace(act, at=other.at)
            case "repeat":
                acts.append(replace(act, at=act.at + timedelta(days=more[0]), step=f"{act.step}/again"))
            case "hurry":  # this and all that follows
                acts[n:] = [replace(a, at=a.at - timedelta(days=more[0])) for a in acts[n:]]  # type: ignore[type-var]
            case "dawdle":
                acts[n] = replace(act, at=act.at + timedelta(days=more[0]))
            case "other":
                acts[n] = replace(act, actor=story.persons[more[0] % len(story.persons)].id)
            case "falsify":
                acts[n] = replace(act, facts=falsified(act.facts, more[0], more[1]))
    acts.sort(key=lambda a: a.at)  # type: ignore[union-attr]
    return replace(story, steps=tuple(acts))


def falsified(facts: dict[str, Any], where: int, how: int) -> dict[str, Any]:
    """One leaf of the facts, counted through, becomes another: gone, smaller, larger, earlier, the other way."""
    leaves = list(_leaves(facts, ()))
    if not leaves:
        return facts
    return _with(facts, leaves[where % len(leaves)], how)  # type: ignore[no-any-return]


def _leaves(value: Any, path: tuple[Any, ...]) -> Any:
    if isinstance(value, dict | list) and value:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, key))
            yield (*path, key)
    else:
        yield path


def _with(value: Any, path: tuple[Any, ...], how: int) -> Any:
    if not path:
        return _other(value, how)
    key, rest = path[0], path[1:]
    if how == 0 and not rest:
        if isinstance(value, dict):
            return {k: v for k, v in value.items() if k != key}
        return [v for n, v in enumerate(value) if n != key]
    if isinstance(value, dict):
        return {k: _with(v, rest, how) if k == key else v for k, v in value.items()}
    return [_with(v, rest, how) if n == key else v for n, v in enumerate(value)]


def _other(value: Any, how: int) -> Any:
    days = timedelta(days=(how - 3) * 20)
    match value:
        case bool():
            return not value
        case int():
            return [value, value // 2, value * 2, 0, value + 1, value * 10][how]
        case str():
            for read in (_as_date, _as_number):
                if (other := read(value, how, days)) is not None:
                    return other
            return value if how % 2 else " "
        case _:
            return value


def _as_date(value: str, _how: int, days: timedelta) -> str | None:
    try:
        return (date.fromisoformat(value) + days).isoformat()
    except ValueError:
        return None


def _as_number(value: str, how: int, _days: timedelta) -> str | None:
    try:
        return str(Decimal(value) * [1, Decimal("0.5"), 2, 0, Decimal("1.1"), 10][how])
    except InvalidOperation:
        return None


# ---------------------------------------------------------------- the claims


@pytest.mark.parametrize("name", STORIES)
def test_told_as_it_is_each_story_signs_and_the_second_reading_finds_nothing(name: str) -> None:
    recorded = told(until_signed(name))
    assert signed(recorded)
    assert broken(recorded) == []


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(STORIES), st.lists(change, min_size=1, max_size=4))
def test_no_order_of_commands_signs_with_a_must_broken(name: str, changes: list[tuple[Any, ...]]) -> None:
    recorded = told(changed(until_signed(name), changes))
    note(f"{name}: {'signed' if signed(recorded) else 'not signed'}")
    assert broken(recorded) == []


def test_each_act_alone_left_out_signs_lawfully_or_not_at_all() -> None:
    """Not by chance: every single act of every story, and how many of them a signature can do without."""
    without = 0
    for name in STORIES:
        story = until_signed(name)
        for n in range(len(story.steps)):
            recorded = told(changed(story, [("drop", n)]))
            assert broken(recorded) == [], (name, story.steps[n])
            without += signed(recorded)
    assert without > 0  # else the claim would be empty


def _blind(clause: str) -> Callable[..., Decision]:
    """Judging that overlooks one clause."""
    settle = Given.settle

    def overlooking(self: Given, command: Any, findings: Any, *events: Any, also: Any = ()) -> Decision:
        kept = [None if f is not None and f.clause == clause else f for f in findings]
        return settle(self, command, kept, *events, also=also)

    return overlooking


@pytest.mark.parametrize("clause", ["N22-08", "PB-01", "JL44-4.1.2", "R-P17", "AD-01"])
def test_a_rule_that_is_overlooked_is_found_by_the_second_reading(clause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard guards: with one clause taken out of the judgement, leaving out an act breaks a must, and that is seen."""
    monkeypatch.setattr(given_module.Given, "settle", _blind(clause))
    story = until_signed("home-care")
    seen = {b for n in range(len(story.steps)) for b in broken(told(changed(story, [("drop", n)])))}
    assert clause in seen
