"""Objections: who objects to a single source, and what came of it.  74号令 art. 40; R-M19"""

from datetime import date

from pydantic import Field

from domain.message import Command, Event
from domain.values import Key, Name, Sha256, Text

_BEFORE = ("funding", "publication")


class RecordObjection(Command, zh="登记单一来源异议", roles=("clerk",), during=_BEFORE):
    """A supplier, an organisation or a person objects while the notice stands."""

    objection: Key
    objector: Name
    points: Text
    digest: Sha256


class ArgueObjection(Command, zh="补充论证单一来源异议", roles=("clerk", "head"), during=_BEFORE):
    """The supplementary argument: upheld, another method is taken; not upheld, it goes on.  The objector is told."""

    objection: Key
    upheld: bool
    argument: Text
    participants: tuple[Name, ...] = Field(min_length=1)
    digest: Sha256


class ObjectionRecorded(Event, zh="单一来源异议已登记"):
    objection: Key
    objector: Name
    points: Text
    digest: Sha256
    on: date


class ObjectionArgued(Event, zh="单一来源异议已补充论证"):
    objection: Key
    upheld: bool
    argument: Text
    participants: tuple[Name, ...]
    digest: Sha256
    on: date


ObjectionCommand = RecordObjection | ArgueObjection
ObjectionEvent = ObjectionRecorded | ObjectionArgued
