"""A stream as it stood: folded up to a version or a moment, with what was due then."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from commandline.exits import wrong_use
from commandline.options import DAY_ENDS, moment

if TYPE_CHECKING:
    from commandline.connection import Connection
    from domain.agenda import AgendaItem
    from domain.given import State
    from domain.register.archive.state import Archive
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
    now: datetime  # from which hours are counted: of a story, or of a version, its last act
    rules: "RuleBook"
    agenda: tuple["AgendaItem", ...]
    names: Mapping[str, str] = field(default_factory=dict)  # of persons, by id
    title: str = ""  # of a takeover: its project and its supplier
    archive: "Archive | None" = None  # of a closed project: what came after


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
    from domain.ids import key_of, world_of
    from ledger.read import read_streams

    events = await read_streams(connection.held.pool, {stream: 0})
    told = [event for event in events if _by(point)(event)]
    if isinstance(point, int) and point > len(events):
        raise wrong_use(f"{key_of(stream)} 只有 {len(events)} 版")
    if not told:
        raise wrong_use(f"{key_of(stream)} 当时尚无记录")
    names = await names_in(connection, world_of(stream))
    stood = replace(_stood(stream, told, point, names), of=len(events), title=await _title(connection, stream))
    return replace(stood, archive=await _afterwards(connection, stood, point))


async def _afterwards(connection: "Connection", standing: Standing, point: Point) -> "Archive | None":
    """What came after a project's last entry, by the same moment.  HR-CL-4, HR-CL-5"""
    from commandline.afterwards import archive_of
    from domain.project import Project

    if not isinstance(standing.state, Project) or standing.state.stage != "closed":
        return None
    by = _by(None if isinstance(point, int) else point)
    return await archive_of(connection, standing.stream, standing.id, by)


async def standings_of(connection: "Connection", streams: Sequence[str]) -> dict[str, Standing]:
    """Several streams as they stand now, read at once."""
    from domain.ids import world_of
    from ledger.read import read_streams

    told: dict[str, list[StoredEvent]] = {stream: [] for stream in streams}
    for event in await read_streams(connection.held.pool, dict.fromkeys(streams, 0)):
        told[event.stream].append(event)
    names = {world: await names_in(connection, world) for world in {world_of(stream) for stream in streams}}
    return {stream: _stood(stream, events, None, names[world_of(stream)]) for stream, events in told.items() if events}


def _stood(stream: str, told: "Sequence[StoredEvent]", point: Point, names: Mapping[str, str]) -> Standing:
    """The events of a stream up to a point, folded."""
    import law
    from domain.calendar import BEIJING
    from domain.ids import REAL, division_of, key_of, world_of
    from domain.judge import agenda
    from domain.message import EVENTS
    from domain.streams import empty, fold

    state = empty(stream)
    for event in told:
        state = fold(state, EVENTS[event.type].restore(event.payload), stream, event.version, _at(event))
    last_at = _at(told[-1]).astimezone(BEIJING)
    now = datetime.now(BEIJING) if world_of(stream) == REAL and point is None else last_at
    seen_from = point.astimezone(BEIJING) if isinstance(point, datetime) else now
    rules = law.load().rulebook(division_of(stream), last_at.date())
    return Standing(
        key_of(stream),
        stream,
        state,
        told[-1].version,
        len(told),
        last_at,
        seen_from.date(),
        seen_from,
        rules,
        agenda(state, rules),
        names=names,
    )


async def names_in(connection: "Connection", world: str) -> dict[str, str]:
    """The persons of a world by id: a page that is read aloud says names."""
    from domain.ids import key_of

    query = "SELECT stream, title FROM readmodel.register WHERE world = $1 AND kind = 'person' AND title IS NOT NULL"
    return {key_of(row["stream"]): row["title"] for row in await connection.held.pool.fetch(query, world)}


async def _title(connection: "Connection", stream: str) -> str:
    """Of a takeover: what is taken over, and from whom."""
    from domain.ids import key_of, kind_of, project_of_takeover

    if kind_of(stream) != "takeover":
        return ""
    query = "SELECT title, supplier_name FROM readmodel.project WHERE id = $1"
    row = await connection.held.pool.fetchrow(query, project_of_takeover(key_of(stream)))
    return "" if row is None else f"{row['title'] or ''}（原承接主体：{row['supplier_name'] or '—'}）"


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
    from commandline.afterwards import archive_document
    from commandline.notices import corrections
    from commandline.outstanding import outstanding
    from domain.project import Project
    from domain.register.archive.state import Archive

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
        "archive": archive_document(standing.state, standing.archive or Archive(), standing.today),
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
        "title": standing.title or None,
        "now": standing.now,
        "on_duty": [standing.names.get(p, p) for p in standing.state.roster.on_duty(standing.now)],
        "waits": waiting_each(standing),
        "version": standing.version,
        "versions": standing.of,
        "as_of": as_of,
        "last_at": standing.last_at,
        "agenda": agenda_document(standing),
        "citations": cited_on(standing),
        "state": standing.state,
    }


def waiting_each(standing: Standing) -> dict[str, dict[str, Any]]:
    """Each listed recipient's own gap; `counted`: the whole grade is served again by count, though this one was not named."""
    from domain.takeover.state import Takeover

    takeover = standing.state
    assert isinstance(takeover, Takeover)
    found: dict[str, dict[str, Any]] = {}
    for one, wait in takeover.waits.items():
        full = wait.until is None and takeover.opened is not None and wait.grade not in takeover.uncovered
        counted_at = takeover.gap(wait.grade)[1] if full else None
        until = wait.until or counted_at
        found[one] = {
            "grade": wait.grade,
            "since": wait.since,
            "until": until,
            "hours": replace(wait, until=until).hours(standing.now),
            "counted": counted_at is not None,
        }
    return found


def cited_on(standing: Standing) -> dict[str, dict[str, Any]]:
    """The clauses that a page cites: of its doubts, of what is due, of what was refused lately."""
    from commandline.citing import citations
    from domain.project import Project

    state = standing.state
    doubts = [s.clause for s in state.planning.unanswered] if isinstance(state, Project) else []
    refused = [r.clause for r in state.watch.refusals[-10:]]
    return citations([*doubts, *(item.rule for item in standing.agenda), *refused], standing.rules)


def agenda_document(standing: Standing) -> list[dict[str, Any]]:
    """What is due, the nearest first, with the hours and the working days that are left (below zero: overdue)."""
    items = sorted(standing.agenda, key=lambda item: (item.due, item.key))
    return [item.model_dump() | told_left(item, standing) for item in items]


def told_left(item: "AgendaItem", standing: Standing) -> dict[str, Any]:
    """How long is left of one item, and who has to act, by name or title."""
    from domain.values import ROLE_TITLES

    titles: dict[Any, str] = {**ROLE_TITLES, "government": "同级人民政府"}
    seconds = (item.due - standing.now).total_seconds()
    return {
        "working_days_left": _left(item.due, standing),
        "hours_left": int(seconds // 3600) if seconds >= 0 else -int(-seconds // 3600) - 1,
        "who_title": titles.get(item.who) or standing.names.get(item.who, item.who),
    }


def _left(due: datetime, standing: Standing) -> int:
    from datetime import timedelta

    from domain.calendar import beijing_date

    last_day, calendar = beijing_date(due - timedelta(microseconds=1)), standing.rules.calendar
    if last_day >= standing.today:
        return calendar.working_days_between(standing.today, last_day)
    return -max(calendar.working_days_between(last_day, standing.today), 1)
