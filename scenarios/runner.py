"""Telling a story: acts at their moments, and between them whatever time alone brings, in order.

The runner takes the earliest wake over all agendas of the story, advances only the workflows due then, and repeats at that
instant until nothing is due.  Run again on the same data folder it goes on where it stood: a step's command id is always the
same, and what the ledger knows is not done twice.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from activities.following import follow
from activities.sending import Malformed, envelope
from domain.ids import collapse_workflow, in_world, story_command
from domain.message import command_type
from ledger.event import StoredEvent
from ledger.read import read_command, read_streams
from scenarios.advancing import StoryFailed, advance
from scenarios.reporting import StoryReport, report, seal
from scenarios.story import Act, CastPerson, ClockMark, Story
from worker import Hands

ADMINISTRATOR: Final = "admin"
AT_ONCE: Final = 8  # acts of one group that are under way together


@dataclass(frozen=True, slots=True)
class Step:
    """What just happened, for whoever watches."""

    number: int
    of: int
    at: datetime
    chapter: str
    says: str
    events: tuple[str, ...] = ()
    refused: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the ledger holds of one step."""

    events: tuple[StoredEvent, ...]

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(e.type for e in self.events)

    @property
    def refused(self) -> str | None:
        refusal = next((e for e in self.events if e.type == "CommandRefused"), None)
        return str(json.loads(refusal.payload)["clause"]) if refusal else None


OnStep = Callable[[Step], None]


