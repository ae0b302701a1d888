"""One command on its way from the terminal: formed, its documents kept, sent to its home."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from commandline.exits import wrong_use
from commandline.facts import Facts, fit
from commandline.options import day
from commandline.output import say

if TYPE_CHECKING:
    from activities.interface import Outcome
    from commandline.connection import Connection
    from domain.message import Command
    from settings import Settings

_PATIENT_SECONDS: Final = 8.0  # then a person is told that the answer takes its time


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants done.  `target`: a stream, or the id of a project or a takeover."""

    target: str
    command: str
    facts: Facts
    actor: str | None
    command_id: UUID
    occurred_on: str | None = None
    evidence: tuple[str, ...] = ()


def formed(name: str, facts: Facts) -> "Command":
    """The command, checked for form before any server is asked.  Exit 2 names every field that is wrong."""
    from activities.sending import parse
    from commandline.commands import unknown_command
    from domain.messages import command_type

    if command_type(name) is None:
        raise wrong_use(unknown_command(name))
    fit(facts, name)
    return parse(name, facts.body)


async def send(settings: "Settings", wish: Wish) -> "tuple[Outcome, str]":
    """Send, and wait for the outcome; with it the stream that judged."""
    from commandline.connection import connected

    async with connected(settings, worker=True) as connection:
        return await send_by(connection, wish)


async def send_by(connection: "Connection", wish: Wish) -> "tuple[Outcome, str]":
    """The same by a connection at hand.  Every document lies in the file store before the act that names it."""
    from activities.sending import envelope
    from commandline.actor import acting
    from domain.ids import world_of

    if wish.occurred_on is not None:
        day(wish.occurred_on, "--occurred-on")
    stream = await _stream(connection, wish)
    sent = envelope(
        stream,
        wish.command,
        wish.facts.body,
        actor=await acting(connection, wish.actor, world_of(stream)),
        command_id=wish.command_id,
        occurred_on=wish.occurred_on,
        evidence=wish.evidence,
    )
    for content in wish.facts.documents.values():
        await connection.held.store.put(content)
    loop = asyncio.get_running_loop()
    waiting = loop.call_later(_PATIENT_SECONDS, say, f"仍在等待答复 …（行为编号 {wish.command_id}）")
    try:
        return await connection.held.sender.send(sent), stream
    finally:
        waiting.cancel()


async def _stream(connection: "Connection", wish: Wish) -> str:
    """The stream that judges: a takeover's where the command's home is one."""
    from commandline.streams import check_project_id, looks_like_takeover, project_stream, takeover_stream
    from domain.messages import command_type

    if "/" in wish.target:
        return wish.target
    kind = command_type(wish.command)
    assert kind is not None
    if kind.home == "takeover":
        return await takeover_stream(connection, wish.target)
    if looks_like_takeover(wish.target):
        raise wrong_use(f"“{kind.zh}”是项目的指令，{wish.target} 是接管；请用项目编号。")
    if kind.__name__ in ("StartProject", "OpenRunningContract"):  # the project may be new
        check_project_id(wish.target)
        return f"project/{wish.target}"
    return await project_stream(connection, wish.target)
