"""The one sender of commands, for the command line, pages and activities alike.

It checks form at the edge, finds the workflow that is the stream's home (and starts it again from the ledger where it is
lost), waits for the outcome, and after a timeout asks the ledger by the command's id before it sends again.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateStage
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimeout
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.interface import BUSY, COMMAND_REUSED, MALFORMED, Act, Outcome
from activities.malformed import FieldProblem, explain
from activities.starting import Starter
from domain.calendar import BEIJING
from domain.canonical import canonical, digest
from domain.ids import workflow_of
from domain.message import Command, command_type
from domain.messages import COMMANDS
from ledger.pool import Pool
from ledger.read import read_command, streams

log = logging.getLogger("jieli.sending")
TRIES: Final = 8  # of what passes by itself: a run that ends, a server that starts again
_HOMES: Final = {"project": "项目", "takeover": "接管", "register": "登记簿"}
SILENCES: Final = 4  # waits without an answer, each as long as the caller's patience


class Malformed(Exception):  # noqa: N818 - it says what the caller's words are
    """Not a command, or a field that doesn't parse, or no such project.  Nothing is recorded.  Exit 2."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__("；".join(str(p) for p in problems))
        self.problems = problems


class IdReused(Exception):  # noqa: N818
    """This id was used for another act."""


class NoAnswer(Exception):  # noqa: N818
    """Sent, and no answer came: ask again with the same id.  Exit 4."""

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"已发出，未收到答复；用同一编号再问：{command_id}")
        self.command_id = command_id


class HandlerFailed(Exception):  # noqa: N818
    """A bug of ours in handling this one command.  Exit 70."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One command on its way: to which stream, under which id, by whom."""

    stream: str
    command_id: UUID
    act: Act


def envelope(
    stream: str,
    command: str,
    body: dict[str, Any],
    *,
    actor: str,
    command_id: UUID,
    asked_at: datetime | None = None,
    occurred_on: str | None = None,
    evidence: tuple[str, ...] = (),
    story_at: datetime | None = None,
) -> Envelope:
    """Form a command at the edge.  `Malformed` names every field that is wrong; the body is made canonical on the way, so
    that the same act always has the same bytes."""
    parsed = parse(command, body)
    if not parsed.belongs(stream):
        problem = f"“{type(parsed).zh}”不由 {stream} 受理"
        remedy = f"此指令由{_HOMES[type(parsed).home]}受理"
        raise Malformed((FieldProblem(field="stream", problem=problem, remedy=remedy),))
    try:
        act = Act.model_validate(
            {
                "type": type(parsed).__name__,
                "body": parsed.model_dump(mode="json", exclude_defaults=True),  # a field added later changes no old act
                "actor": actor,
                "asked_at": asked_at or datetime.now(BEIJING),
                "occurred_on": occurred_on,
                "evidence": evidence,
                "story_at": story_at,
            }
        )
    except ValidationError as error:
        raise Malformed(explain(error)) from error
    return Envelope(stream, command_id, act)


def parse(name: str, body: dict[str, Any]) -> Command:
    """The command of a name (`TriggerTakeover` or `trigger-takeover`) and its fields."""
    kind = command_type(name)
    if kind is None:
        raise Malformed(
            (
                FieldProblem(
                    field="command", problem=f"没有这样的指令“{name}”", remedy="jieli project do --help 列出全部指令"
                ),
            )
        )
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise Malformed(explain(error)) from error


