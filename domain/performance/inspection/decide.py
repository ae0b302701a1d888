"""Inspections: two who inspect, neither of them the supplier's; a sample that nobody chose.  HR-IN-2, JL44-4.4.1"""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import assert_never

from domain.bidding.draw import commitment, draw
from domain.forms import finding, require, warning
from domain.given import Decision, Given
from domain.message import Command
from domain.performance.inspection.messages import (
    CommitInspectionSample,
    DrawInspectionSample,
    InspectionCommand,
    InspectionSampleCommitted,
    InspectionSampleDrawn,
)
from domain.performance.messages import InspectionRecorded, RecordInspection
from domain.project import Project
from domain.register.state import Person
from domain.supervision.messages import Finding

RULE = "HR-IN-2"
NEUTRAL = "JL44-4.4.1"


def reads(command: Command) -> tuple[str, ...]:
    """Who inspected: whose people they are stands in their own streams."""
    if isinstance(command, RecordInspection):
        return tuple(f"person/{one}" for one in command.inspectors)
    return ()


def decide(command: InspectionCommand | RecordInspection, given: Given) -> Decision:
    match command:
        case RecordInspection():
            return _record(command, given)
        case CommitInspectionSample():
            return _commit(command, given)
        case DrawInspectionSample():
            return _draw(command, given)
        case _:
            assert_never(command)


def _record(command: RecordInspection, given: Given) -> Decision:
    known = command.key in given.project.performance.inspections
    found = [
        require(given, "JL44-4.4.0", not known, "检查编号已使用", field="key"),
        *_inspectors(command, given),
        *_visited(command, given),
    ]
    recorded = InspectionRecorded(**command.model_dump(), by=given.by, on=given.on)
    return given.settle(command, found, recorded)


def _inspectors(command: RecordInspection, given: Given) -> Iterator[Finding | None]:
    """Nobody inspects his own work; one alone is told that two should go."""
    terms = given.project.contract.terms
    theirs = {terms.supplier, *terms.joint} if terms is not None else set()
    there = {given.by, *command.inspectors}
    for person, field in ((given.actor, "actor"), *((_person(p, given), "inspectors") for p in command.inspectors)):
        if field == "inspectors":
            yield require(given, NEUTRAL, person.name != "", f"没有登记人员“{person.id}”", field=field)
        of_supplier = person.uscc in theirs or any(g.uscc in theirs for g in person.grants)
        reason = f"{person.name or person.id}是承接主体一方的人员，不得检查自己的服务"
        yield require(given, NEUTRAL, not of_supplier, reason, field=field)
    least = given.rules.count(RULE, "inspectors")
    if len(there) < least:
        yield warning(given, RULE, f"检查人员{len(there)}人，少于{least}人：写明同行的检查人员", field="inspectors")


def _person(id: str, given: Given) -> Person:
    found = given.state(Person, f"person/{id}")
    return found if found.id else Person(id=id)


def _visited(command: RecordInspection, given: Given) -> Iterator[Finding | None]:
    """Each one visited is on the roster, where there is one; everybody drawn was looked at, or it is told who was not."""
    performance = given.project.performance
    if performance.roster.places:
        unknown = sorted(set(command.visited) - set(performance.roster.places))
        yield require(given, NEUTRAL, not unknown, f"不在名册之内：{'、'.join(unknown)}", field="visited")
    twice = len(set(command.visited)) != len(command.visited)
    yield require(given, NEUTRAL, not twice, "同一服务对象写了两次", field="visited")
    samples = performance.samples
    if command.key in samples.committed and command.key not in samples.drawn:
        yield finding(given, RULE, "已封存抽查种子，尚未抽取（DrawInspectionSample）", field="key")
    drawn = samples.drawn.get(command.key)
    missed = sorted(set(drawn.recipients) - set(command.visited)) if drawn is not None else []
    if missed:
        yield warning(given, RULE, f"抽中而没有看到的：{'、'.join(missed)}，说明原因", field="visited", missed=missed)


# ---------------------------------------------------------------- the sample


def population(project: Project, day: date) -> tuple[str, ...]:
    """Who is to be served on a day, ascending: out of whom a sample is drawn."""
    return tuple(sorted(who for who, place in project.performance.roster.places.items() if place.due_on(day)))


def _sealed(people: tuple[str, ...]) -> str:
    return sha256("\n".join(people).encode()).hexdigest()


def _commit(command: CommitInspectionSample, given: Given) -> Decision:
    performance = given.project.performance
    people = population(given.project, given.on)
    used = command.key in performance.inspections or command.key in performance.samples.committed
    reason = f"名册上当日应服务{len(people)}人，抽不出{command.count}人"
    found = [
        require(given, "JL44-4.4.0", not used, "检查编号已使用", field="key"),
        require(given, RULE, command.count <= len(people), reason, field="count", of=len(people)),
    ]
    event = InspectionSampleCommitted(
        **command.model_dump(), population=_sealed(people), of=len(people), by=given.by, on=given.on
    )
    return given.settle(command, found, event)


def _draw(command: DrawInspectionSample, given: Given) -> Decision:
    """What was committed is told: the seed's digest must be the one on record, and the roster of that day unchanged."""
    samples = given.project.performance.samples
    committed = samples.committed.get(command.key)
    if committed is None:
        reason = f"检查“{command.key}”没有封存种子（CommitInspectionSample）"
        return given.settle(command, [finding(given, RULE, reason, field="key")])
    people = population(given.project, committed.on)
    found = [
        require(given, RULE, command.key not in samples.drawn, "该检查已抽取，不能再抽", field="key"),
        require(
            given, RULE, commitment(command.seed, ()) == committed.commitment, "种子与封存的摘要不符", field="seed"
        ),
        require(
            given,
            RULE,
            _sealed(people) == committed.population,
            f"{committed.on}的名册此后有变动，以另一编号重新封存",
            field="key",
        ),
    ]
    chosen = draw(command.seed, command.lot, people, committed.count)
    event = InspectionSampleDrawn(**command.model_dump(), recipients=chosen, by=given.by, on=given.on)
    return given.settle(command, found, event)
