"""The duty roster: the rules.  HR-TK-15"""

from collections.abc import Iterator
from typing import assert_never

from domain.forms import finding, require, warning
from domain.given import Decision, Given
from domain.message import Event
from domain.project import Project
from domain.register.state import Person
from domain.supervision.messages import Finding
from domain.takeover.roster.messages import (
    DutyHandedOver,
    DutyRosterSet,
    HandOverDuty,
    RosterCarried,
    SetDutyRoster,
    Shift,
)
from domain.takeover.roster.state import Roster, followed, handed, ordered

RULE = "HR-TK-15"
DECIDING = ("duty_officer", "head")
RosterCommand = SetDutyRoster | HandOverDuty


def decide(command: RosterCommand, given: Given) -> Decision:
    match command:
        case SetDutyRoster():
            return set_roster(command, given)
        case HandOverDuty():
            return hand_over(command, given)
        case _:
            assert_never(command)


def reads(command: SetDutyRoster | HandOverDuty, project: Project) -> tuple[str, ...]:
    """The persons it names, and the takeover under way: that one goes by the roster too."""
    people = {command.to} if isinstance(command, HandOverDuty) else {s.person for s in command.shifts}
    active = project.takeover.active
    return (*(f"person/{p}" for p in sorted(people)), *((f"takeover/{active.takeover}",) if active else ()))


def set_roster(command: SetDutyRoster, given: Given) -> Decision:
    new = ordered(command.shifts)
    shifts = followed(given.project.takeover.roster.shifts, new)
    event = DutyRosterSet(shifts=shifts, document=command.document, by=given.by)
    found = [*_shifts(new, given), *_gaps(shifts, given)]
    return given.settle(command, found, event, also=_carried(shifts, given))


def _shifts(shifts: tuple[Shift, ...], given: Given) -> Iterator[Finding | None]:
    for number, shift in enumerate(shifts):
        field = f"shifts[{number}]"
        runs = shift.from_at < shift.until_at
        yield require(given, RULE, runs, f"{shift.name}的班次须有起止，止晚于起", field=f"{field}.until_at")
        yield _may_decide(shift.person, shift, given, f"{field}.person")


def _may_decide(person: str, shift: Shift, given: Given, field: str) -> Finding | None:
    """Who is on duty can decide: a duty officer or a head on that day."""
    grants = given.state(Person, f"person/{person}").grants
    day = shift.from_at.date()
    holds = any(g.role in DECIDING and g.holds_on(day) for g in grants)
    reason = f"{shift.name}（{person}）在{day}不是值班决策人或者负责人，不能值班"
    return require(given, RULE, holds, reason, field=field, person=person)


def _gaps(shifts: tuple[Shift, ...], given: Given) -> Iterator[Finding | None]:
    """An hour that nobody answers is told, not refused: the roster is better than none."""
    for since, until in Roster(shifts).gaps:
        if until > given.at:
            yield warning(given, RULE, f"{since:%Y-%m-%d %H:%M}至{until:%Y-%m-%d %H:%M}无人值班", field="shifts")


def hand_over(command: HandOverDuty, given: Given) -> Decision:
    """The rest of one's own shift goes to another person."""
    roster = given.project.takeover.roster
    now = next((s for s in roster.shifts if s.person == given.by and s.from_at <= given.at < s.until_at), None)
    if now is None:
        return given.settle(command, [finding(given, RULE, f"{given.actor.name}现在不在班，没有可交接的班次")])
    to = Shift(person=command.to, name=command.name, from_at=given.at, until_at=now.until_at)
    shifts = handed(roster.shifts, given.by, to)
    found = [
        require(given, RULE, command.to != given.by, "值班须交给他人", field="to"),
        _may_decide(command.to, to, given, "to"),
    ]
    event = DutyHandedOver(giver=given.by, to=command.to, at=given.at, open_matters=command.open_matters, shifts=shifts)
    return given.settle(command, found, event, also=_carried(shifts, given))


def _carried(shifts: tuple[Shift, ...], given: Given) -> tuple[tuple[str, Event], ...]:
    active = given.project.takeover.active
    return ((f"takeover/{active.takeover}", RosterCarried(shifts=shifts)),) if active is not None else ()
