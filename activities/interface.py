"""What workflows may ask of the world: every activity by name, with what it takes and gives.

Workflows import this and the domain's messages, nothing else of ours: no rule, no SQL, no law.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, Literal, TypeVar

from pydantic import Field, field_validator

from domain.agenda import AgendaItem
from domain.effect import Effect
from domain.message import Value, unfit
from domain.supervision.messages import Finding

A = TypeVar("A")
R = TypeVar("R")


class Act(Value):
    """One command as a person or a clock formed it: the argument of the update that carries it.

    `story_at` is the moment in a story's own time; refused in the real world.
    """

    type: str
    body: dict[str, Any]
    actor: str
    asked_at: datetime
    occurred_on: date | None = None
    evidence: tuple[str, ...] = ()
    story_at: datetime | None = None

    @field_validator("actor", "asked_at", "occurred_on", "evidence", "story_at")
    @classmethod
    def _fit(cls, value: object) -> object:
        for one in value if isinstance(value, tuple) else (value,):
            if (problem := unfit(one)) is not None:
                raise ValueError(problem)
        return value

    def canonical(self, stream: str) -> dict[str, Any]:
        """What is kept and compared under the command id: all that the act says, not when it was asked."""
        return {
            "type": self.type,
            "body": self.body,
            "actor": self.actor,
            "stream": stream,
            "occurred_on": self.occurred_on.isoformat() if self.occurred_on else None,
            "evidence": list(self.evidence),
        }


class RecordRequest(Value):
    """Judge and record one act.  `at` is when the workflow began to handle it, or story time."""

    command_id: str
    stream: str
    act: Act
    at: datetime


class Receipt(Value):
    """One event whole, with the canonical text that was hashed: from it the ledger can be restored without running a rule."""

    pos: int
    stream: str
    version: int
    type: str
    schema_version: int
    recorded_at: str
    command_id: str
    prev_hash: str
    hash: str
    meta: str
    payload: str


class RefusalAnswer(Value):
    """Why an act was refused: the first ground, and all of them."""

    clause: str
    reason: str
    remedy: str
    field: str | None
    findings: tuple[Finding, ...]


class Opened(Value):
    """A workflow that a recorded event brings into being."""

    workflow_type: Literal["ProjectWorkflow", "TakeoverWorkflow", "RegisterWorkflow", "SupplierCollapse"]
    workflow_id: str
    stream: str
    at: datetime


class Attributes(Value):
    """What operations search by."""

    division: str | None = None
    stage: str | None = None
    next_due: datetime | None = None
    supplier: str | None = None
    takeover: str | None = None


class Progress(Value):
    """Where a stream stands, as its workflow needs to know: the next wakes, earliest first, and the unanswered effects."""

    stream: str
    version: int = 0
    stage: str = ""
    closed: bool = False
    last_at: datetime | None = None
    agenda: tuple[AgendaItem, ...] = ()
    effects: tuple[Effect, ...] = ()
    attributes: Attributes = Attributes()
    title: str = ""


class Outcome(Value):
    """The answer to one act: its events, or the refusal; and what follows for the workflow."""

    command_id: str
    command: str
    at: datetime
    position: int | None = None
    events: tuple[Receipt, ...] = ()
    refusal: RefusalAnswer | None = None
    replayed: bool = False
    progress: Progress
    opened: tuple[Opened, ...] = ()
    nudges: tuple[str, ...] = ()

    @property
    def event_types(self) -> tuple[str, ...]:
        return tuple(event.type for event in self.events)


class Relay(Value):
    """What one outcome sets in motion elsewhere: workflows to start, workflows whose agenda changed."""

    opened: tuple[Opened, ...] = ()
    nudges: tuple[str, ...] = ()


class Performing(Value):
    """An effect and the moment at which it is performed: now, or story time."""

    effect: Effect
    at: datetime


class EffectAnswer(Value):
    """What the world answered: the command that records it."""

    type: str
    body: dict[str, Any]


class Run(Value):
    """One run of one workflow."""

    workflow_id: str
    run_id: str


class RunPage(Value):
    """Closed runs that are not in the archive yet; `more` where the page was full."""

    runs: tuple[Run, ...] = ()
    more: bool = False


class Archived(Value):
    """Where a run's history lies, by digest."""

    run: Run
    file: str
    events: int
    closed_as: str


class Collapse(Value):
    """Which collapse of which supplier: the supplier's stream and the collapse's key.  HR-TK-21"""

    stream: str
    collapse: str


class CollapseBatch(Value):
    """Some projects of one collapse, asked for side by side."""

    of: Collapse
    projects: tuple[str, ...]


class CollapseAnswers(Value):
    """What the ledger has of a collapse's triggers: the takeovers opened, the refusals in words, who has not answered."""

    triggered: dict[str, str] = Field(default_factory=dict)
    refused: dict[str, str] = Field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    reported: bool = False

    @property
    def total(self) -> int:
        return len(self.triggered) + len(self.refused) + len(self.waiting)


@dataclass(frozen=True, slots=True)
class Contract(Generic[A, R]):
    """An activity's name, what it takes, what it gives."""

    name: str
    takes: type[A]
    gives: type[R]


RECORD: Final = Contract("record", RecordRequest, Outcome)
PROGRESS: Final = Contract("progress", str, Progress)
RELAY: Final = Contract("relay", Relay, int)
PERFORM: Final = Contract("perform", Performing, EffectAnswer)
CLOSED_RUNS: Final = Contract("closed_runs", int, RunPage)
ARCHIVE_RUN: Final = Contract("archive_run", Run, Archived)
COLLAPSE_STANDING: Final = Contract("collapse_standing", Collapse, CollapseAnswers)
COLLAPSE_TRIGGER: Final = Contract("collapse_trigger", CollapseBatch, int)
COLLAPSE_ANSWERS: Final = Contract("collapse_answers", CollapseBatch, CollapseAnswers)
COLLAPSE_REPORT: Final = Contract("collapse_report", Collapse, bool)

# what record raises and no retry heals
BUG: Final = "Bug"
COMMAND_REUSED: Final = "CommandReused"
MALFORMED: Final = "Malformed"
BUSY: Final = "Busy"


class WorkflowStart(Value):
    """A workflow's argument is the start alone: everything else is in the ledger.

    `continue_after` is how many events of history a run may have before it continues as new.
    """

    stream: str
    story_from: datetime | None = Field(
        default=None, description="a story's own time at its beginning; None in the real world"
    )
    continue_after: int = 500


class KeeperStart(Value):
    """How many runs the keeper has put away so far, and how long its own runs may be."""

    archived: int = 0
    continue_after: int = 400


class CollapseStart(Value):
    """Which collapse, and how many events of history a run may have: everything else is in the ledger."""

    of: Collapse
    continue_after: int = 500
