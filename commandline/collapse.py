"""`jieli takeover trigger --supplier`: one supplier fails, all of its running contracts trigger.  HR-TK-21

What is to be done is on record first, in the supplier's stream; each project's trigger has an id that follows from it.
So whoever runs it again, after whatever broke off, goes on where it stood, and nothing is triggered twice.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from commandline.exits import wrong_use
from commandline.output import say

if TYPE_CHECKING:
    from activities.interface import Outcome
    from commandline.connection import Connection
    from domain.register.collapses.messages import CollapseDeclared
    from domain.register.suppliers.state import Supplier
    from settings import Settings

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "jieli:supplier-collapse")  # fixed for ever: the triggers' ids derive from it
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


def identity(uscc: str, collapse: str, what: str) -> UUID:
    """The id of one step of a collapse: the same however often it is run."""
    return uuid5(_NAMESPACE, f"{uscc}\n{collapse}\n{what}")


async def collapse(settings: "Settings", wish: Collapse) -> dict[str, Any]:
    """Declare it, or go on with the one that was declared; trigger project by project; report what became of each."""
    from commandline.actor import acting
    from commandline.connection import connected

    async with connected(settings, worker=True) as connection:
        actor = await acting(connection, wish.actor, "real")
        going = (await _supplier(connection, wish.uscc)).collapsing or await _declare(connection, wish, actor)
        if isinstance(going, dict):
            return going
        triggered: dict[str, str] = {}
        refused: dict[str, str] = {}
        for number, project in enumerate(going.projects, start=1):
            outcome = await _trigger(connection, wish.uscc, going, project, actor)
            if outcome.refusal is not None:
                refused[project] = f"{outcome.refusal.clause} {outcome.refusal.reason}"[:500]
            else:
                triggered[project] = _opened(outcome)
            word = refused.get(project) or triggered[project]
            say(f"{number}/{len(going.projects)} {project}：{word}")
        told = {"uscc": wish.uscc, "collapse": going.collapse, "triggered": triggered, "refused": refused}
        reported = await _send(
            connection,
            f"supplier/{wish.uscc}",
            "ReportCollapse",
            told,
            actor,
            identity(wish.uscc, going.collapse, "report"),
        )
        return {**told, "refusal": reported.refusal.reason if reported.refusal else None}


async def _declare(connection: "Connection", wish: Collapse, actor: str) -> "CollapseDeclared | dict[str, Any]":
    """What is on record now; or, refused, the answer."""
    projects = [str(row["id"]) for row in await connection.held.pool.fetch(_RUNNING, wish.uscc)]
    if not projects:
        raise wrong_use(f"{wish.uscc} 没有正在履约、尚未接管的项目；jieli project list --supplier {wish.uscc}")
    for content in wish.documents.values():
        await connection.held.store.put(content)
    key = f"c{len((await _supplier(connection, wish.uscc)).collapses) + 1}"
    body = {**wish.facts, "uscc": wish.uscc, "collapse": key, "projects": projects}
    number = identity(wish.uscc, key, "declare\n" + "\n".join(projects))
    outcome = await _send(connection, f"supplier/{wish.uscc}", "DeclareCollapse", body, actor, number)
    if outcome.refusal is not None:
        refusal = f"{outcome.refusal.clause} {outcome.refusal.reason}"
        return {"uscc": wish.uscc, "collapse": key, "triggered": {}, "refused": {}, "refusal": refusal}
    going = (await _supplier(connection, wish.uscc)).collapsing
    assert going is not None
    return going


async def _trigger(
    connection: "Connection", uscc: str, going: "CollapseDeclared", project: str, actor: str
) -> "Outcome":
    """All whom the plan in force covers are without provider: that is what a collapse means."""
    state = await _state(connection, f"project/{project}")
    plan = state.takeover.in_force
    body = {
        "ground": going.ground,
        "facts": going.facts,
        "evidence": list(going.evidence),
        "gap_since": going.gap_since.isoformat(),
        "without_provider": {g: n for g, n in plan.recipients.items() if n} if plan is not None else {},
    }
    number = identity(uscc, going.collapse, project)
    from ledger.read import read_command

    if (known := await read_command(connection.held.pool, number)) is not None:  # sent before, perhaps by another hand
        import json

        body = json.loads(known[0].request)["body"]
        actor = json.loads(known[0].request)["actor"]
    return await _send(connection, f"project/{project}", "TriggerTakeover", body, actor, number)


async def _send(
    connection: "Connection", stream: str, command: str, body: dict[str, Any], actor: str, number: UUID
) -> "Outcome":
    from activities.sending import envelope

    return await connection.held.sender.send(envelope(stream, command, body, actor=actor, command_id=number))


def _opened(outcome: "Outcome") -> str:
    import json

    return next(str(json.loads(e.payload)["takeover"]) for e in outcome.events if e.type == "TakeoverTriggered")


async def _supplier(connection: "Connection", uscc: str) -> "Supplier":
    state: Supplier = await _state(connection, f"supplier/{uscc}")
    return state


async def _state(connection: "Connection", stream: str) -> Any:
    from domain.message import EVENTS
    from domain.streams import empty, fold
    from ledger.read import read_streams

    state = empty(stream)
    for event in await read_streams(connection.held.pool, {stream: 0}):
        at = event.recorded_at
        state = fold(state, EVENTS[event.type].restore(event.payload), stream, event.version, at)
    return state
