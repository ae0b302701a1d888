"""What a command says: one JSON document for programs, tables for people.  Logs go to standard error."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH_WITHOUT_TERMINAL: Final = 140
_BEIJING: Final = timezone(timedelta(hours=8))
FORCES: Final = {"must": "必须", "in_principle": "原则上", "may": "可以", "advice": "建议"}


def console(stream: TextIO | None = None) -> "Console":
    """A console that prints words as they are; colour only on a terminal."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich itself would end the program with 1, which means 'refused'

    target = stream or sys.stdout
    width = None if target.isatty() else WIDTH_WITHOUT_TERMINAL
    return Plain(file=target, markup=False, highlight=False, emoji=False, width=width, soft_wrap=False)


def table(title: str, *columns: str) -> "Table":
    """An empty table."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(title=title or None, box=SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def answer(document: Any, show: "Callable[[Console], None]", *, as_json: bool) -> None:
    """The answer: the document for programs, or `show` for people."""
    try:
        if as_json:
            sys.stdout.write(json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n")
        else:
            show(console())
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone, as in `jieli law show | head`: what was done is done
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - what the interpreter flushes at its end


def say(sentence: str) -> None:
    """A word on the way, to standard error."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def plain(value: Any, name: str = "") -> Any:
    """A value as JSON holds it: money with two places, times in Beijing's offset, sets in order, absent as null."""
    fields = getattr(type(value), "model_fields", None) or getattr(type(value), "__dataclass_fields__", None)
    if fields is not None:
        return {field: plain(getattr(value, field), field) for field in fields if not field.startswith("_")}
    match value:
        case Mapping():
            inherits = name.endswith("_yuan")  # amounts by period: the keys say nothing of money
            return {_key(k): plain(v, name if inherits else _key(k)) for k, v in value.items()}
        case frozenset() | set():
            return sorted((plain(v) for v in value), key=str)
        case list() | tuple():
            return [plain(v, name) for v in value]
        case Decimal():
            return f"{value:.2f}" if name.endswith("_yuan") else f"{value.normalize():f}"
        case datetime():
            return value.astimezone(_BEIJING).isoformat()
        case date():
            return value.isoformat()
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _key(value: Any) -> str:
    return value if isinstance(value, str) else str(plain(value))


def yuan(value: Any) -> str:
    """Money for people: `1,234,567.80`; a dash where there is none."""
    return "—" if value is None else f"{Decimal(value):,.2f}"


def when(value: datetime | str | None) -> str:
    """A moment for people, Beijing time."""
    if value is None:
        return "—"
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M")


def due(value: datetime | str | None) -> str:
    """A deadline for people: the midnight that ends a day is 24:00 of that day."""
    text = when(value)
    if value is None or not text.endswith(" 00:00"):
        return text
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.astimezone(_BEIJING).date() - timedelta(days=1)} 24:00"
