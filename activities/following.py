"""Following a supplier's collapse from outside: how far it is, until it is at its end.  HR-TK-21"""

import asyncio
from collections.abc import Callable
from typing import Final

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.interface import CollapseAnswers
from activities.starting import Starter

OnStanding = Callable[[CollapseAnswers], None]
PAUSE: Final = 0.5  # seconds between two looks, while somebody watches


async def follow(
    client: Client, starter: Starter, workflow_id: str, on_standing: OnStanding | None = None
) -> CollapseAnswers:
    """Wait for the collapse's end.  A workflow that was lost starts again from the ledger; whoever stops watching stops nothing."""
    handle: WorkflowHandle[object, CollapseAnswers] = client.get_workflow_handle(
        workflow_id, result_type=CollapseAnswers
    )
    while True:
        ended = asyncio.ensure_future(handle.result())
        try:
            while on_standing is not None and not (await asyncio.wait({ended}, timeout=PAUSE))[0]:
                on_standing(await handle.query("standing", result_type=CollapseAnswers))
            return await ended
        except WorkflowFailureError:  # terminated by somebody's hand
            await starter.start_collapse(workflow_id)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            await starter.start_collapse(workflow_id)
        finally:
            ended.cancel()
