"""`jieli clock`: a story's time goes on.  The real world's does so by itself."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from commandline.exits import DONE, wrong_use
from commandline.options import MORNING, Data, Json, moment, settings_of
from commandline.output import answer, when
from commandline.running import run

if TYPE_CHECKING:
    from settings import Settings

app = typer.Typer(help="故事时间（stories only）", no_args_is_help=True)
_STORY: Final = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")


@app.callback()
def _group() -> None:
    """故事时间（stories only）"""


@app.command("advance")
def advance(
    story: Annotated[str, typer.Argument(help="故事的名称")],
    to: Annotated[str, typer.Option("--to", metavar="TIME", help="前进到何时；只写日期即当日九时")],
    data: Data = None,
    as_json: Json = False,
) -> int:
    """让一个故事的时间前进，到期的事项依次发生（what is due happens in order）。"""
    target = moment(to, "--to", MORNING)
    if not _STORY.match(story):
        raise wrong_use(f"“{story}”不是故事的名称；真实项目的时间不能拨动。")
    acted = run(_advance(settings_of(data), story, target))
    told = {"story": story, "to": target, "acted": acted}
    words = f"✓ 故事 {story} 的时间已到 {when(target)}，处理了 {acted} 个到期事项。"
    answer(told, lambda out: out.print(words), as_json=as_json)
    return DONE


async def _advance(settings: "Settings", story: str, to: datetime) -> int:
    from commandline.connection import connected
    from ledger.read import streams
    from scenarios.advancing import advance as go_on

    async with connected(settings, worker=True) as connection:
        if not await streams(connection.held.pool, f"sim.{story}."):
            raise wrong_use(f"没有名为“{story}”的故事在此数据目录中；jieli scenario run {story} 先讲述它。")
        return await go_on(connection.held, story, to)
