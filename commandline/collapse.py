"""`jieli takeover trigger --supplier`: one supplier fails, all of its running contracts trigger.  HR-TK-21

Declared once, it is on record in the supplier's stream and a workflow goes through the projects, whoever watches.  Run again,
this declares nothing anew: it follows the one that is going on, and starts its workflow again where that was lost.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from commandline.exits import wrong_use
from commandline.output import say

if TYPE_CHECKING:
    from activities.interface import CollapseAnswers
    from commandline.connection import Connection
    from domain.register.collapses.messages import CollapseDeclared
    from domain.register.suppliers.state import Supplier
    from settings import Settings

_RUNNING: Final = """
SELECT id FROM readmodel.project
WHERE world = 'real' AND supplier = $1 AND stage = 'performance' AND status <> 'takeover' ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Collapse:
    """What a person says of the supplier: the facts of `DeclareCollapse` without its projects."""

    uscc: str
    facts: dict[str, Any]
    documents: dict[str, bytes]
    actor: str | None


async def collapse(settings: "Settings", wish: Collapse) -> dict[str, Any]:
    """Declare it, unless one is going on; then follow it to its end and say what became of each project."""
    from activities.following import follow
    from commandline.actor import acting
    from commandline.connection import connected
    from domain.ids import collapse_workflow

    async with connected(settings, worker=True) as connection:
        actor = await acting(connection, wish.actor, "real")
        going = (await _supplier(connection, wish.uscc)).collapsing or await _declare(connection, wish, actor)
        if isinstance(going, dict):
            return going
        workflow_id = collapse_workflow(f"supplier/{wish.uscc}", going.collapse)
        say(f"“{going.collapse}”共 {len(going.projects)} 个项目，由流程 {workflow_id} 逐一启动；中断本指令不影响其进行")
        held = connection.held
        found = await follow(held.client, held.starter, workflow_id, _Watching())
        told = {"uscc": wish.uscc, "collapse": going.collapse, "workflow": workflow_id}
        return {**told, "triggered": found.triggered, "refused": found.refused, "refusal": None}


class _Watching:
    """A line whenever the count has changed."""

    def __init__(self) -> None:
        self._done = -1

    def __call__(self, found: "CollapseAnswers") -> None:
        done = len(found.triggered) + len(found.refused)
        if done != self._done and found.total:
            self._done = done
            say(f"{done}/{found.total} 个项目已有结果：启动 {len(found.triggered)}，被拒 {len(found.refused)}")


async def _declare(connection: "Connection", wish: Collapse, actor: str) -> "CollapseDeclared | dict[str, Any]":
    """What is on record now; or, refused, the answer."""
    from activities.sending import envelope

    projects = [str(row["id"]) for row in await connection.held.pool.fetch(_RUNNING, wish.uscc)]
    if not projects:
        raise wrong_use(f"{wish.uscc} 没有正在履约、尚未接管的项目；jieli project list --supplier {wish.uscc}")
    for content in wish.documents.values():
        await connection.held.store.put(content)
    stream = f"supplier/{wish.uscc}"
    key = f"c{len((await _supplier(connection, wish.uscc)).collapses) + 1}"
    body = {**wish.facts, "uscc": wish.uscc, "collapse": key, "projects": projects}
    sent = envelope(stream, "DeclareCollapse", body, actor=actor, command_id=uuid4())  # twice is refused: one at a time
    outcome = await connection.held.sender.send(sent)
    if outcome.refusal is not None:
        refusal = f"{outcome.refusal.clause} {outcome.refusal.reason}"
        return {"uscc": wish.uscc, "collapse": key, "triggered": {}, "refused": {}, "refusal": refusal}
    return (await _supplier(connection, wish.uscc)).collapses[key]


async def _supplier(connection: "Connection", uscc: str) -> "Supplier":
    from activities.judging import Standings
    from domain.register.suppliers.state import Supplier

    stream = f"supplier/{uscc}"
    state = (await Standings().read(connection.held.pool, [stream]))[stream].state
    assert isinstance(state, Supplier)
    return state
