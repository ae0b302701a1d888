"""A story: a folder of numbered TOML chapters, read into acts in the order of their time.

    [[act]]
    at = 2025-11-03T09:00:00       # a date alone is nine in the morning, Beijing time
    as = "wang"                    # a person of the cast
    do = "start-project"
    name = "main"                  # the id that this act makes; later acts say "$main"
    expect = ["ProjectStarted"]    # or: refused = "JL44-4.3.5"
    [act.facts]
    …

`every`/`times` repeat an act; `$n` (counted from `first`), `$month` and `$date` stand in its facts for the repetition's number,
month and day; with `working_days` a repetition that falls on a day off is told on the next working day; `each` tells an act
once for every row of a table (scenarios/tables.py).  A fact
that begins with `@` is a document: its words are put into the file store and its digest takes their place.  `[[clock]]` names
what time alone must have brought `by` a moment.
"""

import calendar
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

import domain.messages  # noqa: F401 - fills the names of the commands
from activities.malformed import explain
from domain.calendar import BEIJING, Period
from domain.ids import story_suffix
from domain.message import command_type
from domain.values import PersonId, Role
from law import load as load_law
from scenarios.tables import BadTable, Table, filled, rows_of, tables

HERE: Final = Path(__file__).parent
MORNING: Final = 9


class StoryError(Exception):
    """A story that can't be told as it is written: where and why."""


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=BEIJING)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, MORNING, tzinfo=BEIJING)
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoleHeld(_Part):
    role: Role
    division: str


class CastPerson(_Part):
    """Someone of the story: registered and given their roles before it begins."""

    id: PersonId
    name: str
    organisation: str
    uscc: str | None = None
    roles: tuple[RoleHeld, ...]


class CastSupplier(_Part):
    uscc: str
    name: str
    kind: str
    division: str


class Head(_Part):
    """What the story is."""

    title: str
    summary: str
    begins: Moment
    main: str = Field(description="the name of the project that the story is about")
    goal: Literal["closed", "covered"] = Field(
        default="closed",
        description="what the story comes to: its project closed and no takeover open; or every recipient covered again",
    )
    ends: Moment | None = Field(default=None, description="a last moment up to which time goes on by itself")


class ActEntry(_Part):
    at: Moment
    do: str
    as_: str = Field(alias="as")
    name: str | None = None
    project: str | None = None
    takeover: str | None = None
    say: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict)
    expect: tuple[str, ...] = ()
    refused: str | None = None
    occurred_on: date | None = None
    every: Literal["day", "week", "month"] | None = None
    times: int = Field(default=1, ge=1, le=400)
    first: int = Field(default=1, ge=1, description="the number of the first repetition")
    working_days: bool = False
    each: str | None = Field(default=None, description="the table for each of whose rows the act is told")
    only: dict[str, Any] = Field(default_factory=dict, description="the rows with these values alone")


class ClockEntry(_Part):
    """What time alone must have brought."""

    by: Moment
    expect: tuple[str, ...]
    project: str | None = None
    takeover: str | None = None
    say: str | None = None


class Chapter(_Part):
    title: str
    story: Head | None = None
    person: tuple[CastPerson, ...] = ()
    supplier: tuple[CastSupplier, ...] = ()
    act: tuple[ActEntry, ...] = ()
    clock: tuple[ClockEntry, ...] = ()
    table: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """One act at its moment; `step` names it within the story for ever."""

    step: str
    at: datetime
    actor: str
    command: str
    facts: dict[str, Any]
    chapter: str
    name: str | None = None
    project: str | None = None
    takeover: str | None = None
    say: str | None = None
    expect: tuple[str, ...] = ()
    refused: str | None = None
    occurred_on: date | None = None
    group: str | None = None  # acts of one group are told side by side
    each: str | None = None


