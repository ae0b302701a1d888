"""A project's account, as the auditor reads it: every event with who, when, what, under which clause and which law."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from domain.values import Yuan


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Line(_Told):
    """One event.  `at` judges; `occurred_on` is the day of the act itself; `late`: entered after that day (补录)."""

    pos: int
    entry: str
    event: str
    title: str
    command: str
    at: datetime
    recorded_at: datetime
    occurred_on: date
    late: bool
    who: str
    name: str
    role: str
    says: str
    clause: str | None
    refused: bool
    follows: tuple[str, ...]
    edition: str
    build: str
    hash: str


class Chapter(_Told):
    """The events of one stage, in their order."""

    stage: str
    title: str
    lines: tuple[Line, ...]


class Money(_Told):
    """What was planned, reserved, contracted, accepted, paid.  None: not come so far."""

    budget_yuan: Yuan | None
    reserved_yuan: Yuan
    contract_yuan: Yuan | None
    payable_yuan: Yuan
    deducted_yuan: Yuan
    paid_yuan: Yuan
    paid_before_yuan: Yuan
    payments: int


class Covered(_Told):
    """A grade of recipients in a takeover: how many were without a provider, and for how many hours; None: they still are."""

    grade: str
    recipients: int
    hours: int | None


class TakeoverAccount(_Told):
    """One takeover from the alarm to its end."""

    takeover: str
    ground: str
    status: str
    gap_since: datetime
    opened_at: datetime
    decided_at: datetime | None
    asked: tuple[str, ...]
    provider: str | None
    engaged_yuan: Yuan
    covered: tuple[Covered, ...]
    covered_at: datetime | None
    ended_on: date | None
    outcome: str | None
    replacement: str | None


class Explanation(_Told):
    """The account of one project.  `remarks` says what this account could not tell."""

    project: str
    stream: str
    title: str
    buyer: str
    supplier: str | None
    stage: str
    world: str
    chapters: tuple[Chapter, ...]
    refusals: int
    warnings: int
    departures: tuple[str, ...]
    late_entries: int
    money: Money
    takeovers: tuple[TakeoverAccount, ...]
    editions: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All events of the account in the ledger's order."""
        return tuple(sorted((line for chapter in self.chapters for line in chapter.lines), key=lambda line: line.pos))
