"""The sample of an inspection: committed before anybody knows it, drawn so that anyone can do it again.  HR-IN-2"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.values import Key, Name, Recipient, Sha256

_PERFORMING = ("performance",)


class CommitInspectionSample(Command, zh="封存抽查种子", roles=("clerk", "inspector", "township"), during=_PERFORMING):
    """A seed is bound before the draw, and with it the roster of the day: nobody can choose afterwards."""

    key: Key = Field(description="the inspection's key")
    commitment: Sha256 = Field(description="SHA-256 of the seed, a word of at least sixteen signs")
    count: int = Field(ge=1, le=1000, description="how many recipients are to be looked at")


class DrawInspectionSample(Command, zh="抽取抽查对象", roles=("clerk", "inspector", "township"), during=_PERFORMING):
    """The seed is told, the supplier or another witness gives a word: both together draw the recipients."""

    key: Key
    seed: str = Field(min_length=16, max_length=200)
    lot: str = Field(min_length=1, max_length=100, description="the witness's word, given after the commitment")
    witness: Name


class InspectionSampleCommitted(Event, zh="抽查种子已封存"):
    """`population`: SHA-256 of the recipients due on `on`, ascending, a line each; `of`: how many they are."""

    key: Key
    commitment: Sha256
    count: int
    population: Sha256
    of: int
    by: str
    on: date


class InspectionSampleDrawn(Event, zh="抽查对象已抽取"):
    key: Key
    seed: str
    lot: str
    witness: Name
    recipients: tuple[Recipient, ...]
    by: str
    on: date


InspectionCommand = CommitInspectionSample | DrawInspectionSample
InspectionEvent = InspectionSampleCommitted | InspectionSampleDrawn
