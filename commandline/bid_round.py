"""The round of bidding that a command speaks of, as the ledger has it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commandline.exits import wrong_use

if TYPE_CHECKING:
    from commandline.connection import Connection
    from domain.bidding.state import Round
    from domain.project import Project


@dataclass(frozen=True, slots=True)
class Found:
    """A project and its round under way."""

    stream: str
    project: "Project"
    number: int
    round: "Round"


async def project_of(connection: "Connection", id: str) -> "tuple[str, Project]":
    """The project of an id, and its stream.  Exit 2 where there is none."""
    from activities.judging import Standings
    from commandline.streams import project_stream
    from domain.project import Project

    stream = await project_stream(connection, id)
    state = (await Standings().read(connection.held.pool, [stream]))[stream].state
    assert isinstance(state, Project)
    return stream, state


async def round_of(connection: "Connection", id: str) -> Found:
    """The round under way.  Exit 2 where no documents are prepared yet."""
    stream, project = await project_of(connection, id)
    if project.publication.round == 0:
        raise wrong_use(f"项目 {id} 还没有编制采购文件：先 prepare-solicitation。")
    return Found(stream, project, project.publication.round, project.round)
