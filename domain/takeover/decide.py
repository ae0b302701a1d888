"""Takeover: the rules, by command.  The plan and the trigger in the project, the run in a stream of its own.  JL44-4.4.3b, 3c"""

from typing import assert_never

from domain.agenda import AgendaItem
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project
from domain.takeover import asking, bridge, care, plan
from domain.takeover.drill import decide as drill
from domain.takeover.drill.messages import StartDrill
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
    RecordCoverage,
    RecordHandover,
    ReportInterim,
    TriggerTakeover,
)
from domain.takeover.roster import decide as roster
from domain.takeover.roster.messages import HandOverDuty, SetDutyRoster
from domain.takeover.start import decide as start
from domain.takeover.start.messages import BreakGlass, RatifyStart
from domain.takeover.state import Takeover

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
)


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """For the plan: whether its providers are barred, its deciders known.  For the trigger: the stream that it opens."""
    match command:
        case MakeTakeoverPlan():
            providers = (f"supplier/{s.uscc}" for s in command.plan.standbys if s.uscc)
            return (*providers, *(f"person/{d}" for d in command.plan.deciders))
        case TriggerTakeover():
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
        case ExtendInterim():
            return bridge.pools(takeover, bridge.extension_starts_on(takeover))
        case EndTakeover() if command.replacement is not None:
            return (f"project/{command.replacement}",)
        case _:
            return ()


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
        case _:
            assert_never(command)


def take(item: AgendaItem, given: Given) -> Accepted:
    """An offer's hours are over: it lapses, and the next provider is asked."""
    return asking.lapse(item.key.removeprefix("takeover.standby."), given)
