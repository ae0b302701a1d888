"""What every workflow that is the home of a stream can be asked: commands, nudges, a story's `advance`."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.case import Case

with workflow.unsafe.imports_passed_through():
    from activities.interface import BUG, BUSY, MALFORMED, Act, Outcome, WorkflowStart
    from domain.ids import kind_of, world_of
    from domain.messages import COMMANDS
    from domain.values import RESERVED


class Home:
    """The home of one stream.  Subclasses are the workflows; each has its own `run`."""

    def __init__(self, start: WorkflowStart) -> None:
        self.case = Case(start)

    @workflow.update(dynamic=True, description="一条指令：名称即类名")
    async def command(self, name: str, args: Sequence[RawValue]) -> Outcome:
        """One dynamic handler receives every command under its class name; the command id is the update's id."""
        info = workflow.current_update_info()
        assert info is not None
        act = _act(args)
        try:
            return await self.case.record(info.id, act)
        except ActivityError as error:
            cause = error.cause
            kind = cause.type if isinstance(cause, ApplicationError) and cause.type else BUG
            raise ApplicationError(str(cause or error), type=kind, non_retryable=True) from error

    @command.validator
    def _well_formed(self, name: str, args: Sequence[RawValue]) -> None:
        """The edge has checked this; a caller that went round the edge is told the same.  Malformed leaves no trace."""
        if self.case.leaving:
            raise ApplicationError("about to continue as a new run: ask again", type=BUSY)
        act = _act(args)
        if name != act.type or name not in COMMANDS:
            raise ApplicationError(f"没有这样的指令：{name}", type=MALFORMED)
        own = act.actor in RESERVED and not COMMANDS[name].relayed
        if own and kind_of(self.case.stream) in ("project", "takeover"):
            raise ApplicationError(f"“{act.actor}”只能由流程自身代表", type=MALFORMED)
        if act.story_at is not None and world_of(self.case.stream) == "real":
            raise ApplicationError("真实项目没有故事时间", type=MALFORMED)
        try:
            command = COMMANDS[name].model_validate(act.body)
        except ValidationError as error:
            raise ApplicationError(str(error), type=MALFORMED) from error
        if not command.belongs(self.case.stream):
            raise ApplicationError(f"{self.case.stream} 不受理“{command.zh}”", type=MALFORMED)

    @workflow.update(name="advance", description="故事时间前进")
    async def advance(self, to: datetime) -> datetime:
        """Stories only: how far the clock got."""
        return await self.case.advance(to)

    @advance.validator
    def _in_story(self, to: datetime) -> None:
        if not self.case.clock.in_story:
            raise ApplicationError("只有故事可以拨动时间", type=MALFORMED)

    @workflow.signal(name="nudge", description="相关事项有变")
    async def nudge(self) -> None:
        """Another stream's event changed what is due here."""
        await self.case.refresh()


def _act(args: Sequence[RawValue]) -> Act:
    act: Act = workflow.payload_converter().from_payload(args[0].payload, Act)
    return act
