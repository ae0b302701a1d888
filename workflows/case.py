"""A case: one stream's life in a workflow.  The ledger's progress, the lock, the clock, the effects in flight.

What it knows it was told by `record` and `progress`; what it does is wait, ask and remind.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from temporalio import workflow
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.asking import BOUNDED, ask
from workflows.clock import Clock

with workflow.unsafe.imports_passed_through():
    from activities.interface import (
        ARCHIVE_RUN,
        BUG,
        PERFORM,
        PROGRESS,
        RECORD,
        RELAY,
        Act,
        Attributes,
        Outcome,
        Performing,
        Progress,
        RecordRequest,
        RefusalAnswer,
        Relay,
        Run,
        WorkflowStart,
    )
    from domain.agenda import AgendaItem
    from domain.effect import Effect
    from domain.ids import answer_command, clock_command, world_of
    from domain.messages import COMMANDS
    from domain.supervision.messages import ReportDelay, WakeAgenda
    from domain.values import STAGE_TITLES

DIVISION: Final = SearchAttributeKey.for_keyword("JieliDivision")
STAGE: Final = SearchAttributeKey.for_keyword("JieliStage")
NEXT_DUE: Final = SearchAttributeKey.for_datetime("JieliNextDue")
SUPPLIER: Final = SearchAttributeKey.for_keyword("JieliSupplier")
TAKEOVER: Final = SearchAttributeKey.for_keyword("JieliTakeover")
WORLD: Final = SearchAttributeKey.for_keyword("JieliWorld")

A_WHILE: Final = timedelta(hours=1)  # before a wake that failed is tried again
HARD_MARGIN: Final = 100  # events beyond which new updates are asked to come again, so that the run can end


class Case:
    """One stream and its workflow.  Created in the workflow's init, opened in its run."""

    def __init__(self, start: WorkflowStart) -> None:
        self.start = start
        self.stream = start.stream
        self.clock = Clock(start.story_from)
        self.progress = Progress(stream=start.stream)
        self.leaving = False
        self._lock = asyncio.Lock()
        self._in_flight: dict[str, asyncio.Task[None]] = {}
        self._given_up: set[str] = set()
        self._changes = 0  # counts what the main loop must look at
        self._not_before: dict[tuple[str, datetime], datetime] = {}
        self._shown: Attributes | None = None
        self._opened = False

    # ------------------------------------------------------------ beginning

    async def open(self) -> None:
        """Learn where the stream stands; a continued run first puts its predecessor into the archive."""
        continued = workflow.info().continued_run_id
        if continued:
            run = Run(workflow_id=workflow.info().workflow_id, run_id=continued)
            await ask(ARCHIVE_RUN, run, "封存上一段历史")
        self._learn(await ask(PROGRESS, self.stream, "读取台账进度"))
        self._opened = True

    async def refresh(self) -> None:
        """Another stream's event may have changed what is due here."""
        async with self._lock:
            self._learn(await ask(PROGRESS, self.stream, "读取台账进度（相关事项有变）"))

    def _learn(self, progress: Progress) -> None:
        if progress.version < self.progress.version:
            return  # an older word than what is known
        self.progress = progress
        self.clock.reach(progress.last_at)
        self._changes += 1
        self._show(progress.attributes)
        self._take_off()

    def _take_off(self) -> None:
        """Every outstanding effect that isn't put off, refused, given up or in flight already takes its flight."""
        for effect in self.progress.effects:
            if (
                effect.retry_at is None
                and effect.refused is None
                and effect.id not in self._in_flight
                and effect.id not in self._given_up
            ):
                self._in_flight[effect.id] = asyncio.create_task(self._perform(effect))

    def _show(self, now: Attributes) -> None:
        """Tell Temporal's search and its page; only what changed, an upsert is an event of history."""
        if now == self._shown:
            return
        stage = STAGE_TITLES.get(now.stage or "", now.stage or "")
        workflow.set_current_details(f"**{self.progress.title or self.stream}** · {stage}")
        workflow.upsert_search_attributes(
            [
                WORLD.value_set(world_of(self.stream)),
                DIVISION.value_set(now.division) if now.division else DIVISION.value_unset(),
                STAGE.value_set(now.stage) if now.stage else STAGE.value_unset(),
                NEXT_DUE.value_set(now.next_due) if now.next_due else NEXT_DUE.value_unset(),
                SUPPLIER.value_set(now.supplier) if now.supplier else SUPPLIER.value_unset(),
                TAKEOVER.value_set(now.takeover) if now.takeover else TAKEOVER.value_unset(),
            ]
        )
        self._shown = now

    # ------------------------------------------------------------ acts

    async def record(self, command_id: str, act: Act) -> Outcome:
        """One act, judged and recorded under the project's lock.

        The lock keeps the order of commands equal to the order of the ledger: without it two updates may interleave at the
        await.
        """
        await workflow.wait_condition(lambda: self._opened)
        async with self._lock:
            self.clock.reach(act.story_at)
            request = RecordRequest(command_id=command_id, stream=self.stream, act=act, at=self.clock.now())
            title = COMMANDS[act.type].zh if act.type in COMMANDS else act.type
            outcome = await ask(RECORD, request, title)
            self._learn(outcome.progress)
            if outcome.opened or outcome.nudges:
                await ask(RELAY, Relay(opened=outcome.opened, nudges=outcome.nudges), "启动或通知相关流程")
        if self.clock.in_story:  # a story goes on only when the world has answered
            await workflow.wait_condition(lambda: not self._in_flight)
        return outcome

    async def _perform(self, effect: Effect) -> None:
        """One effect, outside the lock, in bounded attempts; the answer, or the delay, is a command of its own."""
        try:
            answer = await ask(PERFORM, Performing(effect=effect, at=self.clock.now()), effect.summary, retry=BOUNDED)
            refusal = await self._answer(effect, answer.type, answer.body, "answer")
            if (
                refusal is not None
            ):  # the world has acted, the rules don't take its answer: a person must look, later again
                await self._answer(effect, *_delay(effect, refusal.reason), "refused")
        except ActivityError as error:
            if isinstance(error.cause, ApplicationError) and error.cause.type == BUG:
                workflow.logger.error("bug at the answer to %s: %s", effect.id, error.cause)
                self._given_up.add(effect.id)  # until the next run of this workflow, with the fix
            else:
                await self._answer(effect, *_delay(effect, str(error.cause or error)), "delay")
        # Not in a `finally`: an eviction unwinds this coroutine too, and must start no new flight.
        del self._in_flight[effect.id]
        self._changes += 1
        self._take_off()

    async def _answer(self, effect: Effect, command: str, body: dict[str, Any], kind: str) -> RefusalAnswer | None:
        """Record what the world said of an effect; the refusal, if the rules refused it."""
        await workflow.wait_condition(lambda: self._opened)
        async with self._lock:
            act = self._own_act("adapter", command, body)
            command_id = str(answer_command(effect.id, effect.attempt, kind))
            request = RecordRequest(command_id=command_id, stream=self.stream, act=act, at=self.clock.now())
            outcome = await ask(RECORD, request, COMMANDS[command].zh)
            self._learn(outcome.progress)
        return outcome.refusal

    def _own_act(self, actor: str, command: str, body: dict[str, Any]) -> Act:
        return Act(type=command, body=body, actor=actor, asked_at=self.clock.now())

    # ------------------------------------------------------------ the clock

    def _next(self) -> AgendaItem | None:
        """The item that wakes first; one that failed is left alone for a while."""
        items = [i for i in self.progress.agenda if i.wake is not None and not self._held(i)]
        return min(items, key=lambda i: (i.wake or i.due, i.key), default=None)

    def _held(self, item: AgendaItem) -> bool:
        until = self._not_before.get((item.key, item.wake)) if item.wake else None
        return until is not None and self.clock.now() < until

    async def _wake(self, item: AgendaItem) -> None:
        """The clock's own act at an item's moment."""
        assert item.wake is not None
        self.clock.reach(item.wake)
        wake = WakeAgenda(key=item.key, wake=item.wake).model_dump(mode="json")
        act = self._own_act("clock", "WakeAgenda", wake)
        try:
            await self.record(str(clock_command(self.stream, item.key, item.wake.isoformat())), act)
        except ActivityError as error:
            if not (isinstance(error.cause, ApplicationError) and error.cause.type == BUG):
                raise
            workflow.logger.error("bug at %s %s: %s", self.stream, item.key, error.cause)
            workflow.set_current_details(f"⚠ 时钟事项“{item.title}”处理出错，一小时后重试：{error.cause}")
            self._not_before[(item.key, item.wake)] = self.clock.now() + A_WHILE
        if any(i.key == item.key and i.wake == item.wake for i in self.progress.agenda):
            # An item that comes back with the same key and wake is a bug: alarm, and don't spin.
            workflow.logger.error("agenda item %s of %s came back at %s", item.key, self.stream, item.wake)
            self._not_before[(item.key, item.wake)] = self.clock.now() + A_WHILE

    def settled(self, to: datetime) -> bool:
        """Nothing is due until `to`, and the world has answered what it was asked."""
        item = self._next()
        return (
            self._opened
            and not self._in_flight
            and not self._lock.locked()
            and (item is None or (item.wake or item.due) > to)
        )

    async def advance(self, to: datetime) -> datetime:
        """Stories only: do what is due until `to`, in order; return how far the clock got.

        About to continue as new, it returns early and the runner calls again.
        """
        self.clock.aim(to)
        self._changes += 1
        await workflow.wait_condition(lambda: self.settled(to) or self.leaving)
        if self.settled(to):
            self.clock.reach(to)
        return self.clock.now()

    # ------------------------------------------------------------ the main loop

    async def until(self, done: Callable[[], bool]) -> None:
        """Live until `done`: wake when something is due, continue as a new run at a quiet point when this one is long."""
        while not done():
            self._continue_if_long()
            item = self._next()
            if item is not None and item.wake is not None and self.clock.due(item.wake):
                await self._wake(item)
                continue
            await self._sleep(item, done, self._changes)

    async def _sleep(self, item: AgendaItem | None, done: Callable[[], bool], seen: int) -> None:
        """Until the item's wake, or until there is something new to look at."""
        await self.clock.sleep_until(
            item.wake if item else None,
            lambda: done() or self._changes != seen or self._quiet_and_long(),
            f"{item.title}（{item.rule}）" if item else "等待",
        )

    async def rest(self) -> None:
        """Before a workflow ends: every update is answered and no effect is in flight."""
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() and not self._in_flight)

    def _long(self) -> bool:
        info = workflow.info()
        return info.get_current_history_length() >= self.start.continue_after or info.is_continue_as_new_suggested()

    def _quiet_and_long(self) -> bool:
        if not self._long():
            return False
        if workflow.info().get_current_history_length() >= self.start.continue_after + HARD_MARGIN:
            self.leaving = True
        return workflow.all_handlers_finished() and not self._in_flight and not self._lock.locked()

    def _continue_if_long(self) -> None:
        if self._quiet_and_long():
            # The argument is the start alone: the new run learns the rest from the ledger.
            story = {"story_from": self.clock.now()} if self.clock.in_story else {}
            workflow.continue_as_new(self.start.model_copy(update=story))


def _delay(effect: Effect, reason: str) -> tuple[str, dict[str, Any]]:
    """The command that puts an effect off: it waits as an agenda item."""
    delay = ReportDelay(effect=effect.id, error=reason[:500])
    return ReportDelay.__name__, delay.model_dump(mode="json")
