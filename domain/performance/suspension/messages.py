"""Performance suspended and resumed.  GPL Regulation 54 (R-P29), GPL 57 (DQ-13)

The recipients are cared for meanwhile: the buyer says how.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Key, Sha256, Text

_RUNS = ("performance",)
Matter = Literal["challenge", "complaint"]


class SuspendPerformance(Command, zh="中止履行", roles=("head",), during=_RUNS):
    """The buyer suspends performance while what may affect the result is open."""

    of: Matter
    key: Key = Field(description="the challenge, or the complaint that finance suspends for")
    since: date
    care: Text = Field(description="who serves the recipients meanwhile, and how")
    notice: Sha256


class ResumePerformance(Command, zh="恢复履行", roles=("head",), during=_RUNS):
    """What was open is answered or decided, and the contract stands."""

    resumed_on: date
    notice: Sha256


class PerformanceSuspended(Event, zh="履行已中止"):
    of: Matter
    key: Key
    since: date
    care: Text
    notice: Sha256
    on: date


class PerformanceResumed(Event, zh="履行已恢复"):
    resumed_on: date
    notice: Sha256
    on: date


SuspensionEvent = PerformanceSuspended | PerformanceResumed