@dataclass
class Telling:
    """One telling of one story."""

    story: Story
    held: Hands
    on_step: OnStep = lambda _: None
    made: dict[str, str] = field(default_factory=dict)  # $name → id
    taken: dict[str, str] = field(default_factory=dict)  # a project's name → its latest takeover
    last_at: datetime | None = None

    async def run(self) -> StoryReport:
        """Tell it from where it stands to its end."""
        began = time.monotonic()
        self.made.update(self.story.projects)
        await self._cast()
        total = len(self.story.steps)
        for steps in _groups(self.story.steps):
            first = steps[0][1]
            if isinstance(first, Act):
                await self._side_by_side([(number, step) for number, step in steps if isinstance(step, Act)], total)
            else:
                number = steps[0][0]
                await self._mark(first)
                self.on_step(Step(number, total, first.by, first.chapter, first.say or "时间到了", first.expect))
            self.last_at = first.at if isinstance(first, Act) else first.by
        if self.story.head.ends is not None:
            await advance(self.held, self.story.name, self.story.head.ends)
        await seal(self.held)
        return await report(self.story, self.held, time.monotonic() - began)

    # ------------------------------------------------------------ the cast

    async def _cast(self) -> None:
        """The administrator first, then everybody, side by side."""
        at = self.story.head.begins
        first = {"person": ADMINISTRATOR, "name": "系统管理员", "organisation": "信息中心"}
        await self._send("cast/admin", f"person/{ADMINISTRATOR}", "RegisterPerson", first, ADMINISTRATOR, at)
        gate = asyncio.Semaphore(8)
        async with asyncio.TaskGroup() as group:
            for person in self.story.persons:
                group.create_task(self._person(person, at, gate))
        clerk = next((p.id for p in self.story.persons if any(r.role == "clerk" for r in p.roles)), ADMINISTRATOR)
        async with asyncio.TaskGroup() as group:
            for supplier in self.story.suppliers:
                facts = {**supplier.model_dump(), "evidence": await self._file(f"{supplier.name} 登记证书")}
                group.create_task(
                    self._gated(
                        gate, f"cast/{supplier.uscc}", f"supplier/{supplier.uscc}", "RegisterSupplier", facts, clerk, at
                    )
                )

    async def _person(self, person: CastPerson, at: datetime, gate: asyncio.Semaphore) -> None:
        stream = f"person/{person.id}"
        facts = {"person": person.id, "name": person.name, "organisation": person.organisation, "uscc": person.uscc}
        async with gate:
            await self._send(f"cast/{person.id}", stream, "RegisterPerson", facts, ADMINISTRATOR, at)
            for held in person.roles:
                role = {
                    "person": person.id,
                    "role": held.role,
                    "division": held.division,
                    "from_on": "2020-01-01",
                    "document": "任职文件",
                }
                step = f"cast/{person.id}/{held.role}/{held.division}"
                await self._send(step, stream, "GrantRole", role, ADMINISTRATOR, at)

    async def _gated(self, gate: asyncio.Semaphore, *words: Any) -> None:
        async with gate:
            await self._send(*words)

    # ------------------------------------------------------------ acts

    async def _side_by_side(self, acts: list[tuple[int, Act]], total: int) -> None:
        """One act, or the acts of a table's rows: time goes on once, then each is sent."""
        await advance(self.held, self.story.name, acts[0][1].at)
        gate = asyncio.Semaphore(AT_ONCE)

        async def tell(number: int, act: Act) -> None:
            async with gate:
                answer = await self._act(act)
            self.on_step(_told(number, total, act, answer))

        try:
            async with asyncio.TaskGroup() as group:
                for number, act in acts:
                    group.create_task(tell(number, act))
        except ExceptionGroup as several:  # the first says enough
            raise several.exceptions[0] from None

    async def _act(self, act: Act) -> Answer:
        facts = await self._resolved(act.facts)
        answer = await self._send(act.step, self._stream(act, facts), act.command, facts, act.actor, act.at, act)
        if act.refused is not None:
            if answer.refused != act.refused:
                raise StoryFailed(
                    f"{act.step} {act.command}：应被 {act.refused} 拒绝，实为 {answer.refused or answer.types}"
                )
        elif answer.refused is not None or not set(act.expect) <= set(answer.types):
            raise StoryFailed(f"{act.step} {act.command}：应有 {act.expect}，实为 {answer.types}：{_reasons(answer)}")
        self._remember(act, answer)
        await self._followed(answer)
        return answer

    async def _followed(self, answer: Answer) -> None:
        """A story goes on only when a supplier's collapse that it declared has come to its end."""
        for event in answer.events:
            if event.type == "CollapseDeclared":
                workflow_id = collapse_workflow(event.stream, json.loads(event.payload)["collapse"])
                found = await follow(self.held.client, self.held.starter, workflow_id)
                self.taken.update(
                    {n: found.triggered[p] for n, p in self.story.projects.items() if p in found.triggered}
                )

    def _takeover(self, name: str) -> str:
        """By the name given to its trigger, or by the name of its project."""
        return self.taken.get(name) or self.made[name]

    def _stream(self, act: Act, facts: dict[str, Any]) -> str:
        kind = command_type(act.command)
        if kind is None:
            raise StoryFailed(f"{act.step}：没有指令“{act.command}”")
        if kind.home == "takeover" or act.takeover is not None:
            return f"takeover/{self._takeover(act.takeover or 'takeover')}"
        if kind.home == "register":
            return str(kind.model_validate(facts).stream())
        name = act.project or (act.name if act.name in self.story.projects else None) or self.story.head.main
        return f"project/{self.story.projects[name]}"

    def _remember(self, act: Act, answer: Answer) -> None:
        """The ids that an act made, by the names that later acts use."""
        for event in answer.events:
            if event.type == "TakeoverTriggered":
                takeover = json.loads(event.payload)["takeover"]
                self.made["takeover"] = takeover
                if act.name:
                    self.made[act.name] = takeover
            if event.type == "DrillOpened" and act.name:
                self.made[act.name] = json.loads(event.payload)["drill"]

    async def _send(
        self,
        step: str,
        stream: str,
        command: str,
        facts: dict[str, Any],
        actor: str,
        at: datetime,
        act: Act | None = None,
    ) -> Answer:
        name = in_world(stream, self.story.name)
        occurred = act.occurred_on.isoformat() if act and act.occurred_on else None
        try:
            sent = envelope(
                name,
                command,
                facts,
                actor=actor,
                command_id=story_command(self.story.name, step),
                asked_at=at,
                occurred_on=occurred,
                story_at=at,
            )
        except Malformed as error:
            raise StoryFailed(f"{step} {command}：{error}") from error
        if not await self.held.sender.check_id(sent):
            await self.held.sender.send(sent)
        known = await read_command(self.held.pool, sent.command_id)
        return Answer(tuple(known[1]) if known else ())

    # ------------------------------------------------------------ facts

    async def _resolved(self, value: Any) -> Any:
        """`$name` becomes the id that an earlier act made, `@words` the digest of a document that holds them."""
        match value:
            case str() if value.startswith("@"):
                return await self._file(value[1:])
            case str() if re.match(r"^\$[a-z][a-z0-9_-]*$", value):
                if value[1:] not in self.made:
                    raise StoryFailed(f"没有名为 {value} 的编号")
                return self.made[value[1:]]
            case dict():
                return {k: await self._resolved(v) for k, v in value.items()}
            case list():
                return [await self._resolved(v) for v in value]
            case float():
                return str(Decimal(str(value)))
            case _:
                return value

    async def _file(self, words: str) -> str:
        return await self.held.store.put(f"{self.story.name}\n{words}\n".encode())

    # ------------------------------------------------------------ the clock's marks

    async def _mark(self, mark: ClockMark) -> None:
        await advance(self.held, self.story.name, mark.by)
        stream = in_world(self._marked(mark), self.story.name)
        came = [e for e in await read_streams(self.held.pool, {stream: 0}) if self._since(e, mark.by)]
        missing = set(mark.expect) - {e.type for e in came}
        if missing:
            raise StoryFailed(
                f"至 {mark.by:%Y-%m-%d %H:%M} 时间本应带来 {sorted(missing)}，实为 {[e.type for e in came]}"
            )

    def _marked(self, mark: ClockMark) -> str:
        if mark.takeover is not None:
            return f"takeover/{self._takeover(mark.takeover)}"
        return f"project/{self.made[mark.project or self.story.head.main]}"

    def _since(self, event: StoredEvent, by: datetime) -> bool:
        at = datetime.fromisoformat(json.loads(event.meta)["at"])
        return at <= by and (self.last_at is None or at >= self.last_at)


def _groups(steps: Sequence[Act | ClockMark]) -> list[list[tuple[int, Act | ClockMark]]]:
    """Steps in their order; those of one group together."""
    groups: list[list[tuple[int, Act | ClockMark]]] = []
    last: str | None = None
    for number, step in enumerate(steps, 1):
        group = step.group if isinstance(step, Act) else None
        if group is None or group != last:
            groups.append([])
        groups[-1].append((number, step))
        last = group
    return groups


def _told(number: int, total: int, act: Act, answer: Answer) -> Step:
    kind = command_type(act.command)
    says = act.say or (kind.zh if kind else act.command)
    return Step(number, total, act.at, act.chapter, says, answer.types, answer.refused, act.actor)


def _reasons(answer: Answer) -> str:
    refusal = next((e for e in answer.events if e.type == "CommandRefused"), None)
    if refusal is None:
        return ""
    return "；".join(f"{f['clause']} {f['reason']}" for f in json.loads(refusal.payload)["findings"])


async def run(story: Story, held: Hands, on_step: OnStep = lambda _: None) -> StoryReport:
    """Tell a story to its end.  StoryFailed says where it went otherwise than told."""
    return await Telling(story, held, on_step).run()
