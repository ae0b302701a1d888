"""What every message is: frozen, closed, named by its class, in canonical JSON."""

import re
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from domain.canonical import canonical
from domain.values import Role

Home = Literal["project", "takeover", "register"]


class Value(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Command(Value):
    """A wish, in the imperative.  Its class name is its name on the wire.

    `zh` is its Chinese name; `home` the kind of stream that judges it; `roles` who may send it; `during` the stages in
    which it is lawful, empty where it always is.
    """

    zh: ClassVar[str] = ""
    home: ClassVar[Home] = "project"
    roles: ClassVar[tuple[Role, ...]] = ()
    during: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(
        cls,
        zh: str = "",
        home: Home | None = None,
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
        if roles is not None:
            cls.roles = roles
        if during is not None:
            cls.during = during

    def stream(self) -> str | None:
        """The register stream that judges this command; None where the caller names a project or a takeover."""
        return None


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


COMMANDS: Final[dict[str, type[Command]]] = {}
EVENTS: Final[dict[str, type[Event]]] = {}
_BY_KEBAB: Final[dict[str, type[Command]]] = {}


def kebab(class_name: str) -> str:
    """`TriggerTakeover` → `trigger-takeover`, as the command line writes it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", class_name).lower()


def command_type(name: str) -> type[Command] | None:
    """The command of a class name or of its kebab form; None where there is none."""
    return COMMANDS.get(name) or _BY_KEBAB.get(name)
