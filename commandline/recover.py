"""`jieli recover`: the workflows of all open projects, takeovers and collapses, again from the ledger."""

from typing import TYPE_CHECKING

from commandline.exits import DONE
from commandline.options import Data, Json, settings_of
from commandline.output import answer
from commandline.running import run

if TYPE_CHECKING:
    from rich.console import Console

    from settings import Settings


def recover(data: Data = None, as_json: Json = False) -> int:
    """从账本重新启动所有未结项目与接管的流程（after Temporal was lost）。"""
    started, already = run(_recover(settings_of(data)))
    told = {"started": started, "already_running": already}

    def show(out: "Console") -> None:
        out.print(f"✓ 已从账本启动 {len(started)} 个流程，{len(already)} 个本就在运行。")
        for stream in started:
            out.print(f"  · {stream}")

    answer(told, show, as_json=as_json)
    return DONE


async def _recover(settings: "Settings") -> tuple[list[str], list[str]]:
    from commandline.connection import connected
    from commandline.restart import open_collapses, open_streams

    started: list[str] = []
    already: list[str] = []
    async with connected(settings, worker=True) as connection:
        for stream in await open_streams(connection.held.pool):
            (started if await connection.held.starter.start(stream) else already).append(stream)
        for collapse in await open_collapses(connection.held.pool):
            (started if await connection.held.starter.start_collapse(collapse) else already).append(collapse)
    return started, already
