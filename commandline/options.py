"""What all commands take, and how their words become settings, days and moments."""

import re
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID, uuid4

import typer

from commandline.exits import wrong_use

if TYPE_CHECKING:
    from settings import Settings

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", file_okay=False, help="数据目录，默认 ./.jieli（data folder）")
]
Json = Annotated[bool, typer.Option("--json", help="标准输出只有一个 JSON 文档（one JSON document）")]
As = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="谁来做：人员编号或姓名；默认 JIELI_ACTOR（who acts）")
]
CommandId = Annotated[
    str | None, typer.Option("--command-id", metavar="UUID", help="行为编号：同一编号重发，只记一次（idempotence）")
]
File = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="TOML 或 JSON 文件，作为指令内容")]
OccurredOn = Annotated[str | None, typer.Option("--occurred-on", metavar="DATE", help="事情发生的日期；默认今天")]
Evidence = Annotated[
    list[str] | None, typer.Option("--evidence", metavar="@FILE", help="证明材料：@文件 或其 SHA-256；可重复")
]
_BEIJING: Final = timezone(timedelta(hours=8))
_HOUR_ONLY: Final = re.compile(r"^\d{1,2}:\d{2}$")
_DATE_ONLY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")
DAY_ENDS: Final = time(23, 59, 59, 999999)
MORNING: Final = time(9)


def settings_of(data: Path | None) -> "Settings":
    """The settings of the environment, with the folder that the command names."""
    from pydantic import ValidationError

    from settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        from activities.malformed import explain

        raise wrong_use("环境变量中的设置有误：", explain(error)) from error
    return settings if data is None else settings.model_copy(update={"data_dir": data})


def day(text: str | None, option: str) -> date:
    """A day; today in Beijing where none is given."""
    if text is None:
        return datetime.now(_BEIJING).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong_use(f"{option}：“{text}”不是有效日期，写成 2026-11-23") from None


def moment(text: str, option: str, alone: time) -> datetime:
    """A moment; without a zone it is Beijing's; a date alone is at `alone` of that day, an hour alone is today's."""
    try:
        if _HOUR_ONLY.match(text):
            return datetime.combine(datetime.now(_BEIJING).date(), time.fromisoformat(text.zfill(5)), _BEIJING)
        alone_on = date.fromisoformat(text) if _DATE_ONLY.match(text) else None
        given = datetime.combine(alone_on, alone) if alone_on else datetime.fromisoformat(text)
    except ValueError:
        raise wrong_use(
            f"{option}：“{text}”不是有效时间，写成 2026-11-23T09:00、2026-11-23，或者今天的 09:00"
        ) from None
    if not 2000 <= given.year <= 2999:
        raise wrong_use(f"{option}：“{text}”应在 2000 至 2999 年之间")
    return given.astimezone(_BEIJING) if given.tzinfo else given.replace(tzinfo=_BEIJING)


def command_id_of(text: str | None) -> UUID:
    """The id given, or a new one."""
    if text is None:
        return uuid4()
    try:
        return UUID(text)
    except ValueError:
        raise wrong_use(f"--command-id：“{text}”不是 UUID") from None
