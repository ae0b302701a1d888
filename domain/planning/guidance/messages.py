"""Guidance: the county's plan and requirements, its opinion on a project, the buyer's answer.  JL44-1.2, JL44-1.3

Guidance is no approval (指导): an opinion to amend or to object is answered in writing, and then the buyer decides.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Command, Event
from domain.values import Division, DocumentNumber, Name, Sha256, Text

Opinion = Literal["agree", "amend", "object"]


class IssueCountyPlan(Command, zh="下达县级年度计划", home="register", roles=("county",)):
    """The county's plan and requirements of a year, which townships cite when they prepare their projects."""

    division: Division
    year: int = Field(ge=2020, le=2100)
    title: Name
    requirements: Text
    items: tuple[str, ...] = Field(default=(), description="the catalogue items it provides for; none: all")
    document_number: DocumentNumber
    issued_on: date
    digest: Sha256

    def stream(self) -> str:
        return f"register/county-plans-{self.division}"


class GiveGuidance(Command, zh="出具指导意见", roles=("county",), during=("planning",)):
    """The county civil-affairs department's opinion on the plan as it stands."""

    opinion: Opinion
    text: Text
    digest: Sha256 | None = None


class AnswerGuidance(Command, zh="答复指导意见", roles=("clerk", "head"), during=("planning",)):
    """The buyer's written answer to an opinion that asks for an amendment or objects: what was taken up, and why not."""

    adopted: bool
    answer: Text
    digest: Sha256


class CountyPlanIssued(Event, zh="县级年度计划已下达"):
    division: Division
    year: int
    title: Name
    requirements: Text
    items: tuple[str, ...] = ()
    document_number: DocumentNumber
    issued_on: date
    digest: Sha256
    by: str


class GuidanceGiven(Event, zh="指导意见已出具"):
    opinion: Opinion
    text: Text
    digest: Sha256 | None = None
    by: str
    on: date
    plan_version: int


class GuidanceAnswered(Event, zh="指导意见已答复"):
    adopted: bool
    answer: Text
    digest: Sha256
    by: str
    on: date
    plan_version: int


GuidanceEvent = GuidanceGiven | GuidanceAnswered
"""In the project's stream; `CountyPlanIssued` stands in the county's own register."""
