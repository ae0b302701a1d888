"""What every message is: frozen, closed, named by its class, in canonical JSON."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from domain.canonical import canonical
from domain.ids import bare, kind_of
from domain.values import Role

Home = Literal["project", "takeover", "register"]


class Value(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class Unfit(ValueError):  # noqa: N818 - it says what the words are
    """A part of a command, at `where`, that nothing can be counted from or that has no canonical form."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(problem)
        self.where = where


class Command(Value):
    """A wish, in the imperative.  Its class name is its name on the wire.

    `zh` is its Chinese name; `home` the kind of stream that judges it, `everywhere` where it is any that ordered an effect;
    `relayed` where another stream's effect may bring it too;
    `roles` who may send it; `during` the stages in which it is lawful, empty where it always is.
    """

    zh: ClassVar[str] = ""
    home: ClassVar[Home] = "project"
    everywhere: ClassVar[bool] = False
    relayed: ClassVar[bool] = False
    roles: ClassVar[tuple[Role, ...]] = ()
    during: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(
        cls,
        zh: str = "",
        home: Home | None = None,
        everywhere: bool = False,
        relayed: bool = False,
        roles: tuple[Role, ...] | None = None,
        during: tuple[str, ...] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if zh:
            cls.zh = zh
            COMMANDS[cls.__name__] = cls
            _BY_KEBAB[kebab(cls.__name__)] = cls
        if home is not None:
            cls.home = home
        cls.everywhere = everywhere
        cls.relayed = relayed
        if roles is not None:
            cls.roles = roles
        if during is not None:
            cls.during = during

    @model_validator(mode="after")
    def _fit(self) -> Self:
        """Every part can be kept and counted with.  Only what is asked is looked at: what is on record stays readable."""
        for where, value in _leaves(self, ""):
            if (problem := unfit(value)) is not None:
                raise Unfit(where, problem)
        return self

    def stream(self) -> str | None:
        """The register stream that judges this command; None where the caller names a project or a takeover."""
        return None

    def belongs(self, stream: str) -> bool:
        """Whether this stream is one that judges such a command."""
        named = self.stream()
        if named is not None:
            return bare(stream) == named
        return self.everywhere or kind_of(stream) == self.home


class Event(Value):
    """A fact, in the past.  Stored for ever: a later version may only add optional fields."""

    zh: ClassVar[str] = ""
    schema_version: ClassVar[int] = 1

    def __init_subclass__(cls, zh: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if zh:
            cls.zh = zh
            EVENTS[cls.__name__] = cls

    def payload(self) -> str:
        """The canonical text that is hashed."""
        return canonical(self.model_dump(mode="json"))

    @classmethod
    def restore(cls, payload: str) -> Self:
        """The event of its stored text."""
        return cls.model_validate_json(payload)


_YEARS: Final = range(
    1900, 2200
)  # periods are counted from and to these; Python's own calendar ends with the year 9999
_WHOLE: Final = 2**53  # beyond it JSON readers round
_DEPTH: Final = 40


def _leaves(value: object, where: str, depth: int = 0) -> Iterator[tuple[str, object]]:
    if depth > _DEPTH:
        raise Unfit(where, f"嵌套过深（至多 {_DEPTH} 层）")
    match value:
        case BaseModel():
            for name, inner in value.__dict__.items():
                yield from _leaves(inner, f"{where}.{name}" if where else name, depth + 1)
        case Mapping():
            for key, inner in value.items():
                yield where, key
                yield from _leaves(inner, f"{where}.{key}", depth + 1)
        case list() | tuple():
            for number, inner in enumerate(value):
                yield from _leaves(inner, f"{where}[{number}]", depth + 1)
        case _:
            yield where, value


def unfit(value: object) -> str | None:
    """What keeps a plain value from being kept or counted with; None where nothing does."""
    match value:
        case str() if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            return "含有不能保存的字符（空字符或损坏的编码）"
        case date() if value.year not in _YEARS:
            return f"年份须在 {_YEARS.start} 与 {_YEARS.stop - 1} 之间：{value.year}"
        case float():
            return '写成整数或加引号的小数，例如 505000 或 "505000.50"'
        case int() if abs(value) >= _WHOLE:
            return "数过大"
        case _:
            return None


COMMANDS: Final[dict[str, type[Command]]] = {}
EVENTS: Final[dict[str, type[Event]]] = {}
_BY_KEBAB: Final[dict[str, type[Command]]] = {}


def kebab(class_name: str) -> str:
    """`TriggerTakeover` → `trigger-takeover`, as the command line writes it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", class_name).lower()


def command_type(name: str) -> type[Command] | None:
    """The command of a class name or of its kebab form; None where there is none."""
    return COMMANDS.get(name) or _BY_KEBAB.get(name)
