"""Takeover: the plan in the project's stream; the run in a stream of its own.  JL44-4.4.3b, JL44-4.4.3c"""

from domain.takeover.asking.messages import AskingEvent
from domain.takeover.bridge.messages import BridgeEvent
from domain.takeover.care.messages import CareEvent
from domain.takeover.drill.messages import DrillEvent
from domain.takeover.ending.messages import TakeoverClosed, TakeoverEnded
from domain.takeover.help.messages import HelpEvent
from domain.takeover.left.messages import RecipientsPlaced
from domain.takeover.money.messages import MoneyEvent
from domain.takeover.people.messages import PeopleEvent
from domain.takeover.plan.messages import PlanEvent
from domain.takeover.roster.messages import RosterCarried, RosterEvent
from domain.takeover.start.messages import StartEvent
from domain.takeover.trigger.messages import TakeoverOpened, TakeoverTriggered
from domain.takeover.watching.messages import WatchingEvent

TakeoverPlanEvent = (
    PlanEvent | TakeoverTriggered | TakeoverClosed | RosterEvent | DrillEvent | WatchingEvent | RecipientsPlaced
)
TakeoverEvent = (
    TakeoverOpened
    | AskingEvent
    | BridgeEvent
    | CareEvent
    | TakeoverEnded
    | StartEvent
    | RosterCarried
    | PeopleEvent
    | MoneyEvent
    | HelpEvent
)
