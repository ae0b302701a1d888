"""Evaluation: indicators, three parties, the recomputable score.  JL44-4.5.0 … 4.5.1b"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event, Value
from domain.values import Key, Name, Ratio, Score, Sha256, Text

Party = Literal["buyer", "recipients", "third_party"]
Axis = Literal["effect", "management", "social_impact", "satisfaction"]


class Indicator(Value):
    """One indicator: its axis, its weight, and which parties score it."""

    key: Key
    title: Name
    axis: Axis
    weight: Ratio
    parties: tuple[Party, ...] = Field(min_length=1)


class IndicatorSystem(Value):
    """The indicator system with the weight of each party where several score one indicator."""

    version: int = Field(ge=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    party_weights: dict[Party, Ratio]
    who_are_recipients: Text


class SetIndicators(
    Command, zh="制定绩效指标", roles=("clerk",), during=("publication", "bidding", "award", "contract", "performance")
):
    system: IndicatorSystem


class RecordPartyEvaluation(Command, zh="登记一方评价", roles=("clerk", "evaluator", "head"), during=("evaluation",)):
    """One party's scores, with how they came about."""

    party: Party
    scores: dict[Key, Score]
    evaluator: Name
    sampled: int | None = Field(default=None, ge=0)
    answered: int | None = Field(default=None, ge=0)
    proxies: int | None = Field(default=None, ge=0)
    attempts: Text | None = Field(default=None, description="where the party could not be reached: what was tried")
    report: Sha256


class ConcludeEvaluation(Command, zh="形成评价结果", roles=("head",), during=("evaluation",)):
    """The score that anyone can recompute from the record."""

    opinion: Text


class IndicatorsSet(Event, zh="绩效指标已制定"):
    system: IndicatorSystem
    on: date


class PartyEvaluated(Event, zh="一方评价已登记"):
    party: Party
    scores: dict[Key, Score]
    evaluator: Name
    sampled: int | None = None
    answered: int | None = None
    proxies: int | None = None
    attempts: Text | None = None
    report: Sha256
    on: date


class EvaluationConcluded(Event, zh="评价结果已形成"):
    score: Score
    band: Name
    by_axis: dict[str, Score]
    opinion: Text
    on: date


EvaluationEvent = IndicatorsSet | PartyEvaluated | EvaluationConcluded
