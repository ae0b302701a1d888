"""A supplier's collapse: its projects' triggers sent side by side, their answers read from the ledger.  HR-TK-21

What is asked, and under which ids, follows from what is on record: whoever asks again asks for the same.  No activity waits
for another workflow's judgement, only until the command is accepted for judging.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.interface import (
    COLLAPSE_ANSWERS,
    COLLAPSE_REPORT,
    COLLAPSE_STANDING,
    COLLAPSE_TRIGGER,
    Collapse,
    CollapseAnswers,
    CollapseBatch,
)
from activities.judging import Standings
from activities.sending import Envelope, Sender, envelope
from domain.ids import REAL, collapse_command, key_of, sibling, world_of
from domain.message import EVENTS
from domain.project import Project
from domain.register.collapses.messages import CollapseDeclared
from domain.register.collapses.triggers import UNKNOWN, answer, trigger
from domain.register.state import Supplier
from ledger.pool import Pool
from ledger.read import read_command

LOOKS: Final = 20  # at the ledger, in one try of the activity
PAUSE: Final = 0.1  # seconds between two looks
LAST_TRY: Final = 12  # about a minute: what has no answer by then is asked again later


class Collapser:
    """The activities of a supplier's collapse."""

    def __init__(self, pool: Pool, sender: Sender) -> None:
        self._pool = pool
        self._sender = sender
        self._standings = Standings()

    @activity.defn(name=COLLAPSE_STANDING.name)
    async def standing(self, of: Collapse) -> CollapseAnswers:
        """What the ledger has of the whole collapse now."""
        supplier = await self._supplier(of)
        answers = await self._answers(of, self._declared(of, supplier).projects)
        return answers.model_copy(update={"reported": of.collapse in supplier.reported})

    @activity.defn(name=COLLAPSE_TRIGGER.name)
    async def trigger(self, batch: CollapseBatch) -> int:
        """Send each project's trigger, side by side, until it is accepted for judging; how many were sent."""
        declared = self._declared(batch.of, await self._supplier(batch.of))
        states = await self._projects(batch)
        async with asyncio.TaskGroup() as group:
            sent = [
                group.create_task(self._submit(_trigger(batch.of, declared, state)))
                for state in states.values()
                if state is not None
            ]
        return sum(task.result() for task in sent)

    @activity.defn(name=COLLAPSE_ANSWERS.name)
    async def answers(self, batch: CollapseBatch) -> CollapseAnswers:
        """What became of each; tried again by Temporal until all have answered, in the last try what there is."""
        found = await self._answers(batch.of, batch.projects)
        for _ in range(LOOKS):
            if not found.waiting:
                break
            await asyncio.sleep(PAUSE)
            found = await self._answers(batch.of, batch.projects)
        if found.waiting and activity.info().attempt < LAST_TRY:
            raise ApplicationError(f"尚无答复：{'、'.join(found.waiting)}")
        return found

    @activity.defn(name=COLLAPSE_REPORT.name)
    async def report(self, of: Collapse) -> bool:
        """Have the whole recorded in the supplier's stream; False where it has been already."""
        supplier = await self._supplier(of)
        if of.collapse in supplier.reported:
            return False
        declared = self._declared(of, supplier)
        found = await self._answers(of, declared.projects)
        body: dict[str, Any] = {
            "uscc": key_of(of.stream),
            "collapse": of.collapse,
            "triggered": found.triggered,
            "refused": found.refused,
        }
        await self._submit(_envelope(of, declared, of.stream, "ReportCollapse", body, "adapter", "report"))
        for _ in range(LOOKS):
            if of.collapse in (await self._supplier(of)).reported:
                return True
            await asyncio.sleep(PAUSE)
        raise ApplicationError("结果尚未记入")

    # ------------------------------------------------------------ reading

    async def _supplier(self, of: Collapse) -> Supplier:
        state = (await self._standings.read(self._pool, [of.stream]))[of.stream].state
        assert isinstance(state, Supplier)
        return state

    @staticmethod
    def _declared(of: Collapse, supplier: Supplier) -> CollapseDeclared:
        if of.collapse not in supplier.collapses:
            raise ApplicationError(f"{of.stream} 没有“{of.collapse}”", non_retryable=True)
        return supplier.collapses[of.collapse]

    async def _projects(self, batch: CollapseBatch) -> Mapping[str, Project | None]:
        """Each project's state; None where there is none of that number."""
        names = {project: sibling(batch.of.stream, f"project/{project}") for project in batch.projects}
        found = await self._standings.read(self._pool, names.values())
        states = {project: found[name] for project, name in names.items()}
        return {
            project: standing.state if standing.version and isinstance(standing.state, Project) else None
            for project, standing in states.items()
        }

    async def _answers(self, of: Collapse, projects: Iterable[str]) -> CollapseAnswers:
        batch = CollapseBatch(of=of, projects=tuple(projects))
        states = await self._projects(batch)
        triggered: dict[str, str] = {}
        refused: dict[str, str] = {}
        waiting: list[str] = []
        for project in batch.projects:
            if states[project] is None:
                refused[project] = UNKNOWN
                continue
            known = await read_command(self._pool, collapse_command(of.stream, of.collapse, project))
            if known is None:
                waiting.append(project)
                continue
            takeover, reason = answer([EVENTS[event.type].restore(event.payload) for event in known[1]])
            if takeover is not None:
                triggered[project] = takeover
            else:
                refused[project] = reason or ""
        return CollapseAnswers(triggered=triggered, refused=refused, waiting=tuple(waiting))

    # ------------------------------------------------------------ sending

    async def _submit(self, sent: Envelope) -> bool:
        """False where it is on record already, perhaps in other words: a plan may have changed since."""
        if await read_command(self._pool, sent.command_id) is not None:
            return False
        await self._sender.submit(sent)
        return True


def _trigger(of: Collapse, declared: CollapseDeclared, project: Project) -> Envelope:
    """In the name of who declared the collapse: whether that person may is judged by each project."""
    body = trigger(declared, key_of(of.stream), project)
    stream = sibling(of.stream, f"project/{project.id}")
    return _envelope(of, declared, stream, "TriggerTakeover", body, declared.by, project.id)


def _envelope(
    of: Collapse, declared: CollapseDeclared, stream: str, command: str, body: dict[str, Any], actor: str, what: str
) -> Envelope:
    return envelope(
        stream,
        command,
        body,
        actor=actor,
        command_id=collapse_command(of.stream, of.collapse, what),
        asked_at=declared.at,
        story_at=declared.at if world_of(of.stream) != REAL else None,
    )
