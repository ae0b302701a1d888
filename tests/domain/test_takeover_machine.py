"""Takeover under any order of events: nobody is ever without either a provider or an open alarm that names who must act.

JL44-4.4.3c.  A machine of acts (triggers, decisions, answers, silence, coverage by count and by name, deaths, moves, providers that
stop, extensions, ends) with the clock's every wake between them.  What must hold is read from the recorded events alone, by a second
reading of their meaning that shares nothing with the house's own states and agenda.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.agenda import AgendaItem
from domain.given import Accepted
from domain.message import Command, Event
from domain.performance.roster.messages import Enrolment, RecipientsEnrolled, RecordRosterChange
from domain.supervision.messages import DeadlineMissed
from domain.takeover.asking.messages import (
    ProposeStandby,
    StandbyAccepted,
    StandbyDeclined,
    StandbyLapsed,
    TakeoverDecided,
)
from domain.takeover.bridge import agenda as bridge_agenda
from domain.takeover.bridge.messages import CoverageRecorded, ExtendInterim, RecordCoverage
from domain.takeover.ending.messages import EndTakeover, TakeoverClosed, TakeoverEnded
from domain.takeover.left import agenda as left_agenda
from domain.takeover.left.messages import PlaceRecipients, RecipientsPlaced
from domain.takeover.people import decide as people_decide
from domain.takeover.people.messages import EndNeed, Listed, ListRecipients, NeedEnded, RecipientsListed
from domain.takeover.start import agenda as start_agenda
from domain.takeover.start.messages import BreakGlass, GlassBroken, RatifyStart, StartRatified
from domain.takeover.state import Takeover
from domain.takeover.trigger.messages import TakeoverOpened, TriggerTakeover
from domain.takeover.watching import agenda as watching_agenda
from domain.takeover.watching.messages import GapReported, ReportGap
from domain.values import Grade, Role
from tests.domain.bridging import allocated, answer, decide, engage, prepared, standby, takeover_plan, township
from tests.domain.scene import HOME, PROJECT, SUPPLIER_3, D, Scene

GRADES: tuple[Grade, ...] = ("A", "B", "C")
FEW: dict[Grade, int] = {"A": 2, "B": 2, "C": 3}
KEYS = ("s1", "s2", "town")
CAN_ACT = {"duty_officer", "head", "county", "government", "duty-1", "wang"}
PLAN = takeover_plan(
    standbys=(
        standby("s1", capacity={"A": 1, "B": 2, "C": 3}),
        standby("s2", uscc=SUPPLIER_3, capacity={"A": 2, "B": 1, "C": 3}),
    ),
    recipients=FEW,
)
counts = st.fixed_dictionaries({g: st.integers(0, n) for g, n in FEW.items()})
grades = st.sampled_from(GRADES)
keys = st.sampled_from(KEYS)


def who(grade: Grade, number: int) -> str:
    return f"r-220122-{grade.lower() * 9}{number + 2}"


# ---------------------------------------------------------------- the second reading


@dataclass
class Read:
    """What the events of a run say, in the plainest words."""

    need: Counter[Grade] = field(default_factory=Counter)
    serves: dict[tuple[str, Grade], int] = field(default_factory=dict)  # provider and grade: how many
    names: dict[tuple[str, Grade], set[str]] = field(default_factory=dict)
    listed: dict[str, Grade] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    standing: dict[str, str] = field(default_factory=dict)  # each provider's last word
    started: bool | None = None
    alone: bool = False
    over: bool = False

    def hear(self, event: Event) -> None:
        match event:
            case TakeoverOpened():
                self.need.update(event.without_provider)
            case CoverageRecorded():
                self.serves[event.standby, event.grade] = event.covered
                self.names[event.standby, event.grade] = set(event.recipients)
            case NeedEnded():
                self._less(event)
            case RecipientsListed():
                self.listed.update({r.recipient: r.grade for r in event.recipients})
            case TakeoverDecided():
                self.started = event.start
            case StandbyAccepted() | StandbyDeclined() | StandbyLapsed():
                self.standing[event.standby] = type(event).__name__
            case GlassBroken():
                self.alone = True
            case StartRatified():
                self.alone = not event.agrees
            case TakeoverEnded():
                self.over = True

    def _less(self, event: NeedEnded) -> None:
        """Who dies while served frees no place for another: only who waited makes fewer wait."""
        waiting = self.waiting(event.grade)
        self.need[event.grade] -= event.count
        if event.recipients:
            for (key, grade), names in self.names.items():
                if grade == event.grade:
                    self.serves[key, grade] = max(
                        0, self.serves[key, grade] - len(names & set(event.recipients) - self.ended)
                    )
            self.ended |= set(event.recipients)
            return
        served = event.count - waiting
        for key, grade in self.serves:
            if grade == event.grade and served > 0:
                less = min(served, self.serves[key, grade])
                self.serves[key, grade] -= less
                served -= less

    def waiting(self, grade: Grade) -> int:
        return max(0, self.need[grade] - sum(n for (_, g), n in self.serves.items() if g == grade))

    def unserved(self, grade: Grade) -> set[str] | None:
        """Those listed of a grade whom nobody names as served; None where a provider only counts."""
        served: set[str] = set()
        for (key, g), n in self.serves.items():
            if g == grade:
                if n and not self.names[key, g]:
                    return None  # counted, not named
                served |= self.names[key, g]
        return {p for p, g in self.listed.items() if g == grade and p not in served and p not in self.ended}


# ---------------------------------------------------------------- the machine


class Takeovers(RuleBasedStateMachine):
    """A project whose service runs, and the takeovers that open and end in it."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.runs: dict[str, Read] = {}
        self.left: Counter[tuple[str, Grade]] = Counter()
        self.gap: GapReported | None = None
        self.gap_since: dict[Grade, datetime] = {}
        self.missed: set[tuple[str, str, datetime]] = set()  # stream, key, due: the alarms that were raised

    @initialize()
    def begun(self) -> None:
        """Seven people are served, each on the roster since March."""
        everybody = tuple(
            Enrolment(recipient=who(g, n), grade=g, township="220122100", from_on=date(2026, 3, 1))
            for g in GRADES
            for n in range(FEW[g])
        )
        enrolled = RecipientsEnrolled(ground="initial", entries=everybody, document=D, by="town", on=date(2026, 3, 1))
        self.scene = allocated(prepared(PLAN).has(enrolled))

    # ------------------------------------------------------------ hearing what happened

    @property
    def run(self) -> str | None:
        return next((name for name, read in self.runs.items() if not read.over), None)

    def act(self, command: Command, *, home: str | None = None, by: str = "duty-1", role: Role | None = None) -> bool:
        stream = home or self.run or HOME
        self.scene = self.scene.in_stream(stream).when(command, by=by, role=role)
        return self.heard()

    def heard(self) -> bool:
        if not isinstance(self.scene.answer, Accepted):
            return False
        for stream, event in self.scene.answer.events:
            if stream.startswith("takeover/"):
                self.runs.setdefault(stream, Read()).hear(event)
            match event:
                case DeadlineMissed():
                    self.missed.add((stream, event.key, event.due))
                case GapReported():
                    lacking = {g for g, n in event.expected.items() if event.served.get(g, 0) < n}
                    since = event.missed_since or event.at
                    self.gap_since = {g: min(self.gap_since.get(g, since), since) for g in lacking}
                    self.gap = event
                case TakeoverClosed():
                    triggered = self.scene.states[HOME].takeover.triggered[event.takeover]  # type: ignore[union-attr]
                    if self.gap is not None and self.gap.at <= triggered.at:
                        self.gap, self.gap_since = None, {}
                    read = self.runs[f"takeover/{event.takeover}"]
                    for grade in GRADES:
                        if event.outcome == "terminated" and read.waiting(grade):
                            self.left[event.takeover, grade] = read.waiting(grade)
                case RecipientsPlaced():
                    self.left[event.takeover, event.grade] -= event.count
        self.scene = self.scene.then()
        return True

    # ------------------------------------------------------------ the clock

    def items(self, stream: str) -> tuple[AgendaItem, ...]:
        return self.scene.in_stream(stream).agenda()

    def streams(self) -> list[str]:
        return [HOME, *self.runs]

    @rule(hours=st.sampled_from((1, 5, 24, 30, 80, 24 * 40, 24 * 100)))
    def time_passes(self, hours: int) -> None:
        """Every wake on the way, in its order, and nothing that anybody does."""
        until = self.scene.at + timedelta(hours=hours)
        for _ in range(400):
            wakes = [
                (i.wake, s, i.key)
                for s in self.streams()
                for i in self.items(s)
                if i.wake is not None and i.wake <= until
            ]
            if not wakes:
                break
            _, stream, key = min(wakes)
            before = {s: {g: r.waiting(g) for g in GRADES} for s, r in self.runs.items()}
            self.scene = self.scene.in_stream(stream).wake(key)
            assert self.heard(), f"the clock's own act was refused: {key}"
            for name, waiting in before.items():  # a limit ends an authority, never the care
                assert {g: self.runs[name].waiting(g) for g in GRADES} == waiting
            self.everybody_is_seen_to()
        else:
            raise AssertionError("the clock wakes without end")
        self.scene = Scene(home=HOME, at=until, states=self.scene.states, versions=self.scene.versions)

    # ------------------------------------------------------------ in the project

    @rule(served=counts, ago=st.integers(0, 30))
    def a_gap_is_reported(self, served: dict[Grade, int], ago: int) -> None:
        since = self.scene.at - timedelta(hours=ago)
        self.act(
            ReportGap(expected=FEW, served=served, missed_since=since, digest=D), home=HOME, by="wu", role="township"
        )

    @rule(without=counts, ground=st.sampled_from(("T1", "T2", "T5", "T10")), ago=st.integers(0, 50))
    def triggered(self, without: dict[Grade, int], ground: Any, ago: int) -> None:
        since = self.scene.at - timedelta(hours=ago)
        alarm = TriggerTakeover(
            ground=ground, facts="停止上门", evidence=(D,), gap_since=since, without_provider=without
        )
        self.act(alarm, home=HOME, by="li", role="clerk")

    @rule(grade=grades, number=st.integers(0, 1), ground=st.sampled_from(("death", "moved_away", "hospital")))
    def someone_leaves_the_service_roster(self, grade: Grade, number: int, ground: Any) -> None:
        """Another record: it covers nobody of a takeover that is open, and takes nobody off its list."""
        on = self.scene.at.date()
        change = RecordRosterChange(recipient=who(grade, number), ground=ground, effective_on=on, document=D)
        self.act(change, home=HOME, by="town", role="township")

    @precondition(lambda self: +self.left)
    @rule(data=st.data())
    def someone_left_is_placed(self, data: st.DataObject) -> None:
        takeover, grade = data.draw(st.sampled_from(sorted(+self.left)))
        count = data.draw(st.integers(1, 3))
        self.act(
            PlaceRecipients(
                takeover=takeover, grade=grade, count=count, how="other_service", reasons="入住敬老院", evidence=D
            ),
            home=HOME,
        )

    # ------------------------------------------------------------ in the run

    @precondition(lambda self: self.run)
    @rule(start=st.sampled_from((True, True, False)), glass=st.booleans())
    def decided(self, start: bool, glass: bool) -> None:
        self.act(BreakGlass(reasons="联系不上他人") if glass and start else decide(start))

    @precondition(lambda self: self.run)
    @rule(agrees=st.booleans(), by=st.sampled_from(("duty-1", "wang")))
    def ratified_or_not(self, agrees: bool, by: str) -> None:
        self.act(RatifyStart(agrees=agrees, reasons="看过了"), by=by, role="head" if by == "wang" else "duty_officer")

    @precondition(lambda self: self.run)
    @rule(key=keys, accepts=st.sampled_from((True, True, False)), offer=st.one_of(st.just({}), counts))
    def a_standby_answers(self, key: str, accepts: bool, offer: dict[Grade, int]) -> None:
        self.act(answer(key, accepts=accepts, can_serve=offer), role="clerk")

    @precondition(lambda self: self.run)
    @rule(key=keys, days=st.integers(1, 90))
    def engaged(self, key: str, days: int) -> None:
        amount = Decimal(0) if key == "town" else Decimal(1000)
        self.act(engage(key, amount_yuan=amount, starts_on=self.scene.at.date(), days=days))

    @precondition(lambda self: self.run)
    @rule(key=keys, grade=grades, count=st.integers(0, 3))
    def counted(self, key: str, grade: Grade, count: int) -> None:
        self.act(RecordCoverage(standby=key, grade=grade, covered=count, covered_at=self.scene.at), role="clerk")

    @precondition(lambda self: self.run)
    @rule(key=keys, grade=grades, data=st.data())
    def counted_by_name(self, key: str, grade: Grade, data: st.DataObject) -> None:
        names = tuple(who(grade, n) for n in data.draw(st.sets(st.integers(0, FEW[grade] - 1))))
        self.act(
            RecordCoverage(standby=key, grade=grade, covered=len(names), covered_at=self.scene.at, recipients=names),
            role="clerk",
        )

    @precondition(lambda self: self.run)
    @rule(key=keys)
    def a_standby_stops(self, key: str) -> None:
        """Whoever had begun to serve stops altogether."""
        for grade in GRADES:
            self.act(RecordCoverage(standby=key, grade=grade, covered=0, covered_at=self.scene.at), role="clerk")

    @precondition(lambda self: self.run)
    @rule(grade=grades)
    def listed(self, grade: Grade) -> None:
        some = tuple(Listed(recipient=who(grade, n), grade=grade) for n in range(FEW[grade]))
        self.act(ListRecipients(recipients=some, digest=D), role="clerk")

    @precondition(lambda self: self.run)
    @rule(
        grade=grades,
        count=st.integers(1, 3),
        reason=st.sampled_from(("died", "moved_away")),
        names=st.booleans(),
        data=st.data(),
    )
    def no_longer_in_need(self, grade: Grade, count: int, reason: Any, names: bool, data: st.DataObject) -> None:
        gone: tuple[str, ...] = ()
        if names:
            gone = tuple(
                who(grade, n) for n in data.draw(st.lists(st.integers(0, FEW[grade] - 1), min_size=1, max_size=2))
            )
            count = len(gone)
        self.act(
            EndNeed(grade=grade, count=count, reason=reason, recipients=gone, digest=D, ended_at=self.scene.at),
            role="clerk",
        )

    @precondition(lambda self: self.run)
    @rule()
    def another_way_is_proposed(self) -> None:
        self.act(ProposeStandby(standby=township("town", capacity=FEW), reasons="县里协调"))

    @precondition(lambda self: self.run)
    @rule(days=st.sampled_from((30, 90, 91)))
    def extended(self, days: int) -> None:
        body = ExtendInterim(
            days=days, body="县人民政府", document_number="农政〔2026〕1号", scan=D, amount_yuan=Decimal(0)
        )
        self.act(body, by="wang", role="head")

    @precondition(lambda self: self.run)
    @rule(outcome=st.sampled_from(("returned", "terminated")))
    def ended(self, outcome: Any) -> None:
        self.act(EndTakeover(outcome=outcome, reasons="说明", confirmation=D), by="wang", role="head")

    # ------------------------------------------------------------ what must hold

    @invariant()
    def everybody_is_seen_to(self) -> None:
        for name, read in self.runs.items():
            items = {i.key: i for i in self.items(name)}
            if read.over:
                assert not items or all(i.key.startswith(("effect.", "refused.")) for i in items.values())
                continue
            for grade in GRADES:
                self._grade(name, grade, read, items)
            if read.started is None:
                assert items["takeover.decide"].who in CAN_ACT
            self._somebody_is_asked(read, items)
        project = {i.key: i for i in self.items(HOME)}
        self._reported(project)
        for (takeover, grade), count in self.left.items():
            self._named(HOME, project, f"takeover.left.{takeover}.{grade}", open_now=count > 0)

    def _grade(self, name: str, grade: Grade, read: Read, items: dict[str, AgendaItem]) -> None:
        waiting = read.waiting(grade)
        self._named(name, items, f"takeover.cover.{grade}", open_now=waiting > 0)
        unserved, living = (
            read.unserved(grade),
            [p for p, g in read.listed.items() if g == grade and p not in read.ended],
        )
        if unserved is not None and len(living) == read.need[grade]:  # everybody is named: the names say the same
            assert len(unserved) == waiting
        if waiting:
            assert str(waiting) in items[f"takeover.cover.{grade}"].title

    def _named(self, stream: str, items: dict[str, AgendaItem], key: str, *, open_now: bool) -> None:
        """Open: named, and loud once it is due.  Not open: not shown."""
        assert (key in items) == open_now, f"{key}: {'missing from' if open_now else 'still on'} the agenda of {stream}"
        if open_now:
            item = items[key]
            assert item.who in CAN_ACT
            if item.wake is None:
                assert (stream, key, item.due) in self.missed, f"{key} is past due without an alarm"
            else:
                assert item.does in ("remind", "alarm")

    def _reported(self, project: dict[str, AgendaItem]) -> None:
        """A reported gap is somebody's, unless the takeover that was triggered after it has taken the matter up."""
        run = self.scene.states[HOME].takeover.active  # type: ignore[union-attr]
        taken_up = run is not None and self.gap is not None and self.gap.at <= run.at
        for grade in GRADES:
            open_now = self.gap is not None and grade in self.gap_since and not taken_up
            self._named(HOME, project, f"takeover.missed.{grade}", open_now=open_now)

    def _somebody_is_asked(self, read: Read, items: dict[str, AgendaItem]) -> None:
        """Started, somebody waits, and nobody was asked, engaged or named: that must not be."""
        if not read.started or not any(read.waiting(g) for g in GRADES):
            return
        doing = [
            k
            for k in items
            if k.startswith(("takeover.standby.", "takeover.engage.", "takeover.stranded.", "takeover.cover."))
        ]
        assert doing
        if read.alone:
            climbing = {i.who for k, i in items.items() if k.startswith("takeover.ratify.")}
            assert {"county", "government"} <= climbing


