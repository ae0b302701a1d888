"""What a judgement is given: the moment, the person, the law in force, the states of the streams that were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from domain.funding.state import Pool
from domain.ids import bare, kind_of, project_of_takeover, sibling
from domain.message import Command, Event
from domain.project import Project
from domain.register.state import BuyerYear, Listing, Person, Supplier
from domain.rulebook import RuleBook
from domain.supervision.messages import Finding, WarningNoted
from domain.takeover.state import Takeover

State = Project | Takeover | Pool | Person | Supplier | BuyerYear | Listing
S = TypeVar("S", Project, Takeover, Pool, Person, Supplier, BuyerYear, Listing)


@dataclass(frozen=True, slots=True)
class Refusal:
    """No: the grounds, the first of which names the clause.  An answer, not an error."""

    findings: tuple[Finding, ...]

    @property
    def clause(self) -> str:
        return self.findings[0].clause


@dataclass(frozen=True, slots=True)
class Accepted:
    """Yes: the events, each with the stream it belongs to.  None where the act was already done by another hand."""

    events: tuple[tuple[str, Event], ...] = ()


Decision = Accepted | Refusal


@dataclass(frozen=True, slots=True)
class Given:
    """`at` judges (never decreases within a stream); `on` is the day on which the act occurred: legal periods count from it.

    `actor` is the person who acts; `home` the stream that judges; `states` every stream that was read, by full name.
    """

    at: datetime
    on: date
    actor: Person
    rules: RuleBook
    home: str
    states: Mapping[str, State] = field(default_factory=dict)

    def state(self, kind: type[S], name: str) -> S:
        """The state of a stream by its bare name, in this world.  KeyError (a bug) where `reads` didn't name it."""
        state = self.states[sibling(self.home, name)]
        if not isinstance(state, kind):
            raise TypeError(f"{name} is not a {kind.__name__}")
        return state

    @property
    def project(self) -> Project:
        """The project that judges, or the one whose takeover does."""
        if kind_of(self.home) == "takeover":
            return self.state(Project, f"project/{project_of_takeover(bare(self.home).split('/', 1)[1])}")
        return self.state(Project, bare(self.home))

    @property
    def takeover(self) -> Takeover:
        return self.state(Takeover, bare(self.home))

    @property
    def by(self) -> str:
        """The acting person's id."""
        return self.actor.id

    def stream(self, name: str) -> str:
        """The full name of a bare stream name in this world."""
        return sibling(self.home, name)

    # ------------------------------------------------------------ answers

    def settle(
        self,
        command: Command,
        findings: "list[Finding | None]",
        *events: Event,
        also: tuple[tuple[str, Event], ...] = (),
    ) -> Decision:
        """Refuse where a finding stands in the way; else accept `events` in the home stream and `also` in others.

        Findings that only warn become WarningNoted events beside the act's own.
        """
        found = [f for f in findings if f is not None]
        blocking = [f for f in found if f.blocks]
        if blocking:
            return Refusal((*blocking, *(f for f in found if not f.blocks)))
        warnings = [
            WarningNoted(command=type(command).__name__, clause=f.clause, reason=f.reason, mark=f.mark) for f in found
        ]
        return Accepted(
            (*((self.home, e) for e in (*events, *warnings)), *((self.stream(name), e) for name, e in also))
        )
