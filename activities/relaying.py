"""Relaying: what one outcome sets in motion in other workflows.  A nudge to one that isn't there is no error."""

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.interface import RELAY, Relay
from activities.starting import Starter
from domain.ids import REAL, world_of


class Relayer:
    """The activity `relay`."""

    def __init__(self, client: Client, starter: Starter) -> None:
        self._client = client
        self._starter = starter

    @activity.defn(name=RELAY.name)
    async def relay(self, what: Relay) -> int:
        """Start what was opened, nudge what changed; how many were reached.  Idempotent: by workflow id."""
        reached = 0
        begun: set[str] = set()  # what has just begun knows everything
        for opened in what.opened:
            if opened.workflow_type == "SupplierCollapse":
                await self._starter.start_collapse(opened.workflow_id)
                begun.add(opened.workflow_id)
            else:
                story = opened.at if world_of(opened.stream) != REAL else None
                if await self._starter.start(opened.stream, story):
                    begun.add(opened.workflow_id)
            reached += 1
        for workflow_id in what.nudges:
            if workflow_id in begun:
                continue
            try:
                await self._client.get_workflow_handle(workflow_id).signal("nudge")
                reached += 1
            except RPCError as error:
                if error.status != RPCStatusCode.NOT_FOUND:
                    raise
        return reached
