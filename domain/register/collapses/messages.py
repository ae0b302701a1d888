"""A supplier's collapse, in its own stream: which projects it hits, and what became of each trigger.  HR-TK-21"""

from datetime import date, datetime

from pydantic import Field

from domain.message import Command, Event
from domain.publication.messages import Moment
from domain.takeover.grounds import Ground
from domain.values import Key, ProjectId, Sha256, TakeoverId, Text, Uscc


class DeclareCollapse(
    Command, zh="宣告供应商整体停摆", home="register", roles=("duty_officer", "head", "clerk", "county")
):
    """It serves nobody any more, anywhere: every running contract of it is to be taken over."""

    uscc: Uscc
    collapse: Key
    ground: Ground
    facts: Text
    evidence: tuple[Sha256, ...] = Field(min_length=1)
    gap_since: Moment
    projects: tuple[ProjectId, ...] = Field(min_length=1)

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class ReportCollapse(
    Command, zh="登记整体停摆处理结果", home="register", roles=("duty_officer", "head", "clerk", "county", "adapter")
):
    """Each project has answered: taken over, or refused and why.  The collapse's own workflow says it, or a person."""

    uscc: Uscc
    collapse: Key
    triggered: dict[ProjectId, TakeoverId] = Field(default_factory=dict)
    refused: dict[ProjectId, Text] = Field(default_factory=dict)

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class SettleCollapsedProject(
    Command, zh="登记整体停摆中未接管的项目", home="register", roles=("duty_officer", "head", "clerk", "county")
):
    """What became of a project whose trigger was refused: the takeover that was started by hand, or why none is needed."""

    uscc: Uscc
    collapse: Key
    project: ProjectId
    takeover: TakeoverId | None = None
    reasons: Text
    evidence: Sha256

    def stream(self) -> str:
        return f"supplier/{self.uscc}"


class CollapseDeclared(Event, zh="供应商整体停摆已宣告"):
    collapse: Key
    ground: Ground
    facts: Text
    evidence: tuple[Sha256, ...]
    gap_since: datetime
    projects: tuple[ProjectId, ...]
    by: str
    at: datetime


class CollapseReported(Event, zh="整体停摆处理结果已登记"):
    collapse: Key
    triggered: dict[ProjectId, TakeoverId]
    refused: dict[ProjectId, Text]
    by: str


class CollapsedProjectSettled(Event, zh="整体停摆中未接管的项目已有处理"):
    collapse: Key
    project: ProjectId
    takeover: TakeoverId | None = None
    reasons: Text
    evidence: Sha256
    by: str
    on: date


CollapseEvent = CollapseDeclared | CollapseReported | CollapsedProjectSettled
