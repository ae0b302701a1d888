"""Supervision: departures, corrections, tips; and the house's own acts: the clock's, the effects'.  JL44-4.4.0, JL44-5.2, JL44-6.2"""

from datetime import timedelta
from typing import assert_never

from domain.calendar import Period
from domain.forms import require, someone_else
from domain.given import Accepted, Decision, Given
from domain.message import Event
from domain.supervision.messages import (
    AcknowledgeEffect,
    ConfirmCorrection,
    CorrectEntry,
    CorrectionConfirmed,
    CorrectionProposed,
    DepartureRecorded,
    EffectAcknowledged,
    EffectDelayed,
    FindingRecorded,
    RecordDeparture,
    RecordFinding,
    RecordTip,
    ReportDelay,
    TipRecorded,
)

SupervisionCommand = RecordDeparture | CorrectEntry | ConfirmCorrection | RecordTip | RecordFinding
EffectCommand = ReportDelay | AcknowledgeEffect


def decide(command: SupervisionCommand, given: Given) -> Decision:
    match command:
        case RecordDeparture():
            return _depart(command, given)
        case CorrectEntry():
            own = command.entry.rpartition("@")[0] == given.home
            proposed = CorrectionProposed(**command.model_dump(), by=given.by)
            return given.settle(
                command, [require(given, "JL44-4.4.0", own, "只能更正本项目的记录", field="entry")], proposed
            )
        case ConfirmCorrection():
            return _confirm(command, given)
        case RecordTip():
            return given.settle(command, [], TipRecorded(**command.model_dump(), on=given.on))
        case RecordFinding():
            return given.settle(command, [], FindingRecorded(**command.model_dump(), by=given.by, on=given.on))
        case _:
            assert_never(command)


def _depart(command: RecordDeparture, given: Given) -> Decision:
    """Only an *in principle* rule can be departed from.  The guide names no waiver power, so the house invents none."""
    known = given.rules.knows(command.clause)
    departable = known and given.rules.rule(command.clause).departable
    found = [
        require(given, "JL44-6.2", known, f"没有条款“{command.clause}”", field="clause"),
        require(
            given, "JL44-6.2", not known or departable, f"{command.clause} 不是“原则上”的规定，不能例外", field="clause"
        ),
    ]
    return given.settle(command, found, DepartureRecorded(**command.model_dump(), on=given.on))


def _confirm(command: ConfirmCorrection, given: Given) -> Decision:
    proposed = given.project.supervision.corrections.get(command.entry)
    found = [
        require(given, "JL44-4.4.0", proposed is not None, "没有待确认的更正", field="entry"),
        someone_else(given, "JL44-4.4.0", proposed.by, "更正的确认") if proposed else None,
    ]
    return given.settle(command, found, CorrectionConfirmed(entry=command.entry, field=command.field, by=given.by))


def decide_effect(command: EffectCommand, given: Given) -> Decision:
    """An effect's own word: done, or not yet.  A late or repeated word changes nothing."""
    watch = given.states[given.home].watch
    effect = watch.effects.get(command.effect)
    if effect is None:
        return Accepted()
    event: Event
    match command:
        case ReportDelay():
            wait = retry_wait(given.rules.period("HR-EFFECT", "retry"), effect.attempt)
            event = EffectDelayed(
                effect=effect.id, attempt=effect.attempt, error=command.error, retry_at=given.at + wait
            )
        case AcknowledgeEffect():
            event = EffectAcknowledged(effect=effect.id, receipt=command.receipt)
        case _:
            assert_never(command)
    return given.settle(command, [], event)


def retry_wait(base: Period, attempt: int) -> timedelta:
    """An hour, then two, then four …, at most a day."""
    hours: int = min(base.count * 2 ** (attempt - 1), 24)
    return timedelta(hours=hours)
