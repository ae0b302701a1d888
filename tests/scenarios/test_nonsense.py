"""Nonsense for every command there is: malformed is told by its field in Chinese, absurd is refused by a clause with what to do.

Never an exception: that would be a bug of ours in handling somebody's slip.  Half of the absurd commands meet a project that
does not exist yet, half a moment of a story; what a rule lets pass all the same is folded, listed and shown like any other fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

import law
from activities.judging import Standing, first_reads
from activities.malformed import FieldProblem
from activities.recording import _progress, _rows
from activities.sending import Envelope, Malformed, envelope
from domain.calendar import BEIJING
from domain.canonical import canonical
from domain.given import Accepted, Decision, Given
from domain.ids import division_of, in_world, kind_of, sibling
from domain.judge import agenda, judge, reads
from domain.message import Command, Event
from domain.messages import COMMANDS
from domain.register.state import Grant, Person
from domain.rulebook import RuleBook
from domain.streams import empty, fold
from domain.supervision.messages import CommandRefused
from domain.values import Role
from scenarios.rehearsal import Stage
from scenarios.story import load
from tests.domain.scene import PROJECT, SUPPLIER
from tests.scenarios.nonsense import RUBBISH, Bodies, formed, spoil

CHINESE = re.compile(r"[\u4e00-\u9fff]")
STORY = "home-care-takeover"  # every kind of stream is in it
MOMENTS = 40  # of the story
ID = UUID(int=1)
FEW = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
Streams = dict[str, Standing]


# ---------------------------------------------------------------- malformed


def told(problems: tuple[FieldProblem, ...]) -> None:
    assert problems
    for problem in problems:
        assert problem.field
        assert CHINESE.search(problem.problem), problem
        assert str(problem).encode()
        assert "\0" not in str(problem)
        assert len(problem.problem) < 1000


def sent(name: str, body: dict[str, Any]) -> Envelope:
    kind = COMMANDS[name]
    streams = {"project": f"project/{PROJECT}", "takeover": f"takeover/{PROJECT}-T1", "register": None}
    stream = streams[kind.home] or str(kind.model_validate(body).stream())
    return envelope(stream, name, body, actor="li", command_id=ID)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_malformed_command_is_told_field_by_field_in_chinese(name: str) -> None:
    @FEW
    @examples(st.data())
    def spoilt(data: st.DataObject) -> None:
        body = data.draw(spoil(data.draw(Bodies().of(COMMANDS[name]))))
        try:
            envelope(f"project/{PROJECT}", name, body, actor="li", command_id=ID)
        except Malformed as malformed:
            told(malformed.problems)
        else:
            canonical(sent(name, body).act.canonical(f"project/{PROJECT}"))  # what passes can be kept

    spoilt()


@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda r: type(r).__name__)
def test_no_rubbish_in_any_field_is_more_than_malformed(rubbish: object) -> None:
    """One value in every required field of every command."""
    for name, kind in COMMANDS.items():
        body = {field: rubbish for field, info in kind.model_fields.items() if info.is_required()}
        try:
            canonical(sent(name, body).act.canonical(f"project/{PROJECT}"))
        except Malformed as malformed:
            told(malformed.problems)
        except ValueError:
            assert kind.home == "register"  # no stream can be named by it: the same is told where it is formed
            with pytest.raises(Malformed):
                envelope("register/installation", name, body, actor="li", command_id=ID)


@pytest.mark.parametrize(
    ("command", "body", "field"),
    [
        ("AbandonPlan", {"reason": "a\0b"}, "reason"),
        ("ServeNotice", {}, "command"),
        ("SignContract", {"terms": {}, "signed_on": "2026-02-30", "scan": "a" * 64}, "signed_on"),
        ("FreezeYear", {"division": "２２０１２２", "year": 2026}, "division"),
    ],
)
def test_what_cannot_be_kept_or_counted_with_is_named_by_its_place(
    command: str, body: dict[str, Any], field: str
) -> None:
    with pytest.raises(Malformed) as malformed:
        envelope(f"project/{PROJECT}", command, body, actor="li", command_id=ID)
    assert field in [problem.field for problem in malformed.value.problems]


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_from_which_no_period_can_be_counted_is_malformed(day: str) -> None:
    body = {"minutes": "a" * 64}
    with pytest.raises(Malformed) as malformed:
        envelope(f"project/{PROJECT}", "DetermineProject", body, actor="li", command_id=ID, occurred_on=day)
    assert [problem.field for problem in malformed.value.problems] == ["occurred_on"]


def test_a_command_goes_only_where_it_is_judged() -> None:
    for stream in (f"takeover/{PROJECT}-T1", "person/li", "pool/220122-2026", "register/installation"):
        with pytest.raises(Malformed, match="不由"):
            envelope(stream, "AbandonPlan", {"reason": "不再需要"}, actor="li", command_id=ID)
    body = {"person": "li", "name": "李", "organisation": "民政局"}
    with pytest.raises(Malformed, match="不由"):
        envelope("person/wang", "RegisterPerson", body, actor="admin", command_id=ID)
    for stream in (f"takeover/{PROJECT}-T1", f"project/{PROJECT}", f"supplier/{SUPPLIER}"):
        done = {"effect": f"{stream}@1", "receipt": "回执1"}
        assert envelope(stream, "AcknowledgeEffect", done, actor="li", command_id=ID).stream == stream


# ---------------------------------------------------------------- absurd


@dataclass
class _Watched(Stage):
    """A telling that keeps how the streams stood at every command."""

    moments: list[Streams] = field(default_factory=list)

    def _record(self, *args: Any, **more: Any) -> list[Event]:
        events = super()._record(*args, **more)
        self.moments.append(dict(self.standings))
        return events


@cache
def story() -> tuple[tuple[Streams, ...], Bodies]:
    """The story's moments, and bodies that name what is in it."""
    watched = _Watched(load(STORY), law.load())
    watched.tell()
    known: set[str] = set()
    for recorded in watched.told:
        _words(recorded.event.model_dump(mode="json"), known)
    step = max(1, len(watched.moments) // MOMENTS)
    return tuple(watched.moments[::step]), Bodies(tuple(sorted(w for w in known if len(w) <= 60)))


def _words(value: Any, into: set[str]) -> None:
    match value:
        case str():
            into.add(value)
        case dict():
            into.update(value)
            for inner in value.values():
                _words(inner, into)
        case list():
            for inner in value:
                _words(inner, into)


@cache
def book(division: str, on: date) -> RuleBook:
    return law.load().rulebook(division, on)


def _stream(command: Command, streams: Streams, data: st.DataObject) -> str | None:
    world = STORY if streams else "real"
    if command.stream() is not None:
        return in_world(str(command.stream()), world)
    homes = sorted(s for s in streams if command.belongs(s) and (command.everywhere or kind_of(s) == command.home))
    if command.home == "project" and not streams:
        homes = [f"project/{PROJECT}"]
    return data.draw(st.sampled_from(homes)) if homes else None


def _everybody() -> Person:
    """Somebody in every role at once, so that no rule hides behind who may."""
    grants = tuple(
        Grant(role, "22", SUPPLIER if role == "supplier" else None, date(2000, 1, 1), None) for role in get_args(Role)
    )
    return Person(id="everybody", name="兼任者", grants=grants)


def judged(command: Command, home: str, streams: Streams, at: datetime, on: date) -> tuple[Decision, RuleBook]:
    """Read, judged, folded, listed: what `record` does with a command, without a database."""

    def standing(name: str) -> Standing:
        return streams.get(name) or Standing(empty(name))

    reserved = bool(type(command).roles) and set(type(command).roles) <= {"clock", "adapter"}
    actor = type(command).roles[0] if reserved else "everybody"
    names = first_reads(home, actor, command.stream())
    names += [sibling(home, name) for name in reads(command, standing(home).state)]
    rules = book(division_of(home), at.date())
    person = Person(id=actor) if reserved else _everybody()
    decision = judge(command, Given(at, on, person, rules, home, {name: standing(name).state for name in names}))
    after = {name: standing(name) for name in names}
    events = _events(decision, command, home, actor)
    for stream, event in events:
        before = after[stream]
        stored = type(event).restore(event.payload())
        version = before.version + 1
        after[stream] = Standing(fold(before.state, stored, stream, version, at), version, at)
    due = {name: agenda(after[name].state, rules) for name in dict.fromkeys([home, *(s for s, _ in events)])}
    _rows(events, after, due, at)
    for stream in {stream for stream, _ in events}:
        _progress(stream, after[stream], due[stream])
    return decision, rules


def _events(decision: Decision, command: Command, home: str, actor: str) -> tuple[tuple[str, Event], ...]:
    if isinstance(decision, Accepted):
        return decision.events
    first = decision.findings[0]
    words = {"clause": first.clause, "reason": first.reason, "findings": decision.findings, "actor": actor}
    return ((home, CommandRefused(command=type(command).__name__, **words)),)


def understood(decision: Decision, rules: RuleBook) -> None:
    """Every ground of a refusal is a clause of the law in force, says in Chinese what is wrong and what to do."""
    if isinstance(decision, Accepted):
        return
    assert any(f.blocks for f in decision.findings)
    for found in decision.findings:
        assert rules.knows(found.clause), found
        assert CHINESE.search(found.reason), found
        assert CHINESE.search(found.remedy), found


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_an_absurd_command_to_a_project_that_is_not_there_is_answered(name: str) -> None:
    @FEW
    @examples(st.data())
    def absurd(data: st.DataObject) -> None:
        command = formed(COMMANDS[name], data.draw(Bodies().of(COMMANDS[name])))
        home = _stream(command, {}, data) if command is not None else None
        if command is None or home is None:  # a takeover's: there is none
            return
        at = datetime(2026, 1, 5, 10, tzinfo=BEIJING)
        decision, rules = judged(command, home, {}, at, at.date())
        understood(decision, rules)
        starts = name in ("StartProject", "OpenRunningContract", "AbandonPlan") or COMMANDS[name].home == "register"
        assert starts or COMMANDS[name].everywhere or not isinstance(decision, Accepted)

    absurd()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_an_absurd_command_at_any_moment_of_a_story_is_answered(name: str) -> None:
    moments, bodies = story()
    during = COMMANDS[name].during
    apt = [
        m
        for m in moments
        if any(kind_of(s) == "project" and getattr(v.state, "stage", "") in during for s, v in m.items())
    ]

    @FEW
    @examples(st.data())
    def absurd(data: st.DataObject) -> None:
        command = formed(COMMANDS[name], data.draw(bodies.of(COMMANDS[name])))
        streams = data.draw(st.sampled_from(apt or moments))
        home = _stream(command, streams, data) if command is not None else None
        if command is None or home is None:
            return
        last = max((s.last_at for s in streams.values() if s.last_at), default=datetime(2026, 1, 5, tzinfo=BEIJING))
        at = (last + timedelta(days=data.draw(st.sampled_from((0, 1, 40, 400))))).astimezone(BEIJING)
        on = at.date() + timedelta(days=data.draw(st.sampled_from((0, -300, 5))))
        understood(*judged(command, home, streams, at, on))

    absurd()
