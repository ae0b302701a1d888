"""Takeover: the rules, by room.  The plan and the trigger in the project, the run in a stream of its own.  JL44-4.4.3b, 3c"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, get_args

from domain.agenda import AgendaItem
from domain.given import Accepted, Decision, Given
from domain.message import Command
from domain.project import Project
from domain.supervision.messages import WakeAgenda
from domain.takeover.asking import decide as asking
from domain.takeover.asking.messages import ProposeStandby
from domain.takeover.bridge import decide as bridge
from domain.takeover.bridge.messages import EngageStandby, ExtendInterim
from domain.takeover.care import decide as care
from domain.takeover.drill import decide as drill
from domain.takeover.drill.messages import StartDrill
from domain.takeover.ending import decide as ending
from domain.takeover.ending.messages import EndTakeover
from domain.takeover.help import agenda as help_agenda
from domain.takeover.left import decide as left
from domain.takeover.left.messages import PlaceRecipients
from domain.takeover.money import decide as money
from domain.takeover.money.messages import SettleBridge
from domain.takeover.people import decide as people
from domain.takeover.plan import decide as plan
from domain.takeover.plan.messages import MakeTakeoverPlan
from domain.takeover.roster import decide as roster
from domain.takeover.roster.messages import HandOverDuty, SetDutyRoster
from domain.takeover.start import decide as start
from domain.takeover.state import Takeover
from domain.takeover.trigger import decide as trigger
from domain.takeover.trigger.messages import TriggerTakeover
from domain.takeover.watching import agenda as watching_agenda
from domain.takeover.watching import decide as watching

TakeoverCommand = (
    plan.PlanCommand
    | TriggerTakeover
    | roster.RosterCommand
    | StartDrill
    | watching.WatchingCommand
    | asking.AskingCommand
    | start.StartCommand
    | bridge.BridgeCommand
    | care.CareCommand
    | people.PeopleCommand
    | SettleBridge
    | EndTakeover
    | PlaceRecipients
)

# which room judges a command
_ROOMS: Final[Mapping[type[Command], Callable[[Any, Given], Decision]]] = {
    command: judge
    for commands, judge in (
        (get_args(plan.PlanCommand), plan.decide),
        ((TriggerTakeover,), trigger.trigger),
        (get_args(roster.RosterCommand), roster.decide),
        ((StartDrill,), drill.start),
        (get_args(watching.WatchingCommand), watching.decide),
        (get_args(asking.AskingCommand), asking.decide),
        (get_args(start.StartCommand), start.decide),
        (get_args(bridge.BridgeCommand), bridge.decide),
        (get_args(care.CareCommand), care.decide),
        (get_args(people.PeopleCommand), people.decide),
        ((SettleBridge,), money.settle),
        ((EndTakeover,), ending.end),
        ((PlaceRecipients,), left.place),
    )
    for command in commands
}


def reads(command: Command, project: Project) -> tuple[str, ...]:
    """For the plan: whether its providers are barred, its deciders known.  For the trigger: the stream that it opens."""
    match command:
        case MakeTakeoverPlan():
            providers = (f"supplier/{s.uscc}" for s in command.plan.standbys if s.uscc)
            return (*providers, *(f"person/{d}" for d in command.plan.deciders))
        case TriggerTakeover():
            return (f"takeover/{trigger.next_id(project)}",)
        case WakeAgenda() if command.key == watching_agenda.GAP:
            return (f"takeover/{trigger.next_id(project)}",)
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
    return _ROOMS[type(command)](command, given)


def take(item: AgendaItem, given: Given) -> Accepted:
    """An offer lapses; the old supplier's help is over; a gap has lasted too long; a report never came."""
    if item.key == help_agenda.KEY:
        return help_agenda.ended(given)
    if item.key == watching_agenda.GAP:
        return watching.trigger_by_clock(given)
    if item.key.startswith(watching_agenda.SILENCE):
        return watching.silence(item.key.removeprefix(f"{watching_agenda.SILENCE}."), given)
    if item.key.startswith(watching_agenda.LEAK):
        return watching.leak(item.key.removeprefix(f"{watching_agenda.LEAK}."), given)
    return asking.lapse(item.key.removeprefix("takeover.standby."), given)
