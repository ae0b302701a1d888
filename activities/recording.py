"""Judging and recording one command: read → fold → decide → append, in one place.

Only here is a writing transaction opened.  Without a lock: read, fold, decide.  Then one statement takes the append lock,
checks the versions of all streams read, inserts the events (or the refusal) and the read model's rows, and commits.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.interface import (
    BUG,
    COMMAND_REUSED,
    MALFORMED,
    PROGRESS,
    RECORD,
    Attributes,
    Opened,
    Outcome,
    Progress,
    Receipt,
    RecordRequest,
    RefusalAnswer,
)
from activities.judging import Standing, Standings, first_reads
from domain.agenda import AgendaItem
from domain.authority import role_of
from domain.calendar import BEIJING
from domain.canonical import JSON
from domain.given import Accepted, Given, Refusal, State
from domain.ids import (
    bare,
    collapse_workflow,
    division_of,
    is_archive,
    is_drill,
    kind_of,
    sibling,
    workflow_of,
    world_of,
)
from domain.judge import agenda, judge, reads
from domain.message import Command, Event
from domain.messages import COMMANDS
from domain.project import Project
from domain.register.collapses.messages import CollapseDeclared
from domain.register.state import Person
from domain.rulebook import RuleBook
from domain.streams import fold
from domain.supervision.messages import CommandRefused
from domain.takeover.state import Takeover
from domain.takeover.trigger.messages import TakeoverOpened
from law import LawBook
from ledger.append import (
    Appended,
    ClockBehind,
    CommandReused,
    NewEvent,
    Request,
    VersionConflict,
    append,
    append_locked,
    is_transient,
)
from ledger.event import StoredEvent
from ledger.pool import Database, Pool
from readmodel.rows import Rows

log = logging.getLogger("jieli.recording")
FoundStreams = Mapping[str, Standing]
WAKES_TOLD: Final = 12  # to a workflow, which needs the next one, and others where that one is in trouble


class Recorder:
    """The activities `record` and `progress`."""

    def __init__(self, pool: Pool, law: LawBook, build: str) -> None:
        self._pool = pool
        self._law = law
        self._build = build
        self._standings = Standings()

    @activity.defn(name=RECORD.name)
    async def record(self, request: RecordRequest) -> Outcome:
        """Judge one command and record its events, or its refusal.

        Lost connections, lock timeouts and conflicts are tried again (the last by Temporal); all else fails this command
        alone, as `Bug`.
        """
        try:
            return await self._record(request)
        except ApplicationError:
            raise
        except CommandReused as error:
            raise ApplicationError(str(error), type=COMMAND_REUSED, non_retryable=True) from error
        except Exception as error:
            if is_transient(error) or isinstance(error, VersionConflict | ClockBehind):
                raise
            log.exception("bug in %s on %s", request.act.type, request.stream)
            raise ApplicationError(f"{type(error).__name__}: {error}", type=BUG, non_retryable=True) from error

    @activity.defn(name=PROGRESS.name)
    async def progress(self, stream: str) -> Progress:
        """Where a stream stands: what its workflow has to do that is not yet done."""
        standing = (await self._standings.read(self._pool, [stream]))[stream]
        return _progress(stream, standing, agenda(standing.state, self._rules(stream, standing.last_at)))

    # ------------------------------------------------------------ one command

    async def _record(self, request: RecordRequest) -> Outcome:
        command = _parse(request)
        for _ in range(2):  # the third try takes the lock before it reads
            try:
                return await self._attempt(self._pool, request, command)
            except VersionConflict as conflict:
                self._standings.forget([conflict.stream])
        async with append_locked(self._pool) as connection:
            return await self._attempt(connection, request, command)

    async def _attempt(self, db: Database, request: RecordRequest, command: Command) -> Outcome:
        home = request.stream
        found = await self._standings.read(db, first_reads(home, request.act.actor, command.stream()))
        more = [sibling(home, name) for name in reads(command, found[home].state)]
        if missing := [name for name in more if name not in found]:
            found |= await self._standings.read(db, missing)
        at = max(request.at, found[home].last_at or request.at)
        rules = self._rules(home, at)
        given = _given(request, at, rules, found)
        decision = judge(command, given)
        events = _events(decision, home, request)
        after = _fold(found, events, at)
        due = {name: agenda(after[name].state, rules) for name in dict.fromkeys([home, *(s for s, _ in events)])}
        rows = _rows(events, after, due, at)
        appended = await append(db, self._request(request, command, given, found, events, rows))
        if appended.replayed:  # what is read here may be later than what was judged then
            after = await self._standings.read(db, [home, *(e.stream for e in appended.events)])
            due = {home: agenda(after[home].state, rules)}
        return _outcome(request, appended, _progress(home, after[home], due[home]), at)

    def _rules(self, stream: str, at: datetime | None) -> RuleBook:
        moment = at or datetime.now(BEIJING)
        return self._law.rulebook(division_of(stream), moment.astimezone(BEIJING).date())

    def _request(
        self,
        request: RecordRequest,
        command: Command,
        given: Given,
        found: FoundStreams,
        events: Sequence[tuple[str, Event]],
        rows: dict[str, Any] | None,
    ) -> Request:
        act = request.act
        meta: dict[str, JSON] = {
            "actor": act.actor,
            "asked_at": _iso(act.asked_at),
            "at": _iso(given.at),
            "build": self._build,
            "command": act.type,
            "edition": given.rules.edition,
            "evidence": list(act.evidence),
            "late": given.on < given.at.date(),
            "occurred_on": given.on.isoformat(),
            "role": role_of(command, given),
            "world": world_of(request.stream),
        }
        if is_drill(request.stream):
            meta["drill"] = True  # on every event of a drill, the refusals too
        return Request(
            command_id=UUID(request.command_id),
            request=act.canonical(request.stream),
            home=request.stream,
            reads={name: standing.version for name, standing in found.items()},
            events=[
                NewEvent(s, type(e).__name__, e.model_dump(mode="json"), type(e).schema_version) for s, e in events
            ],
            meta=meta,
            rows=rows,
        )


def _parse(request: RecordRequest) -> Command:
    """The command itself.  The edge and the validator have checked its form: what fails here is answered, never retried."""
    kind = COMMANDS.get(request.act.type)
    if kind is None:
        raise ApplicationError(f"no such command: {request.act.type}", type=MALFORMED, non_retryable=True)
    if request.act.story_at is not None and world_of(request.stream) == "real":
        raise ApplicationError("story_at in the real world", type=MALFORMED, non_retryable=True)
    try:
        return kind.model_validate(request.act.body)
    except ValidationError as error:
        raise ApplicationError(str(error), type=MALFORMED, non_retryable=True) from error


def _given(request: RecordRequest, at: datetime, rules: RuleBook, found: FoundStreams) -> Given:
    act = request.act
    local = at.astimezone(BEIJING)
    actor = found[sibling(request.stream, f"person/{act.actor}")].state
    assert isinstance(actor, Person)
    states = {name: standing.state for name, standing in found.items()}
    return Given(
        at=local, on=act.occurred_on or local.date(), actor=actor, rules=rules, home=request.stream, states=states
    )


def _events(decision: Accepted | Refusal, home: str, request: RecordRequest) -> tuple[tuple[str, Event], ...]:
    if isinstance(decision, Accepted):
        return decision.events
    first = decision.findings[0]
    refused = CommandRefused(
        command=request.act.type,
        clause=first.clause,
        reason=first.reason,
        findings=decision.findings,
        actor=request.act.actor,
    )
    return ((home, refused),)


def _fold(found: FoundStreams, events: Sequence[tuple[str, Event]], at: datetime) -> dict[str, Standing]:
    """The streams after these events: the home always, the others where they changed."""
    after = dict(found)
    for stream, event in events:
        before = after[stream]
        version = before.version + 1
        after[stream] = Standing(fold(before.state, event, stream, version, at), version, at)
    return after


def _rows(
    events: Sequence[tuple[str, Event]], after: FoundStreams, due: Mapping[str, tuple[AgendaItem, ...]], at: datetime
) -> dict[str, Any] | None:
    if not events:
        return None
    rows = Rows()
    for stream in dict.fromkeys(stream for stream, _ in events):
        standing = after[stream]
        rows.add(stream, standing.state, standing.version, due[stream])
        own = [event for name, event in events if name == stream]
        for number, event in enumerate(own, start=standing.version - len(own) + 1):
            rows.add_refusal(stream, number, event, at)
    return rows.written()


def _outcome(request: RecordRequest, appended: Appended, progress: Progress, at: datetime) -> Outcome:
    home = request.stream
    return Outcome(
        command_id=request.command_id,
        command=request.act.type,
        at=at,
        position=appended.position,
        events=tuple(receipt(event) for event in appended.events),
        refusal=refusal_of(appended.events),
        replayed=appended.replayed,
        progress=progress,
        opened=opened_by(appended.events, at, home),
        nudges=tuple(
            workflow_of(stream)
            for stream in dict.fromkeys(e.stream for e in appended.events)
            if stream != home and (kind_of(stream) in ("project", "takeover") or is_archive(stream))
        ),
    )


def receipt(event: StoredEvent) -> Receipt:
    """An event whole, for Temporal's history."""
    return Receipt.model_validate(event.receipt())