@dataclass(frozen=True, slots=True)
class ClockMark:
    """A moment by which time alone must have brought some events."""

    by: datetime
    expect: tuple[str, ...]
    chapter: str
    project: str | None = None
    takeover: str | None = None
    say: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A whole story, its steps in the order of their time."""

    name: str
    head: Head
    persons: tuple[CastPerson, ...]
    suppliers: tuple[CastSupplier, ...]
    steps: tuple[Act | ClockMark, ...]
    projects: dict[str, str]  # name → project id


def names() -> list[tuple[str, str]]:
    """The stories that come with the house: name and title."""
    folders = sorted(f for f in HERE.iterdir() if f.is_dir() and any(f.glob("[0-9]*.toml")))
    return [(folder.name, load(str(folder)).head.title) for folder in folders]


def load(name_or_path: str) -> Story:
    """A story of the house by its name, or one from anywhere by its folder.  StoryError says what can't be read."""
    folder = HERE / name_or_path if re.fullmatch(r"[a-z0-9][a-z0-9-]*", name_or_path) else Path(name_or_path)
    if not folder.is_dir():
        known = "、".join(f.name for f in sorted(HERE.iterdir()) if f.is_dir() and not f.name.startswith("_"))
        raise StoryError(f"没有剧本“{name_or_path}”；自带剧本：{known}；或给出剧本文件夹的路径")
    files = sorted(folder.glob("[0-9]*.toml"))
    if not files:
        raise StoryError(f"{folder} 中没有编号的章节文件（01-….toml）")
    chapters = [(file.stem, _chapter(file)) for file in files]
    head = next((c.story for _, c in chapters if c.story is not None), None)
    if head is None:
        raise StoryError(f"{files[0].name}：缺少 [story]（title、summary、begins、main）")
    story = re.sub(r"[^a-z0-9-]", "-", folder.resolve().name.lower())[:40]
    try:
        listed = tables(t for _, c in chapters for t in c.table)
        acts = [
            act
            for stem, chapter in chapters
            for number, entry in enumerate(chapter.act, 1)
            for act in _acts(stem, number, entry, chapter, listed)
        ]
    except BadTable as error:
        raise StoryError(f"{folder.name}：{error}") from error
    acts = _with_lists(acts, listed)
    marks = [_mark(entry, chapter) for _, chapter in chapters for entry in chapter.clock]
    steps: list[Act | ClockMark] = [*acts, *marks]
    steps.sort(key=lambda s: s.at if isinstance(s, Act) else s.by)
    return Story(
        name=story,
        head=head,
        persons=tuple(p for _, c in chapters for p in c.person),
        suppliers=tuple(s for _, c in chapters for s in c.supplier),
        steps=tuple(steps),
        projects=_projects(story, acts),
    )


def _chapter(file: Path) -> Chapter:
    try:
        return Chapter.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise StoryError(f"{file.name}：不是有效的 TOML：{error}") from error
    except ValidationError as error:
        raise StoryError(f"{file.name}：" + "；".join(str(p) for p in explain(error))) from error


def _acts(stem: str, number: int, entry: ActEntry, chapter: Chapter, known: Mapping[str, Table]) -> list[Act]:
    """An act as often as it is told: for each row, for each repetition."""
    if entry.each is None:
        return _repeated(f"{stem}/{number}", entry, chapter)
    acts = []
    for row in rows_of(known, entry.each, entry.only):
        words = {field: filled(getattr(entry, field), row) for field in _OF_A_ROW}
        for act in _repeated(f"{stem}/{number}", entry.model_copy(update=words), chapter):
            acts.append(replace(act, step=f"{act.step}/{row['key']}", group=act.step, each=entry.each))
    return acts


_OF_A_ROW: Final = ("as_", "name", "project", "takeover", "say", "facts")


def _with_lists(acts: list[Act], known: Mapping[str, Table]) -> list[Act]:
    """`$table` in an act's facts becomes the names of the projects that the table's rows began."""
    begun: dict[str, list[str]] = {name: [] for name in known}
    for act in acts:
        if act.each is not None and act.name is not None and _begins(act.command):
            begun[act.each].append(f"${act.name}")
    lists = {f"${table}": names for table, names in begun.items()}
    return [replace(act, facts=_listed(act.facts, lists)) for act in acts] if lists else acts


def _listed(value: Any, lists: Mapping[str, list[str]]) -> Any:
    match value:
        case str():
            return lists.get(value, value)
        case dict():
            return {k: _listed(v, lists) for k, v in value.items()}
        case list():
            return [_listed(v, lists) for v in value]
        case _:
            return value


