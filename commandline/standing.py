"""A stream as it stood: folded up to a version or a moment, with what was due then."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from commandline.exits import wrong_use
from commandline.options import DAY_ENDS, moment

if TYPE_CHECKING:
    from commandline.connection import Connection
    from domain.agenda import AgendaItem
    from domain.given import State
    from domain.rulebook import RuleBook
    from ledger.event import StoredEvent
    from settings import Settings

Point = int | datetime | None  # a version, a moment, or now


@dataclass(frozen=True, slots=True)
class Standing:
    """A stream at a point: its state, its agenda by the law then in force, and the day from which days are counted."""

    id: str
    stream: str
    state: "State"
    version: int
    of: int  # versions in all
    last_at: datetime
    today: date
    rules: "RuleBook"
    agenda: tuple["AgendaItem", ...]


def point_of(text: str | None) -> Point:
    """What --as-of says: a version, or a moment; a date alone is its end."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 8:
        if int(text) < 1:
            raise wrong_use("--as-of：版本从 1 开始")
        return int(text)
    return moment(text, "--as-of", DAY_ENDS)


async def at_point(settings: "Settings", id: str, point: Point, *, takeover: bool = False) -> Standing:
    """A project or a takeover at a point.  Exit 2 where nothing was recorded by then."""
    from commandline.connection import connected
    from commandline.streams import project_stream, takeover_stream

    async with connected(settings) as connection:
        stream = await (takeover_stream if takeover else project_stream)(connection, id)
        return await _fold(connection, stream, point)


async def _fold(connection: "Connection", stream: str, point: Point) -> Standing:
    import law
    from domain.calendar import BEIJING
    from domain.ids import REAL, division_of, key_of, world_of
    from domain.judge import agenda
    from domain.message import EVENTS
    from domain.streams import empty, fold
    from ledger.read import read_streams

    events = await read_streams(connection.held.pool, {stream: 0})
    told = [event for event in events if _by(point)(event)]
    if isinstance(point, int) and point > len(events):
        raise wrong_use(f"{key_of(stream)} 只有 {len(events)} 版")
    if not told:
        raise wrong_use(f"{key_of(stream)} 当时尚无记录")
    state = empty(stream)
    for event in told:
        state = fold(state, EVENTS[event.type].restore(event.payload), stream, event.version, _at(event))
    last_at = _at(told[-1]).astimezone(BEIJING)
    now = datetime.now(BEIJING) if world_of(stream) == REAL and point is None else last_at
    seen_from = point.astimezone(BEIJING) if isinstance(point, datetime) else now
    rules = law.load().rulebook(division_of(stream), last_at.date())
    items = agenda(state, rules)
    return Standing(
        key_of(stream), stream, state, told[-1].version, len(events), last_at, seen_from.date(), rules, items
    )


def _at(event: "StoredEvent") -> datetime:
    return datetime.fromisoformat(json.loads(event.meta)["at"])


def _by(point: Point) -> "Callable[[StoredEvent], bool]":
    match point:
        case int():
            return lambda event: event.version <= point
        case datetime():
            return lambda event: _at(event) <= point
        case _:
            return lambda _: True


def project_document(standing: Standing, as_of: str | None) -> dict[str, Any]:
    """A project, ready for JSON."""
    from commandline.notices import corrections
    from commandline.outstanding import outstanding
    from domain.project import Project

    assert isinstance(standing.state, Project)
    plan = standing.state.planning.plan
    return {
        "project_id": standing.id,
        "stream": standing.stream,
        "title": plan.title if plan else None,
        "stage": standing.state.stage,
        "version": standing.version,
        "versions": standing.of,
        "as_of": as_of,
        "last_at": standing.last_at,
        "agenda": agenda_document(standing),
        "outstanding": outstanding(standing.state.watch.effects.values()),
        "corrections": corrections(standing.state),
        "citations": cited_on(standing),
        "state": standing.state,
    }


def takeover_document(standing: Standing, as_of: str | None) -> dict[str, Any]:
    """A takeover, ready for JSON."""
    from domain.ids import project_of_takeover
    from domain.takeover.state import Takeover

    assert isinstance(standing.state, Takeover)
    return {
        "takeover_id": standing.id,
        "project_id": project_of_takeover(standing.id),
        "stream": standing.stream,
        "status": standing.state.status,
        "drill": standing.state.drill,
        "uncovered": standing.state.uncovered,
        "waits": {
            one: {"grade": w.grade, "since": w.since, "until": w.until, "hours": w.hours(standing.last_at)}
            for one, w in standing.state.waits.items()
        },
        "version": standing.version,
        "versions": standing.of,
        "as_of": as_of,
        "last_at": standing.last_at,
        "agenda": agenda_document(standing),
        "citations": cited_on(standing),
        "state": standing.state,
    }


def cited_on(standing: Standing) -> dict[str, dict[str, Any]]:
    """The clauses that a page cites: of its doubts, of what is due, of what was refused lately."""
    from commandline.citing import citations
    from domain.project import Project

    state = standing.state
    doubts = [s.clause for s in state.planning.unanswered] if isinstance(state, Project) else []
    refused = [r.clause for r in state.watch.refusals[-10:]]
    return citations([*doubts, *(item.rule for item in standing.agenda), *refused], standing.rules)


def agenda_document(standing: Standing) -> list[dict[str, Any]]:
    """What is due, with the working days that are left (below zero: overdue)."""
    return [item.model_dump() | {"working_days_left": _left(item.due, standing)} for item in standing.agenda]


def _left(due: datetime, standing: Standing) -> int:
    from datetime import timedelta

    from domain.calendar import beijing_date

    last_day, calendar = beijing_date(due - timedelta(microseconds=1)), standing.rules.calendar
    if last_day >= standing.today:
        return calendar.working_days_between(standing.today, last_day)
    return -max(calendar.working_days_between(last_day, standing.today), 1)