def refusal_of(events: Sequence[StoredEvent]) -> RefusalAnswer | None:
    """The refusal among a command's events, if it was refused."""
    for event in events:
        if event.type == CommandRefused.__name__:
            refused = CommandRefused.restore(event.payload)
            first = refused.findings[0]
            return RefusalAnswer(
                clause=refused.clause,
                reason=refused.reason,
                remedy=first.remedy,
                field=first.field,
                findings=refused.findings,
            )
    return None


def opened_by(events: Sequence[StoredEvent], at: datetime, home: str = "") -> tuple[Opened, ...]:
    """The workflows that these events bring into being."""
    opened = []
    for event in events:
        if event.type == TakeoverOpened.__name__:
            kind, workflow_id = "TakeoverWorkflow", workflow_of(event.stream)
        elif event.type == CollapseDeclared.__name__:
            declared = CollapseDeclared.restore(event.payload)
            kind, workflow_id = "SupplierCollapse", collapse_workflow(event.stream, declared.collapse)
        elif is_archive(event.stream) and event.stream != home:  # its clock goes on for years after the project's
            kind, workflow_id = "RegisterWorkflow", workflow_of(event.stream)
        else:
            continue
        opened.append(Opened(workflow_type=kind, workflow_id=workflow_id, stream=event.stream, at=at))
    return tuple(opened)


