"""Explain: a project's whole story from the ledger, in Chinese, event by event, stage by stage."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from audit.account import Chapter, Covered, Explanation, Line, Money, TakeoverAccount
from audit.words import moment, sentence, titles_of
from domain.agenda import AgendaItem
from domain.calendar import BEIJING
from domain.closing.account import deducted_yuan, paid_yuan
from domain.closing.keeping import CLASSES
from domain.effects import ordered
from domain.given import State
from domain.ids import bare, division_of, is_archive, key_of, kind_of, sibling, world_of
from domain.judge import agenda
from domain.message import COMMANDS, EVENTS, Event
from domain.payment.due import paid_before_yuan
from domain.project import Project
from domain.register.archive.messages import stream_of_archive
from domain.register.archive.words import ADDENDA
from domain.register.state import Person
from domain.streams import empty, fold, stage_of
from domain.supervision.messages import CommandRefused
from domain.takeover.state import Takeover
from domain.values import ROLE_TITLES, STAGE_TITLES
from law import LawBook
from ledger.event import StoredEvent
from ledger.pool import Database
from ledger.read import read_streams, streams

_ZERO: Final = Decimal("0.00")
_ARCHIVE_TITLES: Final[Mapping[str, str]] = {
    **{str(k): v for k, v in CLASSES.items()},
    **{str(k): v for k, v in ADDENDA.items()},
}
_FIND: Final = (
    "SELECT stream FROM ledger.stream WHERE stream = $1 OR (starts_with(stream, 'sim.') AND stream LIKE '%.' || $1)"
)


class NoSuchProject(LookupError):  # noqa: N818 - it says what the caller's word is
    """The ledger knows no project of this id."""


async def explain(db: Database, law: LawBook, project_id: str) -> Explanation:
    """The account of a project (its id, a story's too, or its whole stream name).  Raises NoSuchProject."""
    stream = await stream_of_project(db, project_id)
    runs = [head.stream for head in await streams(db, sibling(stream, f"takeover/{key_of(stream)}-T"))]
    archive = sibling(stream, stream_of_archive(key_of(stream)))
    stored = await read_streams(db, dict.fromkeys([stream, *runs, archive], 0))
    names = await _names(db, stream, stored)
    teller = _Teller(law, {name: empty(name) for name in (stream, *runs, archive)}, names, key_of(stream))
    for number, one in enumerate(stored):
        if not teller.concerns(one):  # another project's archive
            teller.fold(one)
            continue
        following = stored[number + 1] if number + 1 < len(stored) else None
        teller.tell(one, last=following is None or following.command_id != one.command_id)
    return teller.whole(stream, runs)


async def stream_of_project(db: Database, project_id: str) -> str:
    """The stream of a project, by its id (a story's too) or its whole name.  Raises NoSuchProject."""
    name = project_id if "/" in project_id else f"project/{project_id}"
    found = [row["stream"] for row in await db.fetch(_FIND, name)]
    if not found or kind_of(found[0]) != "project":
        raise NoSuchProject(f"台账中没有项目 {project_id}")
    return str(min(found, key=len))


async def _names(db: Database, stream: str, stored: Sequence[StoredEvent]) -> Mapping[str, str]:
    """Who is who: the names of all who acted."""
    actors = {json.loads(one.meta)["actor"] for one in stored} - {"clock", "adapter"}
    persons = {sibling(stream, f"person/{actor}"): actor for actor in actors}
    names = {"clock": "时钟", "adapter": "外部系统"}
    states: dict[str, State] = {name: empty(name) for name in persons}
    for one in await read_streams(db, dict.fromkeys(persons, 0)):
        at = datetime.fromisoformat(json.loads(one.meta)["at"])
        event = EVENTS[one.type].restore(one.payload)
        states[one.stream] = fold(states[one.stream], event, one.stream, one.version, at)
    for name, state in states.items():
        if isinstance(state, Person) and state.name:
            names[persons[name]] = state.name
    return names


@dataclass
class _Teller:
    """Folds the streams event by event and writes a line for each."""

    law: LawBook
    states: dict[str, State]
    names: Mapping[str, str]
    project: str

    def __post_init__(self) -> None:
        self.chapters: dict[str, list[Line]] = defaultdict(list)
        self.items: dict[str, dict[str, AgendaItem]] = defaultdict(dict)
        self.touched: list[str] = []
        self.foreign: set[str] = set()  # editions that aren't the law at hand

    def concerns(self, one: StoredEvent) -> bool:
        """Of the division's archive, what belongs to this project: by its own field, or by the agenda's key.  HR-CL-5"""
        if not is_archive(one.stream):
            return True
        payload = json.loads(one.payload)
        return payload.get("project") == self.project or str(payload.get("key", "")).startswith(self._later)

    @property
    def _later(self) -> str:
        return f"archive.{self.project}."

    def fold(self, one: StoredEvent) -> None:
        at = datetime.fromisoformat(json.loads(one.meta)["at"]).astimezone(BEIJING)
        event = EVENTS[one.type].restore(one.payload)
        self.states[one.stream] = fold(self.states[one.stream], event, one.stream, one.version, at)

    def tell(self, one: StoredEvent, *, last: bool) -> None:
        meta = json.loads(one.meta)
        at = datetime.fromisoformat(meta["at"]).astimezone(BEIJING)
        event = EVENTS[one.type].restore(one.payload)
        chapter = _chapter(one, event, self.states)
        self.states[one.stream] = fold(self.states[one.stream], event, one.stream, one.version, at)
        self.touched.append(one.stream)
        follows = [f"→ {effect.summary}"] if (effect := ordered(event, one.name)) is not None else []
        if meta["edition"] != self.law.edition:
            self.foreign.add(meta["edition"])
        if last:  # what an act leaves to be done shows when all of its events are on record
            for stream in dict.fromkeys(self.touched):
                follows += self._due(stream, at.date())
            self.touched = []
        titles = titles_of(self.law.rulebook(division_of(one.stream), at.date()))
        if is_archive(one.stream):
            titles = {**titles, **_ARCHIVE_TITLES}
        self.chapters[chapter].append(_line(one, event, meta, at, self.names, titles, tuple(follows)))

    def _due(self, stream: str, day: date) -> list[str]:
        """What is newly due in a stream, or due at another time than before."""
        rules = self.law.rulebook(division_of(stream), day)
        now = {item.key: item for item in agenda(self.states[stream], rules)}
        before, self.items[stream] = self.items[stream], now
        return [
            f"→ {moment(item.due)} 前：{item.title}（{ROLE_TITLES.get(item.who, item.who)}，{item.rule}）"  # type: ignore[call-overload]
            for key, item in now.items()
            if (not is_archive(stream) or key.startswith(self._later))
            and (key not in before or before[key].due != item.due)
        ]

    def whole(self, stream: str, runs: Sequence[str]) -> Explanation:
        project = self.states[stream]
        assert isinstance(project, Project)
        plan = project.planning.plan or (project.contract.opened.plan if project.contract.opened else None)
        terms, awarded = project.contract.terms, project.award.confirmed
        lines = [line for chapter in self.chapters.values() for line in chapter]
        order = [stage for stage in STAGE_TITLES if stage in self.chapters]
        return Explanation(
            project=key_of(stream),
            stream=stream,
            title=plan.title if plan else "（计划未获受理）",
            buyer=plan.buyer.name if plan else "",
            supplier=terms.supplier_name if terms else awarded.name if awarded else None,
            stage=STAGE_TITLES.get(project.stage, project.stage),
            world=world_of(stream),
            chapters=tuple(
                Chapter(stage=stage, title=STAGE_TITLES[stage], lines=tuple(self.chapters[stage])) for stage in order
            ),
            refusals=sum(line.refused for line in lines),
            warnings=sum(line.event == "WarningNoted" for line in lines),
            departures=tuple(project.supervision.departures),
            late_entries=sum(line.late for line in lines),
            money=_money(project),
            takeovers=tuple(
                _takeover(key_of(run), state) for run in runs if isinstance(state := self.states[run], Takeover)
            ),
            editions=tuple(dict.fromkeys(line.edition for line in sorted(lines, key=lambda line: line.pos))),
            remarks=tuple(
                f"判断时用的法规版本 {edition[:12]} 与现在所载的 {self.law.edition[:12]} 不同；期限按现在所载的列出。"
                for edition in sorted(self.foreign)
            ),
        )


def _line(
    one: StoredEvent,
    event: Event,
    meta: Mapping[str, Any],
    at: datetime,
    names: Mapping[str, str],
    titles: Mapping[str, str],
    follows: tuple[str, ...],
) -> Line:
    payload = json.loads(one.payload)
    refused = isinstance(event, CommandRefused)
    said = {"clause", "rule"} | ({"command"} if refused else set())  # they have columns of their own
    command = COMMANDS[meta["command"]].zh if meta["command"] in COMMANDS else meta["command"]
    return Line(
        pos=one.pos,
        entry=one.name,
        event=one.type,
        title=f"{type(event).zh}：{command}" if refused else type(event).zh,
        command=command,
        at=at,
        recorded_at=one.recorded_at.astimezone(BEIJING),
        occurred_on=date.fromisoformat(meta["occurred_on"]),
        late=meta["late"],
        who=meta["actor"],
        name=names.get(meta["actor"], meta["actor"]),
        role=ROLE_TITLES.get(meta["role"], meta["role"]),
        says=sentence({k: v for k, v in payload.items() if k not in said}, titles),
        clause=payload.get("clause") or payload.get("rule"),
        refused=refused,
        follows=follows,
        edition=meta["edition"][:12],
        build=meta["build"],
        hash=one.hash.hex()[:12],
    )


def _chapter(one: StoredEvent, event: Event, states: Mapping[str, State]) -> str:
    """The stage that an event belongs to; approvals and what the house itself notes, to the stage in which they came."""
    if kind_of(one.stream) == "takeover":
        return "takeover"
    if is_archive(one.stream):
        return "closing"
    stage = stage_of(type(event))
    state = states[one.stream]
    if stage in ("house", "approval") and isinstance(state, Project):
        return state.stage
    return stage if stage in STAGE_TITLES else "supervision"


def _money(project: Project) -> Money:
    plan = project.planning.plan or (project.contract.opened.plan if project.contract.opened else None)
    return Money(
        budget_yuan=plan.budget_yuan if plan else None,
        reserved_yuan=project.funding.reserved_yuan,
        contract_yuan=project.contract.amount_yuan if project.contract.terms else None,
        payable_yuan=project.billed_yuan,
        deducted_yuan=deducted_yuan(project),
        paid_yuan=paid_yuan(project),
        paid_before_yuan=paid_before_yuan(project),
        payments=len(project.payment.made),
    )


def _takeover(takeover: str, state: Takeover) -> TakeoverAccount:
    opened = state.opened
    assert opened is not None  # its first event
    hours = state.covered.hours if state.covered else {}
    engaged = list(state.engaged.values())
    return TakeoverAccount(
        takeover=bare(takeover),
        ground=opened.ground,
        status=state.status,
        gap_since=opened.gap_since.astimezone(BEIJING),
        opened_at=opened.opened_at.astimezone(BEIJING),
        decided_at=state.decided.at.astimezone(BEIJING) if state.decided else None,
        asked=tuple(asked.name for asked in state.asked.values()),
        provider=engaged[-1].name if engaged else None,
        engaged_yuan=sum((e.amount_yuan for e in engaged), start=_ZERO),
        covered=tuple(
            Covered(grade=grade, recipients=count, hours=hours.get(grade))
            for grade, count in opened.without_provider.items()
        ),
        covered_at=state.covered.at.astimezone(BEIJING) if state.covered else None,
        ended_on=state.ended.on if state.ended else None,
        outcome=state.ended.outcome if state.ended else None,
        replacement=state.ended.replacement if state.ended else None,
    )
