"""From what a person writes — a project's id, a takeover's id — to the stream of the ledger."""

import re
from typing import TYPE_CHECKING, Final

from commandline.exits import wrong_use

if TYPE_CHECKING:
    from commandline.connection import Connection

_PROJECT: Final = re.compile(r"[0-9]{6,12}-[0-9]{4}-[a-z0-9]{6}")
_TAKEOVER: Final = re.compile(r"[0-9]{6,12}-[0-9]{4}-[a-z0-9]{6}-TD?[0-9]+")


def looks_like_takeover(id: str) -> bool:
    return _TAKEOVER.fullmatch(id) is not None


def check_project_id(id: str) -> None:
    """Exit 2 for what can be no project's id."""
    if not _PROJECT.fullmatch(id):
        raise wrong_use(f"“{id}”不是项目编号：形如 220122-2026-abc123；jieli project list 列出项目。")


async def project_stream(connection: "Connection", id: str) -> str:
    """The stream of a project, of a story's too.  Exit 2 where nothing is recorded of it."""
    check_project_id(id)
    stream = await connection.held.pool.fetchval("SELECT stream FROM readmodel.project WHERE id = $1", id)
    if stream is None:
        raise wrong_use(f"没有项目 {id}；jieli project list 列出项目。")
    return str(stream)


async def takeover_stream(connection: "Connection", id: str) -> str:
    """The stream of a takeover; of a project's last one where the project is named."""
    pool = connection.held.pool
    if looks_like_takeover(id):
        stream = await pool.fetchval("SELECT stream FROM readmodel.takeover WHERE id = $1", id)
        if stream is None:
            raise wrong_use(f"没有接管 {id}；jieli takeover list 列出全部接管。")
        return str(stream)
    await project_stream(connection, id)
    last = "SELECT stream FROM readmodel.takeover WHERE project = $1 ORDER BY started_at DESC NULLS LAST LIMIT 1"
    stream = await pool.fetchval(last, id)
    if stream is None:
        raise wrong_use(f"项目 {id} 没有启动过接管。")
    return str(stream)