def _progress(stream: str, standing: Standing, items: tuple[AgendaItem, ...]) -> Progress:
    state = standing.state
    stage, closed = _stage(state)
    return Progress(
        stream=stream,
        version=standing.version,
        stage=stage,
        closed=closed,
        last_at=standing.last_at,
        agenda=_next_wakes(items),
        effects=tuple(state.watch.effects.values()),
        attributes=_attributes(stream, state, min((i.due for i in items), default=None)),
        title=state.planning.plan.title if isinstance(state, Project) and state.planning.plan else "",
    )


def _next_wakes(items: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
    """The first to wake: whatever happens then tells the rest.  A long contract's whole agenda would fill the history."""
    waking = sorted(((i.wake, i.key, i) for i in items if i.wake is not None), key=lambda w: w[:2])
    return tuple(item for _, _, item in waking[:WAKES_TOLD])


def _stage(state: State) -> tuple[str, bool]:
    match state:
        case Project():
            return state.stage, state.stage == "closed"
        case Takeover():
            return state.status, state.status == "ended"
        case _:
            return "register", False


def _attributes(stream: str, state: State, due: datetime | None) -> Attributes:
    stage, _ = _stage(state)
    if not isinstance(state, Project):
        division = bare(stream).split("/", 1)[1].split("-", 1)[0] if isinstance(state, Takeover) else None
        return Attributes(division=division, stage=stage, next_due=due)
    terms = state.contract.terms
    active = state.takeover.active
    return Attributes(
        division=bare(stream).split("/", 1)[1].split("-", 1)[0],
        stage=stage,
        next_due=due,
        supplier=terms.supplier if terms else None,
        takeover=active.takeover if active else None,
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat()