class TestNobodyIsForgotten(Takeovers.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(
        max_examples=30,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


# ---------------------------------------------------------------- what it would find

Broken = tuple[Any, str, Callable[..., Any]]


def _only_a(real: Callable[..., Iterator[AgendaItem]]) -> Callable[..., Iterator[AgendaItem]]:
    return lambda *args: (i for i in real(*args) if not i.key.endswith((".B", ".C", ".B.county", ".C.county")))


def _nothing(*_: Any) -> Iterator[AgendaItem]:
    return iter(())


def _mute(real: Callable[..., Iterator[AgendaItem]]) -> Callable[..., Iterator[AgendaItem]]:
    """Shown, but never raised."""
    return lambda *args: (i.model_copy(update={"wake": None, "does": "wait"}) for i in real(*args))


BROKEN: dict[str, Broken] = {
    "the agenda sees the gravest grade only": (bridge_agenda, "cover", _only_a(bridge_agenda.cover)),
    "the limit passes in silence": (bridge_agenda, "cover", _mute(bridge_agenda.cover)),
    "a reported gap is nobody's": (watching_agenda, "_missed", _nothing),
    "the last one who waits is overlooked": (
        Takeover,
        "uncovered",
        property(
            lambda self: {
                g: n - self.covered_of(g) for g, n in self.without_provider.items() if self.covered_of(g) < n - 1
            }
        ),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_machine_finds_what_is_broken_on_purpose(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """JL44-4.4.3c: a property that nothing can break proves nothing."""
    where, name, instead = BROKEN[what]
    monkeypatch.setattr(where, name, instead)
    seeking = settings(
        max_examples=400,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    with pytest.raises((AssertionError, KeyError)):
        run_state_machine_as_test(Takeovers, settings=seeking)


def served_by_name(machine: Takeovers) -> None:
    """One of two is served, by name."""
    machine.triggered({"A": 2, "B": 0, "C": 0}, "T1", 1)
    machine.decided(start=True, glass=False)
    machine.listed("A")
    machine.a_standby_answers("s2", True, {})
    machine.engaged("s2", 30)
    named = RecordCoverage(standby="s2", grade="A", covered=1, covered_at=machine.scene.at, recipients=(who("A", 0),))
    assert machine.act(named, role="clerk")


def dies_in_care(machine: Takeovers) -> None:
    """The served one dies; the other one waits as before."""
    served_by_name(machine)
    machine.everybody_is_seen_to()
    gone = EndNeed(grade="A", count=1, reason="died", recipients=(who("A", 0),), digest=D, ended_at=machine.scene.at)
    assert machine.act(gone, role="clerk")


def dies_twice(machine: Takeovers) -> None:
    """One death makes room once."""
    dies_in_care(machine)
    again = EndNeed(grade="A", count=1, reason="died", recipients=(who("A", 0),), digest=D, ended_at=machine.scene.at)
    assert not machine.act(again, role="clerk")
    back = RecordCoverage(standby="s2", grade="A", covered=1, covered_at=machine.scene.at, recipients=(who("A", 0),))
    assert not machine.act(back, role="clerk")


def left_behind(machine: Takeovers) -> None:
    """The contract ends while one still waits; days pass; then that one is placed."""
    served_by_name(machine)
    machine.ended("terminated")
    machine.everybody_is_seen_to()
    machine.time_passes(80)
    (key,) = +machine.left
    assert key == (f"{PROJECT}-T1", "A")
    placed = PlaceRecipients(takeover=key[0], grade="A", count=1, how="other_service", reasons="入住敬老院", evidence=D)
    assert machine.act(placed, home=HOME)
    assert not machine.act(placed, home=HOME)  # nobody is left


def alone(machine: Takeovers) -> None:
    """One person started it, nobody ratifies."""
    machine.triggered({"A": 2, "B": 0, "C": 0}, "T1", 1)
    machine.decided(start=True, glass=True)
    machine.time_passes(80)


PATHS = (served_by_name, dies_in_care, dies_twice, left_behind, alone)


def led(path: Callable[[Takeovers], None]) -> None:
    machine = Takeovers()
    machine.begun()
    path(machine)
    machine.everybody_is_seen_to()


@pytest.mark.parametrize("path", PATHS)
def test_led_by_hand_the_machine_comes_to_the_rare_places(path: Callable[[Takeovers], None]) -> None:
    """JL44-4.4.3c, HR-TK-19"""
    led(path)


@pytest.mark.parametrize(
    ("path", "where", "name", "instead"),
    [
        (dies_in_care, people_decide, "_served", lambda *_: {}),
        (left_behind, left_agenda, "agenda", _nothing),
        (alone, start_agenda, "ABOVE", ()),
    ],
)
def test_led_by_hand_it_finds_what_is_broken_there(
    path: Callable[[Takeovers], None], where: Any, name: str, instead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who dies in a provider's care makes room for who waits; who was left is forgotten; an unratified start climbs to nobody."""
    monkeypatch.setattr(where, name, instead)
    with pytest.raises(AssertionError):
        led(path)