class Sender:
    """Sends commands to their home workflows and brings back outcomes."""

    def __init__(
        self, client: Client, pool: Pool, starter: Starter, *, patience: timedelta = timedelta(seconds=30)
    ) -> None:
        self._client = client
        self._pool = pool
        self._starter = starter
        self._patience = patience

    async def send(self, sent: Envelope) -> Outcome:
        """Send, and wait for the outcome: accepted or refused, both are answers.

        Raises Malformed, IdReused, HandlerFailed, NoAnswer; and RPCError where Temporal is out of reach.
        """
        await self.check_id(sent)
        new = not await self.exists(sent.stream)
        if new and not may_begin(sent):
            raise Malformed(
                (FieldProblem(field="stream", problem=f"没有 {sent.stream}", remedy="jieli project list 列出项目"),)
            )
        for attempt in range(TRIES):
            try:
                return await asyncio.wait_for(
                    self._update(sent, begin=new or attempt > 0), self._patience.total_seconds()
                )
            except (TimeoutError, UpdateTimeout):
                if await read_command(self._pool, sent.command_id) is None and attempt >= SILENCES:
                    raise NoAnswer(sent.command_id) from None
            except WorkflowUpdateFailedError as error:
                if not _busy(error):
                    raise _answer_of(error) from error
                await asyncio.sleep(_pause(attempt))  # the run is ending: its successor takes the command
            except RPCError as error:
                if error.status not in (
                    RPCStatusCode.NOT_FOUND,
                    RPCStatusCode.FAILED_PRECONDITION,
                    RPCStatusCode.UNAVAILABLE,
                ):
                    raise
                if error.status == RPCStatusCode.UNAVAILABLE and attempt == TRIES - 1:
                    raise
                await asyncio.sleep(_pause(attempt))
        raise NoAnswer(sent.command_id)

    async def submit(self, sent: Envelope) -> None:
        """Send, and wait only until it is accepted for judging: what an activity does, which must not wait for another
        workflow's update to complete."""
        operation = self._starter.operation(sent.stream, sent.act.story_at)
        await self._client.start_update_with_start_workflow(
            sent.act.type,
            sent.act,
            start_workflow_operation=operation,
            wait_for_stage=WorkflowUpdateStage.ACCEPTED,
            id=str(sent.command_id),
            result_type=Outcome,
        )

    async def check_id(self, sent: Envelope) -> bool:
        """Whether this very act is on record already.  IdReused where the id stands for another."""
        known = await read_command(self._pool, sent.command_id)
        if known is None:
            return False
        if known[0].request_hash.hex() != digest(canonical(sent.act.canonical(sent.stream))):
            raise IdReused(f"编号 {sent.command_id} 已用于另一行为")
        return True

    async def exists(self, stream: str) -> bool:
        """Whether the ledger knows the stream."""
        return any(head.stream == stream for head in await streams(self._pool, stream))

    async def _update(self, sent: Envelope, *, begin: bool) -> Outcome:
        if begin:
            outcome: Outcome = await self._client.execute_update_with_start_workflow(
                sent.act.type,
                sent.act,
                start_workflow_operation=self._starter.operation(sent.stream, sent.act.story_at),
                id=str(sent.command_id),
                result_type=Outcome,
            )
            return outcome
        handle = self._client.get_workflow_handle(workflow_of(sent.stream))
        answer: Outcome = await handle.execute_update(
            sent.act.type, sent.act, id=str(sent.command_id), result_type=Outcome
        )
        return answer


def _pause(attempt: int) -> float:
    """Seconds before the next try: a tenth, doubled each time, at most four; together about fifteen."""
    return min(0.1 * 2.0**attempt, 4.0)


def may_begin(sent: Envelope) -> bool:
    """Whether a command may be a stream's first: a project's start, or anything for a register."""
    kind = COMMANDS[sent.act.type]
    return kind.home == "register" or sent.act.type in ("StartProject", "OpenRunningContract")


def _busy(error: WorkflowUpdateFailedError) -> bool:
    return isinstance(error.cause, ApplicationError) and error.cause.type == BUSY


def _answer_of(error: WorkflowUpdateFailedError) -> Exception:
    cause = error.cause
    kind = cause.type if isinstance(cause, ApplicationError) else None
    if kind == COMMAND_REUSED:
        return IdReused(str(cause))
    if kind == MALFORMED:
        return Malformed((FieldProblem(field="", problem=str(cause), remedy=""),))
    return HandlerFailed(str(cause))
