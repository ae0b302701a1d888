"""Story time: whatever is due until a moment is done, in order, by the workflows that it concerns and by no others."""

from datetime import datetime
from typing import Final

from temporalio.service import RPCError, RPCStatusCode

from domain.calendar import BEIJING
from domain.ids import stream_of
from worker import Hands

MAX_ROUNDS: Final = 200  # at one instant: more means that an agenda item never goes away


class StoryFailed(Exception):  # noqa: N818 - it says what happened
    """The story did not go as it is told: which step, what was expected, what came."""


async def advance(held: Hands, story: str, to: datetime) -> int:
    """Let a story's time go on to a moment; how many wakes were acted on."""
    rounds, last, acted = 0, None, 0
    while (due := await _due(held, story, to)) is not None:
        wake, workflows = due
        rounds = rounds + 1 if wake == last else 0
        last = wake
        if rounds > MAX_ROUNDS:
            raise StoryFailed(f"{wake:%Y-%m-%d %H:%M} 的事项始终未了结：{workflows}")
        for workflow_id in workflows:
            await _advance_one(held, workflow_id, wake)
            acted += 1
    return acted


async def _due(held: Hands, story: str, to: datetime) -> tuple[datetime, list[str]] | None:
    rows = await held.pool.fetch(
        "SELECT wake, array_agg(DISTINCT workflow) AS workflows FROM readmodel.agenda "
        "WHERE world = $1 AND wake <= $2 GROUP BY wake ORDER BY wake LIMIT 1",
        story,
        to,
    )
    return (rows[0]["wake"].astimezone(BEIJING), list(rows[0]["workflows"])) if rows else None


async def _advance_one(held: Hands, workflow_id: str, to: datetime) -> None:
    try:
        await held.client.get_workflow_handle(workflow_id).execute_update("advance", to, result_type=datetime)
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        await held.starter.start(stream_of(workflow_id), to)  # lost: it starts again from the ledger
