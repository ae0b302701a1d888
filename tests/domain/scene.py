"""Given / when / then for the rules: pure, no servers.

scene().has(ProjectStarted(...)).when(ReserveFunds(), by="finance").refused("JL44-5.2")
scene().has(...).when(...).accepted(FundsReserved)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import law
from domain.agenda import AgendaItem
from domain.calendar import BEIJING
from domain.given import Accepted, Decision, Given, Refusal, State
from domain.judge import agenda, judge, reads
from domain.message import Command, Event
from domain.register.state import Grant, Person
from domain.rulebook import RuleBook
from domain.streams import empty, fold
from domain.supervision.messages import WakeAgenda
from domain.values import Role

DIVISION = "220122"
PROJECT = f"{DIVISION}-2026-abc123"
HOME = f"project/{PROJECT}"


@cache
def rulebook(division: str, on: date) -> RuleBook:
    return law.load().rulebook(division, on)


def code(first_17: str) -> str:
    """A credit code with its right check character."""
    from domain.values import uscc_check_character

    return first_17 + uscc_check_character(first_17)


BUYER = code("11220122MB1A00000")
SUPPLIER = code("52220122MJ1A00001")  # a social organisation
SUPPLIER_2 = code("52220122MJ1A00002")
SUPPLIER_3 = code("91220122MA1A00003")
BARRED = code("91220122MA1A00009")
D = "a" * 64  # a digest


def day(text: str) -> datetime:
    """Ten in the morning, Beijing time, of an ISO date; or the moment itself."""
    moment = datetime.fromisoformat(text)
    return moment.replace(hour=10, tzinfo=BEIJING) if len(text) == 10 else moment.replace(tzinfo=BEIJING)


@dataclass(frozen=True)
class Scene:
    home: str = HOME
    at: datetime = field(default_factory=lambda: day("2026-01-05"))
    division: str = DIVISION
    states: dict[str, State] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    answer: Decision | None = None
    command: Command | None = None

    def on(self, text: str) -> Scene:
        """Time goes on to a day (ten in the morning) or to a moment."""
        return replace(self, at=day(text))

    def in_stream(self, home: str) -> Scene:
        """The stream that judges from now on."""
        return replace(self, home=home)

    def has(self, *events: Event, stream: str | None = None) -> Scene:
        """These facts are on record (in the home stream, unless another is named)."""
        name = stream or self.home
        states, versions = dict(self.states), dict(self.versions)
        state = states.get(name) or empty(name)
        for event in events:
            versions[name] = versions.get(name, 0) + 1
            state = fold(state, event, name, versions[name], self.at)
        states[name] = state
        return replace(self, states=states, versions=versions)

    def _given(self, command: Command, by: str, role: Role | None, uscc: str | None, on: date | None) -> Given:
        names = [self.home]
        if self.home.startswith("takeover/"):
            names.append(f"project/{self.home.removeprefix('takeover/').rsplit('-T', 1)[0]}")
        state = self.states.get(self.home) or empty(self.home)
        names += reads(command, state)
        if command.stream():
            names.append(str(command.stream()))
        states = {n: self.states.get(n) or empty(n) for n in names}
        actor = Person(id=by)
        if role is not None:
            organisation = (
                uscc
                if uscc is not None
                else (BUYER if role in ("clerk", "reviewer", "head", "legal_adviser") else None)
            )
            actor = Person(
                id=by,
                name=by,
                uscc=organisation,
                grants=(Grant(role, self.division, organisation, date(2020, 1, 1), None),),
            )
        rules = rulebook(self.division, self.at.date())
        return Given(at=self.at, on=on or self.at.date(), actor=actor, rules=rules, home=self.home, states=states)

    def when(
        self,
        command: Command,
        *,
        by: str = "someone",
        role: Role | None = None,
        uscc: str | None = None,
        on: date | None = None,
    ) -> Scene:
        """A person with this role (by default the first that may) sends a command."""
        if role is None and by not in ("clock", "adapter"):
            role = next(iter(type(command).roles), "clerk")
        return replace(self, command=command, answer=judge(command, self._given(command, by, role, uscc, on)))

    def then(self) -> Scene:
        """What was accepted is on record now: go on from there."""
        assert isinstance(self.answer, Accepted), self.answer
        scene = self
        for stream, event in self.answer.events:
            scene = scene.has(event, stream=stream)
        return replace(scene, answer=None)

    # ------------------------------------------------------------ claims

    def refused(self, clause: str) -> Refusal:
        """The command is refused, under this clause first."""
        assert isinstance(self.answer, Refusal), f"accepted: {self.answer}"
        assert self.answer.clause == clause, [(f.clause, f.reason) for f in self.answer.findings]
        return self.answer

    def accepted(self, *types: type[Event]) -> Accepted:
        """The command is accepted with (at least) events of these types, in this order."""
        assert isinstance(self.answer, Accepted), (
            [(f.clause, f.reason) for f in self.answer.findings] if self.answer else None
        )
        names = [type(e).__name__ for _, e in self.answer.events]
        wanted = [t.__name__ for t in types]
        it = iter(names)
        assert all(any(w == n for n in it) for w in wanted), f"{wanted} not in {names}"
        return self.answer

    def accepted_then(self, *types: type[Event]) -> Scene:
        """The command is accepted with events of these types; go on from there."""
        self.accepted(*types)
        return self.then()

    def warned(self, clause: str) -> Scene:
        """The command is accepted with a warning under this clause."""
        accepted = self.accepted()
        assert clause in [getattr(e, "clause", None) for _, e in accepted.events], accepted.events
        return self

    # ------------------------------------------------------------ the clock

    def agenda(self) -> tuple[AgendaItem, ...]:
        return agenda(self.states.get(self.home) or empty(self.home), rulebook(self.division, self.at.date()))

    def item(self, key: str) -> AgendaItem:
        found = {i.key: i for i in self.agenda()}
        assert key in found, f"{key} not in {sorted(found)}"
        return found[key]

    def wake(self, key: str) -> Scene:
        """The clock comes to the next wake of an item."""
        item = self.item(key)
        assert item.wake is not None, f"{key} never wakes"
        later = replace(self, at=max(self.at, item.wake))
        return later.when(WakeAgenda(key=key, wake=item.wake), by="clock")


def scene(**changes: Any) -> Scene:
    """An empty scene; `home`, `at`, `division` can be given."""
    return Scene(**changes)
