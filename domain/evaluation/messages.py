"""Evaluation: indicators, three parties, the recomputable score.  JL44-4.5.0 … 4.5.1b"""

from datetime import date
from typing import Final, Literal

from pydantic import Field

from domain.evaluation.survey.messages import SurveyEvent
from domain.message import Command, Event, Value
from domain.values import Key, Name, Quantity, Ratio, Score, Sha256, Text, Uscc

Party = Literal["buyer", "recipients", "third_party"]
Axis = Literal["effect", "management", "social_impact", "satisfaction"]
Group = Literal["output", "effect", "satisfaction"]
AXIS_TITLES: Final[dict[Axis, str]] = {
    "effect": "服务成效",
    "management": "项目管理",
    "social_impact": "社会影响",
    "satisfaction": "满意度",
}


class Indicator(Value):
    """One indicator: its axis, its weight, and which parties score it.

    `group` is its place in the indicator tree (PF-06), by its axis where absent.  One with a `target` is quantitative: its score follows
    from what was done, pro rata (PF-05).
    """

    key: Key
    title: Name
    axis: Axis
    weight: Ratio
    parties: tuple[Party, ...] = Field(min_length=1)
    group: Group | None = None
    target: Quantity | None = Field(default=None, gt=0)
    unit: Name | None = None


class IndicatorSystem(Value):
    """The indicator system with the weight of each party where several score one indicator.

    `respondents`: who the recipients are by item of the plan, by the catalogue where absent; `who_are_recipients`: all of them in one.
    HR-EV-6
    """

    version: int = Field(ge=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    party_weights: dict[Party, Ratio]
    who_are_recipients: Text | None = None
    respondents: dict[Name, Text] = Field(default_factory=dict)


class SetIndicators(
    Command, zh="制定绩效指标", roles=("clerk",), during=("publication", "bidding", "award", "contract", "performance")
):
    system: IndicatorSystem


class RecordPartyEvaluation(
    Command, zh="登记一方评价", roles=("clerk", "evaluator", "head"), during=("performance", "evaluation")
):
    """One party's scores, with how they came about.  `year`: of a long contract's n-th year of service."""

    party: Party
    scores: dict[Key, Score]
    evaluator: Name
    sampled: int | None = Field(default=None, ge=0)
    answered: int | None = Field(default=None, ge=0)
    proxies: int | None = Field(default=None, ge=0)
    attempts: Text | None = Field(default=None, description="where the party could not be reached: what was tried")
    report: Sha256
    year: int | None = Field(
        default=None, ge=1, description="the contract's n-th year; the whole contract where absent"
    )
    evaluator_uscc: Uscc | None = None
    measured: dict[Key, Quantity] = Field(
        default_factory=dict, description="what was done, by quantitative indicator (PF-05)"
    )
    subcontracted: tuple[Name, ...] = Field(
        default=(), description="to whom a third party passed a part of the evaluation on (PF-07)"
    )


class ConcludeEvaluation(Command, zh="形成评价结果", roles=("head",), during=("performance", "evaluation")):
    """The score that anyone can recompute from the record.  `year` as in RecordPartyEvaluation."""

    opinion: Text
    year: int | None = Field(default=None, ge=1)


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
    year: int | None = None
    evaluator_uscc: Uscc | None = None
    measured: dict[Key, Quantity] = Field(default_factory=dict)
    subcontracted: tuple[Name, ...] = ()


class EvaluationConcluded(Event, zh="评价结果已形成"):
    score: Score
    band: Name
    by_axis: dict[str, Score]
    opinion: Text
    on: date
    year: int | None = None
    system_version: int | None = Field(default=None, description="of the indicator system it was scored by")


EvaluationEvent = IndicatorsSet | PartyEvaluated | EvaluationConcluded | SurveyEvent
