"""Takeover: the rules, by command.  The plan and the trigger in the project, the run in a stream of its own.  JL44-4.4.3b, 3c"""

from collections.abc import Iterable
from typing import assert_never

from domain.agenda import AgendaItem
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project
from domain.supervision.messages import WakeAgenda
from domain.takeover import asking, bridge, care, plan
from domain.takeover.drill import decide as drill
from domain.takeover.drill.messages import StartDrill
from domain.takeover.help import agenda as help_agenda
from domain.takeover.messages import (
    AnswerStandby,
    ApproveTakeoverPlan,
    DecideTakeover,
    EndTakeover,
    EngageStandby,
    ExtendInterim,
    HearSupplier,
    MakeTakeoverPlan,
    NotifyRecipients,
    ProposeStandby,
    RecordCoverage,
    RecordHandover,
    ReportInterim,
    TriggerTakeover,
)
from domain.takeover.money import decide as money
from domain.takeover.money.messages import SettleBridge
from domain.takeover.people import decide as people
from domain.takeover.people.messages import EndNeed, InformGovernment, ListRecipients
from domain.takeover.roster import decide as roster
from domain.takeover.roster.messages import HandOverDuty, SetDutyRoster
from domain.takeover.start import decide as start
from domain.takeover.start.messages import BreakGlass, RatifyStart
from domain.takeover.state import Takeover
from domain.takeover.watching import agenda as watching_agenda
from domain.takeover.watching import decide as watching
from domain.takeover.watching.messages import ConcludeReview, OpenReview, ReportGap

TakeoverCommand = (
    MakeTakeoverPlan
    | ApproveTakeoverPlan
    | TriggerTakeover
    | DecideTakeover
    | HearSupplier
    | AnswerStandby
    | EngageStandby
    | RecordCoverage
    | NotifyRecipients
    | RecordHandover
    | ReportInterim
    | ExtendInterim
    | EndTakeover
    | BreakGlass
    | RatifyStart
    | SetDutyRoster
    | HandOverDuty
    | StartDrill
    | ListRecipients
    | EndNeed
    | InformGovernment
    | SettleBridge
    | ProposeStandby
    | ReportGap
    | OpenReview
    | ConcludeReview
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """For the plan: whether its providers are barred, its deciders known.  For the trigger: the stream that it opens."""
    match command:
        case MakeTakeoverPlan():
            providers = (f"supplier/{s.uscc}" for s in command.plan.standbys if s.uscc)
            return (*providers, *(f"person/{d}" for d in command.plan.deciders))
        case TriggerTakeover():
            return (f"takeover/{plan.next_id(project)}",)
        case WakeAgenda() if command.key == watching_agenda.GAP:
            return (f"takeover/{plan.next_id(project)}",)
        case StartDrill():
            return (f"takeover/{drill.next_id(project)}",)
        case SetDutyRoster() | HandOverDuty():
            return roster.reads(command, project)
        case _:
            return ()


def run_reads(command: Command, takeover: Takeover) -> tuple[str, ...]:
    """What pays for the bridge, whether its provider is barred, and the purchase that replaces the project."""
    match command:
        case EngageStandby():
            standby = takeover.standby(command.standby)
            supplier = (f"supplier/{standby.uscc}",) if standby is not None and standby.uscc else ()
            return (*bridge.pools(takeover, command.starts_on), *supplier)
        case ProposeStandby() if command.standby.uscc is not None:
            return (f"supplier/{command.standby.uscc}",)
        case SettleBridge() if command.standby in takeover.engaged:
            return _charged(takeover, (command.standby,))
        case ExtendInterim():
            return bridge.pools(takeover, bridge.extension_starts_on(takeover))
        case EndTakeover():
            replacement = (f"project/{command.replacement}",) if command.replacement is not None else ()
            return (*replacement, *_charged(takeover, (k for k in command.used_yuan if k in takeover.engaged)))
        case _:
            return ()


def _charged(takeover: Takeover, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(pool for key in keys for pool, _ in money.charges(takeover, key))


def decide(command: TakeoverCommand, given: Given) -> Decision:
    match command:
        case MakeTakeoverPlan():
            return plan.make(command, given)
        case ApproveTakeoverPlan():
            return plan.approve(command, given)
        case TriggerTakeover():
            return plan.trigger(command, given)
        case DecideTakeover():
            return asking.decide_start(command, given)
        case AnswerStandby():
            return asking.answer(command, given)
        case EngageStandby():
            return bridge.engage(command, given)
        case RecordCoverage():
            return bridge.record_coverage(command, given)
        case ExtendInterim():
            return bridge.extend(command, given)
        case HearSupplier():
            return care.hear(command, given)
        case NotifyRecipients():
            return care.notify(command, given)
        case RecordHandover():
            return care.hand_over(command, given)
        case ReportInterim():
            return care.report(command, given)
        case EndTakeover():
            return care.end(command, given)
        case BreakGlass():
            return start.break_glass(command, given)
        case RatifyStart():
            return start.ratify(command, given)
        case SetDutyRoster():
            return roster.set_roster(command, given)
        case HandOverDuty():
            return roster.hand_over(command, given)
        case StartDrill():
            return drill.start(command, given)
        case ListRecipients():
            return people.list_recipients(command, given)
        case EndNeed():
            return people.end_need(command, given)
        case InformGovernment():
            return people.inform(command, given)
        case SettleBridge():
            return money.settle(command, given)
        case ProposeStandby():
            return asking.propose(command, given)
        case ReportGap():
            return watching.report_gap(command, given)
        case OpenReview():
            return watching.open_review(command, given)
        case ConcludeReview():
            return watching.conclude(command, given)
        case _:
            assert_never(command)


def take(item: AgendaItem, given: Given) -> Accepted:
    """An offer lapses; the old supplier's help is over; a gap has lasted too long; a report never came."""
    if item.key == help_agenda.KEY:
        return help_agenda.ended(given)
    if item.key == watching_agenda.GAP:
        return watching.trigger_by_clock(given)
    if item.key.startswith(watching_agenda.SILENCE):
        return watching.silence(item.key.removeprefix(f"{watching_agenda.SILENCE}."), given)
    return asking.lapse(item.key.removeprefix("takeover.standby."), given)