def _repeated(step: str, entry: ActEntry, chapter: Chapter) -> list[Act]:
    return [
        Act(
            step=f"{step}/{n}",
            at=at,
            actor=entry.as_,
            command=entry.do,
            facts=_filled(entry.facts, entry.first + n - 1, at),
            chapter=chapter.title,
            name=entry.name,
            project=entry.project,
            takeover=entry.takeover,
            say=entry.say,
            expect=entry.expect,
            refused=entry.refused,
            occurred_on=entry.occurred_on,
        )
        for n, at in enumerate(_moments(entry), start=1)
    ]


def _moments(entry: ActEntry) -> list[datetime]:
    """When each repetition is told."""
    moments = [_later(entry.at, entry.every, n) for n in range(entry.times)]
    return [_rolled(at) for at in moments] if entry.working_days else moments


def _rolled(at: datetime) -> datetime:
    """The same hour of that day, or of the next working day."""
    day = load_law().calendar.add(at.date(), Period(0, "WD")).on
    return datetime.combine(day, at.timetz())


def _mark(entry: ClockEntry, chapter: Chapter) -> ClockMark:
    return ClockMark(entry.by, entry.expect, chapter.title, entry.project, entry.takeover, entry.say)


def _later(at: datetime, every: str | None, steps: int) -> datetime:
    match every:
        case "day":
            return at + timedelta(days=steps)
        case "week":
            return at + timedelta(weeks=steps)
        case "month":
            year, month = divmod(at.year * 12 + at.month - 1 + steps, 12)
            return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))
        case _:
            return at


_OWN: Final = re.compile(r"\$(?:month|date|n)(?![a-z0-9_])")  # not the beginning of a longer name: $new


def _filled(value: Any, n: int, at: datetime) -> Any:
    """A repetition's own numbers in its facts; every date as its text."""
    match value:
        case str():
            own = {"$month": at.strftime("%Y-%m"), "$date": at.date().isoformat(), "$n": str(n)}
            return _OWN.sub(lambda found: own[found.group()], value)
        case dict():
            return {k: _filled(v, n, at) for k, v in value.items()}
        case list():
            return [_filled(v, n, at) for v in value]
        case datetime() | date():
            moment = _moment(value) if isinstance(value, datetime) else value
            return moment.isoformat() if isinstance(moment, date) else value
        case _:
            return value


def _projects(story: str, acts: list[Act]) -> dict[str, str]:
    """The ids of the projects that the story starts: the same at every run."""
    projects: dict[str, str] = {}
    for act in acts:
        if not _begins(act.command) or act.name is None:
            continue
        plan = act.facts.get("plan", {})
        division = plan.get("buyer", {}).get("division", "220000")
        projects.setdefault(
            act.name, f"{division}-{str(plan.get('starts_on', '2026'))[:4]}-{story_suffix(story, act.name)}"
        )
    return projects


def _begins(command: str) -> bool:
    """Whether a command is a project's first."""
    kind = command_type(command)
    return kind is not None and kind.__name__ in ("StartProject", "OpenRunningContract")


def check(story: Story) -> list[str]:
    """What is wrong with a story before it is run: unknown commands, people, projects, facts that don't parse."""
    people = {p.id for p in story.persons}
    problems: list[str] = []
    for act in story.steps:
        if isinstance(act, ClockMark):
            continue
        where = f"{act.step}（{act.at:%Y-%m-%d} {act.command}）"
        kind = command_type(act.command)
        if kind is None:
            problems.append(f"{where}：没有这样的指令")
            continue
        if act.actor not in people:
            problems.append(f"{where}：没有人物“{act.actor}”")
        if kind.home == "project" and (act.project or act.name or story.head.main) not in story.projects:
            problems.append(f"{where}：没有项目“{act.project or story.head.main}”")
        try:
            kind.model_validate(_without_references(act.facts))
        except ValidationError as error:
            problems.append(f"{where}：" + "；".join(str(p) for p in explain(error)))
    if story.head.main not in story.projects:
        problems.append(f"[story] main = “{story.head.main}”：没有以此命名的项目")
    return problems


_REFERENCE: Final = re.compile(r"^\$[a-z][a-z0-9_-]*$")


def _without_references(value: Any) -> Any:
    """Facts with stand-ins where an id or a digest will be."""
    match value:
        case str() if value.startswith("@"):
            return "0" * 64
        case str() if _REFERENCE.match(value):
            return "220000-2026-000000"
        case dict():
            return {k: _without_references(v) for k, v in value.items()}
        case list():
            return [_without_references(v) for v in value]
        case _:
            return value
