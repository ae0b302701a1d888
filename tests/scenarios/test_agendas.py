"""What is due, over whole stories however they are told: it goes away when done, comes back to no moment twice, ends with the project."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import law
from domain.agenda import AgendaItem
from domain.calendar import BEIJING
from domain.closing.messages import ProjectClosed
from domain.ids import division_of, kind_of
from domain.judge import agenda
from domain.project import Project
from domain.streams import empty, fold
from domain.supervision.messages import DeadlineMissed, DeadlineReminded, DeadlineTook
from scenarios.rehearsal import Recorded
from scenarios.story import Act, load
from tests.scenarios.test_no_order_property import STORIES, change, changed, told, until_signed

WHOLE = ("open-tender", "refusal-to-sign", "challenge-upheld", "conflict-found", "framework", "refusals", "negotiation")


def walked(recorded: tuple[Recorded, ...]) -> Iterator[tuple[Recorded, Project, tuple[AgendaItem, ...]]]:
    """Each event of a project with the state and the agenda that it leaves."""
    book, states, versions = law.load(), {}, {}
    for one in recorded:
        before = states.get(one.stream) or empty(one.stream)
        versions[one.stream] = versions.get(one.stream, 0) + 1
        after = fold(before, one.event, one.stream, versions[one.stream], one.at)
        states[one.stream] = after
        if kind_of(one.stream) == "project" and isinstance(after, Project):
            rules = book.rulebook(division_of(one.stream), one.at.astimezone(BEIJING).date())
            yield one, after, agenda(after, rules)


def told_twice(recorded: tuple[Recorded, ...]) -> list[Any]:
    """The moments that struck more than once for the same thing."""
    seen: set[tuple[str, str, Any, str]] = set()
    twice = []
    for one in recorded:
        if isinstance(one.event, DeadlineReminded | DeadlineMissed | DeadlineTook):
            struck = (one.stream, one.event.key, one.event.wake, type(one.event).__name__)
            twice += [struck] if struck in seen else []
            seen.add(struck)
    return twice


@pytest.mark.parametrize("name", WHOLE)
def test_a_story_that_closes_leaves_nothing_due_and_rings_no_bell_twice(name: str) -> None:
    recorded = told(load(name))
    assert told_twice(recorded) == []
    last: dict[str, tuple[Project, tuple[AgendaItem, ...]]] = {}
    for one, project, items in walked(recorded):
        keys = [item.key for item in items]
        assert len(keys) == len(set(keys)), (name, sorted(keys))
        before = last.get(one.stream)
        if isinstance(one.event, ProjectClosed) and before is not None:
            # the last entry was not made over anything else that somebody owed
            assert [i.key for i in before[1] if i.key != "closing.close"] == [], (name, one.event)
        last[one.stream] = (project, items)
    closed = [items for project, items in last.values() if project.stage == "closed"]
    assert closed
    assert all(items == () for items in closed)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(STORIES), st.lists(change, min_size=1, max_size=3))
def test_in_whatever_order_no_bell_rings_twice_and_no_key_stands_twice(name: str, changes: list[Any]) -> None:
    """The telling itself stops where an item comes back as it was (`Otherwise`): that would be a problem too."""
    story = changed(until_signed(name), changes)
    late = [a for a in story.steps if isinstance(a, Act)]
    recorded = told(story)
    assert told_twice(recorded) == []
    for one, _, items in walked(recorded):
        keys = [item.key for item in items]
        assert len(keys) == len(set(keys)), (name, one.event, sorted(keys))
    assert not late or recorded[-1].at <= late[-1].at + timedelta(days=400)
