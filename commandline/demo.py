"""`jieli demo`: a story from its beginning to its end, on a data folder of its own."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from commandline.exits import DONE, REFUSED
from commandline.options import Data, Json, settings_of
from commandline.output import answer
from commandline.running import run

DEFAULT: Final = "home-care-takeover"


def demo(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="剧本名称或文件夹")] = DEFAULT,
    headless: Annotated[bool, typer.Option("--headless", help="不用动态显示")] = False,
    data: Data = None,
    as_json: Json = False,
) -> int:
    """演示：护理机构中途失约，接管启动，直到封存（a story with progress; exit 0 only at its end）。"""
    from commandline.scenario import tell_story
    from commandline.telling import kept, show_report, watcher
    from scenarios.story import load

    story = load(scenario)
    with _folder(data) as folder:
        settings = settings_of(folder).model_copy(update={"mode": "embedded"})
        with watcher(story, live=not headless, as_json=as_json) as on_step:
            report, console_url = run(tell_story(settings, story, on_step, make=True))
        answer(report, lambda out: show_report(out, story, report, console_url), as_json=as_json)
    if data is not None:
        kept(str(data))
    return DONE if report.finished else REFUSED


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """The folder named, or one of its own that is removed afterwards."""
    if data is not None:
        yield data
        return
    folder = Path(tempfile.gettempdir()) / f"jieli-demo-{secrets.token_hex(6)}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
