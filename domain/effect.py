"""An effect: something the world is asked to do because an event says so, until an answer is on record."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from domain.message import Value

EffectKind = Literal["publish", "pay", "message", "letter", "check", "seal", "credit", "review"]


class Effect(Value):
    """`id` is the ordering event's `stream@version`: whoever performs it twice must do it once."""

    id: str
    kind: EffectKind
    summary: str = Field(description="one Chinese line, shown in Temporal's UI")
    body: dict[str, Any]
    attempt: int = 1
    retry_at: datetime | None = None
    refused: str | None = Field(
        default=None, description="the outside system's own words, where it will not do it: a person must act"
    )
    refused_at: datetime | None = None
    since: datetime | None = Field(default=None, description="when it was ordered")
    said: str | None = Field(default=None, description="why the last round of tries ended without an answer")
    drill: bool = Field(default=False, description="of a drill: goes to the local stand-ins, whatever is set")
