"""Supervision: departures, corrections, tips; and the house's own acts: the clock's, the effects'.  JL44-4.4.0, JL44-5.2, JL44-6.2"""

from datetime import timedelta
from typing import assert_never

from domain.calendar import Period
from domain.forms import require, someone_else
from domain.given import Accepted, Decision, Given
from domain.message import Event
from domain.supervision.messages import (
    AcknowledgeEffect,
    AskAgain,
    ConfirmCorrection,
    CorrectEntry,
    CorrectionConfirmed,
    CorrectionProposed,
    DepartureRecorded,
    EffectAcknowledged,
    EffectDelayed,
    EffectOrderedAgain,
    EffectRefused,
    Finding,
    FindingRecorded,
    RecordDeparture,
    RecordFinding,
    RecordTip,
    ReportDelay,
    ReportRefusal,
    TipRecorded,
)

SupervisionCommand = RecordDeparture | CorrectEntry | ConfirmCorrection | RecordTip | RecordFinding
EffectCommand = ReportDelay | ReportRefusal | AskAgain | AcknowledgeEffect


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
            new = command.key not in {tip.key for tip in given.project.supervision.tips}
            twice = require(given, "JL44-4.4.1", new, f"举报“{command.key}”已登记", field="key")
            bypassing = require(
                given,
                "JL44-4.4.1",
                command.against != "buyer",
                "反映购买主体的举报不进入本项目：由上级受理人员登记（register-tip）",
                field="against",
            )
            if bypassing is not None:
                return given.settle(command, [bypassing, twice])
            return given.settle(command, [twice], TipRecorded(**command.model_dump(), on=given.on))
        case RecordFinding():
            new = command.key not in {found.key for found in given.project.supervision.findings}
            twice = require(given, "JL44-4.4.0", new, f"监督发现“{command.key}”已登记", field="key")
            recorded = FindingRecorded(**command.model_dump(), by=given.by, on=given.on)
            return given.settle(command, [twice], recorded)
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
        require(
            given,
            "AD-12",
            command.minutes != command.finance_opinion,
            "集体决定的纪要和财政部门的书面意见是两份文件",
            field="finance_opinion",
        ),
    ]
    return given.settle(command, found, DepartureRecorded(**command.model_dump(), on=given.on))


def _confirm(command: ConfirmCorrection, given: Given) -> Decision:
    supervision = given.project.supervision
    proposed = supervision.corrections.get(command.entry)
    open_now = proposed is not None and proposed.field == command.field and command.entry not in supervision.confirmed
    found = [
        require(given, "JL44-4.4.0", open_now, "没有待确认的更正", field="entry"),
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
    found = [_may(command, given)]
    match command:
        case ReportDelay():
            rules = given.rules
            wait = retry_wait(rules.period("HR-EFFECT", "retry"), rules.period("HR-EFFECT", "longest"), effect.attempt)
            event = EffectDelayed(
                effect=effect.id, attempt=effect.attempt, error=command.error, retry_at=given.at + wait
            )
        case ReportRefusal():
            event = EffectRefused(effect=effect.id, attempt=effect.attempt, reason=command.reason, refused_at=given.at)
        case AskAgain():
            waits = effect.refused is not None or effect.retry_at is not None
            found.append(
                require(given, "HR-EFFECT", waits, f"“{effect.summary}”正在办理，不必再次提交", field="effect")
            )
            event = EffectOrderedAgain(effect=effect.id, attempt=effect.attempt + 1, reason=command.reason, by=given.by)
        case AcknowledgeEffect():
            plain = effect.kind in ("message", "letter", "review")
            reason = f"“{effect.summary}”须登记其结果本身，不能只记“已完成”"
            found.append(require(given, "JL44-4.4.0", plain, reason, field="effect"))
            event = EffectAcknowledged(effect=effect.id, receipt=command.receipt)
        case _:
            assert_never(command)
    return given.settle(command, found, event)


def _may(command: EffectCommand, given: Given) -> Finding | None:
    """The outside system itself, or a person whose role the command names."""
    roles = type(command).roles
    may = given.by in roles or any(given.actor.holds(role, given.at.date()) for role in roles)
    return require(given, "HR-WHO", may, f"“{type(command).zh}”由外部系统或者经办人作出", field="actor")


def retry_wait(first: Period, longest: Period, attempt: int) -> timedelta:
    """The first wait, then twice, then four times as long …, at most the longest; both in hours (HR-EFFECT)."""
    hours: int = min(first.count * 2 ** (attempt - 1), longest.count)
    return timedelta(hours=hours)
