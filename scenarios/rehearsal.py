"""A rehearsal: a story told against the domain alone, without servers, to see whether it would go as it is told.

The same steps in the same order as the runner's, the same rules, the same clock: what is read, judged and folded here is what
`record` reads, judges and folds.  The outside systems answer at once, as the local stand-ins do.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from activities.interface import Performing
from activities.judging import Standing, first_reads
from activities.malformed import explain
from activities.performing import STAND_IN_SAYS, answer
from activities.reviewing import opening
from domain.agenda import AgendaItem
from domain.calendar import BEIJING
from domain.effect import Effect
from domain.given import Accepted, Given
from domain.ids import division_of, in_world, key_of, kind_of, sibling
from domain.judge import agenda, judge, reads
from domain.message import Command, Event, command_type
from domain.project import Project
from domain.register.collapses.messages import CollapseDeclared
from domain.register.collapses.triggers import UNKNOWN, trigger
from domain.register.collapses.triggers import answer as what_became
from domain.register.state import Person
from domain.rulebook import RuleBook
from domain.streams import empty, fold
from domain.supervision.messages import CommandRefused, DeadlineMissed, WakeAgenda, WarningNoted
from domain.takeover.drill.messages import DrillOpened
from domain.takeover.state import Takeover
from domain.takeover.trigger.messages import TakeoverTriggered
from law import LawBook
from law import load as load_law
from scenarios.story import Act, CastPerson, ClockMark, Story, check

ADMINISTRATOR: Final = "admin"
MAX_ROUNDS: Final = 200  # wakes at one instant: more means that an agenda item never goes away
_REFERENCE: Final = re.compile(r"^\$[a-z][a-z0-9_-]*$")


@dataclass(frozen=True, slots=True)
class Noted:
    """Something of a rehearsal that a reader may want to look at: where, when, which clause or key, in what words."""

    where: str
    at: datetime
    clause: str
    words: str

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.where} {self.clause} {self.words}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event of a telling: the stream in which it would stand, and its moment."""

    stream: str
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would come of a story."""

    story: str
    problems: tuple[str, ...]  # where it would go otherwise than it is told
    acts: int
    events: Mapping[str, int]  # by type
    stages: Mapping[str, str]  # by the project's name in the story
    finished: bool  # the story's own project is closed and no takeover is open
    refusals: tuple[Noted, ...]
    warnings: tuple[Noted, ...]
    alarms: tuple[Noted, ...]  # deadlines that somebody missed
    agenda: tuple[AgendaItem, ...]  # what is still due at the end
    told: tuple[Recorded, ...] = ()  # every event, in the order of the telling

    @property
    def total(self) -> int:
        """How many events in all."""
        return sum(self.events.values())


class Otherwise(Exception):  # noqa: N818 - it says what happened
    """A step that can't be told: the rest of the story makes no sense without it."""


def rehearse(story: Story, law: LawBook | None = None) -> Rehearsal:
    """Tell a story against the domain.  Nothing is kept, nothing is sent."""
    if problems := check(story):
        return Rehearsal(story.name, tuple(problems), 0, {}, {}, False, (), (), (), ())
    return Stage(story, law or load_law()).tell()


@dataclass
class Stage:
    """The streams of one telling."""

    story: Story
    law: LawBook
    standings: dict[str, Standing] = field(default_factory=dict)
    agendas: dict[str, tuple[AgendaItem, ...]] = field(default_factory=dict)  # as the last event of each stream left it
    told: list[Recorded] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)  # $name → id
    taken: dict[str, str] = field(default_factory=dict)  # a project's name → its latest takeover
    problems: list[str] = field(default_factory=list)
    books: dict[tuple[str, date], RuleBook] = field(default_factory=dict)
    last_at: datetime | None = None

    def tell(self) -> Rehearsal:
        self.made.update(self.story.projects)
        acts = 0
        try:
            self._cast()
            for step in self.story.steps:
                if isinstance(step, Act):
                    self._act(step)
                    acts += 1
                    self.last_at = step.at
                else:
                    self._mark(step)
                    self.last_at = step.by
            if self.story.head.ends is not None:
                self._advance(self.story.head.ends)
        except Otherwise as stop:
            self.problems.append(f"{stop}；排练到此为止")
        return self._rehearsal(acts)

    # ------------------------------------------------------------ the cast

    def _cast(self) -> None:
        """The administrator first, then everybody, as the runner registers them."""
        at = self.story.head.begins
        first = {"person": ADMINISTRATOR, "name": "系统管理员", "organisation": "信息中心"}
        self._register("RegisterPerson", first, ADMINISTRATOR, at)
        for person in self.story.persons:
            self._person(person, at)
        clerk = next((p.id for p in self.story.persons if any(r.role == "clerk" for r in p.roles)), ADMINISTRATOR)
        for supplier in self.story.suppliers:
            self._register("RegisterSupplier", {**supplier.model_dump(), "evidence": _digest(supplier.name)}, clerk, at)

    def _person(self, person: CastPerson, at: datetime) -> None:
        facts = {"person": person.id, "name": person.name, "organisation": person.organisation, "uscc": person.uscc}
        self._register("RegisterPerson", facts, ADMINISTRATOR, at)
        for held in person.roles:
            role = {"person": person.id, **held.model_dump(), "from_on": "2020-01-01", "document": "任职文件"}
            self._register("GrantRole", role, ADMINISTRATOR, at)

    def _register(self, name: str, facts: dict[str, Any], actor: str, at: datetime) -> None:
        command = _parse(f"cast/{actor}", name, facts)
        stream = in_world(str(command.stream()), self.story.name)
        events = self._record(stream, command, actor, at)
        if refused := _refused(events):
            raise Otherwise(f"登记 {facts.get('name', facts.get('person'))}：{refused.clause} {refused.reason}")

    # ------------------------------------------------------------ acts and marks

    def _act(self, act: Act) -> None:
        self._advance(act.at)
        where = f"{act.step}（{act.at:%Y-%m-%d} {act.command}）"
        command = _parse(where, act.command, self._resolved(act.facts))
        stream = in_world(self._stream(act, command), self.story.name)
        if kind_of(stream) == "takeover" and stream not in self.standings:
            raise Otherwise(f"{where}：没有 {stream}")
        events = self._record(stream, command, act.actor, act.at, act.occurred_on)
        refused = _refused(events)
        types = [type(e).__name__ for e in events]
        if act.refused is not None:
            if refused is None or refused.clause != act.refused:
                came = _reasons(refused) if refused else "、".join(types)
                self.problems.append(f"{where}：应被 {act.refused} 拒绝，实为 {came}")
        elif refused is not None:
            self.problems.append(f"{where}：被拒绝：{_reasons(refused)}")
        elif missing := sorted(set(act.expect) - set(types)):
            self.problems.append(f"{where}：缺少 {'、'.join(missing)}，实为 {'、'.join(types)}")
        for event in events:
            if isinstance(event, TakeoverTriggered):
                self.made["takeover"] = event.takeover
                if act.name:
                    self.made[act.name] = event.takeover
            if isinstance(event, DrillOpened) and act.name:
                self.made[act.name] = event.drill

    def _stream(self, act: Act, command: Command) -> str:
        if command.home == "takeover" or act.takeover is not None:
            return f"takeover/{self._takeover(act.takeover or 'takeover')}"
        if command.home == "register":
            return str(command.stream())
        name = act.project or (act.name if act.name in self.story.projects else None) or self.story.head.main
        return f"project/{self.story.projects[name]}"

    def _takeover(self, name: str) -> str:
        """By the name given to its trigger, or by the name of its project."""
        return self.taken.get(name) or self._named(name)

    def _named(self, name: str) -> str:
        if name not in self.made:
            raise Otherwise(f"没有名为 ${name} 的编号")
        return self.made[name]

    def _resolved(self, value: Any) -> Any:
        match value:
            case str() if value.startswith("@"):
                return _digest(value[1:])
            case str() if _REFERENCE.match(value):
                return self._named(value[1:])
            case dict():
                return {k: self._resolved(v) for k, v in value.items()}
            case list():
                return [self._resolved(v) for v in value]
            case float():
                return str(Decimal(str(value)))
            case _:
                return value

    def _mark(self, mark: ClockMark) -> None:
        self._advance(mark.by)
        stream = in_world(self._marked(mark), self.story.name)
        since = self.last_at or self.story.head.begins
        came = [type(r.event).__name__ for r in self.told if r.stream == stream and since <= r.at <= mark.by]
        if missing := sorted(set(mark.expect) - set(came)):
            brought = "、".join(came) or "什么也没有"
            self.problems.append(f"至 {mark.by:%Y-%m-%d %H:%M} 时间本应带来 {'、'.join(missing)}，实为 {brought}")

    def _marked(self, mark: ClockMark) -> str:
        if mark.takeover is not None:
            return f"takeover/{self._takeover(mark.takeover)}"
        return f"project/{self._named(mark.project or self.story.head.main)}"

    # ------------------------------------------------------------ time

    def _advance(self, to: datetime) -> None:
        """The earliest wake first, then what is due at that instant, until nothing is."""
        last, rounds = None, 0
        while (due := self._due(to)) is not None:
            wake, stream, item = due
            rounds = rounds + 1 if wake == last else 0
            last = wake
            if rounds > MAX_ROUNDS:
                raise Otherwise(f"{wake:%Y-%m-%d %H:%M} 的事项始终未了结：{item.key}")
            self._record(stream, WakeAgenda(key=item.key, wake=wake), "clock", wake)
            if any(i.key == item.key and i.wake == wake for i in self.agendas[stream]):
                raise Otherwise(f"{wake:%Y-%m-%d %H:%M} 的事项 {item.key} 到点后原样回来")

    def _due(self, to: datetime) -> tuple[datetime, str, AgendaItem] | None:
        waking = (
            (item.wake.astimezone(BEIJING), stream, item)
            for stream, items in self.agendas.items()
            for item in items
            if item.wake is not None and item.wake <= to
        )
        return min(waking, key=lambda due: (due[0], due[1], due[2].key), default=None)

    # ------------------------------------------------------------ one command

    def _record(
        self, stream: str, command: Command, actor: str, at: datetime, occurred_on: date | None = None
    ) -> list[Event]:
        """Read, judge, fold; then the outside systems answer what the events ordered."""
        names = first_reads(stream, actor, command.stream())
        names += [sibling(stream, name) for name in reads(command, self._standing(stream).state)]
        moment = max(at, self._standing(stream).last_at or at).astimezone(BEIJING)
        states = {name: self._standing(name).state for name in names}
        person = states[sibling(stream, f"person/{actor}")]
        assert isinstance(person, Person)
        rules = self._rules(stream, moment)
        given = Given(moment, occurred_on or moment.date(), person, rules, stream, states)
        decision = judge(command, given)
        if isinstance(decision, Accepted):
            recorded = list(decision.events)
        else:
            first = decision.findings[0]
            refusal = CommandRefused(
                command=type(command).__name__,
                clause=first.clause,
                reason=first.reason,
                findings=decision.findings,
                actor=actor,
            )
            recorded = [(stream, refusal)]
        for name, event in recorded:
            self._fold(name, event, moment)
        touched = dict.fromkeys(name for name, _ in recorded)
        for name in touched:
            self.agendas[name] = agenda(self.standings[name].state, self._rules(name, moment))
        for name in touched:
            self._perform(name, moment)
        for name, event in recorded:
            if isinstance(event, CollapseDeclared):
                self._collapse(name, event)
        return [event for _, event in recorded]

    def _collapse(self, stream: str, declared: CollapseDeclared) -> None:
        """What its workflow does: each project's trigger, then the report."""
        triggered: dict[str, str] = {}
        refused: dict[str, str] = {}
        for project in declared.projects:
            home = sibling(stream, f"project/{project}")
            state = self._standing(home).state
            if home not in self.standings or not isinstance(state, Project):
                refused[project] = UNKNOWN
                continue
            command = _parse(home, "TriggerTakeover", trigger(declared, key_of(stream), state))
            takeover, reason = what_became(self._record(home, command, declared.by, declared.at))
            if takeover is not None:
                triggered[project] = takeover
            else:
                refused[project] = reason or ""
        facts = {"uscc": key_of(stream), "collapse": declared.collapse, "triggered": triggered, "refused": refused}
        self._record(stream, _parse(stream, "ReportCollapse", facts), "adapter", declared.at)
        self.taken.update({name: triggered[id] for name, id in self.story.projects.items() if id in triggered})

    def _fold(self, stream: str, event: Event, at: datetime) -> None:
        """One more event, by way of its stored text."""
        before = self._standing(stream)
        stored = type(event).restore(event.payload())
        version = before.version + 1
        self.standings[stream] = Standing(fold(before.state, stored, stream, version, at), version, at)
        self.told.append(Recorded(stream, stored, at))

    def _perform(self, stream: str, at: datetime) -> None:
        for effect in tuple(self._effects(stream)):
            if effect.kind == "review":
                self._review(effect, at)
            receipt = f"回执-{effect.id.rsplit('@', 1)[-1]}"
            told = {"receipt": receipt, **STAND_IN_SAYS.get(effect.kind, {})}
            said = answer(Performing(effect=effect, at=at), told)
            self._record(stream, _parse(effect.id, said.type, said.body), "adapter", at)

    def _review(self, effect: Effect, at: datetime) -> None:
        """What the worker does by the read model: a review in each running project of the suppliers."""
        for stream, standing in sorted(self.standings.items()):
            project = standing.state
            terms = project.contract.terms if isinstance(project, Project) else None
            if terms is not None and _stage(project) == "performance" and terms.supplier in effect.body["suppliers"]:
                self._record(stream, _parse(effect.id, "OpenReview", opening(effect)), "adapter", at)

    def _effects(self, stream: str) -> Iterator[Effect]:
        return (
            e for e in self._standing(stream).state.watch.effects.values() if e.retry_at is None and e.refused is None
        )

    def _standing(self, stream: str) -> Standing:
        if stream not in self.standings:
            return Standing(empty(stream))
        return self.standings[stream]

    def _rules(self, stream: str, at: datetime) -> RuleBook:
        key = (division_of(stream), at.astimezone(BEIJING).date())
        if key not in self.books:
            self.books[key] = self.law.rulebook(*key)
        return self.books[key]

    # ------------------------------------------------------------ what came of it

    def _rehearsal(self, acts: int) -> Rehearsal:
        projects = {name: in_world(f"project/{id}", self.story.name) for name, id in self.story.projects.items()}
        stages = {name: _stage(self._standing(stream).state) for name, stream in projects.items()}
        running = [
            stream
            for stream, standing in self.standings.items()
            if isinstance(standing.state, Takeover) and standing.state.status != "ended"
        ]
        return Rehearsal(
            story=self.story.name,
            problems=tuple(self.problems),
            acts=acts,
            events=Counter(type(r.event).__name__ for r in self.told),
            stages=stages,
            finished=not self.problems and self._came_to_its_goal(stages, running),
            refusals=tuple(self._noted(CommandRefused)),
            warnings=tuple(self._noted(WarningNoted)),
            alarms=tuple(self._noted(DeadlineMissed)),
            agenda=tuple(item for stream in projects.values() for item in self.agendas.get(stream, ())),
            told=tuple(self.told),
        )

    def _came_to_its_goal(self, stages: Mapping[str, str], running: list[str]) -> bool:
        if self.story.head.goal == "closed":
            return stages[self.story.head.main] == "closed" and not running
        states = [s.state for s in self.standings.values() if isinstance(s.state, Takeover)]
        return bool(states) and all(s.status in ("interim", "ended") for s in states)

    def _noted(self, kind: type[Event]) -> Iterator[Noted]:
        for recorded in self.told:
            match recorded.event:
                case CommandRefused() | WarningNoted() as event if isinstance(event, kind):
                    yield Noted(event.command, recorded.at, event.clause, event.reason)
                case DeadlineMissed() as event if isinstance(event, kind):
                    yield Noted(event.key, recorded.at, event.rule, event.who)
                case _:
                    pass


def _stage(state: object) -> str:
    return state.stage if isinstance(state, Project) else ""


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _parse(where: str, name: str, facts: dict[str, Any]) -> Command:
    kind = command_type(name)
    if kind is None:
        raise Otherwise(f"{where}：没有指令“{name}”")
    try:
        return kind.model_validate(facts)
    except ValidationError as error:
        raise Otherwise(f"{where}：" + "；".join(str(p) for p in explain(error))) from error


def _refused(events: list[Event]) -> CommandRefused | None:
    return next((e for e in events if isinstance(e, CommandRefused)), None)


def _reasons(refused: CommandRefused) -> str:
    return "；".join(f"{f.clause} {f.reason}" for f in refused.findings)
